// Weights of a GGUF file under Hugging Face's names, in its layout.
import { assert } from '../../../common/index.ts';
import type { TensorSource } from '../model-files.ts';
import type { GgufFile } from './gguf-file.ts';

/** What a tensor of the file becomes: its shape here, and how the file's numbers become ours. */
export interface GgufLayout {
  readonly shape: readonly number[];
  readonly convert?: (data: Float32Array) => Float32Array;
}

export class GgufWeights implements TensorSource {
  readonly #file: GgufFile;
  readonly #shapes = new Map<string, readonly number[]>();
  readonly #sources = new Map<string, GgufLayout & { readonly stored: string }>();

  constructor(file: GgufFile) {
    this.#file = file;
  }

  get shapes(): ReadonlyMap<string, readonly number[]> {
    return this.#shapes;
  }

  /** The tensor that the file calls `stored`, if it has it, is the weight `name`; `layout` is given its shape there. */
  add(
    name: string,
    stored: string,
    layout: (shape: readonly number[]) => GgufLayout = (shape) => ({ shape }),
  ): void {
    const found = this.#file.tensors.get(stored);
    if (!found) return;
    const source = { stored, ...layout(found.shape) };
    this.#sources.set(name, source);
    this.#shapes.set(name, source.shape);
  }

  tensor(name: string): Float32Array {
    const source = this.#sources.get(name);
    const data = this.#file.tensor(source?.stored ?? name);
    return source?.convert?.(data) ?? data;
  }

  /** Of a tensor that is stored as it is here. */
  start(name: string, count: number): Float32Array {
    const source = this.#sources.get(name);
    assert(source?.convert === undefined, `${name} is stored as it is`);
    return this.#file.start(source?.stored ?? name, count);
  }

  check(name: string): void {
    this.#file.entry(this.#sources.get(name)?.stored ?? name);
  }
}
