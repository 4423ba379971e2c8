// Every check, with a chain that it rejects and one beside it that it does not.
import { describe, expect, test } from 'vitest';
import type { Problem, Step } from '../../data/index.ts';
import {
  checkArithmetic,
  isNearDuplicate,
  type Reason,
  type ReasonCode,
  verifyChain,
  verifyQuestions,
} from './index.ts';

describe('arithmetic', () => {
  test.each([
    '16 - 3 - 4 = 9 eggs',
    'She sells 16 - 3 - 4 = <<16-3-4=9>>9 duck eggs a day.',
    '$9 * 2 = $18 every day',
    'It is 3 x $15 = $45.',
    '5 × 12 = 60',
    '84 ÷ 4 = 21',
    '(2 + 3) * 4 = 20',
    '3 * (4) = 12',
    '1,200 + 300 = 1,500.',
    '20% * 50 = 10',
    '15/60 * 100 = 25%',
    '100% - 20% = 80%',
    '100 - 20% = 80%',
    '10 / 3 = 3.33',
    '2 * 3 + 1 = 6 + 1 = 7',
    '16 - 3 = 13 - 4 = 9',
    '5 / 2 = 2 1/2',
    'On day 1, 3 + 4 = 7 rolls.',
    '- 3 + 4 = 7 rolls',
    '1. 3 + 4 = 7',
    '2) 3 + 4 = 7',
    'Total: 3 + 4 = 7',
    'Total = 3 + 4 = 7',
    '.5 * 10 = 5',
    '1/2 * 10 = 5',
    '8 – 3 = 5',
    '28 / 1/5 = 140',
    'Hence, 500 - 350 = 150 girls are in it.',
    '12 * 6 ≈ 75',
    '10 / 6 ≈ 2 each',
    '10 / 3 = 10 / 3 ≈ 3.3',
    '1 / 3 ≈ 33%',
    'Each gets <<10/3=3.3333333333>>3.33.',
    'That is <<1/4=0.25>>25% of it.',
    'He has $<<1000+200=1200>>1,200 now.',
    'They are <<5*2=10>>10 - 4 = <<10-4=6>>6.',
    'It lasts <<6000*3=18000>>18 thousand days, or <<1/2=0.5>>1/2.',
    'The 18 are <<11+7=18>> 4 more than that.',
    '$2.50 - $2.24 = 26 cents',
    '7 / 2 = 3 remainder 1',
    '2 * 3 = 6 thousand',
  ])('%s is right', (text) => {
    const { wrong, checked } = checkArithmetic(text);
    expect({ wrong, checked: checked > 0 }).toEqual({ wrong: [], checked: true });
  });

  test.each<[string, string | null]>([
    ['16 - 3 - 4 = 10 eggs', '9'],
    ['She sells <<16-3=12>>12 eggs.', '13'],
    ['$9 * 2 = $19', '18'],
    ['Therefore, over 100 acts, 70 + 40 = 100 people', '110'],
    ['3 x 15 = 46', '45'],
    ['5 × 12 = 61', '60'],
    ['16 - 3 = 12 - 3 = 9', '13'],
    ['10 / 3 = 3.34', '3.3333333333'],
    ['7 / 2 = 3', '3.5'],
    ['20% * 50 = 11', '10'],
    ['5 / 2 = 2 1/4', '2.5'],
    ['<<x+1=2>>', null],
    ['12 * 6 ≈ 80', '72'],
    ['10 / 3 ≈ 3.6', '3.3333333333'],
    ['He has <<11+7=18>>4 pens.', '18'],
    ['He pays <<11+7=18>>$19.', '18'],
    ['Each gets <<10/3=3.33>>3.4.', '3.3333333333'],
    ['$2.50 - $2.24 = 27 cents', '0.26'],
  ])('%s is wrong', (text, computed) => {
    expect(checkArithmetic(text).wrong).toMatchObject([{ computed }]);
  });

  test.each([
    'x + 3 = 5',
    '2x + 3 = 8',
    '2x = 6',
    'He leaves at 0900-0130 = 0730 hours',
    'Let x = 3',
    '60 + 90 = 2 hours and 30 minutes',
    '90 / 60 = 1:30',
    '600 * 30 = 18 000 watts',
    'The ratio is y * 3 = 12',
    'no numbers = none',
  ])('%s is no plain arithmetic, so nothing is known of it', (text) => {
    expect(checkArithmetic(text)).toEqual({ checked: 0, wrong: [] });
  });
});

