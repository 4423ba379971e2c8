// Tensors of a GGUF file, dequantized to float32 one at a time when asked for.
import { closeSync, openSync, readSync } from 'node:fs';
import { messageOf, required, SocraticError } from '../../../common/index.ts';
import { blockTypes } from './dequantize.ts';
import { type GgufTensor, invalidGguf, type MetadataValue, readGgufHeader } from './gguf-header.ts';
import { otherParts } from './split-files.ts';

/** Bytes read and dequantized at once. */
const chunkBytes = 2 ** 22;

const typesByName = new Map([...blockTypes.values()].map((type) => [type.name, type]));

/** Where a tensor lies: in which file, and where in it. */
interface Place extends GgufTensor {
  readonly path: string;
}

/**
 * Opens a GGUF file, of a split model all its parts, and checks their whole headers; throws `file-unreadable`, `gguf-invalid`,
 * `gguf-unsupported`.
 */
export function readGguf(path: string): GgufFile {
  const { metadata, tensors } = readGgufHeader(path);
  const places = new Map<string, Place>();
  const add = (file: string, found: ReadonlyMap<string, GgufTensor>) => {
    for (const [name, tensor] of found) {
      if (places.has(name))
        invalidGguf(file, `tensor ${JSON.stringify(name)}`, 'it in one part', 'it in two');
      places.set(name, { ...tensor, path: file });
    }
  };
  add(path, tensors);
  for (const part of otherParts(path, metadata)) add(part.path, part.tensors);
  return new GgufFile(path, metadata, places);
}

/** A checked GGUF file, or the parts of one. Holds no file open between calls. */
export class GgufFile {
  readonly path: string;
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: ReadonlyMap<string, Place>;

  constructor(
    path: string,
    metadata: ReadonlyMap<string, MetadataValue>,
    tensors: ReadonlyMap<string, Place>,
  ) {
    this.path = path;
    this.metadata = metadata;
    this.tensors = tensors;
  }

  /** One tensor's values as float32 in row-major order. Throws `tensor-missing`, `file-unreadable`. */
  tensor(name: string): Float32Array {
    return this.#read(name, this.entry(name));
  }

  /** The first `count` values of one tensor, a multiple of 256. Throws as `tensor` does. */
  start(name: string, count: number): Float32Array {
    const entry = this.entry(name);
    const type = required(typesByName.get(entry.type), entry.type);
    return this.#read(name, { ...entry, shape: [count], byteLength: (count / type.size) * type.bytes });
  }

  #read(name: string, entry: Place): Float32Array {
    const type = required(typesByName.get(entry.type), entry.type);
    const target = new Float32Array(entry.shape.reduce((product, size) => product * size, 1));
    const blocksAtOnce = Math.floor(chunkBytes / type.bytes);
    const chunk = new Uint8Array(Math.min(entry.byteLength, blocksAtOnce * type.bytes));
    let file: number | undefined;
    try {
      file = openSync(entry.path, 'r');
      for (let done = 0, block = 0; done < entry.byteLength; ) {
        const part = chunk.subarray(0, Math.min(chunk.length, entry.byteLength - done));
        fill({ file, path: entry.path }, part, entry.begin + done, name);
        const blocks = part.length / type.bytes;
        type.dequantize(part, target.subarray(block * type.size, (block + blocks) * type.size), blocks);
        done += part.length;
        block += blocks;
      }
    } catch (error) {
      if (error instanceof SocraticError) throw error;
      throw new SocraticError('file-unreadable', `${entry.path} cannot be read: ${messageOf(error)}`, {
        subject: { path: entry.path },
        cause: error,
      });
    } finally {
      if (file !== undefined) closeSync(file);
    }
    return target;
  }

  /** What the header says of a tensor, whose type is one that is read. Throws `tensor-missing`. */
  entry(name: string): Place {
    const entry = this.tensors.get(name);
    if (entry) return entry;
    throw new SocraticError('tensor-missing', `${this.path} has no tensor ${JSON.stringify(name)}.`, {
      subject: { path: this.path },
      details: { tensor: name },
    });
  }
}

/** Fills `part` from `position` in the file on. */
function fill(
  { file, path }: { readonly file: number; readonly path: string },
  part: Uint8Array,
  position: number,
  name: string,
): void {
  for (let done = 0; done < part.length; ) {
    const count = readSync(file, part, done, part.length - done, position + done);
    if (count === 0) {
      invalidGguf(
        path,
        `tensor ${JSON.stringify(name)}`,
        `${part.length} bytes`,
        `${done}: the file became shorter`,
      );
    }
    done += count;
  }
}
