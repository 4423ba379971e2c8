import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../data/index.ts';
import { goldPlan, hasPlan, planIn, planLine, planOf, sequencesFor, stepsIn } from './index.ts';

describe('the plan of solutions', () => {
  test('steps: how many there are', () => {
    expect(planOf('steps', ['a', 'b', 'c'])).toBe('3');
  });

  test.each<[string, string[], string]>([
    ['annotations', ['4 * 3 = <<4*3=12>>12 dollars.', '<<12+2=14>>14'], '4 * 3; 12 + 2'],
    [
      'parentheses and signs',
      ['<<(4+3)*2=14>>14', '<<-5+8=3>>', '<<10*20%=2>>'],
      '(4 + 3) * 2; -5 + 8; 10 * 20%',
    ],
    ['several in one step', ['<<2*3=6>>6 and <<6+1=7>>7'], '2 * 3, 6 + 1'],
    ['no thousands comma, which would separate equations', ['<<1,200*3=3600>>'], '1200 * 3'],
    [
      'plain equations, where a step has no annotation',
      ['She pays 4 × 3 = 12 dollars.', '12+2=14'],
      '4 * 3; 12 + 2',
    ],
    ['annotations alone, where a step has both', ['3 + 4 = 7, so <<7*2=14>>14'], '7 * 2'],
    ['none for a step without an equation', ['So it is ten.', '<<6+4=10>>10'], 'none; 6 + 4'],
    [
      'none for an annotation that cannot be computed, and a wrong equation',
      ['<<x+4=10>>', '2 + 2 = 5'],
      'none; none',
    ],
  ])('equations: %s', (_what, solutions, plan) => {
    expect(planOf('equations', solutions)).toBe(plan);
    expect(stepsIn('equations', plan)).toBe(solutions.length);
  });
});

test('the plan of a problem is that of its steps with a text', () => {
  const problem = (...solutions: string[]) => ({ steps: solutions.map((solution) => ({ solution })) });
  expect(goldPlan('steps', problem('2+2=4', ' '))).toBe('1');
  expect(goldPlan('equations', problem('2+2=4', ' '))).toBe('2 + 2');
  for (const guidance of ['steps', 'equations'] as const) {
    expect([goldPlan(guidance, problem(' ')), goldPlan(guidance, {})]).toEqual([null, null]);
    expect([hasPlan(guidance, problem(' ')), hasPlan(guidance, {})]).toEqual([false, false]);
  }
  expect(['steps' as const, 'equations' as const].map((by) => hasPlan(by, problem('It is ten.')))).toEqual([
    true,
    false,
  ]);
});

test('a line is a plan by its cue, however it is spaced or written', () => {
  expect(planIn('steps', 'Steps: 3\n')).toBe('3');
  expect(planIn('steps', '  steps:3 ')).toBe('3');
  expect(planIn('equations', 'Equations: 4 * 3;  12 + 2')).toBe('4 * 3; 12 + 2');
  expect(planIn('equations', 'Equations:')).toBe('');
  for (const line of ['', 'Question: Steps: 3?', 'Equations: 4 * 3', '3'])
    expect(planIn('steps', line)).toBe(null);
});

test('what a plan does not say is null', () => {
  expect(['3', '0', '', 'three', '3 or 4', '3.5', '-1'].map((plan) => stepsIn('steps', plan))).toEqual([
    3,
    0,
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(['4 * 3', '4 * 3; ', '', 'none; none'].map((plan) => stepsIn('equations', plan))).toEqual([
    1,
    1,
    null,
    2,
  ]);
});

test('every plan reads back from its line', () => {
  const solution = fc.oneof(
    fc.string(),
    fc.tuple(fc.nat(999), fc.nat(999)).map(([a, b]) => `${a}+${b}=<<${a}+${b}=${a + b}>>`),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('steps' as const, 'equations' as const),
      fc.array(solution, { minLength: 1 }),
      (guidance, solutions) => {
        const plan = planOf(guidance, solutions);
        const line = planLine(guidance, plan);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(planIn(guidance, line)).toBe(plan);
        expect(stepsIn(guidance, plan)).toBe(solutions.length);
      },
    ),
  );
});

describe('training sequences with guidance', () => {
  const problem: Problem = {
    id: 'p',
    question: 'P',
    answer: '14',
    answerType: 'number',
    steps: [
      { question: 'a?', solution: '<<4*3=12>>12' },
      { question: 'b?', solution: '12+2=14' },
    ],
  };
  const shown = (options: Parameters<typeof sequencesFor>[2]) =>
    sequencesFor('socratic', problem, options).map(({ segments }) =>
      segments.map(({ text, learned }) => (learned ? '+' : '-') + text),
    );
  const [, qa] = shown({});

  test('the decomposer learns its plan as one segment behind the problem; the solver sees none', () => {
    expect(shown({ guidance: 'steps' })).toEqual([
      ['-Problem: P\n', '+Steps: 2\n', '+Question: a?\n', '+Question: b?\n'],
      qa,
    ]);
    expect(shown({ guidance: 'equations', style: 'equations' })[0]?.slice(0, 3)).toEqual([
      '-Problem: P\n',
      '+Equations: 4 * 3; 12 + 2\n',
      '+Question: a?\n',
    ]);
  });

  test('interleaved too, and once', () => {
    expect(shown({ guidance: 'equations', mode: 'interleaved' })[0]).toEqual([
      '-Problem: P\n',
      '+Equations: 4 * 3; 12 + 2\n',
      ...(shown({ mode: 'interleaved' })[0] ?? []).slice(1),
    ]);
  });

  test('other strategies have no decomposer', () => {
    for (const strategy of ['answer', 'cot', 'socratic-unified', 'annotator'] as const)
      expect(sequencesFor(strategy, problem, { guidance: 'steps' })).toEqual(sequencesFor(strategy, problem));
  });
});
