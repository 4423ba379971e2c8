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
  /** The record of the run beside it. */
  readonly record: string;
  /** `stopped`: not all problems were asked about. */
  readonly status: 'annotated' | 'stopped';
  /** As it stands in the annotations. */
  readonly teacher: string;
  readonly kind: AnnotationKind;
  /** The form in which answers were asked for; null when the run ended before that was known. */
  readonly output: OutputForm | null;
  /** The version of the reader that has read and judged the annotations of the file; null where that is not recorded. */
  readonly reader: string | null;
  /** What this reader made of annotations that another one had read, or that were to be read again; null where there were none. */
  readonly rereading: Rereading | null;
  /** With `reread`: answers that the store does not have. */
  readonly answersMissing: number;
}

export interface AnnotationEstimate extends Estimate {
  readonly teacher: string;
  readonly kind: AnnotationKind;
  readonly batch: boolean;
  /** Dollars; null: no bound. */
  readonly maxCost: number | null;
  /** Dollars for a million tokens; null where it is not known. */
  readonly price: Price | null;
}
