// Cutting problems off a split so that problems from one template never stand on both sides.
import { Random, UsageError } from '../../common/index.ts';
import type { Problem } from '../problem.ts';
import { maskedQuestion } from './question-text.ts';

export interface Cut {
  readonly kept: readonly Problem[];
  readonly cutOff: readonly Problem[];
}

/**
 * Cuts about `fraction` of the problems off, whole groups at a time: a group is all problems whose questions are equal
 * once their numbers are masked. Groups are drawn in an order that `seed` decides; one that would overshoot the
 * target is passed over. Both sides keep the original order. Throws `fraction-invalid` outside 0 ≤ fraction < 1.
 */
export function cutGrouped(problems: readonly Problem[], fraction: number, seed: string): Cut {
  if (!(fraction >= 0 && fraction < 1)) {
    throw new UsageError(
      'fraction-invalid',
      `A split's fraction must be at least 0 and below 1, found ${fraction}.`,
      { details: { fraction } },
    );
  }
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const key = maskedQuestion(problem.question);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [problem]);
    else group.push(problem);
  }
  let missing = Math.round(problems.length * fraction);
  const chosen = new Set<Problem>();
  for (const group of new Random(seed).shuffle([...groups.values()])) {
    if (group.length > missing) continue;
    for (const problem of group) chosen.add(problem);
    missing -= group.length;
  }
  return {
    kept: problems.filter((problem) => !chosen.has(problem)),
    cutOff: problems.filter((problem) => chosen.has(problem)),
  };
}
