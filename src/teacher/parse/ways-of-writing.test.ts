// Ways in which teachers wrap, repeat, mark and break what they were asked for: read, or named as what cannot be read.
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../data/index.ts';
import { readPairs, readPart, readQuestions, readStatements } from './index.ts';

const problem: Problem = { id: 'p', question: 'How many?', answer: '18', answerType: 'number' };
const lines = ['She makes 6 * 12 = 72 rolls.', 'She keeps 72 / 4 = 18 rolls.'];
const chain = { steps: lines, answer: '18' };
const json = JSON.stringify(chain);
const text = `${lines.join('\n')}\n#### 18`;
const raw = String.raw;

describe('steps are read', () => {
  test.each([
    ['of a tool call in the text', JSON.stringify({ name: 'response', parameters: chain })],
    ['of arguments that are a text', JSON.stringify({ name: 'response', arguments: json })],
    ['of a fenced object in a field', JSON.stringify({ output: `\`\`\`json\n${json}\n\`\`\`` })],
    ['of a field in a field', JSON.stringify({ data: { result: chain } })],
    ['of the properties of the schema', JSON.stringify({ type: 'object', properties: chain })],
    ['of an object with thoughts beside them', JSON.stringify({ reasoning: 'Let me see.', ...chain })],
    ['with numbers for names', JSON.stringify({ steps: { 1: lines[0], 2: lines[1] }, answer: 18 })],
    ['with step_1 for names', JSON.stringify({ steps: { step_1: lines[0], step_2: lines[1] }, answer: 18 })],
    ['as the lines of a text', JSON.stringify({ steps: lines.join('\n'), answer: '18' })],
    [
      'as objects',
      JSON.stringify({ steps: lines.map((step, index) => ({ number: index + 1, step })), answer: '18' }),
    ],
    [
      'as objects with explanations only',
      JSON.stringify({ steps: lines.map((explanation) => ({ explanation })), answer: '18' }),
    ],
    [
      'as objects with reasoning only',
      JSON.stringify({ steps: lines.map((reasoning) => ({ reasoning })), answer: 18 }),
    ],
    ['with capitals', JSON.stringify({ Steps: lines, Answer: '18' })],
    [
      'behind a draft in thoughts',
      `<think>${JSON.stringify({ steps: ['No.'], answer: '7' })}</think>${json}`,
    ],
    ['behind a draft in thoughts without a tag', `{"steps": ["No."], "answer": "7"}?\n</think>${json}`],
    ['behind thoughts without an end, which they end', `<think>\nI write {"steps": ["No."]} or so.\n${json}`],
    ['behind thoughts without an end, in a fence', `<think>\nSo:\n\`\`\`json\n${json}\n\`\`\``],
    ['in a final channel', `<|channel|>final <|constrain|>json<|message|>${json}<|return|>`],
    ['before an end token', `${json}<|eot_id|>`],
    ['behind thoughts, as text', `[THINK]She makes 71?[/THINK]\n${text}`],
    ['in tags of the answer', `<thought>71?</thought><answer>\n${text}\n</answer>`],
    ['behind a bare channel', `analysisShe makes 71?assistantfinal${text}`],
    ['as a quotation', `> ${lines[0]}\n> ${lines[1]}\n\n#### 18`],
    ['with tags of lines', `<p>${lines[0]}</p><p>${lines[1]}</p>\n#### 18`],
    ['with a box in a step', `${lines[0]}\nShe keeps ${raw`72 / 4 = \boxed{18}`} rolls.`],
  ])('%s', (_name, written) => {
    const { steps, answer, unread } = readStatements(written, problem);
    expect({ steps: steps.map(({ solution }) => solution), answer, unread }).toEqual({
      steps: lines,
      answer: '18',
      unread: undefined,
    });
  });

  test.each([
    ['one backslash', raw`{"steps": ["6 \times 12 = 72", "\frac{72}{4} = 18"], "answer": "\boxed{18}"}`],
    ['two backslashes', raw`{"steps": ["6 \\times 12 = 72", "\\frac{72}{4} = 18"], "answer": "18"}`],
    ['marks of a formula', raw`{"steps": ["\(6 \times 12 = 72\)", "$\frac{72}{4} = 18$"], "answer": "$18$"}`],
    ['four backslashes', raw`{"steps": ["6 \\\\times 12 = 72", "\\\\frac{72}{4} = 18"], "answer": "18"}`],
  ])('with LaTeX behind %s', (_name, written) => {
    const { steps, answer } = readStatements(written, problem);
    expect({ steps, answer }).toEqual({
      steps: [{ solution: '6 × 12 = 72' }, { solution: '72/4 = 18' }],
      answer: '18',
    });
  });
});

