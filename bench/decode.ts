// `decode`: the time of a token where one problem is solved at a time, against llama.cpp, and what samples of one problem cost when they
// are written together. All write the same number of tokens behind the same prompt.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { saveModel, type WeightFormat, weightFormats } from '../src/engine/model/index.ts';
import { exportModel } from '../src/export/index.ts';
import { BenchUsageError } from './common/bench-error.ts';
import { pairTasks } from './common/pair-work.ts';
import { PeerProcess } from './common/peer-process.ts';
import { type BenchResult, type Measurement, measurement } from './common/result.ts';
import { solvingProcess } from './common/solving-process.ts';
import { median, rounded } from './common/statistics.ts';
import { benchModel, benchProblems } from './common/student-work.ts';

const SAMPLES = 16;
const CONTEXT = 512;

interface Contestant {
  readonly name: string;
  readonly what: string;
  readonly start: () => Promise<PeerProcess>;
}

export async function decodeBench(
  argv: readonly string[],
  say: (text: string) => void,
): Promise<BenchResult> {
  const options = optionsFrom(argv);
  const { dataset, problems } = benchProblems(options.data);
  const model = await benchModel(options.student, problems, options.tokenizer);
  const tasks = pairTasks(model.tokenizer, problems.slice(0, 1));
  const folder = mkdtempSync(join(tmpdir(), 'socratic-bench-'));
  const running = new Map<string, PeerProcess>();
  try {
    const directory = join(folder, 'model');
    saveModel(directory, model.config, model.makeWeights(), { tokenizer: model.tokenizerFiles });
    const load = { command: 'load', tasks, threads: options.threads, slots: SAMPLES };
    const started = async (process: PeerProcess, request: object) => {
      await process.ask({ ...load, ...request });
      return process;
    };
    const ours = (format: WeightFormat): Contestant => ({
      name: format,
      what: `socratic, ${format}`,
      start: () => started(solvingProcess(), { model: directory, format }),
    });
    const peer = fileURLToPath(new URL('peers/llama_pair.mjs', import.meta.url));
    const llama = async (precision: 'f16' | 'q8_0', file: string): Promise<Contestant> => {
      if (file !== options.q4) await exportModel({ model: directory, to: 'gguf', precision, out: file });
      return llamaOf(precision, file);
    };
    const llamaOf = (name: string, file: string): Contestant => ({
      name: `llama ${name}`,
      what: `llama.cpp (node-llama-cpp), ${name}`,
      start: () =>
        started(new PeerProcess(process.execPath, [peer, options.llama ?? '']), {
          model: file,
          contextTokens: CONTEXT,
        }),
    });
    const contestants = [
      ...weightFormats.map(ours),
      ...(options.llama === null
        ? []
        : [
            await llama('f16', join(folder, 'f16.gguf')),
            await llama('q8_0', join(folder, 'q8_0.gguf')),
            ...(options.q4 === undefined ? [] : [llamaOf('q4_1', options.q4)]),
          ]),
    ];
    for (const { name, start } of contestants) running.set(name, await start());
    const ask = async (name: string, rows: number, how: string) => {
      const process = running.get(name) as PeerProcess;
      return (await process.ask<{ seconds: number }>({ command: 'write', rows, tokens: options.tokens, how }))
        .seconds;
    };
    const one = Object.fromEntries(contestants.map(({ name }) => [name, [] as number[]]));
    const samples = { shared: [] as number[], batch: [] as number[], apart: [] as number[] };
    for (let round = -1; round < options.rounds; round++) {
      for (let at = 0; at < contestants.length; at++) {
        const { name } = contestants[(at + round + 1) % contestants.length] as Contestant;
        const seconds = await ask(name, 1, 'apart');
        if (round < 0) continue; // warms up
        one[name]?.push(seconds);
        say(
          `round ${round + 1} of ${options.rounds}, ${name}: ${((1000 * seconds) / options.tokens).toFixed(1)} ms a token`,
        );
      }
      if (round < 0) continue;
      for (const how of ['shared', 'batch', 'apart'] as const) {
        samples[how].push(await ask('float32', SAMPLES, how));
        say(
          `round ${round + 1} of ${options.rounds}, ${SAMPLES} samples, ${how}: ${samples[how].at(-1)?.toFixed(1)} s`,
        );
      }
    }
    const perToken = ({ name, what }: Contestant): Measurement =>
      measurement(
        what,
        'ms/token',
        (one[name] ?? []).map((seconds) => (1000 * seconds) / options.tokens),
      );
    const ratio = (a: readonly number[], b: readonly number[]) =>
      rounded(median(a.map((seconds, round) => seconds / (b[round] ?? Number.NaN))));
    const times = (name: string) => one[name] ?? [];
    const hasPeer = options.llama !== null;
    return {
      name: 'decode',
      ours: perToken(ours('int8')),
      peer: perToken(contestants.find(({ name }) => name === 'llama q8_0') ?? ours('float32')),
      ratio: ratio(times('int8'), times(hasPeer ? 'llama q8_0' : 'float32')),
      others: Object.fromEntries(contestants.map((contestant) => [contestant.name, perToken(contestant)])),
      samples: {
        count: SAMPLES,
        sharedToApart: ratio(samples.shared, samples.apart),
        sharedToBatch: ratio(samples.shared, samples.batch),
        seconds: Object.fromEntries(
          Object.entries(samples).map(([how, seconds]) => [how, rounded(median(seconds))]),
        ),
      },
      student: options.student,
      dataset,
      promptTokens: tasks[0]?.prompt.length,
      tokens: options.tokens,
      threads: options.threads,
    };
  } finally {
    for (const process of running.values()) process.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function optionsFrom(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'llama-cpp': { type: 'string' },
      'llama-q4': { type: 'string' },
      student: { type: 'string', default: 'scratch:small' },
      tokenizer: { type: 'string' },
      data: { type: 'string' },
      tokens: { type: 'string', default: '128' },
      threads: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '5' },
    },
  });
  const count = (name: 'tokens' | 'threads' | 'rounds') => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= 1) return value;
    throw new BenchUsageError(
      'invalid-value',
      `--${name}: received "${values[name]}", expected a whole number from 1.`,
    );
  };
  const llama =
    values['llama-cpp'] ??
    fileURLToPath(new URL('../test/real/node_modules/node-llama-cpp', import.meta.url));
  return {
    llama: existsSync(llama) ? llama : null,
    q4: values['llama-q4'],
    student: values.student,
    tokenizer: values.tokenizer,
    data: values.data,
    tokens: count('tokens'),
    threads: count('threads'),
    rounds: count('rounds'),
  };
}
