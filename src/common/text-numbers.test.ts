import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextNumbers } from './text-numbers.ts';

test('texts are numbered as they come, equal ones alike', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 2 })), (texts) => {
      const numbers = new TextNumbers();
      const expected = [...new Set(texts)];
      expect(texts.map((text) => numbers.add(text))).toEqual(texts.map((text) => expected.indexOf(text)));
      expect(numbers.size).toBe(expected.length);
    }),
  );
});

test('as many as there are', () => {
  const numbers = new TextNumbers();
  const count = 20_000;
  for (let i = 0; i < count; i++) expect(numbers.add(`text ${i}`)).toBe(i);
  for (let i = 0; i < count; i++) expect(numbers.add(`text ${i}`)).toBe(i);
  expect([numbers.size, numbers.has('text 19999'), numbers.has('text 20000')]).toEqual([count, true, false]);
});

test('halves of surrogate pairs are different texts', () => {
  const numbers = new TextNumbers();
  expect(['\ud800', '\ud801', '\ufffd'].map((text) => numbers.add(text))).toEqual([0, 1, 2]);
});
