// In which options and data two starts of a run differ, in words: for who resumes it with others.
import { countOf, type Message, option, say } from '../common/index.ts';
import type { RunLength } from '../engine/train/index.ts';
import type { RunRecord } from './run-directory.ts';

/** Settings that `train` takes under another name than the record has. */
const optionNames: ReadonlyMap<string, string> = new Map([
  ['tokenBudget', 'batchTokens'],
  ['microBatches', 'accumulate'],
  ['warmupShare', 'warmup'],
  ['frozenEmbeddings', 'freezeEmbeddings'],
]);

/** Settings that no option decides: a version of this package does. */
const fixed: ReadonlySet<string> = new Set(['beta1', 'beta2', 'epsilon', 'validationTokens']);

export interface RunDifference {
  /** Of the record: `learningRate`, `data`. */
  readonly key: string;
  readonly text: string | Message;
}

/**
 * What decides the outcome of a run and is different. Threads and the path of the data may change: they do not say what is trained on what.
 */
export function differencesOf(before: RunRecord, now: RunRecord): RunDifference[] {
  const [was, is] = [identityOf(before), identityOf(now)];
  return Object.keys({ ...was, ...is })
    .filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]))
    .flatMap((key) => describe(key, was[key], is[key]).map((text) => ({ key, text })));
}

function identityOf({ strategy, mode, guidance, style, student, base, seed, dataset, settings }: RunRecord) {
  // Another device rounds otherwise, so it would not be the same run; records from before devices have none.
  const { threads: _, device = 'cpu', ...rest } = settings;
  const { sha256: data, trainProblems } = dataset;
  const weights = base?.fingerprint;
  return {
    strategy,
    mode,
    guidance,
    style,
    student,
    weights,
    seed,
    data,
    trainProblems,
    device,
    ...rest,
  } as Record<string, unknown>;
}

function describe(key: string, was: unknown, is: unknown): (string | Message)[] {
  if (key === 'data') return ['the problems or their annotations are others'];
  if (key === 'weights') return ['the weights of the student are others'];
  if (key === 'trainProblems') {
    return [
      say`it was trained on ${countOf(Number(was), 'problem')} and would be on ${words(is)} (${option('limit')})`,
    ];
  }
  if (key === 'length') return lengthsText(was, is);
  if (key === 'lora') return loraText(was, is);
  if (fixed.has(key)) return [`${key}, which the version of Socratic decides, ${change(was, is)}`];
  return [say`${option(optionNames.get(key) ?? key)} ${change(was, is)}`];
}

const change = (was: unknown, is: unknown) => `was ${words(was)} and is ${words(is)}`;

function words(value: unknown): string {
  if (value === undefined || value === null) return 'not given';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value)) return value.length === 0 ? 'all' : value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

type Lengths = Readonly<Partial<Record<string, RunLength>>>;

/** Every model of a run has the same length, except in a quickstart. */
function lengthsText(was: unknown, is: unknown): Message[] {
  const [before = {}, now = {}] = [was, is].map((lengths) => Object.values((lengths ?? {}) as Lengths)[0]);
  const keys = ['epochs', 'maxSteps', 'maxFlops'] as const;
  return keys
    .filter((key) => before[key] !== now[key])
    .map((key) => say`${option(key)} ${change(before[key], now[key])}`);
}

/** Of the options `lora`, `loraAlpha` and `loraTargets`, those that differ. */
function loraText(was: unknown, is: unknown): Message[] {
  const parts = (lora: unknown) => (lora ?? {}) as Readonly<Record<'rank' | 'alpha' | 'targets', unknown>>;
  const [before, now] = [parts(was), parts(is)];
  const names = { rank: 'lora', alpha: 'loraAlpha', targets: 'loraTargets' } as const;
  const isOn = (was ?? null) !== null && (is ?? null) !== null;
  return (isOn ? (['rank', 'alpha', 'targets'] as const) : (['rank'] as const))
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]))
    .map((key) => say`${option(names[key])} ${change(before[key], now[key])}`);
}
