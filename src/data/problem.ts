// The one record that every dataset becomes.

export const answerTypes = ['number', 'boolean', 'text'] as const;

/** How an answer is compared: numerically, as yes or no, or as normalized text. */
export type AnswerType = (typeof answerTypes)[number];

/** One reasoning step; `question` is the sub-question that it answers, where the dataset has one. */
export interface Step {
  /** The sub-question that the step answers, if there is one. */
  readonly question?: string;
  /** Text of the step. */
  readonly solution: string;
}

/** A problem with its final answer and whatever reasoning its dataset publishes. */
export interface Problem {
  readonly id: string;
  readonly question: string;
  /** Gold answer in canonical text: a plain number (`1234.5`), `yes` or `no`, or text. */
  readonly answer: string;
  readonly answerType: AnswerType;
  readonly steps?: readonly Step[];
  readonly facts?: readonly string[];
  /** StrategyQA's sub-questions; `#1` refers to the answer of the first. */
  readonly decomposition?: readonly string[];
  readonly meta?: Readonly<Record<string, unknown>>;
}

export type SplitName = 'train' | 'validation' | 'test';
