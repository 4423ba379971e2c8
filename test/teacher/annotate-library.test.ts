// `annotate` and its companions as a program calls them: models, datasets and files, defaults, errors, what is left when it stops.
// One file, over 400 lines: every test is about the same dataset and the same model, which each of them changes a little.
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanguageModelV3CallOptions } from '@ai-sdk/provider';
import { MockLanguageModelV3 } from 'ai/test';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { required } from '../../src/common/index.ts';
import {
  type AnnotateOptions,
  type Annotation,
  annotate,
  annotationsSoFar,
  type Dataset,
  datasets,
  estimateAnnotations,
  mergeAnnotations,
  readAnnotations,
  reviewAnnotations,
  SocraticError,
} from '../../src/index.ts';
import { startFaultServer } from './fault-server.ts';
import { goodChain, modelResult, sumProblem } from './fixtures.ts';

let folder = '';
let model: MockLanguageModelV3;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annotate-library-'));
  model = adder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sums = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => sumProblem(from + index));
const data: Dataset = datasets.fromSplits('sums', {
  train: sums(0, 6),
  validation: sums(6, 2),
  test: sums(5000, 2),
});
const at = (name: string) => join(folder, name);

/** A model that answers well; `answer` may do something else first. */
function adder(answer: (call: number) => void | Promise<void> = () => undefined): MockLanguageModelV3 {
  let calls = 0;
  return new MockLanguageModelV3({
    provider: 'mock',
    modelId: 'sums',
    doGenerate: async (call) => {
      await answer(calls++);
      return modelResult(goodChain({ prompt: lastOf(call) }));
    },
  });
}
const lastOf = ({ prompt }: LanguageModelV3CallOptions) => JSON.stringify(prompt.at(-1)?.content);

const options = (changes: Partial<AnnotateOptions> = {}): AnnotateOptions => ({
  data,
  teacher: model,
  kind: 'cot',
  output: 'text',
  store: at('store'),
  out: at('chains.jsonl'),
  ...changes,
});
const written = (path = at('chains.jsonl')): Annotation[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Annotation);
const price = { input: 1, output: 2 };
const costOfAnswer = 0.00014;

/** What an async call throws. */
async function thrown(work: () => Promise<unknown>): Promise<SocraticError> {
  const error: unknown = await work().then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );
  if (error instanceof SocraticError) return error;
  throw error;
}

test('a model and a Dataset are enough: the annotations are written, and the result says what they are', async () => {
  const found = await annotate(options());
  expect(found).toMatchObject({
    out: at('chains.jsonl'),
    record: at('chains.jsonl.run.json'),
    status: 'annotated',
    teacher: 'model=mock/sums',
    kind: 'cot',
    output: 'text',
    problems: 8,
    kept: 8,
    chains: 8,
    answered: 8,
    cost: { spent: null },
    price: null,
  });
  expect(written().map(({ problemId }) => problemId)).toEqual(sums(0, 8).map(({ id }) => id));
  expect(readAnnotations(found.out).kept.size).toBe(8);
  expect(model.doGenerateCalls[0]).toMatchObject({ temperature: 0, maxOutputTokens: 1024 });
  expect(await annotate(options())).toMatchObject({ answered: 0, reused: 8 });
  expect(model.doGenerateCalls).toHaveLength(8);
});

test('a Dataset, the directory that it is written to and a name for it are the same data', async () => {
  await datasets.write(data, at('data'));
  await annotate(options());
  expect(await annotate(options({ data: at('data') }))).toMatchObject({ answered: 0, reused: 8, kept: 8 });
});

test('a file of problems is annotated without its test problems', async () => {
  const path = at('own.jsonl');
  writeFileSync(
    path,
    sums(0, 20)
      .map((problem) => `${JSON.stringify(problem)}\n`)
      .join(''),
  );
  const found = await annotate(options({ data: path }));
  expect(found.status).toBe('annotated');
  expect(found.problems).toBeGreaterThanOrEqual(15);
  expect(found.problems).toBeLessThan(20);
  const elsewhere = at('moved.jsonl');
  renameSync(path, elsewhere);
  expect(await annotate(options({ data: elsewhere }))).toMatchObject({ answered: 0, chains: found.chains });
});

