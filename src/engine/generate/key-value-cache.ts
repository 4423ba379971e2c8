// Keys and values of every row's tokens, for each layer: values float32 [slots, G, M, D], keys turned, [slots, G, D, M]. The
// capacity M grows with the longest row, since each step costs time for the whole of it.
import { required } from '../../common/index.ts';
import { architectureOf, CHUNK, keyName, type ModelConfig, valueName } from '../model/index.ts';
import type { Value, Values } from '../runtime/index.ts';

const isKey = (name: string) => name.startsWith('key.');

/** Where new tokens go. */
export interface Places {
  /** The slot of each. */
  readonly slots: readonly number[];
  /** Its position in the slot. */
  readonly positions: readonly number[];
  /** Its place among the new tokens; absent: they are in order. */
  readonly tokens?: readonly number[] | undefined;
}

export class KeyValueCache {
  /** Names of all arrays: keys and values of layer 0, of layer 1, … */
  readonly names: readonly string[];
  readonly #slots: number;
  /** H. */
  readonly #queryHeads: number;
  /** G. */
  readonly #heads: number;
  readonly #headSize: number;
  readonly #arrays = new Map<string, Float32Array>();
  #capacity = 0;

  constructor(config: ModelConfig, slots: number) {
    const { layers } = config;
    const { heads, keyValueHeads, headSize } = architectureOf(config).attention;
    this.names = Array.from({ length: layers }, (_, layer) => [keyName(layer), valueName(layer)]).flat();
    this.#slots = slots;
    this.#queryHeads = heads;
    this.#heads = keyValueHeads;
    this.#headSize = headSize;
  }

  /** M: the tokens that a row has room for. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Makes room for `length` tokens a row, keeping the content of the first `rows` slots. */
  reserve(length: number, rows: number): void {
    if (length <= this.#capacity) return;
    const before = this.#capacity;
    this.#capacity = Math.ceil(length / CHUNK) * CHUNK;
    const size = this.#slots * this.#heads * this.#capacity * this.#headSize;
    for (const name of this.names) {
      const old = this.#arrays.get(name);
      const grown = new Float32Array(size);
      // A run of numbers that stay together: the positions of one number of a key, or all of a head's values.
      const [runs, run] = isKey(name) ? [this.#headSize, 1] : [1, this.#headSize];
      for (let i = 0; old && i < rows * this.#heads * runs; i++) {
        grown.set(old.subarray(i * before * run, (i + 1) * before * run), i * this.#capacity * run);
      }
      this.#arrays.set(name, grown);
    }
  }

  /** Writes keys and values of a layer's new tokens, which are given as [N, (H + 2G)·D], the query first. */
  append(layer: number, newTokens: Float32Array, { slots, positions, tokens }: Places): void {
    const keys = this.#array(keyName(layer));
    const values = this.#array(valueName(layer));
    const D = this.#headSize;
    const M = this.#capacity;
    const query = this.#queryHeads * D;
    const C = this.#heads * D;
    for (let n = 0; n < slots.length; n++) {
      const position = positions[n] as number;
      const token = tokens ? (tokens[n] as number) : n;
      for (let head = 0; head < this.#heads; head++) {
        const offset = this.#offset(slots[n] as number, head);
        const from = token * (query + 2 * C) + query + head * D;
        for (let d = 0; d < D; d++) keys[offset + d * M + position] = newTokens[from + d] as number;
        values.set(newTokens.subarray(from + C, from + C + D), offset + position * D);
      }
    }
  }

  /** Copies the first `length` tokens of a row to another slot. */
  copy(from: number, to: number, length: number): void {
    for (const name of this.names) {
      const array = this.#array(name);
      const [runs, run] = isKey(name) ? [this.#headSize, 1] : [1, this.#headSize];
      for (let head = 0; head < this.#heads; head++) {
        for (let i = 0; i < runs; i++) {
          const shift = i * this.#capacity * run;
          const start = this.#offset(from, head) + shift;
          array.copyWithin(this.#offset(to, head) + shift, start, start + length * run);
        }
      }
    }
  }

  /** The first `rows` slots of every array, as a decode graph is fed them. */
  feeds(rows: number): Values {
    const [D, M] = [this.#headSize, this.#capacity];
    const size = rows * this.#heads * M * D;
    const value = (name: string): Value => ({
      data: this.#array(name).subarray(0, size),
      shape: [rows, this.#heads, ...(isKey(name) ? [D, M] : [M, D])],
    });
    return Object.fromEntries(this.names.map((name) => [name, value(name)]));
  }

  #array(name: string): Float32Array {
    return required(this.#arrays.get(name), name);
  }

  #offset(slot: number, head: number): number {
    return (slot * this.#heads + head) * this.#capacity * this.#headSize;
  }
}
