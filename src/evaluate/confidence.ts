// How far an answer can be trusted, by what the solution says of itself: how many samples agree, or how likely its lines were. The score is
// turned into a probability by logistic regression on validation problems (Platt 1999), and judged on the problems of the evaluation.
import type { Prediction } from '../solve/index.ts';
import { type Accuracy, accuracyOf } from './summary.ts';

/** `agreement`: the share of samples that have the answer. `likelihood`: the geometric mean of the probabilities of the tokens that were chosen. */
export type ConfidenceMeasure = 'agreement' | 'likelihood';

/** probability = 1 / (1 + exp(-(intercept + slope · score))), fitted on validation problems. */
export interface ConfidenceFit {
  /** What the score is. */
  readonly measure: ConfidenceMeasure;
  /** Validation problems with an answer. */
  readonly problems: number;
  /** Log-odds at a score of 0. */
  readonly intercept: number;
  /** Log-odds that a score of 1 adds to that; at least 0. */
  readonly slope: number;
}

export interface ConfidenceSummary {
  /** What the confidence is made of. */
  readonly measure: ConfidenceMeasure;
  /** How the scores became probabilities; null: they are taken as probabilities as they are. */
  readonly fit: ConfidenceFit | null;
  /** Average squared difference of confidence and truth (Brier 1950): 0 is best. Problems without an answer have a confidence of 0. */
  readonly brier: number;
  /** Average difference of confidence and accuracy over the ranges of `reliability`, each weighted by its problems. */
  readonly expectedCalibrationError: number;
  /** Tenths of confidence with problems, from low to high. */
  readonly reliability: readonly ReliabilityRow[];
  /** Accuracy if only the most confident answers are given: of a tenth of the problems, of two tenths, and so on. */
  readonly coverage: readonly CoverageRow[];
}

export interface ReliabilityRow extends Accuracy {
  /** Confidence above this … */
  readonly above: number;
  /** … and up to this. */
  readonly upTo: number;
  /** Average confidence of these problems. */
  readonly confidence: number;
}

export interface CoverageRow extends Accuracy {
  /** Share of all problems that are answered. Problems of equal confidence are answered together, so that it may be more than was asked for. */
  readonly share: number;
  /** Least confidence of those that are answered. */
  readonly least: number;
}

interface Scored {
  readonly score: number;
  readonly correct: boolean;
}

/** What the predictions' confidence is made of; null where they say nothing of themselves. */
export function measureOf(predictions: readonly Prediction[]): ConfidenceMeasure | null {
  if (predictions.some(({ votes }) => votes !== undefined)) return 'agreement';
  return predictions.some(({ lines }) => lines !== undefined) ? 'likelihood' : null;
}

/** What a confidence is made from: a prediction, or a solution. */
export type Answered = Pick<Prediction, 'answer' | 'votes' | 'lines'>;

/** From 0 to 1; null for a solution without an answer. */
function scoreOf({ answer, votes, lines = [] }: Answered, measure: ConfidenceMeasure): number | null {
  if (answer === null) return null;
  if (measure === 'agreement') return votes?.agreement ?? null;
  const tokens = lines.reduce((sum, line) => sum + line.tokens, 0);
  const logProbability = lines.reduce((sum, line) => sum + line.logProbability, 0);
  return tokens === 0 ? null : Math.exp(logProbability / tokens);
}

/** Fits probabilities to the predictions of validation problems; null where they have no scores. */
export function fitConfidence(predictions: readonly Prediction[]): ConfidenceFit | null {
  const measure = measureOf(predictions);
  if (measure === null) return null;
  const scored = predictions.flatMap((prediction): Scored[] => {
    const score = scoreOf(prediction, measure);
    return score === null ? [] : [{ score, correct: prediction.correct }];
  });
  if (scored.length === 0) return null;
  return { measure, problems: scored.length, ...logisticRegression(scored) };
}

/** How sure an answer is: a probability by the fit, or the score itself; 0 without an answer. */
export function confidenceOf(
  prediction: Answered,
  measure: ConfidenceMeasure,
  fit: ConfidenceFit | null,
): number {
  const score = scoreOf(prediction, measure);
  if (score === null) return 0;
  return fit === null ? score : sigmoid(fit.intercept + fit.slope * score);
}

