// What an evaluation of a trained run says.
import type { ModelRecord } from '../distill/index.ts';
import type { Oracle } from '../solve/index.ts';
import type { Evaluation } from './evaluation.ts';
import type { PairedDifference } from './intervals.ts';
import type { OutsideSummary } from './outside-summary.ts';

export interface RunEvaluation extends Evaluation {
  /** The run directory. */
  readonly run: string;
  /** Hash of its `run.json`: identifies the run that was evaluated. */
  readonly runSha256: string;
  /** The models, and what their training took. */
  readonly models: Readonly<Record<string, ModelRecord>>;
  /** Maximum generated tokens of a problem. */
  readonly maxNewTokens: number;
  /** Maximum sub-questions of a problem; null if the run is not a Socratic pair. */
  readonly maxSteps: number | null;
  /** How many of these problems the run was trained on (the questions are compared); null if the run, of an earlier version, does not say. */
  readonly trainedOn: number | null;
  /** What makes the accuracy say less than it seems to: problems that the run was trained on. */
  readonly warnings: readonly string[];
  /** Which part of the problems' own steps the pair was given; absent: none. */
  readonly oracle?: Oracle;
  /**
   * Accuracy with the oracle minus that of the pair by itself, on the same problems: what the pair's own mistakes there cost. Absent where the run
   * has no such evaluation.
   */
  readonly oracleDifference?: PairedDifference;
  /** What was asked elsewhere in place of the pair's models; absent: nothing. */
  readonly outside?: OutsideSummary;
}
