import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { SocraticError } from '../../common/index.ts';
import { readSafetensors, type Tensor, writeSafetensors } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'model.safetensors');

const tensors = new Map<string, Tensor>([
  ['wte.weight', { shape: [2, 3], data: Float32Array.of(1, -2.5, 3, 1e-40, Number.POSITIVE_INFINITY, -0) }],
  ['scalar', { shape: [], data: Float32Array.of(7) }],
  ['empty', { shape: [0, 4], data: new Float32Array(0) }],
  // a view into a larger memory: only the view is written
  ['h.0.ünïcode "quoted"', { shape: [2], data: new Float32Array([9, 8, 7, 6]).subarray(1, 3) }],
]);

/** Writes a file with this header and `dataBytes` zero bytes, and reads it. */
function readHeader(header: unknown, dataBytes: number): ReturnType<typeof readSafetensors> {
  writeFileSync(path, fileOf(typeof header === 'string' ? header : JSON.stringify(header), dataBytes));
  return readSafetensors(path);
}

function fileOf(
  header: string,
  data: number | Uint8Array,
  length = BigInt(Buffer.byteLength(header)),
): Buffer {
  const lengthBytes = Buffer.alloc(8);
  lengthBytes.writeBigUInt64LE(length);
  return Buffer.concat([
    lengthBytes,
    Buffer.from(header),
    typeof data === 'number' ? Buffer.alloc(data) : data,
  ]);
}

