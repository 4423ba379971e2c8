// Which pairs of numbers with a dash between them are a range, a score, a season or the hours of a day.
import { describe, expect, test } from 'vitest';
import { isRange } from './ranges.ts';

type Case = readonly [expression: string, shown: string, before?: string, behind?: string];

const ranges = (cases: readonly Case[]) =>
  cases
    .filter(([expression, shown, before = '', behind = '']) => isRange(expression, before, shown, behind))
    .map((one) => one.join(' | '));
const written = (cases: readonly Case[]) => cases.map((one) => one.join(' | '));

describe('a pair is', () => {
  test.each<[string, readonly Case[], readonly Case[]]>([
    [
      'a range where the second number is larger and no space stands around the dash',
      [
        ['5-12', '$8'],
        ['5-12', '0'],
        ['5-12', '1,200'],
        ['5-12', '20%'],
        ['$5-$12', '7'],
        ['$5-12', '7'],
        ['5-€12', '7'],
        ['£5-12', '7'],
        ['$ 5-12', '7'],
        ['5–12', '8'],
        ['5—12', '8'],
        ['5−12', '8'],
        ['5.5-12.25', '8'],
        ['1,200-1,500', '8'],
      ],
      [
        ['5-12', '-8'],
        ['5-12', '-7'],
        ['5-5', '3'],
        ['12-5', '8'],
        ['5- 12', '8'],
        ['5 -12', '8'],
        ['5 - 12', '8'],
        ['5+12', '8'],
        ['5--12', '8'],
        ['5-12-20', '8'],
        ['5-12 pens', '8'],
        ['(5-12', '8'],
        ['5-12)', '8'],
        ['5', '8'],
        ['', '8'],
      ],
    ],
    [
      'a season where a year of four digits and two digits stand without spaces',
      [
        ['2023-24', '12'],
        ['1800-01', '12'],
        ['1950-60', '12'],
        ['2099-00', '12'],
        ['2150-51', '12'],
      ],
      [
        ['2023-24', '1999'],
        ['2023-24', '1,999'],
        ['2023 - 24', '12'],
        ['2023- 24', '12'],
        ['2023 -24', '12'],
        ['2023-4', '12'],
        ['2023-124', '12'],
        ['2023-24.5', '12'],
        ['1750-60', '12'],
        ['1099-60', '12'],
        ['2250-60', '12'],
        ['3023-24', '12'],
        ['12023-24', '12'],
        ['20231-24', '12'],
        ['$2023.50-24', '12'],
        ['202-24', '12'],
        ['2,023-24', '12'],
      ],
    ],
    [
      'a score where the result is the sum and the sentence speaks of a game',
      [
        ['4-3', '7', 'They won '],
        ['4-3', '7', 'They won the last one by '],
        ['4–3', '7', 'Score: '],
        ['21-14', '35', 'They BEAT us '],
      ],
      [
        ['4-3', '8', 'They won '],
        ['4-3', '1', 'They won '],
        ['4-0', '4', 'They won '],
        ['4 - 3', '7', 'They won '],
        ['4- 3', '7', 'They won '],
        ['4 -3', '7', 'They won '],
        ['4-3', '7', 'They have '],
        ['4-3', '7', ''],
        ['4-3', '7', 'They won. It is '],
        ['4-3', '7', 'They won; it is '],
        ['4-3', '7', 'The winner has '],
        ['4-3', '7', 'It is known that '],
      ],
    ],
    [
      'the hours of a day where they lie between the two times',
      [
        ['9-5', '8', '', ' hours'],
        ['9-5', '8', '', ' hour'],
        ['9-5', '8', '', ' hrs a day'],
        ['9-5', '8', '', ' hr'],
        ['9-5', '8', '', 'h'],
        ['9-5', '8', '', '-hour shift'],
        ['9-5', '8', '', ' -hour shift'],
        ['9-5', '8', '', ' Hours'],
        ['22-6', '8', '', ' hours'],
        ['24-8', '8', '', ' hours'],
        ['24-24', '24', '', ' hours'],
        ['9-9', '12', '', ' hours'],
        ['9-9', '24', '', ' hours'],
        ['11-10', '23', '', ' hours'],
        ['6-6', '12', '', ' hours'],
      ],
      [
        ['9-5', '7', '', ' hours'],
        ['9-5', '9', '', ' hours'],
        ['9-5', '4', '', ' hours'],
        ['9-3', '6', '', ' hours'],
        ['9-9', '0', '', ' hours'],
        ['12-0', '0', '', ' hours'],
        ['21-9', '0', '', ' hours'],
        ['9-5', '-4', '', ' hours'],
        ['25-9', '8', '', ' hours'],
        ['30-26', '8', '', ' hours'],
        ['24-1', '25', '', ' hours'],
        ['9-5', '8', '', ' minutes'],
        ['9-5', '8', '', ''],
        ['9-5', '8', '', ' pens in 4 hours'],
        ['9-5', '8', '', '  hours'],
        ['9-5', '8', '', ' hourly'],
        ['9-5', '8', '', ' hrsx'],
        ['9 - 5', '8', '', ' hours'],
        ['9- 5', '8', '', ' hours'],
        ['9 -5', '8', '', ' hours'],
      ],
    ],
  ])('%s', (_why, right, wrong) => {
    expect(ranges(right)).toEqual(written(right));
    expect(ranges(wrong)).toEqual([]);
  });
});

