// `train-step`: our training step (forward, backward, clipping, AdamW) against PyTorch's on the same weights and batches.
// Both have the same threads and run in turns, each in its own process, so that a busy or throttled machine meets both.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Problem } from '../src/data/index.ts';
import { scratchSettings } from '../src/distill/index.ts';
import { parameterCount, saveModel, trainingFlops } from '../src/engine/model/index.ts';
import { planEpoch, type TrainingSequence } from '../src/engine/train/index.ts';
import { type RoleName, type StrategyName, strategyNames } from '../src/strategy/index.ts';
import { BenchError, BenchUsageError } from './common/bench-error.ts';
import { GEMM_SIZE } from './common/multiplication.ts';
import { ourProcess } from './common/our-process.ts';
import type { Trained } from './common/our-side.ts';
import { PeerProcess } from './common/peer-process.ts';
import { type BenchResult, type Measurement, measurement } from './common/result.ts';
import { median, rounded } from './common/statistics.ts';
import { type BenchModel, benchModel, benchProblems, benchSequences } from './common/student-work.ts';

const GEMM_REPEATS = 5;
const GEMM_ROUNDS = 5;
/** The first losses of all contestants must agree to this, or they do not compute the same. */
const LOSS_TOLERANCE = 1e-3;

interface Options {
  readonly python: string;
  readonly students: readonly string[];
  readonly data: string | undefined;
  readonly strategy: StrategyName;
  readonly role: RoleName | undefined;
  readonly tokenizer: string | undefined;
  readonly seed: number;
  readonly tokens: number;
  readonly threads: number;
  readonly rounds: number;
  readonly steps: number;
}

/** A model and the batches that every contestant trains it on. */
interface Task extends BenchModel {
  readonly steps: readonly (readonly TrainingSequence[])[];
  readonly student: string;
  readonly dataset: string;
}

interface PeerLoaded {
  readonly name: string;
  readonly torch: string;
  readonly transformers: string;
  readonly python: string;
  readonly threads: number;
  readonly adamw: string;
  readonly parameters: number;
  readonly paddedTokens: number;
}

/** The result of one task: milliseconds a step of each contestant, and what stands beside them. */
interface CaseResult {
  readonly student: string;
  readonly dataset: string;
  readonly parameters: number;
  readonly tokensPerStep: number;
  readonly paddedTokensPerStep: number;
  readonly supervisedTokensPerStep: number;
  readonly ours: Measurement;
  readonly peer: Measurement;
  /** Our time divided by the stock peer's, the median over every step of every round. */
  readonly ratio: number;
  /** PyTorch again, with the language-model head on supervised tokens only. */
  readonly peerSupervisedHead: Measurement;
  readonly ratioSupervisedHead: number;
  /** Stock PyTorch again, in a process whose malloc keeps memory instead of giving it back after every step. */
  readonly peerKeptMemory: Measurement;
  readonly ratioKeptMemory: number;
  /** The most that each process has had resident, in MB. */
  readonly peakMemory: Readonly<Record<Named, number>>;
  /** Pages that each process touched for the first time, in thousands a step: what taking and giving back memory costs. */
  readonly pageFaults: Readonly<Record<Named, number>>;
  /** GFLOP/s of a 1024³ float32 matrix product in the same run. */
  readonly gemm: { readonly ours: Measurement; readonly peer: Measurement };
  /** GFLOP/s of the step, by the formula of `trainingFlops` (supervised-only head), for both. */
  readonly stepGflops: { readonly ours: number; readonly peer: number };
  readonly firstLoss: Readonly<Record<Named, number>>;
  readonly versions: Readonly<Record<string, string>>;
}

export async function trainStep(argv: readonly string[], say: (text: string) => void): Promise<BenchResult> {
  const options = optionsFrom(argv);
  const cases: CaseResult[] = [];
  const { dataset, problems } = benchProblems(options.data);
  for (const student of options.students) {
    cases.push(await runCase(await prepare(student, dataset, problems, options), options, say));
  }
  const [first] = cases;
  if (!first) throw new BenchUsageError('bench-no-students', '--students: expected at least one.');
  const { ours, peer, ratio } = first;
  const { tokens, threads, rounds, steps } = options;
  return { name: 'train-step', ours, peer, ratio, tokens, threads, rounds, steps, cases };
}

