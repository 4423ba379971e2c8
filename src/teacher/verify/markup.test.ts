// What no kept step may hold.
import { expect, test } from 'vitest';
import type { Problem } from '../../data/index.ts';
import { verifyChain, verifyQuestions } from './index.ts';
import { markupIn } from './markup.ts';

const raw = String.raw;

test.each([
  ['the character U+0008', 'so \boxed 18'],
  ['the character U+000C', 'so \frac 18'],
  ['the character U+0009', 'So he eats\t30'],
  ['the character U+FFFD', 'It costs \ufffd5'],
  ['<think> of a chat template', 'a <think> b'],
  ['[/THINK] of a chat template', 'a [/THINK] b'],
  ['assistantfinal of a chat template', 'Write them.assistantfinalShe has 18.'],
  ['analysis of a chat template', 'analysisThe user wants steps.'],
  ['<|channel|> of a chat template', '<|channel|>x'],
  ['<|eot_id|> of a chat template', 'She has 18.<|eot_id|>'],
  [raw`\overbrace (LaTeX)`, raw`\overbrace{3}`],
  [raw`\( (LaTeX)`, raw`\( 6`],
  ['c{ (LaTeX)', 'frac{16}{2} = 8'],
  ['$$ (LaTeX)', '$$6 + 3 = 9'],
  ['<table> (a tag)', '<table> 18'],
  ['</s> of a chat template', 'She has 18.</s>'],
  ['[TOOL_CALLS] (a mark of a chat template)', 'So [TOOL_CALLS] [] 18'],
  ['Thought: (a word of an agent or of thinking)', 'Thought: I have to add.'],
  ['Observation: (a word of an agent or of thinking)', 'Observation: 72'],
  ['** (Markdown)', '** She has 18.'],
  ['``` (Markdown)', '```python'],
  ['| a | 18 | (a table)', '| a | 18 |'],
  ['{"step": (JSON)', 'so {"step": 3}'],
  ['{" (JSON)', '{"'],
  ['{ (JSON)', '{'],
  ['"steps": (JSON)', '"steps": ['],
])('%s is found', (found, text) => expect(markupIn(text)).toBe(found));

test.each([
  'She pays $5 × 3 = $15 for 50% of them.',
  'It is 6 * 3 = <<6*3=18>>18.',
  'The set {1, 2, 3} has 3 members.',
  '5 < 6, and 7 > 6; 3 ≤ 4 ≠ 5',
  'x = 20, so 2x + 1 = 41',
  'She keeps "all" of Ann\'s 18 (or 9 pairs) [each]',
  'Zoë pays 3 € — that is 1/2 of 6 €',
])('%j is plain', (text) => expect(markupIn(text)).toBeNull());

const problem: Problem = {
  id: 'p',
  question: 'How many rolls are 6 boxes of 3?',
  answer: '18',
  answerType: 'number',
};

test('a chain with it is not kept, in a step or in a sub-question', () => {
  const solution = 'There are 6 * 3 = 18 rolls.';
  const kept = (question: string, text: string) =>
    verifyChain(problem, 'socratic', { steps: [{ question, solution: text }], answer: '18' });
  expect(kept('How many rolls are there?', solution).verified).toBe(true);
  const [inStep, inQuestion] = [
    kept('How many rolls are there?', `${solution}</think>`),
    kept('**How many rolls are there?', solution),
  ];
  for (const { verified, reasons } of [inStep, inQuestion]) {
    expect([verified, reasons[0]?.code, reasons[0]?.step]).toEqual([false, 'unreadable', 1]);
  }
});

test('gold steps are not the teacher’s: only its questions are looked at', () => {
  const gold = { solution: 'There are ** 6 * 3 = 18\trolls.' };
  expect(verifyQuestions(problem, [{ ...gold, question: 'How many rolls?' }]).verified).toBe(true);
  expect(verifyQuestions(problem, [{ ...gold, question: '<think>How many rolls?' }]).verified).toBe(false);
});

test('of a long mark the first 30 characters are shown, without the spaces around it', () => {
  expect(markupIn(`So <span class="${'x'.repeat(60)}">`)).toBe(`<span class="${'x'.repeat(17)} (a tag)`);
  expect(markupIn('   | pens | 5 |  ')).toBe('| pens | 5 | (a table)');
});
