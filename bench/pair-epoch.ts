// `pair-epoch`: an epoch of the Socratic pair against the script that one would otherwise write: one example for every
// sub-question, random batches of 8 padded to the longest, logits of every token. Both teach the same tokens from the same
// contexts; our one sequence a problem holds all of its sub-questions. A fixed sample of each side's batches is timed in turns.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Random } from '../src/common/index.ts';
import { scratchSettings } from '../src/distill/index.ts';
import { saveModel } from '../src/engine/model/index.ts';
import { planEpoch, type TrainingSequence } from '../src/engine/train/index.ts';
import { BenchError, BenchUsageError } from './common/bench-error.ts';
import { ourProcess } from './common/our-process.ts';
import type { Trained } from './common/our-side.ts';
import { PeerProcess } from './common/peer-process.ts';
import { type BenchResult, measurement } from './common/result.ts';
import { median, rounded } from './common/statistics.ts';
import { type BenchModel, benchModel, benchProblems, benchSequences } from './common/student-work.ts';

const PEER_BATCH = 8;
const ROLES = ['qg', 'qa'] as const;
/** The two sides' gradient of the same problems must agree to this share of it, or they do not teach the same. */
const GRADIENT_TOLERANCE = 1e-3;
const CHECKED_PROBLEMS = 2;
/** The interval of the ratio is between these quantiles of so many samples of the batches, drawn with replacement. */
const INTERVAL = [0.05, 0.95] as const;
const RESAMPLES = 2000;

type Batch = readonly TrainingSequence[];

/** One side's epoch: how much of it there is, and the batches of it that are timed. */
interface Epoch {
  readonly batches: number;
  /** Tokens that the dense layers see: with padding on the peer's side. */
  readonly tokens: number;
  readonly sample: readonly Batch[];
  /** Tokens of each batch of the sample. */
  readonly sampleTokens: readonly number[];
}

export async function pairEpoch(argv: readonly string[], say: (text: string) => void): Promise<BenchResult> {
  const options = optionsFrom(argv);
  const { dataset, problems } = benchProblems(options.data);
  const model = await benchModel(options.student, problems, options.tokenizer);
  const { contextLength } = model.config;
  const sequences = ROLES.map((role) =>
    benchSequences(model, problems, 'socratic', role).filter(({ ids }) => ids.length <= contextLength),
  );
  const ours = joined(sequences.map((of) => ourEpoch(of, model, options)));
  const peer = joined(sequences.map((of) => peerEpoch(of.flatMap(onePerSubQuestion), options)));
  say(
    `${dataset}: ${sequences[0]?.length} problems with sub-questions; an epoch is ${ours.batches} batches of ours with ` +
      `${ours.tokens} tokens, and ${peer.batches} of the usual script with ${peer.tokens}, padding included.`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'socratic-bench-'));
  const script = fileURLToPath(new URL('peers/train_step.py', import.meta.url));
  const usual = new PeerProcess(options.python, [script], { OMP_NUM_THREADS: String(options.threads) });
  const here = ourProcess();
  try {
    saveModel(folder, model.config, model.makeWeights(), { tokenizer: model.tokenizerFiles });
    const checked = sequences.flatMap((of) => of.slice(0, CHECKED_PROBLEMS));
    const seconds = await measure({ folder, here, usual, ours, peer, checked, options, say });
    return report({ options, dataset, ours, peer, seconds });
  } finally {
    here.close();
    usual.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Options = ReturnType<typeof optionsFrom>;

function optionsFrom(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      python: { type: 'string' },
      student: { type: 'string', default: 'scratch:small' },
      tokenizer: { type: 'string' },
      data: { type: 'string' },
      seed: { type: 'string', default: '0' },
      tokens: { type: 'string', default: '1024' },
      threads: { type: 'string', default: '2' },
      share: { type: 'string', default: '0.05' },
    },
  });
  const number = (name: 'seed' | 'tokens' | 'threads' | 'share', accepted: (value: number) => boolean) => {
    const value = Number(values[name]);
    if (accepted(value)) return value;
    throw new BenchUsageError('invalid-value', `--${name}: received "${values[name]}".`);
  };
  const atLeast = (least: number) => (value: number) => Number.isInteger(value) && value >= least;
  const python = values.python ?? process.env.SOCRATIC_PYTHON;
  if (python === undefined) {
    throw new BenchUsageError(
      'bench-no-python',
      'pair-epoch needs a Python with torch and transformers: --python PATH or SOCRATIC_PYTHON. See bench/README.md.',
    );
  }
  return {
    python,
    student: values.student,
    tokenizer: values.tokenizer,
    data: values.data,
    seed: number('seed', atLeast(0)),
    tokens: number('tokens', atLeast(1)),
    threads: number('threads', atLeast(1)),
    share: number('share', (value) => value > 0 && value <= 1),
  };
}

