// Statements with the result in front of the calculation. `|` stands before the verb.
import { describe, expect, test } from 'vitest';
import { WordExpressions, wordTokens } from '../../data/index.ts';
import { reversed } from './reversed-statements.ts';

function read(line: string) {
  const text = line.replace('|', '');
  const tokens = wordTokens(text);
  const index = tokens.findIndex(({ start }) => start >= line.indexOf('|'));
  return reversed(text, tokens, new WordExpressions(tokens), index);
}

const isFound = (line: string): boolean => read(line) !== null;

test('all of a statement', () => {
  expect(read('About it: 12 pens |is roughly a quarter of 48 pens, so')).toEqual({
    ...{
      at: 18,
      start: 10,
      said: 'a quarter of 48 pens',
    },
    ...{ readings: ['((1/4)*48)', '(1/4)*(48)'], resultAt: 49, results: ['12'], about: true, factors: [] },
    ...{ scale: null, converts: null, resultEnd: 49 },
  });
});

test('the result may be in another unit', () => {
  expect(read('30 minutes |is half of 1 hour')).toMatchObject({
    ...{ results: ['30'], readings: ['((1/2)*1)', '(1/2)*(1)'], factors: [60], about: false },
  });
  expect(read('30 |is half of 60')).toMatchObject({ factors: [] });
});

test('only words between the verb and the calculation say that it is about right', () => {
  expect(read('About 5 of it: 12 |is the half of 24')).toMatchObject({ about: false });
  expect(
    ['about', 'approximately', 'roughly', 'About', 'just about'].filter(
      (word) => read(`12 |is ${word} half of 24`)?.about !== true,
    ),
  ).toEqual([]);
  expect(
    ['exactly', 'just', 'only', 'also', 'the', 'just the'].filter(
      (word) => read(`12 |is ${word} half of 24`)?.about !== false,
    ),
  ).toEqual([]);
});

describe('it is found', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'behind these verbs',
      ['is', 'are', 'was', 'were', 'equal', 'equals', 'is equal to', 'are equal to', '='].map(
        (verb) => `12 |${verb} half of 24`,
      ),
      [
        '=>',
        '≈',
        'equals to',
        'means',
        'gives',
        'becomes',
        'was equal to',
        'should equal',
        'would equal',
      ].map((verb) => `12 |${verb} half of 24`),
    ],
    [
      'where the number begins a clause',
      [
        ...[...'.,;:!?"“•'].map((sign) => `pens${sign} 12 |is half of 24`),
        ...['so', 'then', 'because', 'since', 'but', 'hence', 'thus', 'therefore', 'now', 'that'].map(
          (word) => `He knows ${word} 12 |is half of 24`,
        ),
      ],
      [
        ...[...'#&%'].map((sign) => `pens ${sign} 12 |is half of 24`),
        ...['if', 'when', 'and', 'the', 'thats', 'these', 'of', 'sofa'].map(
          (word) => `He knows ${word} 12 |is half of 24`,
        ),
        ...['5 + 12 |is half of 24', '.5L 12 |is half of 24', '7:45 12 |is half of 24'],
      ],
    ],
    [
      'where at most two words stand behind the number',
      ['12 pens |are half of 24', '12 red pens |are half of 24', 'twelve red pens |are half of 24'],
      [
        '12 big red pens |are half of 24',
        'red pens |are half of 24',
        'It |is half of 24',
        '|is half of 24',
        '12 after |is half of 24', // another time
        'One pen |is half of 2 pens',
      ],
    ],
    [
      'where the number is one of itself',
      ['0.5 |is half of 1'],
      [
        '25% |is half of 50%',
        '12 squared |is half of 288',
        '1 dozen |is half of 24',
        '2 million |is half of 4',
      ],
    ],
    [
      'behind words that change no value',
      ['12 |is exactly the half of 24', '12 |is also just about half of 24'],
      [
        ...['commonly', 'theoretically', 'hardly', 'adjust', 'aboutish', 'not'].map(
          (word) => `12 |is ${word} half of 24`,
        ),
        ...['12 |is', '12 |is the', '12 |is exactly'],
      ],
    ],
    [
      'where a word relates its numbers',
      [
        ...[
          '12 |is half of 24',
          '12 |is 50% of 24',
          '12 |is 2 more than 10',
          '12 |is twice 6',
          '12 |is thrice 4',
        ],
        ...[
          '12 |is double 6',
          '12 |is triple 4',
          '12 |is quadruple 3',
          '12 |is 3 times 4',
          '12 |is 5 plus 7',
        ],
        ...[
          '12 |is 15 minus 3',
          '12 |is 24 divided by 2',
          '12 |is 4 multiplied by 3',
          '12 |is half the 24 pens',
        ],
        ...[
          '12 |is the sum of 5 and 7',
          '12 |is the product of 3 and 4',
          '12 |is the difference of 15 and 3',
        ],
        '12 |is the average of 10 and 14',
      ],
      [
        '12 |is 5 + 7',
        '12 |is 24',
        '12 |is 24 pens',
        '12 |is 24 divided pens',
        '12 |is red',
        '12 |is 24 - 12',
      ],
    ],
    [
      'up to the end of its clause',
      [
        ...[...'.,;:!)'].map((sign) => `12 |is half of 24${sign} 5 are red`),
        ...['so', 'because', 'since', 'and', 'but'].map((word) => `12 |is half of 24 ${word} he goes`),
        ...['12 |is half of 24', '12 |is half of 24 pens', '12 |is half of 24 and'],
      ],
      [
        ...[
          '12 |is half of 24?',
          '12 |is half of 24 in all',
          '12 |is half of 24 sold',
          '12 |is half of 24 to 30',
        ],
        ...['12 |is half of 24 and 5', '12 |is half of 24 and 5 pens', '12 |is half of 24 = 12'],
        '12 |is half of 24 big red old pens also',
      ],
    ],
  ])('%s', (_why, yes, no) => {
    expect(yes.filter((line) => !isFound(line))).toEqual([]);
    expect(no.filter(isFound)).toEqual([]);
  });

  test('only at a verb', () => {
    const tokens = wordTokens('12 is half of 24');
    const at = [0, 1, 2, 99].map((index) =>
      reversed('12 is half of 24', tokens, new WordExpressions(tokens), index),
    );
    expect(at.map((found) => found !== null)).toEqual([false, true, false, false]);
  });
});
