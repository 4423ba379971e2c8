// Programs without types call the library too: whatever they pass, they get a typed error that says what is wrong, and nothing is written.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  annotate,
  compareAnnotations,
  createServer,
  createSolver,
  datasets,
  doctor,
  estimateAnnotations,
  estimateTeacherEvaluation,
  evaluate,
  evaluateModel,
  evaluateTeacher,
  exportModel,
  mergeAnnotations,
  quickstart,
  reviewAnnotations,
  SocraticError,
  StudentLanguageModel,
  score,
  train,
} from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'library-options-'));
afterAll(() => rmSync(folder, { recursive: true }));
const out = join(folder, 'out');
const file = join(folder, 'problems.jsonl');
writeFileSync(file, `${JSON.stringify({ question: 'What is 1 + 1?', answer: '2' })}\n`);

type Call = (options: never) => unknown;
const teacher = 'openai-compatible:http://127.0.0.1:9/v1#nobody';
/** Every function that takes options, and options that it would take. */
const functions: Readonly<Record<string, readonly [call: Call, good: object]>> = {
  train: [train, { data: file, strategy: 'answer', student: 'scratch:tiny', out }],
  evaluate: [evaluate, { run: out, data: file }],
  evaluateModel: [evaluateModel, { model: folder, prompting: 'cot', data: file, out }],
  evaluateTeacher: [evaluateTeacher, { teacher, prompting: 'cot', data: file, out }],
  estimateTeacherEvaluation: [estimateTeacherEvaluation, { teacher, prompting: 'cot', data: file, out }],
  annotate: [annotate, { teacher, kind: 'cot', data: file, out }],
  estimateAnnotations: [estimateAnnotations, { teacher, kind: 'cot', data: file, out }],
  mergeAnnotations: [mergeAnnotations, { files: [file], data: file, out }],
  reviewAnnotations: [reviewAnnotations, { file, out }],
  score: [score, { data: file, predictions: file }],
  compareAnnotations: [compareAnnotations, { file, data: file }],
  createServer: [createServer, { runs: { mine: out } }],
  createSolver: [createSolver, { run: out }],
  exportModel: [exportModel, { run: out, to: 'gguf', out }],
  quickstart: [quickstart, { out }],
  doctor: [doctor, {}],
  'datasets.read': [(options) => datasets.read(file, options), {}],
  'datasets.create': [(options) => datasets.create(file, options), { out }],
  'datasets.generate': [(options) => datasets.generate(options), {}],
  'datasets.stream': [(options) => datasets.stream(out, options), {}],
};

async function failureOf(call: () => unknown): Promise<SocraticError> {
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(SocraticError);
    expect((error as SocraticError).fault).toBe('input');
    return error as SocraticError;
  }
  return expect.fail('nothing was wrong');
}

const allowsNone = new Set(['quickstart', 'doctor', 'datasets.read', 'datasets.generate', 'datasets.stream']);

test.each(Object.entries(functions))('%s', async (name, [call, good]) => {
  const failure = (options: unknown) => failureOf(() => call(options as never));
  for (const options of [null, 'runs/a', 7, []]) {
    expect(await failure(options)).toMatchObject({ code: 'invalid-value' });
  }
  if (!allowsNone.has(name)) {
    expect(await failure({})).toMatchObject({
      code: 'missing-option',
      subject: { option: expect.any(String) },
    });
  }
  for (const misspelt of ['reportr', 'nonsense', 'batch_size']) {
    expect(await failure({ ...good, [misspelt]: 1 })).toMatchObject({
      code: 'unknown-option',
      subject: { option: misspelt },
    });
  }
  for (const option of Object.keys(good)) {
    for (const wrong of [7, true]) {
      const error = await failure({ ...good, [option]: wrong });
      expect(error).toMatchObject({ code: 'invalid-value', subject: { option } });
    }
  }
  expect(existsSync(out)).toBe(false);
  expect(readdirSync(folder)).toEqual(['problems.jsonl']);
});

test.each<[string, object]>([
  ['train', { force: 'false' }],
  ['train', { resume: 'yes' }],
  ['train', { loraTargets: 'q_proj' }],
  ['train', { annotations: ['a.jsonl'] }],
  ['evaluate', { calculator: 'false' }],
  ['evaluate', { data: { train: [] } }],
  ['createSolver', { threads: '2' }],
  ['score', { verdicts: 7 }],
  ['annotate', { blind: 1 }],
  ['annotate', { temperature: 'hot' }],
  ['annotate', { secrets: 'key' }],
  ['mergeAnnotations', { allowIncomplete: 'no' }],
  ['exportModel', { precision: 'q4_0' }],
  ['exportModel', { role: 'teacher' }],
  ['quickstart', { reporter: () => undefined }],
  ['datasets.read', { columns: { question: 7 } }],
  ['datasets.read', { columns: { qestion: 'q' } }],
  ['datasets.create', { test: false }],
  ['datasets.generate', { steps: { min: 3, max: 9 } }],
  ['datasets.generate', { families: ['sums'] }],
  ['datasets.stream', { splits: ['dev'] }],
])('%s %j', async (name, wrong) => {
  const [call, good] = functions[name] ?? expect.fail(name);
  const error = await failureOf(() => call({ ...good, ...wrong } as never));
  expect(error).toMatchObject({ code: 'invalid-value', subject: { option: Object.keys(wrong)[0] } });
});

test.each<[string, () => unknown]>([
  ['datasets.load', () => datasets.load(7 as never)],
  ['datasets.read', () => datasets.read({} as never)],
  ['datasets.write', () => datasets.write('data' as never, out)],
  ['datasets.fromSplits', () => datasets.fromSplits('mine', { train: [{ q: 1 }] } as never)],
  ['StudentLanguageModel', () => new StudentLanguageModel(7 as never)],
])('an argument of %s', async (_, call) => {
  expect(['invalid-value', 'missing-option']).toContain((await failureOf(call)).code);
});
