// Cutting problems off a split so that problems from one template never stand on both sides.
import { Random, SocraticError, TextNumbers } from '../../common/index.ts';
import type { Problem } from '../problem.ts';
import { maskedQuestion } from './question-text.ts';

export interface Cut<T> {
  readonly kept: readonly T[];
  readonly cutOff: readonly T[];
}

/**
 * Cuts about `fraction` of the problems off, whole groups at a time: a group is all problems whose questions are equal
 * once their numbers are masked. Groups are drawn in an order that `seed` decides; one that would overshoot the
 * target is passed over. Both sides keep the original order. Throws `fraction-invalid` outside 0 ≤ fraction < 1.
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
  if (!(fraction >= 0 && fraction < 1)) {
    throw new SocraticError(
      'fraction-invalid',
      `A split's fraction must be at least 0 and below 1, found ${fraction}.`,
      { details: { fraction } },
    );
  }
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
