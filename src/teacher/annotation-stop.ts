// What ends a run of annotation before its last problem, as an error that carries what there is so far.
import {
  countOf,
  describeSystemError,
  InterruptedError,
  isSystemError,
  SocraticError,
} from '../common/index.ts';
import type { AnnotateResult } from './annotation-result.ts';

/** The annotations that there were when `error` stopped `annotate`; null for errors before the first call. */
export function annotationsSoFar(error: unknown): AnnotateResult | null {
  const { annotations } = error instanceof SocraticError ? error.details : {};
  return (annotations as AnnotateResult | undefined) ?? null;
}

/** The error to throw: what has stopped the run, with the annotations so far. A bug of ours stays as it is. */
export function stoppedError(
  stoppedBy: unknown,
  annotations: AnnotateResult,
  signal: AbortSignal | undefined,
): unknown {
  if (isStopRequest(stoppedBy, signal)) return interrupted(annotations, stoppedBy);
  if (stoppedBy instanceof SocraticError) {
    const { code, text, subject, details, fault } = stoppedBy;
    const more = { ...details, annotations };
    return new SocraticError(code, text, { subject, details: more, fault, cause: stoppedBy });
  }
  if (isSystemError(stoppedBy)) {
    return new SocraticError('system', describeSystemError(stoppedBy), {
      details: { annotations },
      cause: stoppedBy,
    });
  }
  return stoppedBy;
}

function isStopRequest(error: unknown, signal: AbortSignal | undefined): boolean {
  if (error instanceof InterruptedError || (error instanceof Error && error.name === 'AbortError'))
    return true;
  return signal?.aborted === true && error === signal.reason;
}

function interrupted(annotations: AnnotateResult, cause: unknown): InterruptedError {
  const { out, problems, cost } = annotations;
  const { callsInBatches } = cost;
  const next =
    callsInBatches === 0
      ? 'Run it again to continue.'
      : `${countOf(callsInBatches, 'request')} in batches go on at the provider. Run it again to collect their answers and continue.`;
  return new InterruptedError(
    `Stopped after ${countOf(problems, 'problem')}. Every paid answer is stored, and ${out} has the annotations so far. ${next}`,
    { details: { annotations }, cause },
  );
}

/** Throws `teacher-silent` when not one request was answered: nobody must take the empty file for annotations. */
export function assertAnswered(annotations: AnnotateResult): void {
  const { chains, unanswered } = annotations;
  const [first] = unanswered;
  if (chains > 0 || first === undefined || unanswered.some(({ kind }) => kind === 'in-batch')) return;
  const count = unanswered.reduce((sum, { count }) => sum + count, 0);
  throw new SocraticError(
    'teacher-silent',
    `Not one of ${countOf(count, 'request')} was answered. The first: ${first.example.problemId}: ${first.example.message}\nRun it again to ask again.`,
    { details: { unanswered: count, annotations } },
  );
}
