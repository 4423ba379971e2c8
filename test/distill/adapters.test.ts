// Runs with low-rank adapters: what is saved, that a pair on one model solves as two merged models would, resuming.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Message, type Reporter, SocraticError, silentReporter } from '../../src/common/index.ts';
import { generateArithmetic } from '../../src/data/index.ts';
import { pretrainedSettings, type RunOptions, runFiles, trainRun } from '../../src/distill/index.ts';
import { loadModel, readAdapter, readModelFiles, saveModel } from '../../src/engine/model/index.ts';
import { type SolverSpec, solveAll, solverSpec } from '../../src/solve/index.ts';
import { mergedWeights } from '../engine/micro-model.ts';
import { writePretrainedBase } from './pretrained-base.ts';
import { smallRun } from './small-run.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // many processes: slow on a busy machine

const { train, validation, test: held } = generateArithmetic({ seed: 2, train: 24, validation: 6, test: 6 });
const dataset = { name: 'arithmetic', path: 'data/arithmetic', sha256: 'abc', train, validation };
const lora = { rank: 4, alpha: 8, targets: ['q_proj', 'v_proj', 'down_proj'] };
const quiet = { reporter: silentReporter };

let folder = '';
let base = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adapters-'));
  base = writePretrainedBase(join(folder, 'base'), train);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const optionsFor = (out: string, changes: Partial<RunOptions> = {}): RunOptions =>
  smallRun({
    dataset,
    student: base,
    optimizer: { ...pretrainedSettings, learningRate: 2e-2, validations: 2, lora, checkpointing: true },
    out: join(folder, out),
    ...changes,
  });

const savedConfig = (out: string, role: 'student' | 'qa') =>
  JSON.parse(readFileSync(join(runFiles.adapter(out, role), 'adapter_config.json'), 'utf8'));

test('one student: the adapter, and the model with it merged in', async () => {
  const record = await trainRun(optionsFor('cot'), quiet);
  const out = join(folder, 'cot');
  const { config, weights } = loadModel(readModelFiles(base));
  const adapter = readAdapter(runFiles.adapter(out, 'student'), config);
  expect(adapter.lora).toEqual({ rank: 4, alpha: 8, targets: ['q_proj', 'v_proj', 'down_proj'] });
  const merged = await mergedWeights(config, weights, adapter);
  expect(loadModel(readModelFiles(runFiles.model(out, 'student'))).weights).toEqual(merged);
  expect(merged.get('model.layers.0.mlp.down_proj.weight')).not.toEqual(
    weights.get('model.layers.0.mlp.down_proj.weight'),
  );
  expect(merged.get('model.layers.0.mlp.up_proj.weight')).toEqual(
    weights.get('model.layers.0.mlp.up_proj.weight'),
  );
  expect(savedConfig(out, 'student')).toMatchObject({ base_model_name_or_path: base, revision: null });
  expect(readFileSync(join(runFiles.adapter(out, 'student'), 'README.md'), 'utf8')).toContain(
    'It belongs to the model directory that was the student.',
  );
  // (24 + 24) · 4 of the query, (24 + 12) · 4 of the values, (32 + 24) · 4 of the projection down
  expect(record.models.student).toMatchObject({ trainedParameters: 560 });
});

test('interrupted and resumed, the adapter is the same to the bit', async () => {
  const controller = new AbortController();
  const progress: Reporter['progress'] = (_, { done }) => done >= 3 && controller.abort();
  const stopped = trainRun(optionsFor('stopped'), {
    reporter: { ...silentReporter, progress },
    signal: controller.signal,
  });
  await expect(stopped).rejects.toMatchObject({ code: 'interrupted' });
  await trainRun(optionsFor('stopped', { resume: true }), quiet);
  const bytes = (run: string) =>
    readFileSync(join(runFiles.adapter(join(folder, run), 'student'), 'adapter_model.safetensors'), 'base64');
  expect(bytes('stopped')).toBe(bytes('cot'));
});

test('resumed with other threads, it says that the numbers will differ', async () => {
  const controller = new AbortController();
  const progress: Reporter['progress'] = (_, { done }) => done >= 3 && controller.abort();
  const stopped = trainRun(optionsFor('threads'), {
    reporter: { ...silentReporter, progress },
    signal: controller.signal,
  });
  await expect(stopped).rejects.toMatchObject({ code: 'interrupted' });
  const warnings: string[] = [];
  const warn = (message: string | Message) => warnings.push(String(message));
  const { threads } = optionsFor('threads');
  const options = optionsFor('threads', { resume: true, threads: threads + 1 });
  await trainRun(options, { ...quiet, reporter: { ...silentReporter, warn } });
  expect(warnings).toContainEqual(
    expect.stringContaining(`\`threads\` was ${threads} and is now ${threads + 1}`),
  );
});

describe.each(['upfront', 'interleaved'] as const)('a pair, %s', (mode) => {
  test('is two adapters on one model, and solves as two merged models do', async () => {
    const out = join(folder, mode);
    await trainRun(optionsFor(mode, { strategy: 'socratic', mode }), quiet);
    expect(existsSync(runFiles.model(out, 'qg'))).toBe(false);
    const { config, weights } = loadModel(readModelFiles(base));
    expect(loadModel(readModelFiles(runFiles.base(out))).weights).toEqual(weights);
    expect(savedConfig(out, 'qa')).toMatchObject({ base_model_name_or_path: runFiles.base(out) });

    const files = readModelFiles(base);
    const apart = async (role: 'qg' | 'qa') => {
      const path = join(folder, `${mode}-${role}`);
      const merged = await mergedWeights(config, weights, readAdapter(runFiles.adapter(out, role), config));
      saveModel(path, config, merged, { tokenizer: files.tokenizerFiles() });
      return path;
    };
    const { adapters, ...together } = solverSpec(out);
    expect(Object.keys(adapters ?? {}).sort()).toEqual(['qa', 'qg']);
    const two: SolverSpec = { ...together, models: { qg: await apart('qg'), qa: await apart('qa') } };
    // fewer slots than problems, so that askers have to wait for their turn
    const options = { problems: held, threads: 1, slots: 2, maxNewTokens: 60 };
    const expected = await solveAll(two, options);
    const found = await solveAll(solverSpec(out), options);
    expect(found.predictions).toEqual(expected.predictions);
    expect(found.predictions.every(({ generatedTokens }) => generatedTokens > 1)).toBe(true);
  });

  test('trained already, is not trained again', async () => {
    const record = await trainRun(optionsFor(mode, { strategy: 'socratic', mode, resume: true }), quiet);
    expect(record.status).toBe('trained');
  });
});

test.each([
  ['targets that the model does not have', { targets: ['c_attn'] }, 'lora-targets', /"c_attn"/],
  [
    "a rank above a layer's size",
    { rank: 13 },
    'lora-rank',
    /^`lora`: the rank is 13, and can be at most 12: model\.layers\.0\.self_attn\.v_proj makes 12 numbers of 24\. .* `loraTargets`\.$/,
  ],
])('%s: refused before anything is written', async (_what, change, code, words) => {
  const optimizer = { ...pretrainedSettings, lora: { ...lora, ...change } };
  const error = await trainRun(optionsFor('refused', { optimizer }), quiet).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(SocraticError);
  expect(error).toMatchObject({ code, message: expect.stringMatching(words) });
  expect(existsSync(join(folder, 'refused'))).toBe(false);
});
