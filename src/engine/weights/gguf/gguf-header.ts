// The header of a GGUF file (versions 2 and 3, little-endian): metadata and the places of tensors. Every count, length and offset
// is checked against the file before anything is allocated for it.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { messageOf, SocraticError } from '../../../common/index.ts';
import { blockTypes } from './dequantize.ts';

export type MetadataValue = number | bigint | boolean | string | readonly MetadataValue[];

export interface GgufTensor {
  readonly type: string;
  /** Row-major, as everywhere else here; the file has it reversed. */
  readonly shape: readonly number[];
  /** Bytes from the file's beginning. */
  readonly begin: number;
  readonly byteLength: number;
}

export interface GgufHeader {
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

const limits = {
  entries: 65_536,
  tensors: 1_000_000,
  nesting: 4,
  items: 2 ** 24,
  dimensions: 4,
  headerBytes: 2 ** 28,
  /** Of a tensor, and of where it begins: far more than any disk holds, and exact as a number. */
  tensorBytes: 2 ** 50,
} as const;

export function invalidGguf(path: string, where: string, expected: string, found: string): never {
  throw new SocraticError('gguf-invalid', `${path}: ${where}: expected ${expected}, found ${found}.`, {
    subject: { path },
    details: { where, expected, found },
  });
}

/** Reads and checks the header; throws `file-unreadable`, `gguf-invalid`, `gguf-unsupported`. */
export function readGgufHeader(path: string): GgufHeader {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return new HeaderReader(path, file, fstatSync(file).size).read();
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

const chunkBytes = 2 ** 22;

class HeaderReader {
  readonly #path: string;
  readonly #file: number;
  readonly #size: number;
  #buffer: Buffer = Buffer.alloc(0);
  /** Where the buffer begins in the file, and the next byte in the buffer. */
  #start = 0;
  #at = 0;
  #where = 'header';
  #items = 0;

  constructor(path: string, file: number, size: number) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
  }

  read(): GgufHeader {
    const magic = this.#take(Math.min(4, this.#size || 4)).toString('latin1');
    if (magic === 'vers') {
      this.#fail(
        'a GGUF file',
        'a text, as Git LFS leaves in its place: fetch the file itself with git lfs pull',
      );
    }
    if (magic !== 'GGUF') this.#fail('a GGUF file', `the first bytes ${JSON.stringify(magic)}`);
    const version = this.#u32();
    if (version !== 2 && version !== 3) {
      throw new SocraticError(
        'gguf-unsupported',
        `${this.#path}: GGUF version ${version} is not supported: expected 2 or 3, little-endian.`,
        { subject: { path: this.#path }, details: { version } },
      );
    }
    const tensorCount = this.#count('tensors', limits.tensors, 24);
    const entryCount = this.#count('metadata entries', limits.entries, 13);
    const metadata = new Map<string, MetadataValue>();
    for (let i = 0; i < entryCount; i++) {
      this.#where = `metadata entry ${i}`;
      const key = this.#string();
      this.#where = `metadata ${JSON.stringify(key.slice(0, 100))}`;
      if (metadata.has(key)) this.#fail('a key of its own', 'it twice');
      metadata.set(key, this.#value(this.#u32(), 0));
    }
    const found: { name: string; type: string; shape: number[]; offset: number; byteLength: number }[] = [];
    const names = new Set<string>();
    for (let i = 0; i < tensorCount; i++) {
      this.#where = `tensor ${i}`;
      const name = this.#string();
      this.#where = `tensor ${JSON.stringify(name.slice(0, 100))}`;
      if (names.has(name)) this.#fail('a name of its own', 'it twice');
      names.add(name);
      found.push({ name, ...this.#tensor() });
    }
    this.#where = 'header';
    return { metadata, tensors: this.#place(found, metadata.get('general.alignment')) };
  }

  #tensor(): { type: string; shape: number[]; offset: number; byteLength: number } {
    const rank = this.#u32();
    if (rank < 1 || rank > limits.dimensions) this.#fail(`1 to ${limits.dimensions} dimensions`, `${rank}`);
    const sizes = Array.from({ length: rank }, () => this.#u64());
    const id = this.#u32();
    const type = blockTypes.get(id);
    if (!type) {
      throw new SocraticError(
        'gguf-unsupported',
        `${this.#path}: ${this.#where} has the type ${id}, which is not read here: expected ${[...blockTypes.values()].map(({ name }) => name).join(', ')}.`,
        { subject: { path: this.#path }, details: { type: id } },
      );
    }
    const elements = sizes.reduce((product, size) => product * size, 1n);
    const row = Number(sizes[0] ?? 0n);
    if (elements === 0n || elements > BigInt(limits.tensorBytes)) {
      this.#fail('as many numbers as a file can hold', `dimensions ${sizes.join(' x ')}`);
    }
    if (row % type.size !== 0) this.#fail(`rows of a multiple of ${type.size} numbers`, `rows of ${row}`);
    const byteLength = (Number(elements) / type.size) * type.bytes;
    const offset = this.#u64();
    if (offset > BigInt(limits.tensorBytes)) this.#fail('an offset within a file', `${offset}`);
    return { type: type.name, shape: sizes.map(Number).reverse(), offset: Number(offset), byteLength };
  }

  /** Tensors with their places in the file: aligned, inside it, not overlapping. */
  #place(
    found: readonly { name: string; type: string; shape: number[]; offset: number; byteLength: number }[],
    alignmentValue: MetadataValue | undefined,
  ): Map<string, GgufTensor> {
    const alignment = alignmentValue === undefined ? 32 : Number(alignmentValue);
    if (!Number.isInteger(alignment) || alignment < 1 || alignment > 2 ** 20 || alignment % 8 !== 0) {
      this.#fail('general.alignment to be a multiple of 8', String(alignmentValue));
    }
    const base = Math.ceil((this.#start + this.#at) / alignment) * alignment;
    const tensors = new Map<string, GgufTensor>();
    let end = base;
    for (const { name, offset, ...rest } of [...found].sort((a, b) => a.offset - b.offset)) {
      this.#where = `tensor ${JSON.stringify(name.slice(0, 100))}`;
      const begin = base + offset;
      if (offset % alignment !== 0) this.#fail(`an offset that is a multiple of ${alignment}`, `${offset}`);
      if (begin < end) this.#fail('bytes of its own', 'bytes that belong to another tensor too');
      end = begin + rest.byteLength;
      tensors.set(name, { ...rest, begin });
    }
    if (found.length > 0 && end > this.#size) this.#cutOff(end);
    return tensors;
  }

  #value(type: number, depth: number): MetadataValue {
    switch (type) {
      case 0:
        return this.#take(1).readUInt8();
      case 1:
        return this.#take(1).readInt8();
      case 2:
        return this.#take(2).readUInt16LE();
      case 3:
        return this.#take(2).readInt16LE();
      case 4:
        return this.#u32();
      case 5:
        return this.#take(4).readInt32LE();
      case 6:
        return this.#take(4).readFloatLE();
      case 7:
        return this.#take(1).readUInt8() !== 0;
      case 8:
        return this.#string();
      case 9:
        return this.#array(depth);
      case 10:
        return small(this.#u64());
      case 11:
        return small(this.#take(8).readBigInt64LE());
      case 12:
        return this.#take(8).readDoubleLE();
      default:
        return this.#fail('a value type from 0 to 12', `${type}`);
    }
  }

  #array(depth: number): readonly MetadataValue[] {
    if (depth >= limits.nesting) this.#fail(`lists nested at most ${limits.nesting} deep`, 'deeper ones');
    const type = this.#u32();
    const bytes = [1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8][type] ?? 1;
    const length = this.#count('list items', limits.items - this.#items, bytes);
    this.#items += length;
    const items: MetadataValue[] = [];
    for (let i = 0; i < length; i++) items.push(this.#value(type, depth + 1));
    return items;
  }

  /** A count of things that take at least `bytes` each, so that it cannot exceed what the file can hold. */
  #count(what: string, maximum: number, bytes: number): number {
    const count = this.#u64();
    const left = Math.max(0, this.#size - this.#start - this.#at);
    const most = Math.min(maximum, Math.floor(left / bytes));
    if (count > BigInt(maximum)) this.#fail(`at most ${maximum} ${what}`, `${count}`);
    if (count > BigInt(most)) this.#cutOff(null);
    return Number(count);
  }

  #string(): string {
    const length = this.#u64();
    const left = this.#size - this.#start - this.#at;
    const maximum = limits.headerBytes;
    if (length > BigInt(maximum)) this.#fail(`a text of at most ${maximum} bytes`, `one of ${length}`);
    if (length > BigInt(left)) this.#cutOff(null);
    return this.#take(Number(length)).toString('utf8');
  }

  #u32(): number {
    return this.#take(4).readUInt32LE();
  }

  #u64(): bigint {
    return this.#take(8).readBigUInt64LE();
  }

  /** The next `length` bytes, valid until the next call. */
  #take(length: number): Buffer {
    if (this.#at + length > this.#buffer.length) this.#refill(length);
    const bytes = this.#buffer.subarray(this.#at, this.#at + length);
    this.#at += length;
    return bytes;
  }

  #refill(length: number): void {
    this.#start += this.#at;
    const left = this.#size - this.#start;
    if (length > left) this.#cutOff(null);
    if (this.#start + length > limits.headerBytes) {
      this.#fail(`a header of at most ${limits.headerBytes} bytes`, 'a longer one');
    }
    const buffer = Buffer.allocUnsafe(Math.min(left, Math.max(length, chunkBytes)));
    let done = 0;
    while (done < buffer.length) {
      const count = readSync(this.#file, buffer, done, buffer.length - done, this.#start + done);
      if (count === 0) this.#fail(`${buffer.length} bytes`, `${done}: the file became shorter`);
      done += count;
    }
    this.#buffer = buffer;
    this.#at = 0;
  }

  /** The file ends before what it announces; `expected` is how many bytes it should have, null where its header is not whole either. */
  #cutOff(expected: number | null): never {
    const found = this.#size;
    const where =
      expected === null ? ` after ${found} bytes, within its header` : `: ${found} bytes of ${expected}`;
    throw new SocraticError(
      'gguf-invalid',
      `${this.#path}: the file is cut off${where}. Download it again.`,
      {
        subject: { path: this.#path },
        details: { where: this.#where, found, expected },
      },
    );
  }

  #fail(expected: string, found: string): never {
    return invalidGguf(this.#path, this.#where, expected, found);
  }
}

/** Exact as a number where that is possible. */
const small = (value: bigint): number | bigint =>
  value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : value;
