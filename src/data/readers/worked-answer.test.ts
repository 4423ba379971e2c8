// Whole solutions in the place of an answer: where the answer stands in them, and what is left as steps.
import { expect, test } from 'vitest';
import { workedAnswer } from './worked-answer.ts';

const read = (text: string) => {
  const worked = workedAnswer(text);
  return worked === null ? null : [worked.answer, worked.steps.map(({ solution }) => solution)];
};

test.each<[string, string, readonly string[]]>([
  ['2 + 2 = 4.\n#### 4', '4', ['2 + 2 = 4.']],
  ['So he has #### 4', '4', []],
  ['2 + 2 = 4. So he has #### 4', '4', ['2 + 2 = 4.']],
  ['2 + 2 = 4 #### 4', '4', ['2 + 2 = 4']],
  ['He adds.\r\nThat is 2 + 2 = 4. #### 4 pens', '4 pens', ['He adds.', 'That is 2 + 2 = 4.']],
  ['#### 1,234.50', '1,234.50', []],
  ['#### Step 1\n2 + 2 = 4\n#### Step 2\nDone.\n#### 4', '4', ['2 + 2 = 4', 'Done.']],
  ['### First\n3 + 4 = 7\n**Then:**\n7 * 2 = 14\n**So**:\n#### 14', '14', ['3 + 4 = 7', '7 * 2 = 14']],
  ['#### Step 1: 2 + 2 = 4\n**4 + 1 = 5**\n#### 5', '5', ['Step 1: 2 + 2 = 4', '**4 + 1 = 5**']],
  ['3 + 4 = **7**\n#### 7', '7', ['3 + 4 = **7**']],
  ['**3** and 4 are **7**\n#### 7', '7', ['**3** and 4 are **7**']],
  ['**Add:** 3 + 4 is **7**\n#### 7', '7', ['**Add:** 3 + 4 is **7**']],
  ['What is it? **\nReally?**\nHow many? ** 2 + 2 = 4\n#### 4', '4', ['2 + 2 = 4']],
  ['2 + 2 = 4\n#### 4\n#### 4.0', '4', ['2 + 2 = 4']],
  ['Ten times 100 = 1000\n#### 1,000\n#### 1000', '1,000', ['Ten times 100 = 1000']],
  ['It is hot.\n#### yes\n#### Yes', 'yes', ['It is hot.']],
  ['**Sum**\nWe add: 3 + 4 = **7**\nThus \\boxed{7}', '7', ['We add: 3 + 4 = **7**', 'Thus \\boxed{7}']],
  ['2 + 2 = 4 #### 4\n#### 4', '4', ['2 + 2 = 4']],
  ['It is hot. #### yes', 'yes', ['It is hot.']],
  ['What is it? ** 2 + 2 = 4\n#### 4', '4', ['2 + 2 = 4']],
  [
    'We add: 3 + 4 = 7.\nThe answer is $\\boxed{7}$.',
    '7',
    ['We add: 3 + 4 = 7.', 'The answer is $\\boxed{7}$.'],
  ],
  ['Thus $x = \\boxed{\\frac{1}{2}}$, as asked.', '0.5', ['Thus $x = \\boxed{\\frac{1}{2}}$, as asked.']],
  ['Thus they go \\boxed{\\text{east}}.', 'east', ['Thus they go \\boxed{\\text{east}}.']],
])('%j', (text, answer, steps) => {
  expect(read(text)).toEqual([answer, steps]);
});

test.each([
  '4',
  'yes',
  'C# ## and ##### are no marks',
  '\\boxed{7}',
  'The answer is 7.',
])('%j is an answer alone', (text) => {
  expect(read(text)).toBeNull();
});

test('two different answers are none', () => {
  expect(() => read('2 + 2 = 4 #### 4\nNo, 5.\n#### 5')).toThrow('states both "4" and "5" behind "####"');
});
