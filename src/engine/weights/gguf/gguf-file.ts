// Tensors of a GGUF file, dequantized to float32 one at a time when asked for.
import { closeSync, openSync, readSync } from 'node:fs';
import { messageOf, required, SocraticError } from '../../../common/index.ts';
import { blockTypes } from './dequantize.ts';
import { type GgufTensor, invalidGguf, type MetadataValue, readGgufHeader } from './gguf-header.ts';

/** Bytes read and dequantized at once. */
const chunkBytes = 2 ** 22;

const typesByName = new Map([...blockTypes.values()].map((type) => [type.name, type]));

/** Opens a GGUF file and checks its whole header; throws `file-unreadable`, `gguf-invalid`, `gguf-unsupported`. */
export function readGguf(path: string): GgufFile {
  const { metadata, tensors } = readGgufHeader(path);
  return new GgufFile(path, metadata, tensors);
}

/** A checked GGUF file. Holds no file open between calls. */
export class GgufFile {
  readonly path: string;
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: ReadonlyMap<string, GgufTensor>;

  constructor(
    path: string,
    metadata: ReadonlyMap<string, MetadataValue>,
    tensors: ReadonlyMap<string, GgufTensor>,
  ) {
    this.path = path;
    this.metadata = metadata;
    this.tensors = tensors;
  }

  /** One tensor's values as float32 in row-major order. Throws `tensor-missing`, `file-unreadable`. */
  tensor(name: string): Float32Array {
    const entry = this.entry(name);
    const type = required(typesByName.get(entry.type), entry.type);
    const target = new Float32Array(entry.shape.reduce((product, size) => product * size, 1));
    const blocksAtOnce = Math.floor(chunkBytes / type.bytes);
    const chunk = new Uint8Array(Math.min(entry.byteLength, blocksAtOnce * type.bytes));
    let file: number | undefined;
    try {
      file = openSync(this.path, 'r');
      for (let done = 0, block = 0; done < entry.byteLength; ) {
        const part = chunk.subarray(0, Math.min(chunk.length, entry.byteLength - done));
        this.#fill(file, part, entry.begin + done, name);
        const blocks = part.length / type.bytes;
        type.dequantize(part, target.subarray(block * type.size, (block + blocks) * type.size), blocks);
        done += part.length;
        block += blocks;
      }
    } catch (error) {
      if (error instanceof SocraticError) throw error;
      throw new SocraticError('file-unreadable', `${this.path} cannot be read: ${messageOf(error)}`, {
        subject: { path: this.path },
        cause: error,
      });
    } finally {
      if (file !== undefined) closeSync(file);
    }
    return target;
  }

  /** What the header says of a tensor, whose type is one that is read. Throws `tensor-missing`. */
  entry(name: string): GgufTensor {
    const entry = this.tensors.get(name);
    if (entry) return entry;
    throw new SocraticError('tensor-missing', `${this.path} has no tensor ${JSON.stringify(name)}.`, {
      subject: { path: this.path },
      details: { tensor: name },
    });
  }

  #fill(file: number, part: Uint8Array, position: number, name: string): void {
    for (let done = 0; done < part.length; ) {
      const count = readSync(file, part, done, part.length - done, position + done);
      if (count === 0) {
        invalidGguf(
          this.path,
          `tensor ${JSON.stringify(name)}`,
          `${part.length} bytes`,
          `${done}: the file became shorter`,
        );
      }
      done += count;
    }
  }
}
