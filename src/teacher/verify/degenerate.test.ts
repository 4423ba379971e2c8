// The bounds of what a chain may be: just within, and just beyond.
import { describe, expect, test } from 'vitest';
import type { Problem, Step } from '../../data/index.ts';
import { leak, shape } from './degenerate.ts';

describe('the length of a chain', () => {
  /** Steps with `total` characters in all, `asked` of them in sub-questions. */
  const chain = (total: number, asked = 0): Step[] => {
    const lengths = [430, 430, 430, 430, 430, 430, total - asked - 2580];
    const steps = lengths.map((length): Step => ({ solution: 'x'.repeat(length) }));
    return asked === 0 ? steps : steps.with(0, { question: 'q'.repeat(asked), solution: 'x'.repeat(430) });
  };

  test('3,000 characters are kept, 3,001 are too many', () => {
    expect(shape(chain(2999))).toBeNull();
    expect(shape(chain(3000))).toBeNull();
    expect(shape(chain(3001))).toEqual({ code: 'too-long', detail: '3001 characters' });
  });

  test('sub-questions count', () => {
    expect(shape(chain(3000, 200))).toBeNull();
    expect(shape(chain(3001, 200))).toEqual({ code: 'too-long', detail: '3001 characters' });
  });

  test('a step of 500 characters is kept, one of 501 is named', () => {
    const steps = (length: number): Step[] => [{ solution: 'x' }, { solution: 'y'.repeat(length) }];
    expect(shape(steps(500))).toBeNull();
    expect(shape(steps(501))).toEqual({ code: 'too-long', detail: 'a step of 501 characters', step: 2 });
  });

  test('16 steps are kept, 17 are too many', () => {
    const steps = (count: number): Step[] => Array.from({ length: count }, () => ({ solution: 'x' }));
    expect(shape(steps(16))).toBeNull();
    expect(shape(steps(17))).toEqual({ code: 'too-long', detail: '17 steps' });
  });
});

describe('a sub-question that contains its own result', () => {
  /** A problem of a single step, whose result the sub-question names. The problem does not state it. */
  const found = (a: number, b: number, result: number) => {
    const problem: Problem = {
      id: 'p',
      question: `Ann has ${a} pens and gives ${b} of them away. How many has she left?`,
      answer: String(result),
      answerType: 'number',
    };
    const step = { question: `Which ${result} pens are left?`, solution: `${a} - ${b} = ${result}` };
    return leak(problem, [step]);
  };

  test.each([
    [10, 9, 1],
    [10, 8, 2],
  ])('%d - %d = %d is no leak: so small a number is an ordinary word', (a, b, result) => {
    expect(found(a, b, result)).toBeNull();
  });

  test.each([
    [10, 7.5, 2.5],
    [10, 7, 3],
    [90, 41, 49],
  ])('%d - %d = %d is a leak', (a, b, result) => {
    expect(found(a, b, result)).toEqual({
      code: 'answer-leaked',
      detail: `sub-question 1 contains ${result}`,
      step: 1,
    });
  });

  test('a number that the problem states is no leak', () => {
    const problem: Problem = {
      id: 'p',
      question: 'Ann has 49 of 90 pens.',
      answer: '49',
      answerType: 'number',
    };
    expect(leak(problem, [{ question: 'Which 49 pens?', solution: '90 - 41 = 49' }])).toBeNull();
  });
});
