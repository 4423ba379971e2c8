// Cutting problems off a split so that problems from one template never stand on both sides.
import { option, Random, SocraticError, say, TextNumbers } from '../../common/index.ts';
import type { Problem } from '../problem.ts';
import { maskedQuestion } from './question-text.ts';

/** Throws `invalid-value` unless 0 ≤ `fraction` < 1; `name` is the option that it was given as. */
export function assertFraction(name: string, fraction: number): void {
  if (fraction >= 0 && fraction < 1) return;
  throw new SocraticError(
    'invalid-value',
    say`${option(name)} must be a fraction, at least 0 and below 1, and is ${fraction}.`,
    { subject: { option: name }, details: { received: fraction } },
  );
}

export interface Cut<T> {
  readonly kept: readonly T[];
  readonly cutOff: readonly T[];
}

/**
 * Cuts about `fraction` of the problems off, whole groups at a time: a group is all problems whose questions are equal
 * once their numbers are masked. Groups are drawn in an order that `seed` decides; one that would overshoot the
 * target is passed over. Both sides keep the original order. 0 ≤ `fraction` < 1 (`assertFraction`).
 */
export function cutGrouped(problems: readonly Problem[], fraction: number, seed: string): Cut<Problem> {
  const templates = new TextNumbers();
  const groups = problems.map(({ question }) => templates.add(maskedQuestion(question)));
  return cutByGroup(problems, groups, fraction, seed);
}

/** `cutGrouped` for anything; `groups` has a number for each item, equal for those of a group. */
export function cutByGroup<T>(
  items: readonly T[],
  groups: readonly number[],
  fraction: number,
  seed: string,
): Cut<T> {
  const sizes = countNumbers(groups);
  const inOrder = distinct(groups, sizes.length);
  let missing = Math.round(items.length * fraction);
  const chosen = new Set<number>();
  for (const group of new Random(seed).shuffle(inOrder)) {
    const size = sizes[group] ?? 0;
    if (size > missing) continue;
    chosen.add(group);
    missing -= size;
  }
  const isChosen = (index: number) => chosen.has(groups[index] ?? -1);
  return {
    kept: items.filter((_, index) => !isChosen(index)),
    cutOff: items.filter((_, index) => isChosen(index)),
  };
}

/** How often each number from 0 occurs: uint32 [largest + 1]. */
export function countNumbers(numbers: readonly number[]): Uint32Array {
  const counts = new Uint32Array(1 + numbers.reduce((largest, number) => Math.max(largest, number), -1));
  for (const number of numbers) counts[number] = (counts[number] ?? 0) + 1;
  return counts;
}

/** The numbers below `bound` in the order in which they first occur. */
function distinct(numbers: readonly number[], bound: number): number[] {
  const seen = new Uint8Array(bound);
  return numbers.filter((number) => {
    const isNew = seen[number] === 0;
    seen[number] = 1;
    return isNew;
  });
}