test.each([
  [{ temperature: 0.3 }, { temperature: 0.3 }],
  [{ temperature: 'default' }, { temperature: undefined }],
  [{ samples: 2 }, { temperature: 0.7 }],
  [{ samples: 2, temperature: 0.2 }, { temperature: 0.2 }],
  [{ maxTokens: 77 }, { maxOutputTokens: 77 }],
  [{ output: 'json' }, { responseFormat: expect.objectContaining({ type: 'json' }) }],
] as const)('%j reaches the model', async (changes, expected) => {
  await annotate(options({ ...changes, limit: 1 })).catch(() => undefined);
  const { temperature, maxOutputTokens, responseFormat } = required(model.doGenerateCalls[0], 'call');
  expect({ temperature, maxOutputTokens, responseFormat }).toMatchObject(expected);
});

test('another name for the same model is another teacher; secrets are written nowhere', async () => {
  const secret = 'sk-very-secret-0123456789';
  model = new MockLanguageModelV3({
    provider: 'mock',
    modelId: `sums-${secret}`,
    doGenerate: async () => modelResult(`The key is ${secret}.\n#### 1`),
  });
  const first = await annotate(options({ limit: 1, secrets: [secret] }));
  expect(first.teacher).toBe('model=mock/sums-[key]');
  const other = options({ limit: 1, secrets: [secret], teacherName: 'warm', out: at('warm.jsonl') });
  expect(await annotate(other)).toMatchObject({ teacher: 'warm=mock/sums-[key]', answered: 1, reused: 0 });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const { name, parentPath } of files) {
    expect(readFileSync(join(parentPath, name)).includes(secret), name).toBe(false);
  }
});

describe('what stops it', () => {
  test('a budget: the error has the annotations so far, and a higher one continues', async () => {
    const most = await estimateAnnotations(options({ price, limit: 1 }));
    const maxCost = (most.mostCost ?? 0) + 3 * costOfAnswer;
    const error = await thrown(() => annotate(options({ price, maxCost, concurrency: 1 })));
    expect(error).toMatchObject({ code: 'budget-reached', fault: 'environment' });
    expect(error.message).toContain('`maxCost`');
    const soFar = annotationsSoFar(error);
    expect(soFar).toMatchObject({ status: 'stopped', out: at('chains.jsonl'), price });
    expect(soFar?.problems).toBe(written().length);
    expect(soFar?.problems).toBeGreaterThanOrEqual(3);
    expect(soFar?.cost.spent).toBeCloseTo(written().length * costOfAnswer, 9);
    expect(await annotate(options({ price, maxCost: 1 }))).toMatchObject({ status: 'annotated', kept: 8 });
    expect(model.doGenerateCalls).toHaveLength(8);
  });

  test.each([
    ['without a reason', undefined],
    ['with a reason of the caller', 'enough'],
  ])('a signal %s: what was answered is kept, and the next call continues', async (_name, reason) => {
    const controller = new AbortController();
    model = adder((call) => {
      if (call === 3) controller.abort(reason === undefined ? undefined : new Error(reason));
    });
    const error = await thrown(() => annotate(options({ signal: controller.signal, concurrency: 1 })));
    expect(error.code).toBe('interrupted');
    expect(error.message).toMatch(/^Stopped after \d problems?\. .* Run it again to continue\.$/);
    expect(annotationsSoFar(error)?.problems).toBe(written().length);
    expect(written().length).toBeGreaterThanOrEqual(3);
    expect(await annotate(options())).toMatchObject({ status: 'annotated', kept: 8 });
    expect(model.doGenerateCalls).toHaveLength(8);
  });

  test('a teacher that never answers', async () => {
    model = new MockLanguageModelV3({ doGenerate: () => Promise.reject(new Error('out of order')) });
    const error = await thrown(() => annotate(options({ limit: 2, retries: 0 })));
    expect(error).toMatchObject({ code: 'teacher-silent', details: { unanswered: 2 } });
    expect(annotationsSoFar(error)).toMatchObject({ status: 'annotated', chains: 0 });
  });

  test('other errors have no annotations', async () => {
    expect(annotationsSoFar(new Error('x'))).toBeNull();
    expect(annotationsSoFar(await thrown(() => annotate(options({ data: at('none') }))))).toBeNull();
  });
});

