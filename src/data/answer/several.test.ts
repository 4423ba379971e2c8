// Several values, a bound or a number without end, stated as one answer: none of the numbers is read.
import { describe, expect, test } from 'vitest';
import { checkRows, type Row } from './check-rows.fixture.ts';
import { readAnswer } from './extract.ts';

const unreadable = (...outputs: string[]) =>
  checkRows(
    'number',
    outputs.map((output): Row => [output, null]),
  );

describe('values with names', () =>
  unreadable(
    '\\boxed{x=4, y=8}',
    '\\boxed{x=4 \\text{ and } y=8}',
    '#### x=4, y=8',
    '\\boxed{x=2 \\text{ or } x=3}',
    '\\boxed{A=4,\\ B=8,\\ C=15}',
    'The answer is Anna: 4, Ben: 8',
    '\\boxed{\\text{Alice: 4; Bob: 8}}',
    '\\boxed{\\text{Monday: }4,\\ \\text{Tuesday: }8}',
    '**Anna: 4, Ben: 8**',
    'Answer: Anna 12, Ben 24',
    '\\boxed{\\text{Anna has 4 and Ben has 8}}',
  ));

describe('counts of different things', () =>
  unreadable(
    '\\boxed{4 \\text{ apples}, 8 \\text{ pears}}',
    'Answer: 12 apples, 24 pears',
    'The answer is 12 for Anna and 24 for Ben.',
    '\\boxed{12 \\text{ for Anna, } 24 \\text{ for Ben}}',
    '#### 12 (Anna), 24 (Ben)',
    '#### 5 cats and 6 dogs',
  ));

describe('sets, vectors, matrices, ranges and inequalities', () =>
  unreadable(
    '\\boxed{x \\in \\{4, 8\\}}',
    '\\boxed{\\{2, 3\\}}',
    '\\boxed{\\begin{pmatrix} 4 \\\\ 8 \\end{pmatrix}}',
    '\\boxed{\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}}',
    '\\boxed{(3, \\infty)}',
    '\\boxed{4 < x < 8}',
    '\\boxed{2 \\le x \\le 5}',
    '\\boxed{7 \\ldots 9}',
    '#### 2...5',
    '#### 2…5',
    '\\boxed{4 \\sim 8}',
    'The ratio is 3 to 5.',
    'The ratio of boys to girls is 4 to 7.',
  ));

describe('two units, remainders, digits that repeat', () =>
  unreadable(
    '\\boxed{5 \\text{ feet } 6 \\text{ inches}}',
    '\\boxed{3 \\text{ hours } 20 \\text{ minutes}}',
    '\\boxed{4\\text{ m } 20\\text{ cm}}',
    "\\boxed{36^\\circ 30'}",
    '\\boxed{7 \\text{ remainder } 2}',
    '\\boxed{9 \\text{ r } 1}',
    '\\boxed{0.\\overline{3}}',
    '\\boxed{0.1\\overline{6}}',
    '\\boxed{0.\\dot{3}}',
    '#### 0.(3)',
  ));

describe('one value with words or numbers beside it', () => {
  checkRows('number', [
    ['\\boxed{x=8}', '8'],
    ['\\boxed{y = 4 + 4 = 8}', '8'],
    ['\\boxed{8 \\text{ apples in 2 bags}}', '8'],
    ['The answer is 8 for 2 people.', '8'],
    ['The answer is 8, which is 4 more than 4.', '8'],
    ['The answer is 8 (4 for Anna and 4 for Ben).', '8'],
    ['The answer is 8 apples, 5 red and 3 green.', '8'],
    ['\\boxed{8\\text{ (4 each)}}', '8'],
    ['Answer: 4 boxes, so 8 pens', '8'],
    ['\\boxed{12.5^\\circ}', '12.5'],
    ['In 7 weeks, she earns 150*7=$1050', '1050'],
    ['Since x =8, the longer piece is 4*8 = 32.', '32'],
    ['John is 20 years old, Paul is 30 years old, and Peter is 50 years old.', '50'],
  ]);
  test('the thing that the question asks for is read', () => {
    const { answer } = readAnswer('Answer: 12 apples, 24 pears', 'number', { question: 'How many pears?' });
    expect(answer?.value).toBe('24');
  });
});

describe('a plain list', () =>
  unreadable(
    '#### 3 or 4',
    '#### 3 to 4',
    '#### between 3 and 4',
    '#### 3 or 4 are possible answers',
    '#### 3 pens or 4 pens or 5 pens or 6 pens',
    '#### 4, 4, 5',
    '#### 3:30 or 4',
    '#### 4 or 3:30',
    '#### 4.5 or 3:30',
  ));

describe('the same number twice, or a part of the first, is no list', () =>
  checkRows('number', [
    ['#### 3 or 3', '3'],
    ['#### x = 3, y = 3', '3'],
    ['#### 12, 4 of them are red', '12'],
    ['#### 8 apples, 5 red and 3 green', '8'],
    ['#### 9 apples, 5 red and 3 green', null],
  ]));

describe('a number and what it is rounded to are one answer', () =>
  checkRows('number', [
    ['#### 3.6 or 4', '3.6'],
    ['#### 4.5 or 4', '4.5'],
    ['#### 3.6, or 4', '3.6'],
    // too far from it, the other way round, not whole, or more than these two
    ['#### 3.6 or 5', null],
    ['#### 4 or 3.6', null],
    ['#### 3.6 or 4.2', null],
    ['#### 3 or 4.2', null],
    ['#### 3.6, 4, 5', null],
  ]));

describe('of several things, the one that the question asks for', () => {
  const question = 'How many pens are there?';
  test.each([
    ['#### 12 cups, 24 pens', '24'],
    ['#### 12 pens, 24 cups', '12'],
    ['#### 12 red pens, 24 blue pens', null],
    ['#### 12 cups, 24 spoons', null],
  ])('%j reads %j', (output, value) =>
    expect(readAnswer(output, 'number', { question }).answer?.value ?? null).toBe(value));
});
