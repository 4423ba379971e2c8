// F16 and Q8_0 blocks: by hand, and against the reading of the same types. test/parity compares with the `gguf` package.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { halfTable } from '../dtypes.ts';
import { blockTypes } from './dequantize.ts';
import { encoders } from './encode-tensors.ts';

const halves = (...values: number[]) => [
  ...new Uint16Array(encoders.f16.encode(Float32Array.from(values)).slice().buffer),
];

describe('F16', () => {
  test('every finite half is itself, and so is its bit pattern', () => {
    const bits = Array.from({ length: 65_536 }, (_, index) => index).filter((index) =>
      Number.isFinite(halfTable()[index]),
    );
    expect(halves(...bits.map((index) => halfTable()[index] ?? 0))).toEqual(bits);
  });

  test('what lies in between goes to the nearest, ties to the even one', () => {
    const [one, place] = [0x3c00, 2 ** -10];
    expect(halves(1 + 0.49 * place, 1 + 0.5 * place, 1 + 0.51 * place, 1 + 1.5 * place)).toEqual([
      one,
      one,
      one + 1,
      one + 2,
    ]);
    const least = 2 ** -24; // below 2^-14 halves are multiples of it
    expect(halves(0.5 * least, 0.51 * least, 1.5 * least, 2.5 * least, -0.4 * least)).toEqual([
      0, 1, 2, 2, 0x8000,
    ]);
    expect(halves(65_519, 65_520, -1e9)).toEqual([0x7bff, 0x7c00, 0xfc00]);
    // rounded up over the border of an exponent, and into the normal numbers
    expect(halves(2 - 2 ** -12, 2 ** -14 - 2 ** -26)).toEqual([0x4000, 0x0400]);
  });
});

describe('Q8_0', () => {
  test('by hand: the largest number is 127, halves go away from zero', () => {
    const block = new Float32Array(32);
    block.set([127, -127, 0.5, -0.5, 1.49, 2.5]);
    const bytes = encoders.q8_0.encode(block);
    expect([...bytes.subarray(0, 2)]).toEqual([0x00, 0x3c]); // a scale of 1
    expect([...new Int8Array(bytes.slice(2, 8).buffer)]).toEqual([127, -127, 1, -1, 1, 3]);
  });

  test('a block of zeros, and one of numbers too small for a scale', () => {
    expect([...encoders.q8_0.encode(new Float32Array(32))]).toEqual(Array.from({ length: 34 }, () => 0));
    expect([...encoders.q8_0.encode(new Float32Array(32).fill(1e-44))]).toEqual(
      Array.from({ length: 34 }, () => 0),
    );
  });

  test('what is read back lies within half a step and the rounding of the scale', () => {
    const numbers = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), {
      minLength: 64,
      maxLength: 64,
    });
    fc.assert(
      fc.property(numbers, (values) => {
        const data = Float32Array.from(values);
        const read = new Float32Array(64);
        blockTypes.get(encoders.q8_0.id)?.dequantize(encoders.q8_0.encode(data), read, 2);
        for (const start of [0, 32]) {
          const block = data.subarray(start, start + 32);
          const largest = Math.max(...block.map(Math.abs));
          const bound = (largest / 127) * (0.5 + 127 * 2 ** -11) + 127 * 2 ** -25;
          const errors = block.map((value, at) => Math.abs((read[start + at] ?? 0) - value));
          expect(Math.max(...errors)).toBeLessThanOrEqual(bound * (1 + 1e-6));
        }
      }),
    );
  });
});

test('the types are those that are read', () => {
  for (const { id, name, size, bytes } of Object.values(encoders)) {
    expect(blockTypes.get(id)).toMatchObject({ name, size, bytes });
  }
});
