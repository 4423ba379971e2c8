// Runs that fail: before their first step they leave everything as it was, later on a run to go on with.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { InterruptedError, type Reporter, silentReporter } from '../../src/common/index.ts';
import { generateArithmetic } from '../../src/data/index.ts';
import {
  pretrainedSettings,
  type RunOptions,
  readRunRecord,
  runFiles,
  trainRun,
} from '../../src/distill/index.ts';
import { writeSafetensors } from '../../src/engine/weights/index.ts';
import { writePretrainedBase } from './pretrained-base.ts';
import { smallRun } from './small-run.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // many processes: slow on a busy machine

const { train, validation } = generateArithmetic({ seed: 2, train: 24, validation: 6, test: 0 });
const dataset = { name: 'arithmetic', path: 'data/arithmetic', sha256: 'abc', train, validation };
let folder = '';
let base = '';
let broken = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'failed-start-'));
  base = writePretrainedBase(join(folder, 'base'), train);
  broken = join(folder, 'broken');
  cpSync(base, broken, { recursive: true });
  writeSafetensors(
    join(broken, 'model.safetensors'),
    new Map([['model.norm.weight', { shape: [3], data: new Float32Array(3) }]]),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const quiet = { reporter: silentReporter };
const optionsFor = (out: string, changes: Partial<RunOptions> = {}): RunOptions =>
  smallRun({
    dataset,
    student: base,
    optimizer: { ...pretrainedSettings, validations: 1 },
    lengthOf: () => ({ maxSteps: 3 }),
    checkpointSeconds: 1000,
    out: join(folder, out),
    ...changes,
  });

describe('before the first step', () => {
  test('weights that do not fit leave no directory, and the corrected command starts', async () => {
    const refused = trainRun(optionsFor('runs/weights', { student: broken }), quiet);
    await expect(refused).rejects.toThrow('model.');
    expect(existsSync(join(folder, 'runs'))).toBe(false);
    expect((await trainRun(optionsFor('runs/weights'), quiet)).status).toBe('trained');
  });

  test('stopped with --force, the run that was to be replaced is still there', async () => {
    const out = join(folder, 'kept');
    const files = () => readdirSync(out, { recursive: true, encoding: 'utf8' }).sort();
    await trainRun(optionsFor('kept'), quiet);
    const before = { files: files(), record: readFileSync(runFiles.record(out), 'utf8') };
    const controller = new AbortController();
    const during: string[] = [];
    const progress = () => {
      if (!controller.signal.aborted) during.push(...readdirSync(folder));
      controller.abort();
    };
    const replacing = trainRun(optionsFor('kept', { force: true, prompt: 'auto' }), {
      reporter: { ...silentReporter, progress },
      signal: controller.signal,
    });
    await expect(replacing).rejects.toThrow('nothing was changed');
    expect(during).toContainEqual(expect.stringMatching(/^kept\.[\da-f]{8}(-\d+){3}\.socratic-new$/)); // the new run, by then
    expect(readdirSync(folder).filter((name) => name.startsWith('kept.'))).toEqual([]);
    expect({ files: files(), record: readFileSync(runFiles.record(out), 'utf8') }).toEqual(before);
  });

  test('stopped during the choice of the prompt, nothing is there', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const progress: Reporter['progress'] = (name) => {
      seen.push(name);
      controller.abort();
    };
    const stopped = trainRun(optionsFor('choice', { prompt: 'auto' }), {
      reporter: { ...silentReporter, progress },
      signal: controller.signal,
    });
    await expect(stopped).rejects.toThrow(
      new InterruptedError('Stopped before the first step: nothing was changed.'),
    );
    expect(seen).toContain('choosing the prompt format');
    expect(existsSync(join(folder, 'choice'))).toBe(false);
  });
});

test('what the system refuses in the middle is said as such, with the way to go on', async () => {
  const out = join(folder, 'refused');
  const inTheWay = join(runFiles.checkpoints(out, 'student'), 'best-00000020.safetensors');
  const progress: Reporter['progress'] = (_, { done }) => {
    if (done === 0) mkdirSync(inTheWay, { recursive: true }); // a file cannot be renamed to a directory
  };
  const refused = trainRun(optionsFor('refused', { lengthOf: () => ({ maxSteps: 20 }) }), {
    reporter: { ...silentReporter, progress },
  });
  await expect(refused).rejects.toMatchObject({
    code: 'system',
    message: expect.stringMatching(/^The system refused: .*\n.* is in .*start it again with `resume: true`/),
  });
  rmSync(inTheWay, { recursive: true });
  const again = optionsFor('refused', { lengthOf: () => ({ maxSteps: 20 }), resume: true });
  expect((await trainRun(again, quiet)).models.student).toMatchObject({ steps: 20, bestStep: 20 });
  expect(existsSync(join(out, 'checkpoints'))).toBe(false);
});

test('a pair that is stopped while its second model starts says what is kept', async () => {
  const controller = new AbortController();
  const reporter: Reporter = {
    ...silentReporter,
    progress: (name, { done }) => {
      if (name === 'socratic qg' && done === 3) setImmediate(() => controller.abort());
    },
  };
  const pair = optionsFor('pair', { strategy: 'socratic' });
  await expect(trainRun(pair, { reporter, signal: controller.signal })).rejects.toMatchObject({
    code: 'interrupted',
    message: expect.stringContaining('To go on, start it again with `resume: true`.'),
  });
  expect(readRunRecord(pair.out)).toMatchObject({ status: 'interrupted', models: { qg: { steps: 3 } } });
  expect((await trainRun({ ...pair, resume: true }, quiet)).status).toBe('trained');
});

test('without validation problems the prompt auto is plain, and says so', async () => {
  const said: string[] = [];
  const reporter: Reporter = { ...silentReporter, info: (line) => said.push(String(line)) };
  const options = optionsFor('unvalidated', { prompt: 'auto', dataset: { ...dataset, validation: [] } });
  const { prompt, models } = await trainRun(options, { reporter });
  expect(prompt?.kind).toBe('plain');
  expect(models.student?.bestStep).toBe(null);
  expect(said).toContain(
    'Prompt format: plain (there are no validation problems to choose the better one by).',
  );
});
