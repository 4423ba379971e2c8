// The quickstart from problems to report, on a handful of problems and with a student that trains in moments: interrupted
// after its first student, gone on with, and then replaced. What it declares otherwise is run by the command line in CI.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { InterruptedError, type Reporter, silentReporter } from '../src/common/index.ts';
import { readRunRecord } from '../src/distill/index.ts';
import { type QuickstartOptions, quickstart } from '../src/experiment/index.ts';

vi.mock('../src/engine/model/index.ts', async (original) => {
  const actual = await original<typeof import('../src/engine/model/index.ts')>();
  const micro = { width: 16, layers: 1, heads: 2, contextLength: 512, vocabularySize: 320 };
  return { ...actual, presets: { ...actual.presets, 'scratch:micro': micro } };
});
vi.mock('../src/experiment/quickstart-plan.ts', async (original) => {
  const actual = await original<typeof import('../src/experiment/quickstart-plan.ts')>();
  return {
    ...actual,
    quickstartPreset: 'scratch:micro',
    quickstartSizes: { train: 40, validation: 3, test: 6 },
    quickstartMaxNewTokens: 20,
    LEAST_MINUTES: 0,
  };
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quickstart-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ids = ['answer', 'cot', 'socratic-unified', 'socratic', 'cot-double', 'socratic-double'];
const optionsFor = (out: string) =>
  ({ out: join(folder, out), minutes: 0.02, seed: 1, threads: 2 }) satisfies QuickstartOptions;

test('interrupted after its first student it goes on with the others, and reports on all', {
  timeout: 600_000,
}, async () => {
  const options = optionsFor('run');
  const controller = new AbortController();
  const stopping: Reporter['progress'] = (_name, { note }) => {
    if (note === 'evaluating cot-double done') controller.abort();
  };
  const told: string[] = [];
  const info: Reporter['info'] = (line) => told.push(String(line));
  const interrupted = quickstart({
    ...options,
    reporter: { ...silentReporter, progress: stopping, info },
    signal: controller.signal,
  });
  await expect(interrupted).rejects.toBeInstanceOf(InterruptedError);
  expect(told).toEqual([
    'Measuring the speed of this machine …',
    expect.stringMatching(/^This takes 1 to 2 min/),
  ]); // and nothing of the trainings that measure it
  expect(readRunRecord(join(options.out, 'cot-double')).status).toBe('trained');
  expect(existsSync(join(options.out, 'report.html'))).toBe(false);
  const finishedFiles = () =>
    ['run.json', 'metrics.jsonl', 'evaluation-test.json', 'models/student/model.safetensors'].map((name) =>
      readFileSync(join(options.out, 'cot-double', name), 'base64'),
    );
  const before = finishedFiles();
  const stateBefore = JSON.parse(readFileSync(join(options.out, 'quickstart.json'), 'utf8'));

  const said: string[] = [];
  const reached: number[] = [];
  const result = await quickstart({
    ...options,
    reporter: {
      info: (line) => said.push(String(line)),
      warn: (line) => said.push(String(line)),
      progress: (_name, { done, total }) => reached.push(done / total),
    },
  });
  expect(said[0]).toBe(`Going on with the interrupted quickstart in ${options.out}.`);
  // What was finished is as it was, and what was planned is still the plan.
  expect(finishedFiles().slice(1)).toEqual(before.slice(1));
  const { createdAt, models } = readRunRecord(join(options.out, 'cot-double'));
  expect(JSON.parse(Buffer.from(before[0] ?? '', 'base64').toString())).toMatchObject({ createdAt, models });
  expect(result.budget).toEqual(stateBefore.budget);
  expect(reached).toEqual([...reached].sort((a, b) => a - b));
  expect(reached.at(-1)).toBe(1);

  // No student gets more compute than it is declared to get, all of its models together.
  const { flopsPerStudent } = result.budget;
  for (const { id, compute, models: trained } of result.data.students) {
    const flops = trained.reduce((sum, model) => sum + model.flops, 0);
    const steps = trained.reduce((sum, model) => sum + model.steps, 0);
    if (trained.every((model) => model.steps > 1))
      expect([id, flops <= compute * flopsPerStudent]).toEqual([id, true]);
    expect(steps).toBeGreaterThanOrEqual(trained.length);
  }
  expect(result.data.students.map(({ id, total }) => [id, total])).toEqual(ids.map((id) => [id, 6]));
  for (const id of ids) {
    const lines = readFileSync(join(options.out, id, 'predictions-test.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.length).toBe(6);
  }
  expect(result.data.comparisons.length).toBe(12);
  const html = readFileSync(result.report, 'utf8');
  expect(html).toContain('Socratic pair');
  expect(html).not.toMatch(/<(script|link|img)[^>]+(src|href)="https?:/); // self-contained
  expect(readdirSync(options.out).sort()).toEqual(
    [...ids, 'data', 'quickstart.json', 'report.html', 'result.json'].sort(),
  );

  // A finished quickstart is not gone on with: it is trained again.
  said.length = 0;
  const again = quickstart({
    ...options,
    reporter: { ...silentReporter, info: (line) => said.push(String(line)) },
    signal: AbortSignal.abort(),
  });
  await expect(again).rejects.toBeInstanceOf(InterruptedError);
  expect(said).toEqual([
    `Training again: the finished quickstart in ${options.out} is replaced.`,
    'Measuring the speed of this machine …',
  ]);
});

test('a failure is said also where the state cannot be saved any more', async () => {
  const options = optionsFor('full');
  const info = () => {
    rmSync(join(options.out, 'quickstart.json'));
    mkdirSync(join(options.out, 'quickstart.json', 'in the way'), { recursive: true });
    throw new Error('the real one');
  };
  await expect(quickstart({ ...options, reporter: { ...silentReporter, info } })).rejects.toThrow(
    'the real one',
  );
});

test('a folder that holds something else is left alone', async () => {
  const { out } = optionsFor('photos');
  mkdirSync(out);
  writeFileSync(join(out, 'holiday.jpg'), 'x');
  const refused = quickstart(optionsFor('photos'));
  await expect(refused).rejects.toMatchObject({ code: 'out-exists' });
  expect(readdirSync(out)).toEqual(['holiday.jpg']);
});

test('a directory that is not a quickstart is refused and left as it is', async () => {
  const options = optionsFor('mine');
  mkdirSync(join(options.out, 'data'), { recursive: true });
  writeFileSync(join(options.out, 'data', 'dataset.json'), '{}');
  writeFileSync(join(options.out, 'quickstart.json'), '{"mine": true}');
  await expect(quickstart(options)).rejects.toMatchObject({
    code: 'out-exists',
  });
  expect(readdirSync(options.out).sort()).toEqual(['data', 'quickstart.json']);
});

test('an interrupted quickstart with other options is only replaced by force', async () => {
  const options = optionsFor('other');
  const stopped = { ...options, signal: AbortSignal.abort() };
  await expect(quickstart(stopped)).rejects.toBeInstanceOf(InterruptedError);
  await expect(quickstart({ ...stopped, seed: 2 })).rejects.toMatchObject({
    code: 'quickstart-interrupted',
  });
  await expect(quickstart({ ...stopped, seed: 2, force: true })).rejects.toBeInstanceOf(InterruptedError);
  expect(JSON.parse(readFileSync(join(options.out, 'quickstart.json'), 'utf8'))).toMatchObject({
    seed: 2,
    status: 'running',
  });
});
