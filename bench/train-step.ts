// `train-step`: our training step (forward, backward, clipping, AdamW) against PyTorch's on the same weights and batches.
// Both have the same threads and run in turns, each in its own process, so that a busy or throttled machine meets both.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Random, SocraticError, silentReporter, UsageError } from '../src/common/index.ts';
import { generateArithmetic, loadDataset, type Problem } from '../src/data/index.ts';
import { createStudent, plainFormat, scratchSettings, tokenizeSegments } from '../src/distill/index.ts';
import { Graph } from '../src/engine/graph/index.ts';
import {
  initialWeights,
  type ModelConfig,
  parameterCount,
  saveModel,
  trainingFlops,
  type Weights,
} from '../src/engine/model/index.ts';
import { Session } from '../src/engine/runtime/index.ts';
import {
  type PackedBatch,
  packBatch,
  planEpoch,
  TrainableModel,
  type TrainingSequence,
} from '../src/engine/train/index.ts';
import { sequencesFor } from '../src/strategy/index.ts';
import { PeerProcess } from './common/peer-process.ts';
import { type BenchResult, type Measurement, measurement } from './common/result.ts';
import { median, rounded } from './common/statistics.ts';

/** Of the square matrices whose product shows what each side's matrix multiplication can do at best. */
const GEMM_SIZE = 1024;
const GEMM_REPEATS = 5;
/** The first losses of all contestants must agree to this, or they do not compute the same. */
const LOSS_TOLERANCE = 1e-3;

interface Options {
  readonly python: string;
  readonly students: readonly string[];
  readonly data: string | undefined;
  readonly tokens: number;
  readonly threads: number;
  readonly rounds: number;
  readonly steps: number;
}

/** A model and the batches that every contestant trains it on. */
interface Task {
  readonly student: string;
  readonly dataset: string;
  readonly config: ModelConfig;
  readonly weights: Weights;
  readonly tokenizerFiles: Readonly<Record<string, string>>;
  /** The sequences of each step. */
  readonly steps: readonly (readonly TrainingSequence[])[];
}

interface PeerLoaded {
  readonly torch: string;
  readonly transformers: string;
  readonly python: string;
  readonly threads: number;
  readonly adamw: string;
  readonly parameters: number;
  readonly paddedTokens: number;
}

interface PeerTrained {
  readonly seconds: number;
  readonly losses: readonly number[];
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
  readonly ratio: number;
  /** PyTorch again, with the language-model head on supervised tokens only. */
  readonly peerSupervisedHead: Measurement;
  readonly ratioSupervisedHead: number;
  /** GFLOP/s of a 1024³ float32 matrix product in the same run. */
  readonly gemm: { readonly ours: Measurement; readonly peer: Measurement };
  /** GFLOP/s of the step, by the formula of `trainingFlops` (supervised-only head), for both. */
  readonly stepGflops: { readonly ours: number; readonly peer: number };
  readonly firstLoss: { readonly ours: number; readonly peer: number; readonly peerSupervisedHead: number };
  readonly versions: Readonly<Record<string, string>>;
}

export async function trainStep(argv: readonly string[], say: (text: string) => void): Promise<BenchResult> {
  const options = optionsFrom(argv);
  const cases: CaseResult[] = [];
  for (const student of options.students) {
    for (const { dataset, problems } of datasetsOf(options)) {
      cases.push(await runCase(await prepare(student, dataset, problems, options), options, say));
    }
  }
  const [first] = cases;
  if (!first) throw new UsageError('bench-no-students', '--students: expected at least one.');
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
      tokens: { type: 'string', default: '2048' },
      threads: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '7' },
      steps: { type: 'string', default: '8' },
    },
  });
  const count = (name: 'tokens' | 'threads' | 'rounds' | 'steps') => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= 1) return value;
    throw new UsageError('invalid-value', `--${name}: received "${values[name]}", expected a whole number.`);
  };
  const python = values.python ?? process.env.SOCRATIC_PYTHON;
  if (python === undefined) {
    throw new UsageError(
      'bench-no-python',
      'train-step needs a Python with torch and transformers: --python PATH or SOCRATIC_PYTHON. See bench/README.md.',
    );
  }
  return {
    python,
    students: values.students.split(','),
    data: values.data,
    tokens: count('tokens'),
    threads: count('threads'),
    rounds: count('rounds'),
    steps: count('steps'),
  };
}

function datasetsOf({ data }: Options): { dataset: string; problems: readonly Problem[] }[] {
  const arithmetic = generateArithmetic({ seed: 1, train: 1000, validation: 0, test: 0 }).train;
  const builtIn = { dataset: 'arithmetic', problems: arithmetic };
  if (data === undefined) return [builtIn];
  const loaded = loadDataset(data);
  return [builtIn, { dataset: loaded.name, problems: loaded.splits.train }];
}

