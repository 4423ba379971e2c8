import { describe, expect, test } from 'vitest';
import type { Problem } from '../data/index.ts';
import {
  requirementOf,
  type SequenceOptions,
  type StrategyName,
  selectTrainable,
  sequencesFor,
} from './index.ts';

const ducks: Problem = {
  id: 'ducks',
  question: 'Ducks lay 16 eggs.\nShe eats 3  and bakes 4.\tEach sells for $2. How much?',
  answer: '18',
  answerType: 'number',
  steps: [
    { question: 'How many are\nleft?', solution: 'She sells 16 - 3 - 4 = <<16-3-4=9>>9 eggs.' },
    { question: 'How much does she make?', solution: 'She makes\n$<<9*2=18>>18.' },
  ],
};
const prompt = 'Problem: Ducks lay 16 eggs. She eats 3 and bakes 4. Each sells for $2. How much?\n';
const [first, second] = ['How many are left?', 'How much does she make?'];

const facts: Problem = {
  id: 'facts',
  question: 'Can a duck drive?',
  answer: 'no',
  answerType: 'boolean',
  facts: ['Driving needs hands.', ' ', 'Ducks have\nwings.'],
  decomposition: ['What does driving need?', 'Do ducks have #1?'],
};
const bare: Problem = { id: 'bare', question: 'Two and two?', answer: '4', answerType: 'number' };
const unasked: Problem = { ...bare, id: 'unasked', steps: [{ solution: '2+2=4' }] };

/** Each segment as `+learned` or `-given`, newlines kept. */
function shown(strategy: StrategyName, problem: Problem, options?: SequenceOptions) {
  return sequencesFor(strategy, problem, options).map(({ role, segments }) => [
    role,
    ...segments.map(({ text, learned }) => (learned ? '+' : '-') + text),
  ]);
}

describe('training sequences', () => {
  test('answer: the marker and the answer are learned, each a segment', () => {
    expect(shown('answer', ducks)).toEqual([['student', `-${prompt}`, '+####', '+ 18']]);
  });

  test('cot: one line a step, cut where a calculator takes over and hands back', () => {
    expect(shown('cot', ducks)).toEqual([
      [
        'student',
        `-${prompt}`,
        '+She sells 16 - 3 - 4 = <<16-3-4=',
        '+9>>',
        '+9 eggs.\n',
        '+She makes $<<9*2=',
        '+18>>',
        '+18.\n',
        '+####',
        '+ 18',
      ],
    ]);
  });

  test('socratic-unified: questions and solutions are all learned', () => {
    expect(shown('socratic-unified', ducks, { style: 'equations' })).toEqual([
      [
        'student',
        `-${prompt}`,
        `+Question: ${first}\n`,
        '+Answer:',
        '+ <<16-3-4=',
        '+9>>',
        '+\n',
        `+Question: ${second}\n`,
        '+Answer:',
        '+ <<9*2=',
        '+18>>',
        '+\n',
        '+####',
        '+ 18',
      ],
    ]);
  });

  test('socratic, upfront: qg learns the questions, qa the solutions and the answer', () => {
    expect(shown('socratic', ducks, { style: 'equations' })).toEqual([
      ['qg', `-${prompt}`, `+Question: ${first}\n`, `+Question: ${second}\n`],
      [
        'qa',
        `-${prompt}`,
        `-Question: ${first}\n`,
        '-Answer:',
        '+ <<16-3-4=',
        '+9>>',
        '+\n',
        `-Question: ${second}\n`,
        '-Answer:',
        '+ <<9*2=',
        '+18>>',
        '+\n',
        '+####',
        '+ 18',
      ],
    ]);
  });

  test('socratic, interleaved: qg and qa share the transcript, with opposite masks', () => {
    const [qg = [], qa = []] = shown('socratic', ducks, { mode: 'interleaved' });
    expect(qg.slice(1, 7)).toEqual([
      `-${prompt}`,
      `+Question: ${first}\n`,
      '-Answer:',
      '- She sells 16 - 3 - 4 = <<16-3-4=',
      '-9>>',
      '-9 eggs.\n',
    ]);
    const texts = (sequence: readonly string[]) => sequence.slice(1).map((segment) => segment.slice(1));
    expect([...texts(qg), '####', ' 18']).toEqual(texts(qa));
    const swapped = qg.slice(2).map((segment) => (segment[0] === '+' ? '-' : '+') + segment.slice(1));
    expect([...swapped.filter((segment) => segment !== '+Answer:')]).toEqual(
      qa.slice(2, -2).filter((segment) => segment !== '-Answer:'),
    );
  });

  test('annotator: the steps are given, word for word, and the questions learned, a line each', () => {
    const steps = '1. She sells 16 - 3 - 4 = <<16-3-4=9>>9 eggs.\n2. She makes $<<9*2=18>>18.\n';
    expect(shown('annotator', ducks)).toEqual([
      ['student', `-${prompt}Steps:\n${steps}`, `+1. ${first}\n`, `+2. ${second}\n`],
    ]);
    expect(sequencesFor('annotator', ducks)[0]?.segments[0]?.prompt).toBe(true);
    expect(sequencesFor('annotator', unasked)).toEqual([]);
  });

  test('style equations keeps several annotations, and the text of a solution that has none', () => {
    const steps = [{ solution: 'a <<1+1=2>>2 and <<2*3=6>>6 b' }, { solution: 'So it is six.' }];
    const text = sequencesFor('cot', { ...bare, steps }, { style: 'equations' })
      .flatMap(({ segments }) => segments)
      .map((segment) => segment.text);
    expect(text.join('')).toBe('Problem: Two and two?\n<<1+1=2>> <<2*3=6>>\nSo it is six.\n#### 4');
  });

  test('cot uses facts where there are no steps; blank ones are left out', () => {
    expect(shown('cot', facts)).toEqual([
      [
        'student',
        '-Problem: Can a duck drive?\n',
        '+Driving needs hands.\n',
        '+Ducks have wings.\n',
        '+####',
        '+ no',
      ],
    ]);
  });

  test('a problem that lacks what the strategy needs has no sequences', () => {
    expect(sequencesFor('cot', bare)).toEqual([]);
    expect(sequencesFor('socratic', unasked)).toEqual([]);
    expect(sequencesFor('socratic-unified', facts)).toEqual([]);
  });
});

