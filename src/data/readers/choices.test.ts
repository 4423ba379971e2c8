// Choices, wherever a record has them, become a part of the question.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../../test/support/source-files.ts';
import { readDataset } from './read.ts';
import type { ColumnMapping } from './types.ts';

function read(content: string | readonly unknown[], columns?: ColumnMapping) {
  const name = typeof content === 'string' ? 'p.csv' : 'p.jsonl';
  const dataset = join(folderWith({ [name]: content }), name);
  const { splits, summary } = readDataset({ dataset, columns, validation: 0, testFraction: 0 });
  return {
    problems: splits.train.map(({ question, answer }) => [question, answer]),
    notes: summary.notes.join('\n'),
  };
}

describe('the question lists the choices, the answer is the text of one', () => {
  test.each<[string, object, string]>([
    ['ARC', { choices: { label: ['A', 'B'], text: ['10', '12'] }, answerKey: 'B' }, '12'],
    ['AQuA', { options: ['A)10', 'B)12'], correct: 'B' }, '12'],
    ['MathQA', { options: 'a ) 10 , b ) 12 , c ) none of these', correct: 'b' }, '12'],
    ['MedMCQA', { opa: '10', opb: '12', opc: '14', cop: 0 }, '10'],
    ['columns A and B', { A: '10', B: '12', answer: 'B' }, '12'],
    ['columns A and B, answered by the text', { A: '10', B: '12', answer: '12' }, '12'],
    ['option1 and option2', { option1: '10', option2: '12', answer: 2 }, '12'],
    ['option_a and option_b', { option_a: '10', option_b: '12', answer: 'a' }, '10'],
    ['an object by letters', { options: { A: '10', B: '12' }, answer_idx: 'B' }, '12'],
    ['a list as JSON in a text', { choices: '["10", "12"]', answer: '12' }, '12'],
    ['a list as Python prints it', { choices: "['10', '12']", answer: 'A' }, '10'],
    ['a number among the choices', { choices: ['10 legs', '12 legs'], answer: '12' }, '12'],
  ])('%s', (_, fields, answer) => {
    const other = { question: 'How many?', answer: '1', A: '', B: '' };
    const { problems, notes } = read([
      { question: 'How many legs?', ...fields },
      other,
      { ...other, cop: 0 },
    ]);
    const choices = problems[0]?.[0]?.split('\n')[1];
    expect(choices).toMatch(/^Choices: 10( legs)?; 12/);
    expect(problems[0]?.[1]).toBe(answer);
    expect(problems[1]).toEqual(['How many?', '1']);
    expect(notes).toContain('1 record is multiple choice: the question lists the choices');
  });

  test('in a CSV file, and with an empty last choice', () => {
    const { problems } = read('question,A,B,C,answer\nHow many?,10,12,14,C\nAnd now?,1,2,,A\n');
    expect(problems).toEqual([
      ['How many?\nChoices: 10; 12; 14', '14'],
      ['And now?\nChoices: 1; 2', '1'],
    ]);
  });

  test('where the columns of question and answer are named', () => {
    const records = [{ text: 'How many legs?', options: ['10', '12'], right: 'B' }];
    expect(read(records, { question: 'text', answer: 'right' }).problems).toEqual([
      ['How many legs?\nChoices: 10; 12', '12'],
    ]);
  });

  test('a choice with a semicolon is kept apart', () => {
    const records = [{ question: 'Which?', choices: ['a; b', 'c'], answer: 'B' }];
    expect(read(records).problems).toEqual([['Which?\nChoices: a; b | c', 'c']]);
  });
});

test.each<[string, object]>([
  ['the answer is none of them', { question: 'How many?', choices: ['10', '12'], answer: '13' }],
  ['columns that do not begin at A', { question: 'How many?', C: '10', D: '12', answer: '13' }],
  ['the question lists them', { question: 'How many: (A) 10, (B) 12?', choices: ['10', '12'], answer: 'B' }],
  ['one column alone', { question: 'How many?', A: '12', answer: '12' }],
])('nothing is changed where %s', (_, record) => {
  const { problems, notes } = read([record]);
  const { question, answer } = record as { question: string; answer: string };
  expect(problems).toEqual([[question, answer]]);
  expect(notes).toMatch(/the columns? .* not used/);
});

test('numbers of the question that are choices too are no list of them', () => {
  const records = [{ question: 'What is 1 + 2?', choices: ['1', '2', '3'], answer: '3' }];
  expect(read([...records]).problems).toEqual([['What is 1 + 2?\nChoices: 1; 2; 3', '3']]);
});
