// The names of units, and the factors between them.
import { describe, expect, test } from 'vitest';
import { conversions, factorsBetween, unitName } from './units.ts';

test.each([
  ['dollar', ['$', 'buck', 'dollar']],
  ['cent', ['¢', 'penny', 'penni']],
  ['%', ['percent', '%']],
  ['second', ['sec']],
  ['minute', ['min']],
  ['hour', ['hr', 'h']],
  ['week', ['wk']],
  ['year', ['yr']],
  ['inch', ['in']],
  ['foot', ['ft']],
  ['yard', ['yd']],
  ['mile', ['mi', 'mph']],
  ['km', ['kilometer', 'kilometre']],
  ['m', ['meter', 'metre']],
  ['cm', ['centimeter', 'centimetre']],
  ['mm', ['millimeter', 'millimetre']],
  ['ounce', ['oz']],
  ['pound', ['lb']],
  ['g', ['gram']],
  ['kg', ['kilogram']],
  ['mg', ['milligram']],
  ['l', ['liter', 'litre']],
  ['ml', ['milliliter', 'millilitre']],
])('%s is the name of %j, and of no longer word', (name, spellings) => {
  expect(spellings.map(unitName)).toEqual(spellings.map(() => name));
  const others = spellings.flatMap((spelling) => [`x${spelling}x`, `${spelling}xx`, `xx${spelling}`]);
  expect(others.map(unitName)).toEqual(others);
});

describe('the factors from one unit to another', () => {
  test.each<[from: string, to: string, factors: readonly number[]]>([
    ['hour', 'minute', [60]],
    ['minute', 'hour', [1 / 60]],
    ['hr', 'min', [60]],
    ['$', 'cent', [100]],
    ['dollar', '$', []],
    ['pen', 'pen', []],
    ['pen', 'box', []],
    ['pen', 'hour', []],
    ['hour', 'pen', []],
    ['hour', 'mile', []],
    ['pair', 'pen', [2]],
    ['pen', 'pair', [1 / 2]],
    ['couple', 'pair', []],
    ['dozen', 'pair', [6]],
    ['pair', 'dozen', [1 / 6]],
    ['dozen', 'egg', [12]],
    ['egg', 'dozen', [1 / 12]],
    ['pen', '%', [100]],
    ['pen', 'percent', [100]],
    ['%', 'pen', []],
    ['year', 'week', [48, 52, 53, 360 / 7, 52, 365 / 7, 366 / 7]],
    ['month', 'year', [1 / 12]],
    ['constructor', 'pen', []],
  ])('%s to %s', (from, to, factors) => {
    const found = factorsBetween(from, to);
    expect(found.every(Number.isFinite)).toBe(true);
    if (factors.length > 3) expect(found).toEqual(expect.arrayContaining([...factors]));
    else expect(found.slice(0, Math.max(1, factors.length))).toEqual(factors);
    expect(new Set(found).size).toBe(found.length);
  });
});

describe('the factors of a calculation', () => {
  test('without units behind its result', () => {
    expect(conversions(['dozen'], null)).toEqual([]);
    expect(conversions(['hour'], 'minute')).toEqual([60]);
  });

  test.each<
    [units: readonly string[], result: string | null, per: readonly string[], factors: readonly number[]]
  >([
    [[], null, [], []],
    [[], 'minute', [], []],
    [['pen'], null, [], []],
    [['dozen'], null, [], []],
    [['hour'], null, [], []],
    [['hour'], 'minute', [], [60]],
    [['hour', 'pen'], 'minute', [], [60]],
    [['hour', 'hr'], 'minute', [], [60]],
    [['hour'], 'pen', ['minute'], [60, 1 / 60]],
    [['hour'], 'min', ['minute'], [60]],
    [['hour'], null, ['minute'], [60, 1 / 60]],
    [['hour', 'minute'], null, [], [60, 1 / 60]],
    [['mile', 'hour', 'minute'], 'mile', [], [60, 1 / 60]],
    [['$', 'hour'], 'cent', ['minute'], [100, 60, 1 / 60, 6000, 100 / 60]],
  ])('with %j, %j per %j', (units, result, per, factors) => {
    const found = conversions(units, result, per);
    const rounded = (values: readonly number[]) =>
      [...new Set(values.map((value) => value.toPrecision(10)))].sort();
    expect(rounded(found)).toEqual(rounded(factors));
  });
});
