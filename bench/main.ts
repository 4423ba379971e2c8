// `npm run -s bench -- NAME [options]`: one benchmark against its peer. Prints exactly one JSON object on stdout;
// progress goes to stderr. See README.md beside this file.
import { messageOf, writeJson } from '../src/common/index.ts';
import { gitRevision } from '../src/distill/versions.ts';
import { annotateBench } from './annotate.ts';
import { BenchError, BenchUsageError } from './common/bench-error.ts';
import { type BenchResult, busyShare, machine } from './common/result.ts';
import { decodeBench } from './decode.ts';
import { extract } from './extract.ts';
import { pairEpoch } from './pair-epoch.ts';
import { profileStep } from './profile-step.ts';
import { solvePair } from './solve-pair.ts';
import { tokenize } from './tokenize.ts';
import { trainStep } from './train-step.ts';

/** A comparison, or a profile, which compares nothing. */
type Result = BenchResult | Awaited<ReturnType<typeof profileStep>> | Awaited<ReturnType<typeof extract>>;

const benchmarks: Readonly<
  Record<string, (argv: readonly string[], say: (text: string) => void) => Promise<Result>>
> = {
  annotate: annotateBench,
  decode: decodeBench,
  extract,
  'pair-epoch': pairEpoch,
  'profile-step': profileStep,
  'solve-pair': solvePair,
  tokenize,
  'train-step': trainStep,
};

const say = (text: string) => process.stderr.write(`${text}\n`);

/** Takes `--out FILE` out of the arguments; the rest belongs to the benchmark. */
function takeOut(argv: readonly string[]): { out: string | null; rest: string[] } {
  const at = argv.findIndex((word) => word === '--out' || word.startsWith('--out='));
  if (at < 0) return { out: null, rest: [...argv] };
  const word = argv[at] ?? '';
  const joined = word.startsWith('--out=');
  const out = joined ? word.slice('--out='.length) : argv[at + 1];
  if (!out) throw new BenchUsageError('missing-value', '--out: expected a file.');
  return { out, rest: argv.toSpliced(at, joined ? 1 : 2) };
}

/** The command to repeat it: without the interpreter's place and the output file, which are this machine's own. */
function commandOf(name: string, rest: readonly string[]): string {
  const words = rest.map((word, index) => (rest[index - 1]?.startsWith('--python') ? 'PYTHON' : word));
  return ['npm run -s bench --', name, ...words].join(' ');
}

async function run([name, ...argv]: readonly string[]): Promise<Result> {
  const benchmark = benchmarks[name ?? ''];
  if (name === undefined || benchmark === undefined) {
    throw new BenchUsageError(
      'unknown-benchmark',
      `Received ${JSON.stringify(name ?? '')}, expected one of ${Object.keys(benchmarks).join(', ')}.`,
    );
  }
  const { out, rest } = takeOut(argv);
  const busy = await busyShare(3000);
  if (busy > 0.05)
    say(`${(100 * busy).toFixed(0)} % of the processors are in use: these figures are not worth keeping.`);
  const about = {
    machine: machine(busy),
    command: commandOf(name, rest),
    commit: gitRevision(),
    date: new Date().toISOString(),
  };
  const result = { ...(await benchmark(rest, say)), ...about };
  if (out !== null) writeJson(out, result);
  return result;
}

/** Errors of `util.parseArgs` are the caller's too. */
function asError(error: unknown): BenchError {
  if (error instanceof BenchError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS'))
    return new BenchUsageError('bad-usage', messageOf(error));
  return new BenchError('bench-failed', messageOf(error), { cause: error });
}

try {
  console.log(JSON.stringify(await run(process.argv.slice(2))));
} catch (error) {
  const { code, message } = asError(error);
  say(code === 'bench-failed' && error instanceof Error ? (error.stack ?? message) : message);
  console.log(JSON.stringify({ error: { code, message } }));
  process.exitCode = error instanceof BenchUsageError || code === 'bad-usage' ? 2 : 1;
}
