// Writes a GGUF file (version 3) tensor by tensor: of all numbers only one tensor's are in memory.
import { assert, SocraticError, writeFileInChunks } from '../../../common/index.ts';
import { encoders, type GgufPrecision, type TensorEncoder } from './encode-tensors.ts';
import { entryBytes, type GgufEntry, lengthAndText, u32, u64 } from './metadata-entries.ts';

/** A tensor to be written. */
export interface GgufTensorToWrite {
  /** Its name in the file. */
  readonly name: string;
  /** Row-major, as it lies in the file. */
  readonly shape: readonly number[];
  readonly precision: GgufPrecision;
  /** Its numbers; asked for once, when they are written. */
  readonly read: () => Float32Array;
}

export interface GgufToWrite {
  readonly metadata: readonly GgufEntry[];
  readonly tensors: readonly GgufTensorToWrite[];
}

export interface WriteGgufOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told after each tensor how many bytes of numbers are written, and of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What a file holds of a tensor, by number format. */
export type TensorCounts = Readonly<Partial<Record<TensorEncoder['name'], number>>>;

export interface WrittenGguf {
  readonly bytes: number;
  readonly tensors: TensorCounts;
}

const version = 3;
const alignment = 32;
const aligned = (length: number) => Math.ceil(length / alignment) * alignment;

/** Numbers that are encoded at once. */
const chunkNumbers = 2 ** 21;

interface Placed extends GgufTensorToWrite {
  readonly encoder: TensorEncoder;
  readonly count: number;
  readonly byteLength: number;
  /** From where the tensors begin. */
  readonly offset: number;
}

/**
 * Writes the file whole or not at all. Throws `export-unsupported` for a number that its type cannot hold, the signal's reason, and what
 * writing a file throws.
 */
export async function writeGgufFile(
  path: string,
  { metadata, tensors }: GgufToWrite,
  { signal, onProgress = () => undefined }: WriteGgufOptions = {},
): Promise<WrittenGguf> {
  const placed = place(tensors);
  const header = headerBytes(metadata, placed);
  const total = placed.reduce((sum, { byteLength }) => sum + aligned(byteLength), 0);
  await writeFileInChunks(path, chunksOf(path, header, placed, onProgress), signal);
  const counts: Record<string, number> = {};
  for (const { encoder } of placed) counts[encoder.name] = (counts[encoder.name] ?? 0) + 1;
  return { bytes: header.length + total, tensors: counts };
}

function place(tensors: readonly GgufTensorToWrite[]): Placed[] {
  let offset = 0;
  return tensors.map((tensor) => {
    const encoder = encoders[tensor.precision];
    const count = tensor.shape.reduce((product, size) => product * size, 1);
    assert((tensor.shape.at(-1) ?? 0) % encoder.size === 0, `${tensor.name} has rows of whole blocks`);
    const byteLength = (count / encoder.size) * encoder.bytes;
    const found = { ...tensor, encoder, count, byteLength, offset };
    offset += aligned(byteLength);
    return found;
  });
}

function headerBytes(metadata: readonly GgufEntry[], placed: readonly Placed[]): Buffer {
  const head = [Buffer.from('GGUF'), u32(version), u64(placed.length), u64(metadata.length)];
  for (const entry of metadata) head.push(entryBytes(entry));
  for (const { name, shape, encoder, offset } of placed) {
    head.push(lengthAndText(name), u32(shape.length), ...[...shape].reverse().map(u64));
    head.push(u32(encoder.id), u64(offset));
  }
  const bytes = Buffer.concat(head);
  return Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length) - bytes.length)]);
}

function* chunksOf(
  path: string,
  header: Buffer,
  placed: readonly Placed[],
  onProgress: (done: number, total: number) => void,
): Generator<Uint8Array> {
  yield header;
  const total = placed.reduce((sum, { byteLength }) => sum + byteLength, 0);
  let done = 0;
  for (const tensor of placed) {
    const { name, encoder, count, byteLength } = tensor;
    const data = tensor.read();
    assert(data.length === count, `${name} of shape [${tensor.shape}] has ${data.length} numbers`);
    for (let at = 0; at < count; at += chunkNumbers) {
      const part = data.subarray(at, at + chunkNumbers);
      assertHolds(path, tensor, part);
      yield encoder.encode(part);
    }
    yield new Uint8Array(aligned(byteLength) - byteLength);
    done += byteLength;
    onProgress(done, total);
  }
}

function assertHolds(path: string, { name, encoder }: Placed, data: Float32Array): void {
  if (encoder.largest === Number.POSITIVE_INFINITY) return;
  let large = 0;
  for (let i = 0; i < data.length; i++) large = Math.max(large, Math.abs(data[i] as number));
  if (large <= encoder.largest) return;
  throw new SocraticError(
    'export-unsupported',
    `${path}: the tensor ${name} has a number of size ${large}, and ${encoder.name} holds numbers up to ${encoder.largest}. Export in the precision f32.`,
    { subject: { path }, details: { tensor: name, value: large } },
  );
}
