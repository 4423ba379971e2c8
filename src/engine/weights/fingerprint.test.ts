import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Random } from '../../common/index.ts';
import { fingerprintOf } from './fingerprint.ts';

const folder = mkdtempSync(join(tmpdir(), 'fingerprint-'));
afterAll(() => rmSync(folder, { recursive: true }));

const random = new Random(1);
const bytes = Buffer.from(Uint8Array.from({ length: 300_000 }, () => random.integer(0, 255)));

test('of a file: the same for a copy, another for any change of its samples or its size', () => {
  const write = (name: string, content: Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return fingerprintOf(join(folder, name));
  };
  const whole = write('a.gguf', bytes);
  expect(write('b.gguf', bytes)).toBe(whole);
  for (const at of [0, 70_000, 299_999]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(write('b.gguf', changed)).not.toBe(whole);
  }
  expect(write('b.gguf', bytes.subarray(1))).not.toBe(whole);
  expect(write('b.gguf', new Uint8Array(0))).not.toBe(whole);
});

test('of a directory: its safetensors files, not what else is there', () => {
  const at = (name: string) => join(folder, name);
  writeFileSync(at('model.safetensors'), bytes);
  const before = fingerprintOf(folder);
  writeFileSync(at('notes.txt'), 'other');
  expect(fingerprintOf(folder)).toBe(before);
  writeFileSync(at('model-2.safetensors'), bytes);
  expect(fingerprintOf(folder)).not.toBe(before);
});

test('what is not there is said', () => {
  expect(() => fingerprintOf(join(folder, 'none'))).toThrow(
    expect.objectContaining({ code: 'file-unreadable' }),
  );
});
