// `solve-pair`: problems a second of the Socratic pair, against `transformers` and llama.cpp on the same weights. Both models write as many
// tokens as the references of the problems have, so that all sides do the same work; the sides take turns.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parametersOf, saveModel, weightFormats } from '../src/engine/model/index.ts';
import { exportModel, exportPrecisions } from '../src/export/index.ts';
import { BenchError, BenchUsageError } from './common/bench-error.ts';
import { type PairTask, pairTasks, totalsOf } from './common/pair-work.ts';
import { PeerProcess } from './common/peer-process.ts';
import { type BenchResult, type Measurement, measurement } from './common/result.ts';
import { solvingProcess } from './common/solving-process.ts';
import { median, rounded } from './common/statistics.ts';
import { type BenchModel, benchModel, benchProblems } from './common/student-work.ts';

/** Tokens of a problem that agree between two sides before the first that does not, as a share: the models are the same ones. */
const LEAST_AGREEMENT = 0.9;

interface Solved {
  readonly seconds: number;
  /** What QG wrote, by problem. */
  readonly asked: readonly (readonly number[])[];
  readonly peakBytes: number;
}

interface Contestant {
  readonly name: string;
  readonly what: string;
  /** Whether it computes with the same numbers as we do. */
  readonly exact: boolean;
  start(): Promise<PeerProcess>;
}

export async function solvePair(argv: readonly string[], say: (text: string) => void): Promise<BenchResult> {
  const options = optionsFrom(argv);
  const { dataset, problems } = benchProblems(options.data);
  const model = await benchModel(options.student, problems, options.tokenizer);
  const withSteps = problems.filter(
    ({ steps }) => (steps?.length ?? 0) > 0 && steps?.[0]?.question !== undefined,
  );
  const stride = Math.max(1, Math.floor(withSteps.length / options.problems));
  const chosen = withSteps.filter((_, index) => index % stride === 0).slice(0, options.problems);
  const tasks = pairTasks(model.tokenizer, chosen);
  if (tasks.length < options.problems) {
    throw new BenchUsageError(
      'bench-too-few-problems',
      `${dataset} has ${tasks.length} problems with sub-questions.`,
    );
  }
  const totals = totalsOf(tasks);
  say(
    `${tasks.length} problems of ${dataset}: ${totals.written} tokens written, ${totals.given} given, ${totals.read} read in prompts`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'socratic-bench-'));
  const running = new Map<string, PeerProcess>();
  try {
    const directory = join(folder, 'model');
    saveModel(directory, model.config, model.makeWeights(), { tokenizer: model.tokenizerFiles });
    const contestants = await contestantsOf(options, { directory, folder, tasks, model });
    const runs = Object.fromEntries(contestants.map(({ name }) => [name, [] as Solved[]]));
    for (const { name, start } of contestants) running.set(name, await start());
    for (let round = 0; round < options.rounds; round++) {
      for (let at = 0; at < contestants.length; at++) {
        const { name } = contestants[(at + round) % contestants.length] as Contestant;
        const solved = await (running.get(name) as PeerProcess).ask<Solved>({ command: 'solve' });
        runs[name]?.push(solved);
        const rate = (tasks.length / solved.seconds).toFixed(2);
        say(
          `round ${round + 1} of ${options.rounds}, ${name}: ${rate} problems/s, ${(totals.written / solved.seconds).toFixed(0)} tokens/s`,
        );
      }
    }
    return report({ options, dataset, tasks, model, contestants, runs });
  } finally {
    for (const process of running.values()) process.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Options = ReturnType<typeof optionsFrom>;

function optionsFrom(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      python: { type: 'string' },
      'llama-cpp': { type: 'string' },
      student: { type: 'string', default: 'scratch:small' },
      tokenizer: { type: 'string' },
      data: { type: 'string' },
      problems: { type: 'string', default: '64' },
      slots: { type: 'string', default: '64' },
      weights: { type: 'string', default: 'float32' },
      threads: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '3' },
      'usual-batch': { type: 'string', default: '16' },
      'best-batch': { type: 'string', default: '32' },
      'llama-slots': { type: 'string', default: '16' },
      'llama-precision': { type: 'string', default: 'f16' },
    },
  });
  const count = (name: keyof typeof values) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= 1) return value;
    throw new BenchUsageError(
      'invalid-value',
      `--${name}: received "${values[name]}", expected a whole number from 1.`,
    );
  };
  const choice = <Name extends string>(
    name: 'weights' | 'llama-precision',
    choices: readonly Name[],
  ): Name => {
    const found = choices.find((one) => one === values[name]);
    if (found !== undefined) return found;
    throw new BenchUsageError(
      'invalid-value',
      `--${name}: received "${values[name]}", expected one of ${choices.join(', ')}.`,
    );
  };
  const python = values.python ?? process.env.SOCRATIC_PYTHON;
  if (python === undefined) {
    throw new BenchUsageError(
      'bench-no-python',
      'solve-pair needs a Python with torch and transformers: --python PATH or SOCRATIC_PYTHON. See bench/README.md.',
    );
  }
  const llama =
    values['llama-cpp'] ??
    fileURLToPath(new URL('../test/real/node_modules/node-llama-cpp', import.meta.url));
  return {
    python,
    llama: existsSync(llama) ? llama : null,
    student: values.student,
    tokenizer: values.tokenizer,
    data: values.data,
    problems: count('problems'),
    slots: count('slots'),
    weights: choice('weights', weightFormats),
    threads: count('threads'),
    rounds: count('rounds'),
    usualBatch: count('usual-batch'),
    bestBatch: count('best-batch'),
    llamaSlots: count('llama-slots'),
    llamaPrecision: choice('llama-precision', exportPrecisions),
  };
}