/** One sequence a stretch of learned tokens: everything up to its end, with that stretch alone learned. */
function onePerSubQuestion({ id, ids, learned }: TrainingSequence): TrainingSequence[] {
  const examples: TrainingSequence[] = [];
  for (let start = 0; start < ids.length; start++) {
    if (!learned[start]) continue;
    let end = start;
    while (learned[end]) end++;
    const only = new Uint8Array(end).fill(1, start);
    examples.push({ id: `${id}.${examples.length}`, ids: ids.slice(0, end), learned: only });
    start = end;
  }
  return examples;
}

/** Every so manieth batch, so that `share` of them are taken. */
function sampleOf(batches: readonly Batch[], share: number, tokensOf: (batch: Batch) => number): Epoch {
  const stride = Math.max(1, Math.round(1 / share));
  const sample = batches.filter((_, index) => index % stride === Math.floor(stride / 2));
  if (sample.length === 0) {
    throw new BenchUsageError(
      'bench-too-few-problems',
      `The dataset fills ${batches.length} batches of a role: too few for --share ${share}.`,
    );
  }
  return {
    batches: batches.length,
    tokens: sumOf(batches.map(tokensOf)),
    sample,
    sampleTokens: sample.map(tokensOf),
  };
}

function ourEpoch(
  sequences: readonly TrainingSequence[],
  { config }: BenchModel,
  { tokens, seed, share }: Options,
): Epoch {
  const { contextLength } = config;
  const { steps } = planEpoch(sequences, { tokenBudget: tokens, contextLength, seed, epoch: 0 });
  const batches = steps.map(([indices = []]) => indices.map((index) => sequences[index] as TrainingSequence));
  return sampleOf(batches, share, (batch) => batch.reduce((sum, { ids }) => sum + ids.length, 0));
}

function peerEpoch(examples: readonly TrainingSequence[], { seed, share }: Options): Epoch {
  const order = new Random(`pair-epoch/${seed}`).shuffle([...examples]);
  const batches = Array.from({ length: Math.ceil(order.length / PEER_BATCH) }, (_, index) =>
    order.slice(index * PEER_BATCH, (index + 1) * PEER_BATCH),
  );
  return sampleOf(batches, share, (batch) => batch.length * Math.max(...batch.map(({ ids }) => ids.length)));
}

function joined(epochs: readonly Epoch[]): Epoch {
  return {
    batches: sumOf(epochs.map(({ batches }) => batches)),
    tokens: sumOf(epochs.map(({ tokens }) => tokens)),
    sample: epochs.flatMap(({ sample }) => sample),
    sampleTokens: epochs.flatMap(({ sampleTokens }) => sampleTokens),
  };
}

interface Measuring {
  readonly folder: string;
  readonly here: PeerProcess;
  readonly usual: PeerProcess;
  readonly ours: Epoch;
  readonly peer: Epoch;
  readonly checked: readonly TrainingSequence[];
  readonly options: Options;
  readonly say: (text: string) => void;
}

