// Chains that repeat the problem, themselves or another chain, and sub-questions that say too much.
import { describe, expect, test } from 'vitest';
import type { Problem, Step } from '../../data/index.ts';
import { leak, repetition, shape } from './degenerate.ts';
import { isNearDuplicate } from './similar.ts';

const about = (question: string, more: Partial<Problem> = {}): Problem => ({
  ...{ id: 'p', question, answer: '18', answerType: 'number', ...more },
});
const steps = (...solutions: readonly string[]): Step[] => solutions.map((solution) => ({ solution }));
const letters = [...'abcdefghijklmnopqrstuvwxyz'];
/** So many words, each its own. */
const words = (count: number, from = 0): string =>
  letters
    .slice(from, from + count)
    .map((letter) => `${letter}xy`)
    .join(' ');

describe('a step is the problem again', () => {
  const repeats = (question: string, solution: string) =>
    repetition(about(question), steps(solution)) !== null;

  test('from twelve words on', () => {
    expect([11, 12].map((count) => repeats(words(count), words(count)))).toEqual([false, true]);
  });

  test('where it has nine in ten of its words', () => {
    expect([17, 18, 19].map((count) => repeats(words(20), words(count)))).toEqual([false, true, true]);
    expect([2, 3].map((from) => repeats(words(20), words(20, from)))).toEqual([true, false]);
    expect(repeats(words(13), words(13, 13))).toBe(false);
  });

  test('where it is about as long', () => {
    const twice = `${words(10)} ${words(10)}`;
    expect([words(10), twice].map((text) => repeats(twice, text))).toEqual([false, true]);
  });

  test('with the number of the step', () => {
    const problem = about(words(12));
    const expected = { code: 'repeats-problem', detail: 'step 2 is the problem again', step: 2 };
    expect(repetition(problem, steps('So.', words(12)))).toEqual(expected);
    expect(repetition(problem, [...steps('So.'), { question: words(12), solution: 'Now.' }])).toEqual(
      expected,
    );
  });
});

test('a step that comes twice is named with the one before', () => {
  const problem = about('How many?');
  expect(repetition(problem, steps('One.', 'Two.', 'one.'))).toEqual({
    ...{ code: 'repeats-itself', detail: 'step 3 has the solution of step 1', step: 3 },
  });
  const asked = ['Why?', 'How?', 'How?'].map((question, index) => ({ question, solution: words(2, index) }));
  expect(repetition(problem, asked)).toEqual({
    ...{ code: 'repeats-itself', detail: 'step 3 has the question of step 2', step: 3 },
  });
  expect(repetition(problem, steps('One.', '', '', 'Two.'))).toBeNull();
});

describe('a sub-question', () => {
  const found = (problem: Problem, ...pairs: readonly (readonly [question: string, solution: string])[]) => {
    const reason = leak(
      problem,
      pairs.map(([question, solution]) => ({ question, solution })),
    );
    return reason === null ? null : `${reason.code} ${reason.step}: ${reason.detail}`;
  };
  const pens = about('Ann has 952 pens and 37.');

  test('holds what it asks for', () => {
    const reason = 'answer-leaked 2: sub-question 2 contains 989';
    expect(found(pens, ['Why?', 'So.'], ['Are there 989?', '952 + 37 = 989'])).toBe(reason);
    expect(found(about('How many?'), ['Are there 18?', 'So.'])).toBe(
      'answer-leaked 1: sub-question 1 contains 18',
    );
    expect(found(about('How many of 18?'), ['Are there 18?', 'So.'])).toBeNull();
    expect(found(about('How many?', { answer: '2' }), ['Are there 2?', '1 + 1 = 2'])).toBeNull();
    expect(found(about('How many?', { answer: '3' }), ['Are there 3?', '1 + 2 = 3'])).toContain(
      'answer-leaked 1',
    );
  });

  test('of a problem whose answer is no number holds no answer', () => {
    const choice = about('Which one?', { answer: '18', answerType: 'text' });
    expect(found(choice, ['Are there 18?', 'So.'])).toBe('number-from-nowhere 1: sub-question 1 contains 18');
  });

  test('holds a number from nowhere', () => {
    expect(found(pens, ['Why?', 'So.'], ['Why 4711?', 'So.'])).toBe(
      'number-from-nowhere 2: sub-question 2 contains 4711',
    );
    expect(found(about('Ann has pens.'), ['How many in 12 hours?', 'So.'])).toBeNull(); // everyone knows it
    expect(found(pens, ['What are the 989 pens?', 'So.'])).toBeNull(); // one calculation away
    expect(found(pens, ['Why?', 'It has 4711.'], ['Why 4711?', 'So.'])).toBeNull();
    expect(found(pens, ['Why?', '4000 + 711 = 4711'], ['Why 4711?', 'So.'])).toBeNull();
  });
});

test('one step with more than two calculations is too much, however they are written', () => {
  const isTooMuch = (solution: string) => shape(steps(solution))?.code === 'one-giant-step';
  expect(isTooMuch('1 + 2=<<1+2=3>>3 and 4 + 5=<<4+5=9>>9')).toBe(false);
  expect(isTooMuch('1 + 2 = $<<1+2=3>>3 and 4 + 5 =  <<4+5=9>>9')).toBe(false);
  expect(isTooMuch('It is <<1+2=3>>3 and <<4+5=9>>9')).toBe(false);
  expect(isTooMuch('It is <<1+2=3>>3 and <<4+5=9>>9, so 3 + 9 = 12')).toBe(true);
  expect(shape([])).toBeNull();
});

describe('two chains say nearly the same', () => {
  const isSame = (one: string, other: string) => isNearDuplicate(steps(one), steps(other));

  test('where four in five runs of three words are the same', () => {
    expect(isSame(words(6), words(7))).toBe(true);
    expect(isSame(words(7), words(6))).toBe(true);
    expect(isSame(words(5), words(6))).toBe(false);
    expect(isSame(words(6), words(6, 7))).toBe(false);
    expect(isSame(words(6), words(6))).toBe(true);
  });

  test('whatever the case and the signs between the words', () => {
    expect(isSame('One two, three four', 'one  two; three FOUR')).toBe(true);
    expect(isSame('1 two, 3 four', '1  two; 3 FOUR!')).toBe(true);
    expect(isSame('one two three four', 'red blue green black')).toBe(false);
    expect(isSame('11 22 33 44', '55 66 77 88')).toBe(false);
  });

  test('with the same operators', () => {
    expect(isSame('3 + 4 = 7', '3+4=7')).toBe(true);
    expect(isSame('3 + 4', '3 - 4')).toBe(false);
    expect(isSame('3 × 4', '3 ÷ 4')).toBe(false);
    expect(isSame('3.5 + 4', '3 . 5 + 4')).toBe(false);
  });

  test('of fewer than three words all are the same', () => {
    expect(isSame('Yes no', 'No way')).toBe(false);
    expect(isSame('Yes no', 'yes, no!')).toBe(true);
    expect(isSame('', '')).toBe(true);
    expect(isSame('Yes', '')).toBe(false);
  });

  test('of questions and solutions', () => {
    const [one, other] = ['Why is it so?', 'Who has it now?'].map((question) => [
      { question, solution: 'So.' },
    ]);
    expect(isNearDuplicate(one ?? [], other ?? [])).toBe(false);
    expect(isNearDuplicate(one ?? [], one ?? [])).toBe(true);
  });
});
