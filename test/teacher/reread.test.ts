// Stored answers read again: without a call, without a key, and with what changed by it.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockLanguageModelV3 } from 'ai/test';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type AnnotateOptions,
  type Annotation,
  annotate,
  datasets,
  estimateAnnotations,
  type SocraticError,
} from '../../src/index.ts';
import { goodChain, modelResult, sumProblem } from './fixtures.ts';

let folder = '';
let calls = 0;
/** What the model makes of a good chain. */
let written = (chain: string): string => chain;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reread-'));
  calls = 0;
  written = (chain) => chain;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const sums = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => sumProblem(from + index));
const data = datasets.fromSplits('sums', { train: sums(0, 6), validation: sums(6, 2), test: sums(5000, 2) });
const model = new MockLanguageModelV3({
  provider: 'mock',
  modelId: 'sums',
  doGenerate: async ({ prompt }) => {
    calls++;
    return modelResult(written(goodChain({ prompt: JSON.stringify(prompt.at(-1)?.content) })));
  },
});
const options = (changes: Partial<AnnotateOptions> = {}): AnnotateOptions => ({
  data,
  teacher: model,
  kind: 'cot',
  output: 'text',
  store: at('store'),
  out: at('chains.jsonl'),
  ...changes,
});
const chains = () =>
  readFileSync(at('chains.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Annotation);
const record = () =>
  JSON.parse(readFileSync(at('chains.jsonl.run.json'), 'utf8')) as { reader: string; status: string };

/** The file as a reader of before had left it: one chain not read, one read with other steps, one kept that is wrong. */
function asReadBefore() {
  const unread = {
    correct: false,
    verified: false,
    reasons: [{ code: 'no-steps', detail: 'there are no steps' }],
  };
  const lines = chains().map((chain, index) => {
    if (index === 0) return { ...chain, steps: [], verdict: unread };
    if (index === 1) return { ...chain, steps: [{ solution: '11 \times 3' }] };
    return chain;
  });
  writeFileSync(at('chains.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const { reader: _, ...before } = record();
  writeFileSync(at('chains.jsonl.run.json'), JSON.stringify(before));
}

describe('read again', () => {
  test('the answers are those of the store, and no call is made', async () => {
    const first = await annotate(options());
    expect(first).toMatchObject({ answered: 8, kept: 8, rereading: null, answersMissing: 0 });
    expect(record().reader).toBe(first.reader);
    const whole = readFileSync(at('chains.jsonl'), 'utf8');
    const again = await annotate(options({ reread: true }));
    expect(again).toMatchObject({ status: 'annotated', answered: 0, reused: 8, kept: 8 });
    expect(again.rereading).toEqual({
      before: first.reader,
      answers: 8,
      newlyKept: 0,
      noLongerKept: 0,
      keptOtherwise: 0,
      examples: [],
    });
    expect(readFileSync(at('chains.jsonl'), 'utf8')).toBe(whole);
    expect(calls).toBe(8);
  });

  test('what was kept and changes is counted and named', async () => {
    await annotate(options());
    const right = readFileSync(at('chains.jsonl'), 'utf8');
    asReadBefore();
    const { rereading, reader } = await annotate(options({ reread: true }));
    expect(rereading).toEqual({
      before: null,
      answers: 8,
      newlyKept: 1,
      noLongerKept: 0,
      keptOtherwise: 1,
      examples: [{ problemId: 'p1', sample: 0, change: 'kept with other steps' }],
    });
    expect(readFileSync(at('chains.jsonl'), 'utf8')).toBe(right);
    expect(record().reader).toBe(reader);
    expect(calls).toBe(8);
  });

  test('a start after an update says the same without being asked', async () => {
    await annotate(options());
    asReadBefore();
    const { rereading } = await annotate(options());
    expect(rereading).toMatchObject({ before: null, newlyKept: 1, keptOtherwise: 1 });
    expect((await annotate(options())).rereading).toBeNull();
  });

  test('a chain that is not kept any more is named with its reason', async () => {
    written = (chain) => chain.replace('finds', '\\overbrace{finds}');
    expect((await annotate(options({ limit: 2 }))).kept).toBe(0);
    const kept = { correct: true, verified: true, reasons: [] };
    const before = chains().map((chain) => `${JSON.stringify({ ...chain, verdict: kept })}\n`);
    writeFileSync(at('chains.jsonl'), before.join(''));
    const { rereading, kept: now } = await annotate(options({ limit: 2, reread: true }));
    const change = 'no longer kept (unreadable: step 1 contains \\overbrace (LaTeX))';
    expect([now, rereading]).toMatchObject([
      0,
      {
        noLongerKept: 2,
        examples: [
          { problemId: 'p0', sample: 0, change },
          { problemId: 'p1', sample: 0, change },
        ],
      },
    ]);
  });

  test('answers that the store does not have are counted, and not asked for', async () => {
    await annotate(options({ limit: 3 }));
    const again = await annotate(options({ reread: true }));
    expect(again).toMatchObject({ chains: 3, answersMissing: 5, answered: 0 });
    expect(calls).toBe(3);
    expect(await annotate(options())).toMatchObject({ chains: 8, answered: 5, reused: 3 });
  });

  test('a start that asks for nothing new keeps what it has spent', async () => {
    const price = { input: 1, output: 2 };
    const { cost } = await annotate(options({ price }));
    expect((await annotate(options({ price, reread: true }))).cost).toEqual(cost);
  });
});

describe('nothing is written', () => {
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'nothing was thrown',
      (error: SocraticError) => error.code,
    );

  test('without a store, or with one that has fewer answers than the file', async () => {
    await annotate(options());
    const before = readFileSync(at('chains.jsonl'), 'utf8');
    expect(await codeOf(annotate(options({ reread: true, store: at('none') })))).toBe('answers-missing');
    expect(existsSync(at('none'))).toBe(false);
    await annotate(options({ store: at('other'), out: at('other.jsonl'), limit: 2 }));
    expect(await codeOf(annotate(options({ reread: true, store: at('other') })))).toBe('answers-missing');
    expect(readFileSync(at('chains.jsonl'), 'utf8')).toBe(before);
    expect(record().status).toBe('annotated');
  });

  test.each(['force', 'clearUnresolved'] as const)('with %s, which would change more', async (name) => {
    expect(await codeOf(annotate(options({ reread: true, [name]: true })))).toBe('option-unused');
  });

  test('by an estimate', async () => {
    expect(await codeOf(estimateAnnotations(options({ reread: true })))).toBe('option-unused');
  });
});
