// What `evaluate` prints about confidence, repeated sub-questions, plans, oracles, and lines that were written again.
import { expect, test } from 'vitest';
import type { RunEvaluation } from '../evaluate/index.ts';
import { runText } from './evaluation-text.ts';

const evaluation = {
  strategy: 'socratic',
  split: 'test',
  total: 20,
  correct: 5,
  accuracy: 0.25,
  ci95: [0.1, 0.5],
  unreadable: 0,
  bySteps: [],
  limits: { steps: 0, tokens: 0, context: 0, stuck: 0 },
  calculator: false,
  calculatorUses: 0,
  generatedTokens: 2000,
  forcedTokens: 0,
  seconds: 4,
  models: {},
  predictions: 'predictions-test.jsonl',
} as unknown as RunEvaluation;

const text = (more: Partial<RunEvaluation>) => runText({ ...evaluation, ...more });
const row = (name: string, printed: string) =>
  printed
    .split('\n')
    .find((line) => line.startsWith(`${name} `))
    ?.slice(name.length)
    .trim();

test('repeats that were answered: how many, and from a tenth of the problems on the option that helps', () => {
  const many = text({ repeats: { option: 'keep', problems: 2, answered: 3, stopped: 0 } });
  expect(row('repeats', many)).toBe('3 sub-questions asked again in 2 problems');
  expect(many).toContain(
    'The pair repeated sub-questions in 10.0 % of the problems. With --repeats stop it is asked for the answer at the first one.',
  );
  const few = text({ repeats: { option: 'keep', problems: 1, answered: 1, stopped: 0 } });
  expect(row('repeats', few)).toBe('1 sub-question asked again in 1 problem');
  expect(few).not.toContain('--repeats');
});

test('repeats that were stopped, none, and strategies that have none', () => {
  const stopped = text({ repeats: { option: 'stop', problems: 12, answered: 0, stopped: 12 } });
  expect(row('repeats', stopped)).toBe('12 sub-questions not asked again in 12 problems');
  expect(stopped).not.toContain('--repeats');
  expect(row('repeats', text({ repeats: { option: 'keep', problems: 0, answered: 0, stopped: 0 } }))).toBe(
    'none',
  );
  expect(row('repeats', text({}))).toBeUndefined();
});

test('lines that were written again, and the tokens that they cost', () => {
  const resampling = { tries: 3, temperature: 0.7, seed: 1, problems: 4, lines: 9, mended: 5, tokens: 150 };
  expect(row('resampled', text({ resampling }))).toBe(
    '9 lines in 4 problems, 5 mended, 150 tokens thrown away (7.5 %); at most 3 times, temperature 0.7, seed 1',
  );
  const none = { ...resampling, problems: 0, lines: 0, mended: 0, tokens: 0 };
  expect(row('resampled', text({ resampling: none }))).toBe(
    'no line; at most 3 times, temperature 0.7, seed 1',
  );
  expect(row('resampled', text({}))).toBeUndefined();
});

test('a repetition penalty, where there is one', () => {
  expect(row('repetition penalty', text({ repetitionPenalty: 1.1 }))).toBe('1.1');
  expect(row('repetition penalty', text({}))).toBeUndefined();
});

test('plans: how many, how many are right, and how many were followed', () => {
  const guidance = {
    by: 'steps',
    planned: 19,
    compared: 20,
    sameSteps: 15,
    samePlan: 15,
    followed: 18,
  } as const;
  const steps = text({ guidance });
  expect(row('plans', steps)).toBe('by steps, in 19 of 20 (95.0 %)');
  expect(row('steps as in the problem', steps)).toBe('15 of 20 (75.0 %)');
  expect(row('equations as in the problem', steps)).toBeUndefined();
  expect(row('as many questions as planned', steps)).toBe('18 of 19 (94.7 %)');
  const equations = text({ guidance: { ...guidance, by: 'equations', samePlan: 7 } });
  expect(row('equations as in the problem', equations)).toBe('7 of 20 (35.0 %)');
  const none = text({
    guidance: { ...guidance, planned: 0, compared: 0, sameSteps: 0, samePlan: 0, followed: 0 },
  });
  expect(row('steps as in the problem', none)).toBeUndefined();
  expect(row('as many questions as planned', none)).toBe('0 of 0');
  expect(row('plans', text({}))).toBeUndefined();
});

