import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorOf, folderWith } from '../../../test/support/source-files.ts';
import { readDataset } from './read.ts';
import { joinBodyAndQuestion } from './svamp.ts';

const header = 'Question,Numbers,Equation,Answer,group_nums,Body,Ques\n';
const svamp = [
  {
    ID: 'chal-1',
    Body: 'Each pack costs 76 dollars. If there is a discount of 25 dollars on each pack',
    Question: 'How much do you have to pay?',
    Equation: '( 76.0 - 25.0 )',
    Answer: 51.0,
    Type: 'Subtraction',
  },
];

test('MAWPS and ASDiv rows get their numbers, clean spacing and one step an operation', () => {
  const source = folderWith({
    'mawps_asdiv_train.csv': `${header}"If Bryan has number0 books , how many does number1 make ?",56.0 9.0,* number0 number1,504.0,[],,\n`,
    'SVAMP.json': JSON.stringify(svamp),
  });
  const { splits, summary } = readDataset({ dataset: 'svamp', source });
  expect(splits.train).toEqual([
    {
      id: 'mawps-asdiv-2',
      question: 'If Bryan has 56 books, how many does 9 make?',
      answer: '504',
      answerType: 'number',
      steps: [{ solution: '56 * 9 = <<56*9=504>>504' }],
    },
  ]);
  expect(splits.test).toEqual([
    {
      id: 'chal-1',
      question:
        'Each pack costs 76 dollars. If there is a discount of 25 dollars on each pack, how much do you have to pay?',
      answer: '51',
      answerType: 'number',
      steps: [{ solution: '76 - 25 = <<76-25=51>>51' }],
      meta: { type: 'Subtraction' },
    },
  ]);
  expect(summary.withSteps).toEqual({ train: 1, test: 1 });
});

test('a row whose equation misses its answer is kept without steps and reported', () => {
  const source = folderWith({
    'mawps_asdiv_train.csv': `${header}a number0 number1,34.0 4.0,* number0 number1,134.0,[],,\nb number0,5.0,,5,[],,\n`,
    'SVAMP.json': JSON.stringify(svamp),
    'mawps_asdiv_dev.csv': 'anything',
  });
  const { splits, summary } = readDataset({ dataset: 'svamp', source });
  const file = join(source, 'mawps_asdiv_train.csv');
  expect(splits.train.map(({ question, steps }) => [question, steps])).toEqual([
    ['a 34 4', undefined],
    ['b 5', undefined],
  ]);
  expect(summary.withoutSteps).toEqual([
    { file, line: 2, reason: 'its equation gives 136, its answer is 134' },
    { file, line: 3, reason: 'has no equation' },
  ]);
  expect(summary.skipped).toEqual([]);
  expect(summary.notes[0]).toBe(
    'mawps_asdiv_dev.csv was left out: it holds the problems of SVAMP.json again',
  );
});

test('rows that cannot be a problem are set aside by line', () => {
  const rows = ['a number3,1.0,+ number0 1.0,2,[],,', 'b,x,number0,1,[],,', 'c,1,number0,,[],,', '"d,1,2'];
  const source = folderWith({
    'mawps_asdiv_train.csv': `${header}${rows.join('\n')}\n`,
    'SVAMP.json': JSON.stringify([...svamp, { ...svamp[0], ID: 'chal-2', Answer: [51] }], null, 1),
  });
  const { summary } = readDataset({ dataset: 'svamp', source });
  expect(summary.skipped.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    expect.stringMatching(/^5 broken quotes/),
    '2 number3 has no value: "Numbers" holds 1',
    '3 the answer "x" does not read as a number',
    '4 "Answer" is empty',
    '10 item 2 expected "Answer" to be a string or a number, found an array',
  ]);
});

test.each([
  ['He had 5 left .', 'How many now ?', 'He had 5 left. How many now?'],
  ['Then he got 10 customers', 'How many now?', 'Then he got 10 customers. How many now?'],
  ['If Ron stands at 13 feet', 'How deep was it?', 'If Ron stands at 13 feet, how deep was it?'],
  ['If Ron is here', 'Ron had how many?', 'If Ron is here, Ron had how many?'],
])('%s + %s', (body, question, joined) => expect(joinBodyAndQuestion(body, question)).toBe(joined));

test('options for own files are errors', () => {
  const error = errorOf(() =>
    readDataset({ dataset: 'svamp', source: '/x', testFraction: 0.2, test: 'y.csv' }),
  );
  expect(error.code).toBe('option-unused');
  expect(error.message).toContain('Leave out `test`, `testFraction`.');
});