/** What confidence is worth on these predictions; null where they say nothing of themselves. A fit of another measure is not used. */
export function summarizeConfidence(
  predictions: readonly Prediction[],
  fitted: ConfidenceFit | null,
): ConfidenceSummary | null {
  const measure = measureOf(predictions);
  if (measure === null) return null;
  const fit = fitted?.measure === measure ? fitted : null;
  const judged = predictions.map((prediction) => ({
    confidence: confidenceOf(prediction, measure, fit),
    correct: prediction.correct,
  }));
  const reliability = reliabilityOf(judged);
  const { length: total } = judged;
  return {
    measure,
    fit,
    brier:
      judged.reduce((sum, { confidence, correct }) => sum + (confidence - Number(correct)) ** 2, 0) / total,
    expectedCalibrationError: reliability.reduce(
      (sum, row) => sum + (row.total / total) * Math.abs(row.confidence - row.accuracy),
      0,
    ),
    reliability,
    coverage: coverageOf(judged),
  };
}

interface Judged {
  readonly confidence: number;
  readonly correct: boolean;
}

const TENTHS = Array.from({ length: 10 }, (_, index) => (index + 1) / 10);

function reliabilityOf(judged: readonly Judged[]): ReliabilityRow[] {
  return TENTHS.flatMap((upTo, index): ReliabilityRow[] => {
    const above = TENTHS[index - 1] ?? 0;
    const rows = judged.filter(({ confidence }) => confidence <= upTo && (confidence > above || index === 0));
    if (rows.length === 0) return [];
    const confidence = rows.reduce((sum, row) => sum + row.confidence, 0) / rows.length;
    return [{ above, upTo, confidence, ...accuracyOf(rows) }];
  });
}

function coverageOf(judged: readonly Judged[]): CoverageRow[] {
  const sorted = [...judged].sort((a, b) => b.confidence - a.confidence);
  const rows = TENTHS.map((share): CoverageRow => {
    const least = sorted[Math.max(1, Math.round(share * sorted.length)) - 1]?.confidence ?? 0;
    const answered = sorted.filter(({ confidence }) => confidence >= least);
    return { share: answered.length / sorted.length, least, ...accuracyOf(answered) };
  });
  return rows.filter(({ total }, index) => total !== rows[index - 1]?.total);
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

const STEPS = 50;
/** Keeps the slope finite where a score separates right from wrong. */
const RIDGE = 1e-3;

/**
 * The intercept and slope of greatest likelihood, by Newton's method. Targets are smoothed as Platt does: with few problems, a probability is
 * never 0 or 1. Where higher scores are less often right, the score says nothing: the slope is 0.
 */
function logisticRegression(scored: readonly Scored[]): {
  readonly intercept: number;
  readonly slope: number;
} {
  const right = scored.filter(({ correct }) => correct).length;
  const wrong = scored.length - right;
  const target = { right: (right + 1) / (right + 2), wrong: 1 / (wrong + 2) };
  const mean = (right * target.right + wrong * target.wrong) / scored.length;
  const flat = Math.log(mean / (1 - mean));
  let [intercept, slope] = [flat, 0];
  for (let step = 0; step < STEPS; step++) {
    let [g0, g1, h00, h01, h11] = [0, RIDGE * slope, 1e-12, 0, RIDGE];
    for (const { score, correct } of scored) {
      const p = sigmoid(intercept + slope * score);
      const error = p - (correct ? target.right : target.wrong);
      const weight = p * (1 - p);
      g0 += error;
      g1 += error * score;
      h00 += weight;
      h01 += weight * score;
      h11 += weight * score * score;
    }
    const determinant = h00 * h11 - h01 * h01;
    const [d0, d1] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
    const size = Math.min(1, 4 / Math.max(Math.abs(d0), Math.abs(d1), 1e-12));
    intercept -= size * d0;
    slope -= size * d1;
    if (Math.max(Math.abs(d0), Math.abs(d1)) < 1e-9) break;
  }
  return slope > 0 ? { intercept, slope } : { intercept: flat, slope: 0 };
}
