// Keys and values of every row's tokens, float32 [slots, G, M, D] for each layer. The capacity M grows with the longest row,
// since each step costs time for the whole of it.
import { required } from '../../common/index.ts';
import { architectureOf, keyName, type ModelConfig, valueName } from '../model/index.ts';
import type { Value, Values } from '../runtime/index.ts';

const GROWTH = 64;

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

  /** Makes room for `length` tokens a row, keeping the content of the first `rows` slots. */
  reserve(length: number, rows: number): void {
    if (length <= this.#capacity) return;
    const before = this.#capacity;
    const D = this.#headSize;
    this.#capacity = Math.min(this.#limit, Math.ceil(length / GROWTH) * GROWTH);
    for (const name of this.names) {
      const old = this.#arrays.get(name);
      const grown = new Float32Array(this.#slots * this.#heads * this.#capacity * D);
      for (let block = 0; old && block < rows * this.#heads; block++) {
        grown.set(old.subarray(block * before * D, (block + 1) * before * D), block * this.#capacity * D);
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
        to.set(from.subarray(start, start + length * D), this.#offset(first + index, head));
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
        const to = this.#offset(row, head) + length * D;
        const from = row * (query + 2 * C) + query + head * D;
        for (let d = 0; d < D; d++) {
          keys[to + d] = newTokens[from + d] as number;
          values[to + d] = newTokens[from + C + d] as number;
        }
      }
    });
  }

  /** Copies the first `length` tokens of a row to another slot. */
  move(from: number, to: number, length: number): void {
    for (const name of this.names) {
      const array = this.#array(name);
      for (let head = 0; head < this.#heads; head++) {
        const start = this.#offset(from, head);
        array.copyWithin(this.#offset(to, head), start, start + length * this.#headSize);
      }
    }
  }

  /** The first `rows` slots of every array, as a decode graph is fed them. */
  feeds(rows: number): Values {
    const shape = [rows, this.#heads, this.#capacity, this.#headSize];
    const size = rows * this.#heads * this.#capacity * this.#headSize;
    const value = (name: string): Value => ({ data: this.#array(name).subarray(0, size), shape });
    return Object.fromEntries(this.names.map((name) => [name, value(name)]));
  }

  #array(name: string): Float32Array {
    return required(this.#arrays.get(name), name);
  }

  #offset(slot: number, head: number): number {
    return (slot * this.#heads + head) * this.#capacity * this.#headSize;
  }
}