const rolls: Problem = {
  id: 'rolls',
  question:
    'A baker makes 6 trays of rolls with 12 rolls on each tray. She sells 48 rolls and gives a quarter of what is left to a neighbour. How many rolls does she keep?',
  answer: '18',
  answerType: 'number',
};
const good: Step[] = [
  { question: 'How many rolls does she make?', solution: 'She makes 6 * 12 = 72 rolls.' },
  { question: 'How many are left after the sale?', solution: 'Then 72 - 48 = 24 rolls are left.' },
  { question: 'How many does the neighbour get?', solution: 'A quarter of 24 is 6 rolls.' },
  { question: 'How many rolls does she keep?', solution: 'She keeps 24 - 6 = 18 rolls.' },
];
/** The good chain with some steps changed. */
const changed = (changes: Record<number, Partial<Step>>): Step[] =>
  good.map((step, index) => ({ ...step, ...changes[index] }));
const codes = (steps: readonly Step[], answer: string | null = '18', problem = rolls): ReasonCode[] =>
  verifyChain(problem, 'socratic', { steps, answer }).reasons.map(({ code }) => code);

describe('a chain', () => {
  test('that is right in all is kept, as pairs and as steps alone', () => {
    expect(verifyChain(rolls, 'socratic', { steps: good, answer: '18' })).toEqual({
      correct: true,
      verified: true,
      reasons: [],
    });
    const steps = good.map(({ solution }) => ({ solution }));
    expect(verifyChain(rolls, 'cot', { steps, answer: '18' }).verified).toBe(true);
  });

  test.each<[ReasonCode, readonly Step[], string | null]>([
    ['wrong-answer', good, '19'],
    ['no-answer', good, null],
    ['no-steps', [], '18'],
    ['no-solution', changed({ 1: { solution: ' ' } }), '18'],
    ['no-sub-question', changed({ 1: { question: '' } }), '18'],
    ['wrong-arithmetic', changed({ 1: { solution: 'Then 72 - 48 = 25, well, 24 rolls are left.' } }), '18'],
    ['wrong-arithmetic', changed({ 1: { solution: 'Then <<72-48=24>>4 rolls are left.' } }), '18'],
    ['answer-not-derived', good.slice(0, 3), '18'],
    ['repeats-problem', changed({ 0: { question: rolls.question } }), '18'],
    ['repeats-itself', changed({ 1: { question: 'how many  rolls does she make?' } }), '18'],
    ['answer-leaked', changed({ 3: { question: 'Does she keep 18 rolls?' } }), '18'],
    ['answer-leaked', changed({ 1: { question: 'Are 24 rolls left?' } }), '18'],
    [
      'number-from-nowhere',
      changed({ 2: { solution: 'The neighbour, who is 47.3 years old, gets 24 / 4 = 6.' } }),
      '18',
    ],
    [
      'number-from-nowhere',
      changed({ 2: { solution: 'The neighbour gets 977 / 4 = 244.25, so 24 / 4 = 6.' } }),
      '18',
    ],
    ['number-from-nowhere', changed({ 2: { question: 'What do the other 977 get?' } }), '18'],
    ['too-long', changed({ 2: { solution: `So ${'really '.repeat(80)} 24 / 4 = 6.` } }), '18'],
  ])('is rejected: %s', (code, steps, answer) => {
    expect(codes(steps, answer)).toContain(code);
    expect(verifyChain(rolls, 'socratic', { steps, answer }).verified).toBe(false);
  });

  test('of one step with everything in it is rejected, with one or two calculations it is not', () => {
    const one = (solution: string) => codes([{ question: 'How many does she keep?', solution }]);
    expect(one('6 * 12 = 72, then 72 - 48 = 24, then 24 / 4 = 6, then 24 - 6 = 18.')).toEqual([
      'one-giant-step',
    ]);
    expect(one('The neighbour gets 24 / 4 = 6, so she keeps 24 - 6 = 18.')).toEqual([]);
  });

  test('of more steps than anyone needs is rejected', () => {
    const many = Array.from({ length: 17 }, (_, index) => ({
      question: `What is ${'x'.repeat(index + 1)}?`,
      solution: `It is ${index + 1} + 17 = ${index + 18}.`,
    }));
    expect(codes(many)).toContain('too-long');
  });

  test('may use a number that a sub-question before it has found, or that one operation gives', () => {
    const asks = changed({ 1: { question: 'How many of the 72 rolls are left?' } });
    expect(codes(asks)).toEqual([]);
    expect(codes(changed({ 0: { solution: 'She makes 72 rolls.' } }))).toEqual([]);
  });

  test('that still calls an answer #1, as the decomposition does, is rejected; any other # is not', () => {
    const decomposition = ['How old is the man?', 'Is #1 enough?'];
    const [question, solution] = ['Is #1 enough?', 'Yes, he is older.'];
    const problem: Problem = { id: 'd', question: 'Is he?', answer: 'yes', answerType: 'boolean' };
    const steps = [
      { question: 'Who is #5 in the list?', solution: 'A man.' },
      { question, solution },
    ];
    const { reasons } = verifyChain({ ...problem, decomposition }, 'cot', { steps, answer: 'yes' });
    expect(reasons).toEqual([
      { code: 'unresolved-reference', detail: 'step 2 contains #1', step: 2 },
    ] satisfies Reason[]);
    expect(verifyChain(problem, 'cot', { steps, answer: 'yes' }).reasons).toEqual([]);
  });

  test('for yes or no needs no numbers', () => {
    const problem: Problem = { id: 'b', question: 'Does it melt?', answer: 'yes', answerType: 'boolean' };
    const steps = [{ question: 'How hot is it?', solution: 'It is 47.3 degrees.' }];
    expect(codes(steps, 'yes', problem)).toEqual([]);
    expect(codes(steps, 'no', problem)).toEqual(['wrong-answer']);
  });
});

