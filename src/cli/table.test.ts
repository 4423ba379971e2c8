import { expect, test } from 'vitest';
import { formatFacts, formatTable } from './table.ts';

test('numbers stand to the right, words to the left', () => {
  const table = formatTable(
    ['strategy', 'accuracy', 'steps'],
    [
      ['answer', '9.0 % [6.2, 12.8]', 1],
      ['socratic-unified', '55.3 % [49.6, 60.9]', '1,200'],
      ['cot', '–', ''],
    ],
  );
  expect(table.split('\n')).toEqual([
    'strategy                     accuracy  steps',
    '────────────────  ───────────────────  ─────',
    'answer              9.0 % [6.2, 12.8]      1',
    'socratic-unified  55.3 % [49.6, 60.9]  1,200',
    'cot                                 –',
  ]);
});

test('one word in a column makes it a column of words', () => {
  expect(formatTable(['n'], [['12'], ['none']]).split('\n')).toEqual(['n', '────', '12', 'none']);
});

test('facts align their values', () => {
  expect(
    formatFacts([
      ['train', '7,473'],
      ['validation', '374'],
    ]),
  ).toBe('train       7,473\nvalidation  374');
  expect(formatFacts([])).toBe('');
});
