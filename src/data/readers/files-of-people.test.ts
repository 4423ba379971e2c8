// What stands in files beside the problems: thoughts of models, lines of totals, titles above the table.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../../test/support/source-files.ts';
import { readDataset } from './read.ts';

function read(name: string, content: string | readonly unknown[]) {
  const dataset = join(folderWith({ [name]: content }), name);
  const { splits, summary } = readDataset({ dataset, validation: 0, testFraction: 0 });
  return {
    problems: splits.train,
    skipped: summary.skipped.map(({ line, reason }) => `${line}: ${reason}`),
    notes: summary.notes.join('\n'),
  };
}

const solution = 'He has 3 + 4 = 7.\n#### 7';
const plain = { question: 'What is 2 + 2?', answer: '4' };

describe('thoughts are no steps', () => {
  test.each([
    ['<think>', `<think>\nHmm, 3 + 4 = 8?\nNo, 7.\n</think>\n\n${solution}`],
    ['[THINK]', `[THINK]Let me see: 3 + 5 = 8.[/THINK]${solution}`],
    ['a closing mark alone', `Let me see: 3 + 5.\n</think>\n${solution}`],
    ['<reasoning>', `<reasoning>3 + 5 = 8</reasoning>\n${solution}`],
    [
      'channels',
      `<|channel|>analysis<|message|>3 + 5<|end|><|start|>assistant<|channel|>final<|message|>${solution}`,
    ],
  ])('%s', (_, written) => {
    const ask = 'Tom has 3 pens and buys 4. How many?';
    const records = [
      {
        messages: [
          { role: 'user', content: ask },
          { role: 'assistant', content: written },
        ],
      },
      {
        conversations: [
          { from: 'human', value: ask },
          { from: 'gpt', value: written },
        ],
      },
      { question: ask, answer: written },
    ];
    const { problems, notes } = read('p.jsonl', records);
    expect(problems.map(({ answer, steps }) => ({ answer, steps }))).toEqual(
      records.map(() => ({ answer: '7', steps: [{ solution: 'He has 3 + 4 = 7.' }] })),
    );
    expect(notes).toContain('3 records have thoughts in their solution, such as <think>, which are left out');
  });

  test('an answer alone behind them, and steps with them', () => {
    const { problems } = read('p.jsonl', [
      { question: 'What is 3 + 4?', answer: '<think>8? No.</think>7' },
      { question: 'What is 3 + 5?', answer: 8, steps: ['<think>9?', 'No.</think>', '3 + 5 = 8'] },
      { question: 'What is 3 + 6?', answer: 9, steps: '<think>Hm.</think>3 + 6 = 9' },
    ]);
    expect(problems.map(({ answer, steps }) => [answer, steps?.map((step) => step.solution)])).toEqual([
      ['7', undefined],
      ['8', ['3 + 5 = 8']],
      ['9', ['3 + 6 = 9']],
    ]);
  });

  test('where there is nothing else, the record is left out', () => {
    const { problems, skipped } = read('p.jsonl', [
      plain,
      { question: 'What is 3 + 4?', answer: '<think>So 3 + 4 = 7. #### 7</think>' },
      { question: 'What is 3 + 5?', answer: '<think>So 3 + 5 = 8' },
    ]);
    expect(problems).toHaveLength(1);
    expect(skipped).toEqual([
      '2: "answer" has nothing but thoughts: write the solution behind them',
      '3: "answer" has thoughts that do not end: write the solution behind them',
    ]);
  });

  test('a text that speaks of thinking stays', () => {
    const { problems } = read('p.jsonl', [{ question: 'What is it?', answer: 'analysis of thoughts' }]);
    expect(problems[0]?.answer).toBe('analysis of thoughts');
  });
});

test.each([
  'Total',
  'Grand total:',
  'SUM',
  'Gesamt',
  'Total points',
  'Durchschnitt',
  'Suma',
])('a line "%s" under the table is no problem', (name) => {
  const { problems, skipped } = read('p.csv', `question,answer\nWhat is 2 + 2?,4\n${name},456\n`);
  expect(problems).toHaveLength(1);
  expect(skipped).toEqual([`3: the question "${name}" is a line of totals, not a problem`]);
});

test('a question that begins with such a word is one', () => {
  const { problems } = read('p.csv', 'question,answer\nTotal cost of 2 pens at $3?,6\nSum of 3 and 4,7\n');
  expect(problems.map(({ answer }) => answer)).toEqual(['6', '7']);
});

describe('titles above the table', () => {
  test.each([
    ['of one field', 'Class 5b\nquestion,answer\nWhat is 2 + 2?,4\n', ['1']],
    ['with empty fields', 'Class 5b,\n,\nquestion,answer\nWhat is 2 + 2?,4\n', ['1', '2']],
    ['before a blank line', 'Class 5b\n\nquestion;answer\nWhat is 2 + 2?;4\n', ['1']],
    [
      'of two lines, with tabs below',
      'Class 5b\nMay 2024\nid\tquestion\tanswer\na\tWhat is 2 + 2?\t4\n',
      ['1', '2'],
    ],
    ['with commas', 'Tests, 2024, all\nquestion,answer\nWhat is 2 + 2?,4\n', ['1']],
  ])('%s', (_, text, lines) => {
    const { problems, skipped } = read('p.csv', text);
    expect(problems.map(({ answer }) => answer)).toEqual(['4']);
    expect(skipped).toEqual(lines.map((line) => `${line}: stands above the names of the columns`));
  });

  test('with the names that are mapped', () => {
    const dataset = join(folderWith({ 'p.csv': 'Class 5b\nFrage;Antwort\nWas ist 2 + 2?;4\n' }), 'p.csv');
    const columns = { question: 'Frage', answer: 'Antwort' };
    const { splits } = readDataset({ dataset, columns, validation: 0, testFraction: 0 });
    expect(splits.train.map(({ answer }) => answer)).toEqual(['4']);
  });
});
