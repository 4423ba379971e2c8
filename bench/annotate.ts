// `annotate`: our `socratic annotate` against bespokelabs-curator and distilabel on the same prompts and the same local server: requests a
// second, memory, and what a kill half-way costs each of them.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { required } from '../src/common/index.ts';
import {
  datasetFromSplits,
  generateArithmetic,
  openProblemStream,
  type Problem,
  writeDataset,
} from '../src/data/index.ts';
import { readPrompts, renderPrompt, taskFor, tasksOf } from '../src/teacher/prompts/index.ts';
import { BenchError, BenchUsageError } from './common/bench-error.ts';
import { type GroupEnd, ProcessGroup } from './common/process-group.ts';
import { type BenchResult, type Measurement, measurement } from './common/result.ts';
import { median, rounded } from './common/statistics.ts';
import { LocalTeacher } from './common/teacher-client.ts';

const names = ['ours', 'curator', 'distilabel'] as const;
type Name = (typeof names)[number];

interface Options {
  readonly python: Readonly<Record<Exclude<Name, 'ours'>, string>>;
  readonly data: string | undefined;
  readonly problems: number;
  readonly concurrency: number;
  readonly latencyMs: number;
  readonly rounds: number;
  /** How long a second start may take. */
  readonly patienceSeconds: number;
}

/** What every contestant works on. */
interface Work {
  readonly dataset: string;
  /** A dataset directory with the problems, for ours. */
  readonly data: string;
  /** The same as rendered prompts, for the peers. */
  readonly prompts: string;
  readonly problems: number;
}

/** One run to its end. */
interface Round {
  /** From the first call's arrival at the server to its last answer. */
  readonly seconds: number;
  /** Of the whole command, with its start and what it writes in the end. */
  readonly commandSeconds: number;
  readonly peakMB: number | null;
  readonly version: string;
  readonly mostAtOnce: number;
}

/** A run that is killed half-way and started again. */
interface KilledRun {
  /** What the server had been asked and had answered when the kill came. */
  readonly callsAtKill: number;
  readonly answeredAtKill: number;
  /** Calls that the server saw again after it: paid for twice. */
  readonly paidTwice: number;
  /** Problems without an answer in what the second start gave; all of them when it gave nothing. */
  readonly missing: number;
  /** Whether the second start ended well. */
  readonly finished: boolean;
  readonly failure?: string;
}

export async function annotateBench(
  argv: readonly string[],
  say: (text: string) => void,
): Promise<BenchResult> {
  const options = readOptions(argv);
  const folder = mkdtempSync(join(tmpdir(), 'socratic-bench-'));
  const teacher = await LocalTeacher.start(options.latencyMs);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1)); // kills what was started
  try {
    const work = await prepare(folder, options);
    const rounds = Object.fromEntries(names.map((name) => [name, [] as Round[]])) as Record<Name, Round[]>;
    for (let round = 1; round <= options.rounds; round++) {
      for (const name of names.map((_, at) => required(names[(at + round) % names.length], 'a name'))) {
        const result = await runOnce(name, { work, options, teacher, folder });
        rounds[name].push(result);
        const rate = (work.problems / result.seconds).toFixed(0);
        say(`round ${round} of ${options.rounds}, ${name}: ${rate} requests/s, ${result.peakMB} MB`);
      }
    }
    const killed = {} as Record<Name, KilledRun>;
    for (const name of names) {
      killed[name] = await killHalfWay(name, { work, options, teacher, folder });
      say(`killed half-way, ${name}: ${JSON.stringify(killed[name])}`);
    }
    return resultOf(work, options, rounds, killed);
  } finally {
    teacher.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'python-curator': { type: 'string' },
      'python-distilabel': { type: 'string' },
      data: { type: 'string' },
      problems: { type: 'string', default: '1000' },
      concurrency: { type: 'string', default: '64' },
      'latency-ms': { type: 'string', default: '20' },
      rounds: { type: 'string', default: '3' },
      patience: { type: 'string', default: '120' },
    },
  });
  const count = (name: 'problems' | 'concurrency' | 'latency-ms' | 'rounds' | 'patience', least = 1) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= least) return value;
    throw new BenchUsageError(
      'invalid-value',
      `--${name}: received "${values[name]}", expected a whole number from ${least}.`,
    );
  };
  const python = (name: 'curator' | 'distilabel', package_: string) => {
    const path = values[`python-${name}`];
    if (path !== undefined && existsSync(path)) return path;
    throw new BenchUsageError(
      'bench-no-python',
      `annotate needs a Python with ${package_}: --python-${name} PATH, received ${path ?? 'none'}. See bench/README.md.`,
    );
  };
  return {
    python: {
      curator: python('curator', 'bespokelabs-curator'),
      distilabel: python('distilabel', 'distilabel'),
    },
    data: values.data,
    problems: count('problems'),
    concurrency: count('concurrency'),
    latencyMs: count('latency-ms', 0),
    rounds: count('rounds'),
    patienceSeconds: count('patience'),
  };
}

