// Where the numbers of a chain come from, and which numbers count as the same.
import { describe, expect, test } from 'vitest';
import { KnownQuantities, numberFromNowhere, resultsIn, same } from './quantities.ts';

/** The step, from 0, and the number in it that comes from nowhere. */
const nowhere = (question: string, ...solutions: readonly string[]) =>
  numberFromNowhere(
    { id: 'p', question, answer: '1', answerType: 'number' },
    solutions.map((solution) => ({ solution })),
  );

describe('a number of a chain', () => {
  test.each<[why: string, question: string, steps: readonly string[]]>([
    ['is one that everyone knows', 'How long is it?', ['A day has 24 hours, an hour 3600 seconds.']],
    ['is a fraction that everyone knows', 'How long is it?', ['He takes a third, then 0.75 of it.']],
    ['stands in the problem', 'Ann has 952 pens.', ['She has 952 pens.']],
    ['stands in the problem in words', 'Ann runs fifteen times ninety.', ['It is 15 and 90.']],
    ['stands in the problem with a minus sign', 'It is -17 degrees.', ['It is 17 degrees below zero.']],
    ['is a result of its step', 'Ann has 952 pens and 37.', ['So (952 + 37) * 3 = 2967, and 2967 it is.']],
    ['is a result of its step, behind ≈', 'Ann has 952 and 37.', ['So (952 + 37) * 3 ≈ 2968, so 2968.']],
    ['is a result without a space', 'Ann has 952 pens and 37.', ['So (952 + 37) * 3 =2967, and 2967 it is.']],
    [
      'is a result of an earlier step',
      'Ann has 952 pens and 37.',
      ['(952 + 37) * 3 = 2967.', 'So 2967 pens.'],
    ],
    ['is a sum', 'Ann has 952 pens and 37.', ['Together she has 989 pens.']],
    ['is a difference', 'Ann has 952 pens and 37.', ['There are 915 more.']],
    ['is a product', 'Ann has 952 pens and 37.', ['It comes to 35224 pens.']],
    ['is a quotient', 'Ann has 962 pens and 37.', ['So 26 for each.']],
    ['is the quotient of what everyone knows', 'Ann has 800 pens.', ['So 0.125 for each.']],
    ['is one more or less', 'Ann is 952 years old.', ['Next year she is 953, last year she was 951.']],
    ['is a percentage', 'Ann saves 17% of $900.', ['She saves $153.']],
    ['is what a percentage leaves or adds', 'Ann saves 17% of $900.', ['It is $747, or $1053.']],
    ['is a percentage of all', 'It rises by 17%.', ['It is 1.17 or 0.83 times as much.']],
    ['is rounded', 'Ann has 952.7 pens.', ['So 953 or 952.']],
    ['is found with what its step found', 'Ann has 952 pens and 37.', ['Together 989, with 37 more 1026.']],
    ['stands in an annotation alone', 'Ann has 952 pens.', ['She has <<4711-3759=952>>952.']],
  ])('%s', (_why, question, steps) => expect(nowhere(question, ...steps)).toBeNull());

  test.each<[question: string, steps: readonly string[], step: number, value: number]>([
    ['Ann has 952 pens.', ['She has 4711 pens.'], 0, 4711],
    ['Ann has 952 pens.', ['She has 952 pens.', 'She has 4711 pens.'], 1, 4711],
    ['Ann has 952 pens.', ['952 / 4711 = 5'], 0, 4711],
    ['Ann has pens.', ['It is 952 = 72 of 4711 pens.'], 0, 952],
    ['Ann has 952 pens.', ['952 = 72 of 4711 pens.'], 0, 4711],
    ['Ann has 952 pens and 37.', ['She has 1026 pens.'], 0, 1026],
    ['Ann has 952.7 pens.', ['So 954.'], 0, 954],
    ['Ann has 952 pens.', ['So 952.5'], 0, 952.5],
    ['Ann has some.', ['So 25.'], 0, 25],
  ])('of %j then %j is from nowhere', (question, steps, step, value) => {
    expect(nowhere(question, ...steps)).toEqual({ step, value });
  });
});

test('what the problem states is more than what everyone knows', () => {
  const known = new KnownQuantities('Ann has 24 pens in forty boxes.');
  expect([24, 40, 12, 0.5].map((value) => known.hasStated(value))).toEqual([true, true, false, false]);
  expect([24, 40, 12, 0.5, 25].map((value) => known.has(value))).toEqual([true, true, true, true, false]);
  known.add([25]);
  expect([known.has(25), known.hasStated(25)]).toEqual([true, true]);
});

test('what is said of how often or how old something is counts as stated', () => {
  const stated = (question: string, value: number) => new KnownQuantities(question).hasStated(value);
  const words = [
    ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'].map(
      (word, index) => [word, 13 + index] as const,
    ),
    ...['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'].map(
      (word, index) => [word, 20 + 10 * index] as const,
    ),
  ];
  expect(words.filter(([word, value]) => !stated(`It is ${word} times as old.`, value))).toEqual([]);
  expect(words.filter(([word, value]) => !stated(`The ${word}-year-old girl.`, value))).toEqual([]);
  expect(stated('FIFTEEN times', 15)).toBe(true);
  expect(stated('Fifteenth times', 15)).toBe(false);
  expect(stated('', 15)).toBe(false);
});

test('one operation on what is known gives a number', () => {
  const gives = (question: string, value: number) => new KnownQuantities(question).gives(value);
  expect([6664, 136, 476, 1904, 953, 951].map((value) => gives('952', value))).toEqual(Array(6).fill(true));
  expect([6665, 137.5, 954, 950].map((value) => gives('952', value))).toEqual(Array(4).fill(false));
  expect([153, 917, 883, 15_300, 747, 1053].map((value) => gives('17 and 900', value))).toEqual(
    Array(6).fill(true),
  );
  expect([154, 1.53, 1_530_000].map((value) => gives('17 and 900', value))).toEqual([false, false, false]);
  expect([952, 953].map((value) => gives('952.7', value))).toEqual([true, true]);
  expect([952.5, 954, 950].map((value) => gives('952.7', value))).toEqual([false, false, false]);
  expect(gives('', 24)).toBe(false);
});

test('results are the first numbers behind the signs', () => {
  expect(resultsIn('3 + 4 = 7 pens of 9, 7 * 2 =14, and 14 / 3 ≈ 4.67; =')).toEqual([7, 14, 4.67]);
  expect(resultsIn('3 + 4 = <<3+4=7>>8')).toEqual([7]);
  expect(resultsIn('So 7.')).toEqual([]);
});

test.each<[a: number, b: number, expected: boolean]>([
  [7, 7, true],
  [7, 7.00001, false],
  [0, 0.000001, true],
  [0, 0.0000011, false],
  [1_000_000_000, 1_000_000_500, true],
  [1_000_000_000, 1_000_002_000, false],
  [-1_000_000_000, -1_000_000_500, true],
  [1 / 3, 0.33, true],
  [1 / 3, 0.3, false],
  [1 / 3, 0.34, false],
  [0.125, 0.13, true],
  [0.125, 0.12, true],
  [12.344, 12.34, true],
  [12.346, 12.34, false],
  [1 / 3, 0.333, true],
  [1 / 3, 0.334, false],
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, false],
  [0.004, 0.000000125, false],
  [Number.NaN, Number.NaN, false],
])('%d and %d are the same: %j', (a, b, expected) => {
  expect([same(a, b), same(b, a)]).toEqual([expected, expected]);
});
