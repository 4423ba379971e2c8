import { expect, test } from 'vitest';
import { outcomeWarning, outcomeWarnings } from './outcome.ts';
import type { ModelRecord } from './run-directory.ts';

const model = {
  startLoss: 5,
  validationLoss: 1,
  finalLoss: 1,
  guessingLoss: Math.log(320),
  bestStep: null,
  divergedAt: null,
} as ModelRecord;
const warningOf = (changes: Partial<ModelRecord>) =>
  outcomeWarning('cot', { ...model, ...changes })?.toString() ?? null;

test('a student that became better on validation, or that was not measured before, is no reason to warn', () => {
  expect(warningOf({})).toBe(null);
  expect(warningOf({ bestStep: 3 })).toBe(null);
  expect(warningOf({ startLoss: null, validationLoss: null })).toBe(null);
  expect(warningOf({ startLoss: null, validationLoss: 4 })).toBe(null);
});

test('a student that is saved as it was: both losses, and what to do', () => {
  expect(warningOf({ bestStep: 0, startLoss: 2.16, validationLoss: 2.16 })).toBe(
    'cot: the training made the student no better. Its validation loss was 2.160 before the first step, and no later one was lower, so it was saved as it was before the training. Start again with another `learningRate` (lower if the loss rose, higher if it hardly changed), more training problems or fewer `epochs`.',
  );
  // It had more than guessing before: that is no divergence of this training.
  expect(warningOf({ bestStep: 0, startLoss: 9, validationLoss: 9 })).toContain('no better');
});

test('a student whose last weights are worse than its first, or no better', () => {
  expect(warningOf({ startLoss: 2.16, validationLoss: 4.14 })).toBe(
    'cot: the training made the student no better. Its validation loss is 4.140 and was 2.160 before the first step. The last weights were saved all the same; `patience` keeps the best ones. Start again with another `learningRate` (lower if the loss rose, higher if it hardly changed), more training problems or fewer `epochs`.',
  );
  expect(warningOf({ startLoss: 2.16, validationLoss: 2.16 })).toContain('no better');
});

test('a training that diverged, measured on validation or without it', () => {
  expect(warningOf({ finalLoss: 6.5, validationLoss: 6.8 })).toMatch(
    /^cot: the training has diverged: its loss is 6\.80, /,
  );
  expect(warningOf({ startLoss: null, validationLoss: null, finalLoss: 6.8 })).toMatch(/has diverged/);
  expect(warningOf({ startLoss: null, validationLoss: null, finalLoss: 6.7 })).toBe(null);
});

test('a student that knows its training problems by heart has not diverged', () => {
  expect(warningOf({ finalLoss: 0.001, validationLoss: 9.25 })).toBe(
    'cot: the student learned its training problems by heart: its loss is 0.001 on them and 9.250 on validation problems. Train on more problems, for fewer `epochs`, or from a pretrained student; `patience` keeps the weights that are best on validation.',
  );
  expect(warningOf({ startLoss: 6, finalLoss: 0.001, validationLoss: 4.6 })).toContain('by heart'); // guessing has 5.77
  expect(warningOf({ finalLoss: 0.001, validationLoss: 2.8 })).toBe(null);
  expect(warningOf({ finalLoss: 0.3, validationLoss: 2.9 })).toBe(null);
  expect(warningOf({ finalLoss: 3, validationLoss: 9.25 })).toContain('has diverged');
  expect(warningOf({ finalLoss: 0.001, validationLoss: 9.25, bestStep: 4 })).toContain('has diverged');
});

test('every model of a pair is judged on its own', () => {
  const models = { qg: model, qa: { ...model, bestStep: 0 } };
  expect(outcomeWarnings({ strategy: 'socratic', models }).map(String)).toEqual([
    expect.stringMatching(/^socratic qa: the training made the student no better/),
  ]);
});
