// The number formats of safetensors: their sizes, and how the floating-point ones become float32.
// Little-endian machines only, as is everything that ONNX Runtime runs on.

/** Bytes per element of every dtype that a header may name. */
export const bytesPerElement: ReadonlyMap<string, number> = new Map([
  ['BOOL', 1],
  ['U8', 1],
  ['I8', 1],
  ['F8_E5M2', 1],
  ['F8_E4M3', 1],
  ['I16', 2],
  ['U16', 2],
  ['F16', 2],
  ['BF16', 2],
  ['I32', 4],
  ['U32', 4],
  ['F32', 4],
  ['I64', 8],
  ['U64', 8],
  ['F64', 8],
]);

/** Reads 16-bit floats into `target`, which is as long as `source`. */
type Widen = (source: Uint16Array, target: Float32Array) => void;

/** bfloat16 is the upper half of a float32. */
const widenBrainFloats: Widen = (source, target) => {
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let i = 0; i < source.length; i++) bits[i] = (source[i] as number) << 16;
};

const widenHalves: Widen = (source, target) => {
  const table = halfTable();
  for (let i = 0; i < source.length; i++) target[i] = table[source[i] as number] as number;
};

let halves: Float32Array | undefined;

/** The float32 value of every binary16, by its bits: 65,536 of them. */
export function halfTable(): Float32Array {
  halves ??= Float32Array.from({ length: 65_536 }, (_, bits) => halfToNumber(bits));
  return halves;
}

/** IEEE 754 binary16: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The 16-bit formats that can be read as float32, exactly. */
export const widenings: ReadonlyMap<string, Widen> = new Map([
  ['F16', widenHalves],
  ['BF16', widenBrainFloats],
]);