test('the oracle of plans: what is given, and what the plan costs', () => {
  const guidance = {
    by: 'steps',
    planned: 20,
    compared: 20,
    sameSteps: null,
    samePlan: null,
    followed: 20,
  } as const;
  const oracleDifference = { difference: 0.05, ci95: [-0.01, 0.11], total: 20 } as unknown as NonNullable<
    RunEvaluation['oracleDifference']
  >;
  const given = text({ guidance, oracle: 'guidance', oracleDifference });
  expect(row('oracle', given)).toBe("the problems' own plans are given");
  expect(row('without mistakes of the plan', given)).toBe('+5.0 points [-1.0, +11.0] on 20 problems');
  expect(row('steps as in the problem', given)).toBeUndefined();
  expect(row('without mistakes of the solver', text({ oracle: 'answers' }))).toMatch(/^unknown: /);
});

test('what was asked elsewhere: how much, what of it was of use, and what it cost', () => {
  const model = { model: 'openai:m', price: { input: 1, output: 1 }, inputTokens: 1, outputTokens: 1 };
  const answers = {
    ...model,
    ...{
      answered: 9,
      reused: 3,
      failed: 1,
      unusable: 2,
      example: 'The answer is cut off: 1',
      cost: 0.3,
      newCost: 0.2,
    },
  };
  const outside: NonNullable<RunEvaluation['outside']> = {
    answers,
    spent: 0.5,
    unsureBelow: 0.9,
    consulted: 13,
    replaced: 10,
    failedSteps: 1,
    consultedProblems: 8,
    subQuestions: 26,
    difference: null,
    unanswered: 0,
    chains: 'runs/a/consulted-test.jsonl',
    chainCount: 7,
  };
  const said = text({ outside });
  expect(row('answered by', said)).toBe(
    'openai:m, 9 new answers, 3 from the store, 2 of them not usable, 1 call failed',
  );
  expect(row('of them', said)).toBe(
    'sub-solutions below a likelihood of 0.9: 13 of 26 sub-questions (50.0 %), 10 replaced, 1 call failed: the next start asks again',
  );
  expect(row('cost', said)).toBe('$0.2 now, $0.5 over all starts');
  expect(row('first without use', said)).toBe('The answer is cut off: 1');
  expect(row('kept to train on', said)).toBe('7 right chains in runs/a/consulted-test.jsonl');
  const free = text({
    outside: { ...outside, spent: null, failedSteps: 0, answers: { ...answers, example: null } },
  });
  expect(row('cost', free)).toBe('unknown: no price (see --prices)');
  expect(row('first without use', free)).toBeUndefined();
  expect(row('of them', free)).toMatch(/10 replaced$/);
});

test('confidence: what it is made of, how far it is off, and the accuracy of the surest answers', () => {
  const confidence: NonNullable<RunEvaluation['confidence']> = {
    measure: 'agreement',
    fit: { measure: 'agreement', problems: 100, intercept: -2, slope: 4 },
    brier: 0.1234,
    expectedCalibrationError: 0.056,
    reliability: [],
    coverage: [{ share: 0.1, least: 0.9, total: 2, correct: 2, accuracy: 1, ci95: [0.34, 1] }],
  };
  const fitted = text({ confidence });
  expect(row('confidence', fitted)).toContain('agreement of the samples, fitted on 100 validation problems');
  expect(row('confidence is off by', fitted)).toBe('5.6 points on average (Brier score 0.123)');
  expect(fitted).toMatch(
    /surest answers +confidence from +problems +accuracy\n.*\n +10 % +90 % +2 +100\.0 % \[34\.0, 100\.0\]/,
  );
  const raw = { ...confidence, measure: 'likelihood', fit: null } as const;
  expect(row('confidence', text({ confidence: raw }))).toContain('evaluate with --split validation');
  expect(row('confidence', text({ confidence: raw, split: 'validation' }))).not.toContain('--split');
  expect(row('confidence', text({}))).toBeUndefined();
});
