// The whole verdict on a chain: every reason, the step that it names, and nothing besides.
import { describe, expect, test } from 'vitest';
import type { Problem, Step } from '../../data/index.ts';
import { contextOf, unusable, verifyChain, verifyQuestions } from './verify.ts';

const problem: Problem = {
  id: 'p',
  question: 'Ann has 72 rolls in 4 boxes. How many rolls are in each box?',
  answer: '18',
  answerType: 'number',
};
const step = (solution: string, question?: string): Step =>
  question === undefined ? { solution } : { question, solution };
const good = step('72 / 4 = 18 rolls.', 'How many rolls are in a box?');

const codes = (kind: 'cot' | 'socratic', steps: readonly Step[], answer: string | null = '18') =>
  verifyChain(problem, kind, { steps, answer }).reasons.map(({ code, step: at }) =>
    at === undefined ? code : `${code} ${at}`,
  );

test('a chain without a fault is kept', () => {
  for (const kind of ['cot', 'socratic'] as const)
    expect(verifyChain(problem, kind, { steps: [good], answer: '18' })).toEqual({
      ...{ correct: true, verified: true, reasons: [] },
    });
});

test('of a wrong answer nothing is said but that', () => {
  expect(verifyChain(problem, 'cot', { steps: [step('72 / 8 = 9 rolls.')], answer: '9' })).toEqual({
    ...{ correct: false, verified: false, reasons: [{ code: 'wrong-answer', detail: '9, not 18' }] },
  });
  expect(verifyChain(problem, 'cot', { steps: [good], answer: null })).toEqual({
    ...{
      correct: false,
      verified: false,
      reasons: [{ code: 'no-answer', detail: 'no final answer can be read' }],
    },
  });
});

describe('the reason against a chain, and its step', () => {
  test.each<[string, 'cot' | 'socratic', readonly Step[], readonly string[]]>([
    ['no steps', 'cot', [], ['no-steps']],
    ['no solution', 'cot', [good, step('  ', 'Is it so?')], ['no-solution 2']],
    ['no solution of the first step', 'cot', [step('')], ['no-solution 1', 'answer-not-derived']],
    ['a mark', 'cot', [good, step('#### 18')], ['unreadable 2']],
    ['a mark in a question', 'socratic', [good, step('So it is 18.', 'What now? ####')], ['unreadable 2']],
    ['no sub-question', 'socratic', [good, step('So it is 18.')], ['no-sub-question 2']],
    ['an empty sub-question', 'socratic', [good, step('So it is 18.', '   ')], ['no-sub-question 2']],
    ['no sub-question, without such questions', 'cot', [good, step('So it is 18.')], []],
    ['a leak', 'socratic', [step('72 / 4 = 18.', 'Are there 18 rolls?')], ['answer-leaked 1']],
    ['a leak, without such questions', 'cot', [step('72 / 4 = 18.', 'Are there 18 rolls?')], []],
    ['markup', 'cot', [good, step('So it is **18**.')], ['unreadable 2']],
    ['markup in a question', 'cot', [good, step('So it is 18.', 'Is **it** so?')], ['unreadable 2']],
    ['wrong arithmetic', 'cot', [step('72 / 4 = 17.'), step('16 + 2 = 18.')], ['wrong-arithmetic 1']],
    ['no derivation', 'cot', [step('72 * 4 = 288, not 18.')], ['answer-not-derived']],
    ['a number from nowhere', 'cot', [step('Of 4711 rolls, 72 / 4 = 18.')], ['number-from-nowhere 1']],
    ['a repetition', 'cot', [good, step('72 / 4 = 18 rolls.', 'Is it so?')], ['repeats-itself 2']],
  ])('%s', (_what, kind, steps, expected) => expect(codes(kind, steps)).toEqual(expected));
});

test('a missing part is named with its step', () => {
  const details = (kind: 'cot' | 'socratic', ...steps: readonly Step[]) =>
    verifyChain(problem, kind, { steps, answer: '18' }).reasons.map(({ detail }) => detail);
  expect(details('cot', good, step(''))).toContain('step 2 has no solution');
  expect(details('cot', good, step('#### 18'))).toContain('step 2 contains ####');
  expect(details('socratic', good, step('So it is 18.'))).toContain('step 2 has no sub-question');
});

test('of more than 20,000 characters only the length is judged', () => {
  const long = (question: number, solution: number) => [step('x'.repeat(solution), 'y'.repeat(question))];
  expect(codes('cot', long(10_000, 10_000), null)).toEqual(['no-answer', 'one-giant-step']);
  expect(codes('cot', long(10_000, 10_001), null)).toEqual(['one-giant-step']);
  expect(codes('cot', long(10_001, 10_000), null)).toEqual(['one-giant-step']);
  expect(codes('cot', [...long(5000, 5000), ...long(5000, 5000)], null)).toContain('no-answer');
  expect(codes('cot', [...long(5000, 5000), ...long(5001, 5000)], null)).toEqual(['too-long 2']);
  const verdict = verifyChain(problem, 'cot', { steps: long(0, 20_001), answer: '18' });
  expect([verdict.correct, verdict.verified]).toEqual([true, false]);
});

test('sub-questions of gold steps', () => {
  const verdict = (...steps: readonly Step[]) =>
    verifyQuestions(problem, steps).reasons.map(({ code, step: at }) => `${code} ${at}`);
  expect(verifyQuestions(problem, [good])).toEqual({ correct: true, verified: true, reasons: [] });
  expect(verdict(good, step('18 + 1 = 19'))).toEqual(['no-sub-question 2']);
  expect(verdict(good, step('18 + 1 = 20', 'What is one more?'))).toEqual(['wrong-arithmetic 2']);
  expect(verdict(step('72 / 4 = 18', 'Are there 18?'))).toEqual(['answer-leaked 1']);
  expect(verdict(good, step('So it is.', 'How many rolls are in a box?'))).toEqual(['repeats-itself 2']);
  expect(verdict(good, step('72 / 4 = 18 rolls.', 'What is it?'))).toEqual([]);
  expect(verdict(good, step('So it is **18**', 'What is **it**?'))).toEqual(['unreadable 2']);
  expect(verdict(good, step('So it is **18**', 'What is it?'))).toEqual([]);
});

test('an answer of which nothing can be read', () => {
  const reason = { code: 'refused', detail: 'it says no' } as const;
  expect(unusable(reason)).toEqual({ correct: false, verified: false, reasons: [reason] });
});

test('what is said before a step', () => {
  const steps = [step('One.', 'Why?'), step('Two.'), step('Three.')];
  expect([0, 2].map((index) => contextOf(problem, steps, index))).toEqual([
    problem.question,
    `${problem.question}\nOne.\nTwo.`,
  ]);
});
