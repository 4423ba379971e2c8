// How many problems → which student → what to expect: trains students on so many problems and measures them.
//   node --import tsx scripts/problems-table.ts --model FILE --svamp DIR [ROW…]
// `--model`: SmolLM2-135M (node scripts/fetch-smollm2.mjs); `--svamp`: the published files. Rows that are in bench/results/problems-table.jsonl
// are left out, so it can be stopped and started again; a row that was stopped in its training goes on. Writes problems-table.md from all rows.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultThreads, silentReporter } from '../src/common/index.ts';
import { type Dataset, datasetFromSplits, datasets, generateArithmetic } from '../src/data/index.ts';
import { type TrainOptions, train } from '../src/distill/index.ts';
import { evaluate } from '../src/evaluate/index.ts';

const results = 'bench/results/problems-table';
const TEST_PROBLEMS = 200;

interface RowPlan {
  readonly id: string;
  readonly problems: 'two-step arithmetic' | 'SVAMP';
  readonly count: number;
  readonly student: string;
  readonly settings: Pick<TrainOptions, 'epochs' | 'maxSteps' | 'lora' | 'patience'>;
  /** The options of `train` that a reader types. */
  readonly flags: string;
}

const counts = [50, 200, 1000];
const scratch = (count: number): RowPlan => ({
  id: `tiny-${count}`,
  problems: 'two-step arithmetic',
  count,
  student: 'scratch:tiny',
  settings: { maxSteps: 6000 },
  flags: '--student scratch:tiny --max-steps 6000',
});
const pretrained = (problems: RowPlan['problems'], name: string) => (count: number) => ({
  id: `smollm2-${name}-${count}`,
  problems,
  count,
  student: 'SmolLM2-135M',
  settings: { epochs: count < 1000 ? 3 : 1 },
  flags: `--student SmolLM2-135M --epochs ${count < 1000 ? 3 : 1}`,
});
const plans: readonly RowPlan[] = [
  ...[...counts, 4000].map(scratch),
  ...counts.map(pretrained('two-step arithmetic', 'arithmetic')),
  ...counts.map(pretrained('SVAMP', 'svamp')),
];

interface Row extends Omit<RowPlan, 'settings'> {
  readonly correct: number;
  readonly correctWithCalculator: number;
  readonly total: number;
  readonly steps: number;
  readonly trainingMinutes: number;
  readonly date: string;
  readonly machine: string;
}

const { values: given, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { model: { type: 'string' }, svamp: { type: 'string' } },
});
const place = (name: 'model' | 'svamp'): string => {
  const path = given[name];
  if (path !== undefined) return path;
  throw new Error(`this row needs --${name}`);
};

async function dataOf({ problems, count }: RowPlan): Promise<Dataset> {
  const validation = Math.max(10, Math.round(count / 10));
  if (problems === 'two-step arithmetic') {
    const splits = generateArithmetic({
      seed: 1,
      train: count,
      validation,
      test: TEST_PROBLEMS,
      steps: { min: 2, max: 2 },
    });
    return datasetFromSplits('arithmetic', splits);
  }
  const { splits } = await datasets.read('svamp', { source: place('svamp') });
  const usable = splits.train.filter(({ steps }) => (steps?.length ?? 0) > 0);
  return datasetFromSplits('svamp', {
    train: usable.slice(0, count),
    validation: splits.validation.slice(0, validation),
    test: splits.test.slice(0, TEST_PROBLEMS),
  });
}

async function measure(plan: RowPlan): Promise<Row> {
  const out = join(tmpdir(), 'problems-table', plan.id);
  mkdirSync(join(out, '..'), { recursive: true });
  const data = await dataOf(plan);
  const reporter = silentReporter;
  const student = plan.student.startsWith('scratch:') ? plan.student : place('model');
  const resume = existsSync(join(out, 'run.json'));
  const { models } = await train({ data, strategy: 'cot', student, out, ...plan.settings, resume, reporter });
  const plain = await evaluate({ run: out, data, reporter });
  const calculated = await evaluate({ run: out, data, calculator: true, reporter });
  const trained = models.student;
  if (trained === undefined) throw new Error('the run has no student');
  rmSync(out, { recursive: true, force: true });
  const { settings: _, ...about } = plan;
  return {
    ...about,
    correct: plain.correct,
    correctWithCalculator: calculated.correct,
    total: plain.total,
    steps: trained.steps,
    trainingMinutes: Number((trained.seconds / 60).toFixed(1)),
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model.trim()}, ${defaultThreads} threads`,
  };
}

function rowsSoFar(): Row[] {
  if (!existsSync(`${results}.jsonl`)) return [];
  const lines = readFileSync(`${results}.jsonl`, 'utf8').trim().split('\n');
  return lines.map((line): Row => JSON.parse(line) as Row);
}

function writePage(rows: readonly Row[]): void {
  const percent = (correct: number, total: number) => `${((100 * correct) / total).toFixed(0)} %`;
  const ordered = plans.flatMap(({ id }) => rows.find((row) => row.id === id) ?? []);
  const page = [
    '# How many problems, which student, what to expect',
    '',
    '`node --import tsx scripts/problems-table.ts --model MODEL --svamp DIR` trains the strategy `cot` on so many problems with the options that are',
    `shown, everything else by default, one seed, and measures ${TEST_PROBLEMS} unseen problems. Two-step arithmetic are the built-in problems of two steps.`,
    '',
    '| problems | train problems | options | steps | training | solved | with calculator |',
    '|---|---|---|---|---|---|---|',
    ...ordered.map(
      ({ problems, count, flags, steps, trainingMinutes, correct, correctWithCalculator, total }) =>
        `| ${problems} | ${count} | \`${flags}\` | ${steps} | ${trainingMinutes} min | ${percent(correct, total)} | ${percent(correctWithCalculator, total)} |`,
    ),
    '',
    `Machine: ${[...new Set(ordered.map(({ machine, date }) => `${machine} (${date})`))].join('; ')}; other work ran beside it, so times are upper bounds.`,
    '',
  ];
  writeFileSync(`${results}.md`, page.join('\n'));
}

const known = new Set(rowsSoFar().map(({ id }) => id));
for (const plan of plans) {
  if (known.has(plan.id) || (wanted.length > 0 && !wanted.includes(plan.id))) continue;
  const row = await measure(plan);
  appendFileSync(`${results}.jsonl`, `${JSON.stringify(row)}\n`);
  console.log(JSON.stringify(row));
}
writePage(rowsSoFar());
