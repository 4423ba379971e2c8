// `profile-step`: where the time of our training step goes, by ONNX Runtime's own profiler. It has no peer.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { required } from '../src/common/index.ts';
import { planEpoch, type TrainingSequence } from '../src/engine/train/index.ts';
import { BenchUsageError } from './common/bench-error.ts';
import { OurSide } from './common/our-side.ts';
import { rounded } from './common/statistics.ts';
import { benchModel, benchProblems, benchSequences } from './common/student-work.ts';

/** Operators that take less than this share of a step are summed up as `others`. */
const SMALLEST_SHARE = 0.005;

interface Operator {
  readonly operator: string;
  readonly milliseconds: number;
  readonly share: number;
  /** How many there are in the graph. */
  readonly nodes: number;
}

interface Profile {
  readonly name: 'profile-step';
  readonly student: string;
  readonly dataset: string;
  readonly tokensPerStep: number;
  /** The whole step; what is not in the graph is clipping and AdamW. */
  readonly stepMilliseconds: number;
  readonly graphMilliseconds: number;
  readonly operators: readonly Operator[];
}

export async function profileStep(
  argv: readonly string[],
  say: (text: string) => void,
): Promise<Profile & Readonly<Record<string, unknown>>> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      student: { type: 'string', default: 'scratch:small' },
      tokenizer: { type: 'string' },
      data: { type: 'string' },
      tokens: { type: 'string', default: '1024' },
      threads: { type: 'string', default: '2' },
      steps: { type: 'string', default: '5' },
    },
  });
  const [tokenBudget, threads, steps] = [values.tokens, values.threads, values.steps].map((text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1) return value;
    throw new BenchUsageError('invalid-value', `Received "${text}", expected a whole number.`);
  }) as [number, number, number];
  const { dataset, problems } = benchProblems(values.data);
  const model = await benchModel(values.student, problems, values.tokenizer);
  const sequences = benchSequences(model, problems, 'socratic', 'qa');
  const { contextLength } = model.config;
  const plan = planEpoch(sequences, { tokenBudget, contextLength, seed: 0, epoch: 0 });
  const batches = plan.steps
    .slice(0, steps + 1)
    .map(([indices = []]) => indices.map((index) => sequences[index] as TrainingSequence));
  if (batches.length <= steps) {
    throw new BenchUsageError(
      'bench-too-few-problems',
      `${dataset} fills ${batches.length} batches of ${tokenBudget} tokens; --steps ${steps} needs one more than that.`,
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'socratic-profile-'));
  try {
    const work = { config: model.config, weights: model.makeWeights(), steps: batches };
    const here = await OurSide.create(work, threads, join(folder, 'profile'));
    let seconds = 0;
    for (const index of batches.keys()) {
      const { seconds: took } = await here.train(index);
      say(
        `step ${index} of ${steps}${index === 0 ? ' (warming up, not counted)' : ''}: ${took.toFixed(2)} s`,
      );
      if (index > 0) seconds += took;
    }
    await here.release();
    const { graph, operators } = readProfile(folder, steps);
    const tokens = batches.slice(1).flatMap((batch) => batch.map(({ ids }) => ids.length));
    return {
      name: 'profile-step',
      student: values.student,
      dataset,
      tokensPerStep: rounded(tokens.reduce((sum, length) => sum + length, 0) / steps),
      stepMilliseconds: rounded((seconds / steps) * 1000),
      graphMilliseconds: rounded(graph),
      operators,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Event {
  readonly cat: string;
  readonly name: string;
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

/** Milliseconds a run of the whole graph and of every kind of operator, over the last `runs` runs of the profile there. */
function readProfile(folder: string, runs: number): { graph: number; operators: Operator[] } {
  const [file] = readdirSync(folder);
  const events = JSON.parse(readFileSync(join(folder, required(file, 'profile')), 'utf8')) as Event[];
  // a node's events come before the event of the run that they belong to
  const ends = events.flatMap(({ cat, name }, at) => (cat === 'Session' && name === 'model_run' ? [at] : []));
  const counted = events.slice((ends.at(-runs - 1) ?? -1) + 1);
  const totals = new Map<string, { microseconds: number; nodes: number }>();
  let graph = 0;
  for (const { cat, name, dur, args } of counted) {
    if (cat === 'Session' && name === 'model_run') graph += dur;
    if (cat !== 'Node' || !name.endsWith('_kernel_time')) continue;
    const operator = args?.op_name ?? 'unknown';
    const total = totals.get(operator) ?? { microseconds: 0, nodes: 0 };
    totals.set(operator, { microseconds: total.microseconds + dur, nodes: total.nodes + 1 });
  }
  const all = [...totals.values()].reduce((sum, { microseconds }) => sum + microseconds, 0);
  const row = (operator: string, { microseconds, nodes }: { microseconds: number; nodes: number }) => ({
    operator,
    milliseconds: rounded(microseconds / runs / 1000),
    share: rounded(microseconds / all),
    nodes: Math.round(nodes / runs),
  });
  const sorted = [...totals].sort(([, a], [, b]) => b.microseconds - a.microseconds);
  const small = sorted.filter(([, { microseconds }]) => microseconds / all < SMALLEST_SHARE);
  const others = small.reduce(
    (sum, [, { microseconds, nodes }]) => ({
      microseconds: sum.microseconds + microseconds,
      nodes: sum.nodes + nodes,
    }),
    { microseconds: 0, nodes: 0 },
  );
  const large = sorted.slice(0, sorted.length - small.length);
  return {
    graph: graph / runs / 1000,
    operators: [...large.map(([operator, total]) => row(operator, total)), row('others', others)],
  };
}