/** Seconds of every sampled batch of either side, in turns that are spread evenly over both samples. */
async function measure({ folder, here, usual, ours, peer, checked, options, say }: Measuring) {
  const plain = (batch: Batch) => batch.map(({ ids, learned }) => ({ ids: [...ids], learned: [...learned] }));
  const load = { command: 'load', model: folder, settings: scratchSettings, threads: options.threads };
  await usual.ask({ ...load, steps: peer.sample.map(plain), head: 'stock' });
  await here.ask({ ...load, steps: [checked, ...ours.sample].map(plain) });
  const exploded = checked.map((sequence) => plain(onePerSubQuestion(sequence)));
  checkGradients(
    await here.ask<Gradient>({ command: 'gradient', step: 0 }),
    await usual.ask<Gradient>({ command: 'gradient', batches: exploded }),
  );
  const turns = [
    ...ours.sample.map((_, index) => ({ side: 'ours' as const, index, at: index / ours.sample.length })),
    ...peer.sample.map((_, index) => ({ side: 'peer' as const, index, at: index / peer.sample.length })),
  ].sort((a, b) => a.at - b.at);
  const train = {
    ours: (index: number) => here.ask<Trained>({ command: 'train', step: index + 1 }),
    peer: (index: number) => usual.ask<Trained>({ command: 'train', step: index }),
  };
  for (const side of ['ours', 'peer'] as const) await train[side](0); // warms up
  const seconds = { ours: [] as number[], peer: [] as number[] };
  for (const [turn, { side, index }] of turns.entries()) {
    const { seconds: took } = await train[side](index);
    seconds[side].push(took);
    say(
      `batch ${turn + 1} of ${turns.length}: ${side === 'ours' ? 'ours' : 'the usual script'} ${took.toFixed(1)} s`,
    );
  }
  return seconds;
}

interface Gradient {
  readonly loss: number;
  readonly norm: number;
}

/** Throws unless our one sequence a problem and the peer's one a sub-question have the same loss and gradient norm. */
function checkGradients(ours: Gradient, peer: Gradient): void {
  const near = (a: number, b: number) => Math.abs(a - b) <= GRADIENT_TOLERANCE * Math.abs(b);
  if (near(ours.loss, peer.loss) && near(ours.norm, peer.norm)) return;
  throw new BenchError(
    'bench-different-gradients',
    `The same problems have loss ${ours.loss} and gradient norm ${ours.norm} here, ${peer.loss} and ${peer.norm} in PyTorch.`,
  );
}

interface Reported {
  readonly options: Options;
  readonly dataset: string;
  readonly ours: Epoch;
  readonly peer: Epoch;
  readonly seconds: { readonly ours: readonly number[]; readonly peer: readonly number[] };
}

/** An epoch takes what its sample took, times its tokens over the sample's. */
function report({ options, dataset, ours, peer, seconds }: Reported): BenchResult {
  const minutes = { ours: epochMinutes(ours, seconds.ours), peer: epochMinutes(peer, seconds.peer) };
  const about = ({ batches, tokens, sample, sampleTokens }: Epoch, took: readonly number[]) => ({
    batches,
    tokens,
    sampledBatches: sample.length,
    sampledTokens: sumOf(sampleTokens),
    medianBatchSeconds: rounded(median(took)),
  });
  return {
    name: 'pair-epoch',
    ours: measurement('socratic pair, one sequence a problem, token batches', 'min/epoch', [minutes.ours]),
    peer: measurement('one example a sub-question, random padded batches of 8', 'min/epoch', [minutes.peer]),
    ratio: rounded(minutes.ours / minutes.peer),
    ratioInterval: intervalOf(ours, peer, seconds, options.seed),
    student: options.student,
    dataset,
    tokens: options.tokens,
    threads: options.threads,
    seed: options.seed,
    epoch: { ours: about(ours, seconds.ours), peer: about(peer, seconds.peer) },
  };
}

/** Minutes of a whole epoch, of the sampled batches with these indices. */
function epochMinutes(
  { tokens, sampleTokens }: Epoch,
  took: readonly number[],
  indices: readonly number[] = [...took.keys()],
): number {
  const chosen = (of: readonly number[]) => sumOf(indices.map((index) => of[index] ?? 0));
  return (chosen(took) * (tokens / chosen(sampleTokens))) / 60;
}

/** 90 % of the ratios of epochs that are estimated from batches drawn again, with replacement, from both samples (bootstrap). */
function intervalOf(ours: Epoch, peer: Epoch, seconds: Reported['seconds'], seed: number): number[] {
  const random = new Random(`pair-epoch/interval/${seed}`);
  const drawn = (epoch: Epoch, took: readonly number[]) =>
    epochMinutes(
      epoch,
      took,
      took.map(() => random.integer(0, took.length - 1)),
    );
  const ratios = Array.from(
    { length: RESAMPLES },
    () => drawn(ours, seconds.ours) / drawn(peer, seconds.peer),
  ).sort((a, b) => a - b);
  return INTERVAL.map((share) => rounded(ratios[Math.floor(share * RESAMPLES)] ?? Number.NaN));
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
