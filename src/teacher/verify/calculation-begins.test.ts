// Where a calculation with words may begin, by the words before it. `|` stands where it begins.
import { describe, expect, test } from 'vitest';
import { wordTokens } from '../../data/index.ts';
import { beginsThere, isInSigns, standsAlone } from './calculation-start.ts';

/** The tokens of a line without its `|`, and which of them is the first behind that. */
function read(line: string) {
  const tokens = wordTokens(line.replace('|', ''));
  const at = line.indexOf('|');
  return { tokens, start: tokens.findIndex(({ start }) => start >= at) };
}

const begins = (line: string): boolean => {
  const { tokens, start } = read(line);
  return beginsThere(tokens, start);
};
const alone = (inSigns: boolean) => (line: string) => {
  const { tokens, start } = read(line);
  return standsAlone(tokens, start, inSigns);
};

describe('what stands before is no part of the calculation', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['nothing', ['|3 times 4', 'the |3 times 4', '|- 3 times 4'], []],
    [
      'the sign or word of a result',
      ['it is |3 times 4', 'x = |3 times 4', 'The change is |-3 times 4', 'he gets exactly the |3 times 4'],
      [],
    ],
    [
      'no number',
      ['He has |3 times 4', 'costs|$5 times 4'],
      ['He has 5 |3 times 4', '20% |3 times 4', 'five |3 times 4', 'He has crayons |- 8 times 2'],
    ],
    [
      'no name of a function',
      ['max |(3 + 4) times 2', 'pens. |(3 + 4) times 2', 'of the pens |(3 + 4) times 2'],
      ['max|(3 + 4) times 2', 'the sum max|(3 + 4) times 2'],
    ],
    [
      'a sign of punctuation',
      [...'.,:;!?"\'“”[]{}|•>'].map((sign) => `pens${sign} |3 times 4`).concat('. |3 times 4'),
      [...'#%&_<√'].map((sign) => `pens${sign} |3 times 4`).concat('.5L |3 times 4', '7:45 |3 times 4'),
    ],
    ['no operator and its point', ['.8 + .84. |3 times 4'], ['.8 + . |84 times 4']],
    [
      'a parenthesis behind a word or a sign',
      ['(|3 times 4)', 'pens (|3 times 4)', 'so, (|3 times 4)', 'is (|3 times 4)', '(so |3 times 4)'],
      ['5 (|3 times 4)', '5 * (|3 times 4)', '((|3 times 4)'],
    ],
    [
      'a bullet or a dash',
      ['- |3 times 4', '* |3 times 4', 'pens - |3 times 4', 'He has 5 pens. Then - |3 times 4'],
      ['pens + |3 times 4', 'pens minus |3 times 4', '5 pens - |3 times 4', 'pens, 5 and red - |3 times 4'],
    ],
    [
      '"of" behind a whole',
      ['a total of |3 times 4', 'the cost of the |3 times 4', 'an amount of |3 times 4', 'the total of |3'],
      ['half of |3 times 4', 'half of the |3 times 4', 'the average of |3 times 4', 'Of |3 times 4'],
    ],
    [
      '"and" that joins no numbers',
      [
        'boxes and |3 times 4',
        'And |3 times 4',
        '5 pens and |3 times 4',
        'He adds. It is red and |3 times 4',
      ].concat(['halfway', 'behalf', 'thousandth', 'thirdly'].map((word) => `${word} and |3 times 4`)),
      ['5 and |3 times 4', '20% and |3 times 4', 'He adds boxes and |3 times 4'].concat(
        ['hundred', 'thousand', 'million', 'half', 'dozen', 'third', 'thirds', 'quarter', 'quarters'].map(
          (word) => `a ${word} and |3 times 4`,
        ),
      ),
    ],
    [
      'a preposition that joins no numbers',
      ['by', 'from', 'to', 'with', 'into', 'among', 'between'].map((word) => `He goes ${word} |3 times 4`),
      ['by', 'from', 'to', 'with', 'into', 'among', 'between'].flatMap((word) => [
        `He adds it ${word} |3 times 4`,
        `pens, 5 ${word} |3 times 4`,
      ]),
    ],
    [
      'a word that only begins or ends as a preposition does',
      [
        'Both stay nearby |3 times 4',
        'Both go today |3 times 4',
        'He takes bread herewith |3 times 4',
        'To |3 times 4',
      ],
      [],
    ],
    [
      'no word of a calculation that goes on',
      ['He is timely |3 times 4', 'the produce |3 times 4'],
      [
        ...[
          'twice',
          'thrice',
          'double',
          'triple',
          'half',
          'third',
          'thirds',
          'quarter',
          'quarters',
          'fourth',
        ],
        ...['fourths', 'fifth', 'fifths', 'dozen', 'hundred', 'thousand', 'million', 'more', 'fewer', 'than'],
        ...['increased', 'decreased', 'reduced', 'power', 'root', 'average', 'mean', 'sum', 'product'],
        ...['difference', 'quotient', 'percent', 'divided', 'multiplied', 'less', 'times', 'plus', 'minus'],
      ].map((word) => `He is ${word} |3 times 4`),
    ],
    [
      'no name that has a number',
      [
        'per day |3 times 4',
        'a day |3 times 4',
        'each day |3 times 4',
        'every day |3 times 4',
        'one page |3 times 4',
      ],
      ['Day |3 times 4', 'On day |3 times 4', 'On page |3 times 4', 'On personal day |3 times 4'].concat(
        ['super', 'idea', 'everyone'].map((word) => `On ${word} page |3 times 4`),
      ),
    ],
    [
      'no unit of a number',
      ['in feet |3 times 4', 'Feet |3 times 4', '5 pens |3 times 4', 'The meters |3 times 4'],
      ['5 feet |6 times 2', 'five feet |6 times 2', '$5 dollars |6 times 2', '5 meters |6 times 2'],
    ],
  ])('%s', (_why, yes, no) => {
    expect(yes.filter((line) => !begins(line))).toEqual([]);
    expect(no.filter(begins)).toEqual([]);
  });

  test('articles and such words before it are passed over', () => {
    const words = [
      'a',
      'an',
      'the',
      'another',
      'his',
      'her',
      'their',
      'its',
      'all',
      'exactly',
      'only',
      'about',
    ];
    expect(words.filter((word) => begins(`half of ${word} |3 times 4`))).toEqual([]);
    expect(words.filter((word) => !begins(`a total of ${word} |3 times 4`))).toEqual([]);
    expect(begins('half of all the |3 times 4')).toBe(false);
    // a name that only begins or ends with such a word
    expect(
      ['Clara', 'Allan', 'Theo', 'Hannah'].filter((name) => !begins(`half of ${name} |3 times 4`)),
    ).toEqual([]);
  });

  test('numbers are looked for among forty tokens at most', () => {
    const far = (words: number) => `5${' pens'.repeat(words)} - |3 times 4`;
    expect([38, 39].map((words) => begins(far(words)))).toEqual([false, true]);
    expect(begins('pens - |3 times 4 minus 5')).toBe(true);
  });
});

