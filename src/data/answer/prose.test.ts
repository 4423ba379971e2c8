// Answers in prose that nothing marks, where another number of the text stands closer to hand.
import { describe, expect, test } from 'vitest';
import { checkRows } from './check-rows.fixture.ts';
import { readAnswer } from './extract.ts';

type AskedRow = [question: string, output: string, value: string | null];

function checkAsked(rows: readonly AskedRow[]): void {
  test.each([...rows])('%j: %j reads %j', (question, output, value) => {
    expect(readAnswer(output, 'number', { question }).answer?.value ?? null).toBe(value);
  });
}

describe('number words beside digits', () => {
  checkRows('number', [
    ['5 hens lay thirty-five eggs in 7 days.', '35', 'words'],
    ["In 3 years, she'll be twenty-seven years old.", '27', 'words'],
    ['12 hens lay forty eggs in 3 days.', '40'],
    ['5 hens lay 35 eggs in 7 days.', '35', 'sentence'],
    ['In 6 years he will be thirty-one.', '31'],
    ['After 3 weeks, she has saved sixty dollars.', '60'],
    ['Out of 50 pupils, thirty-two passed.', '32'],
    ['By day 9 the plant is forty-five inches tall.', '45'],
    ['The 4 friends share twenty-eight cookies.', '28'],
    ['Thirty-five eggs are laid in 7 days.', '35'],
    ['Sixty-four students went on the trip in 4 buses.', '64'],
    ['There are 24 hours in a day, so she sleeps eight hours.', '8'],
    ['She is 24 now. In three years she will be twenty-seven.', '27'],
    ['There were 8 nuts and 3 were eaten. Five nuts are left.', '5'],
    // words that are no answer
    ['The two of them have 18 pens.', '18'],
    ['There are 70 goats left in the two farms altogether.', '70'],
    ['There are three reasons why it is 18.', '18'],
    ['Each of the twelve boys gets 4 apples.', '4'],
    ['12 eggs from two hens', '12'],
    ['There are 9 hours, so the middle two guards watch.', '9'],
    ['Since each person is given 15 cans, twenty-eight people will need 420 cans.', '420'],
    ['Thus, 10 customers bought two watermelons.', '10'],
    ['So 84 students read two novels.', '84'],
    ['So one pizza and three burgers would cost in total $45.', '45'],
    ['Fifteen cats will be able to eat it in 12 days.', '12'],
    ['Since she pays with 2 twenty dollar bills, she has $40.', '40'],
  ]);
  checkAsked([
    ['How many days does it take?', 'It takes six days with 3 workers.', '6'],
    ['How much money did she make?', 'She sold 12 cakes for sixty dollars.', '60'],
    ['How many pens are there?', '4 boxes hold nine pens.', '9'],
    ['How many apples does he eat?', 'For four apples a day he eats 280 apples.', '280'],
  ]);
});

describe('what would be if something were otherwise', () => {
  checkRows('number', [
    ['There are 4 cows. If there were 8 cows, there would be 32 legs.', '4'],
    ['4 * 4 = 16 legs. If there were 8 cows, there would be 32 legs.', '16'],
    ['So there are 16 legs.\nIf there were 8 cows, there would be 32 legs.', '16'],
    ['There are 16 legs; if there were 8 cows, there would be 32.', '16'],
    ['There are 16 legs. Had there been 8 cows, there would have been 32 legs.', '16'],
    ['16 legs. Suppose there were 8 cows: then there would be 32 legs.', '16'],
    ['So she has 16. There would be 32 if there were 8 cows.', '16'],
    ['15 eggs. For comparison, if each hen laid 2 eggs, there would be 30.', '15'],
    ['So she pays $16. It would cost $32 if she bought 8.', '16'],
    ['So there are 16 legs. But if he had 8 cows, there would be 8 * 4 = 32.', '16'],
    // nothing else is said, or it is the conclusion
    ['If there were 8 cows, there would be 32 legs.', '32'],
    ['9 + 9 = 18. If 1 can has 3 balls, then there would be 225 balls.', '225'],
    ['20 / 2 = 10.\nIf it raced at five times the speed, it would take 10 / 5 = 2 minutes.', '2'],
  ]);
  checkAsked([
    ['How many legs do 4 cows have?', '16 legs. If he had 8 cows, there would be 8 * 4 = 32.', '16'],
    ['How many legs would 8 cows have?', '4 cows have 16. If he had 8, there would be 32.', '32'],
  ]);
});

