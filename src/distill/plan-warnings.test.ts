// What is said of a training that has too little to learn from, or too short a time.
import { expect, test } from 'vitest';
import {
  fewProblemsWarning,
  fewStepsWarning,
  leftOutWarning,
  noEquationsWarning,
  planWarnings,
} from './plan-warnings.ts';
import type { RunRecord } from './run-directory.ts';

const run = { strategy: 'cot', student: 'scratch:tiny' } as const;
const few = (trainProblems: number, changes: Partial<Parameters<typeof fewProblemsWarning>[0]> = {}) =>
  fewProblemsWarning({ ...run, dataset: { trainProblems }, ...changes })?.toString() ?? null;

test('under 200 problems: how many there are, and what helps this student', () => {
  expect(few(200)).toBe(null);
  expect(few(199)).toBe(
    '199 train problems are few: under about 200, a student from random weights learns them by heart and solves hardly any other. What helps: more problems of the same kind, a pretrained `student`, several chains for each problem (socratic annotate --samples 4).',
  );
  expect(few(1)).toMatch(/^1 train problem is few: /);
  expect(few(32, { student: 'gpt2', strategy: 'answer' })).toMatch(
    /learns much else\. What helps: more problems of the same kind\.$/,
  );
  const annotations = { path: 'chains.jsonl', sha256: '' };
  expect(few(32, { dataset: { trainProblems: 32, annotations } })).not.toContain('annotate');
});

test('under 100 optimizer steps: how many passes would give them', () => {
  const steps = (total: number, length: Parameters<typeof fewStepsWarning>[2]) =>
    fewStepsWarning('cot', total, length)?.toString() ?? null;
  expect(steps(100, { epochs: 3 })).toBe(null);
  expect(steps(12, { epochs: 3 })).toBe(
    'cot: 12 optimizer steps are few: under about 100, a student hardly learns the form of a solution. Raise `epochs`: 25 would give about 100 steps.',
  );
  expect(steps(12, { epochs: 3, maxSteps: 12 })).toMatch(/ Raise `maxSteps`\.$/);
  expect(steps(12, { epochs: 3, maxSteps: 50 })).toMatch(/ Raise `epochs`: 25 /);
  expect(steps(1, { maxSteps: 1 })).toMatch(/^cot: 1 optimizer step is few: /);
  expect(steps(12, { maxFlops: 1e9 })).toMatch(/ It needs more training compute\.$/);
});

test('of 32 problems, the 29 that a pair cannot use', () => {
  const reasons = { reason: 'steps without sub-questions', count: 20 };
  const warning = leftOutWarning({
    usable: 3,
    leftOut: [reasons, { reason: 'no steps', count: 9 }],
    requirement: 'sub-questions',
    dataset: { path: null },
  });
  expect(String(warning)).toBe(
    '3 of 32 train problems have sub-questions; 29 are left out (20: steps without sub-questions; 9: no steps). To use them, let a teacher write sub-questions: socratic annotate --data DATA --teacher TEACHER --kind socratic --out chains.jsonl',
  );
  const none = { usable: 3, leftOut: [], requirement: 'steps', dataset: { path: null } } as const;
  expect(leftOutWarning(none)).toBe(null);
});

test('of a tenth of the problems on, that they state no equation to plan by', () => {
  const warning = (trainProblems: number, withoutEquations?: number) =>
    noEquationsWarning({ trainProblems, ...(withoutEquations === undefined ? {} : { withoutEquations }) });
  expect([warning(1000), warning(1000, 0), warning(1000, 99)]).toEqual([null, null, null]);
  expect(String(warning(1000, 100))).toBe(
    'The steps of 100 of 1,000 train problems state no equation: their plan only says how many steps there are. `guidance: "steps"` plans by that alone.',
  );
});

test('of a run on record, the same is said: problems left out, few problems, few steps of each model', () => {
  const record = {
    ...run,
    strategy: 'socratic',
    settings: { length: { qg: { epochs: 3 }, qa: { maxSteps: 400 } } },
    dataset: {
      path: 'data/mine',
      trainProblems: 2,
      usableProblems: 3,
      withoutEquations: 1,
      leftOut: [{ reason: 'no steps', count: 29 }],
    },
    models: { qg: { totalSteps: 3, tooLong: 0 }, qa: { totalSteps: 400, tooLong: 2 } },
  } as unknown as RunRecord;
  expect(planWarnings(record).map(String)).toEqual([
    expect.stringMatching(/^3 of 32 train problems have sub-questions; 29 are left out \(no steps\)\./),
    expect.stringMatching(/^2 train problems are few: /),
    expect.stringMatching(/^The steps of 1 of 2 train problems state no equation: /),
    expect.stringMatching(/^socratic qg: 3 optimizer steps are few: .* Raise `epochs`: 100 /),
    'socratic qa: 2 sequences are longer than the context and left out.',
  ]);
});
