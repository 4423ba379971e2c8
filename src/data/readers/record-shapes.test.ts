import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../../test/support/source-files.ts';
import { readDataset } from './read.ts';
import type { ColumnMapping } from './types.ts';

function read(records: readonly unknown[], columns?: ColumnMapping) {
  const path = join(folderWith({ 'p.jsonl': records }), 'p.jsonl');
  const { splits, summary } = readDataset({
    dataset: path,
    validation: 0,
    testFraction: 0,
    ...(columns && { columns }),
  });
  return {
    problems: splits.train.map(({ question, answer, steps = [] }) => ({
      question,
      answer,
      steps: steps.map(({ solution }) => solution),
    })),
    reasons: summary.skipped.map(({ reason }) => reason),
    notes: summary.notes.join('\n'),
  };
}

describe('records of well-known shapes become problems, and the notes say what was done', () => {
  test('SVAMP: the story is not lost', () => {
    const { problems, notes } = read([
      {
        ID: 'c-1',
        Body: 'Tom has 9 pears. He eats 4 .',
        Question: 'How many are left?',
        Answer: 5.0,
        Type: 'S',
      },
      { ID: 'c-2', Body: 'If Tom buys 2 pens', Question: 'How many has he?', Answer: 2 },
    ]);
    expect(problems.map(({ question }) => question)).toEqual([
      'Tom has 9 pears. He eats 4. How many are left?',
      'If Tom buys 2 pens, how many has he?',
    ]);
    expect(notes).toContain('2 records have a body and a question, as SVAMP does: they are joined');
    expect(notes).toContain('the column "Type" is not used');
  });

  test('SVAMP in a spreadsheet', () => {
    const path = join(
      folderWith({ 'p.csv': 'body;question;answer\nTom has 9 pears.;How many?;9\n' }),
      'p.csv',
    );
    const { splits } = readDataset({ dataset: path, validation: 0, testFraction: 0 });
    expect(splits.train[0]?.question).toBe('Tom has 9 pears. How many?');
  });

  test('Alpaca, with and without an input', () => {
    const { problems, notes } = read([
      { instruction: 'Add the numbers.', input: '3 and 4', output: 'It is 3 + 4 = 7.\n#### 7' },
      { instruction: 'What is 6 * 7?', input: '', output: '42' },
      { instruction: 'What is 2 + 2?', output: 4 },
    ]);
    expect(problems).toEqual([
      { question: 'Add the numbers.\n3 and 4', answer: '7', steps: ['It is 3 + 4 = 7.'] },
      { question: 'What is 6 * 7?', answer: '42', steps: [] },
      { question: 'What is 2 + 2?', answer: '4', steps: [] },
    ]);
    expect(notes).toContain("3 records are in Alpaca's form");
    expect(notes).not.toContain('not used');
  });

  test('conversations of ShareGPT, of the chat APIs, and as bare lists', () => {
    const { problems, notes, reasons } = read([
      {
        id: 'a',
        conversations: [
          { from: 'system', value: 'You calculate.' },
          { from: 'human', value: 'What is 6 * 7?' },
          { from: 'gpt', value: '6 * 7 = 42\n#### 42' },
        ],
      },
      {
        messages: [
          { role: 'user', content: [{ type: 'text', text: 'What is 2 + 2?' }] },
          { role: 'assistant', content: '4' },
        ],
      },
      [
        { from: 'USER', value: 'What is 3 + 3?' },
        { from: 'ASSISTANT', value: '6' },
      ],
    ]);
    expect(problems.map(({ question, answer }) => [question, answer])).toEqual([
      ['What is 6 * 7?', '42'],
      ['What is 2 + 2?', '4'],
      ['What is 3 + 3?', '6'],
    ]);
    expect(problems[0]?.steps).toEqual(['6 * 7 = 42']);
    expect(notes).toContain('3 records are conversations');
    expect(reasons).toEqual([]);
  });

  test('the number behind #### is the answer, wherever in the last message it stands', () => {
    const { problems } = read([
      {
        conversations: [
          { from: 'human', value: 'What is 2 + 2?' },
          { from: 'gpt', value: '2 + 2 = 4. So it is #### 4' },
        ],
      },
      {
        messages: [
          { role: 'user', content: 'What is 3 + 3?' },
          { role: 'assistant', content: 'So #### 6' },
        ],
      },
      { instruction: 'What is 4 + 4?', input: '', output: '4 + 4 = 8 #### 8' },
    ]);
    expect(problems.map(({ answer, steps }) => [answer, steps])).toEqual([
      ['4', ['2 + 2 = 4.']],
      ['6', []],
      ['8', ['4 + 4 = 8']],
    ]);
  });

  test('a problem within a field, whatever its shape', () => {
    const { problems, notes, reasons } = read([
      { id: 'a', problem: { question: 'What is 2 + 2?', answer: '4' }, source: 'web' },
      {
        item: {
          messages: [
            { role: 'user', content: 'What is 3 + 3?' },
            { role: 'assistant', content: '6' },
          ],
        },
      },
      { problem: { question: 'a', answer: 1 }, other: { question: 'b', answer: 2 } },
    ]);
    expect(problems.map(({ question, answer }) => [question, answer])).toEqual([
      ['What is 2 + 2?', '4'],
      ['What is 3 + 3?', '6'],
    ]);
    expect(notes).toContain('1 record has its problem in the field "problem"');
    expect(reasons).toEqual(['has no "question" (it has problem, other)']);
  });

  test('an answer in a list of one, or in an object of one value', () => {
    const { problems, reasons } = read([
      { question: 'a?', answer: ['4'] },
      { question: 'b?', answer: [5] },
      { question: 'c?', answer: { text: ['6'], answer_start: [0] } },
      { question: 'd?', answer: { value: 7, unit: 'm' } },
      { question: 'e?', answer: ['8', '8'] },
      { question: 'f?', answer: ['9', '9.5'] },
      { question: 'g?', answer: [] },
      { question: 'h?', answer: { left: 1, right: 2 } },
    ]);
    expect(problems.map(({ answer }) => answer)).toEqual(['4', '5', '6', '7', '8']);
    expect(reasons).toEqual([
      'has 2 different values in "answer": a problem has one answer',
      '"answer" is null',
      'expected "answer" to be a string or a number, found an object',
    ]);
  });

  test('multiple choice: the answer is the text of what it names', () => {
    const { problems, notes, reasons } = read([
      { question: 'What is 2 + 2?', choices: { label: ['A', 'B'], text: ['4', '9'] }, answerKey: 'A' },
      { question: 'What is 2 + 3?', choices: ['7', '5', '9'], answer: 1 },
      { question: 'What is 2 + 4?', options: ['A)6', 'B)7'], answer: 'A' },
      { question: 'What is 2 + 5?', choices: ['7', '5'], answer: '7' },
      { question: 'Which is 8: (A) 2 + 6, (B) 2 + 7?', options: ['2 + 6', '2 + 7'], answer: 'A' },
      { question: 'What is 0 + 1?', choices: ['3', '2', '1'], answer: 1 },
      { question: 'What is 1 + 1?', choices: { label: ['1', '2'], text: ['2', '1'] }, answerKey: '1' },
      { question: 'What is 4 + 4?', choices: ['8', '9', '7'], answer: 0 },
    ]);
    expect(problems.map(({ answer }) => answer)).toEqual(['4', '5', '6', '7', 'A', '2', '8']);
    expect(notes).toContain('6 records are multiple choice');
    expect(problems[0]?.question).toBe('What is 2 + 2?\nChoices: 4; 9');
    expect(problems[4]?.question).toBe('Which is 8: (A) 2 + 6, (B) 2 + 7?'); // it lists them
    expect(reasons).toEqual([
      'its answer 1 may be one of its choices or the place of one: write the text of the choice',
    ]);
  });

  test('a conversation that is no question and answer is set aside with the reason', () => {
    const turn = (role: string) => ({ role, content: 'x' });
    const { reasons } = read([
      { question: 'Fine?', answer: 1 },
      { messages: ['user', 'assistant', 'user', 'assistant'].map(turn) },
      { messages: ['assistant', 'user'].map(turn) },
      { messages: ['system', 'user'].map(turn) },
      { messages: ['system'].map(turn) },
    ]);
    expect(reasons).toEqual([
      'its conversation goes on for 4 messages: a problem is one question and one answer',
      'expected a conversation of a user and an assistant, found assistant, user',
      'expected a conversation of a user and an assistant, found user',
      'expected a conversation of a user and an assistant, found no message',
    ]);
  });

  const task = (id: number, ...entered: readonly (readonly [string, string])[]) => ({
    id,
    data: { text: `What is ${id} + ${id}?` },
    annotations: entered.map(([name, text]) => ({
      result: [
        { from_name: name, to_name: 'text', type: 'textarea', value: { text: [text] } },
        {
          from_name: 'mark',
          to_name: 'text',
          type: 'labels',
          value: { start: 0, end: 4, text: 'What', labels: ['x'] },
        },
      ],
    })),
  });

  test('tasks of Label Studio, with their own names of the columns', () => {
    const { problems, reasons, notes } = read(
      [
        task(1, ['sum', '2']),
        task(2, ['sum', '4'], ['sum', '4']),
        task(3, ['sum', '6'], ['sum', '7']),
        task(4),
        {
          id: 5,
          data: { text: 'Even?' },
          annotations: [{ result: [{ from_name: 'sum', value: { choices: ['yes'] } }] }],
        },
        {
          ...task(6, ['sum', '12']),
          annotations: [{ ...task(6, ['sum', '13']).annotations[0], was_cancelled: true }],
        },
      ],
      { question: 'text', answer: 'sum' },
    );
    expect(problems.map(({ question, answer }) => [question, answer])).toEqual([
      ['What is 1 + 1?', '2'],
      ['What is 2 + 2?', '4'],
      ['Even?', 'yes'],
    ]);
    expect(reasons).toEqual([
      'its annotators do not agree on "sum"',
      'has no "sum" (it has id, text)',
      'has no "sum" (it has id, text)',
    ]);
    expect(notes).toContain('tasks of Label Studio');
  });
});

