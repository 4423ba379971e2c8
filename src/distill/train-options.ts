// What `train` takes: its options, the range of each, and the defaults. The command line shows and checks the same ones.
import { defaultThreads, type NumberRange, type Reporter } from '../common/index.ts';
import type { Dataset } from '../data/index.ts';
import { type Device, devices } from '../engine/runtime/index.ts';
import {
  type Guidance,
  guidances,
  type PairMode,
  type RationaleStyle,
  type Requirement,
  type StrategyName,
  strategyNames,
} from '../strategy/index.ts';
import type { PromptFormat } from './prompt-format.ts';
import type { OptimizerSettings } from './settings.ts';
import { isScratch } from './student.ts';

/** An option may be given as undefined: it then has its default. */
export interface TrainOptions {
  /** A dataset directory, a file of problems (`.jsonl`, `.json`, `.csv`, `.tsv`), or a dataset. */
  readonly data: string | Dataset;
  readonly strategy: StrategyName;
  /** A model directory, a GGUF file, a hub id, or random weights: `scratch:tiny`, `scratch:small`. */
  readonly student: string;
  /** The run directory to write. */
  readonly out: string;
  /** A file of annotations: steps that a teacher wrote, in place of the problems' own. */
  readonly annotations?: string | undefined;
  /** How the pair of `socratic` works together. Default `upfront`: all sub-questions first. */
  readonly mode?: PairMode | undefined;
  /**
   * The decomposer of the pair of `socratic` writes a plan before its sub-questions: the number of `steps`, or their `equations`. Default:
   * it writes none.
   */
  readonly guidance?: Guidance | undefined;
  /** Rationales as `text` (the default), or as `equations` only. */
  readonly style?: RationaleStyle | undefined;
  /** How problems are put to a pretrained student. Default `auto`: the format with the lower validation loss before training. */
  readonly prompt?: PromptFormat['kind'] | 'auto' | undefined;
  /** Train only on problems that have this, whatever the strategy needs: to compare strategies on the same problems. */
  readonly require?: Exclude<Requirement, 'answer'> | undefined;
  /** Train on the first so many problems that the strategy can use. */
  readonly limit?: number | undefined;
  /** Passes over the sequences. Default 3 without `maxSteps`. */
  readonly epochs?: number | undefined;
  /** The most optimizer steps of each model. */
  readonly maxSteps?: number | undefined;
  /** Peak of the schedule. */
  readonly learningRate?: number | undefined;
  readonly schedule?: OptimizerSettings['schedule'] | undefined;
  /** Share of the steps that warm up. */
  readonly warmup?: number | undefined;
  /** Decoupled; not on biases and norms. */
  readonly weightDecay?: number | undefined;
  /** Largest gradient norm. */
  readonly clip?: number | undefined;
  /** Probability of dropping, in GPT-2 students. */
  readonly dropout?: number | undefined;
  /** The most tokens in a micro-batch; a longer sequence is a micro-batch of its own. */
  readonly batchTokens?: number | undefined;
  /** Micro-batches in an optimizer step. */
  readonly accumulate?: number | undefined;
  /** How often the loss on validation problems is measured, besides once before the first step. */
  readonly validations?: number | undefined;
  /** Keep the weights that are best on validation, the untrained ones among them, and stop after so many validations without better ones. */
  readonly patience?: number | undefined;
  /** Leave the token and position embeddings as they are. */
  readonly freezeEmbeddings?: boolean | undefined;
  /** Rank of low-rank adapters, which are then trained instead of the weights. */
  readonly lora?: number | undefined;
  /** The adapters' output is multiplied by `loraAlpha / lora`. Default 2 · `lora`. */
  readonly loraAlpha?: number | undefined;
  /** Linear layers that get an adapter, such as `q_proj`. Default: all in the blocks. */
  readonly loraTargets?: readonly string[] | undefined;
  /** Compute each block again in the backward pass: less memory, one more forward pass a step. */
  readonly checkpointing?: boolean | undefined;
  /** Decides starting weights, batches and dropout. Default 0. */
  readonly seed?: number | undefined;
  /** Threads of the engine. Default: as many as the machine has. */
  readonly threads?: number | undefined;
  /** Where to train. Default `cpu`. */
  readonly device?: Device | undefined;
  /** Seconds between checkpoints. Default 300; 60 for students from scratch. */
  readonly checkpointSeconds?: number | undefined;
  /** Go on with the interrupted run in `out`, which must have been started with the same options and data. */
  readonly resume?: boolean | undefined;
  /** Replace the run in `out`. */
  readonly force?: boolean | undefined;
  /** Start even if the estimated memory is more than there is. */
  readonly ignoreMemory?: boolean | undefined;
  /** Receives progress and messages. Default: nobody. */
  readonly reporter?: Reporter | undefined;
  /** Aborting it ends the training after the step in progress, with its state saved. */
  readonly signal?: AbortSignal | undefined;
}

/** The options that are numbers: what each may be, both ends included. */
export const trainRanges = {
  limit: { min: 1, whole: true },
  epochs: { min: 0.001 },
  maxSteps: { min: 1, whole: true },
  learningRate: { min: 0 },
  warmup: { min: 0, max: 1 },
  weightDecay: { min: 0 },
  clip: { min: 1e-9 },
  dropout: { min: 0, max: 0.9 },
  batchTokens: { min: 1, whole: true },
  accumulate: { min: 1, whole: true },
  validations: { min: 1, whole: true },
  patience: { min: 1, whole: true },
  lora: { min: 1, max: 4096, whole: true },
  loraAlpha: { min: 1e-6 },
  seed: { min: 0, whole: true },
  threads: { min: 1, max: 256, whole: true },
  checkpointSeconds: { min: 0 },
} as const satisfies Partial<Record<keyof TrainOptions, NumberRange>>;

/** The options that are one of a few words. */
export const trainChoices = {
  strategy: strategyNames,
  mode: ['upfront', 'interleaved'],
  guidance: guidances,
  style: ['text', 'equations'],
  prompt: ['auto', 'plain', 'chat'],
  require: ['steps', 'sub-questions'],
  schedule: ['linear', 'cosine', 'constant'],
  device: devices,
} as const satisfies Partial<Record<keyof TrainOptions, readonly string[]>>;

/** The defaults that do not depend on the student; `settingsFor` has the others. */
export const trainDefaults = {
  mode: 'upfront',
  style: 'text',
  /** Without `maxSteps`. */
  epochs: 3,
  seed: 0,
  threads: defaultThreads,
  device: 'cpu',
} as const satisfies Partial<TrainOptions>;

/** A student from scratch is small: its checkpoints cost little, and its runs are short. */
export const defaultCheckpointSeconds = { scratch: 60, pretrained: 300 } as const;

/** Defaults of what depends on the student and is no setting of the optimizer. */
export function startDefaultsFor(student: string): {
  readonly prompt: NonNullable<TrainOptions['prompt']>;
  readonly checkpointSeconds: number;
} {
  return isScratch(student)
    ? { prompt: 'plain', checkpointSeconds: defaultCheckpointSeconds.scratch }
    : { prompt: 'auto', checkpointSeconds: defaultCheckpointSeconds.pretrained };
}
