// Reads safetensors files tensor by tensor: the header once, then only the bytes asked for.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { messageOf, SocraticError } from '../../common/index.ts';
import { widenings } from './dtypes.ts';
import {
  cutOffSafetensors,
  invalidSafetensors,
  maximumHeaderBytes,
  parseHeader,
  type SafetensorsHeader,
  type TensorEntry,
} from './safetensors-header.ts';

/** One read asks the system for at most this many bytes; some systems refuse 2 GiB. */
const chunkBytes = 2 ** 26;

/**
 * Opens a safetensors file and checks its whole header; tensors are read when asked for.
 * Throws `file-unreadable`, or `safetensors-invalid` with the file, the tensor and what was expected.
 */
export function readSafetensors(path: string): SafetensorsFile {
  return withFile(path, (file) => {
    const fileBytes = fstatSync(file).size;
    if (fileBytes < 8) cutOffSafetensors(path, fileBytes, 'at least 8');
    const lengthBytes = Buffer.alloc(8);
    readFully(path, file, lengthBytes, 0);
    const headerBytes = lengthBytes.readBigUInt64LE();
    if (lengthBytes.toString('latin1') === 'version ') {
      const found = 'a text, as Git LFS leaves in its place: fetch the file itself with git lfs pull';
      invalidSafetensors(path, null, 'a safetensors file', found);
    }
    if (headerBytes < 2n || headerBytes > BigInt(maximumHeaderBytes)) {
      const expected = `a header length from 2 to ${maximumHeaderBytes} bytes`;
      invalidSafetensors(path, null, expected, `${headerBytes}`);
    }
    const headerEnd = 8 + Number(headerBytes);
    if (headerEnd > fileBytes) cutOffSafetensors(path, fileBytes, `at least ${headerEnd}`);
    const header = new Uint8Array(Number(headerBytes));
    readFully(path, file, header, 8);
    return new SafetensorsFile(path, parseHeader(path, header, fileBytes));
  });
}

/** A checked safetensors file. Holds no file open between calls. */
export class SafetensorsFile {
  readonly path: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Name -> shape, in the order of the tensors' bytes in the file. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly #entries: ReadonlyMap<string, TensorEntry>;

  constructor(path: string, header: SafetensorsHeader) {
    this.path = path;
    this.metadata = header.metadata;
    this.shapes = new Map([...header.tensors].map(([name, { shape }]) => [name, shape]));
    this.#entries = header.tensors;
  }

  /**
   * One tensor's values as float32 in row-major order; F16 and BF16 are widened exactly. Throws `tensor-missing`, `tensor-dtype-unsupported` for
   * another dtype, and `safetensors-invalid` when the file has become shorter since it was opened.
   */
  tensor(name: string): Float32Array {
    const entry = this.#entry(name);
    return withFile(this.path, (file) => readData(this.path, file, entry));
  }

  start(name: string, count: number): Float32Array {
    const { dtype, begin, end, shape } = this.#entry(name);
    const bytes = ((end - begin) * count) / shape.reduce((product, size) => product * size, 1);
    const entry = { dtype, begin, end: begin + bytes, shape: [count] };
    return withFile(this.path, (file) => readData(this.path, file, entry));
  }

  check(name: string): void {
    this.#entry(name);
  }

  #entry(name: string): TensorEntry {
    const { path } = this;
    const entry = this.#entries.get(name);
    if (entry === undefined) {
      const some = [...this.shapes.keys()].slice(0, 5).join(', ');
      throw new SocraticError(
        'tensor-missing',
        `${path} has no tensor ${JSON.stringify(name)}: it has ${this.shapes.size}, such as ${some || 'none'}.`,
        { subject: { path }, details: { tensor: name } },
      );
    }
    const { dtype } = entry;
    if (dtype !== 'F32' && !widenings.has(dtype)) {
      throw new SocraticError(
        'tensor-dtype-unsupported',
        `${path}: tensor ${JSON.stringify(name)}: expected F32, F16 or BF16, found ${dtype}.`,
        { subject: { path }, details: { tensor: name, dtype } },
      );
    }
    return entry;
  }
}

/** The values of a tensor whose type is known to be read. */
function readData(path: string, file: number, { dtype, begin, end, shape }: TensorEntry): Float32Array {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  const widen = widenings.get(dtype);
  if (widen === undefined) {
    readFully(path, file, new Uint8Array(data.buffer), begin);
    return data;
  }
  const scratch = new Uint16Array(Math.min(data.length, chunkBytes / 2));
  for (let done = 0, position = begin; position < end; ) {
    const part = scratch.subarray(0, Math.min(scratch.length, data.length - done));
    readFully(path, file, new Uint8Array(part.buffer, 0, part.byteLength), position);
    widen(part, data.subarray(done, done + part.length));
    done += part.length;
    position += part.byteLength;
  }
  return data;
}

/** Fills `target` from `position` in the file on. */
function readFully(path: string, file: number, target: Uint8Array, position: number): void {
  for (let done = 0; done < target.byteLength; ) {
    const wanted = Math.min(chunkBytes, target.byteLength - done);
    const count = readSync(file, target, done, wanted, position + done);
    if (count === 0) {
      const expected = `${target.byteLength} bytes at offset ${position}`;
      invalidSafetensors(path, null, expected, `${done}: the file became shorter while it was read`);
    }
    done += count;
  }
}

function withFile<T>(path: string, use: (file: number) => T): T {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return use(file);
  } catch (error) {
    if (error instanceof SocraticError) throw error;
    throw new SocraticError('file-unreadable', `${path} cannot be read: ${messageOf(error)}`, {
      subject: { path },
      cause: error,
    });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
