// Matrices in 8 or 4 bits a number, as ONNX Runtime's MatMulNBits has them: blocks of a row, each with a scale. Numbers are rounded to the
// nearest of their block; nothing is learned or calibrated.

/** Numbers in a block. */
export const BLOCK = 32;

export type Bits = 8 | 4;

/** A matrix [rows, columns] in blocks of a row. A number is (q - zero) · scale. */
export interface QuantizedMatrix {
  readonly rows: number;
  /** A multiple of 32. */
  readonly columns: number;
  readonly bits: Bits;
  /** Row by row; of two numbers of 4 bits, the first is in the lower half of the byte. */
  readonly packed: Uint8Array;
  /** [rows · columns / 32]. */
  readonly scales: Float32Array;
  /** The zero of each block, packed like the numbers, every row in whole bytes; null: 128, the middle of 8 bits. */
  readonly zeros: Uint8Array | null;
}

/** Whether a matrix of so many columns can be quantized. */
export const fitsBlocks = (columns: number): boolean => columns % BLOCK === 0;

/**
 * Quantizes a matrix [rows, columns]; `turned`: the data are its transpose, [columns, rows]. 8 bits are symmetric around 0; 4 bits reach
 * from the least to the largest number of the block, and hold 0 exactly.
 */
export function quantizeMatrix(
  data: Float32Array,
  [rows, columns]: readonly [number, number],
  bits: Bits,
  { turned = false } = {},
): QuantizedMatrix {
  const blocks = columns / BLOCK;
  const packed = new Uint8Array((rows * columns * bits) / 8);
  const scales = new Float32Array(rows * blocks);
  const zeroBytes = Math.ceil(blocks / 2);
  const zeros = bits === 4 ? new Uint8Array(rows * zeroBytes) : null;
  const block = new Float32Array(BLOCK);
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < blocks; at++) {
      const start = row * columns + at * BLOCK;
      for (let i = 0; i < BLOCK; i++) {
        block[i] = data[turned ? (at * BLOCK + i) * rows + row : start + i] as number;
      }
      if (zeros === null) scales[row * blocks + at] = packBytes(block, packed, start);
      else {
        const { scale, zero } = packHalves(block, packed, start / 2);
        scales[row * blocks + at] = scale;
        const place = row * zeroBytes + (at >> 1);
        zeros[place] = (zeros[place] as number) | (zero << (4 * (at & 1)));
      }
    }
  }
  return { rows, columns, bits, packed, scales, zeros };
}

/** Writes a block as bytes around 128 and returns its scale. */
function packBytes(block: Float32Array, target: Uint8Array, offset: number): number {
  let largest = 0;
  for (const value of block) largest = Math.max(largest, Math.abs(value));
  const scale = Math.fround(largest / 127);
  for (let i = 0; i < BLOCK; i++) {
    target[offset + i] = 128 + (scale === 0 ? 0 : Math.round((block[i] as number) / scale));
  }
  return scale;
}

/** Writes a block as half bytes. */
function packHalves(
  block: Float32Array,
  target: Uint8Array,
  offset: number,
): { scale: number; zero: number } {
  let [least, largest] = [0, 0];
  for (const value of block) {
    least = Math.min(least, value);
    largest = Math.max(largest, value);
  }
  const scale = Math.fround((largest - least) / 15);
  const zero = scale === 0 ? 0 : Math.round(-least / scale);
  for (let i = 0; i < BLOCK; i++) {
    const q = scale === 0 ? 0 : Math.round((block[i] as number) / scale) + zero;
    const half = Math.min(15, Math.max(0, q)) << (4 * (i & 1));
    target[offset + (i >> 1)] = (target[offset + (i >> 1)] as number) | half;
  }
  return { scale, zero };
}

/** The numbers that the blocks stand for: float32 [rows, columns]. */
export function dequantizeMatrix({
  rows,
  columns,
  bits,
  packed,
  scales,
  zeros,
}: QuantizedMatrix): Float32Array {
  const data = new Float32Array(rows * columns);
  const blocks = columns / BLOCK;
  const half = (bytes: Uint8Array, at: number) => ((bytes[at >> 1] as number) >> (4 * (at & 1))) & 15;
  for (let at = 0; at < data.length; at++) {
    const [row, block] = [Math.floor(at / columns), Math.floor(at / BLOCK)];
    const zero = zeros === null ? 128 : half(zeros, row * 2 * Math.ceil(blocks / 2) + (block % blocks));
    const q = bits === 8 ? (packed[at] as number) : half(packed, at);
    data[at] = (q - zero) * (scales[block] as number);
  }
  return data;
}
