import { expect, test } from 'vitest';
import { AddedTokens } from './added-tokens.ts';

const token = (id: number, content: string, flags: object = {}) => ({ id, content, special: true, ...flags });
const split = (text: string, ...tokens: ReturnType<typeof token>[]) => [
  ...new AddedTokens(tokens, (part) => part.normalize('NFC')).split(text),
];

test('the longest at a place, from left to right', () => {
  expect(split('x<a><ab>y', token(1, '<a'), token(2, '<a>'), token(3, '<ab>'))).toEqual(['x', 2, 3, 'y']);
  expect(split('no token', token(1, '<a>'))).toEqual(['no token']);
  expect(split('', token(1, '<a>'))).toEqual([]);
});

test('lstrip and rstrip take whitespace along', () => {
  expect(split('x  <a>\n y', token(1, '<a>', { lstrip: true, rstrip: true }))).toEqual(['x', 1, 'y']);
  expect(split('<a> <b> z', token(1, '<a>', { rstrip: true }), token(2, '<b>', { lstrip: true }))).toEqual([
    1,
    2,
    ' z',
  ]);
});

test('a single word touches no other', () => {
  const word = token(1, 'ab', { singleWord: true });
  expect(split('ab cab ab! abé', word)).toEqual([1, ' cab ', 1, '! abé']);
});

test('in the text as it is, then in its normal form', () => {
  expect(split('e\u0301<e\u0301>', token(1, '<e\u0301>'), token(2, 'é', { normalized: true }))).toEqual([
    2, 1,
  ]);
});

test('20,000 tokens do not stall it', () => {
  const started = performance.now();
  const tokens = Array.from({ length: 20_000 }, (_, id) => token(id, `<${'x'.repeat(id % 900)}${id}>`));
  expect(split('<0>'.repeat(1_000), ...tokens).every((found) => found === 0)).toBe(true);
  expect(performance.now() - started).toBeLessThan(5_000);
});
