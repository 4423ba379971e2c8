import { describe, expect, test } from 'vitest';
import { silentReporter } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import type { Oracle } from '../solve/index.ts';
import type { Guidance } from '../strategy/index.ts';
import type { EvaluatedData } from './evaluated-data.ts';
import { assertOracle, oracleData } from './oracle.ts';

const problem = (id: string, steps?: Problem['steps']): Problem => ({
  id,
  question: id,
  answer: '1',
  answerType: 'number',
  ...(steps === undefined ? {} : { steps }),
});
const asked = problem('asked', [{ question: 'a?', solution: '1' }]);
const solved = problem('solved', [{ solution: '1' }]);
const bare = problem('bare');
const dataOf = (...problems: Problem[]): EvaluatedData => ({
  split: 'test',
  problems,
  dataset: { name: 'mine', path: null, sha256: 'x' },
  splits: { train: [], validation: [], test: problems },
});
function kept(problems: Problem[], oracle?: Oracle, guidance?: Guidance) {
  const warnings: string[] = [];
  const reporter = { ...silentReporter, warn: (text: string) => void warnings.push(text) };
  const { problems: left } = oracleData(dataOf(...problems), { oracle, guidance }, reporter);
  return { ids: left.map(({ id }) => id), warnings };
}

describe('the problems of an oracle', () => {
  test('without one: all', () => {
    expect(kept([asked, solved, bare])).toEqual({ ids: ['asked', 'solved', 'bare'], warnings: [] });
  });

  test('those with sub-questions, or with steps; the others are counted', () => {
    expect(kept([asked, solved, bare], 'questions')).toEqual({
      ids: ['asked'],
      warnings: ['Left out: 2 problems without sub-questions.'],
    });
    expect(kept([asked, solved, bare], 'answers')).toEqual({
      ids: ['asked', 'solved'],
      warnings: ['Left out: 1 problem without steps.'],
    });
  });

  test('guidance: those with a plan; of equations, those that state one', () => {
    expect(kept([asked, solved, bare], 'guidance', 'steps')).toEqual({
      ids: ['asked', 'solved'],
      warnings: ['Left out: 1 problem without steps.'],
    });
    const stated = problem('stated', [{ solution: '1 + 1 = 2' }, { solution: 'So two.' }]);
    expect(kept([asked, stated, bare], 'guidance', 'equations')).toEqual({
      ids: ['stated'],
      warnings: ['Left out: 2 problems without equations.'],
    });
    expect(() => kept([asked], 'guidance', 'equations')).toThrow(
      expect.objectContaining({
        code: 'no-problems',
        message: expect.stringContaining('has equations of its own'),
      }),
    );
  });

  test('none has any', () => {
    expect(() => kept([solved, bare], 'questions')).toThrow(expect.objectContaining({ code: 'no-problems' }));
  });
});

test('only a pair has halves', () => {
  expect(() => assertOracle('runs/a', { strategy: 'socratic' }, 'answers')).not.toThrow();
  expect(() => assertOracle('runs/a', { strategy: 'cot' }, undefined)).not.toThrow();
  expect(() => assertOracle('runs/a', { strategy: 'cot' }, 'answers')).toThrow(
    expect.objectContaining({ code: 'option-unused', subject: { option: 'oracle' } }),
  );
});

test('only a pair with guidance can be given its plan', () => {
  const pair = { strategy: 'socratic' } as const;
  expect(() => assertOracle('runs/a', { ...pair, guidance: 'steps' }, 'guidance')).not.toThrow();
  expect(() => assertOracle('runs/a', pair, 'guidance')).toThrow(
    expect.objectContaining({
      code: 'option-unused',
      message: expect.stringContaining('trained to write none'),
    }),
  );
});
