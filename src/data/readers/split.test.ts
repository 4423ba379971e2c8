import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorOf } from '../../../test/support/source-files.ts';
import type { Problem } from '../problem.ts';
import { maskedQuestion } from './question-text.ts';
import { assertFraction, cutGrouped } from './split.ts';

const problem = (question: string, index: number): Problem => ({
  id: `p${index}`,
  question,
  answer: '1',
  answerType: 'number',
});

test('questions that differ only in numbers stay on one side, and nothing is lost or reordered', () => {
  const template = fc.constantFrom(
    'Ann has # eggs.',
    'Bob ran # miles.',
    'Cy is # old.',
    'Dee saw # cars.',
    'E # f',
  );
  const questions = fc.array(
    fc.tuple(template, fc.nat(99)).map(([text, n]) => text.replace('#', String(n))),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(
      questions,
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.string(),
      (texts, fraction, seed) => {
        const problems = texts.map(problem);
        const { kept, cutOff } = cutGrouped(problems, fraction, seed);
        expect(cutOff.length).toBeLessThanOrEqual(Math.round(problems.length * fraction));
        const cutForms = new Set(cutOff.map(({ question }) => maskedQuestion(question)));
        expect(kept.some(({ question }) => cutForms.has(maskedQuestion(question)))).toBe(false);
        const inCut = new Set(cutOff);
        expect(kept).toEqual(problems.filter((p) => !inCut.has(p)));
        expect(cutOff).toEqual(problems.filter((p) => inCut.has(p)));
        expect(cutGrouped(problems, fraction, seed)).toEqual({ kept, cutOff });
      },
    ),
  );
});

test('cuts exactly the fraction when every question is its own group, and another seed cuts others', () => {
  const problems = Array.from({ length: 50 }, (_, i) => problem(`question ${'x'.repeat(i)}`, i));
  const ids = (seed: string) => cutGrouped(problems, 0.2, seed).cutOff.map(({ id }) => id);
  expect(ids('0')).toHaveLength(10);
  expect(ids('1')).not.toEqual(ids('0'));
});

test.each([-0.1, 1, Number.NaN])('%d is not a fraction to set aside', (fraction) => {
  expect(errorOf(() => assertFraction('validation', fraction))).toMatchObject({
    code: 'invalid-value',
    message: `\`validation\` must be a fraction, at least 0 and below 1, and is ${fraction}.`,
  });
});
