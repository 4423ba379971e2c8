import { expect, test } from 'vitest';
import type { Problem } from '../../data/index.ts';
import { offendingStep, type Reason } from './reasons.ts';
import { verifyChain } from './verify.ts';

const problem: Problem = {
  id: 'p',
  question:
    'Ann has 3 red pens and 4 blue pens and gives 2 of all of them to Bob. How many pens has she now?',
  answer: '5',
  answerType: 'number',
};
const right = [{ solution: 'She has 3 + 4 = 7 pens.' }, { solution: 'She keeps 7 - 2 = 5 of them.' }];

/** The code and step of every reason that the checks themselves give. */
function stepsOf(
  steps: readonly { question?: string; solution: string }[],
  kind: 'cot' | 'socratic' = 'cot',
) {
  const { reasons } = verifyChain(problem, kind, { steps, answer: '5' });
  return reasons.map((reason) => [reason.code, offendingStep(reason)]);
}

test('the step that a check found wrong is read from what it says', () => {
  expect(stepsOf(right)).toEqual([]);
  expect(stepsOf([right[0] ?? { solution: '' }, { solution: '7 - 2 = 6, so 5.' }])).toEqual([
    ['wrong-arithmetic', 2],
    ['answer-not-derived', null],
  ]);
  expect(stepsOf([...right, { solution: ' ' }])).toContainEqual(['no-solution', 3]);
  expect(stepsOf([...right, right[0] ?? { solution: '' }])).toContainEqual(['repeats-itself', 3]);
  expect(stepsOf([{ solution: problem.question }, ...right])).toContainEqual(['repeats-problem', 1]);
  expect(stepsOf([...right, { solution: 'There are 4711 of them.' }])).toContainEqual([
    'number-from-nowhere',
    3,
  ]);
  expect(stepsOf([{ solution: `${'So it is. '.repeat(40)}5` }])).toContainEqual(['one-giant-step', 1]);
  const asked = right.map((step, index) => ({
    question: `What comes ${'next '.repeat(index + 1)}?`,
    ...step,
  }));
  expect(stepsOf(asked, 'socratic')).toEqual([]);
  expect(stepsOf([asked[0] ?? { solution: '' }, { solution: '7 - 2 = 5' }], 'socratic')).toContainEqual([
    'no-sub-question',
    2,
  ]);
  const leaking = [asked[0] ?? { solution: '' }, { question: 'Why are 5 left?', solution: '7 - 2 = 5' }];
  expect(stepsOf(leaking, 'socratic')).toContainEqual(['answer-leaked', 2]);
});

test('what is about the whole chain, or quotes a teacher, names no step', () => {
  const whole: Reason[] = [
    { code: 'refused', detail: 'step 1 is nothing that I can help with' },
    { code: 'wrong-answer', detail: '7, not 5' },
    { code: 'near-duplicate', detail: 'nearly the words of sample 0' },
    { code: 'too-long', detail: '17 steps' },
  ];
  expect(whole.map(offendingStep)).toEqual([null, null, null, null]);
});

test('in files that name no step, the step is read from the beginning of what is said', () => {
  expect(
    [
      { code: 'wrong-arithmetic', detail: 'step 12: 3 + 4 = 8 (is 7)' },
      { code: 'answer-leaked', detail: 'sub-question 3 contains 7' },
      { code: 'repeats-itself', detail: 'step 14 has the question of step 2' },
      { code: 'wrong-arithmetic', detail: '3 + 4 = 8, in step 2' },
      { code: 'no-solution', detail: 'a step has none' },
      { code: 'one-giant-step', detail: 'one step of 300 characters' },
      { code: 'too-long', detail: 'step 2 of 501 characters' },
      { code: 'too-long', detail: 'a step of 501 characters', step: 4 },
      { code: 'wrong-arithmetic', detail: 'step 12: 3 + 4 = 8 (is 7)', step: 2 },
    ].map((reason) => offendingStep(reason as Reason)),
  ).toEqual([12, 3, 14, null, null, 1, null, 4, 2]);
});
