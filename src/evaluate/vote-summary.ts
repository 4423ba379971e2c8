// What several samples of each problem came to: how good one alone is, and whether the agreement of a vote says how far to trust it.
import type { Prediction } from '../solve/index.ts';
import { type Accuracy, accuracyOf } from './summary.ts';

export interface VoteSummary {
  /** Average accuracy of a sample alone. */
  readonly sampleAccuracy: number;
  /** Accuracy of the votes by their agreement, the share of samples with the winning answer. Ranges without problems are left out. */
  readonly byAgreement: readonly AgreementRow[];
}

export interface AgreementRow extends Accuracy {
  /** Agreement above this … */
  readonly above: number;
  /** … and up to this. */
  readonly upTo: number;
}

/** Ends of the ranges of agreement; a vote of which no sample has an answer is in the first. */
const ENDS = [0.2, 0.4, 0.6, 0.8, 1];

export function summarizeVotes(predictions: readonly Prediction[]): { readonly votes?: VoteSummary } {
  const voted = predictions.flatMap(({ votes, correct }) => (votes ? [{ votes, correct }] : []));
  if (voted.length === 0) return {};
  const samples = voted.reduce((sum, { votes }) => sum + votes.answers.length, 0);
  const right = voted.reduce((sum, { votes }) => sum + votes.correct, 0);
  const byAgreement = ENDS.flatMap((upTo, index): AgreementRow[] => {
    const above = ENDS[index - 1] ?? 0;
    const rows = voted.filter(
      ({ votes: { agreement } }) => agreement <= upTo && (agreement > above || index === 0),
    );
    return rows.length === 0 ? [] : [{ above, upTo, ...accuracyOf(rows) }];
  });
  return { votes: { sampleAccuracy: right / samples, byAgreement } };
}