test('with spaces around the dash it is a range behind a word for what is numbered', () => {
  const words = [
    ...['age', 'ages', 'aged', 'size', 'sizes', 'line', 'lines', 'row', 'rows', 'column', 'columns', 'seat'],
    ...['seats', 'item', 'items', 'table', 'tables', 'lot', 'lots', 'lane', 'lanes', 'floor', 'floors'],
    ...['boxes', 'questions', 'numbers', 'episodes', 'volumes', 'issues', 'exercises', 'problems'],
    ...['sections', 'aisles', 'apartments', 'rooms', 'houses', 'doors', 'cards', 'tickets', 'stops'],
    ...['miles', 'points', 'players', 'children', 'kids', 'adults', 'students', 'team', 'teams', 'group'],
    ...['groups', 'level', 'levels', 'grade', 'grades', 'classes', 'page', 'pages', 'chapter', 'chapters'],
    ...['week', 'weeks', 'day', 'days', 'month', 'months', 'year', 'years', 'hour', 'hours', 'step'],
    ...['steps', 'part', 'parts', 'round', 'rounds', 'game', 'games', 'period', 'periods', 'quarter'],
    ...['quarters', 'position', 'positions', 'tier', 'tiers', 'stage', 'stages', 'from', 'between'],
  ];
  const isNumbered = (before: string) => isRange('1 - 6', before, '30', '');
  expect(words.filter((word) => !isNumbered(`On ${word} `))).toEqual([]);
  expect(words.filter((word) => isNumbered(`On ${word}x `))).toEqual([]);
  expect(words.filter((word) => isNumbered(`On x${word} `))).toEqual([]);
  expect(words.filter((word) => isNumbered(`On ${word} of `))).toEqual([]);
  expect(['Rows', 'Rows ', 'ROWS  ', 'pens ', ''].filter(isNumbered)).toEqual(['Rows', 'Rows ', 'ROWS  ']);
  expect(isRange('6 - 1', 'Rows ', '30', '')).toBe(false);
  expect(isRange('1 - 6', 'Rows ', '-30', '')).toBe(false);
  expect(isRange('1 - 6', 'Rows ', '-5', '')).toBe(false);
});

test('a game is spoken of with any of these words', () => {
  const words = [
    ...['score', 'scores', 'scored', 'won', 'win', 'wins', 'beat', 'lost', 'lose', 'loses', 'defeated'],
    ...['game', 'games', 'match', 'tied', 'drew', 'record'],
  ];
  const isScore = (before: string) => isRange('4-3', before, '7', '');
  expect(words.filter((word) => !isScore(`It: ${word} `))).toEqual([]);
  expect(words.filter((word) => isScore(`It: ${word}x `))).toEqual([]);
  expect(words.filter((word) => isScore(`It: x${word} `))).toEqual([]);
});