describe('what somebody said of the columns goes before what a shape would say', () => {
  test('a mapping of the question keeps Alpaca and SVAMP as they are', () => {
    const svamp = { Body: 'Tom has 9 pears.', Question: 'How many?', Answer: 9 };
    expect(read([svamp], { question: 'Question' }).problems[0]?.question).toBe('How many?');
    const alpaca = { instruction: 'Be brief.', input: 'What is 6 * 7?', output: '42' };
    expect(read([alpaca], { question: 'input', answer: 'output' })).toMatchObject({
      problems: [{ question: 'What is 6 * 7?', answer: '42' }],
      notes: expect.stringContaining('the column "instruction" is not used'),
    });
  });

  test('an answer that stands beside a conversation is not lost for it', () => {
    const messages = [
      { role: 'user', content: 'What is 6 * 7?' },
      { role: 'assistant', content: 'It is 42.' },
    ];
    const record = { problem: 'What is 6 * 7?', answer: '42', messages };
    expect(() => read([record])).toThrow('question=problem');
    const { problems, notes } = read([record], { question: 'problem' });
    expect(problems[0]).toMatchObject({ question: 'What is 6 * 7?', answer: '42' });
    expect(notes).toContain('the column "messages" is not used');
    const labelled = {
      question: 'What is 6 * 7?',
      answer: 42,
      data: { a: 1 },
      annotations: [{ result: [] }],
    };
    expect(read([labelled]).problems[0]).toMatchObject({ question: 'What is 6 * 7?', answer: '42' });
  });

  test('a record with a question and an answer is none of them', () => {
    const { problems } = read([
      { question: 'What is 6 * 7?', answer: 42, instruction: 'Be brief.', output: 'x', data: { a: 1 } },
    ]);
    expect(problems[0]).toMatchObject({ question: 'What is 6 * 7?', answer: '42' });
  });

  test('columns that a plus joins are one question', () => {
    const record = { story: 'Tom has 9 pears. ', ask: 'How many?', answer: 9 };
    const { problems, notes } = read([record], { question: 'story+ask' });
    expect(problems[0]?.question).toBe('Tom has 9 pears.\nHow many?');
    expect(notes).not.toContain('not used');
    const withoutStory = { story: '', ask: 'What is 2 + 2?', answer: 4 };
    expect(read([record, withoutStory], { question: 'story+ask' }).problems[1]?.question).toBe(
      'What is 2 + 2?',
    );
    const empty = { story: '', ask: ' ', answer: 4 };
    expect(read([record, empty], { question: 'story+ask' }).reasons).toEqual(['"story" is empty']);
    expect(() => read([record], { question: 'story+asked' })).toThrow(
      'has no column "asked" to read "question" from',
    );
    expect(read([{ 'a+b': 'One column?', answer: 1 }], { question: 'a+b' }).problems[0]?.question).toBe(
      'One column?',
    );
  });
});
