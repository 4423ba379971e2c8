// Keys and values of every row's tokens, for each layer: values float32 [slots, G, M, D], keys turned, [slots, G, D, M]. The
// capacity M grows with the longest row, since each step costs time for the whole of it.
import { required } from '../../common/index.ts';
import { architectureOf, keyName, type ModelConfig, valueName } from '../model/index.ts';
import type { Value, Values } from '../runtime/index.ts';

const GROWTH = 64;

const isKey = (name: string) => name.startsWith('key.');

export class KeyValueCache {
  /** Names of all arrays: keys and values of layer 0, of layer 1, … */
  readonly names: readonly string[];
  readonly #slots: number;
  /** H. */
  readonly #queryHeads: number;
  /** G. */
  readonly #heads: number;
  readonly #headSize: number;
  readonly #limit: number;
  readonly #arrays = new Map<string, Float32Array>();
  #capacity = 0;

  constructor(config: ModelConfig, slots: number) {
    const { layers, contextLength } = config;
    const { heads, keyValueHeads, headSize } = architectureOf(config).attention;
    this.names = Array.from({ length: layers }, (_, layer) => [keyName(layer), valueName(layer)]).flat();
    this.#slots = slots;
    this.#queryHeads = heads;
    this.#heads = keyValueHeads;
    this.#headSize = headSize;
    this.#limit = contextLength;
  }

  /** M: the tokens that a row has room for. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Makes room for `length` tokens a row, keeping the content of the first `rows` slots. */
  reserve(length: number, rows: number): void {
    if (length <= this.#capacity) return;
    const before = this.#capacity;
    this.#capacity = Math.min(this.#limit, Math.ceil(length / GROWTH) * GROWTH);
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

  /** Writes keys or values [B, G, T, D] of prompts of the given lengths into the slots from `first` on. */
  writePrompts(name: string, from: Float32Array, T: number, first: number, lengths: readonly number[]): void {
    const to = this.#array(name);
    const D = this.#headSize;
    lengths.forEach((length, index) => {
      for (let head = 0; head < this.#heads; head++) {
        const start = (index * this.#heads + head) * T * D;
        const offset = this.#offset(first + index, head);
        if (!isKey(name)) {
          to.set(from.subarray(start, start + length * D), offset);
          continue;
        }
        for (let d = 0; d < D; d++) {
          const row = offset + d * this.#capacity;
          for (let t = 0; t < length; t++) to[row + t] = from[start + t * D + d] as number;
        }
      }
    });
  }

  /** Writes the key and value of one new token a row, at place lengths[row]; `newTokens` is [B, (H + 2G)·D]: query, key, value. */
  append(layer: number, newTokens: Float32Array, lengths: readonly number[]): void {
    const keys = this.#array(keyName(layer));
    const values = this.#array(valueName(layer));
    const D = this.#headSize;
    const query = this.#queryHeads * D;
    const C = this.#heads * D;
    lengths.forEach((length, row) => {
      for (let head = 0; head < this.#heads; head++) {
        const offset = this.#offset(row, head);
        const from = row * (query + 2 * C) + query + head * D;
        for (let d = 0; d < D; d++) {
          keys[offset + d * this.#capacity + length] = newTokens[from + d] as number;
          values[offset + length * D + d] = newTokens[from + C + d] as number;
        }
      }
    });
  }

  /** Copies the first `length` tokens of a row to another slot. */
  move(from: number, to: number, length: number): void {
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
