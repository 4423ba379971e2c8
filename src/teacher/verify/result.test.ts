// Whether the last step finds the answer, or only has its number in it.
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../data/index.ts';
import { verifyChain } from './index.ts';
import { findsAnswer } from './result.ts';

const about = (answer: string): Problem => ({
  id: 'p',
  question: 'How many are there?',
  answer,
  answerType: 'number',
});
const finds = (answer: string, ...steps: readonly string[]) =>
  findsAnswer(
    about(answer),
    steps.map((solution) => ({ solution })),
  );

describe('the last step finds', () => {
  test.each([
    ['18', 'She keeps 72 / 4 = 18 rolls.'],
    ['18', 'She keeps 72 / 4 = <<72/4=18>>18 rolls.'],
    ['18', '6 * 6 = 36 / 2 = 18'],
    ['5', 'That is 45 / 10 = 4.5, so 5 buses are needed.'],
    ['18', '18 = 72 / 4'],
    ['20', '100/5 = 5A/5 or 20 = A.'],
    ['3.5', '7 / 2 = 3 1/2 hours'],
    ['25', '0.5 * 0.5 = 0.25, which is 25%'],
    ['80', '80% of them like it, because 12 / 15 = .8'],
    ['1200', 'In total $1,000 + $200 = $1,200.'],
    ['6000000', 'Together 2 * 3 = 6 million'],
    ['0.33', '1 / 3 ≈ 0.33'],
    ['-2', '3 - 5 = -2'],
    ['18', 'Half of 36 is 18.'],
    ['4', '45 / 12 = 3.75, so 4 bags are needed.'],
    ['2', 'It takes 60 + 60 = 120 minutes, or 2 hours.'],
    ['25', '1 / 4 = 0.25, which is 25 percent.'],
    ['18', 'So she keeps eighteen rolls.'],
    ['8', '96 / 12 = 8 dozen eggs'],
    ['96', '3 + 5 = 8 dozens of eggs'],
    ['60', 'So the club has 120 - 60 = $60 million'],
    ['9', '12 - 3 = 9 >= 5 cookies, which is enough.'],
    ['9', '12 - 3 = 9 <= 10'],
    ['9', '12 - 3 = 9 != 10'],
    ['9', '12 - 3 = 9 => enough for 5'],
    ['14', '3 + 4 = 7, 7 * 2 => 14'],
    ['14', '7 * 2 == 14'],
    ['4', '20 / 5 = 4. Check: 4 * 5 = 20.'],
    ['4', "20 / 5 = 4 pens (Let's verify: 4 * 5 = 20)."],
    ['10.5', '21 / 2 = 10 1/2'],
    ['3.5', '7 / 2 =  3   1/2.'],
    ['3.5', '7 / 2 = 3 1 / 2 pens'],
    ['3.75', '45 / 12 = 3 9/12'],
    ['3.9375', '63 / 16 = 3 15/16'],
    ['4', '7 / 2 = 3 1/2, so 4 hours'],
    ['2', 'It takes 60 + 60 = 120 minutes for 5, or 2 hours for 6.'],
    ['2', 'It takes 60 + 60 = 100 + 20 minutes, or 2 hours.'],
    ['5', '9 / 2 = 2 * 2.25, so 5 buses'],
    ['4', '9 / 2 = 2 * 2.25, so 4 full buses'],
    ['50', '1 / 2 = 0.25 + 0.25, that is 50 percent'],
    ['12', '7 + 5 = 12 (of 40)'],
    ['-12', '3 - 15 = -(6 + 6)'],
    ['1200', '$1,000 + $200 = $1,000 + $200'],
    ['4.5', '45 / 10 == 4.5, so 5 buses are needed.'],
    ['96', '3 + 5 == 8 dozen eggs'],
    ['9', '12 - 3 => 9 => 9 pens'],
    ['18', '72 / 4 = 18 => 4 more than 14'],
    ['20', '20 = A'],
    ['20', '100/5 = 5A/5 or 20 =A.'],
    ['20', 'So 20 = x for 3 boys.'],
  ])('%s in %j', (answer, step) => expect(finds(answer, step)).toBe(true));

  test('what a step before has found, where closing words have no number', () => {
    expect(finds('18', '72 / 4 = 18.', 'That is all.')).toBe(true);
    expect(finds('4', '12 * 4 = 48.', 'That is all.')).toBe(false);
  });

  test('what a step before has found, where it only checks that', () => {
    expect(finds('18', '72 / 4 = 18.', 'To check: 18 * 4 = 72.')).toBe(true);
    expect(finds('18', 'Check: 72 / 4 = 18.')).toBe(true);
    expect(finds('18', '72 / 3 = 24.', 'To check: 18 * 4 = 72.')).toBe(false);
  });

  test('what the question asks for, where it says more', () => {
    const pens = 'Ann has 7 pens in 5 boxes.';
    const problem = { ...about('5'), question: 'How many boxes are needed?' };
    expect(findsAnswer(problem, [{ solution: pens }])).toBe(true);
    expect(finds('5', pens)).toBe(false);
    expect(finds('7', pens)).toBe(true);
  });

  test('what a step before has found, where it says that again', () => {
    expect(finds('18', '72 / 4 = 18.', 'So 18 of the 72 rolls are left.')).toBe(true);
    const again = 'So there are 18 rolls, of 72 in all 4 boxes.';
    expect(finds('18', '72 / 4 = 18.', again)).toBe(true);
    expect(finds('18', '6 * 3 = 18.', '18 * 4 = 72.', again)).toBe(true);
    expect(finds('18', '18 * 4 = 72.', '72 / 4 = 18.', again)).toBe(true);
    expect(finds('18', '72 / 4 = 18 => 4 less than 22.', again)).toBe(true);
    expect(finds('18', '72 / 4.1 = 17.56, so 18.', again)).toBe(true);
    expect(finds('18', '72 / 4 = <<72/4=18>>18.', again)).toBe(true);
    expect(finds('18', again)).toBe(false);
    expect(finds('18', '72 / 3 = 24.', again)).toBe(false);
    expect(finds('18', 'It is 18.', again)).toBe(false);
    expect(finds('18', '72 / 4 = 18.', 'So there are 20 rolls, of 72 in all 4 boxes.')).toBe(false);
  });
});

