// The quickstart with several seeds at its declared compute, however fast this machine is:
//   node --import tsx scripts/quickstart-seeds.ts 1 2 3 … [--only-tables]
// Appends one line a seed to bench/results/quickstart-seeds.jsonl, leaves out seeds that are there, and writes the tables from it:
// bench/results/quickstart-seeds.md and src/experiment/quickstart-seeds.ts, which the last sentences of every quickstart rest on.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultThreads, silentReporter, writeJson } from '../src/common/index.ts';
import { quickstart } from '../src/experiment/index.ts';
import { type QuickstartState, statePath } from '../src/experiment/quickstart-directory.ts';
import {
  DEFAULT_MINUTES,
  planBudget,
  quickstartStudents,
  workersFor,
} from '../src/experiment/quickstart-plan.ts';
import { seedDifference } from '../src/experiment/seed-difference.ts';

const results = 'bench/results/quickstart-seeds';

interface SeedLine {
  readonly seed: number;
  readonly date: string;
  readonly machine: string;
  readonly flopsPerStudent: number;
  readonly students: readonly {
    readonly id: string;
    readonly accuracy: number;
    readonly withCalculator: number;
    readonly validation: number;
    readonly unreadable: number;
    readonly tokensPerProblem: number;
  }[];
}

function linesSoFar(): SeedLine[] {
  if (!existsSync(`${results}.jsonl`)) return [];
  const lines = readFileSync(`${results}.jsonl`, 'utf8').trim().split('\n');
  return lines.map((line): SeedLine => JSON.parse(line)).sort((a, b) => a.seed - b.seed);
}

async function run(seed: number): Promise<SeedLine> {
  const out = join(tmpdir(), 'quickstart-seeds', String(seed));
  if (!existsSync(statePath(out))) {
    mkdirSync(out, { recursive: true });
    const budget = planBudget(DEFAULT_MINUTES, workersFor(defaultThreads), 1e15); // a speed at which nothing is reduced
    const begun: QuickstartState = {
      format: 2,
      status: 'running',
      seed,
      minutes: DEFAULT_MINUTES,
      seconds: 0,
      budget,
    };
    writeJson(statePath(out), begun);
  }
  const { budget, data } = await quickstart({ out, seed, reporter: silentReporter });
  rmSync(out, { recursive: true, force: true });
  const students = data.students.map((student) => ({
    id: student.id,
    accuracy: student.accuracy,
    withCalculator: student.withCalculator?.accuracy ?? Number.NaN,
    validation: student.validation?.accuracy ?? Number.NaN,
    unreadable: student.unreadable,
    tokensPerProblem: Number(student.generatedTokensPerProblem.toFixed(1)),
  }));
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus()[0]?.model.trim()}, ${defaultThreads} threads, Node ${process.versions.node}`;
  return { seed, date, machine, flopsPerStudent: budget.flopsPerStudent, students };
}

const percent = (share: number) => (100 * share).toFixed(1);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function table(lines: readonly SeedLine[], title: string, value: 'accuracy' | 'withCalculator'): string[] {
  const values = (id: string) =>
    lines.map(({ students }) => students.find((student) => student.id === id)?.[value] ?? Number.NaN);
  return [
    `## ${title}`,
    '',
    `| student | mean | lowest, highest | ${lines.map(({ seed }) => `seed ${seed}`).join(' | ')} |`,
    `|---|---|---|${'---|'.repeat(lines.length)}`,
    ...quickstartStudents.map(({ id, label }) => {
      const all = values(id);
      const range = `${percent(Math.min(...all))}, ${percent(Math.max(...all))}`;
      return `| ${label} | ${percent(mean(all))} | ${range} | ${all.map(percent).join(' | ')} |`;
    }),
    '',
    '| first − second | mean difference in points, 95 % interval |',
    '|---|---|',
    ...compared.map(([a, b]) => {
      const { difference, low, high } = seedDifference(values(a), values(b));
      const label = (of: string) => quickstartStudents.find(({ id }) => id === of)?.label;
      return `| ${label(a)} − ${label(b)} | ${percent(difference)} [${percent(low)}, ${percent(high)}] |`;
    }),
    '',
  ];
}

const compared = [
  ['cot', 'answer'],
  ['cot', 'socratic-unified'],
  ['cot', 'socratic'],
  ['socratic-double', 'cot'],
  ['cot-double', 'socratic-double'],
] as const;

function writeTables(lines: readonly SeedLine[]): void {
  const [first] = lines;
  if (first === undefined) return;
  const flops = first.flopsPerStudent.toExponential(2);
  const page = [
    '# Quickstart: every student with several seeds',
    '',
    '`node --import tsx scripts/quickstart-seeds.ts 1 2 3 …` trains the students of the quickstart at the declared compute',
    `(${flops} FLOPs; those marked 2× with twice as many) and writes this page. A seed decides the problems, the starting`,
    'weights and the batches. Each accuracy, in percent, is over 300 unseen test problems. All seeds that were run are here.',
    'Differences are paired by seed; their intervals are those of Student’s t over the seeds.',
    '',
    ...table(lines, 'Accuracy', 'accuracy'),
    ...table(lines, 'With the calculator', 'withCalculator'),
    `Machine: ${[...new Set(lines.map(({ machine, date }) => `${machine} (${date})`))].join('; ')}.`,
    '',
  ];
  writeFileSync(`${results}.md`, page.join('\n'));
  const accuracy = quickstartStudents.map(({ id }) => {
    const values = lines.map(({ students }) => students.find((student) => student.id === id)?.accuracy);
    return `    ${/^\w+$/.test(id) ? id : `'${id}'`}: [${values.map((value) => Number(value?.toFixed(4))).join(', ')}],`;
  });
  const source = [
    '// Written by scripts/quickstart-seeds.ts: what every student of the quickstart solved with each seed. See bench/results.',
    "import type { SeedResults } from './seed-difference.ts';",
    '',
    'export const seedResults: SeedResults = {',
    `  flopsPerStudent: ${first.flopsPerStudent},`,
    `  seeds: [${lines.map(({ seed }) => seed).join(', ')}],`,
    '  accuracy: {',
    ...accuracy,
    '  },',
    '};',
    '',
  ];
  writeFileSync('src/experiment/quickstart-seeds.ts', source.join('\n'));
}

const seeds = process.argv.slice(2).filter((word) => word !== '--only-tables');
if (!process.argv.includes('--only-tables')) {
  for (const seed of seeds.map(Number)) {
    if (linesSoFar().some((line) => line.seed === seed)) continue;
    const line = await run(seed);
    appendFileSync(`${results}.jsonl`, `${JSON.stringify(line)}\n`);
    console.log(line.seed, line.students.map(({ id, accuracy }) => `${id} ${percent(accuracy)}`).join(', '));
  }
}
writeTables(linesSoFar());