async function prepare(folder: string, options: Options): Promise<Work> {
  const { dataset, problems } = await readProblems(options);
  const data = join(folder, 'data');
  writeDataset(
    data,
    datasetFromSplits(dataset, { train: problems, validation: [], test: problems.slice(0, 1) }),
  );
  const templates = readPrompts(tasksOf('socratic', false));
  const lines = problems.map((problem) => {
    const template = required(templates.get(taskFor('socratic', false, problem)), 'prompt of a task');
    const { system, messages } = renderPrompt(template, problem);
    return JSON.stringify({ messages: [{ role: 'system', content: system }, ...messages] });
  });
  const prompts = join(folder, 'prompts.jsonl');
  writeFileSync(prompts, `${lines.join('\n')}\n`);
  const different = new Set(lines).size;
  if (different < lines.length) {
    throw new BenchUsageError(
      'bench-equal-prompts',
      `${dataset} gives ${different} different prompts in ${lines.length}: calls could not be told apart. Fewer --problems, or other --data.`,
    );
  }
  return { dataset, data, prompts, problems: problems.length };
}

async function readProblems({ data, problems: wanted }: Options) {
  const problems: Problem[] = [];
  if (data === undefined) {
    const { train } = generateArithmetic({ seed: 1, train: wanted, validation: 0, test: 0 });
    return { dataset: 'arithmetic', problems: train };
  }
  const stream = await openProblemStream(data, ['train']);
  for await (const problem of stream.read()) {
    problems.push(problem);
    if (problems.length === wanted) return { dataset: stream.name, problems };
  }
  throw new BenchUsageError(
    'bench-too-few-problems',
    `${data} has ${problems.length} training problems, fewer than --problems ${wanted}.`,
  );
}

interface Situation {
  readonly work: Work;
  readonly options: Options;
  readonly teacher: LocalTeacher;
  readonly folder: string;
}

/** Starts a contestant; `place` is its own, and a second start there goes on with the first. */
function start(name: Name, place: string, { work, options, teacher }: Situation): ProcessGroup {
  const url = `${teacher.url}/v1`;
  const concurrency = String(options.concurrency);
  mkdirSync(place, { recursive: true });
  if (name === 'ours') {
    const cli = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
    return new ProcessGroup(process.execPath, [
      ...['--import', 'tsx', cli, 'annotate', '--data', work.data, '--split', 'train', '--kind', 'socratic'],
      ...['--teacher', `openai-compatible:${url}#teacher`, '--concurrency', concurrency],
      ...['--store', join(place, 'store'), '--out', join(place, 'out.jsonl'), '--json', '--quiet'],
    ]);
  }
  const script = fileURLToPath(new URL(`peers/annotate_${name}.py`, import.meta.url));
  return new ProcessGroup(options.python[name], [script, work.prompts, url, concurrency, place], {
    HOME: place, // they keep more than their cache there
  });
}