describe('an estimate', () => {
  test('counts what annotate would ask, calls nobody and writes nothing', async () => {
    const found = await estimateAnnotations(options({ price, samples: 2, maxCost: 3 }));
    expect(found).toMatchObject({
      calls: 16,
      reused: 0,
      teacher: 'model=mock/sums',
      maxCost: 3,
      batch: false,
    });
    expect(readdirSync(folder)).toEqual([]);
    await annotate(options({ limit: 5 }));
    expect(await estimateAnnotations(options())).toMatchObject({ calls: 3, reused: 5, cost: null });
    expect(model.doGenerateCalls).toHaveLength(5);
  });

  test.each(['force', 'clearUnresolved'] as const)('has no use for %s', async (name) => {
    const error = await thrown(() => estimateAnnotations(options({ [name]: true })));
    expect(error).toMatchObject({ code: 'option-unused', subject: { option: name } });
    expect(await estimateAnnotations(options({ [name]: false }))).toMatchObject({ calls: 8 });
  });
});

describe('options that cannot be used are named, before anything is asked or written', () => {
  const named = 'openai-compatible:http://127.0.0.1:9/v1#m';
  const wrong: readonly (readonly [Record<string, unknown>, code: string, option: string])[] = [
    [{ kind: 'cots' }, 'invalid-value', 'kind'],
    [{ split: 'test' }, 'invalid-value', 'split'],
    [{ output: 'xml' }, 'invalid-value', 'output'],
    [{ limit: 0 }, 'invalid-value', 'limit'],
    [{ limit: 1.5 }, 'invalid-value', 'limit'],
    [{ samples: 101 }, 'invalid-value', 'samples'],
    [{ temperature: 2.1 }, 'invalid-value', 'temperature'],
    [{ temperature: 'hot' }, 'invalid-value', 'temperature'],
    [{ maxTokens: 0 }, 'invalid-value', 'maxTokens'],
    [{ repair: 11 }, 'invalid-value', 'repair'],
    [{ logprobs: 21 }, 'invalid-value', 'logprobs'],
    [{ maxCost: -1 }, 'invalid-value', 'maxCost'],
    [{ maxCost: Number.NaN }, 'invalid-value', 'maxCost'],
    [{ concurrency: 0 }, 'invalid-value', 'concurrency'],
    [{ requestsPerMinute: 0 }, 'invalid-value', 'requestsPerMinute'],
    [{ tokensPerMinute: 0.5 }, 'invalid-value', 'tokensPerMinute'],
    [{ timeoutMs: 10 }, 'invalid-value', 'timeoutMs'],
    [{ retries: -1 }, 'invalid-value', 'retries'],
    [{ threads: 0 }, 'invalid-value', 'threads'],
    [{ batch: true, pollMs: 1 }, 'invalid-value', 'pollMs'],
    [{ shard: { index: 0, count: 2 } }, 'invalid-value', 'shard'],
    [{ shard: { index: 3, count: 2 } }, 'invalid-value', 'shard'],
    [{ shard: { index: 1, count: 10_001 } }, 'invalid-value', 'shard'],
    [{ teacher: () => model }, 'invalid-value', 'teacher'],
    [{ teacher: { modelId: 'm' } }, 'invalid-value', 'teacher'],
    [{ teacher: 'gpt-4.1-mini' }, 'teacher-unknown', 'teacher'],
    [{ teacher: undefined }, 'missing-option', 'teacher'],
    [{ out: undefined }, 'missing-option', 'out'],
    [{ samples: 2, temperature: 0 }, 'samples-identical', 'samples'],
    [{ pollMs: 1000 }, 'option-unused', 'pollMs'],
    [{ threads: 2 }, 'option-unused', 'threads'],
    [{ prices: 'prices.json' }, 'option-unused', 'prices'],
    [{ config: 'socratic.config.ts' }, 'option-unused', 'config'],
    [{ logprobs: 3 }, 'logprobs-unsupported', 'logprobs'],
    [{ maxCost: 1 }, 'price-unknown', 'maxCost'],
    [{ batch: true }, 'batch-unsupported', 'batch'],
    [{ batch: true, concurrency: 3 }, 'option-unused', 'concurrency'],
    [{ batch: true, requestsPerMinute: 3 }, 'option-unused', 'requestsPerMinute'],
    [{ batch: true, tokensPerMinute: 3 }, 'option-unused', 'tokensPerMinute'],
    [{ teacher: named, price }, 'option-unused', 'price'],
    [{ teacher: named, secrets: [] }, 'option-unused', 'secrets'],
    [{ teacher: named, teacherName: 'x' }, 'option-unused', 'teacherName'],
    [{ teacher: named, config: 'x.ts' }, 'option-unused', 'config'],
  ];

  test.each(wrong)('%j: %s', async (changes, code, option) => {
    const error = await thrown(() => annotate({ ...options(), ...changes } as AnnotateOptions));
    expect(error).toMatchObject({ code, fault: 'input', subject: { option } });
    expect(error.message).not.toMatch(/(^|\s)--\w/);
    expect(readdirSync(folder)).toEqual([]);
    expect(model.doGenerateCalls).toHaveLength(0);
  });

  test.each([
    ['data', { data: 'none' }],
    ['data', { data: 'none.jsonl' }],
    ['prompts', { prompts: 'none' }],
    ['store', { store: 'file' }],
    ['out', { out: 'file/chains.jsonl' }],
    ['prices', { teacher: named, prices: 'none.json' }],
    ['config', { teacher: 'config:mine', config: 'none.ts' }],
    ['teacher', { teacher: 'run:none' }],
  ] as const)('what %s names and is not there: %j', async (option, changes) => {
    writeFileSync(at('file'), '');
    const here = Object.entries(changes).map(([name, value]) => {
      if (name === 'teacher') return [name, value.replace('run:', `run:${folder}/`)];
      return [name, at(value)];
    });
    const error = await thrown(() => annotate({ ...options(), ...Object.fromEntries(here) }));
    expect(error).toMatchObject({ fault: 'input', subject: { option } });
    expect(existsSync(at('chains.jsonl'))).toBe(false);
  });
});