async function prepare(
  student: string,
  dataset: string,
  problems: readonly Problem[],
  { tokens, steps }: Options,
): Promise<Task> {
  const { config, tokenizer, tokenizerFiles } = await createStudent(student, problems, {
    reporter: silentReporter,
  });
  const coding = { tokenizer, prompt: plainFormat(tokenizer) };
  const sequences = problems.flatMap((problem) =>
    sequencesFor('cot', problem).map(({ segments }) => tokenizeSegments(coding, problem.id, segments)),
  );
  const plan = planEpoch(sequences, {
    tokenBudget: tokens,
    contextLength: config.contextLength,
    seed: 1,
    epoch: 0,
  });
  const batches = plan.steps.slice(0, steps).map(([indices = []]) => indices);
  if (batches.length < steps) {
    throw new UsageError(
      'bench-too-few-problems',
      `${dataset} fills ${batches.length} batches of ${tokens} tokens, fewer than --steps ${steps}.`,
    );
  }
  return {
    student,
    dataset,
    config,
    weights: initialWeights(config, new Random(1)),
    tokenizerFiles,
    steps: batches.map((indices) => indices.map((index) => sequences[index] as TrainingSequence)),
  };
}

async function runCase(task: Task, options: Options, say: (text: string) => void): Promise<CaseResult> {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-bench-'));
  const script = fileURLToPath(new URL('peers/train_step.py', import.meta.url));
  // The thread count is also an environment variable: some of PyTorch's libraries read it when they are loaded.
  const peer = new PeerProcess(options.python, [script], { OMP_NUM_THREADS: String(options.threads) });
  try {
    saveModel(folder, task.config, task.weights, { tokenizer: task.tokenizerFiles });
    return await measure(task, options, peer, folder, say);
  } finally {
    peer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  task: Task,
  options: Options,
  peer: PeerProcess,
  model: string,
  say: (text: string) => void,
): Promise<CaseResult> {
  const { config, student, dataset, steps } = task;
  const { threads, rounds } = options;
  const plain = steps.map((sequences) =>
    sequences.map(({ ids, learned }) => ({ ids: [...ids], learned: [...learned] })),
  );
  const settings = scratchSettings;
  const loaded = await peer.ask<PeerLoaded>({ command: 'load', model, steps: plain, settings, threads });
  const here = await OurSide.create(task, threads);
  const gemm = await Multiplication.create(threads);

  const milliseconds = (seconds: number) => (1000 * seconds) / steps.length;
  const gflops = (seconds: readonly number[]) => (2 * GEMM_SIZE ** 3) / median(seconds) / 1e9;
  const runs = { ours: [], stock: [], supervised: [], gemmOurs: [], gemmPeer: [] } as Record<
    'ours' | 'stock' | 'supervised' | 'gemmOurs' | 'gemmPeer',
    number[]
  >;
  const contestants = {
    ours: () => here.train(),
    stock: () => peer.ask<PeerTrained>({ command: 'train', head: 'stock' }),
    supervised: () => peer.ask<PeerTrained>({ command: 'train', head: 'supervised' }),
  };
  const names = ['ours', 'stock', 'supervised'] as const;
  const firstLosses = { ours: Number.NaN, stock: Number.NaN, supervised: Number.NaN };
  // The first round warms up: it is where memory is taken and the losses are compared.
  for (let round = 0; round <= rounds; round++) {
    const order = names.map((_, place) => names[(place + round) % names.length] as (typeof names)[number]);
    for (const name of order) {
      const { seconds, losses } = await contestants[name]();
      if (round === 0) firstLosses[name] = losses[0] ?? Number.NaN;
      else runs[name].push(milliseconds(seconds));
    }
    const multiply = { command: 'multiply', size: GEMM_SIZE, repeats: GEMM_REPEATS };
    const theirs = await peer.ask<{ seconds: number[] }>(multiply);
    const ours = await gemm.seconds(GEMM_REPEATS);
    if (round > 0) runs.gemmPeer.push(gflops(theirs.seconds));
    if (round > 0) runs.gemmOurs.push(gflops(ours));
    if (round === 0) checkLosses(firstLosses);
    const last = (name: (typeof names)[number]) => runs[name].at(-1)?.toFixed(0) ?? 'warm-up';
    say(
      `${student} on ${dataset}, round ${round} of ${rounds}: ours ${last('ours')}, PyTorch ${last('stock')}, ` +
        `PyTorch with a supervised-only head ${last('supervised')} ms a step`,
    );
  }
  await here.release();
  await gemm.release();

  const lengths = steps.flatMap((sequences) => sequences.map(({ ids }) => ids.length));
  const supervised = here.batches.reduce((sum, batch) => sum + batch.supervised, 0);
  const flops = trainingFlops(config, lengths, supervised) / steps.length;
  const name = `GPT2LMHeadModel, PyTorch ${loaded.torch}, ${loaded.adamw} AdamW`;
  const ours = measurement('socratic-cot, embedded engine', 'ms/step', runs.ours);
  const stock = measurement(name, 'ms/step', runs.stock);
  const supervisedHead = measurement(`${name}, supervised-only head`, 'ms/step', runs.supervised);
  return {
    student,
    dataset,
    parameters: parameterCount(config),
    tokensPerStep: rounded(lengths.reduce((sum, length) => sum + length, 0) / steps.length),
    paddedTokensPerStep: rounded(loaded.paddedTokens / steps.length),
    supervisedTokensPerStep: rounded(supervised / steps.length),
    ours,
    peer: stock,
    ratio: rounded(ours.median / stock.median),
    peerSupervisedHead: supervisedHead,
    ratioSupervisedHead: rounded(ours.median / supervisedHead.median),
    gemm: {
      ours: measurement('ONNX Runtime', 'GFLOP/s', runs.gemmOurs),
      peer: measurement('PyTorch', 'GFLOP/s', runs.gemmPeer),
    },
    stepGflops: { ours: rounded(flops / ours.median / 1e6), peer: rounded(flops / stock.median / 1e6) },
    firstLoss: {
      ours: rounded(firstLosses.ours),
      peer: rounded(firstLosses.stock),
      peerSupervisedHead: rounded(firstLosses.supervised),
    },
    versions: { torch: loaded.torch, transformers: loaded.transformers, python: loaded.python },
  };
}

/** Throws when a contestant does not compute what we compute: then a comparison of times would mean nothing. */
function checkLosses({ ours, stock, supervised }: Readonly<Record<string, number>>): void {
  const agree = [stock, supervised].every(
    (loss) => Math.abs((loss ?? Number.NaN) - (ours ?? Number.NaN)) <= LOSS_TOLERANCE,
  );
  if (agree) return;
  throw new SocraticError(
    'bench-different-losses',
    `On the same weights and batch our loss is ${ours}, PyTorch's ${stock}, and with a supervised-only head ${supervised}.`,
  );
}

/** Our engine over the task's batches. */
class OurSide {
  readonly batches: readonly PackedBatch[];
  readonly #model: TrainableModel;
  #step = 0;

  private constructor(model: TrainableModel, batches: readonly PackedBatch[]) {
    this.#model = model;
    this.batches = batches;
  }

  static async create({ config, weights, steps }: Task, threads: number): Promise<OurSide> {
    const options = { config, weights, seed: 1, threads, dropout: 0, accumulate: false };
    const batches = steps.map((sequences) =>
      packBatch(
        sequences,
        sequences.map((_, index) => index),
        config.contextLength,
      ),
    );
    return new OurSide(await TrainableModel.create(options), batches);
  }

  /** Every batch once, in order. */
  async train(): Promise<PeerTrained> {
    const losses: number[] = [];
    const started = performance.now();
    for (const batch of this.batches) {
      this.#step += 1;
      losses.push((await this.#model.step([batch], { ...scratchSettings, step: this.#step })).loss);
    }
    return { seconds: (performance.now() - started) / 1000, losses };
  }

  release(): Promise<void> {
    return this.#model.release();
  }
}

/** The product of two [GEMM_SIZE, GEMM_SIZE] matrices in the runtime that our engine uses. */
class Multiplication {
  readonly #session: Session;
  readonly #values: Readonly<Record<'a' | 'b' | 'c', { data: Float32Array; shape: number[] }>>;

  private constructor(session: Session) {
    const random = new Random(1);
    const matrix = (fill: () => number) => ({
      data: Float32Array.from({ length: GEMM_SIZE ** 2 }, fill),
      shape: [GEMM_SIZE, GEMM_SIZE],
    });
    this.#session = session;
    this.#values = { a: matrix(() => random.normal()), b: matrix(() => random.normal()), c: matrix(() => 0) };
  }

  static async create(threads: number): Promise<Multiplication> {
    const g = new Graph();
    const shape = [GEMM_SIZE, GEMM_SIZE];
    g.output('c', g.matmul(g.input('a', 'float32', shape), g.input('b', 'float32', shape)));
    return new Multiplication(await Session.create(g.encode(), { threads }));
  }

  async seconds(repeats: number): Promise<number[]> {
    const { a, b, c } = this.#values;
    const seconds: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const started = performance.now();
      await this.#session.run({ a, b }, { c });
      seconds.push((performance.now() - started) / 1000);
    }
    return seconds;
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
