// What stands behind an annotation, and results in another unit, of several readings, or that are ranges.
import { describe, expect, test } from 'vitest';
import { checkArithmetic } from './index.ts';
import { judged } from './judged.fixture.ts';

describe('the number behind an annotation', () => {
  test.each<[text: string, wrong: readonly [written: string, computed: string | null][]]>([
    ['He has <<16-3=12>>15 pens', [['<<16-3=12>>', '13']]],
    ['He has <<16-3=13>>15 pens', [['<<16-3=13>>15', '13']]],
    ['He has <<16-3=13>> 15 pens', []],
    ['He has <<16-3=13>>\n15 pens', []],
    ['He has <<16-3=13>>more', []],
    ['He has <<5*2=10>><<10-4=6>>6 pens', []],
    ['He has <<5*2=10>>10 - 4 = <<10-4=6>>6 pens', []],
    ['He has <<5*2=10>>10 - 3 <<1=1>>pens', []],
    ['Each gets <<10/3=3.33>>3.3... pens', []],
    ['Each gets <<10/3=3.33>>3.2... pens', [['<<10/3=3.33>>3.2', '3.3333333333']]],
    ['Each gets <<10/4=2.5>>2 full boxes', []],
    ['Each gets <<10/4=2.5>>1 full boxes', [['<<10/4=2.5>>1', '2.5']]],
    ['Each gets <<10/4=2.5>>5/2 pens', []],
    ['Each gets <<10/4=2.5>>5/3 pens', [['<<10/4=2.5>>5', '2.5']]],
    [`Each gets <<10/4=2.5>>2 ${'very '.repeat(5)}full boxes`, []],
  ])('%j', (text, wrong) => {
    expect(checkArithmetic(text).wrong.map(({ written, computed }) => [written, computed])).toEqual(wrong);
  });
});

test('every calculation is counted, annotations and the equations around them', () => {
  const counts = (text: string) => checkArithmetic(text).checked;
  expect(counts('')).toBe(0);
  expect(counts('3 + 4 = <<3+4=7>>7')).toBe(2);
  expect(counts('3 + 4 = 7, 7 * 2 = 14\n\n14 times 2 is 28')).toBe(3);
  expect(counts('<<3+4=7>> and <<3+4=8>>')).toBe(2);
});

test('a line that begins with a sign goes on with the line before it', () => {
  expect(checkArithmetic('3 + 4\n= 8').wrong).toEqual([{ written: '3 + 4 = 8', computed: '7' }]);
  expect(checkArithmetic('3 + 4\n\n  ≈ 20').wrong).toEqual([{ written: '3 + 4 ≈ 20', computed: '7' }]);
  expect(checkArithmetic('= 8\n3 + 4').wrong).toEqual([]);
  expect(checkArithmetic('3 + 4\n8 = 8').wrong).toEqual([]);
});

test.each<[text: string, wrong: readonly string[]]>([
  // ranges: the words just before them say so, wherever the line begins and ends
  ['Rows 5 - 12 is 8 rows', []],
  ['So 5 - 12 is 8 pages', ['5 - 12 is 8']],
  [`Rows 5 - 12 is 8 rows, ${'and so on '.repeat(80)}`, []],
  [`${'So it goes on. '.repeat(80)}Rows 5 - 12 is 8 rows`, []],
  ['Pages 5 - 12 = 8 pages', []],
  ['So 5 - 12 = 8 pages', ['5 - 12 = 8']],
  [`Pages 5 - 12 = 8 pages, ${'and so on '.repeat(80)}`, []],
  [`${'So it goes on. '.repeat(80)}Pages 5 - 12 = 8 pages`, []],
  // results in another unit, one of the readings is enough
  ['2 feet plus 3 feet times 4 is 240 inches', []],
  ['2 feet plus 3 feet times 4 is 168 inches', []],
  ['2 feet plus 3 feet times 4 is 100 inches', ['2 feet plus 3 feet times 4 is 100']],
  ['24 inches times 4 is 8 feet', []],
  ['24 inches times 4 is 9 feet', ['24 inches times 4 is 9']],
  ['200 plus 300 times 4,000 is 2 million', []],
  ['200 plus 300 times 4,000 is 1.2 million', []],
  ['200 plus 300 times 4,000 is 3 million', ['200 plus 300 times 4,000 is 3 million']],
  ['2 plus 3 times 4 is 20', []],
  ['2 plus 3 times 4 is 14', []],
  ['2 plus 3 times 4 is 15', ['2 plus 3 times 4 is 15']],
  // rests
  ['17 divided by 5 is 3 remainder 2', []],
  ['17 divided by 5 is 3 remainder 3', ['17 divided by 5 is 3 remainder 3']],
  ['2 plus 17 divided by 5 is 3 remainder 3', []], // which rest is meant is not known
  // what cannot be computed
  ['12 divided by 0 is 5', []],
  ['12 divided by 0 = 5', []],
  // a result before its expression, and a second result
  ['12 is half of 24', []],
  ['12 is half of 25', ['12 is half of 25']],
  ['Half of 24 is 12 = 13', ['12 = 13']],
  ['7 divided by 2 is about 4', []],
  ['7 divided by 2 is about 5', ['7 divided by 2 is about 5']],
])('of %j, %j is wrong', (text, wrong) => {
  expect(checkArithmetic(text).wrong.map(({ written }) => written)).toEqual(wrong);
});

