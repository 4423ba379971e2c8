// A problem without its texts: what splits, unique ids and the summary of a dataset are made of.
import { TextNumbers } from '../../common/index.ts';
import type { Problem } from '../problem.ts';
import { normalizedQuestion } from './question-text.ts';

export interface ProblemOutline {
  readonly id: string;
  /** The same for all problems with this question, capitals and spacing aside. */
  readonly question: number;
  readonly hasSteps: boolean;
  /** Whether every step has its sub-question; false where there are no steps. */
  readonly hasSubQuestions: boolean;
}

/** Outlines the problems of one dataset: questions are numbered over all of them. */
export class Outliner {
  readonly #questions = new TextNumbers();

  outline(problem: Problem): ProblemOutline {
    return {
      id: problem.id,
      question: this.#questions.add(normalizedQuestion(problem.question)),
      hasSteps: (problem.steps ?? []).length > 0,
      hasSubQuestions: hasSubQuestions(problem),
    };
  }
}

/** Whether the problem has gold steps and every one of them has its sub-question. */
export function hasSubQuestions({ steps = [] }: Problem): boolean {
  return steps.length > 0 && steps.every((step) => step.question !== undefined);
}