test('two objects with different answers contradict each other', () => {
  const other = JSON.stringify({ steps: ['6 * 3 = 17'], answer: '17' });
  expect(readStatements(`${other}\nWait, that is wrong.\n${json}`, problem).stated).toEqual(['18', '17']);
  expect(readStatements(`${json}\n${json}`, problem).stated).toEqual(['18']);
});

describe('what cannot be read is said', () => {
  test.each([
    ['it is empty', ''],
    ['it is thoughts only, with no answer behind them', `<think>${text}</think>`],
    ['it is thoughts only, with no answer behind them', `${text}\n</think>`],
    ['its thoughts have no end, so that the answer cannot be told from them', `<think>\n${text}`],
    [
      'its thoughts have no end, so that the answer cannot be told from them',
      `<think>\n${json}\nNo, that is wrong, since`,
    ],
    ['it is JSON that cannot be read, or without the steps', json.slice(0, -1)],
    ['it is JSON that cannot be read, or without the steps', '{"steps": [], "answer": "18"}'],
    ['it is JSON that cannot be read, or without the steps', '```json\n{"steps": ["6 * 3", ...]}\n```'],
  ])('%s: %j', (why, written) => {
    expect(readStatements(written, problem)).toMatchObject({ steps: [], answer: null, unread: why });
    expect(readPairs(written, problem)).toMatchObject({ steps: [], answer: null });
  });
});

test('pairs and questions are read behind thoughts, in wrappers and with faults in their JSON', () => {
  const pairs = [{ question: 'How many rolls does she make?', solution: 'She makes 6 * 3 = 18.' }];
  const written = JSON.stringify({ pairs, answer: '18' });
  const questions = '{"questions": ["How many?", "How much?",]}';
  for (const around of [
    (inner: string) => `<thought>{"pairs": []}</thought>${inner}`,
    (inner: string) => `[${inner}]`,
    (inner: string) => `Here: ${inner}\nNote: {x}`,
    (inner: string) => JSON.stringify(inner),
  ]) {
    expect(readPairs(around(written), problem)).toMatchObject({ steps: pairs, answer: '18' });
    expect(readQuestions(around(questions), 2)).toEqual(['How many?', 'How much?']);
  }
  expect(readQuestions('[THINK]How many?\nHow long?[/THINK]1. How many?\n2. How much?', 2)).toEqual([
    'How many?',
    'How much?',
  ]);
  expect(readQuestions('<think>\n1. How many?\n2. How much?', 2)).toBeNull();
});

test('one step or pair alone is read by the same rules', () => {
  const step = { solution: 'She makes 6 × 12 = 72.' };
  for (const written of [
    raw`{"step": "She makes 6 \times 12 = 72."}`,
    raw`<think>71?</think>She makes \(6 \times 12 = 72\).`,
    raw`{'step': 'She makes 6 \times 12 = 72.',}`,
  ]) {
    expect(readPart(written, 'step', problem)).toEqual(step);
  }
  expect(readPart('{"step": "One."} {"step": "Two."}', 'step', problem)).toBeNull();
  expect(readPart('<think>She makes 72.', 'step', problem)).toBeNull();
  expect(readPart('<think>How many?', 'question', problem)).toBeNull();
});

test.each([
  ['brackets', '[{'.repeat(50_000)],
  ['objects that do not end', '{"a"'.repeat(25_000)],
  ['nested faults', `${'{"a":'.repeat(5000)}1,${'}'.repeat(5000)}`],
  ['backslashes', '\\'.repeat(100_000)],
  ['fractions', raw`\frac{1}{2}`.repeat(9000)],
  ['dollars', '$a'.repeat(50_000)],
  ['opening tags', '<think>'.repeat(14_000)],
  ['closing tags', '</think>'.repeat(12_000)],
])('a text of nothing but %s is read in a moment', (_name, written) => {
  expect(() => [readStatements(written, problem), readPairs(written, problem)]).not.toThrow();
});
