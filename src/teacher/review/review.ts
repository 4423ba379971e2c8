// What the review page is made of. Plain data: `ReviewProblem` is also what the page carries as JSON, and its script reads.
import type { SkippedLine } from '../../common/index.ts';
import type { AnnotationKind } from '../kinds.ts';
import type { AnnotationRun } from '../run-record.ts';
import type { AnnotationSummary } from '../summary.ts';
import type { ReasonCode } from '../verify/index.ts';

/** Sub-question, null where there is none, and solution. */
export type ReviewStep = readonly [question: string | null, solution: string];

export interface ReviewChain {
  /** Which of `Review.sources` wrote it. */
  readonly source: number;
  readonly sample: number;
  readonly steps: readonly ReviewStep[];
  readonly answer: string | null;
  readonly kept: boolean;
  /** The step, from 1, is null where a reason is about the whole chain. */
  readonly reasons: readonly (readonly [code: ReasonCode, detail: string, step: number | null])[];
  readonly usage: readonly [inputTokens: number, outputTokens: number];
  /** Dollars; null where no price is known. */
  readonly cost: number | null;
  /** What the teacher wrote, where no chain could be read of it. */
  readonly text?: string;
  /** Fields of the annotation that this version does not know, as JSON. */
  readonly more?: Readonly<Record<string, string>>;
}

export interface ReviewProblem {
  readonly id: string;
  /** With the gold answer and gold steps, where the dataset was given. */
  readonly gold?: {
    readonly question: string;
    readonly answer: string;
    readonly steps: readonly ReviewStep[];
  };
  readonly chains: readonly ReviewChain[];
}

/** Who wrote chains, and what it was asked. */
export interface ReviewSource {
  readonly teacher: string;
  readonly promptVersion: string;
  readonly kind: AnnotationKind;
  readonly chains: number;
  readonly kept: number;
}

export interface Review {
  /** Of the whole file. */
  readonly summary: Pick<AnnotationSummary, 'problems' | 'covered' | 'chains' | 'kept' | 'rejected'>;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
  /** Dollars, of the chains whose price is known, and how many others there are. */
  readonly cost: { readonly known: number; readonly unpriced: number };
  readonly sources: readonly ReviewSource[];
  /** Lines that are no annotations: the first hundred, and how many there are. */
  readonly skipped: readonly SkippedLine[];
  readonly unreadable: number;
  /** Those that the page carries: all of them, or the sample that it has room for. */
  readonly problems: readonly ReviewProblem[];
  readonly carried: { readonly problems: number; readonly chains: number };
  /** Of those carried, how many were found in the dataset; null where none was given. */
  readonly found: number | null;
}

/** What a page says of a review beside its content. */
export interface PageOptions {
  /** The file of annotations. */
  readonly path: string;
  /** The dataset directory; null where none was given. */
  readonly data: string | null;
  /** The record beside the file, where there is one. */
  readonly run: AnnotationRun | null;
  readonly version: string;
}