function optionsFrom(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      python: { type: 'string' },
      students: { type: 'string', default: 'scratch:tiny,scratch:small' },
      data: { type: 'string' },
      strategy: { type: 'string', default: 'cot' },
      role: { type: 'string' },
      tokenizer: { type: 'string' },
      seed: { type: 'string', default: '1' },
      tokens: { type: 'string', default: '2048' },
      threads: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '7' },
      steps: { type: 'string', default: '8' },
    },
  });
  const count = (name: 'tokens' | 'threads' | 'rounds' | 'steps') => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= 1) return value;
    throw new BenchUsageError(
      'invalid-value',
      `--${name}: received "${values[name]}", expected a whole number.`,
    );
  };
  const strategy = strategyNames.find((name) => name === values.strategy);
  if (!strategy) {
    throw new BenchUsageError(
      'invalid-value',
      `--strategy: received "${values.strategy}", expected ${strategyNames.join(', ')}.`,
    );
  }
  const role = (['student', 'qg', 'qa'] as const).find((name) => name === values.role);
  if (values.role !== undefined && !role) {
    throw new BenchUsageError('invalid-value', `--role: received "${values.role}", expected qg or qa.`);
  }
  const python = values.python ?? process.env.SOCRATIC_PYTHON;
  if (python === undefined) {
    throw new BenchUsageError(
      'bench-no-python',
      'train-step needs a Python with torch and transformers: --python PATH or SOCRATIC_PYTHON. See bench/README.md.',
    );
  }
  return {
    python,
    students: values.students.split(','),
    data: values.data,
    strategy,
    role,
    tokenizer: values.tokenizer,
    seed: Number(values.seed),
    tokens: count('tokens'),
    threads: count('threads'),
    rounds: count('rounds'),
    steps: count('steps'),
  };
}

async function prepare(
  student: string,
  dataset: string,
  problems: readonly Problem[],
  { tokens, steps, strategy, role, tokenizer: tokenizerFrom, seed }: Options,
): Promise<Task> {
  const model = await benchModel(student, problems, tokenizerFrom);
  const { config } = model;
  const sequences = benchSequences(model, problems, strategy, role);
  const plan = planEpoch(sequences, {
    tokenBudget: tokens,
    contextLength: config.contextLength,
    seed,
    epoch: 0,
  });
  const batches = plan.steps.slice(0, steps).map(([indices = []]) => indices);
  if (batches.length < steps) {
    throw new BenchUsageError(
      'bench-too-few-problems',
      `${dataset} fills ${batches.length} batches of ${tokens} tokens, fewer than --steps ${steps}.`,
    );
  }
  return {
    student,
    dataset,
    ...model,
    steps: batches.map((indices) => indices.map((index) => sequences[index] as TrainingSequence)),
  };
}