function errorOf(action: () => unknown): SocraticError {
  try {
    action();
  } catch (error) {
    if (error instanceof SocraticError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const f32 = (shape: unknown, begin: number, end: number) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

test('what was written is read back bit for bit, with shapes, order and metadata', () => {
  writeSafetensors(path, tensors, { format: 'pt' });
  const file = readSafetensors(path);
  expect(file.metadata).toEqual({ format: 'pt' });
  expect(file.shapes).toEqual(new Map([...tensors].map(([name, { shape }]) => [name, shape])));
  for (const [name, { data }] of tensors) expect(file.tensor(name)).toEqual(data);
  expect(Object.is(file.tensor('wte.weight')[5], -0)).toBe(true);
});

test('the bytes are those of the format: length, JSON padded to 8, data', () => {
  writeSafetensors(path, new Map([['a', { shape: [1], data: Float32Array.of(1) }]]));
  const bytes = readFileSync(path);
  const header = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  expect(bytes).toEqual(fileOf(header.padEnd(56), Uint8Array.of(0, 0, 0x80, 0x3f)));
});

test('F16 and BF16 become the same numbers in float32', () => {
  const half = [0x3c00, 0xc100, 0x7bff, 0x0001, 0x8000, 0x7c00, 0xfc00, 0x7e00]; // IEEE 754 binary16
  const brain = [0x3f80, 0xc020, 0x0000, 0x7f80];
  const header = {
    half: { dtype: 'F16', shape: [8], data_offsets: [0, 16] },
    brain: { dtype: 'BF16', shape: [2, 2], data_offsets: [16, 24] },
  };
  const data = new Uint8Array(Uint16Array.from([...half, ...brain]).buffer);
  writeFileSync(path, fileOf(JSON.stringify(header), data));
  const file = readSafetensors(path);
  expect([...file.tensor('half')]).toEqual([
    1,
    -2.5,
    65504,
    2 ** -24,
    -0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
  ]);
  expect([...file.tensor('brain')]).toEqual([1, -2.5, 0, Number.POSITIVE_INFINITY]);
});

test('a tensor that is not there, and one of integers, are named', () => {
  const file = readHeader({ mask: { dtype: 'U8', shape: [3], data_offsets: [0, 3] } }, 3);
  expect(errorOf(() => file.tensor('wte'))).toMatchObject({ code: 'tensor-missing' });
  expect(errorOf(() => file.tensor('wte')).message).toContain('has no tensor "wte": it has 1, such as mask');
  expect(errorOf(() => file.tensor('mask'))).toMatchObject({ code: 'tensor-dtype-unsupported' });
});

test('a file that shrinks after it was opened, or is not there', () => {
  const file = readHeader({ a: f32([4], 0, 16) }, 16);
  truncateSync(path, readFileSync(path).length - 1);
  expect(errorOf(() => file.tensor('a')).message).toContain('became shorter');
  expect(errorOf(() => readSafetensors(join(folder, 'none'))).code).toBe('file-unreadable');
  expect(errorOf(() => readSafetensors(folder)).code).toBe('file-unreadable'); // a directory
});

test('wrong data for a shape is our own bug', () => {
  const wrong = new Map([['a', { shape: [3], data: new Float32Array(2) }]]);
  expect(() => writeSafetensors(path, wrong)).toThrow('tensor a of shape [3] has 2 elements');
});

test('tensors are asked for one after the other, so that all may share one buffer', () => {
  const shared = new Float32Array(2);
  const tensor = (value: number) => ({
    shape: [2],
    get data() {
      return shared.fill(value);
    },
  });
  writeSafetensors(path, new Map([1, 2, 3].map((value) => [`t${value}`, tensor(value)])));
  const file = readSafetensors(path);
  expect(['t1', 't2', 't3'].map((name) => [...file.tensor(name)])).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
});

describe('files that are refused', () => {
  const a = f32([2], 0, 8);
  test.each<[string, unknown, number, RegExp]>([
    ['a header that is no JSON', '{"a":', 0, /expected a JSON object, found no JSON/],
    ['a header list', [], 0, /expected a JSON object, found a list/],
    ['an entry that is no object', { a: 1 }, 0, /tensor "a": expected an object, found 1/],
    ['a dtype that is no text', { a: { ...a, dtype: 7 } }, 8, /tensor "a": expected a dtype, found 7/],
    ['a negative size', { a: f32([-2], 0, 8) }, 8, /non-negative integers, found \[-2\]/],
    ['a fractional size', { a: f32([0.5], 0, 2) }, 2, /non-negative integers, found \[0.5\]/],
    ['no shape', { a: { ...a, shape: undefined } }, 8, /non-negative integers, found nothing/],
    ['a shape that overflows', { a: f32([2 ** 40, 2 ** 40], 0, 8) }, 8, /expected .* bytes for F32/],
    ['sizes of 2^63', { a: f32([2 ** 63], 0, 2 ** 63) }, 8, /non-negative integers/],
    ['a shape of other size', { a: f32([3], 0, 8) }, 8, /expected 12 bytes for F32 \[3\], found 8/],
    ['offsets backwards', { a: f32([2], 8, 0) }, 8, /an end after the beginning, found \[8, 0\]/],
    [
      'one offset',
      { a: { ...a, data_offsets: [0] } },
      8,
      /expected data_offsets \[begin, end\], found \[0\]/,
    ],
    [
      'offsets past the end',
      { a: f32([4], 0, 16) },
      8,
      /model\.safetensors: the file is cut off: 71 bytes of 79\. Download or train it again\.$/,
    ],
    [
      'a hole',
      { a, b: f32([1], 12, 16) },
      16,
      /tensor "b": expected its data to begin at offset 8.*found offset 12/,
    ],
    ['an overlap', { a, b: f32([2], 4, 12) }, 12, /tensor "b": .* found offset 4/],
    ['a hole at the start', { a: f32([2], 4, 12) }, 12, /tensor "a": .* found offset 4/],
    ['bytes that belong to no tensor', { a }, 9, /expected the file to end with the last tensor/],
    [
      'a name twice',
      `{"a":${JSON.stringify(a)},"\\u0061":${JSON.stringify(a)}}`,
      8,
      /"a": expected every name once/,
    ],
    ['metadata of numbers', { __metadata__: { step: 3 } }, 0, /__metadata__ to be an object of strings/],
    [
      'deep nesting',
      `{"a":{"dtype":"F32","shape":${'['.repeat(1e5)}${']'.repeat(1e5)}}}`,
      0,
      /expected JSON nested at most 64 deep/,
    ],
  ])('%s', (_, header, dataBytes, message) => {
    const error = errorOf(() => readHeader(header, dataBytes));
    expect(error.code).toBe('safetensors-invalid');
    expect(error.message).toMatch(message);
    expect(error.subject).toEqual({ path });
  });

  test('keys inside strings and deeper objects are no duplicates', () => {
    const header = { __metadata__: { note: '{"a":1,"a":2', a: 'x' }, a, 'b\\"a': f32([], 8, 12) };
    expect([...readHeader(header, 12).shapes.keys()]).toEqual(['a', 'b\\"a']);
  });

  test.each([0n, 1n, 100_000_001n, 2n ** 63n, 2n ** 64n - 1n])('a header length of %s', (length) => {
    writeFileSync(path, fileOf('{}', 0, length));
    const error = errorOf(() => readSafetensors(path));
    expect(error.code).toBe('safetensors-invalid');
    expect(error.message).toContain(`expected a header length from 2 to 100000000 bytes, found ${length}`);
  });

  test('the text that Git LFS leaves in the place of a file', () => {
    writeFileSync(path, 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n');
    expect(errorOf(() => readSafetensors(path)).message).toContain('fetch the file itself with git lfs pull');
  });

  test('every truncation says how much there is, and of how much once the header is there', () => {
    writeSafetensors(path, tensors, { format: 'pt' });
    const bytes = readFileSync(path);
    const headerEnd = 8 + Number(bytes.readBigUInt64LE());
    for (let length = 0; length < bytes.length; length++) {
      writeFileSync(path, bytes.subarray(0, length));
      const whole =
        length < 8 ? 'at least 8' : length < headerEnd ? `at least ${headerEnd}` : `${bytes.length}`;
      expect(errorOf(() => readSafetensors(path))).toMatchObject({
        code: 'safetensors-invalid',
        message: `${path}: the file is cut off: ${length} bytes of ${whole}. Download or train it again.`,
      });
    }
  });

  test('bytes of the header changed at random give tensors or a SocraticError, never anything else', () => {
    writeSafetensors(path, tensors, { format: 'pt' });
    const bytes = readFileSync(path);
    const headerEnd = 8 + Number(bytes.readBigUInt64LE());
    const change = fc.tuple(fc.nat(headerEnd - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const changed = Buffer.from(bytes);
        for (const [at, byte] of changes) changed[at] = byte;
        writeFileSync(path, changed);
        try {
          const file = readSafetensors(path);
          for (const [name, shape] of file.shapes) {
            expect(file.tensor(name)).toHaveLength(shape.reduce((product, size) => product * size, 1));
          }
        } catch (error) {
          expect(error).toBeInstanceOf(SocraticError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
