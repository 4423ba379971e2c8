import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorOf, folderWith } from '../../../test/support/source-files.ts';
import { convertUserFile } from './convert-file.ts';
import { readDataset } from './read.ts';
import { loadDataset } from './store.ts';
import type { ReadDatasetOptions } from './types.ts';

function read(
  files: Record<string, string | readonly unknown[]>,
  options: Omit<ReadDatasetOptions, 'dataset'> = {},
) {
  const folder = folderWith(files);
  const [first = ''] = Object.keys(files);
  return readDataset({
    dataset: join(folder, first),
    validation: 0,
    ...(options.test === undefined && { testFraction: 0 }),
    ...options,
    ...(options.test !== undefined && { test: join(folder, options.test) }),
  });
}

test('JSON Lines: types of answers are inferred, steps are texts or pairs', () => {
  const { splits, summary } = read({
    'mine.jsonl': [
      { id: 7, question: 'How many?', answer: 1234.5 },
      { Question: 'Really?', ANSWER: true },
      { question: 'Who?', answer: 'Ada ', steps: ['She wrote it.', { question: 'Who?', solution: 'Ada.' }] },
      { question: 'How much?', answer: 'It is 6*7.\nSo ** 42.\n#### $42' },
      { question: 'Which?', answer: '12', answerType: 'text', facts: ['f'], decomposition: ['a', 'b #1'] },
    ],
  });
  expect(splits.train).toEqual([
    { id: '7', question: 'How many?', answer: '1234.5', answerType: 'number' },
    { id: 'mine-2', question: 'Really?', answer: 'yes', answerType: 'boolean' },
    {
      id: 'mine-3',
      question: 'Who?',
      answer: 'Ada',
      answerType: 'text',
      steps: [{ solution: 'She wrote it.' }, { question: 'Who?', solution: 'Ada.' }],
    },
    {
      id: 'mine-4',
      question: 'How much?',
      answer: '42',
      answerType: 'number',
      steps: [{ solution: 'It is 6*7.' }, { question: 'So', solution: '42.' }],
    },
    {
      id: 'mine-5',
      question: 'Which?',
      answer: '12',
      answerType: 'text',
      facts: ['f'],
      decomposition: ['a', 'b #1'],
    },
  ]);
  expect(summary.skipped).toEqual([]);
});

test('CSV with a column mapping; cells may hold lists as JSON or one item a line', () => {
  const { splits } = read(
    { 'p.csv': 'problem,result,work,facts\nHow many?,"1,000","a\nq ** b","[""x"", ""y""]"\n' },
    { columns: { question: 'problem', answer: 'result', steps: 'work' } },
  );
  expect(splits.train).toEqual([
    {
      id: 'p-2',
      question: 'How many?',
      answer: '1000',
      answerType: 'number',
      steps: [{ solution: 'a' }, { question: 'q', solution: 'b' }],
      facts: ['x', 'y'],
    },
  ]);
});

describe('a record of the wrong shape is set aside with the reason', () => {
  test.each<[unknown, string]>([
    [{ question: 'q', answer: ['1', '2'] }, 'has 2 different values in "answer": a problem has one answer'],
    [{ question: 'q', answer: null }, '"answer" is null'],
    [{ question: 'q' }, 'has no "answer" (it has question)'],
    [{ question: ' ', answer: 1 }, '"question" is empty'],
    [{ question: 'q', answer: '' }, '"answer" is empty'],
    [{ question: 'q', answer: 'a\n####' }, '"answer" has nothing after "####"'],
    [
      { question: 'q', answer: 1, answerType: 'int' },
      'expected "answerType" to be number, boolean or text, found "int"',
    ],
    [{ question: 'q', answer: 'x', answerType: 'number' }, 'the answer "x" does not read as a number'],
    [
      { question: 'q', answer: 1, steps: { a: 1 } },
      'expected "steps" to be an array of steps, found an object',
    ],
    [
      { question: 'q', answer: 1, steps: [1] },
      'expected "steps[0]" to be text or an object with "solution", found a number',
    ],
    [{ question: 'q', answer: 1, steps: [{ question: 'x' }] }, 'has no "solution" (it has question)'],
    [
      { question: 'q', answer: 1, steps: '[oops' },
      '"steps" begins like a list but is no JSON and no Python list: "oops" is no value',
    ],
    [{ question: 'q', answer: 1, id: {} }, 'expected "id" to be a string or a number, found an object'],
    ['text', 'expected an object, found a string'],
  ])('%j', (record, reason) => {
    const { splits, summary } = read({ 'p.jsonl': [{ question: 'fine', answer: 1 }, record] });
    expect(splits.train).toHaveLength(1);
    expect(summary.skipped).toEqual([{ file: expect.stringMatching(/p\.jsonl$/), line: 2, reason }]);
  });
});

