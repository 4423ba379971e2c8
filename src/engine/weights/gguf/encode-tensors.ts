// float32 numbers as the blocks of a GGUF tensor: the inverse of dequantize.ts for the types that are written here. The bytes are those of
// ggml's reference (`quantize_row_q8_0_ref`) and of IEEE 754's rounding to the nearest even number.

/** The number formats that matrices are written in. */
export const ggufPrecisions = ['f32', 'f16', 'q8_0'] as const;
export type GgufPrecision = (typeof ggufPrecisions)[number];

export interface TensorEncoder {
  /** ggml's number of the type. */
  readonly id: number;
  readonly name: 'F32' | 'F16' | 'Q8_0';
  /** Numbers in a block, and its bytes. */
  readonly size: number;
  readonly bytes: number;
  /** The blocks of `data`, a whole number of them. Infinity in the file stands for a number that is too large for the type. */
  readonly encode: (data: Float32Array) => Uint8Array;
  /** The largest number that it holds. */
  readonly largest: number;
}

const largestHalf = 65_504;
const blockSize = 32;

/** The bits of the IEEE 754 binary16 that is nearest to a finite float32, given by its bits; ties go to the even one. */
function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fff_ffff;
  if (magnitude >= 0x4780_0000) return sign | 0x7c00; // 2^16 or more
  // Below 2^-14 a half is a multiple of 2^-24, the last place of numbers from 0.5 to 1: adding 0.5 rounds to one.
  if (magnitude < 0x3880_0000) return sign | subnormal(magnitude);
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x3800_0000 + 0xfff + odd) >>> 13);
}

const scratch = new DataView(new ArrayBuffer(4));

function subnormal(magnitude: number): number {
  scratch.setUint32(0, magnitude);
  scratch.setFloat32(0, scratch.getFloat32(0) + 0.5);
  return scratch.getUint32(0) - 0x3f00_0000;
}

const bitsOf = (data: Float32Array) => new Uint32Array(data.buffer, data.byteOffset, data.length);

function encodeHalves(data: Float32Array): Uint8Array {
  const halves = new Uint16Array(data.length);
  const bits = bitsOf(data);
  for (let i = 0; i < bits.length; i++) halves[i] = halfBits(bits[i] as number);
  return new Uint8Array(halves.buffer);
}

/** Blocks of 32: a half as scale, then 32 signed bytes. */
function encodeQ8(data: Float32Array): Uint8Array {
  const blocks = data.length / blockSize;
  const target = new Int8Array(blocks * (blockSize + 2));
  const scale = new Float32Array(1);
  for (let block = 0; block < blocks; block++) {
    const from = block * blockSize;
    let largest = 0;
    for (let i = 0; i < blockSize; i++) largest = Math.max(largest, Math.abs(data[from + i] as number));
    scale[0] = largest / 127;
    const inverse = scale[0] === 0 ? 0 : Math.fround(1 / scale[0]);
    const half = halfBits(bitsOf(scale)[0] as number);
    const to = block * (blockSize + 2);
    target[to] = half;
    target[to + 1] = half >> 8;
    if (!Number.isFinite(inverse)) continue; // numbers below 1e-37: their scale is zero as a half
    for (let i = 0; i < blockSize; i++) {
      target[to + 2 + i] = roundAway(Math.fround((data[from + i] as number) * inverse));
    }
  }
  return new Uint8Array(target.buffer);
}

/** C's roundf: halves go away from zero. */
const roundAway = (value: number) => Math.sign(value) * Math.floor(Math.abs(value) + 0.5);

const whole = (data: Float32Array) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

export const encoders: Readonly<Record<GgufPrecision, TensorEncoder>> = {
  f32: { id: 0, name: 'F32', size: 1, bytes: 4, encode: whole, largest: Number.POSITIVE_INFINITY },
  f16: { id: 1, name: 'F16', size: 1, bytes: 2, encode: encodeHalves, largest: largestHalf },
  q8_0: {
    id: 8,
    name: 'Q8_0',
    size: blockSize,
    bytes: blockSize + 2,
    encode: encodeQ8,
    largest: 127 * largestHalf,
  },
};
