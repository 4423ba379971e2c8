// Llama (Touvron et al. 2023) and its relatives, defined once: pre-norm blocks with rotary positions, shared keys and a gated
// feed-forward layer. Weights keep Hugging Face's names and layout ([out, in]).
import {
  add,
  concatColumns,
  lookUpRows,
  project,
  rmsNorm,
  rotary,
  swiglu,
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
import type { LlamaConfig } from './config.ts';

const WEIGHT_DEVIATION = 0.02;
const EMBEDDING = 'model.embed_tokens.weight';

export function architecture(config: LlamaConfig): Architecture {
  return {
    parameters: () => parameters(config),
    blocks: (tape, options) => blocks(tape, config, options),
    finalNorm: (tape, parameter, x) =>
      tape.apply(rmsNorm, [x, parameter('model.norm.weight')], { epsilon: config.normEpsilon }),
    embedding: EMBEDDING,
    head: config.tiedHead ? EMBEDDING : untiedHead,
    attention: { heads: config.heads, keyValueHeads: config.keyValueHeads, headSize: config.headSize },
    rotary: [config.rotary],
    layers: config.attention,
    hasDropout: false,
    blockWeights: blockWeights(config),
    prefix: 'model.',
  };
}

/** Weights of one block's products: multiply-adds a token. */
function blockWeights({ width: C, heads, keyValueHeads, headSize: D, innerWidth }: LlamaConfig): number {
  return C * (2 * heads + 2 * keyValueHeads) * D + 3 * C * innerWidth;
}

function parameters(config: LlamaConfig): ParameterSpec[] {
  const { width: C, heads, keyValueHeads, headSize: D, innerWidth: I, biases, queryKeyNorm } = config;
  const matrix = (name: string, outputs: number, inputs: number): ParameterSpec => ({
    name,
    shape: [outputs, inputs],
    decay: true,
    start: { deviation: WEIGHT_DEVIATION },
  });
  const vector = (name: string, size: number, start: 'ones' | 'zeros'): ParameterSpec => ({
    name,
    shape: [size],
    decay: false,
    start,
  });
  const dense = (name: string, outputs: number, inputs: number, bias: boolean) => [
    { ...matrix(`${name}.weight`, outputs, inputs), linear: 'out-in' as const },
    ...(bias ? [vector(`${name}.bias`, outputs, 'zeros')] : []),
  ];
  const block = (layer: number) => {
    const at = `model.layers.${layer}`;
    return [
      vector(`${at}.input_layernorm.weight`, C, 'ones'),
      ...dense(`${at}.self_attn.q_proj`, heads * D, C, biases.qkv),
      ...dense(`${at}.self_attn.k_proj`, keyValueHeads * D, C, biases.qkv),
      ...dense(`${at}.self_attn.v_proj`, keyValueHeads * D, C, biases.qkv),
      ...(queryKeyNorm
        ? [
            vector(`${at}.self_attn.q_norm.weight`, D, 'ones'),
            vector(`${at}.self_attn.k_norm.weight`, D, 'ones'),
          ]
        : []),
      ...dense(`${at}.self_attn.o_proj`, C, heads * D, biases.output),
      vector(`${at}.post_attention_layernorm.weight`, C, 'ones'),
      ...dense(`${at}.mlp.gate_proj`, I, C, biases.feedForward),
      ...dense(`${at}.mlp.up_proj`, I, C, biases.feedForward),
      ...dense(`${at}.mlp.down_proj`, C, I, biases.feedForward),
    ];
  };
  return [
    { ...matrix(EMBEDDING, config.vocabularySize, C), embedding: true },
    ...Array.from({ length: config.layers }, (_, layer) => block(layer)).flat(),
    vector('model.norm.weight', C, 'ones'),
    ...(config.tiedHead ? [] : [matrix(untiedHead, config.vocabularySize, C)]),
  ];
}

function blocks(tape: Tape, config: LlamaConfig, options: ForwardOptions): Tensor {
  const start = tape.apply(lookUpRows, [options.parameter(EMBEDDING), options.tokenIds]);
  return applyBlocks(tape, start, config.layers, options, (on, x, layer) =>
    block(on, config, options, x, layer),
  );
}

function block(tape: Tape, config: LlamaConfig, options: ForwardOptions, x: Tensor, layer: number): Tensor {
  const { parameter, attend, adapt, positions } = options;
  const angles = options.anglesOf(layer);
  const { biases, headSize: D } = config;
  const at = `model.layers.${layer}`;
  const norm = (y: Tensor, name: string) =>
    tape.apply(rmsNorm, [y, parameter(`${at}.${name}.weight`)], { epsilon: config.normEpsilon });
  const dense = (input: Tensor, name: string, bias: boolean) => {
    const full = `${at}.${name}`;
    const parameters = [parameter(`${full}.weight`), ...(bias ? [parameter(`${full}.bias`)] : [])];
    const y = tape.apply(project, [input, ...parameters]);
    return adapt ? adapt(tape, full, input, y) : y;
  };
  const rotate = (y: Tensor) => (angles ? tape.apply(rotary, [y, positions, angles.cos, angles.sin]) : y);
  const placed = (y: Tensor, name: string) =>
    rotate(config.queryKeyNorm ? perHead(tape, y, D, (heads) => norm(heads, `self_attn.${name}_norm`)) : y);

  const normal = norm(x, 'input_layernorm');
  const [q, k, v] = (['q', 'k', 'v'] as const).map((name) =>
    dense(normal, `self_attn.${name}_proj`, biases.qkv),
  ) as [Tensor, Tensor, Tensor];
  const qkv = tape.apply(concatColumns, [placed(q, 'q'), placed(k, 'k'), v]); // [N, (H + 2G)·D]
  const attended = attend(tape, qkv, layer);
  const between = tape.apply(add, [x, dense(attended, 'self_attn.o_proj', biases.output)]);
  const wide = norm(between, 'post_attention_layernorm');
  const gated = tape.apply(swiglu, [
    dense(wide, 'mlp.gate_proj', biases.feedForward),
    dense(wide, 'mlp.up_proj', biases.feedForward),
  ]);
  return tape.apply(add, [between, dense(gated, 'mlp.down_proj', biases.feedForward)]);
}
