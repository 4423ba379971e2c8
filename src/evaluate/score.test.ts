import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SocraticError } from '../common/index.ts';
import { extractorVersion, type Problem } from '../data/index.ts';
import { scorePredictions } from './score.ts';

const problems: Problem[] = [
  {
    id: 'eggs',
    question: 'Janet’s ducks lay 16 eggs.  How many are left after 7?',
    answer: '9',
    answerType: 'number',
    steps: [{ solution: '16 - 7 = 9' }],
  },
  { id: 'money', question: 'How much are 9 eggs at $2 ?', answer: '18', answerType: 'number' },
  { id: 'bigger', question: 'Is Albany bigger?', answer: 'no', answerType: 'boolean' },
  { id: 'twin-1', question: 'What is 2 + 2?', answer: '4', answerType: 'number' },
  { id: 'twin-2', question: 'What is 2 + 2?', answer: '4', answerType: 'number' },
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'score-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function score(...lines: unknown[]) {
  const predictionsPath = join(folder, 'predictions.jsonl');
  writeFileSync(
    predictionsPath,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
  return scorePredictions({ problems, predictionsPath });
}

describe('scorePredictions', () => {
  test('lines are matched by id or by question, whatever its spacing and quotes', () => {
    const result = score(
      { question: "Janet's ducks lay 16 eggs. How many are left after 7?", output: '16 - 7 = 9\n#### 9' },
      { id: 'money', output: 'They cost **$17**.' },
      { id: 'bigger', output: 'Hard to say.' },
    );
    expect(result).toMatchObject({ total: 5, correct: 1, accuracy: 0.2, unreadable: 1, missing: 2 });
    expect(result.ci95[0]).toBeCloseTo(0.036224, 5);
    expect(result.ci95[1]).toBeCloseTo(0.624465, 5);
    expect(result.extractor).toBe(extractorVersion);
    expect(
      result.verdicts.map(({ id, correct, readable, answered, predicted, rule, line }) => [
        ...[id, correct, readable, answered, predicted, rule, line],
      ]),
    ).toEqual([
      ['eggs', true, true, true, '9', 'marker', 1],
      ['money', false, true, true, '17', 'bold', 2],
      ['bigger', false, false, true, null, null, 3],
      ['twin-1', false, false, false, null, null, null],
      ['twin-2', false, false, false, null, null, null],
    ]);
    expect(result.verdicts[0]?.steps).toBe(1);
  });

  test('two problems with one question take one line each; a third line is a duplicate', () => {
    const line = { question: 'what is 2+2?', output: '4' };
    const result = score(line, line, line);
    expect(result.correct).toBe(2);
    expect(result.duplicates).toHaveLength(1);
    expect(result.duplicates[0]).toMatchObject({
      line: 3,
      reason: 'problem twin-1 was answered on line 1 already',
    });
  });

  test('of two predictions for a problem the first counts', () => {
    const result = score({ id: 'money', output: '18' }, { id: 'money', output: '20' });
    expect(result.correct).toBe(1);
    expect(result.duplicates.map(({ line }) => line)).toEqual([2]);
  });

  test('what cannot be used is named by line and left out', () => {
    const result = score(
      { id: 'money', output: '18' },
      '{"id": "eggs", "outp',
      { id: 'eggs' },
      { id: 'eggs', output: 9 },
      { output: '9' },
      [1],
      'null',
      { id: 'nobody', output: '9' },
      { question: 'What is the moon?', output: 'cheese' },
      '',
    );
    expect(result).toMatchObject({ total: 5, correct: 1, missing: 4 });
    expect(result.skipped.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(result.skipped.map(({ reason }) => reason).slice(1)).toEqual([
      'no "output"; found id',
      'expected "output" to be a string, found a number',
      'neither "id" nor "question" is a string',
      'expected an object with "output" and "id" or "question", found an array',
      'expected an object with "output" and "id" or "question", found null',
    ]);
    expect(result.unmatched.map(({ line, reason }) => [line, reason])).toEqual([
      [8, 'no problem has the id "nobody"'],
      [9, 'no problem has the question "What is the moon?"'],
    ]);
  });

  test('lines that cannot be used are named in their order, whatever is wrong with them', () => {
    const { skipped } = score(
      { id: 'money', output: '18' },
      { id: 'eggs' },
      '{"id": "eggs", "outp',
      [1],
      '{',
    );
    expect(skipped.map(({ line }) => line)).toEqual([2, 3, 4, 5]);
  });

  test('without problems nothing can be scored, and the error counts the lines', () => {
    const predictionsPath = join(folder, 'alone.jsonl');
    writeFileSync(predictionsPath, '{"id": "eggs", "output": "9"}\n{"id": "eggs"}\n');
    expect(() => scorePredictions({ problems: [], predictionsPath })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('there are no problems'),
        details: { skipped: 1, unmatched: 1 },
      }) as Error,
    );
  });

  test('lines that are left out are named in their order, also where a record waits for the next one', () => {
    const { skipped } = score('[{"id": "eggs"},', '{"id": eggs},', '{"id": "money", "output": "18"}]');
    expect(skipped.map(({ line, reason }) => [line, /no "output"|not JSON/.exec(reason)?.[0]])).toEqual([
      [1, 'no "output"'],
      [2, 'not JSON'],
    ]);
  });

  test('an unknown id falls back to the question, and other fields are ignored', () => {
    const result = score({
      id: '17',
      question: 'Is Albany bigger?',
      output: 'No.',
      answer: 'yes',
      correct: false,
    });
    expect(result.verdicts[2]).toMatchObject({ id: 'bigger', correct: true, predicted: 'no' });
  });

  test('the strict accuracy counts only answers behind #### or in a box', () => {
    const result = score(
      { id: 'eggs', output: '#### 9' },
      { id: 'money', output: 'The answer is 18.' },
      { id: 'bigger', output: '\\boxed{\\text{No}}' },
      { id: 'twin-1', output: '#### 5' },
    );
    expect(result).toMatchObject({
      correct: 3,
      accuracy: 0.6,
      strict: { total: 5, correct: 2, accuracy: 0.4 },
    });
    const strictOf = (output: string) => score({ id: 'eggs', output }).strict.correct;
    expect(['#### 9', '\\boxed{9}', '**9**', 'The answer is 9.', '9'].map(strictOf)).toEqual([1, 1, 0, 0, 0]);
  });

  test('an expression without its value is unreadable, and what it would give is reported apart', () => {
    const result = score({ id: 'money', output: '#### 9 * 2' }, { id: 'eggs', output: '#### 16 - 6' });
    expect(result).toMatchObject({ correct: 0, unreadable: 2, notComputed: { count: 2, correct: 1 } });
    expect(result.verdicts.map(({ unreadable, notComputed }) => [unreadable, notComputed])).toEqual([
      ['not-computed', '10'],
      ['not-computed', '18'],
      [null, undefined],
      [null, undefined],
      [null, undefined],
    ]);
  });

  test('only an expression without its value has one in its verdict', () => {
    const [none, expression] = score(
      { id: 'money', output: '#### 9 * 2' },
      { id: 'eggs', output: 'I do not know.' },
    ).verdicts;
    expect(expression).toHaveProperty('notComputed', '18');
    expect(none).toMatchObject({ id: 'eggs', unreadable: expect.any(String) });
    expect(none).not.toHaveProperty('notComputed');
  });

  test('numbers are read in the format of nearly all outputs, or in the one that is stated', () => {
    const large: Problem = { id: 'large', question: 'How many?', answer: '1234', answerType: 'number' };
    const path = join(folder, 'commas.jsonl');
    const outputs = ['Das sind 12,50 Euro.\n#### 9', '0,5 * 36 = 18\n#### 18', '#### 1.234'];
    const lines = outputs.map((output, index) => ({ id: ['eggs', 'money', 'large'][index], output }));
    writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'));
    const all = [...problems, large];
    const found = scorePredictions({ problems: all, predictionsPath: path });
    expect(found).toMatchObject({ correct: 3, numberFormat: 'decimal-comma' });
    const stated = scorePredictions({ problems: all, predictionsPath: path, numberFormat: 'decimal-point' });
    expect(stated).toMatchObject({ correct: 2, numberFormat: 'decimal-point' });
    expect(score({ id: 'eggs', output: '9' }).numberFormat).toBeNull();
  });

  test('what changed against an earlier reading is counted, with examples', () => {
    const result = score(
      { id: 'eggs', output: '#### 9', answer: '9.0', correct: true, extractor: '1.0.0' },
      {
        id: 'money',
        output: '#### 18\nQuestion: 4?\n\\boxed{4}',
        answer: '4',
        correct: false,
        extractor: '1.0.0',
      },
      { id: 'bigger', output: 'Yes.', answer: 'no', correct: true },
      { id: 'twin-1', output: 'The answer is 4.', answer: null, correct: false },
      { id: 'twin-2', output: '4' },
    );
    expect(result.changes).toEqual({
      compared: 4,
      extractors: ['1.0.0', null],
      changed: 3,
      becameCorrect: 2,
      becameWrong: 1,
      unmarkedOnly: 1,
      examples: [
        {
          ...{ id: 'money', line: 2, gold: '18', before: '4', now: '18', rule: 'marker' },
          ...{ correctBefore: false, correctNow: true },
        },
        {
          ...{ id: 'bigger', line: 3, gold: 'no', before: 'no', now: 'yes', rule: 'opening' },
          ...{ correctBefore: true, correctNow: false },
        },
        {
          ...{ id: 'twin-1', line: 4, gold: '4', before: null, now: '4', rule: 'phrase' },
          ...{ correctBefore: false, correctNow: true },
        },
      ],
    });
    expect(score({ id: 'eggs', output: '9' }).changes).toBeNull();
  });

  test('where id and question disagree, the question decides if it is another problem of the split', () => {
    const result = score(
      { id: 'money', question: 'Is Albany bigger?', output: 'No.' },
      { id: 'eggs', question: 'Something else?', output: '9' },
      { id: 'twin-1', question: 'Solve this. What is 2 + 2? Think first.', output: '4' },
    );
    expect(result.correct).toBe(3);
    expect(result.disagreeing.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'its id is that of money, but its question is that of bigger; the question decides'],
      [2, 'its id is that of eggs, but its question is another one; the id decides'],
    ]);
  });

  test('ids of more digits than a number holds are told apart', () => {
    const predictionsPath = join(folder, 'long-ids.jsonl');
    const ids = ['9007199254740992', '9007199254740993', '1161888007138312192'];
    writeFileSync(
      predictionsPath,
      ids.map((id, index) => `{"id": ${id}, "output": "#### ${index}"}\n`).join(''),
    );
    const long = ids.map(
      (id, index): Problem => ({
        id,
        question: `Is it ${index}?`,
        answer: String(index),
        answerType: 'number',
      }),
    );
    expect(scorePredictions({ problems: long, predictionsPath })).toMatchObject({
      correct: 3,
      unmatched: [],
    });
  });

  test('a file without one usable line is an error that says why', () => {
    const failure = (...lines: unknown[]) => {
      try {
        score(...lines);
      } catch (error) {
        if (error instanceof SocraticError) return [error.code, error.message.replace(folder, '')];
      }
      return null;
    };
    expect(failure({ id: 'x', output: '1' }, { id: 'y', output: '2' })).toEqual([
      'predictions-unusable',
      '/predictions.jsonl cannot be scored: none of its 2 lines belongs to one of the 5 problems; line 1: no problem has ' +
        'the id "x". Each record needs "output" and the problem\'s "id" or "question" (the first problem\'s id is "eggs").',
    ]);
    expect(failure()?.[1]).toContain('it has no lines');
    expect(failure({ id: 'x', output: '1' })?.[1]).toContain(
      'its only line belongs to none of the 5 problems; line 1: no problem has the id "x".',
    );
    const table = 'It is neither JSON nor a table with a header.';
    expect(failure('eggs: 9', 'money: 18')?.[1]).toContain(table);
    expect(failure('eggs: 9', { id: 'eggs' })?.[1]).not.toContain(table);
    expect(failure([1], { id: 'eggs', text: '9' })?.[1]).toContain('Rename "text" to "output"');
    expect(failure({ id: 'eggs', prediction: '9' })?.[1]).toContain(
      'line 1: no "output"; found id, prediction',
    );
  });
});
