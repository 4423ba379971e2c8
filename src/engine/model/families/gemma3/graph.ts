// Gemma 3 (Gemma Team 2025), defined once: norms before and after each half of a block, heads of query and key normalized, layers with a
// window between layers that see everything, each kind with its own positions. Weights keep Hugging Face's names and layout ([out, in]).
import {
  add,
  concatColumns,
  gelu,
  lookUpRows,
  mul,
  project,
  rmsNorm,
  rotary,
  type Tape,
} from '../../../autodiff/index.ts';
import type { Tensor } from '../../../graph/index.ts';
import {
  type Architecture,
  applyBlocks,
  type ForwardOptions,
  type ParameterSpec,
  perHead,
  untiedHead,
} from '../../architecture.ts';
import type { Gemma3Config } from './config.ts';

const WEIGHT_DEVIATION = 0.02;
const EMBEDDING = 'model.embed_tokens.weight';

type Parameter = (name: string) => Tensor;

export function architecture(config: Gemma3Config): Architecture {
  const { width: C, heads, keyValueHeads, headSize, innerWidth } = config;
  return {
    parameters: () => parameters(config),
    blocks: (tape, options) => blocks(tape, config, options),
    finalNorm: (tape, parameter, x) => norm(tape, config, parameter, x, 'model.norm'),
    embedding: EMBEDDING,
    head: config.tiedHead ? EMBEDDING : untiedHead,
    attention: { heads, keyValueHeads, headSize },
    rotary: [config.rotary.full, config.rotary.windowed],
    layers: config.attention,
    hasDropout: false,
    blockWeights: C * (2 * heads + 2 * keyValueHeads) * headSize + 3 * C * innerWidth,
    prefix: 'model.',
  };
}

function parameters(config: Gemma3Config): ParameterSpec[] {
  const { width: C, heads, keyValueHeads, headSize: D, innerWidth: I, attentionBias } = config;
  const matrix = (name: string, outputs: number, inputs: number): ParameterSpec => ({
    name,
    shape: [outputs, inputs],
    decay: true,
    start: { deviation: WEIGHT_DEVIATION },
  });
  const zeros = (name: string, size: number): ParameterSpec => ({
    name,
    shape: [size],
    decay: false,
    start: 'zeros',
  });
  const dense = (name: string, outputs: number, inputs: number, bias = false) => [
    { ...matrix(`${name}.weight`, outputs, inputs), linear: 'out-in' as const },
    ...(bias ? [zeros(`${name}.bias`, outputs)] : []),
  ];
  const block = (layer: number) => {
    const at = `model.layers.${layer}`;
    return [
      zeros(`${at}.input_layernorm.weight`, C),
      ...dense(`${at}.self_attn.q_proj`, heads * D, C, attentionBias),
      ...dense(`${at}.self_attn.k_proj`, keyValueHeads * D, C, attentionBias),
      ...dense(`${at}.self_attn.v_proj`, keyValueHeads * D, C, attentionBias),
      zeros(`${at}.self_attn.q_norm.weight`, D),
      zeros(`${at}.self_attn.k_norm.weight`, D),
      ...dense(`${at}.self_attn.o_proj`, C, heads * D, attentionBias),
      zeros(`${at}.post_attention_layernorm.weight`, C),
      zeros(`${at}.pre_feedforward_layernorm.weight`, C),
      ...dense(`${at}.mlp.gate_proj`, I, C),
      ...dense(`${at}.mlp.up_proj`, I, C),
      ...dense(`${at}.mlp.down_proj`, C, I),
      zeros(`${at}.post_feedforward_layernorm.weight`, C),
    ];
  };
  return [
    { ...matrix(EMBEDDING, config.vocabularySize, C), embedding: true },
    ...Array.from({ length: config.layers }, (_, layer) => block(layer)).flat(),
    zeros('model.norm.weight', C),
    ...(config.tiedHead ? [] : [matrix(untiedHead, config.vocabularySize, C)]),
  ];
}

/** RMS norm whose gain is 1 + weight: x [N, C] or [N, H, D], weight [C] or [D] → the shape of x. */
function norm(tape: Tape, { normEpsilon }: Gemma3Config, parameter: Parameter, x: Tensor, name: string) {
  const gain = tape.apply(add, [parameter(`${name}.weight`), tape.graph.scalar(1)]);
  return tape.apply(rmsNorm, [x, gain], { epsilon: normEpsilon });
}

function blocks(tape: Tape, config: Gemma3Config, options: ForwardOptions): Tensor {
  const rows = tape.apply(lookUpRows, [options.parameter(EMBEDDING), options.tokenIds]);
  const start = tape.apply(mul, [rows, tape.graph.scalar(Math.sqrt(config.width))]);
  return applyBlocks(tape, start, config.layers, options, (on, x, layer) =>
    block(on, config, options, x, layer),
  );
}

function block(tape: Tape, config: Gemma3Config, options: ForwardOptions, x: Tensor, layer: number): Tensor {
  const { parameter, adapt } = options;
  const at = `model.layers.${layer}`;
  const normed = (y: Tensor, name: string) => norm(tape, config, parameter, y, `${at}.${name}`);
  const dense = (input: Tensor, name: string, bias = false) => {
    const full = `${at}.${name}`;
    const weights = [parameter(`${full}.weight`), ...(bias ? [parameter(`${full}.bias`)] : [])];
    const y = tape.apply(project, [input, ...weights]);
    return adapt ? adapt(tape, full, input, y) : y;
  };
  const attended = attention(tape, config, options, {
    x: normed(x, 'input_layernorm'),
    layer,
    dense,
    normed,
  });
  const between = tape.apply(add, [x, normed(attended, 'post_attention_layernorm')]);
  const wide = normed(between, 'pre_feedforward_layernorm');
  const gated = tape.apply(mul, [
    tape.apply(gelu, [dense(wide, 'mlp.gate_proj')]),
    dense(wide, 'mlp.up_proj'),
  ]);
  return tape.apply(add, [between, normed(dense(gated, 'mlp.down_proj'), 'post_feedforward_layernorm')]);
}

interface AttentionParts {
  /** float32 [N, C], normalized. */
  readonly x: Tensor;
  readonly layer: number;
  readonly dense: (x: Tensor, name: string, bias?: boolean) => Tensor;
  readonly normed: (x: Tensor, name: string) => Tensor;
}

/** Self-attention with its output projection, [N, C] → [N, C]. */
function attention(
  tape: Tape,
  { headSize: D, queryScalar, attentionBias: bias }: Gemma3Config,
  { anglesOf, positions, attend }: ForwardOptions,
  { x, layer, dense, normed }: AttentionParts,
): Tensor {
  const angles = anglesOf(layer);
  const rotate = (y: Tensor) => (angles ? tape.apply(rotary, [y, positions, angles.cos, angles.sin]) : y);
  const placed = (name: 'q' | 'k') => {
    const y = dense(x, `self_attn.${name}_proj`, bias);
    return rotate(perHead(tape, y, D, (heads) => normed(heads, `self_attn.${name}_norm`)));
  };
  // Attention divides scores by √D, Gemma by √queryScalar.
  const factor = Math.sqrt(D / queryScalar);
  const query = factor === 1 ? placed('q') : tape.apply(mul, [placed('q'), tape.graph.scalar(factor)]);
  const value = dense(x, 'self_attn.v_proj', bias);
  const qkv = tape.apply(concatColumns, [query, placed('k'), value]); // [N, (H + 2G)·D]
  return dense(attend(tape, qkv, layer), 'self_attn.o_proj', bias);
}
