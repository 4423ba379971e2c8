// Every block format against what the Python package `gguf` makes of the same bytes (test/parity/gguf_reference.py wrote them).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { blockTypes } from './dequantize.ts';

interface Reference {
  readonly id: number;
  /** base64. */
  readonly blocks: string;
  /** base64 of float32. */
  readonly values: string;
}
const fixture = JSON.parse(readFileSync(new URL('blocks.fixture.json', import.meta.url), 'utf8')) as Record<
  string,
  Reference
>;

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));

describe('blocks become the numbers of the reference, bit for bit', () => {
  test.each(Object.entries(fixture))('%s', (name, { id, blocks, values }) => {
    const type = blockTypes.get(id);
    expect(type?.name).toBe(name);
    const source = bytesOf(blocks);
    const expected = bytesOf(values);
    const target = new Float32Array(expected.length / 4);
    type?.dequantize(source, target, source.length / type.bytes);
    expect(new Uint8Array(target.buffer)).toEqual(expected);
  });

  test('every format that is read has a reference', () => {
    expect([...blockTypes.values()].map(({ name }) => name).sort()).toEqual(Object.keys(fixture).sort());
  });
});

test('Q4_0 by hand: scale 0.5, numbers 0 and 15 in the first byte', () => {
  const block = new Uint8Array(18);
  block.set([0x00, 0x38]); // 0.5 as a half
  block[2] = 0xf0; // low half 0, high half 15
  const target = new Float32Array(32);
  blockTypes.get(2)?.dequantize(block, target, 1);
  expect([target[0], target[16], target[1]]).toEqual([(0 - 8) / 2, (15 - 8) / 2, -4]);
});
