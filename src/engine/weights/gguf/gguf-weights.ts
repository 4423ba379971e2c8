// Weights of a GGUF file under Hugging Face's names, in its layout.
import { assert } from '../../../common/index.ts';
import type { TensorSource } from '../model-files.ts';
import type { GgufFile } from './gguf-file.ts';
import { invalidGguf } from './gguf-header.ts';
import { asItIs, type GgufRow } from './layouts.ts';

export class GgufWeights implements TensorSource {
  readonly #file: GgufFile;
  readonly #shapes = new Map<string, readonly number[]>();
  readonly #rows = new Map<string, GgufRow>();

  /** Of the rows those that the file has. Throws `gguf-invalid` for a tensor that has other rows than its layout says. */
  constructor(file: GgufFile, rows: readonly GgufRow[]) {
    this.#file = file;
    for (const row of rows) {
      const found = file.tensors.get(row.stored);
      if (!found) continue;
      const { rows: expected, shapeHere } = row.layout;
      if (expected && found.shape[0] !== expected.count) {
        const words = `${expected.count} rows, ${expected.are}`;
        const where = `tensor ${JSON.stringify(row.stored)}`;
        invalidGguf(file.path, where, words, `the shape ${found.shape.join(' x ')}`);
      }
      this.#rows.set(row.name, row);
      this.#shapes.set(row.name, shapeHere(found.shape));
    }
  }

  get shapes(): ReadonlyMap<string, readonly number[]> {
    return this.#shapes;
  }

  tensor(name: string): Float32Array {
    const { stored, layout } = this.#rowOf(name);
    const data = this.#file.tensor(stored);
    return layout.toHere?.(data, this.#file.entry(stored).shape) ?? data;
  }

  /** Of a tensor that is stored as it is here. */
  start(name: string, count: number): Float32Array {
    const { stored, layout } = this.#rowOf(name);
    assert(layout.toHere === undefined, `${name} is stored as it is`);
    return this.#file.start(stored, count);
  }

  check(name: string): void {
    this.#file.entry(this.#rowOf(name).stored);
  }

  #rowOf(name: string): GgufRow {
    return this.#rows.get(name) ?? { name, stored: name, layout: asItIs };
  }
}
