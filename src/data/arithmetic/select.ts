// Chooses problems: new ones, with answers that cannot be guessed; and gives up with advice instead of searching forever.
import { countOf, option, type Random, SocraticError, say, type TextNumbers } from '../../common/index.ts';
import type { SplitName } from '../problem.ts';
import type { ArithmeticFamily } from './families.ts';
import type { CheckedOptions } from './options.ts';
import { drawPlan, type Plan } from './plan.ts';
import { type Written, writeProblem } from './write.ts';

/**
 * Keeps answers from being guessed: none may take more than a small share of a split, nor of a family in it. Small maxima
 * have few possible answers, so the share grows as 2 / maxNumber.
 */
export class AnswerBalance {
  readonly #share: number;
  readonly #counts = new Map<string, number>();

  constructor(maxNumber: number) {
    this.#share = Math.max(0.018, 2 / maxNumber);
  }

  #full(group: string, answer: string, share: number): boolean {
    const size = this.#counts.get(group) ?? 0;
    return (this.#counts.get(`${group}/${answer}`) ?? 0) + 1 > 2 + share * (size + 1);
  }

  allows(family: ArithmeticFamily, answer: string): boolean {
    return !this.#full('all', answer, this.#share) && !this.#full(family, answer, 1.5 * this.#share);
  }

  add(family: ArithmeticFamily, answer: string): void {
    for (const key of ['all', `all/${answer}`, family, `${family}/${answer}`]) {
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }
}

/** Whether the answer is the last or the largest number of the question, where a guess would find it. */
function isExposed({ question, answer }: Written): boolean {
  const numbers = (question.match(/\d+/g) ?? []).map(Number);
  return numbers.at(-1) === Number(answer) || Math.max(...numbers) === Number(answer);
}

/** The share of problems with an exposed answer that is kept: such problems exist, but must not reward guessing. */
const exposedKept = 0.4;

/** Plans tried for one problem before the options are declared too narrow. */
const plansTried = 400;
/** Sets of numbers tried for one plan. */
const numbersTried = 12;

/** One combination that the problems are balanced over. */
export interface Cell {
  readonly family: ArithmeticFamily;
  readonly steps: number;
}

/** A new problem of the cell, unlike any in `seen`. Throws `arithmetic-exhausted` when it does not find one. */
export function newProblem(
  random: Random,
  { family, steps }: Cell,
  split: SplitName,
  options: CheckedOptions,
  seen: Pick<TextNumbers, 'has' | 'size'>,
  balance: AnswerBalance,
): Written & { plan: Plan } {
  for (let tries = 0; tries < plansTried; tries++) {
    const plan = drawPlan(random, family, steps, split);
    for (let draws = 0; draws < numbersTried; draws++) {
      const written = writeProblem(random, plan, options.maxNumber, options.distractors);
      if (written === undefined || seen.has(written.question)) continue;
      if (!balance.allows(family, written.answer)) continue;
      if (isExposed(written) && random.float() >= exposedKept) continue;
      return { ...written, plan };
    }
  }
  throw new SocraticError(
    'arithmetic-exhausted',
    say`No further problem of the family ${family} with ${countOf(steps, 'step')} was found for ${split} after ${countOf(seen.size, 'problem')}. Raise ${option('maxNumber')} (now ${options.maxNumber}), allow more ${option('families')} or ${option('steps')}, or ask for fewer problems.`,
    { details: { family, steps, split, found: seen.size, maxNumber: options.maxNumber } },
  );
}