test.each([
  'So the total is 5 * 9 = 45',
  '5 pens * 9 = 45',
  '45 = 5 * 9',
  '5 * 9: 45',
  '5 * 9 ≈ 46',
])('%j is right, and wrong with another number', (text) => {
  expect([judged(text), judged(text.replace(/4[56]/, '54'))]).toEqual([
    `${text}: right`,
    `${text.replace(/4[56]/, '54')}: wrong`,
  ]);
});

describe('a line', () => {
  test.each<[text: string, wrong: readonly string[]]>([
    // goes on with the line before it only where it begins with a sign
    ['It is 12\n* 3 * 4 = 12', []],
    ['It is 12\n* 3 * 4 = 13', ['3 * 4 = 13']],
    ['3 * 4 * 2\n   = 24', []],
    ['3 * 4 * 2\n\n= 25', ['3 * 4 * 2 = 25']],
    ['3 * 4 * 2\n≈ 34', ['3 * 4 * 2 ≈ 34']],
    ['= 24\n3 * 4 = 12', []],
    // may be long
    [`Rows 1 - 6 = 48 muffins. ${'He waits. '.repeat(60)}`, []],
    [`${'He waits. '.repeat(60)}Rows 1 - 6 = 48 muffins.`, []],
    [`${'He waits. '.repeat(60)}3 * 4 = 13 muffins.`, ['3 * 4 = 13']],
  ])('of %j', (text, wrong) =>
    expect(checkArithmetic(text).wrong.map(({ written }) => written)).toEqual(wrong));
});

test.each<[text: string, written: string]>([
  ['¥24 / 2 = ¥12 11/12 each', '¥24 / 2 = ¥12 11/12'],
  ['¥25 / 2 = ¥12 each', '¥25 / 2 = ¥12'],
  ['¥25 / ¥5 = 25 percent', '¥25 / ¥5 = 25'],
  ['25 pens divided by 2 is 12 11/13 pens', '25 pens divided by 2 is 12 11/13'],
])('of %j the whole result is shown', (text, written) => {
  expect(checkArithmetic(text).wrong).toMatchObject([{ written }]);
});

describe('a result in another unit', () => {
  test.each<[text: string, right: string, wrong: string]>([
    ['700 minutes times 600 is # hours', '7000', '7001'],
    ['32 ounces times 7 is # pounds', '14', '15'],
    ['7 pounds times 2 is # ounces', '224', '240'],
    ['700,000,000 minutes times 60 is # hours', '700,000,000', '700,000,001'],
    ['8 km times 2 is # miles', '10', '8'],
    ['3 feet times 4 is # inches', '144', '145'],
    ['24 inches times 3 is # feet', '6', '7'],
    ['$3 times 4 is # cents', '1200', '1201'],
    ['12 times 6 is # dozen', '6', '7'],
    // only the money of the calculation itself makes cents another unit
    ['5 times 4 is # cents, not $1', '20', '21'],
  ])('%j is right with %s and wrong with %s', (text, right, wrong) => {
    expect(checkArithmetic(text.replace('#', right)).wrong).toEqual([]);
    expect(checkArithmetic(text.replace('#', wrong)).wrong).toHaveLength(1);
  });
});

test('a number is the value of the expression behind it, which may be rounded', () => {
  expect(['3.33 = 10 / 3', '0.25 = 1/4', '12 = 3 * 4', '3.34 = 10 / 3', '0.26 = 1/4'].map(judged)).toEqual([
    ...['3.33 = 10 / 3: right', '0.25 = 1/4: right', '12 = 3 * 4: right'],
    ...['3.34 = 10 / 3: wrong', '0.26 = 1/4: wrong'],
  ]);
});