test('keys are read from the environment that is given', async () => {
  const server = await startFaultServer((call) => ({ do: 'answer', text: goodChain(call) }));
  vi.stubEnv('OPENAI_API_KEY', 'of-the-process');
  try {
    const missing = await thrown(() => annotate(options({ teacher: 'openai:m', environment: {} })));
    expect(missing).toMatchObject({ code: 'key-missing', subject: { model: 'openai:m' } });
    const environment = { OPENAI_COMPATIBLE_API_KEY: 'sk-of-the-caller' };
    const teacher = `openai-compatible:${server.url}#m`;
    await annotate(options({ teacher, environment, limit: 1 }));
    expect(server.log.map(({ authorization }) => authorization)).toEqual(['Bearer sk-of-the-caller']);
  } finally {
    vi.unstubAllEnvs();
    await server.close();
  }
});

test('a call with an unknown outcome is reported, counted, and no longer counted when told so', async () => {
  const said: string[] = [];
  const hear = (message: unknown) => said.push(String(message));
  const reporter = { progress: (name: string) => said.push(name), info: hear, warn: hear };
  const failing = new MockLanguageModelV3({
    provider: 'mock',
    modelId: 'sums',
    doGenerate: () => Promise.reject(new Error('no answer, perhaps paid for')),
  });
  await thrown(() => annotate(options({ teacher: failing, price, limit: 1, retries: 0 })));
  const again = await annotate(options({ price, reporter }));
  expect(again.cost).toMatchObject({ unresolvedCalls: 1 });
  expect(said).toContain('annotate');
  expect(said[0]).toMatch(/^The outcome of 1 earlier call is unknown\. .*use `clearUnresolved: true`\.$/);
  expect(await annotate(options({ price, reporter, clearUnresolved: true }))).toMatchObject({
    cost: { unresolvedCalls: 0 },
  });
  expect(said).toContain('1 call with an unknown outcome no longer counted.');
});

