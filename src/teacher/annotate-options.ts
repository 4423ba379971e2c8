// What `annotate` can be asked for: the options, their defaults and ranges, and which of them make no sense together.
import {
  assertOptions,
  choiceKinds,
  type NumberRange,
  numberKinds,
  type OptionTable,
  option,
  optionKinds,
  type Reporter,
  SocraticError,
  say,
} from '../common/index.ts';
import { type Dataset, dataKind } from '../data/index.ts';
import { type CallOptions, callDefaults, callKinds, callRanges, optionUnused } from './call-options.ts';
import { type AnnotationKind, annotationKinds } from './kinds.ts';
import { type OutputChoice, outputChoices } from './output-form.ts';
import type { Shard } from './shard.ts';
import {
  assertTeacherOptions,
  type TeacherOptions,
  type Temperature,
  teacherKinds,
  temperatureKind,
} from './teacher-options.ts';

export const annotatedSplits = ['train', 'validation'] as const;

export interface AnnotateOptions extends CallOptions, TeacherOptions {
  /** A dataset directory, a file of problems (`.jsonl`, `.json`, `.csv`, `.tsv`), or a Dataset. */
  readonly data: string | Dataset;
  /** `cot`: steps. `socratic`: sub-questions with their solutions; gold steps are kept and only asked about. */
  readonly kind: AnnotationKind;
  /** The file of annotations, one JSON object a line. `<out>.run.json` is written beside it. */
  readonly out: string;
  /** Default: both. */
  readonly split?: (typeof annotatedSplits)[number] | undefined;
  /** The first so many problems. Default: all. */
  readonly limit?: number | undefined;
  /** Part `index` of `count` equal parts of these problems, from 1. `maxCost` is then for this part. */
  readonly shard?: Shard | undefined;
  /** The teacher sees neither the gold answer nor gold steps. Default false. */
  readonly blind?: boolean | undefined;
  /** Answers to each prompt. Default 1. */
  readonly samples?: number | undefined;
  /** From 0 to 2; `default` sends none, for models that accept none. Default 0, with several samples 0.7. */
  readonly temperature?: Temperature | undefined;
  /** Length of an answer, at most. Default 1,024. */
  readonly maxTokens?: number | undefined;
  /** A directory with your own prompt files. Default: those of the package. */
  readonly prompts?: string | undefined;
  /** How answers are asked for: `json` (of a schema), `text`, or `auto`: JSON where the teacher takes a schema. Default `auto`. */
  readonly output?: OutputChoice | undefined;
  /** Through OpenAI's Batch API: half the price, answers within a day. Default false. */
  readonly batch?: boolean | undefined;
  /** With `batch`: the longest time in milliseconds between two looks at a batch. Default 60,000. */
  readonly pollMs?: number | undefined;
  /** How often the step of a chain that is wrong in nothing else is asked for again. Default 0. */
  readonly repair?: number | undefined;
  /** Write `<<6*12=72>>` before the results in kept chains, as GSM8K does. Default false. */
  readonly calculator?: boolean | undefined;
  /** Store every token of the answers with the so many likeliest tokens and their log-probabilities. Default: none. */
  readonly logprobs?: number | undefined;
  /** Threads of a student of `run:DIR`. Default: all cores. */
  readonly threads?: number | undefined;
  /** Read the answers in the store again with this version's reader, and write the annotations anew: no call is made. Default false. */
  readonly reread?: boolean | undefined;
  /** Replace annotations that were made with other settings. Default false. */
  readonly force?: boolean | undefined;
  /** Default: silent. */
  readonly reporter?: Reporter | undefined;
  /** Aborted: no further call goes out, those under way are waited for, and what there is is written. */
  readonly signal?: AbortSignal | undefined;
}

export const annotateDefaults = {
  ...callDefaults,
  samples: 1,
  maxTokens: 1024,
  output: 'auto',
  repair: 0,
  pollMs: 60_000,
  temperature: 0,
  /** The temperature of several samples. */
  sampledTemperature: 0.7,
} as const;

export const annotateRanges = {
  ...callRanges,
  limit: { min: 1, whole: true },
  samples: { min: 1, max: 100, whole: true },
  maxTokens: { min: 1, whole: true },
  pollMs: { min: 50, max: 3_600_000 },
  repair: { min: 0, max: 10, whole: true },
  logprobs: { min: 1, max: 20, whole: true },
  threads: { min: 1, max: 256, whole: true },
} as const satisfies Readonly<Partial<Record<keyof AnnotateOptions, NumberRange>>>;

const { text, flag, object, reporter, signal } = optionKinds;
const table: OptionTable<AnnotateOptions> = {
  ...callKinds,
  ...teacherKinds,
  ...numberKinds(annotateRanges),
  ...choiceKinds({ kind: annotationKinds, split: annotatedSplits, output: outputChoices }),
  data: dataKind,
  out: text,
  shard: object,
  blind: flag,
  temperature: temperatureKind,
  prompts: text,
  batch: flag,
  calculator: flag,
  reread: flag,
  force: flag,
  reporter,
  signal,
};

export const mostShards = 10_000;

/** The temperature that is sent; undefined: none. */
export function temperatureOf({
  temperature,
  samples = annotateDefaults.samples,
}: Pick<AnnotateOptions, 'temperature' | 'samples'>): number | undefined {
  if (temperature === 'default') return undefined;
  return temperature ?? (samples === 1 ? annotateDefaults.temperature : annotateDefaults.sampledTemperature);
}

/** Throws `invalid-value`, `samples-identical`, and `option-unused` for what would be ignored whoever the teacher is. */
export function assertAnnotateOptions(options: AnnotateOptions): void {
  assertValues(options);
  const { samples = annotateDefaults.samples, temperature, batch = false } = options;
  if (samples > 1 && temperature === 0) {
    throw new SocraticError(
      'samples-identical',
      say`With ${option('temperature', 0)} every answer to a prompt is the same, and ${option('samples', samples)} would pay for it ${samples} times. Raise ${option('temperature')}, or leave ${option('samples')} out.`,
      { subject: { option: 'samples' }, details: { samples } },
    );
  }
  for (const name of ['force', 'clearUnresolved'] as const) {
    if (options.reread && options[name]) throw optionUnused(name, 'stored answers are only read again');
  }
  if (batch && options.retryFailed) throw optionUnused('retryFailed', 'batches ask once for what is refused');
  if (!batch && options.pollMs !== undefined) throw optionUnused('pollMs', 'it is for batches');
  for (const name of ['concurrency', 'requestsPerMinute', 'tokensPerMinute'] as const) {
    if (batch && options[name] !== undefined) {
      throw optionUnused(name, 'the provider sets the pace of batches');
    }
  }
  assertTeacherOptions(options);
}

function assertValues(options: AnnotateOptions): void {
  assertOptions(options, table, ['data', 'teacher', 'kind', 'out']);
  const { shard } = options;
  if (shard !== undefined && !isShard(shard)) {
    throw new SocraticError(
      'invalid-value',
      say`${option('shard')} must have an index from 1 to its count, and a count of at most ${mostShards}. Found ${shard.index} of ${shard.count}.`,
      { subject: { option: 'shard' }, details: { received: shard } },
    );
  }
}

function isShard({ index, count }: Shard): boolean {
  return [index, count].every(Number.isSafeInteger) && index >= 1 && index <= count && count <= mostShards;
}
