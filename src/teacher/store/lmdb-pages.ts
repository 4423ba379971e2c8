// The pages of an LMDB file as `lmdb` writes it (data version 2, 64 bits, little-endian), read without LMDB: it maps the file into memory and
// follows page numbers wherever they lead, so that a damaged file ends the process.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const magic = 0xbeefc0de;
const dataVersion = 2;
/** Page number, transaction, padding, flags, bounds of the free space. */
const headerBytes = 24;
const nodeHeaderBytes = 8;
export const pageFlags = { branch: 1, leaf: 2, overflow: 4, meta: 8 } as const;
const nodeFlags = { overflow: 1, database: 2 } as const;

export interface Page {
  readonly number: number;
  readonly flags: number;
  /** The transaction that wrote it. */
  readonly transaction: bigint;
  readonly bytes: Buffer;
}

/** What a file says of itself: the newest of its two first pages. */
export interface Meta {
  readonly pageBytes: number;
  readonly transaction: bigint;
  /** Of the tree of free pages and that of the databases; null for empty ones. */
  readonly roots: readonly (number | null)[];
}

export interface LeafNode {
  readonly key: Buffer;
  /** Null where it is on overflow pages. */
  readonly value: Buffer | null;
  /** The first overflow page, and how many bytes are there. */
  readonly overflow: { readonly page: number; readonly bytes: number } | null;
  /** The root of the database whose name is the key; null for an empty one, undefined for other nodes. */
  readonly root: number | null | undefined;
}

export class LmdbFile {
  readonly #file: number;
  readonly bytes: number;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.bytes = fstatSync(this.#file).size;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Null where neither of its first pages is one of LMDB. */
  meta(): Meta | null {
    const first = this.#metaAt(0);
    // the second page is behind the first, whose size only the first says; where that is destroyed, by the usual sizes
    const sizes = first === null ? [4096, 8192, 16_384] : [first.pageBytes];
    const metas = [first, ...sizes.map((size) => this.#metaAt(size))].filter((meta) => meta !== null);
    return metas.toSorted((a, b) => (a.transaction < b.transaction ? 1 : -1))[0] ?? null;
  }

  #metaAt(offset: number): Meta | null {
    const bytes = this.read(offset, headerBytes + 144);
    if (bytes === null || bytes.readUInt32LE(headerBytes) !== magic) return null;
    if (bytes.readUInt32LE(headerBytes + 4) !== dataVersion) return null;
    const database = (index: number) => headerBytes + 24 + 48 * index;
    const pageBytes = bytes.readUInt32LE(database(0));
    const isSize = pageBytes >= 512 && pageBytes <= 65_536 && (pageBytes & (pageBytes - 1)) === 0;
    if (!isSize) return null;
    const roots = [0, 1].map((index) => pageNumber(bytes, database(index) + 40));
    return { pageBytes, transaction: bytes.readBigUInt64LE(headerBytes + 128), roots };
  }

  /** Null where the file ends before. */
  read(offset: number, length: number): Buffer | null {
    if (offset + length > this.bytes) return null;
    const bytes = Buffer.alloc(length);
    return readSync(this.#file, bytes, 0, length, offset) === length ? bytes : null;
  }

  /** Null where there is no such page, or what is there does not say that it is that page. */
  page(number: number, { pageBytes }: Meta): Page | null {
    const bytes = this.read(number * pageBytes, pageBytes);
    if (bytes === null || bytes.readBigUInt64LE(0) !== BigInt(number)) return null;
    return { number, transaction: bytes.readBigUInt64LE(8), flags: bytes.readUInt16LE(18), bytes };
  }
}

/** The nodes of a branch page or a leaf; null where they do not lie within it. */
function nodesOf({ bytes }: Page): number[] | null {
  const lower = bytes.readUInt16LE(20);
  const upper = bytes.readUInt16LE(22);
  const room = bytes.length - headerBytes;
  if (lower > upper || upper > room || lower % 2 === 1) return null;
  const offsets = Array.from({ length: lower / 2 }, (_, index) =>
    bytes.readUInt16LE(headerBytes + 2 * index),
  );
  const isInside = (offset: number) =>
    offset >= upper &&
    offset + nodeHeaderBytes <= room &&
    offset + nodeHeaderBytes + bytes.readUInt16LE(headerBytes + offset + 6) <= room;
  return offsets.every(isInside) ? offsets.map((offset) => headerBytes + offset) : null;
}

/** The pages that a branch page leads to; null where it is damaged. */
export function childrenOf(page: Page): number[] | null {
  const { bytes } = page;
  return (
    nodesOf(page)?.map((node) => bytes.readUInt32LE(node) + 2 ** 32 * bytes.readUInt16LE(node + 4)) ?? null
  );
}

/** The nodes of a leaf; null where it is damaged. */
export function leafNodes(page: Page): LeafNode[] | null {
  const { bytes } = page;
  const nodes: LeafNode[] = [];
  for (const node of nodesOf(page) ?? [-1]) {
    if (node < 0) return null;
    const size = bytes.readUInt32LE(node);
    const flags = bytes.readUInt16LE(node + 4);
    const start = node + nodeHeaderBytes + bytes.readUInt16LE(node + 6);
    const key = bytes.subarray(node + nodeHeaderBytes, start);
    const isOverflow = (flags & nodeFlags.overflow) !== 0;
    if (start + (isOverflow ? 8 : size) > bytes.length) return null;
    const isDatabase = (flags & nodeFlags.database) !== 0;
    if (isDatabase && size < 48) return null;
    nodes.push({
      key,
      value: isOverflow ? null : bytes.subarray(start, start + size),
      overflow: isOverflow ? { page: pageNumber(bytes, start) ?? 0, bytes: size } : null,
      root: isDatabase ? pageNumber(bytes, start + 40) : undefined,
    });
  }
  return nodes;
}

/** Where the bytes of overflow pages are. */
export function overflowRange(
  { page, bytes }: { readonly page: number; readonly bytes: number },
  { pageBytes }: Meta,
): { readonly offset: number; readonly length: number } {
  return { offset: page * pageBytes + headerBytes, length: bytes };
}

/** Null: no page. */
function pageNumber(bytes: Buffer, offset: number): number | null {
  const number = bytes.readBigUInt64LE(offset);
  return number === 2n ** 64n - 1n ? null : Number(number);
}