describe('a check behind the answer', () => {
  checkRows('number', [
    ['She has 36 pens. To verify: 18 × 2 = 36, and 36 - 18 = 18.', '36'],
    ['There are 18 pens.\nTo verify: 18 × 2 = 36, and 36 is the total.', '18'],
    ["She has 18 pens. Let's check: 18 * 2 = 36 and 36 / 2 = 18", '18'],
    ['She has 18 pens.\nCheck:\n18 * 2 = 36\n36 + 4 = 40', '18'],
    ['She has 18 pens. Let me double-check this. 18 * 2 = 36. Yes, 36 is what Tom has.', '18'],
    ['18 pens\n\n**Verification:** 18 × 2 = 36 ✓', '18'],
    ['36 - 18 = 18. We can verify our answer: 18 + 18 = 36.', '18'],
    ['He needs 4 boxes.\nVerification: 4 * 6 = 24, which is enough for 22 pens.', '4'],
    ['He has 18 left. I checked this: 18 + 12 = 30.', '18'],
    ['So it costs $9. As a check, $9 * 4 = $36.', '9'],
    // the check finds another answer, or there is none before it
    ['She has 18 pens. To verify: 18 * 2 = 36, which is not right. 17 * 2 = 34.', '34'],
    ['She has 18 pens. To verify: 17 * 2 = 34. So she has 17 pens.', '17'],
    ['She has 18 pens. Check: 18 * 2 = 36. Wait, it is 17 * 2 = 34.', '34'],
    ["Let's check how much she has: 5 + 6 = 11.", '11'],
    ['First check the prices: 5 + 6 = 11. Then 11 * 2 = 22.', '22'],
    ['To check: 18 * 2 = 36.', '36'],
  ]);
});

describe('a reason behind the answer', () => {
  checkRows('number', [
    ['12 days are needed, since 240 / 20 = 12 and 12 * 20 = 240.', '12'],
    ['9 boxes are needed because 54 / 6 = 9 and 9 * 6 = 54.', '9'],
    ['She needs 4 cans, as 20 / 5 = 4 and 4 * 5 = 20.', '4'],
    ['He is 30, given that 15 * 2 = 30 and 30 - 15 = 15.', '30'],
    ['24 tiles (6 * 4 = 24, 24 / 4 = 6)', '24'],
    ['He works 8 hours since 5 + 3 = 8.', '8'],
    // the calculations go on to the answer
    ['She has 12 apples because 5 + 7 = 12, so 12 - 3 = 9 are left.', '9'],
    ['Since 5 + 7 = 12, she has 12 - 3 = 9.', '9'],
    ['In 2 years it came to $35 x (52 x 2) = $35 x 104 = $3640', '3640'],
    ['There are five nuts left. (8 - 3)', '5'],
    ['five nuts left (8 - 3)', '5'],
    ['She has 8 left. (11 - 3)', '8'],
    ['There are eight left.\n(11 - 3)', '8'],
    // not worked out, or to another number
    ['(11 - 3)', null],
    ['She has nine left. (11 - 3)', null],
  ]);
});

describe('rounded and approximate numbers', () => {
  checkRows('number', [
    ['42 (rounded up from 41.67)', '42'],
    ['So she needs 42 (rounded up from 41.67).', '42'],
    ['So 16 (rounded to the nearest whole number from 15.6).', '16'],
    ['4 boxes, rounded up from 3.6', '4'],
    ['15.36, which rounds down to 15', '15'],
    ['66.67% ≈ 67%', '67'],
    ['$5.97, which is roughly $6', '5.97'],
    ['The answer is $5.97, which is roughly $6.', '5.97'],
    ['So 3 * 1.99 = $5.97, which is roughly $6.', '5.97'],
    ['It is $19.95, that is almost $20.', '19.95'],
  ]);
  checkAsked([
    ['How much does she pay, to the nearest dollar?', 'She pays $12.49, which is about $12.', '12'],
    ['How much does she pay?', 'She pays $12.49, which is about $12.', '12.49'],
  ]);
});

