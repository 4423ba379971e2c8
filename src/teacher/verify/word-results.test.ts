// What follows the sign or word of a result. `|` stands before the sign.
import { describe, expect, test } from 'vitest';
import { WordExpressions, wordTokens } from '../../data/index.ts';
import { resultBehind } from './word-results.ts';

function read(marked: string) {
  const line = marked.replace('|', '');
  const tokens = wordTokens(line);
  const sign = tokens.find(({ start }) => start >= marked.indexOf('|'));
  const found = sign === undefined ? null : resultBehind(line, tokens, new WordExpressions(tokens), sign);
  if (found === null) return null;
  const { end: _, ...rest } = found; // where a calculation with units ends: `stated-results.test.ts`
  return rest;
}

test.each([
  [
    'a number',
    '5 * 9 |= 45 pens a day',
    8,
    { readings: null, about: false, unit: 'pen', behind: 'pens a day' },
  ],
  ['a number behind spaces', '5 * 9 |=    45', 11, { readings: null, about: false, unit: null, behind: '' }],
  [
    'a number without spaces',
    '5 * 9 |=45pens',
    7,
    { readings: null, about: false, unit: 'pen', behind: 'pens' },
  ],
  ['an amount of money', '5 |is $45 a day', 5, { readings: null, about: false, unit: '$', behind: 'a day' }],
  [
    'an amount of money with a space',
    '5 |is $ 45',
    5,
    { readings: null, about: false, unit: '$', behind: '' },
  ],
  ['a negative amount', '5 |is - $45', 5, { readings: null, about: false, unit: '$', behind: '' }],
  ['a negative number', '5 |is - 4,500.5 m', 5, { readings: null, about: false, unit: 'm', behind: 'm' }],
  ['a percentage', '5 |is 45% of it', 5, { readings: null, about: false, unit: '%', behind: ' of it' }],
  [
    'a percentage with a space',
    '5 |is 45 % of it',
    5,
    { readings: null, about: false, unit: '%', behind: ' of it' },
  ],
  [
    'a number and a comma',
    '5 |is 45, and pens',
    5,
    { readings: null, about: false, unit: null, behind: ', and pens' },
  ],
  [
    'a number and three spaces',
    '5 |is 45   pens',
    5,
    { readings: null, about: false, unit: null, behind: '  pens' },
  ],
  [
    'a number in parentheses',
    '5 |is (45) pens',
    6,
    { readings: null, about: false, unit: null, behind: ') pens' },
  ],
  ['a number about right', '5 |is about 45', 11, { readings: null, about: true, unit: null, behind: '' }],
  [
    'a number in words',
    '5 |is Forty-five Pens.',
    5,
    { readings: ['45'], about: false, unit: 'pen', behind: ' Pens.' },
  ],
  [
    'a number in five words',
    '5 |is two hundred and forty four pens',
    5,
    { readings: ['244'], about: false, unit: 'pen', behind: ' pens' },
  ],
  [
    'a number in words at the end',
    '5 |is forty-five',
    5,
    { readings: ['45'], about: false, unit: null, behind: '' },
  ],
  ['one of two numbers', '5 |is five six', 5, { readings: ['5'], about: false, unit: 'six', behind: ' six' }],
  ['a word', '5 |is red 45', 5, { readings: null, about: false, unit: 'red', behind: 'red 45' }],
  ['a sign and a word', '5 |is : forty', 5, { readings: null, about: false, unit: null, behind: ': forty' }],
  ['nothing', '5 |is', 4, { readings: null, about: false, unit: null, behind: '' }],
  [
    'a calculation',
    '5 |is 36 times 2 pens',
    5,
    { readings: ['36*2', '36 '], about: false, unit: 'time', behind: 'times 2 pens' },
  ],
  [
    'a calculation in words',
    '5 |is half of 144',
    5,
    { readings: ['((1/2)*144)', '(1/2)*(144)'], about: false, unit: 'of', behind: ' of 144' },
  ],
])('%s', (_what, line, at, found) => {
  expect(read(line)).toEqual({ at, scale: null, ...found });
});

test('a number in a scale', () => {
  expect(read('5 |is $2.47 million a day')).toMatchObject({
    ...{ at: 5, readings: ['(2.47*1000000)', '2.47', '$2.47 '] },
    ...{ scale: { digits: '2.47', size: 1_000_000 }, unit: '$' },
  });
  expect(read('5 |is 15 hundred')?.scale).toEqual({ digits: '15', size: 100 });
});

describe('it goes on with what is no number', () => {
  test.each<[line: string, isNull: boolean]>([
    ['5 |is 32 + x', true],
    ['5 |is 32 * y', true],
    ['5 |is 32 (x)', true],
    ['(5 |is 32)', false],
    ['(5 |is 32) + x', false],
    ['5 |is 32 + 4', false],
    ['5 |is 32', false],
    ['5 |= (6 * x) - 3', true],
    ['5 |= (6 * x)- 3', true],
    ['5 |= (6 * x)  - 3', true],
    ...[...'+*/×÷^('].map((sign): [string, boolean] => [`5 |= (x) ${sign} 3`, true]),
    ['5 |= (6 * x) pens', false],
    ['5 |= (6 * x)', false],
    ['5 |= (6 * x), -3', false],
    ['5 |= (45 (or so) pens', true],
    ['5 |= (45 pens', true],
    ['5 |= () pens', true],
    [`5 |= (${'x'.repeat(30)})`, false],
    [`5 |= (${'x'.repeat(31)})`, true],
    ['5 |= (45) * 2', false],
  ])('%j: %j', (line, isNull) => expect(read(line) === null).toBe(isNull));
});

describe('words before the number', () => {
  const nears = [
    ...[
      'about',
      'around',
      'approximately',
      'approx',
      'approx.',
      'roughly',
      'nearly',
      'almost',
      'circa',
      'some',
    ],
    ...['close to', 'just over', 'just under', 'just about', 'just below', 'just above', 'slightly over'],
    ...['slightly under', 'slightly more than', 'slightly less than', '~', '≈'],
  ];
  const fillers = [
    ...[
      'exactly',
      'only',
      'just',
      'still',
      'now',
      'then',
      'also',
      'already',
      'a total of',
      'the total of',
      'total',
    ],
    ...[
      'altogether',
      'each of them',
      'each of us',
      'each of you',
      'you',
      'us',
      'me',
      'him',
      'her',
      'them',
      'one',
    ],
    ...['each', 'everyone', 'a', 'an', 'the', 'to', 'usd', 'rs', 'rs.', '"', '['],
  ];

  test('that it is about right, or that say nothing of it', () => {
    const isAbout = (word: string) => {
      const line = `5 |is ${word} 45`;
      const found = read(line);
      return found?.at === line.length - 3 ? found.about : null;
    };
    expect(nears.filter((word) => isAbout(word) !== true)).toEqual([]);
    expect(fillers.filter((word) => isAbout(word) !== false)).toEqual([]);
    expect(isAbout('about exactly')).toBe(true);
    expect(isAbout('exactly about')).toBe(true);
    expect(['them not', 'onlyx', 'not', 'six of'].map(isAbout)).toEqual([null, null, null, null]);
  });

  test('up to six', () => {
    const at = (words: string) => read(`5 |is ${words}45`)?.at;
    expect(at('now then also still just only ')).toBe(35);
    expect(at('now then also still just only the ')).toBe(35);
  });
});