describe('trainable problems', () => {
  test('requirements', () => {
    expect(
      ['answer', 'cot', 'socratic-unified', 'socratic'].map((name) => requirementOf(name as StrategyName)),
    ).toEqual(['answer', 'steps', 'sub-questions', 'sub-questions']);
  });

  test('those left out are counted by reason', () => {
    expect(selectTrainable('socratic', [bare, ducks, unasked, facts, unasked])).toEqual({
      problems: [ducks],
      leftOut: [
        { reason: 'no steps', count: 2 },
        { reason: 'steps without sub-questions', count: 2 },
      ],
      rationaleSource: 'steps',
    });
    expect(selectTrainable('cot', [facts, bare])).toEqual({
      problems: [facts],
      leftOut: [{ reason: 'no steps', count: 1 }],
      rationaleSource: 'facts',
    });
    expect(selectTrainable('cot', [facts, ducks]).rationaleSource).toBe('mixed');
    expect(selectTrainable('answer', [bare])).toEqual({
      problems: [bare],
      leftOut: [],
      rationaleSource: 'none',
    });
  });

  test.each<[StrategyName, Problem[], string]>([
    [
      'socratic',
      Array.from({ length: 2061 }, () => facts),
      'socratic needs sub-questions with their solutions. None of the 2,061 train problems of strategyqa has them: ' +
        'they have facts and a decomposition. Use `strategy: "answer"` or `strategy: "cot"`, or data with a sub-question for every step.',
    ],
    [
      'socratic-unified',
      [unasked, bare],
      'socratic-unified needs sub-questions with their solutions. None of the 2 train problems of strategyqa has ' +
        'them: they have steps without sub-questions. Use `strategy: "answer"` or `strategy: "cot"`, or data with a sub-question for every step.',
    ],
    [
      'cot',
      [bare],
      'cot needs steps. None of the 1 train problem of strategyqa has them: they have answers only. ' +
        'Use `strategy: "answer"`, or data with steps.',
    ],
    ['cot', [], 'There are no train problems of strategyqa to train cot on.'],
  ])('%s without its rationale says what is missing', (strategy, problems, message) => {
    const attempt = () => selectTrainable(strategy, problems, { dataset: 'strategyqa', split: 'train' });
    expect(attempt).toThrow(
      expect.objectContaining({ code: 'rationale-missing', name: 'SocraticError', message }),
    );
  });
});
