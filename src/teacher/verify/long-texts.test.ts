// The check of arithmetic on the longest texts that a chain may have. Processor time, since a busy machine decides about the other one.
import { expect, test } from 'vitest';
import { checkArithmetic } from './index.ts';

test.each([
  ...[
    'half of ',
    'half of (',
    '5 times ',
    '5 pens = ',
    'twice the sum of 3 and ',
    '5 is ',
    '(',
    '5 - 5 = ',
    '=',
  ],
  ...[
    '\n',
    '\n=',
    ' ',
    '-',
    '- ',
    '1 ',
    '1 = ',
    'a= ',
    '5 and 6 is ',
    '5, ',
    '<<1+1=2>>2',
    '7 / 2 = 3 left ',
    'a',
    '[',
    '[3 + ',
    'a) ',
    '½ ',
    '3 ½',
    'ceil(',
    'ceil((',
    '⌈',
    '12 ÷ 1/',
    '12 is half of ',
    '5 and 6 add up to ',
    '5, 6 and ',
    '1k + ',
    '1,1k + ',
    '30% off ',
    '12 out of ',
    '= 42, minus ',
    '9-5 = ',
    '7 / 2 = 3 R',
    'Rows 1 - ',
  ],
])('a long text of %j takes little processor time', (piece) => {
  const before = process.cpuUsage();
  checkArithmetic(piece.repeat(Math.ceil(20_000 / piece.length)));
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(4000);
});

test.each([
  ['numbers before signs', `${'1 '.repeat(8000)}${'a= '.repeat(1300)}`],
  ['dashes before equations', `${'-'.repeat(16_000)}${'1+1=2 '.repeat(600)}`],
  ['blank lines before a sign', `5 * 9${'\n '.repeat(9000)}= 45`],
])('%s take little processor time', (_name, text) => {
  const before = process.cpuUsage();
  expect(checkArithmetic(text).wrong).toEqual([]);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(4000);
});
