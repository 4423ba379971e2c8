// What a family of models gives, so that reading, writing, training and generation are written once for all of them.
import { reshape, type Tape } from '../autodiff/index.ts';
import type { Tensor } from '../graph/index.ts';
import type { GgufFamily, GgufLayoutOfModel, JsonObject } from '../weights/index.ts';
import type { CommonConfig } from './config-fields.ts';
import type { RotaryConfig } from './rotary.ts';

/**
 * One entry of the registry (families/registry.ts): all that the engine knows of a family. `Config` is plain data, since it is sent to
 * other processes as JSON.
 */
export interface Family<Config extends CommonConfig> {
  /** `model_type` in config.json. */
  readonly modelType: Config['architecture'];
  /** The family's name in messages and help. */
  readonly title: string;
  /** Reads the fields of a Hugging Face `config.json`; throws `config-unsupported` and names what does not fit. */
  parseConfig(json: unknown, where: string): Config;
  /** The `config.json` that `transformers` reads as the same model. */
  configJson(config: Config): Record<string, unknown>;
  /** The model of these sizes, ready to be written into graphs. */
  architecture(config: Config): Architecture;
  /** How models of this family are read from GGUF files; null where those hold it as one of another. */
  readonly gguf: GgufFamily | null;
  /** How a GGUF file holds this model. Throws `export-unsupported` for one that llama.cpp would compute otherwise. */
  toGguf(config: Config): GgufLayoutOfModel;
  /** Models that students are often made of, by name: the fields of `config.json` that decide their shape. */
  readonly published: Readonly<Record<string, JsonObject>>;
}

/** One weight: its Hugging Face name, shape, and how it starts and whether weight decay applies (not to biases and norms). */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly decay: boolean;
  readonly start: 'ones' | 'zeros' | { readonly deviation: number };
  /** A table in which tokens or positions are looked up; it may serve as the head too. */
  readonly embedding?: boolean;
  /** The weight of a linear layer inside a block, and how it lies: Hugging Face's `Linear` is [out, in], its `Conv1D` [in, out]. */
  readonly linear?: 'out-in' | 'in-out';
}

/** What every family calls a head of its own. */
export const untiedHead = 'lm_head.weight';

/** Cosines and sines of rotary positions, float32 [M, D/2] each. */
export interface Angles {
  readonly cos: Tensor;
  readonly sin: Tensor;
}

export interface ForwardOptions {
  readonly parameter: (name: string) => Tensor;
  /** int64 [N] each. */
  readonly tokenIds: Tensor;
  readonly positions: Tensor;
  /** The angles by which a layer turns queries and keys; null where it does not turn them. */
  readonly anglesOf: (layer: number) => Angles | null;
  /** Self-attention over query, key and value side by side: [N, (H + 2G)·D] → [N, H·D]. It keeps to the layer's window. */
  readonly attend: (tape: Tape, qkv: Tensor, layer: number) => Tensor;
  /** Dropout at a named site on [N, C]; absent when there is none. */
  readonly dropout?: (tape: Tape, x: Tensor, site: string) => Tensor;
  /** What an adapter makes of a linear layer's input x [N, I] and output y [N, O]; absent when there are none. */
  readonly adapt?: (tape: Tape, layer: string, x: Tensor, y: Tensor) => Tensor;
  /** Applies a block to the residual stream, [N, C] → [N, C]: recorded as it is when absent. */
  readonly applyBlock?: (tape: Tape, x: Tensor, block: (tape: Tape, x: Tensor) => Tensor) => Tensor;
}

/** One block after the other over the residual stream. */
export function applyBlocks(
  tape: Tape,
  start: Tensor,
  layers: number,
  { applyBlock = (on, x, block) => block(on, x) }: ForwardOptions,
  block: (tape: Tape, x: Tensor, layer: number) => Tensor,
): Tensor {
  let x = start;
  for (let layer = 0; layer < layers; layer++) x = applyBlock(tape, x, (on, at) => block(on, at, layer));
  return x;
}

/** Applies `change` to each head by itself: [N, H·D] → [N, H, D] → [N, H·D]. */
export function perHead(tape: Tape, y: Tensor, headSize: number, change: (heads: Tensor) => Tensor): Tensor {
  const [N = 0, width] = y.shape;
  const heads = tape.apply(reshape, [y], { shape: [N, Number(width) / headSize, headSize] });
  return tape.apply(reshape, [change(heads)], { shape: y.shape });
}

/** What differs from layer to layer in how tokens see each other. */
export interface LayerAttention {
  /** The most tokens that a token sees, itself included, those before it; null: all of them. */
  readonly window: number | null;
  /** Which of the architecture's `rotary` turns queries and keys; null: none does. */
  readonly rotary: number | null;
}

export interface Architecture {
  /** All weights in the order of the forward pass. */
  parameters(): ParameterSpec[];
  /** The residual stream after the last block, before the final norm: [N, C]. */
  blocks(tape: Tape, options: ForwardOptions): Tensor;
  /** The final norm, [N, C] → [N, C]. */
  finalNorm(tape: Tape, parameter: (name: string) => Tensor, x: Tensor): Tensor;
  /** The parameter [V, C] in which tokens are looked up. */
  readonly embedding: string;
  /** The parameter [V, C] of the head: the embedding itself where it is tied, otherwise `untiedHead`. */
  readonly head: string;
  /** H, G and D: the same in all layers. */
  readonly attention: { readonly heads: number; readonly keyValueHeads: number; readonly headSize: number };
  /** The rotary positions that its layers use; empty where positions are learned. */
  readonly rotary: readonly RotaryConfig[];
  /** One for each layer. */
  readonly layers: readonly LayerAttention[];
  /** Whether it was published with dropout: without it there are no sites. */
  readonly hasDropout: boolean;
  /** Weights of one block's products: multiply-adds a token. */
  readonly blockWeights: number;
  /** What published weights of the bare model, without its head, leave out of the names. */
  readonly prefix: string;
}

/** Layers that are all alike. */
export function equalLayers(count: number, attention: LayerAttention): LayerAttention[] {
  return Array.from({ length: count }, () => attention);
}