async function runOnce(name: Name, situation: Situation): Promise<Round> {
  const { work, teacher, folder } = situation;
  const place = join(folder, 'place');
  await teacher.reset();
  const end = await start(name, place, situation).ended;
  const { answered, version } = read(name, end);
  const { seconds, calls, mostAtOnce } = await teacher.statistics();
  rmSync(place, { recursive: true, force: true });
  if (answered !== work.problems || calls !== work.problems) {
    throw new BenchError(
      'bench-incomplete',
      `${name} answered ${answered} of ${work.problems} problems with ${calls} calls.`,
    );
  }
  const peakMB = end.peakBytes === null ? null : rounded(end.peakBytes / 1e6);
  return { seconds, commandSeconds: end.seconds, peakMB, version, mostAtOnce };
}

/** What a contestant says of itself: the last line of its standard output. Throws `peer-failed`. */
function read(name: Name, { status, stdout, stderr }: GroupEnd): { answered: number; version: string } {
  if (status !== 0) throw new BenchError('peer-failed', `${name} ended with ${status}: ${stderr}`);
  const said = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
  if (name !== 'ours') return { answered: Number(said.answered), version: String(said.version) };
  return { answered: Number(said.chains), version: 'socratic-cot' };
}

async function killHalfWay(name: Name, situation: Situation): Promise<KilledRun> {
  const { work, teacher, folder } = situation;
  const place = join(folder, 'place');
  await teacher.reset();
  const first = start(name, place, situation);
  let ended = false;
  first.ended.finally(() => {
    ended = true;
  });
  while (!ended && (await teacher.statistics()).calls < work.problems / 2) await sleep(10);
  first.kill();
  await first.ended;
  await sleep(500); // what was under way arrives at nobody
  const { calls: callsAtKill, answered: answeredAtKill } = await teacher.statistics();
  const again = start(name, place, situation);
  const { patienceSeconds } = situation.options;
  const timer = setTimeout(() => again.kill(), 1000 * patienceSeconds);
  const second = await again.ended;
  clearTimeout(timer);
  const { repeated: paidTwice, differentPrompts } = await teacher.statistics();
  rmSync(place, { recursive: true, force: true });
  const seen = { callsAtKill, answeredAtKill, paidTwice };
  try {
    return { ...seen, missing: work.problems - read(name, second).answered, finished: true };
  } catch (error) {
    const failure =
      second.status === 'SIGKILL'
        ? `the second start had not ended after ${patienceSeconds} s and asked for ${differentPrompts} of ${work.problems} prompts in all`
        : (error as Error).message.slice(-600);
    return { ...seen, missing: work.problems, finished: false, failure };
  }
}

function resultOf(
  { dataset, problems }: Work,
  { concurrency, latencyMs }: Options,
  rounds: Readonly<Record<Name, readonly Round[]>>,
  killedHalfWay: Readonly<Record<Name, KilledRun>>,
): BenchResult {
  const rates = (name: Name): Measurement =>
    measurement(
      rounds[name][0]?.version ?? name,
      'requests/s',
      rounds[name].map(({ seconds }) => problems / seconds),
    );
  const ratioTo = (name: Name) =>
    rounded(
      median(rounds.ours.map(({ seconds }, at) => seconds / (rounds[name][at]?.seconds ?? Number.NaN))),
    );
  const each = <T>(of: (rounds: readonly Round[]) => T) =>
    Object.fromEntries(names.map((name) => [name, of(rounds[name])])) as Record<Name, T>;
  const most = (values: readonly (number | null)[]) =>
    values.includes(null) ? null : Math.max(...values.map(Number));
  return {
    name: 'annotate',
    dataset,
    problems,
    concurrency,
    latencyMs,
    ours: rates('ours'),
    peer: rates('curator'),
    ratio: ratioTo('curator'),
    peerDistilabel: rates('distilabel'),
    ratioDistilabel: ratioTo('distilabel'),
    commandSeconds: each((all) => rounded(median(all.map(({ commandSeconds }) => commandSeconds)))),
    peakMemoryMB: each((all) => most(all.map(({ peakMB }) => peakMB))),
    mostAtOnce: each((all) => Math.max(...all.map(({ mostAtOnce }) => mostAtOnce))),
    killedHalfWay,
  };
}
