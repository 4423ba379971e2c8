// A student that is named by its hub id goes the whole way: fetched from a local server that speaks as the hub does, trained, saved.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { silentReporter } from '../../src/common/index.ts';
import { datasetFromSplits, generateArithmetic } from '../../src/data/index.ts';
import { adapterBase } from '../../src/distill/adapter-base.ts';
import { createStudent, runFiles, train } from '../../src/distill/index.ts';
import { readModelFiles } from '../../src/engine/model/index.ts';
import { COMMIT, type Hub, startHub, stopHub } from '../../src/engine/weights/hub/hub.fixture.ts';
import { writePretrainedBase } from './pretrained-base.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // a training process: slow on a busy machine

const problems = generateArithmetic({ seed: 2, train: 24, validation: 6, test: 0 });
const quiet = { reporter: silentReporter };
let folder = '';
let base = '';
let hub: Hub;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hub-student-'));
  base = writePretrainedBase(join(folder, 'base'), problems.train);
  hub = await startHub(
    Object.fromEntries(readdirSync(base).map((name) => [name, readFileSync(join(base, name))])),
  );
});
afterAll(() => {
  stopHub(hub);
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  vi.stubEnv('HF_ENDPOINT', hub.url);
  vi.stubEnv('HF_HOME', join(folder, 'home'));
  for (const name of ['HF_HUB_OFFLINE', 'HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'HF_TOKEN']) {
    vi.stubEnv(name, undefined);
  }
});
afterEach(() => void vi.unstubAllEnvs());

const snapshot = () => join(folder, 'home', 'hub', 'models--org--model', 'snapshots', COMMIT);

test('createStudent fetches it once, and it is the model that was published', async () => {
  const student = await createStudent('org/model', problems.train, quiet);
  const published = await createStudent(base, problems.train, quiet);
  expect(student.base).toMatchObject({
    path: snapshot(),
    origin: { licence: 'apache-2.0', licenceText: 'Apache' },
  });
  expect(adapterBase('org/model', snapshot(), null)).toMatchObject({ kind: 'hub', revision: COMMIT });
  expect(student.config).toEqual(published.config);
  expect(student.tokenizerFiles).toEqual(published.tokenizerFiles);
  expect(readModelFiles(snapshot()).tensors.tensor('model.norm.weight')).toEqual(
    readModelFiles(base).tensors.tensor('model.norm.weight'),
  );
  hub.requests.length = 0;
  await createStudent('org/model@main', problems.train, quiet);
  expect(hub.requests).toEqual(['/api/models/org/model/revision/main']);
});

test('train fetches and trains it, and the run says what it was', async () => {
  const out = join(folder, 'run');
  const record = await train({
    data: datasetFromSplits('arithmetic', problems),
    strategy: 'cot',
    student: 'org/model',
    prompt: 'chat',
    learningRate: 5e-3,
    maxSteps: 2,
    threads: 1,
    out,
  });
  expect(record).toMatchObject({
    status: 'trained',
    student: 'org/model',
    base: { path: snapshot(), licence: 'apache-2.0' },
    models: { student: { steps: 2 } },
  });
  const saved = runFiles.model(out, 'student');
  expect(readFileSync(join(saved, 'LICENSE'), 'utf8')).toBe('Apache');
  expect(readFileSync(join(saved, 'README.md'), 'utf8')).toMatch(/^---\nbase_model: "org\/model"\n/);
  const norm = (path: string) => readModelFiles(path).tensors.tensor('model.norm.weight');
  expect(norm(saved)).not.toEqual(norm(base));
});

test('one that the hub does not have is refused before anything is written', async () => {
  await expect(createStudent('org/other', problems.train, quiet)).rejects.toMatchObject({
    code: 'hub-not-found',
  });
  expect(existsSync(join(folder, 'home', 'hub', 'models--org--other'))).toBe(false);
});

test('a cache that cannot be used is not the fault of the student that was named', async () => {
  const file = join(folder, 'no-folder');
  writeFileSync(file, '');
  vi.stubEnv('HF_HUB_CACHE', file);
  const failed = train({
    data: datasetFromSplits('arithmetic', problems),
    strategy: 'cot',
    student: 'org/model',
    out: join(folder, 'uncached'),
  });
  await expect(failed).rejects.toMatchObject({
    code: 'hub-cache-unusable',
    fault: 'environment',
    message: expect.stringContaining(file),
  });
});