describe('the last step does not find', () => {
  test.each([
    ['4', '5 * 9 = 45 square meters. The bag covers 12 m², so the total number of bags is 12 * 4 = 48.'],
    ['12', 'The bag covers 12 m², so 12 * 4 = 48.'],
    ['4', 'He can skip 4 classes because 10 - 4 = 6'],
    ['12', '48 = 12 * 4'],
    ['72', 'She keeps 72 / 4 = 18 rolls.'],
    ['7', 'She is glad.'],
    ['4', 'So it is 12 * 4 = 48 for 4 bags.'],
    ['4', 'The total number of bags is 12 * 4 = 48 (4 times 12).'],
    ['4', 'The total number of bags is 12 * 4 = 48, with 4 as a factor.'],
    ['4', 'The total is 12 * 4 = 48 bags in 4 rows.'],
    ['4', '12 * 4 = 48 kg in 4 bags'],
    ['4', 'The bags are 45 + 12 = 57, not 4.'],
    ['4', 'It needs 45 * 12 = 540 and so 540 bags for 4 lawns.'],
    ['4', 'The number of bags is 45 - 12 = 33, but rounded that is 4 bags.'],
    ['42', '12 * 6 = 72 pens, minus 30 = 41, so about 42.'],
    ['5', '12 - 3 = 9 >= 5 cookies, which is enough.'],
    ['10', '12 - 3 = 9 <= 10'],
    ['5', '20 / 5 = 4. Check: 4 * 5 = 20.'],
    ['3.5', '5 + 4.5 = 6 + 3 1/2'],
    ['3.5', '2 + 2.5 = 3 1/2 + 1'],
    ['3', '7 / 2 = 3 1/2 + 3'],
    ['4', '5 / 0 = 8 / 0, so 4'],
    ['4', '5 / 0 = 8 / 0, or 4 hours'],
    ['5.5', '9 / 2 = 2 * 2.25, so 5.5 buses'],
    ['6', '9 / 2 = 2 * 2.25, so 6 buses'],
    ['3', '60 + 60 = 120 minutes, or 3 hours'],
    ['5', '60 + 60 = 120 minutes for 5 pens, or 2 hours'],
    ['2', '60 + 60 = 120 minutes, or 5 pens for 2 hours'],
    ['7', '3 + 4 = 7, 7 * 2 = 14'],
    ['7', '3 + 4 = 7, 7 * 2 == 14'],
    ['100', 'From 100 we get 20 = x'],
    ['80', '4 / 5 = 0.8'],
    ['5', '9 / 2 = 5 * 0.9'],
    ['4', '3 + 5 = 8 dozen in 4 bags'],
    ['4', '20 / 5 = 4. Check: 10 / 5 = 2.'],
    ['4', '20 + 24 = 44'],
    ['4', '12 - 3 = 9 => 9 pens in 4 boxes'],
    ['5', '= 3, so 5'],
  ])('%s in %j', (answer, step) => expect(finds(answer, step)).toBe(false));

  test('what only a step before has found', () => {
    expect(finds('18', '72 / 4 = 18.', 'So 18 * 4 = 72.')).toBe(false);
    expect(finds('18', '72 / 4 = 18.', 'To check: 17 * 4 = 68.')).toBe(false);
  });
});

test('a chain whose last step finds something else is not kept, though the answer stands behind it', () => {
  const question = 'A floor is 5 m by 9 m. A bag covers 12 square metres. How many bags are needed?';
  const problem: Problem = { id: 'p', question, answer: '4', answerType: 'number' };
  const chain = (...steps: readonly string[]) =>
    verifyChain(problem, 'cot', { steps: steps.map((solution) => ({ solution })), answer: '4' });
  const wrong = chain(
    '5 * 9 = 45 square meters.',
    'The bag covers 12 m², so the total number of bags is 12 * 4 = 48.',
  );
  expect(wrong.reasons).toEqual([{ code: 'answer-not-derived', detail: 'the last step does not find 4' }]);
  expect(chain('5 * 9 = 45 square meters.', '45 / 12 = 3.75, so 4 bags are needed.').verified).toBe(true);
});
