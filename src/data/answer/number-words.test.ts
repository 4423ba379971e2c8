// Numbers in words: which words make one number, and what it is worth.
import { describe, expect, test } from 'vitest';
import { findNumberWords } from './number-words.ts';

/** A text, and its numbers as [stretch, value] in order. */
type Row = [text: string, ...numbers: [stretch: string, value: number][]];

function checkWords(rows: readonly Row[]): void {
  test.each([...rows])('%j', (text, ...numbers) => {
    const found = findNumberWords(text).map(({ start, end, value }) => [text.slice(start, end), value]);
    expect(found).toEqual(numbers);
  });
}

/** Texts that are one number each. */
const checkWhole = (rows: readonly [text: string, value: number][]) =>
  checkWords(rows.map(([text, value]): Row => [text, [text, value]]));

describe('units, tens, hundreds and scales add up', () =>
  checkWhole([
    ['zero', 0],
    ['nineteen', 19],
    ['twenty-one', 21],
    ['Thirty Nine', 39],
    ['ninety-nine', 99],
    ['twenty and five', 25],
    ['a hundred', 100],
    ['an hundred', 100],
    ['one hundred ten', 110],
    ['a hundred and five', 105],
    ['one hundred zero', 100],
    ['five hundred and twelve', 512],
    ['nineteen hundred', 1900],
    ['a thousand and one', 1001],
    ['two thousand three hundred', 2300],
    ['two hundred thousand and six', 200_006],
    ['two million three thousand', 2_003_000],
    ['a million', 1e6],
    ['one million one thousand', 1_001_000],
    ['hundred and five', 105],
    ['three billion', 3e9],
    ['two trillion', 2e12],
    ['One Hundred and Twenty-Three Thousand Four Hundred and Fifty-Six', 123_456],
  ]));

describe('words that make no number together', () =>
  checkWords([
    ['two three'],
    ['ten five'],
    ['nineteen five'],
    ['twenty ten'],
    ['twenty eleven'],
    ['twenty and twenty'],
    ['twenty zero'],
    ['twenty hundred'],
    ['five hundred hundred'],
    ['three thousand two million'],
    ['five thousand thousand'],
    ['hundred'],
    ['thousand million'],
    ['an'],
  ]));

describe('signs, parts, decimals and dozens', () =>
  checkWhole([
    ['minus forty-two', -42],
    ['Negative six', -6],
    ['minus a half', -0.5],
    ['half', 0.5],
    ['a half', 0.5],
    ['a quarter', 0.25],
    ['three quarters', 0.75],
    ['five eighths', 0.625],
    ['Seven-tenths', 0.7],
    ['two and a half', 2.5],
    ['Two and Three Quarters', 2.75],
    ['twenty-one and one fourth', 21.25],
    ['three point one four', 3.14],
    ['two point zero five', 2.05],
    ['a hundred point five', 100.5],
    ['dozen', 12],
    ['a dozen', 12],
    ['half a dozen', 6],
    ['a half dozen', 6],
    ['two dozen', 24],
    ['Twelve dozens', 144],
    ['twenty dozen', 240],
    ['negative two dozen', -24],
    ['a dozen and a half', 18],
    ['two dozen and a half', 30],
    ['six and a half dozen', 78],
  ]));

describe('words that count or name something else', () =>
  checkWords([
    ['one of them'],
    ['three times'],
    ['two-day trips'],
    ["two's"],
    ['half of'],
    ['a quarter of'],
    ['two thirds of'],
    ['two thirds full'],
    ['two thirds the size'],
    ['twenty ten and three quarters'],
    ['twenty ten point five'],
    ['-five'],
    ['half the pens'],
  ]));

describe('several numbers of one text are found in their order', () =>
  checkWords([
    ['Seven pens, twenty-one cups and half', ['Seven', 7], ['twenty-one', 21], ['half', 0.5]],
    ['One hundred cups, or minus two', ['One hundred', 100], ['minus two', -2]],
  ]));
