// What every architecture gives, so that the training, prefill and decode graphs are built once for all of them.
import type { Tape } from '../autodiff/index.ts';
import type { Graph, Tensor } from '../graph/index.ts';
import type { ParameterSpec } from './config.ts';
import { type RotaryConfig, rotaryInputs } from './rotary.ts';

export interface ForwardOptions {
  readonly parameter: (name: string) => Tensor;
  /** int64 [N] each. */
  readonly tokenIds: Tensor;
  readonly positions: Tensor;
  /** Cosines and sines of rotary positions, float32 [M, D/2] each; for architectures with `rotary`. */
  readonly angles?: { readonly cos: Tensor; readonly sin: Tensor };
  /** Self-attention over query, key and value side by side: [N, (H + 2G)·D] → [N, H·D]. */
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

export interface Architecture {
  /** All weights in the order of the forward pass. */
  parameters(): ParameterSpec[];
  /** The residual stream after the last block, before the final norm: [N, C]. */
  blocks(tape: Tape, options: ForwardOptions): Tensor;
  /** The final norm, [N, C] → [N, C]. */
  finalNorm(tape: Tape, parameter: (name: string) => Tensor, x: Tensor): Tensor;
  /** The parameter [V, C] of the head: the embedding itself where it is tied. */
  readonly head: string;
  readonly attention: { readonly heads: number; readonly keyValueHeads: number; readonly headSize: number };
  readonly rotary: RotaryConfig | null;
  /** Whether it was published with dropout: without it there are no sites. */
  readonly hasDropout: boolean;
  /** Weights of one block's products: multiply-adds a token. */
  readonly blockWeights: number;
  /** What published weights of the bare model, without its head, leave out of the names. */
  readonly prefix: string;
}

/** Declares the inputs of rotary angles where the architecture needs them. */
export function angleInputs(g: Graph, { rotary }: Architecture): Pick<ForwardOptions, 'angles'> {
  if (!rotary) return {};
  const shape = ['M', rotary.frequencies.length];
  return {
    angles: {
      cos: g.input(rotaryInputs.cos, 'float32', shape),
      sin: g.input(rotaryInputs.sin, 'float32', shape),
    },
  };
}
