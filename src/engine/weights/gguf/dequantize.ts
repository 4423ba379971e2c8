// The number formats of GGUF tensors (ggml's block quantization) and how their blocks become float32, in ggml's own order of
// float32 operations, so that the results are equal to the bit. One row a format.
import { halfTable } from '../dtypes.ts';

/** Reads `blocks` blocks at `from` in `bytes` into `target` at `to`. */
type Dequantize = (bytes: Uint8Array, target: Float32Array, blocks: number) => void;

export interface BlockType {
  readonly name: string;
  /** Numbers in a block, and its bytes. */
  readonly size: number;
  readonly bytes: number;
  readonly dequantize: Dequantize;
}

const f32 = Math.fround;
const half = (bytes: Uint8Array, at: number): number =>
  halfTable()[(bytes[at] as number) | ((bytes[at + 1] as number) << 8)] as number;
const u8 = (bytes: Uint8Array, at: number): number => bytes[at] as number;
const i8 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 24) >> 24;
const u32 = (bytes: Uint8Array, at: number): number =>
  u8(bytes, at) | (u8(bytes, at + 1) << 8) | (u8(bytes, at + 2) << 16) | (u8(bytes, at + 3) << 24);

const whole =
  (width: number, read: (view: DataView, at: number) => number): Dequantize =>
  (bytes, target, n) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < n; i++) target[i] = read(view, i * width);
  };

const bits = new DataView(new ArrayBuffer(4));
const brain = (value: number): number => {
  bits.setUint32(0, value << 16);
  return bits.getFloat32(0);
};

/** Blocks of 32: a scale (and a minimum), then 4-bit numbers; the low halves come first. `q` of bytes with 5 bits has a mask. */
const legacy =
  (bytes: number, at: { minimum: boolean; high: boolean }): Dequantize =>
  (source, target, blocks) => {
    for (let block = 0; block < blocks; block++) {
      let from = block * bytes;
      const d = half(source, from);
      from += 2;
      let m = 0;
      if (at.minimum) {
        m = half(source, from);
        from += 2;
      }
      let high = 0;
      if (at.high) {
        high = u32(source, from);
        from += 4;
      }
      const offset = at.minimum ? 0 : at.high ? 16 : 8;
      for (let j = 0; j < 16; j++) {
        const q = u8(source, from + j);
        const low = (q & 15) | (at.high ? ((high >>> j) & 1) << 4 : 0);
        const upper = (q >> 4) | (at.high ? ((high >>> (j + 16)) & 1) << 4 : 0);
        target[block * 32 + j] = at.minimum ? f32(d * low) + m : d * (low - offset);
        target[block * 32 + j + 16] = at.minimum ? f32(d * upper) + m : d * (upper - offset);
      }
    }
  };

const q8: Dequantize = (source, target, blocks) => {
  for (let block = 0; block < blocks; block++) {
    const d = half(source, block * 34);
    for (let j = 0; j < 32; j++) target[block * 32 + j] = d * i8(source, block * 34 + 2 + j);
  }
};

/** The 6-bit scale and minimum of the `j`-th of eight sub-blocks, packed in 12 bytes at `at`. */
function scaleAndMinimum(source: Uint8Array, at: number, j: number): [number, number] {
  if (j < 4) return [u8(source, at + j) & 63, u8(source, at + j + 4) & 63];
  const packed = u8(source, at + j + 4);
  return [
    (packed & 15) | ((u8(source, at + j - 4) >> 6) << 4),
    (packed >> 4) | ((u8(source, at + j) >> 6) << 4),
  ];
}

/** Super-blocks of 256 in eight sub-blocks with 6-bit scales and minima; five-bit ones have 32 bytes of high bits. */
const k45 =
  (bytes: number, high: boolean): Dequantize =>
  (source, target, blocks) => {
    for (let block = 0; block < blocks; block++) {
      const at = block * bytes;
      const d = half(source, at);
      const dMinimum = half(source, at + 2);
      const highs = at + 16;
      const lows = high ? highs + 32 : highs;
      for (let j = 0; j < 8; j++) {
        const [scale, minimum] = scaleAndMinimum(source, at + 4, j);
        const dl = f32(d * scale);
        const ml = f32(dMinimum * minimum);
        for (let l = 0; l < 32; l++) {
          const q = u8(source, lows + (j >> 1) * 32 + l);
          const low = j & 1 ? q >> 4 : q & 15;
          const value = high ? low | (((u8(source, highs + l) >> j) & 1) << 4) : low;
          target[block * 256 + j * 32 + l] = f32(dl * value) - ml;
        }
      }
    }
  };

/** Super-blocks of 256 with 6-bit numbers in sixteen sub-blocks with 8-bit scales. */
const q6k: Dequantize = (source, target, blocks) => {
  for (let block = 0; block < blocks; block++) {
    const at = block * 210;
    const d = half(source, at + 208);
    for (let i = 0; i < 256; i++) {
      const chunk = i >> 7; // two halves of 128
      const inside = i & 127;
      const quarter = inside >> 5; // four groups of 32 in a half
      const l = inside & 31;
      const lowByte = u8(source, at + chunk * 64 + (quarter & 1) * 32 + l);
      const low = quarter < 2 ? lowByte & 15 : lowByte >> 4;
      const highBits = (u8(source, at + 128 + chunk * 32 + l) >> (2 * quarter)) & 3;
      const q = (low | (highBits << 4)) - 32;
      const scale = i8(source, at + 192 + chunk * 8 + quarter * 2 + (l >> 4));
      target[block * 256 + i] = f32(d * scale) * q;
    }
  }
};

/** By ggml's number of the type. */
export const blockTypes: ReadonlyMap<number, BlockType> = new Map(
  (
    [
      [0, 'F32', 1, 4, whole(4, (view, at) => view.getFloat32(at, true))],
      [1, 'F16', 1, 2, whole(2, (view, at) => halfTable()[view.getUint16(at, true)] as number)],
      [2, 'Q4_0', 32, 18, legacy(18, { minimum: false, high: false })],
      [3, 'Q4_1', 32, 20, legacy(20, { minimum: true, high: false })],
      [6, 'Q5_0', 32, 22, legacy(22, { minimum: false, high: true })],
      [7, 'Q5_1', 32, 24, legacy(24, { minimum: true, high: true })],
      [8, 'Q8_0', 32, 34, q8],
      [12, 'Q4_K', 256, 144, k45(144, false)],
      [13, 'Q5_K', 256, 176, k45(176, true)],
      [14, 'Q6_K', 256, 210, q6k],
      [30, 'BF16', 1, 2, whole(2, (view, at) => brain(view.getUint16(at, true)))],
    ] as const
  ).map(([id, name, size, bytes, dequantize]) => [id, { name, size, bytes, dequantize }]),
);
