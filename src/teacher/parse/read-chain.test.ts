// How models write, and what is read of it.
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../data/index.ts';
import { readPairs, readQuestions, readStatements } from './index.ts';

const problem: Problem = { id: 'p', question: 'How many?', answer: '18', answerType: 'number' };
const twoSteps = ['She makes 6 * 12 = 72 rolls.', 'She keeps 72 / 4 = 18 rolls.'];

describe('steps', () => {
  test.each([
    ['as asked', 'She makes 6 * 12 = 72 rolls.\nShe keeps 72 / 4 = 18 rolls.\n#### 18'],
    ['numbered', '1. She makes 6 * 12 = 72 rolls.\n2) She keeps 72 / 4 = 18 rolls.\n\n#### 18'],
    [
      'with Step labels in bold',
      '**Step 1:** She makes 6 * 12 = 72 rolls.\n\n**Step 2:** She keeps 72 / 4 = 18 rolls.\n#### 18',
    ],
    [
      'as a list, with a preamble',
      "Let's solve it step by step:\n- She makes 6 * 12 = 72 rolls.\n- She keeps 72 / 4 = 18 rolls.\n#### 18",
    ],
    [
      'with the answer in words',
      'She makes 6 * 12 = 72 rolls.\nShe keeps 72 / 4 = 18 rolls.\n**The final answer is 18.**',
    ],
    ['in a code fence', '```\nShe makes 6 * 12 = 72 rolls.\nShe keeps 72 / 4 = 18 rolls.\n#### 18\n```'],
    [
      'after thoughts',
      '<think>6 * 12 = 73?\nno</think>\nShe makes 6 * 12 = 72 rolls.\nShe keeps 72 / 4 = 18 rolls.\n#### 18',
    ],
    ['with LaTeX', 'She makes \\(6 * 12 = 72\\) rolls.\nShe keeps \\(72 / 4 = 18\\) rolls.\n\\boxed{18}'],
    ['with CRLF', 'She makes 6 * 12 = 72 rolls.\r\nShe keeps 72 / 4 = 18 rolls.\r\n#### 18\r\n'],
  ])('%s', (_name, text) => {
    const { steps, answer } = readStatements(text, problem);
    expect({ steps: steps.map(({ solution }) => solution), answer }).toEqual({
      steps: twoSteps,
      answer: '18',
    });
  });

  test('what is no answer has none', () => {
    expect(readStatements('I cannot help with that.', problem).answer).toBeNull();
    expect(readStatements('', problem)).toEqual({ steps: [], answer: null });
  });

  test('a bold product is not taken for bold text', () => {
    expect(readStatements('It is 2*3*4 = 24.\n#### 24', problem).steps).toEqual([
      { solution: 'It is 2*3*4 = 24.' },
    ]);
  });
});

const pairs = [
  { question: 'How many rolls does she make?', solution: 'She makes 6 * 12 = 72.' },
  { question: 'How many does she keep?', solution: 'She keeps 72 / 4 = 18.' },
];

describe('pairs', () => {
  test.each([
    [
      'as asked',
      'Question: How many rolls does she make?\nAnswer: She makes 6 * 12 = 72.\nQuestion: How many does she keep?\nAnswer: She keeps 72 / 4 = 18.\n#### 18',
    ],
    [
      'in bold with numbers',
      '**Sub-question 1:** How many rolls does she make?\n**Answer 1:** She makes 6 * 12 = 72.\n\n**Sub-question 2:** How many does she keep?\n**Answer 2:** She keeps 72 / 4 = 18.\n\n#### 18',
    ],
    [
      'with short labels',
      'Q1: How many rolls does she make?\nA1: She makes 6 * 12 = 72.\nQ2: How many does she keep?\nA2: She keeps 72 / 4 = 18.\n#### 18',
    ],
    [
      'as a numbered list without labels',
      '1. How many rolls does she make? She makes 6 * 12 = 72.\n2. How many does she keep? She keeps 72 / 4 = 18.\n#### 18',
    ],
    [
      'in the form of GSM8K',
      'How many rolls does she make? ** She makes 6 * 12 = 72.\nHow many does she keep? ** She keeps 72 / 4 = 18.\n#### 18',
    ],
    [
      'with the answer said twice',
      'Question: How many rolls does she make?\nAnswer: She makes 6 * 12 = 72.\nQuestion: How many does she keep?\nAnswer: She keeps 72 / 4 = 18.\nAnswer: 18\n#### 18',
    ],
    [
      'with the final answer in words',
      'Question: How many rolls does she make?\nAnswer: She makes 6 * 12 = 72.\nQuestion: How many does she keep?\nAnswer: She keeps 72 / 4 = 18.\nFinal answer: 18',
    ],
    [
      'on one line each',
      'Question: How many rolls does she make? Answer: She makes 6 * 12 = 72.\nQuestion: How many does she keep? Answer: She keeps 72 / 4 = 18.\n#### 18',
    ],
    [
      'as JSON',
      `\`\`\`json\n${JSON.stringify(pairs.map(({ question, solution }) => ({ question, answer: solution })))}\n\`\`\`\n#### 18`,
    ],
  ])('%s', (_name, text) => {
    expect(readPairs(text, problem)).toEqual({ steps: pairs, answer: '18' });
  });

  test('a question without an answer keeps an empty solution', () => {
    expect(readPairs('Question: a?\nQuestion: b?\nAnswer: 18\n#### 18', problem).steps).toEqual([
      { question: 'a?', solution: '' },
      { question: 'b?', solution: '18' },
    ]);
  });
});

describe('sub-questions', () => {
  test.each([
    ['1. How many?\n2. How much?'],
    ['Here are the questions:\n\n1) How many?\n2) How much?'],
    ['**Question 1:** How many?\n**Question 2:** How much?'],
    ['Q1. How many?\nQ2. How much?'],
    ['How many?\nHow much?'],
    ['- How many?\n- How much?'],
    ['1. How many? 6 * 12 = 72\n2. How much?'],
  ])('%j', (text) => expect(readQuestions(text, 2)).toEqual(['How many?', 'How much?']));

  test.each([
    ['too few', '1. How many?'],
    ['too many', '1. How many?\n2. How much?\n3. Why?'],
    ['in another order', '2. How many?\n1. How much?'],
    ['with other text', 'How many?\nHow much?\nThat is all.'],
    ['none', ''],
  ])('%s are none', (_name, text) => expect(readQuestions(text, 2)).toBeNull());
});
