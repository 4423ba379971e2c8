// Conversions of units that a step states without a calculation.
import { describe, expect, test } from 'vitest';
import { checkArithmetic, contextOf, verifyChain } from './index.ts';
import { judged } from './judged.fixture.ts';

describe('a stated conversion', () => {
  test.each([
    '48 hours = 2 days',
    '90 minutes = 1.5 hours',
    '100 minutes = 1.67 hours',
    '0.83 hours = 50 minutes',
    '90 minutes = 1 hour 30 minutes',
    '1 hour and 30 minutes = 90 minutes',
    '60 minutes = 1 hour and 30 minutes = half an hour',
    '5 feet 6 inches = 66 inches',
    '5 kg = 5,000 g',
    '$3.50 = 350 cents',
    '3 quarters is 75 cents',
    '10 kg = 22 pounds',
    '2 months = 60 days',
    'A year has 52 weeks.',
    'There are 60 minutes in an hour, so he needs 3 hours.',
    'An hour is sixty minutes.',
    'He works 48 hours, which is 2 days.',
    '1 1/2 feet equals 18 inches',
    '100 minutes is about 1.7 hours',
    '100 minutes = 2 hours (rounded up)',
    '2 gallons = 8 quarts',
    '3 dozen eggs = 36 eggs',
    '36 eggs is 3 dozen',
    'Half a dozen eggs = 6 eggs',
    'There are 12 = a dozen',
  ])('%j is right', (text) => expect(judged(text)).toBe(`${text}: right`));

  test.each([
    ['48 hours = 3 days', '2 days'],
    ['120 minutes = 3 hours', '2 hours'],
    ['2 feet = 30 inches', '24 inches'],
    ['5 kg = 500 g', '5000 g'],
    ['500 cents = $6', '$5'],
    ['$6 = 500 cents', '600 cents'],
    ['3 hours is 150 minutes', '180 minutes'],
    ['1 hour and 30 minutes = 100 minutes', '90 minutes'],
    ['36 hours is 1 day and 10 hours', '36 hours'],
    ['1 1/2 hours = 80 minutes', '90 minutes'],
    ['half an hour = 20 minutes', '30 minutes'],
    ['An hour is fifty minutes', '60 minutes'],
    ['2 months = 50 days', '56 to 62 days'],
    ['1 gallon = 3 quarts', '4 quarts'],
    ['10 kg = 50 pounds', '22 to 22.05 pounds'],
    ['A foot has 10 inches', '12 inches'],
    ['2 liters equals 200 ml', '2000 ml'],
    ['3 dozen = 30', '36'],
    ['3 dozen eggs = 30 eggs', '36'],
    ['36 eggs = 4 dozen', '3 dozen'],
  ])('%j is wrong: it is %s', (text, computed) => {
    expect(checkArithmetic(text)).toEqual({ checked: 1, wrong: [{ written: text, computed }] });
  });

  test.each([
    ['So 120 minutes (or 3 hours).', '120 minutes (or 3 hours)', '2 hours'],
    ['He works 48 hours, which is 3 days.', '48 hours, which is 3 days', '2 days'],
    ['There are 50 minutes in an hour, so we go on.', '50 minutes in an hour', '0.83333 hour'],
    ['So she needs 276/12 = 24 dozen eggs', '276/12 = 24 dozen eggs', '23'],
    ['He needs 2 * 60 = 120 minutes = 3 hours.', '120 minutes = 3 hours', '2 hours'],
  ])('in %j it is %j that is wrong', (text, written, computed) => {
    expect(checkArithmetic(text).wrong).toEqual([{ written, computed }]);
  });

  test.each([
    '2 pounds = $4',
    '2 pounds = 80 cents',
    '5 tickets = 3 hours',
    'All 3 bags weigh 5 kg = 500 g',
    'After 2 hours is 60 minutes of rest',
    '2 hours later is 30 minutes',
    '2 days + 48 hours = 5 days',
    '2 days is 30 hours more than planned',
    '10 blorps = 3 flurbs',
    '2 dozen = 4 boxes',
    '2 dozen eggs = $6',
    '2 dozen = 6 dollars',
  ])('%j is left alone', (text) => expect(judged(text)).toBe(`${text}: not checked`));
});

describe('a rate or a scale that the problem sets is no conversion', () => {
  test.each([
    ['He works 8 hours a day.', '5 days = 40 hours'],
    ['On the map 1 inch stands for 5 miles.', '3 inches = 15 miles'],
    ['A cup of berries weighs 4 ounces.', '3 cups = 12 ounces'],
    ['She practices 3 days a week.', '4 weeks is 12 days'],
    ['A gold quarter melts for $20, five for $100.', '5 quarters = $100'],
  ])('%j %j', (context, text) => {
    expect(checkArithmetic(text).wrong).toHaveLength(1);
    expect(checkArithmetic(text, context).wrong).toEqual([]);
  });

  test('what everybody counts alike is no rate, whatever the problem says', () => {
    expect(checkArithmetic('2 hours = 100 minutes', 'She works for 50 minutes.').wrong).toHaveLength(1);
  });

  test('a chain is judged with its problem and the steps before', () => {
    const problem = {
      ...{ id: 'p', question: 'Tom works 6 hours each day. How many hours does he work in 5 days?' },
      ...{ answer: '30', answerType: 'number' as const },
    };
    const chain = (solution: string) => ({ steps: [{ solution }], answer: '30' });
    expect(verifyChain(problem, 'cot', chain('He works 5 days = 30 hours.')).verified).toBe(true);
    expect(verifyChain(problem, 'cot', chain('He works 5 days = 33 hours, or 30.')).reasons).toContainEqual({
      ...{ code: 'wrong-arithmetic', step: 1 },
      detail: 'step 1: 5 days = 33 hours (is 120 hours)',
    });
    const steps = [{ solution: 'It is 6 hours.' }, { solution: 'So 30.' }];
    expect(contextOf(problem, steps, 1)).toBe(`${problem.question}\nIt is 6 hours.`);
  });
});
