// What `annotate` and `estimateAnnotations` return.
import type { Price } from './call/index.ts';
import type { Estimate } from './estimate.ts';
import type { AnnotationKind } from './kinds.ts';
import type { OutputForm } from './output-form.ts';
import type { Rereading } from './reread.ts';
import type { AnnotationReport } from './summary.ts';

export interface AnnotateResult extends AnnotationReport {
  /** The file of annotations. */
  readonly out: string;
  /** The record of the run, beside that file. */
  readonly record: string;
  /** `stopped`: not all problems were asked. */
  readonly status: 'annotated' | 'stopped';
  /** The teacher, as the annotations name it. */
  readonly teacher: string;
  /** Kind of the annotations. */
  readonly kind: AnnotationKind;
  /** Form of the answers; null if the run ended before it was known. */
  readonly output: OutputForm | null;
  /** Version of the reader that read and judged the annotations; null if it is not recorded. */
  readonly reader: string | null;
  /** What this reader changed in annotations that another version had read, or that were read again; null if there were none. */
  readonly rereading: Rereading | null;
  /** When answers are read again: answers that the store does not have. */
  readonly answersMissing: number;
}

export interface AnnotationEstimate extends Estimate {
  /** The teacher. */
  readonly teacher: string;
  /** Kind of the annotations. */
  readonly kind: AnnotationKind;
  /** Whether the calls would go through the Batch API. */
  readonly batch: boolean;
  /** The limit on the cost, in dollars; null if there is none. */
  readonly maxCost: number | null;
  /** Dollars for a million tokens; null if unknown. */
  readonly price: Price | null;
}