test('an id that occurs twice is made unique and reported', () => {
  const line = { id: 'a', question: 'q', answer: 1 };
  const { splits, summary } = read({ 'p.jsonl': [line, { ...line, id: 'a-2' }, line, line] });
  expect(splits.train.map(({ id }) => id)).toEqual(['a', 'a-2', 'a-3', 'a-4']);
  expect(summary.renamedIds).toEqual([
    { split: 'train', id: 'a', renamedTo: 'a-3' },
    { split: 'train', id: 'a', renamedTo: 'a-4' },
  ]);
  expect(summary.duplicatesWithinSplits).toEqual({ train: 3, test: 0 });
});

test('a test file of its own is never mixed with train, and shared questions are kept and counted', () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({ question: `Question ${'x'.repeat(i)}?`, answer: i }));
  const { splits, summary } = read(
    { 'a.jsonl': rows, 'b.csv': 'question,answer\nQUESTION x?,1\nOther,yes\n' },
    { test: 'b.csv', validation: 0.1 },
  );
  expect(splits.test.map(({ id }) => id)).toEqual(['b-2', 'b-3']);
  expect(summary).toMatchObject({ splits: { train: 20, test: 2 }, validation: 2, duplicatesAcrossSplits: 1 });
  expect(summary.duplicateIds).toEqual([['a-2', 'b-2']]);
});

test('without a test file a tenth is cut off by groups', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    question: `${'x'.repeat(i % 20)} has ${i}?`,
    answer: i,
  }));
  const { splits, summary } = read({ 'a.jsonl': rows }, { testFraction: 0.1, validation: 0.1 });
  expect(summary.splits).toEqual({ train: 36, test: 4 });
  expect(splits.validation).toHaveLength(4);
  expect(summary.notes[0]).toContain('4 of 40 problems were cut off as test');
});

describe('fatal errors say what to do', () => {
  test('a column that no record has', () => {
    const error = errorOf(() => read({ 'p.jsonl': [{ q: 'x', a: 1 }] }, { columns: { question: 'Q' } }));
    expect(error.code).toBe('column-unknown');
    expect(error.message).toContain(
      'has no column "Q" to read "question" from; it has q, a. Did you mean "q"?',
    );
  });
  test('not one line can be read', () => {
    const error = errorOf(() => read({ 'p.jsonl': [{ q: 'x', a: 1 }] }));
    expect(error.code).toBe('data-unreadable');
    expect(error.message).toMatch(
      /p\.jsonl:1: has no "question" \(it has q, a\)\. Make a dataset of it and name the columns/,
    );
  });
  test.each([
    ['p.jsonl', '', 'data-unreadable'],
    ['p.csv', 'question,answer\n', 'data-unreadable'],
    ['p.txt', 'x', 'data-format-unknown'],
  ])('%s holding %o', (name, content, code) => {
    expect(errorOf(() => read({ [name]: content })).code).toBe(code);
  });
  test.each([
    ['svampp', ' Did you mean svamp?'],
    ['GMS8K', ' Did you mean gsm8k?'],
    ['strategy-qa', ' Did you mean strategyqa?'],
    ['arithmetics', ' Did you mean arithmetic?'],
    ['problems', ''],
  ])('%s is no dataset; what may have been meant:%s', (dataset, question) => {
    for (const options of [{}, { source: 'downloads' }]) {
      expect(errorOf(() => readDataset({ dataset, ...options }))).toMatchObject({
        code: 'data-format-unknown',
        message: `${dataset} is neither a dataset that is read as published (gsm8k, svamp, strategyqa) nor a file that ends in .jsonl, .json, .csv or .tsv.${question}`,
      });
    }
  });
  test('a file that is not there, a source folder for an own file', () => {
    expect(errorOf(() => readDataset({ dataset: '/nowhere/p.jsonl' })).code).toBe('file-unreadable');
    expect(errorOf(() => readDataset({ dataset: 'p.jsonl', source: 'x' })).code).toBe('option-unused');
  });
});

test('200,000 lines that are not JSON are skipped, not too many for a call', () => {
  const lines = `{"question": "1 + 1?", "answer": 2}\n${'x\n'.repeat(200_000)}`;
  expect(read({ 'mine.jsonl': lines }).summary.skipped).toHaveLength(200_000);
});

test('of a file that is not UTF-8 the encoding is blamed', () => {
  const folder = folderWith();
  for (const name of ['wide.csv', 'wide.jsonl']) {
    const wide = join(folder, name);
    writeFileSync(wide, Buffer.from('\ufeffquestion,answer\nHow many?,4\n', 'utf16le'));
    expect(errorOf(() => readDataset({ dataset: wide })).message).toMatch(/UTF-8/);
  }
});

