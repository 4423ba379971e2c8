// The bounds of what a chain may be: just within, and just beyond.
import { describe, expect, test } from 'vitest';
import type { Problem, Step } from '../../data/index.ts';
import { leak, reference, shape } from './degenerate.ts';

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

describe('a chain of one step', () => {
  const annotated = ['<<6*12=72>>72', '<<72-48=24>>24', '<<24/4=6>>6'];
  test.each<[solution: string, isKept: boolean]>([
    ['6 * 12 = 72, then 72 - 48 = 24', true],
    ['6 * 12 = 72, then 72 - 48 = 24, then 24 / 4 = 6', false],
    [annotated.slice(1).join(' and '), true],
    [annotated.join(' and '), false],
    [`6 * 12 = ${annotated[0]}, 72 - 48 = $${annotated[1]}`, true],
    [`6 * 12 = ${annotated[0]}, 72 - 48 = $${annotated[1]}, 24 / 4 = ${annotated[2]}`, false],
    [`6 * 12 = ${annotated[0]}, 72 - 48 = 24, so ${annotated[2]}`, false],
    // an annotation is one calculation, however many signs it has
    ['<<6*12=72=72>>72', true],
    ['<<6*12>>72, <<72-48>>24, <<24/4>>6', false],
    ['<<6*12=72=72>>72 and <<72-48=24=24>>24', true],
    ['x'.repeat(240), true],
    ['x'.repeat(241), false],
  ])('%j is kept: %j', (solution, isKept) => {
    const detail = `one step of ${solution.length} characters`;
    expect(shape([{ solution }])).toEqual(isKept ? null : { code: 'one-giant-step', detail });
    expect(shape([{ solution }, { solution: 'So it is.' }])).toBeNull();
  });
});

test('an answer is still called #10 only where the decomposition calls one so', () => {
  const found = (solution: string, decomposition?: string[]) =>
    reference(
      {
        id: 'd',
        question: 'Is he?',
        answer: 'yes',
        answerType: 'boolean',
        ...(decomposition && { decomposition }),
      },
      [{ solution: 'He is #3 here.' }, { question: 'Who?', solution }],
    )?.detail ?? null;
  expect(found('He is #10.', ['Who is it?', 'Is #10 old?'])).toBe('step 2 contains #10');
  expect(found('He is #1.', ['Who is it?', 'Is #10 old?'])).toBeNull();
  expect(found('He is #10.', ['Who is it?', 'Is #1 old?'])).toBeNull();
  expect(found('He is #10.', ['Who is it?'])).toBeNull();
  expect(found('He is #10.')).toBeNull();
  expect(found('He is #5, or #10.', ['Is #10 older than #2?'])).toBe('step 2 contains #10');
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