describe('numbers are joined', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'by signs only',
      [
        '5 pens * 9',
        '5 * 9',
        '5 + 9 - 2',
        '5 goats + 9 roofs',
        '5 offices + 9',
        '5 attics + 9',
        '5 often + 9',
        '5 * nine',
      ],
      [
        '5 pens',
        '5 times 9',
        '5 * 9 times 2',
        '5 boxes of 9',
        '5 boxes of 9 * 2',
        '5 pens at $4 + 2',
        '5 @ 9 + 2',
        '',
      ],
    ],
    ['by signs, where a word only ends as "of" and "at" do', ['5 roof * 9', '5 goat * 9'], []],
  ])('%s', (_why, yes, no) => {
    expect(yes.filter((line) => !isInSigns(wordTokens(line)))).toEqual([]);
    expect(no.filter((line) => isInSigns(wordTokens(line)))).toEqual([]);
  });
});

describe('a calculation stands alone', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['at the beginning', ['|3 times 4'], []],
    [
      'where its clause has no number',
      ['He has boxes and |3 times 4', 'He has 5 pens. |3 times 4', 'It is one of |3 times 4'],
      [
        '5 boxes and |3 times 4',
        '5 boxes and |3 times 4, so 12',
        'He has 5 pens |3 times 4',
        'five pens, |3 times 4',
        '20% of |3 times 4',
      ],
    ],
    [
      'behind what ends a clause',
      ['.', ';', ':', '!', '?'].map((sign) => `He has 5 pens${sign} |3 times 4`),
      [',', '"', '(', '-'].map((sign) => `He has 5 pens ${sign} |3 times 4`),
    ],
    [
      'behind a word that opens a clause',
      [
        ...[
          'so',
          'then',
          'because',
          'since',
          'but',
          'while',
          'whereas',
          'hence',
          'thus',
          'therefore',
          'where',
        ],
        ...['if', 'when', 'now', 'finally', 'next', 'first'],
      ].map((word) => `He has 5 pens ${word} |3 times 4`),
      ['sofa', 'miso', 'butter', 'thenceforth', 'nowhere', 'know'].map(
        (word) => `He has 5 pens ${word} |3 times 4`,
      ),
    ],
    [
      'behind a number that is a name',
      ['On day 1 he gets |3 times 4', 'In row, on page 7 are |3 times 4', 'Day 1 has |3 times 4'],
      ['On 1 he gets |3 times 4', 'On day he has 1 and |3 times 4', 'On day 1 he gets 5 and |3 times 4'],
    ],
    [
      'behind an introduction and its comma',
      [
        ...[
          'in',
          'on',
          'after',
          'before',
          'if',
          'since',
          'because',
          'as',
          'when',
          'while',
          'during',
          'given',
        ],
        'knowing',
      ]
        .map((word) => `${word} 5 days, |3 times 4`)
        .concat('So if he has 5 pens, |3 times 4', 'He goes. In 5 days, |3 times 4'),
      [
        'Of 5 days, |3 times 4',
        'In 5 days |3 times 4',
        '5 days, |3 times 4',
        'Inside 5 days, |3 times 4',
      ].concat('Therein 5 days, |3 times 4', 'There are 5 days in all, |3 times 4'),
    ],
    [
      'behind another calculation with its result',
      [
        '2 plus 3 is 5, |3 times 4',
        '2 plus 3 is |3 times 4',
        '2 plus 3 is 5 and |3 times 4',
        '2 plus 3 is all of 5 and |3 times 4',
      ],
      [
        '2 plus 3 is all of the 5 and |3 times 4',
        '2 plus 3 is about |3 times 4',
        '2 plus 3 gives 5 and |3 times 4',
        '2 plus 3 gives |3 times 4',
        'They are 5 and |3 times 4',
        'They are all of 5 and |3 times 4',
      ],
    ],
  ])('%s', (_why, yes, no) => {
    expect(yes.filter((line) => !alone(false)(line))).toEqual([]);
    expect(no.filter(alone(false))).toEqual([]);
  });

  test('numbers before a result are looked for among forty tokens', () => {
    const far = (words: number) => `5${' pens'.repeat(words)} is |3 times 4`;
    expect([39, 40].map((words) => alone(false)(far(words)))).toEqual([true, false]);
  });

  test('in signs, unless a word joins it to a number', () => {
    expect(alone(true)('|3 pens * 4')).toBe(true);
    const joining = [
      'at',
      '@',
      'for',
      'with',
      'of',
      'worth',
      'per',
      'costing',
      'containing',
      'holding',
    ].concat(...['weighing', 'including', 'having', 'earning']);
    expect(joining.filter((word) => alone(true)(`5 boxes ${word} |3 pens * 4`))).toEqual([]);
    expect(joining.filter((word) => !alone(true)(`boxes ${word} |3 pens * 4`))).toEqual([]);
    const others = ['and', 'has', 'forward', 'before', 'offer', 'attic', 'cat'];
    expect(others.filter((word) => !alone(true)(`5 boxes ${word} |3 pens * 4`))).toEqual([]);
    expect(others.filter((word) => word !== 'before' && alone(false)(`5 boxes ${word} |3 pens * 4`))).toEqual(
      [],
    );
  });
});