test('a reason says what was found, and in which step', () => {
  const reasonsOf = (steps: readonly Step[]) =>
    verifyChain(rolls, 'socratic', { steps, answer: '18' }).reasons;
  expect(reasonsOf(changed({ 1: { solution: 'Then 72 - 48 = 25 rolls are left.' } }))[0]).toEqual({
    ...{ code: 'wrong-arithmetic', detail: 'step 2: 72 - 48 = 25 (is 24)', step: 2 },
  });
  expect(reasonsOf(changed({ 2: { solution: 'A quarter of 24 is <<24//4=6>>6 rolls.' } }))[0]).toEqual({
    ...{ code: 'wrong-arithmetic', detail: 'step 3: <<24//4=6>> (cannot be computed)', step: 3 },
  });
  expect(reasonsOf(changed({ 2: { solution: 'A quarter of 24 is **6** rolls.' } }))).toEqual([
    { code: 'unreadable', detail: 'step 3 contains ** (Markdown)', step: 3 },
  ]);
  expect(reasonsOf(changed({ 1: { question: 'How many #### are left?' } }))[0]).toEqual({
    ...{ code: 'unreadable', detail: 'step 2 contains ####', step: 2 },
  });
  expect(reasonsOf([])).toEqual([{ code: 'no-steps', detail: 'there are no steps' }]);
  expect(reasonsOf(good.slice(0, 3))).toEqual([
    { code: 'answer-not-derived', detail: 'the last step does not find 18' },
  ]);
});

describe('sub-questions for gold steps', () => {
  test('are judged by themselves: the steps are as they are', () => {
    expect(verifyQuestions(rolls, good).verified).toBe(true);
    const verdict = verifyQuestions(rolls, changed({ 3: { question: 'Is it 18?' } }));
    expect(verdict).toMatchObject({ correct: true, verified: false, reasons: [{ code: 'answer-leaked' }] });
  });

  test('two equal gold steps are no repetition, two equal questions are', () => {
    expect(verifyQuestions(rolls, changed({ 1: { solution: good[0]?.solution ?? '' } })).verified).toBe(true);
    expect(
      verifyQuestions(rolls, changed({ 1: { question: good[0]?.question ?? '' } })).reasons,
    ).toMatchObject([{ code: 'repeats-itself' }]);
  });

  test('of a gold step that is wrong are not kept', () => {
    const verdict = verifyQuestions(rolls, changed({ 0: { solution: 'She makes <<560//10=56>>56.' } }));
    expect(verdict.reasons).toMatchObject([{ code: 'wrong-arithmetic' }]);
  });
});

test('chains that differ in a word or two are near-duplicates, others are not', () => {
  expect(isNearDuplicate(good, changed({ 0: { question: 'How many rolls does she bake?' } }))).toBe(true);
  const others = [
    { solution: 'Twelve on each of six trays are 6 * 12 = 72.' },
    { solution: '18 stay with her.' },
  ];
  expect(isNearDuplicate(good, others)).toBe(false);
});

test('words that every object has are units like others', () => {
  for (const name of [...Object.getOwnPropertyNames(Object.prototype), 'constructor']) {
    const word = name.toLowerCase();
    for (const text of [
      `5 ${word} * 9 = 45 pens`,
      `5 pens * 9 = 45 ${word}`,
      `5 ${word} times 9 ${word} is 45 minutes`,
    ]) {
      expect(checkArithmetic(text).wrong).toEqual([]);
    }
  }
  expect(checkArithmetic('5 constructor * 9 = 44 pens').wrong).toHaveLength(1);
});