async function runCase(task: Task, options: Options, say: (text: string) => void): Promise<CaseResult> {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-bench-'));
  const script = fileURLToPath(new URL('peers/train_step.py', import.meta.url));
  // The thread count is also an environment variable: some of PyTorch's libraries read it when they are loaded.
  const start = (environment = {}) =>
    new PeerProcess(options.python, [script], { OMP_NUM_THREADS: String(options.threads), ...environment });
  const sides = { ours: ourProcess(), stock: start(), supervised: start(), kept: start(keepsMemory) };
  try {
    saveModel(folder, task.config, task.makeWeights(), { tokenizer: task.tokenizerFiles });
    return await measure(task, options, sides, folder, say);
  } finally {
    for (const side of Object.values(sides)) side.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const names = ['ours', 'stock', 'supervised', 'kept'] as const;
type Name = (typeof names)[number];

/** What the results call them. */
const resultNames = {
  ours: 'ours',
  stock: 'peer',
  supervised: 'peerSupervisedHead',
  kept: 'peerKeptMemory',
} as const satisfies Record<Name, string>;
type Named = (typeof resultNames)[Name];

/** glibc's malloc then takes large blocks from its heap, and never gives any of it back to the system. */
const keepsMemory = { MALLOC_MMAP_THRESHOLD_: `${2 ** 40}`, MALLOC_TRIM_THRESHOLD_: `${2 ** 40}` };

function eachNamed<T>(of: (name: Name) => T): Record<Named, T> {
  return Object.fromEntries(names.map((name) => [resultNames[name], of(name)])) as Record<Named, T>;
}

async function measure(
  task: Task,
  options: Options,
  sides: Readonly<Record<Name, PeerProcess>>,
  model: string,
  say: (text: string) => void,
): Promise<CaseResult> {
  const { config, student, dataset, steps } = task;
  const { threads, rounds } = options;
  const plain = steps.map((sequences) =>
    sequences.map(({ ids, learned }) => ({ ids: [...ids], learned: [...learned] })),
  );
  const load = { command: 'load', model, steps: plain, settings: scratchSettings, threads };
  await sides.ours.ask(load);
  const loaded = await sides.stock.ask<PeerLoaded>({ ...load, head: 'stock' });
  await sides.supervised.ask<PeerLoaded>({ ...load, head: 'supervised' });
  await sides.kept.ask<PeerLoaded>({ ...load, head: 'stock' });

  const gflops = (seconds: readonly number[]) => (2 * GEMM_SIZE ** 3) / median(seconds) / 1e9;
  const milliseconds: Record<Name, number[]> = { ours: [], stock: [], supervised: [], kept: [] };
  const gemms = { ours: [] as number[], peer: [] as number[] };
  const firstLosses = { ours: Number.NaN, stock: Number.NaN, supervised: Number.NaN, kept: Number.NaN };
  const turn = async (turns: number, step: number): Promise<Record<Name, number>> => {
    const order = names.map((_, place) => names[(place + turns) % names.length] as Name);
    const took = { ours: 0, stock: 0, supervised: 0, kept: 0 };
    for (const name of order) {
      const { seconds, loss } = await sides[name].ask<Trained>({ command: 'train', step });
      took[name] = seconds * 1000;
      if (Number.isNaN(firstLosses[name])) firstLosses[name] = loss;
    }
    return took;
  };
  await turn(0, 0); // warms up: it is where memory is taken and the losses are compared
  checkLosses(firstLosses);
  const before = await usageOf(sides);
  for (let round = 1; round <= rounds; round++) {
    for (let step = 0; step < steps.length; step++) {
      const took = await turn(round + step, step);
      for (const name of names) milliseconds[name].push(took[name]);
      const [ours, stock, supervised, kept] = names.map((name) => took[name].toFixed(0));
      say(
        `${student} on ${dataset}, round ${round} of ${rounds}, step ${step + 1} of ${steps.length}: ours ${ours}, ` +
          `PyTorch ${stock}, with a supervised-only head ${supervised}, with kept memory ${kept} ms`,
      );
    }
  }
  const after = await usageOf(sides);
  for (let round = 1; round <= Math.max(GEMM_ROUNDS, rounds); round++) {
    const multiply = { command: 'multiply', size: GEMM_SIZE, repeats: GEMM_REPEATS };
    gemms.peer.push(gflops((await sides.stock.ask<{ seconds: number[] }>(multiply)).seconds));
    gemms.ours.push(gflops((await sides.ours.ask<{ seconds: number[] }>(multiply)).seconds));
  }

  const lengths = steps.flatMap((sequences) => sequences.map(({ ids }) => ids.length));
  const supervised = steps
    .flat()
    .reduce((sum, { learned }) => sum + learned.reduce((count, one) => count + one, 0), 0);
  const flops = trainingFlops(config, lengths, supervised) / steps.length;
  const name = `${loaded.name}, PyTorch ${loaded.torch}, ${loaded.adamw} AdamW`;
  const ours = measurement('socratic-cot, embedded engine', 'ms/step', milliseconds.ours);
  const stock = measurement(name, 'ms/step', milliseconds.stock);
  const supervisedHead = measurement(`${name}, supervised-only head`, 'ms/step', milliseconds.supervised);
  const ratioTo = (peer: readonly number[]) =>
    rounded(median(milliseconds.ours.map((value, at) => value / (peer[at] ?? Number.NaN))));
  return {
    student,
    dataset,
    parameters: parameterCount(config),
    tokensPerStep: rounded(lengths.reduce((sum, length) => sum + length, 0) / steps.length),
    paddedTokensPerStep: rounded(loaded.paddedTokens / steps.length),
    supervisedTokensPerStep: rounded(supervised / steps.length),
    ours,
    peer: stock,
    ratio: ratioTo(milliseconds.stock),
    peerSupervisedHead: supervisedHead,
    ratioSupervisedHead: ratioTo(milliseconds.supervised),
    peerKeptMemory: measurement(`${name}, malloc keeps memory`, 'ms/step', milliseconds.kept),
    ratioKeptMemory: ratioTo(milliseconds.kept),
    peakMemory: eachNamed((side) => rounded(after[side].bytes / 1e6)),
    pageFaults: eachNamed((side) => {
      const faults = after[side].minorFaults - before[side].minorFaults;
      return rounded(faults / 1000 / (rounds * steps.length));
    }),
    gemm: {
      ours: measurement('ONNX Runtime', 'GFLOP/s', gemms.ours),
      peer: measurement('PyTorch', 'GFLOP/s', gemms.peer),
    },
    stepGflops: { ours: rounded(flops / ours.median / 1e6), peer: rounded(flops / stock.median / 1e6) },
    firstLoss: eachNamed((side) => rounded(firstLosses[side])),
    versions: { torch: loaded.torch, transformers: loaded.transformers, python: loaded.python },
  };
}

interface Usage {
  /** The most that has been resident. */
  readonly bytes: number;
  readonly minorFaults: number;
}

async function usageOf(sides: Readonly<Record<Name, PeerProcess>>): Promise<Record<Name, Usage>> {
  const usage = {} as Record<Name, Usage>;
  for (const name of names) usage[name] = await sides[name].ask<Usage>({ command: 'memory' });
  return usage;
}

/** Throws when a contestant does not compute what we compute: then a comparison of times would mean nothing. */
function checkLosses({ ours, ...peers }: Readonly<Record<Name, number>>): void {
  const agree = Object.values(peers).every((loss) => Math.abs(loss - ours) <= LOSS_TOLERANCE);
  if (agree) return;
  throw new BenchError(
    'bench-different-losses',
    `On the same weights and batch our loss is ${ours}, PyTorch's ${Object.values(peers).join(', ')}.`,
  );
}
