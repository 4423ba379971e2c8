// What a calculation in words may mean: one text for the calculator for every way to understand it, and no other.
import { describe, expect, test } from 'vitest';
import { WordExpressions } from './word-expression.ts';
import { wordTokens } from './word-tokens.ts';
import { stem } from './word-vocabulary.ts';

const readingsOf = (text: string) => new WordExpressions(wordTokens(text)).sum(0)?.readings ?? [];

const checkReadings = (rows: readonly [text: string, ...readings: string[]][]) =>
  test.each([...rows])('%j', (text, ...readings) => expect(readingsOf(text)).toEqual(readings));

describe('signs are read by their precedence, words also in the order in which they are said', () =>
  checkReadings([
    ['6 - 4 - 3', '6-4-3'],
    ['2 * 3 + 4', '2*3+4'],
    ['3 plus 4', '3+4'],
    ['50% plus 20 plus 3', '50%+20+3', '((50%+20)+3)'],
    ['2 plus 3 times 4', '2+3*4', '((2+3)*4)'],
    ['2 + 3 times 4', '2+3*4', '((2+3)*4)'],
    ['5 more than 3 times 4', '(5+(3*4))', '((5+3)*4)'],
    ['10 - 2 more than 3', '(10-(2+3))', '((10-2)+3)'],
  ]));

describe('behind a division, a fraction smaller than one may be what is divided by', () =>
  checkReadings([
    ['6 km / 1/30 hour', '6/1/30', '6/(1/30)'],
    ['6 km / 1/30 hour * 2', '6/1/30*2', '6/(1/30)*2'],
    ['2 * 6 km / 1/30 hour', '2*6/1/30', '2*6/(1/30)'],
    ['12 / 6 km / 1/30 hour', '12/6/1/30', '12/6/(1/30)'],
    ['12 / 2 / 3 - 1', '12/2/3-1', '12/(2/3)-1'],
    ['6 km / 3/2 hour', '6/3/2'],
    ['12 / 2 - 3', '12/2-3'],
    ['6 km / 2/2 hour', '6/2/2'],
    ['6 / 30', '6/30'],
    ['4 * 6 / 30', '4*6/30'],
  ]));

describe('more and less than', () =>
  checkReadings([
    ['5 more than 20', '(5+20)'],
    ['5 less than 20', '(20-5)'],
    ['50% more than 20', '(20*(1+50%))'],
    ['50% less than 20', '(20*(1-50%))'],
    ['50% more than 20% of 50', '(((20%)*50)*(1+50%))'],
    ['half of 50% more than 20', '(20*(1+((1/2)*50%)))', '(1/2)*((20*(1+50%)))'],
    // a percentage of no other number
    ['5 more than 10%', '(5+10%)'],
    ['30% more than 20%', '(30%+20%)'],
    ['30% less than 20%', '(20%-30%)'],
    ['10% more than half of 10%', '(10%+((1/2)*10%))'],
    ['20% of 50 more than 10', '(((20%)*50)+10)', '(20%)*((50+10))'],
  ]));

describe('functions of a list', () => {
  checkReadings([
    ['sum of 20 and 22', '(20+22)'],
    ['product of 2, 3 and 7', '(2*3*7)'],
    ['quotient of 12 and 4', '(12/4)'],
    ['average of 3, 4 and 8', '((3+4+8)/3)'],
    ['taking 3 from 10', '(10-3)'],
    ['difference between 20 and 7', '(20-7)', '(7-20)'],
    ['average of 2 dozen and 4', '((2+4)/2)', '(((12*2)+4)/2)'],
  ]);
  test('of many readings, 24 are kept', () => {
    const readings = readingsOf('sum of 2 dozen, 3 dozen, 4 dozen, 5 dozen and 6 dozen');
    expect(readings).toHaveLength(24);
    expect(readings[0]).toBe('(2+3+4+5+6)');
  });
});

describe('a unit and its plural have one stem', () => {
  test.each([
    ['pen', 'pens'],
    ['penny', 'pennies'],
    ['box', 'boxes'],
    ['dish', 'dishes'],
    ['inch', 'inches'],
    ['glass', 'glasses'],
    ['foot', 'feet'],
  ])('%s, %s', (one, many) => expect(stem(many)).toBe(stem(one)));
  test.each([
    ['diesel', 'diesel'],
    ['chessboards', 'chessboard'],
    ['sisters', 'sister'],
    ['cheese', 'cheese'],
  ])('of %s it is %s', (unit, expected) => expect(stem(unit)).toBe(expected));
});
