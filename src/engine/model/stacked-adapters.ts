// Several adapters on one model, each for its own rows of a batch: their matrices are put beside each other, and a mask leaves of
// x Aᵀ the part of the row's own adapter. So rows of different adapters share every product with the model's weights.
import type { Graph, Tensor } from '../graph/index.ts';
import type { Value } from '../runtime/index.ts';
import type { ForwardOptions } from './architecture.ts';
import type { ModelConfig } from './families/index.ts';
import { type Adapter, adaptedLayers, adapterName, loraScale } from './lora.ts';

/** The graph input that says which adapter a row has: float32 [N, R], R the ranks of all adapters together. */
export const ADAPTER_MASK = 'adapter_mask';

export class StackedAdapters {
  readonly #config: ModelConfig;
  readonly #adapters: readonly Adapter[];
  /** R. */
  readonly #width: number;
  /** The stacked matrices by the name of their initializer: several graphs read the same ones. */
  readonly #stacks = new Map<string, Float32Array>();

  constructor(config: ModelConfig, adapters: readonly Adapter[]) {
    this.#config = config;
    this.#adapters = adapters;
    this.#width = adapters.reduce((sum, { lora }) => sum + lora.rank, 0);
  }

  /** Declares the matrices and the mask, and returns what adapts a linear layer's output. */
  adaptIn(g: Graph): NonNullable<ForwardOptions['adapt']> {
    const R = this.#width;
    const mask = g.input(ADAPTER_MASK, 'float32', ['N', R]);
    const sizes = new Map(
      this.#adapters.flatMap(({ lora }) =>
        adaptedLayers(this.#config, lora).map((layer) => [layer.layer, layer] as const),
      ),
    );
    return (_tape, layer, x, y) => {
      const size = sizes.get(layer);
      if (!size) return y;
      const { inputs, outputs } = size;
      const a = this.#matrix(g, adapterName(layer, 'A'), [R, inputs], () => this.#stackA(layer, inputs));
      const b = this.#matrix(g, adapterName(layer, 'B'), [outputs, R], () => this.#stackB(layer, outputs));
      const z = g.mul(g.matmul(x, a, { transB: true }), { ...mask, shape: [x.shape[0] ?? 'N', R] }); // [N, R]
      return g.affine(z, b, y, { transB: true });
    };
  }

  #matrix(g: Graph, name: string, shape: readonly number[], stack: () => Float32Array): Tensor {
    const data = this.#stacks.get(name) ?? stack();
    this.#stacks.set(name, data);
    return g.externalInitializer(name, data, shape);
  }

  /** Each row's adapter as the graph is fed it: its own columns have the adapter's scale, the others 0; -1 for no adapter. */
  maskOf(rows: readonly number[]): Value {
    const data = new Float32Array(rows.length * this.#width);
    const starts = this.#starts();
    rows.forEach((adapter, row) => {
      const lora = this.#adapters[adapter]?.lora;
      if (!lora) return;
      const from = row * this.#width + (starts[adapter] ?? 0);
      data.fill(loraScale(lora), from, from + lora.rank);
    });
    return { data, shape: [rows.length, this.#width] };
  }

  /** Where each adapter's columns begin. */
  #starts(): number[] {
    let next = 0;
    return this.#adapters.map(({ lora }) => {
      const start = next;
      next += lora.rank;
      return start;
    });
  }

  /** [R, inputs]: the matrices one below the other; zeros where an adapter does not have this layer. */
  #stackA(layer: string, inputs: number): Float32Array {
    const data = new Float32Array(this.#width * inputs);
    const starts = this.#starts();
    this.#adapters.forEach(({ weights }, index) => {
      data.set(weights.get(adapterName(layer, 'A')) ?? [], (starts[index] ?? 0) * inputs);
    });
    return data;
  }

  /** [outputs, R]: the matrices side by side. */
  #stackB(layer: string, outputs: number): Float32Array {
    const data = new Float32Array(outputs * this.#width);
    const starts = this.#starts();
    this.#adapters.forEach(({ weights, lora: { rank } }, index) => {
      const b = weights.get(adapterName(layer, 'B'));
      if (!b) return;
      for (let out = 0; out < outputs; out++) {
        data.set(b.subarray(out * rank, (out + 1) * rank), out * this.#width + (starts[index] ?? 0));
      }
    });
    return data;
  }
}
