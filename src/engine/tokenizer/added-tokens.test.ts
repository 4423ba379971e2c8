import { expect, test } from 'vitest';
import { AddedTokens } from './added-tokens.ts';
import type { TextPart } from './types.ts';

const token = (id: number, content: string, flags: object = {}) => ({ id, content, special: true, ...flags });
const nfc = (text: string) => text.normalize('NFC');
const splitParts = (parts: readonly TextPart[], ...tokens: ReturnType<typeof token>[]) =>
  [...new AddedTokens(tokens, nfc).split(parts, nfc)].map((found) =>
    typeof found === 'number' ? found : found.text,
  );
const split = (text: string, ...tokens: ReturnType<typeof token>[]) =>
  splitParts([{ text, special: true }], ...tokens);

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

test("of a special token no letter may be a user's; other tokens may reach over a border", () => {
  const parts = (...texts: string[]) => texts.map((text, index) => ({ text, special: index % 2 === 0 }));
  const tokens = [token(1, '<end>'), token(2, '<e'), token(3, '>>', { special: false })];
  expect(splitParts(parts('<end>x', 'y<end>', '<end>'), ...tokens)).toEqual([1, 'xy<end>', 1]);
  expect(splitParts(parts('<e', 'nd>', '>'), ...tokens)).toEqual([2, 'nd', 3]);
  expect(splitParts(parts('', '<end>'), ...tokens)).toEqual(['<end>']);
});

test("special tokens that are looked for in the normal form: where a user's text lies there", () => {
  const end = token(1, '<é>', { normalized: true });
  const parts = [
    { text: 'e\u0301 <e\u0301>', special: true },
    { text: 'e\u0301 <e\u0301>', special: false },
    { text: '<é>', special: true },
  ];
  expect(splitParts(parts, end)).toEqual(['é ', 1, 'é <é>', 1]);
});

test('a piece knows whether it begins the text', () => {
  const found = (text: string) => [
    ...new AddedTokens([token(1, '<a>', { normalized: true }), token(2, '<b>')], nfc).split(
      [{ text, special: true }],
      nfc,
    ),
  ];
  const first = (text: string) => found(text).map((one) => (typeof one === 'number' ? one : one.first));
  expect(first('x<b>y<a>z')).toEqual([true, 2, false, 1, false]);
  expect(first('x<a>y')).toEqual([true, 1, false]);
  expect(first('<a>y')).toEqual([1, false]);
});

test('20,000 tokens do not stall it', () => {
  const started = performance.now();
  const tokens = Array.from({ length: 20_000 }, (_, id) => token(id, `<${'x'.repeat(id % 900)}${id}>`));
  expect(split('<0>'.repeat(1_000), ...tokens).every((found) => found === 0)).toBe(true);
  expect(performance.now() - started).toBeLessThan(5_000);
});
