// Numbers with their units, beside the sign of a stated conversion.
import { describe, expect, test } from 'vitest';
import { countOf, type Quantity, quantityAfter, quantityBefore } from './conversion-quantities.ts';

/** `2 hours, 30.5 minutes`: values, units and decimals of every quantity, with what it takes up of the line. */
const shown = (line: string, quantities: readonly Quantity[]) =>
  quantities.map(({ start, end, parts, about }) => {
    const said = parts.map(({ value, unit, decimals }) => `${value} ${unit}${'.'.repeat(decimals)}`);
    return `${about ? 'about ' : ''}${said.join(' + ')} [${line.slice(start, end)}]`;
  });
/** What ends before `|`, and what begins behind it. */
const before = (marked: string) => {
  const line = marked.replace('|', '');
  return shown(line, quantityBefore(line, marked.indexOf('|')));
};
const after = (marked: string) => {
  const line = marked.replace('|', '');
  return shown(line, quantityAfter(line, marked.indexOf('|')));
};

test('all of a quantity', () => {
  expect(quantityBefore('He has 1,200.50 grams = 5', 21)).toEqual([
    {
      start: 7,
      end: 21,
      parts: [{ value: 1200.5, digits: '1,200.50', decimals: 2, unit: 'grams' }],
      about: false,
    },
  ]);
  expect(quantityAfter('It is   about $4.50 now', 5)).toEqual([
    { start: 8, end: 19, parts: [{ value: 4.5, digits: '4.50', decimals: 2, unit: '$' }], about: true },
  ]);
});

describe('before a sign', () => {
  test.each<[line: string, found: readonly string[]]>([
    ['48 hours| = 2 days', ['48 hours [48 hours]']],
    ['48 hours | = 2 days', ['48 hours [48 hours]']],
    ['It is 48 hours,| or 2 days', ['48 hours [48 hours]']],
    ['1,200 grams| = 1.2 kg', ['1200 grams [1,200 grams]']],
    ['1,200 grams,| or 1.2 kg', ['1200 grams [1,200 grams]']],
    ['a 48-hour| day', ['48 hour [48-hour]']],
    ['5 kg.| It', ['5 kg [5 kg.]']],
    ['$5| = 500 cents', ['5 $ [$5]']],
    ['€ 5.25| = 525 cents', ['5.25 €.. [€ 5.25]']],
    ['.5 hours| = 30 minutes', ['0.5 hours. [.5 hours]']],
    ['1 1/2 feet| = 18 inches', ['1.5 feet [1 1/2 feet]']],
    ['half an hour| = 30 minutes', ['0.5 hour [half an hour]']],
    ['twenty-five hours| = 30 days', ['25 hours [twenty-five hours]']],
    ['2 hours and 30 minutes|', ['2 hours + 30 minutes [2 hours and 30 minutes]', '30 minutes [30 minutes]']],
    ['2 hours, 30 minutes|', ['2 hours + 30 minutes [2 hours, 30 minutes]', '30 minutes [30 minutes]']],
    [
      '2 hours 30.5 minutes|',
      ['2 hours + 30.5 minutes. [2 hours 30.5 minutes]', '30.5 minutes. [30.5 minutes]'],
    ],
    ['5 pens, 48 hours| = 2 days', ['5 pens + 48 hours [5 pens, 48 hours]', '48 hours [48 hours]']],
    ['about 48 hours| = 2 days', ['48 hours [48 hours]']],
    [`${'He waits. '.repeat(12)}48 hours| = 2 days`, ['48 hours [48 hours]']],
    // no quantity, or a part of another number
    ['hours| = 2 days', []],
    ['48| = 2 days', []],
    ['48 hours late, now| = 2', []],
    ['276/12 eggs| = 23', []],
    ['12/12 eggs| = 1', []],
    ...['$', '€', '£', 'x', '5,', '2/3/', '1.2.'].map((sign): [string, readonly string[]] => [
      `${sign}48 hours| = 2 days`,
      [],
    ]),
    ['= 48 hours| = 2 days', ['48 hours [48 hours]']],
    ['(48 hours| = 2 days', ['48 hours [48 hours]']],
  ])('%j', (line, found) => expect(before(line)).toEqual(found));
});

describe('behind a sign', () => {
  test.each<[line: string, found: readonly string[]]>([
    ['2 days =| 48 hours', ['48 hours [48 hours]']],
    ['2 days =|48 hours later', ['48 hours [48 hours]']],
    ['  2 days =|   48 hours', ['48 hours [48 hours]']],
    [`2 days =|${' '.repeat(30)}48 hours`, ['48 hours [48 hours]']],
    [`${'He waits. '.repeat(12)}=| 48 hours`, ['48 hours [48 hours]']],
    ['=| $5 now', ['5 $ [$5]']],
    ['=| 2 hours and 30 minutes', ['2 hours + 30 minutes [2 hours and 30 minutes]', '2 hours [2 hours]']],
    ['=| 2 hours 30 minutes', ['2 hours + 30 minutes [2 hours 30 minutes]', '2 hours [2 hours]']],
    ...['about', 'around', 'approximately', 'approx.', 'approx', 'roughly', 'nearly', 'almost', '~'].map(
      (near): [string, readonly string[]] => [`=| ${near} 48 hours`, [`about 48 hours [${near} 48 hours]`]],
    ),
    ...['just over', 'just under', 'About'].map((near): [string, readonly string[]] => [
      `=| ${near} 48 hours`,
      [`about 48 hours [${near} 48 hours]`],
    ]),
    ...['exactly', 'only', 'just', 'also', 'Exactly'].map((word): [string, readonly string[]] => [
      `=| ${word} 48 hours`,
      [`48 hours [${word} 48 hours]`],
    ]),
    ['=| hours', []],
    ['=| 48', []],
    ['=| the 48 hours', []],
    ['=| 276/12 eggs', []],
    ['=| 12/12 eggs', []],
    ['=| 2 hours and 6/3 minutes', ['2 hours [2 hours]']],
  ])('%j', (line, found) => expect(after(line)).toEqual(found));
});

test('a fraction may have words in it', () => {
  expect(after('=| 1 and 1/2 feet').at(-1)).toBe('1.5 feet [1 and 1/2 feet]');
  expect(after('=| 1/2 of an hour').at(-1)).toBe('0.5 hour [1/2 of an hour]');
});

test.each<[text: string, value: number | null]>([
  ['5', 5],
  ['1,200', 1200],
  ['.5', 0.5],
  ['12.25', 12.25],
  ['1/2', 0.5],
  ['1/16', 0.0625],
  ['11/16', 0.6875],
  ['1/2 of an', 0.5],
  ['1 1/2', 1.5],
  ['1 and 1/2', 1.5],
  ['12 3/4', 12.75],
  ['276/12', null],
  ['12/12', null],
  ['3 5/4', null],
  ['half', 0.5],
  ['half a', 0.5],
  ['half an', 0.5],
  ['Half of an', 0.5],
  ['a half', 0.5],
  ['A half', 0.5],
  ['a quarter of an', 0.25],
  ['A quarter of a', 0.25],
  ['a', 1],
  ['an', 1],
  ['An', 1],
  ['one', 1],
  ['five', 5],
  ['twelve', 12],
  ['twenty', 20],
  ['twenty-five', 25],
  ['a hundred', 100],
  ['one hundred', 100],
  ['behalf', null],
  ['and', null],
  ['pens', null],
  ['banana', null],
  ['', null],
])('the count %j is %j', (text, value) => expect(countOf(text)).toBe(value));