describe('comparisons and signs in words', () => {
  checkRows('number', [
    ['50 is 15 more than 35', '50'],
    ['So 50 is 15 more than 35.', '50'],
    ['35 is 15 less than 50.', '35'],
    ['6 degrees below zero', '-6'],
    ['#### 6 degrees below zero', '-6'],
    ['The temperature is 12 °C below zero.', '-12'],
    ['It drops to 6 below zero.', '-6'],
    ['15 degrees Fahrenheit below zero', '-15'],
    ['The lowest was 6 degrees below zero, the highest 10.', '-6'],
    ['It is nine degrees below zero.', '-9'],
    ['6 degrees above zero', '6'],
    ['He dives to 20 meters below sea level.', '20'],
    ['The answer is a loss of $50.', '50'],
  ]);
  checkAsked([
    ['He sold it for $100. What was his profit?', 'The answer is a loss of $50.', '-50'],
    ['How much profit did he make?', 'So he made a $50 loss.', '-50'],
    ['How much money did he lose?', 'He has a loss of $50.', '50'],
    ['What was his profit?', 'His profit is $50.', '50'],
  ]);
});

describe('one amount in two units', () => {
  checkRows('number', [
    ['1 hour and 30 minutes, or 1.5 hours', '1.5'],
    ['The answer is 1 hour and 30 minutes, or 1.5 hours.', '1.5'],
    ['\\boxed{\\text{1 hour and 30 minutes, or 1.5 hours}}', '1.5'],
    ['$1.30, or 130 cents', '1.3'],
    ['#### $1.30, or 130 cents', '1.3'],
    ['3 dollars and 50 cents, or $3.50', '3.5'],
    ['The answer is 2 hours 30 minutes (150 minutes).', '150'],
    ['5 feet 6 inches, or 66 inches', '66'],
    ['The trip takes 90 minutes, or 1.5 hours.', '90'],
    // two amounts, or one that is converted
    ['1 hour 30 minutes or 2 hours', null],
    ['$1.30, or 120 cents', null],
    ['1 hour and 30 minutes', null],
    ['Thus, she should run for .5 hour which is 30 minutes.', '30'],
  ]);
  checkAsked([
    ['How many hours does it take?', 'The trip takes 90 minutes, or 1.5 hours.', '1.5'],
    ['How many cents does she have?', 'The answer is $1.30, or 130 cents.', '130'],
  ]);
});

describe('shares, ordinals, pairs and numbered labels', () => {
  const share = (output: string) => readAnswer(output, 'number').answer;
  test.each([
    '1 out of 5',
    'The answer is 1 out of 5.',
    '#### 1 out of 5',
    '1 in 5',
    'a 1 in 5 chance',
  ])('%j is a fifth, and 1 matches too', (output) =>
    expect(share(output)).toMatchObject({ value: '0.2', unscaled: '1' }));
  checkRows('number', [
    ['The probability is 3 out of 8.', '0.375'],
    ['4 out of 10 marbles are red.', '4'],
    ['He was born 3 in 1990.', '3'],
    ['5th', '5'],
    ['#### 5th', '5'],
    ['She came in 5th place.', '5'],
    ['3 pairs', '3'],
    ['\\boxed{3 \\text{ pairs}}', '3'],
    ['Answer 2) 6', '6', 'label'],
    ['Answer 1) 4\nAnswer 2) 6', '6'],
    ['Answer (2): 6', '6'],
    ['Answer (2) 6', '6'],
    ['Answer #2: 6', '6'],
    ['Ans 1) $4.50', '4.5'],
    ['Answer 6', '6'],
  ]);
});

describe('a part that is counted from a whole', () => {
  checkAsked([
    ['How many pupils walk to school?', '18 of the 30 pupils walk to school.', '18'],
    ['How many points did she score?', 'She scored 85 out of 100 points.', '85'],
    ['How many cats are black?', 'So 12 out of the 20 cats are black.', '12'],
    ['How many pens do the boxes hold?', '3 of the boxes hold 12 pens.', '12'],
    ['How many pens does each box have?', 'Each of the 4 boxes has 12 pens.', '12'],
  ]);
});
