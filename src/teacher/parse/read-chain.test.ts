// How models write, and what is read of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../data/index.ts';
import { readPairs, readPart, readQuestions, readStatements } from './index.ts';

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
    expect(readStatements('', problem)).toEqual({
      steps: [],
      answer: null,
      stated: [],
      unread: 'it is empty',
    });
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
    expect(readPairs(text, problem)).toEqual({ steps: pairs, answer: '18', stated: ['18'] });
  });

  test('a question without an answer keeps an empty solution', () => {
    expect(readPairs('Question: a?\nQuestion: b?\nAnswer: 18\n#### 18', problem).steps).toEqual([
      { question: 'a?', solution: '' },
      { question: 'b?', solution: '18' },
    ]);
  });
});

describe('what a text states as its answer', () => {
  const boolean: Problem = { ...problem, answer: 'no', answerType: 'boolean' };
  const json = (value: object) => JSON.stringify(value);
  test.each<[string, readonly string[] | undefined, readonly string[]]>([
    [
      'two markers',
      readStatements('So a mouse could lift it.\n#### yes\nWait, that is wrong.\n#### no', boolean).stated,
      ['yes', 'no'],
    ],
    [
      'a sentence and a marker',
      readStatements('It is heavy.\nSo the answer is yes.\n#### no', boolean).stated,
      ['yes', 'no'],
    ],
    ['the same twice', readStatements('6 * 3 = 18.\nThe answer is 18.\n#### 18.0', problem).stated, ['18']],
    [
      'two markers of pairs',
      readPairs('Question: How many?\nAnswer: 6 * 3 = 17.\n#### 17\nNo: 6 * 3 = 18.\n#### 18', problem)
        .stated,
      ['17', '18'],
    ],
    [
      'the answers of pairs, which are none',
      readPairs('Question: How many?\nAnswer: 6\nQuestion: And three times?\nAnswer: 18\n#### 18', problem)
        .stated,
      ['18'],
    ],
    [
      'a step of JSON and its answer',
      readStatements(json({ steps: ['6 * 3 = 17', '#### 17'], answer: '18' }), problem).stated,
      ['18', '17'],
    ],
  ])('%s', (_name, stated, expected) => expect(stated).toEqual(expected));

  test('the marker is never part of a step', () => {
    expect(readStatements('Ann has 11 + 7 = 18 pens. #### 18', problem)).toMatchObject({
      steps: [{ solution: 'Ann has 11 + 7 = 18 pens.' }],
      answer: '18',
    });
    expect(readStatements(json({ steps: ['11 + 7 = 18', '#### 18'], answer: 18 }), problem)).toMatchObject({
      steps: [{ solution: '11 + 7 = 18' }],
      answer: '18',
    });
    const pair = { question: 'How many?', solution: '11 + 7 = 18 #### 18' };
    expect(readPairs(json({ pairs: [pair] }), problem)).toMatchObject({
      steps: [{ question: 'How many?', solution: '11 + 7 = 18' }],
      answer: null, // the object names none
      stated: ['18'],
    });
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

describe('JSON', () => {
  const answers = (value: object) => JSON.stringify(value);
  const boolean: Problem = { ...problem, answer: 'yes', answerType: 'boolean' };

  test.each([
    ['bare', (json: string) => json],
    ['fenced', (json: string) => `\`\`\`json\n${json}\n\`\`\``],
    ['behind words', (json: string) => `Here is the object:\n\n\`\`\`\n${json}\n\`\`\`\nI hope it helps.`],
    ['behind thoughts', (json: string) => `<think>{"steps": []}</think>\n${json}`],
  ])('%s is a chain', (_name, wrapped) => {
    const steps = ['6 * 12 = 72.', 'Step 2: \\(72 / 4 = 18\\)\nrolls.'];
    expect(readStatements(wrapped(answers({ steps, answer: 18 })), problem)).toEqual({
      steps: [{ solution: '6 * 12 = 72.' }, { solution: '72 / 4 = 18 rolls.' }],
      answer: '18',
      stated: ['18'],
    });
    const pair = { question: 'How many?', solution: '6 * 3 = 18' };
    expect(readPairs(wrapped(answers({ pairs: [pair], answer: '$18.00' })), problem)).toEqual({
      steps: [pair],
      answer: '18',
      stated: ['18'],
    });
    const questions = ['1. How many?', 'How much?'];
    expect(readQuestions(wrapped(answers({ questions })), 2)).toEqual(['How many?', 'How much?']);
  });

  test.each([
    [true, 'yes'],
    ['No.', 'no'],
    [null, null],
    [{ value: 'yes' }, null],
  ])('an answer %j is %s', (answer, read) => {
    expect(readStatements(answers({ steps: ['It is.'], answer }), boolean).answer).toBe(read);
  });

  test('another number of questions than steps is none', () => {
    expect(readQuestions(answers({ questions: ['How many?'] }), 2)).toBeNull();
  });

  test.each([
    ['half of it', '{"steps": ["6 * 3 = 18'],
    ['no list', '{"steps": 3, "answer": "18"}'],
    ['a list of something else', '{"steps": [1, 2], "answer": "18"}'],
  ])('%s is read as text, and nothing breaks', (_name, text) => {
    expect(() => [
      readStatements(text, problem),
      readPairs(text, problem),
      readQuestions(text, 1),
    ]).not.toThrow();
  });

  test('nothing that is text breaks a reader', () => {
    const piece = fc.oneof(fc.json(), fc.string(), fc.constantFrom('```json', '{', '[', '}', ']', '####'));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
        const text = pieces.join('\n');
        for (const form of ['step', 'pair', 'question'] as const) readPart(text, form, problem);
        readStatements(text, problem);
        readPairs(text, problem);
        readQuestions(text, 1);
      }),
    );
  });
});

describe('one part alone', () => {
  test.each([
    ['step', 'She makes 6 * 12 = 72.', { solution: 'She makes 6 * 12 = 72.' }],
    ['step', '{"step": "She makes 72."}', { solution: 'She makes 72.' }],
    ['step', 'One.\nTwo.', null],
    ['pair', 'Question: How many?\nAnswer: 72.', { question: 'How many?', solution: '72.' }],
    ['pair', '{"question": "How many?", "solution": "72."}', { question: 'How many?', solution: '72.' }],
    ['pair', 'Question: How many?', null],
    ['pair', '72.', null],
    ['question', 'How many?', { question: 'How many?' }],
    ['question', '2. How many? 72.', { question: 'How many?' }],
    ['question', 'Question: How many?\nAnswer: 72.', { question: 'How many?' }],
    ['question', '{"question": "How many?"}', { question: 'How many?' }],
    ['question', 'How many?\nHow much?', null],
    ['question', '', null],
  ] as const)('a %s in %j', (form, text, part) => {
    expect(readPart(text, form, problem)).toEqual(part);
  });
});
