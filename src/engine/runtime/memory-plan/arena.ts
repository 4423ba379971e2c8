// The arena that ONNX Runtime's CPU tensors live in, as an account without memory: which bytes of which region each
// allocation gets. It follows core/framework/bfc_arena.cc of ONNX Runtime 1.30 ("best fit with coalescing") and its defaults,
// since a region is never given back: what a process holds is what was ever written to, gaps between chunks included.
import { assert } from '../../../common/index.ts';

const unit = 256; // every allocation is rounded up to a multiple of this
const firstRegionBytes = 2 ** 20;
const largestRegionStep = 2 ** 30;
/** A chunk that is larger than asked for is cut in two when it is twice as large, or when at least this much would be unused. */
const mostUnusedBytes = 128 * 2 ** 20;
const pageBytes = 4096;

interface Chunk {
  readonly region: number;
  offset: number;
  size: number;
  used: boolean;
  previous: Chunk | null;
  next: Chunk | null;
}

/** A handle of {@link Arena.allocate}, for {@link Arena.free}. */
export type Allocation = Chunk;

export class Arena {
  /** Free chunks, by size and then by address. */
  readonly #free: Chunk[] = [];
  readonly #written: WrittenRanges[] = [];
  #nextRegionBytes = firstRegionBytes;

  /** Takes `bytes`, all of which will be written to; null for 0 bytes. */
  allocate(bytes: number): Allocation | null {
    if (bytes === 0) return null;
    const rounded = Math.ceil(bytes / unit) * unit;
    const chunk = this.#bestFit(rounded) ?? this.#extend(rounded);
    this.#free.splice(this.#free.indexOf(chunk), 1);
    if (chunk.size >= 2 * rounded || chunk.size - rounded >= mostUnusedBytes) this.#cut(chunk, rounded);
    chunk.used = true;
    this.#written[chunk.region]?.add(chunk.offset, chunk.offset + bytes);
    return chunk;
  }

  free(chunk: Allocation | null): void {
    if (chunk === null) return;
    assert(chunk.used, 'an allocation was freed twice');
    chunk.used = false;
    const { next, previous } = chunk;
    if (next && !next.used) {
      this.#free.splice(this.#free.indexOf(next), 1);
      join(chunk, next);
    }
    if (previous && !previous.used) {
      this.#free.splice(this.#free.indexOf(previous), 1);
      join(previous, chunk);
      this.#keep(previous);
    } else this.#keep(chunk);
  }

  /** Bytes of the pages that were ever written to: what the arena adds to the process. */
  get residentBytes(): number {
    return this.#written.reduce((sum, ranges) => sum + ranges.pages * pageBytes, 0);
  }

  #bestFit(bytes: number): Chunk | undefined {
    return this.#free.find(({ size }) => size >= bytes);
  }

  #extend(bytes: number): Chunk {
    let grown = false;
    while (bytes > this.#nextRegionBytes) {
      this.#nextRegionBytes *= 2;
      grown = true;
    }
    const size = this.#nextRegionBytes;
    if (!grown) this.#nextRegionBytes = Math.max(size, Math.min(2 * size, largestRegionStep));
    const region = this.#written.push(new WrittenRanges()) - 1;
    const chunk: Chunk = { region, offset: 0, size, used: false, previous: null, next: null };
    this.#keep(chunk);
    return chunk;
  }

  #cut(chunk: Chunk, size: number): void {
    const rest: Chunk = {
      region: chunk.region,
      offset: chunk.offset + size,
      size: chunk.size - size,
      used: false,
      previous: chunk,
      next: chunk.next,
    };
    if (chunk.next) chunk.next.previous = rest;
    chunk.next = rest;
    chunk.size = size;
    this.#keep(rest);
  }

  #keep(chunk: Chunk): void {
    const before = (a: Chunk, b: Chunk) => a.size - b.size || b.region - a.region || a.offset - b.offset; // the system places later regions lower
    let [low, high] = [0, this.#free.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(this.#free[middle] as Chunk, chunk) < 0) low = middle + 1;
      else high = middle;
    }
    this.#free.splice(low, 0, chunk);
  }
}

function join(first: Chunk, second: Chunk): void {
  first.size += second.size;
  first.next = second.next;
  if (second.next) second.next.previous = first;
}

/** The pages of a region that were written to, as ranges in ascending order. */
class WrittenRanges {
  #ranges: { readonly from: number; readonly to: number }[] = [];

  add(fromByte: number, toByte: number): void {
    let [from, to] = [Math.floor(fromByte / pageBytes), Math.ceil(toByte / pageBytes)];
    if (this.#ranges.some((range) => range.from <= from && to <= range.to)) return;
    const apart = this.#ranges.filter((range) => {
      if (range.to < from || to < range.from) return true;
      from = Math.min(from, range.from);
      to = Math.max(to, range.to);
      return false;
    });
    this.#ranges = [...apart, { from, to }];
  }

  get pages(): number {
    return this.#ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  }
}
