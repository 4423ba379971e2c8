// Hostile files: too large, too deep, too many values, no object; each is refused by name before it costs memory or the stack.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SocraticError } from './errors.ts';
import { parseJsonObject, readBoundedText, readJsonObject, readTextStart } from './untrusted-files.ts';

let folder = '';
let path = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'untrusted-'));
  path = join(folder, 'config.json');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a file of exactly the bound is read, one byte more is refused with both sizes', () => {
  writeFileSync(path, '\uFEFF{"a":1}'); // 10 bytes with the mark at the start
  expect(readJsonObject(path, 10, 'config-invalid')).toEqual({ a: 1 });
  expect(() => readBoundedText(path, 9)).toThrow(
    expect.objectContaining({
      code: 'file-too-large',
      message: `${path}: expected at most 9 bytes, found 10 bytes.`,
      subject: { path },
      details: { expected: 'at most 9', found: '10 bytes' },
    }),
  );
  expect(readTextStart(path, 5)).toBe('{"');
});

test('a directory, a device without an end and nothing at all are no files', () => {
  mkdirSync(join(folder, 'directory'));
  for (const place of [join(folder, 'directory'), '/dev/zero', join(folder, 'none')]) {
    expect(() => readBoundedText(place, 9)).toThrow(expect.objectContaining({ code: 'file-unreadable' }));
  }
});

const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

describe('JSON', () => {
  test('of the greatest depth is parsed; brackets in strings do not count', () => {
    expect(parseJsonObject(nested(64), 'x', 'config-invalid')).toHaveProperty('a');
    const text = '['.repeat(100);
    expect(parseJsonObject(JSON.stringify({ a: `\\"${text}`, b: text }), 'x', 'config-invalid').b).toBe(text);
  });

  test.each([
    ['too deep', nested(65), /expected JSON nested at most 64 deep, found a depth of 65/],
    ['so deep that recursion would overflow', nested(1e6), /found a depth of 1000000/],
    ['of too many empty lists', `{"a":[${'[],'.repeat(2 ** 22)}0]}`, /at most 4194304 JSON values, found/],
    ['cut off within a string', '{"a":"\\', /expected a JSON object, found no JSON: /],
    ['a list', '[]', /expected a JSON object, found a list/],
    ['null', 'null', /found null/],
    ['a number', '1', /found a number/],
  ])('%s is refused', (_name, text, message) => {
    expect(() => parseJsonObject(text, 'dir/x.json', 'config-invalid')).toThrow(
      expect.objectContaining({
        code: 'config-invalid',
        message: expect.stringMatching(message),
        subject: { path: 'dir/x.json' },
      }),
    );
  });

  test('any text is parsed as JSON.parse does, or refused', () => {
    const text = fc.oneof(
      fc.json(),
      fc.string(),
      fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(text, (json) => {
        try {
          expect(parseJsonObject(json, 'x', 'config-invalid')).toEqual(JSON.parse(json));
        } catch (error) {
          if (!(error instanceof SocraticError)) throw error;
        }
      }),
    );
  });
});
