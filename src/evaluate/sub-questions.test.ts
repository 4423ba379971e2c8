import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../data/index.ts';
import { problemHash } from '../teacher/index.ts';
import { compareSubQuestions, corpusBleu } from './index.ts';

// The scores are sacrebleu's (2.5.1), which test/parity/bleu.parity.ts asks again.
test('BLEU', () => {
  const reference = 'How many eggs does she sell on 3 days?';
  expect(corpusBleu([{ text: reference, reference }])).toBeCloseTo(100, 9);
  expect(corpusBleu([{ text: 'How many eggs does she sell?', reference }])).toBeCloseTo(54.7792768, 6);
  expect(corpusBleu([{ text: '', reference }])).toBe(0);
  expect(corpusBleu([])).toBe(0);
});

const problem = (id: string, questions: readonly string[]): Problem => ({
  id,
  question: `${id}: how many?`,
  answer: '7',
  answerType: 'number',
  steps: questions.map((question) => ({ question, solution: '3 + 4 = 7' })),
});
const eggs = problem('eggs', ['How many are 3 and 4 eggs?', 'How many is that in the end?']);
const pens = problem('pens', ['What do 5 pens cost?']);
const bare: Problem = { id: 'bare', question: 'How?', answer: '7', answerType: 'number' };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sub-questions-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const annotation = (of: Problem, questions: readonly string[], verified: boolean) => ({
  problemId: of.id,
  problemHash: problemHash(of),
  kind: 'socratic',
  steps: questions.map((question) => ({ question, solution: '3 + 4 = 7' })),
  answer: '7',
  teacher: 'run:writer@00000000',
  promptVersion: 'annotator-1@00000000',
  sample: 0,
  usage: { inputTokens: 1, outputTokens: 1 },
  cost: 0,
  verdict: { correct: true, verified, reasons: [] },
});

function fileOf(...lines: readonly unknown[]): string {
  const path = join(folder, 'annotations.jsonl');
  writeFileSync(
    path,
    lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  );
  return path;
}

describe('sub-questions beside their references', () => {
  test('questions, counts and numbers, kept and rejected apart', () => {
    const file = fileOf(
      annotation(eggs, ['How many are 3 and 9 eggs?', 'How many is that in the end?'], true),
      annotation(pens, ['What do 5 pens cost?', 'And 2 more?'], false),
      annotation(pens, [], false),
    );
    const { all, kept, rejected, withoutReference, skipped } = compareSubQuestions(file, [eggs, pens]);
    expect(kept).toMatchObject({ chains: 1, countsMatch: 1, questions: 2, identical: 1 });
    expect([kept.numbersCovered, kept.numbersAdded]).toEqual([1 / 2, 1 / 2]);
    // the second question of the first chain has no reference, and the second chain has nothing for its one
    expect(rejected).toMatchObject({
      chains: 2,
      countsMatch: 0,
      questions: 2,
      identical: 1,
      numbersCovered: 1 / 2,
      numbersAdded: 0,
    });
    expect(all).toMatchObject({ chains: 3, questions: 4, identical: 2 });
    expect(kept.bleu).toBeGreaterThan(all.bleu);
    expect([withoutReference, skipped]).toEqual([0, []]);
  });

  test('chains of other problems, of changed ones and of such without sub-questions are counted apart, and lines that are none named', () => {
    const changed = { ...pens, question: 'Another?' };
    const file = fileOf(
      annotation(eggs, ['a?', 'b?'], true),
      annotation(changed, ['a?'], true),
      annotation(bare, ['a?'], true),
      annotation(problem('unknown', ['a?']), ['a?'], true),
      '{"problemId": 3}',
    );
    const { all, withoutReference, skipped } = compareSubQuestions(file, [eggs, pens, bare]);
    expect([all.chains, withoutReference]).toEqual([1, 3]);
    expect(skipped).toEqual([{ file, line: 5, reason: 'not an annotation' }]);
  });

  test('chains of thought, and files without one annotation, are refused', () => {
    const cot = fileOf({ ...annotation(eggs, ['a?', 'b?'], true), kind: 'cot' });
    expect(() => compareSubQuestions(cot, [eggs])).toThrow(
      expect.objectContaining({
        code: 'annotations-without-questions',
        message: expect.stringContaining('of the kind cot has no sub-questions'),
      }),
    );
    expect(() => compareSubQuestions(fileOf('{"problemId": 3}'), [eggs])).toThrow(
      expect.objectContaining({
        code: 'annotation-unreadable',
        message: expect.stringContaining('line 1: not an annotation'),
      }),
    );
  });

  test('none with a reference is an error', () => {
    expect(() => compareSubQuestions(fileOf(annotation(bare, ['a?'], true)), [bare])).toThrow(
      expect.objectContaining({ code: 'annotations-unmatched' }),
    );
  });
});
