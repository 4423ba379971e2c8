// Writes float32 tensors as a safetensors file, straight from their memory.
import { assert, writeFileAtomic } from '../../common/index.ts';

/**
 * A float32 tensor in row-major order: `data` has as many elements as the product of `shape`. Writing asks for `data` once, and for one
 * tensor's after the other's: a getter may read it from a file.
 */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The tensors' bytes start at a multiple of this, so that a memory-mapped file can be read in place. */
const alignment = 8;

/** Writes the tensors, float32, in the map's order; the file appears whole or not at all. */
export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) header.push(['__metadata__', metadata]);
  let position = 0;
  for (const [name, { shape }] of tensors) {
    assert(name !== '__metadata__', 'a tensor cannot be named __metadata__');
    const end = position + elementsOf(shape) * Float32Array.BYTES_PER_ELEMENT;
    header.push([name, { dtype: 'F32', shape, data_offsets: [position, end] }]);
    position = end;
  }
  writeFileAtomic(path, fileChunks(JSON.stringify(Object.fromEntries(header)), tensors));
}

const elementsOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

function* fileChunks(json: string, tensors: ReadonlyMap<string, Tensor>): Generator<Uint8Array> {
  const header = Buffer.from(json, 'utf8');
  const padding = (alignment - (header.byteLength % alignment)) % alignment;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.byteLength + padding));
  yield Buffer.concat([length, header, Buffer.alloc(padding, ' ')]);
  for (const [name, tensor] of tensors) {
    const { data } = tensor;
    const has = `tensor ${name} of shape [${tensor.shape}] has ${data.length} elements`;
    assert(data.length === elementsOf(tensor.shape), has);
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}