interface Work {
  readonly directory: string;
  readonly folder: string;
  readonly tasks: readonly PairTask[];
  readonly model: BenchModel;
}

async function contestantsOf(
  options: Options,
  { directory, folder, tasks, model }: Work,
): Promise<Contestant[]> {
  const { threads, slots, weights, usualBatch, bestBatch, llamaSlots, llamaPrecision, llama } = options;
  const load = { command: 'load', model: directory, tasks, threads };
  const started = async (process: PeerProcess, request: Readonly<Record<string, unknown>>) => {
    await process.ask(request);
    return process;
  };
  const script = fileURLToPath(new URL('peers/solve_pair.py', import.meta.url));
  const python = (how: 'usual' | 'best', batch: number) => () =>
    started(new PeerProcess(options.python, [script], { OMP_NUM_THREADS: String(threads) }), {
      ...load,
      how,
      batch,
    });
  const contestants: Contestant[] = [
    {
      name: 'ours',
      what: `socratic, ${weights}, ${slots} rows`,
      exact: true,
      start: () => started(solvingProcess(), { ...load, slots, format: weights }),
    },
    {
      name: 'usual',
      what: `transformers generate, batches of ${usualBatch}, QA asked again with each sub-question`,
      exact: true,
      start: python('usual', usualBatch),
    },
    {
      name: 'best',
      what: `transformers with one cache a batch of ${bestBatch}, sorted by length`,
      exact: true,
      start: python('best', bestBatch),
    },
  ];
  if (llama === null) return contestants;
  const file = join(folder, 'model.gguf');
  await exportModel({ model: directory, to: 'gguf', precision: llamaPrecision, out: file });
  const longest = Math.max(
    ...tasks.map(
      ({ prompt, steps, answer }) =>
        prompt.length +
        answer +
        8 +
        steps.reduce((sum, { question, cue, solution }) => sum + question.length + cue.length + solution, 0),
    ),
  );
  const peer = fileURLToPath(new URL('peers/llama_pair.mjs', import.meta.url));
  const contextTokens = Math.min(model.config.contextLength, Math.ceil(longest / 64) * 64);
  return [
    ...contestants,
    {
      name: 'llama',
      what: `llama.cpp (node-llama-cpp), ${llamaPrecision}, ${llamaSlots} sequences`,
      exact: false,
      start: () =>
        started(new PeerProcess(process.execPath, [peer, llama]), {
          ...load,
          model: file,
          slots: llamaSlots,
          contextTokens,
        }),
    },
  ];
}

interface Reported {
  readonly options: Options;
  readonly dataset: string;
  readonly tasks: readonly PairTask[];
  readonly model: BenchModel;
  readonly contestants: readonly Contestant[];
  readonly runs: Readonly<Record<string, readonly Solved[]>>;
}

function report({ options, dataset, tasks, model, contestants, runs }: Reported): BenchResult {
  const of = (name: string) => runs[name] ?? [];
  const rates = ({ name, what }: Contestant): Measurement =>
    measurement(
      what,
      'problems/s',
      of(name).map(({ seconds }) => tasks.length / seconds),
    );
  const totals = totalsOf(tasks);
  const others = contestants.slice(1);
  const agreements = Object.fromEntries(
    others.map((other) => [other.name, agreementOf(of('ours')[0], of(other.name)[0])]),
  );
  for (const { name, exact } of others) {
    const isSame = exact && options.weights === 'float32'; // rounded weights choose other tokens sooner or later
    if (isSame && (agreements[name] ?? 0) < LEAST_AGREEMENT)
      throw new BenchError(
        'bench-different-models',
        `${name} writes other tokens: ${agreements[name]} of them are equal up to the first difference.`,
      );
  }
  const ratios = Object.fromEntries(
    others.map(({ name }) => [
      name,
      rounded(
        median(of('ours').map(({ seconds }, round) => seconds / (of(name)[round]?.seconds ?? Number.NaN))),
      ),
    ]),
  );
  const [ours, usual] = contestants as [Contestant, Contestant, ...Contestant[]];
  return {
    name: 'solve-pair',
    ours: rates(ours),
    peer: rates(usual),
    ratio: ratios.usual ?? Number.NaN,
    ratios,
    others: Object.fromEntries(others.slice(1).map((other) => [other.name, rates(other)])),
    tokensPerSecond: Object.fromEntries(
      contestants.map(({ name }) => [
        name,
        rounded(totals.written / median(of(name).map(({ seconds }) => seconds))),
      ]),
    ),
    peakMB: Object.fromEntries(
      contestants.map(({ name }) => [
        name,
        Math.round(Math.max(...of(name).map(({ peakBytes }) => peakBytes)) / 1e6),
      ]),
    ),
    agreements,
    student: options.student,
    parameters: parametersOf(model.config).reduce(
      (sum, { shape }) => sum + shape.reduce((all, size) => all * size, 1),
      0,
    ),
    dataset,
    problems: tasks.length,
    tokens: totals,
    threads: options.threads,
  };
}

/** The share of QG's tokens up to the first on which two sides differ. */
function agreementOf(ours: Solved | undefined, theirs: Solved | undefined): number {
  let [equal, all] = [0, 0];
  for (const [index, ids] of (ours?.asked ?? []).entries()) {
    const other = theirs?.asked[index] ?? [];
    const different = ids.findIndex((id, at) => id !== other[at]);
    equal += different < 0 ? ids.length : different;
    all += ids.length;
  }
  return rounded(equal / all);
}
