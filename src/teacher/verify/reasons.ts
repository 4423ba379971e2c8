// Why a chain is not kept.

export const reasonCodes = [
  'refused',
  'cut-off',
  'unreadable',
  'no-steps',
  'no-sub-question',
  'no-solution',
  'wrong-count',
  'no-answer',
  'wrong-answer',
  'wrong-arithmetic',
  'answer-not-derived',
  'repeats-problem',
  'repeats-itself',
  'answer-leaked',
  'unresolved-reference',
  'one-giant-step',
  'too-long',
  'number-from-nowhere',
  'near-duplicate',
] as const;

export type ReasonCode = (typeof reasonCodes)[number];

export interface Reason {
  readonly code: ReasonCode;
  /** What was found, for a person. */
  readonly detail: string;
  /** The step that it is about, from 1, where it is about one. */
  readonly step?: number;
}
