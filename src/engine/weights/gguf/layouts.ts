// How a weight lies in a GGUF file and how it lies here, in both directions: reading and writing of a model are one table of rows.

type Shape = readonly number[];

/** Row-major shapes. `there` is the file, `here` is Hugging Face's layout. */
export interface GgufLayout {
  readonly shapeHere: (there: Shape) => Shape;
  readonly shapeThere: (here: Shape) => Shape;
  /** The file's numbers of that shape as ours, in a new array; absent where they are the same. */
  readonly toHere?: (data: Float32Array, there: Shape) => Float32Array;
  /** The inverse of `toHere`. */
  readonly toThere?: (data: Float32Array, here: Shape) => Float32Array;
  /** The rows that the tensor must have, with words for them. */
  readonly rows?: { readonly count: number; readonly are: string };
  /** Stored as float32, whatever the precision of the file: llama.cpp reads it in no other. */
  readonly exact?: true;
}

/** A weight: its name here, its name in the file, and how it lies there. */
export interface GgufRow {
  readonly name: string;
  readonly stored: string;
  readonly layout: GgufLayout;
}

const same = (shape: Shape): Shape => shape;

/** As it is. */
export const asItIs: GgufLayout = { shapeHere: same, shapeThere: same };

/** As it is, in float32. */
export const exactly: GgufLayout = { ...asItIs, exact: true };

const swapped = ([rows = 1, columns = 1]: Shape): Shape => [columns, rows];

/** Rows and columns exchanged: GPT-2's dense weights are [in, out] at Hugging Face. */
export const turned: GgufLayout = {
  shapeHere: swapped,
  shapeThere: swapped,
  toHere: transpose,
  toThere: transpose,
};

/** Gemma's norms: x · (1 + weight) here, x · gain in the file. */
export const wholeGain: GgufLayout = {
  ...asItIs,
  toHere: (gain) => gain.map((value) => value - 1),
  toThere: (weight) => weight.map((value) => value + 1),
};

/** Rows of query or key, [heads · D, rest] or [heads · D]; `permuted`: in the order that llama.cpp's rotary positions need. */
export function headRows(heads: number, headSize: number, permuted: boolean): GgufLayout {
  const layout = { ...asItIs, rows: { count: heads * headSize, are: `${heads} heads of ${headSize}` } };
  if (!permuted) return layout;
  return {
    ...layout,
    toHere: (data) => reorder(data, heads, headSize, (half, i) => [half * (headSize / 2) + i, 2 * i + half]),
    toThere: (data) => reorder(data, heads, headSize, (half, i) => [2 * i + half, half * (headSize / 2) + i]),
  };
}

/** [rows, columns] → [columns, rows]. */
function transpose(data: Float32Array, [rows = 1, columns = 1]: Shape): Float32Array {
  const result = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = data[row * columns + column] as number;
    }
  }
  return result;
}

/**
 * Moves the rows of every head. llama.cpp's rotary positions turn neighbours, Hugging Face's the two halves of a head: row
 * (head, i, half) of the file is row (head, half, i) here. `places` gives the target and the source of each row within its head.
 */
function reorder(
  data: Float32Array,
  heads: number,
  headSize: number,
  places: (half: number, i: number) => readonly [to: number, from: number],
): Float32Array {
  const rest = data.length / (heads * headSize);
  const result = new Float32Array(data.length);
  for (let head = 0; head < heads; head++) {
    for (let i = 0; i < headSize / 2; i++) {
      for (let half = 0; half < 2; half++) {
        const [to, from] = places(half, i).map((row) => (head * headSize + row) * rest) as [number, number];
        result.set(data.subarray(from, from + rest), to);
      }
    }
  }
  return result;
}
