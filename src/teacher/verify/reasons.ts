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
  'contradicts-itself',
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

/** Reasons of files that name no step, whose detail begins with the step or sub-question that it is about. */
const aboutOneStep: ReadonlySet<ReasonCode> = new Set([
  'no-sub-question',
  'no-solution',
  'wrong-arithmetic',
  'repeats-problem',
  'repeats-itself',
  'answer-leaked',
  'number-from-nowhere',
]);

/** The step that a reason is about, from 1; null where it is about the whole chain. */
export function offendingStep({ code, detail, step: named }: Reason): number | null {
  if (named !== undefined) return named;
  if (code === 'one-giant-step') return 1;
  const step = aboutOneStep.has(code) ? /^(?:step|sub-question) (\d+)\b/.exec(detail)?.[1] : undefined;
  return step === undefined ? null : Number(step);
}