describe('files of annotations', () => {
  const shard = (index: number) =>
    annotate(options({ shard: { index, count: 2 }, out: at(`shard-${index}.jsonl`) }));

  test('shards of a Dataset merge into what one machine writes', async () => {
    await annotate(options({ out: at('whole.jsonl') }));
    for (const index of [2, 1]) await shard(index);
    const files = [at('shard-2.jsonl'), at('shard-1.jsonl')];
    const merged = await mergeAnnotations({ files, data, out: at('merged.jsonl') });
    expect(merged).toMatchObject({ status: 'annotated', shards: 2, of: 2, missing: [], kept: 8 });
    expect(readFileSync(at('merged.jsonl'), 'utf8')).toBe(readFileSync(at('whole.jsonl'), 'utf8'));
    expect(await thrown(() => mergeAnnotations({ files, data, out: at('merged.jsonl') }))).toMatchObject({
      code: 'out-exists',
      subject: { option: 'out' },
    });
  });

  test('what is wrong with merging is named by the option', async () => {
    await shard(1);
    const merge = (changes: Partial<Parameters<typeof mergeAnnotations>[0]>) =>
      thrown(() => mergeAnnotations({ files: [at('shard-1.jsonl')], data, out: at('m.jsonl'), ...changes }));
    expect(await merge({})).toMatchObject({ code: 'shards-missing', details: { missing: [2] } });
    expect((await merge({})).message).toContain('`allowIncomplete: true`');
    expect(await merge({ files: [] })).toMatchObject({ subject: { option: 'files' } });
    expect(await merge({ files: [at('none.jsonl')] })).toMatchObject({ subject: { option: 'files' } });
    expect(await merge({ out: at('shard-1.jsonl') })).toMatchObject({ code: 'out-is-input' });
    const allowIncomplete = true;
    expect(await merge({ data: at('none'), allowIncomplete })).toMatchObject({ subject: { option: 'data' } });
    const other = datasets.fromSplits('sums', { ...data.splits, train: sums(0, 5) });
    expect(await merge({ data: other, allowIncomplete })).toMatchObject({ code: 'data-differs' });
    rmSync(at('shard-1.jsonl'));
    expect(await merge({ allowIncomplete })).toMatchObject({
      code: 'file-unreadable',
      fault: 'input',
      subject: { option: 'files' },
    });
  });

  test('a review shows the questions of a Dataset', async () => {
    await annotate(options());
    const { page, kept, problems } = await reviewAnnotations({ file: at('chains.jsonl'), data });
    expect({ page, kept, problems }).toEqual({ page: at('chains.review.html'), kept: 8, problems: 8 });
    expect(readFileSync(page, 'utf8')).toContain(sumProblem(3).question);
    const mine = await reviewAnnotations({ file: at('chains.jsonl'), out: at('mine.html') });
    expect(readFileSync(mine.page, 'utf8')).not.toContain(sumProblem(3).question);
    writeFileSync(at('other.html'), 'mine');
    expect(
      await thrown(() => reviewAnnotations({ file: at('chains.jsonl'), out: at('other.html') })),
    ).toMatchObject({ code: 'out-exists', subject: { option: 'out' } });
    expect(await thrown(() => reviewAnnotations({ file: at('none.jsonl') }))).toMatchObject({
      fault: 'input',
      subject: { option: 'file' },
    });
  });
});
