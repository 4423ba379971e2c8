import { expect, test } from 'vitest';
import { answersMatch, canonicalAnswer, extractAnswer, readAnswer } from './index.ts';

test.each<[string, () => unknown, string]>([
  [
    'extractAnswer',
    () => extractAnswer(undefined as never, 'number'),
    '`text` must be a text, found undefined.',
  ],
  [
    'extractAnswer',
    () => extractAnswer('3', 'int' as never),
    '`type` must be one of number, boolean, text, found "int".',
  ],
  [
    'extractAnswer',
    () => extractAnswer('3', ['number'] as never),
    '`type` must be one of number, boolean, text, found number.',
  ],
  [
    'extractAnswer',
    () => extractAnswer('3', 'x'.repeat(1000) as never),
    `\`type\` must be one of number, boolean, text, found "${'x'.repeat(60)}".`,
  ],
  [
    'readAnswer',
    () => readAnswer('1.234', 'number', { numberFormat: 'comma' as never }),
    '`numberFormat` must be one of decimal-point, decimal-comma, found "comma".',
  ],
  ['answersMatch', () => answersMatch(3 as never, '3', 'number'), '`predicted` must be a text, found 3.'],
  ['answersMatch', () => answersMatch('3', null as never, 'number'), '`gold` must be a text, found null.'],
  ['canonicalAnswer', () => canonicalAnswer(3 as never, 'number'), '`text` must be a text, found 3.'],
])('%s names a wrong argument', (_, call, message) => {
  expect(call).toThrow(new TypeError(message));
});

test.each([
  'decimal-comma',
  'decimal-point',
  undefined,
] as const)('the number format %j is right', (numberFormat) => {
  const options = numberFormat === undefined ? {} : { numberFormat };
  const expected = numberFormat === 'decimal-comma' ? '1234' : '1.234';
  expect(readAnswer('#### 1.234', 'number', options).answer?.value).toBe(expected);
});
