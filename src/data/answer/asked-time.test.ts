// What an output says of another year, month or weekday than the question asks for.
import { describe, expect, test } from 'vitest';
import { askedFor } from './asked.ts';
import { extractAnswer } from './extract.ts';

const kinds: Readonly<
  Record<string, readonly (readonly [question: string, output: string, value: string])[]>
> = {
  'another sentence': [
    ['How old was he in 2020?', 'In 2015 he was 12. In 2020 he was 17.', '17'],
    ['How old was he in 2020?', 'In 2020 he was 17. In 2015 he was 12.', '17'],
    ['How old was he in 2020?', 'In 2020 he was 17.\nIn 2015 he was 12.', '17'],
    ['How old was he in 2020?', 'He was 17 in 2020. He was 12 in 2015.', '17'],
    ['How old was he in 2020?', 'In 2020 he was 12 + 5 = 17. He was 12 in 2015.', '17'],
    ['How old was he in 2020?', 'In 2020 he was 17. He was born in 2003.', '17'],
    ['How old will Tom be in 2030?', 'Tom will be 25 in 2030. Now he is 15.', '25'],
    ['How old will Tom be by 2030?', 'By 2030 Tom will be 25. By 2025 he will be 20.', '25'],
    ['How many people did it have in 2020?', 'It had 450 people in 2020. In 2015 it had 300 people.', '450'],
    ['How many books did she read in March?', 'In March she read 8 books. In May she read 12 books.', '8'],
    ['How many pens did he sell on Monday?', 'On Monday he sold 5 pens. On Tuesday he sold 8 pens.', '5'],
    ['How many pens did he sell on Tuesday?', 'On Tuesday he sold 8 pens. On Monday he sold 5 pens.', '8'],
  ],
  'another clause': [
    ['How old was he in 2020?', 'In 2020 he was 17, and in 2015 he was 12.', '17'],
    ['How old was he in 2015?', 'In 2020 he was 17, and in 2015 he was 12.', '12'],
    ['How old was he in 2020?', 'In 2020 he was 17, while in 2015 he was 12.', '17'],
    ['How old was he in 2020?', 'He was 12 in 2015 and 17 in 2020.', '17'],
    ['How old was he in 2015?', 'He was 12 in 2015 and 17 in 2020.', '12'],
    ['How many people did it have in 2015?', 'It had 450 people in 2020, up from 300 in 2015.', '300'],
    ['How many people did it have in 2015?', 'It grew from 300 in 2015 to 450 in 2020.', '300'],
    ['How many people were there in 2015?', 'In 2015 there were 300 and in 2020 450.', '300'],
    ['What were the sales in 2020?', 'Sales were $300 in 2015 and $450 in 2020.', '450'],
    ['How many pens did he sell on Tuesday?', 'He sold 8 pens on Tuesday and 5 pens on Monday.', '8'],
  ],
  'what stays as it is': [
    ['How old was he in 2020?', 'In 2015 he was 12.', '12'], // its year may be a slip
    ['How old was he in 2020?', 'In 2020, 5 years have passed since 2015. In 2015 he was 12.', '12'],
    ['How old was he in 2020?', '2020 - 2015 = 5. In 2015 he was 12, so he was 12 + 5 = 17.', '17'],
    ['How old was he in 2020?', 'In 2015 he was 12. Five years later he was 17.', '17'],
    ['How old was he in 2020?', 'In 2015, he was 12 years old.\nSo he was 12 + 5 = 17.', '17'],
    ['How old was he in 2020?', 'Born in 2003, he was 17.', '17'],
    ['How old was he in 2020?', 'The answer is 17. In 2015 he was 12.', '17'],
    ['How old was he?', 'In 2020 he was 17. In 2015 he was 12.', '12'],
    [
      'How many more coins did he have in 2018 than in 2015?',
      'In 2018 he had 120 coins. In 2015 he had 40 coins. So he had 80 more.',
      '80',
    ],
    [
      'How many pens did he sell in total?',
      'On Monday he sold 5 pens. On Tuesday he sold 8, 13 in total.',
      '13',
    ],
    ['How many pens did he sell on Monday?', 'On Monday he sold 5 pens.', '5'],
  ],
};

describe.each(Object.entries(kinds))('%s', (_, rows) => {
  test.each(rows)('asked %j, %j', (question, output, value) => {
    expect(extractAnswer(output, 'number', { question })?.value).toBe(value);
  });
});

test.each([
  ['How old was he in 2020?', { kind: 'year', name: '2020' }],
  ['In 2015 he was 12. How old was he in 2020?', { kind: 'year', name: '2020' }],
  ['How many books did she read in March?', { kind: 'month', name: 'March' }],
  ['How many pens did he sell on Monday?', { kind: 'weekday', name: 'Monday' }],
  ['How many pens did he sell on Monday and on Tuesday?', null],
  ['How many more pens did he sell on Monday?', null],
  ['How many pens did he sell on Monday if he sold 8 on Tuesday?', { kind: 'weekday', name: 'Monday' }],
  ['How many of the 2020 pens are red?', null],
  ['How many pens may he sell?', null],
])('%j asks for %j', (question, time) => expect(askedFor(question).details.time).toEqual(time));
