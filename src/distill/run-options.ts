// What one training is asked for with nothing left open, and what it works with. `train` makes this of its options; the quickstart, which
// gives each model its share of the compute, makes its own.
import type { Reporter } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import type { Device } from '../engine/runtime/index.ts';
import type { RunLength } from '../engine/train/index.ts';
import type {
  Guidance,
  PairMode,
  RationaleStyle,
  Requirement,
  RoleName,
  StrategyName,
} from '../strategy/index.ts';
import type { PromptFormat } from './prompt-format.ts';
import type { RunRecord } from './run-directory.ts';
import type { OptimizerSettings } from './settings.ts';

/** The problems that a run is trained on, and where they come from. */
export interface RunDataset {
  readonly name: string;
  /** Null where the problems were never in a file. */
  readonly path: string | null;
  readonly sha256: string;
  /** Where the steps come from that a teacher wrote; `sha256` covers them. */
  readonly annotations?: NonNullable<RunRecord['dataset']['annotations']>;
  readonly train: readonly Problem[];
  readonly validation: readonly Problem[];
}

export interface RunOptions {
  readonly dataset: RunDataset;
  readonly strategy: StrategyName;
  readonly mode: PairMode;
  /** What the decomposer of a pair plans by; absent: it writes no plan. */
  readonly guidance?: Guidance;
  readonly style: RationaleStyle;
  /** A preset, such as `scratch:tiny`, a model directory, a GGUF file or a hub id. */
  readonly student: string;
  /** How problems are put to it: `auto` takes the format under which the untrained student's validation loss is lower. */
  readonly prompt: PromptFormat['kind'] | 'auto';
  readonly seed: number;
  readonly optimizer: OptimizerSettings;
  /** Only problems that have this, whatever the strategy needs: strategies are then compared on the same ones. */
  readonly require?: Requirement;
  /** Train on the first so many problems that the strategy can use. */
  readonly limit?: number;
  /** How long each model is trained. */
  readonly lengthOf: (role: RoleName) => RunLength;
  readonly threads: number;
  /** `expected`: no warning about sequences that are longer than a micro-batch. */
  readonly longSequences?: 'expected';
  /** Where the models are trained. Default cpu. */
  readonly device?: Device;
  readonly checkpointSeconds: number;
  /** The run directory. */
  readonly out: string;
  /** Go on with the run in `out`, which must have been started with the same options and data. */
  readonly resume: boolean;
  /** Replace a run that is in `out`. */
  readonly force: boolean;
  /** Bytes that a training may take: what the system has available where it is left out; null: as much as it wants. */
  readonly availableMemory?: number | null;
}

export interface RunContext {
  readonly reporter: Reporter;
  /** Aborting it ends the training after the step in progress, with its state saved. */
  readonly signal?: AbortSignal | undefined;
}