describe('how answers are written', () => {
  const questions = (answers: readonly unknown[]) =>
    answers.map((answer, index) => ({ question: `How many are ${index}?`, answer }));
  const answersOf = (answers: readonly unknown[], options: Omit<ReadDatasetOptions, 'dataset'> = {}) => {
    const { splits, summary } = read({ 'p.jsonl': questions(answers) }, options);
    return { answers: splits.train.map(({ answer }) => answer), summary };
  };

  test('decimal commas are seen over the whole file, and ambiguous answers are read so', () => {
    const { answers, summary } = answersOf(['5,5', '1.234', '1.250,75', 12.5, '7']);
    expect(answers).toEqual(['5.5', '1234', '1250.75', '12.5', '7']);
    expect(summary.notes.join()).toContain('decimal commas');
  });

  test('a stated number format decides', () => {
    expect(answersOf(['5,5', '1.234', '1.250,75'], { numberFormat: 'decimal-point' }).answers).toEqual([
      ...['5.5', '1.234', '1250.75'],
    ]);
    expect(answersOf(['1.234', '7'], { numberFormat: 'decimal-comma' }).answers).toEqual(['1234', '7']);
    expect(answersOf(['1.234', '7']).answers).toEqual(['1.234', '7']);
  });

  test('the test file and the conversion of a large file agree with it', async () => {
    const folder = folderWith({
      'train.jsonl': questions(['5,5', '6,25', '8']),
      'test.jsonl': [{ question: 'And this?', answer: '2.500' }],
    });
    const options = { dataset: join(folder, 'train.jsonl'), test: join(folder, 'test.jsonl'), validation: 0 };
    expect(readDataset(options).splits.test[0]?.answer).toBe('2500');
    await convertUserFile(options, { directory: join(folder, 'out') });
    expect(loadDataset(join(folder, 'out')).splits.test[0]?.answer).toBe('2500');
  });

  test('missing values are set aside with a reason; a missing list of steps is no step', () => {
    const { summary } = answersOf(['5', 'nan', 'N/A', '6']);
    expect(summary.splits.train).toBe(2);
    expect(summary.skipped.map(({ line, reason }) => [line, reason.slice(0, 47)])).toEqual([
      [2, 'the answer "nan" stands for a missing value (wh'],
      [3, 'the answer "N/A" stands for a missing value (wh'],
    ]);
    const { splits, summary: more } = read({ 'q.csv': 'question,answer,steps\nnan,5,\nHow many?,6,nan\n' });
    expect(more.skipped[0]?.reason).toBe('the question "nan" stands for a missing value');
    expect(splits.train).toEqual([{ id: 'q-3', question: 'How many?', answer: '6', answerType: 'number' }]);
  });

  test('a number that JSON does not keep exactly keeps its digits, and so does an id', () => {
    const { splits, summary } = read({
      'p.jsonl':
        '{"question": "a?", "answer": 12345678901234567890}\n{"id": 9007199254740993, "question": "b?", "answer": 1e400}\n{"id": 9007199254740993, "question": "c?", "answer": -0.10}\n',
    });
    expect(splits.train).toMatchObject([
      { answer: '12345678901234567890', answerType: 'number' },
      { id: '9007199254740993', answer: '-0.1' },
    ]);
    expect(summary.skipped[0]?.reason).toContain('too large a number');
  });
});

test.each([
  ['p.csv', '', 'the file is empty'],
  ['p.csv', ' \n\n', 'the file is empty'],
  ['p.csv', 'question,answer\n', 'it has a header line and no record below it'],
  ['p.csv', '\ufeffquestion,answer\n\n', 'it has a header line and no record below it'],
  ['p.tsv', 'question\tanswer', 'it has a header line and no record below it'],
  ['p.jsonl', '', 'the file is empty'],
  ['p.jsonl', '\n \n', 'the file is empty'],
  ['p.json', '', 'the file is empty'],
  ['p.json', '[]', 'there is no record in it'],
])('%s with %j says that %s', (name, content, reason) => {
  const { code, message } = errorOf(() => read({ [name]: content }));
  expect({ code, message }).toEqual({
    code: 'data-unreadable',
    message: expect.stringContaining(`: ${reason}.`),
  });
});

test('a column that may hold the steps is named, with how to map it', () => {
  const rows = [{ question: 'How many?', answer: 4, working: '2 + 2 = 4' }];
  const notes = (options = {}) => read({ 'p.jsonl': rows }, options).summary.notes.join('\n');
  expect(notes()).toContain(
    'the column "working" is not used. If "working" holds the steps of the solution, map the columns steps=working',
  );
  expect(notes({ columns: { steps: 'working' } })).not.toContain('not used');
});
