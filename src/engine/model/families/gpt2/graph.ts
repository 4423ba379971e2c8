// GPT-2 (Radford et al. 2019), defined once: the graphs of training and generation differ only in the `attend` they pass.
// Weights keep Hugging Face's names and layout ([in, out], query, key and value side by side).
import { add, gelu, layerNorm, linear, lookUpRows, type Tape } from '../../../autodiff/index.ts';
import type { Tensor } from '../../../graph/index.ts';
import {
  type Architecture,
  applyBlocks,
  equalLayers,
  type ForwardOptions,
  type ParameterSpec,
  untiedHead,
} from '../../architecture.ts';
import type { Gpt2Config } from './config.ts';

const WEIGHT_DEVIATION = 0.02;
const EMBEDDING = 'transformer.wte.weight';

export function architecture(config: Gpt2Config): Architecture {
  return {
    parameters: () => parameters(config),
    blocks: (tape, options) => blocks(tape, config, options),
    finalNorm: (tape, parameter, x) =>
      tape.apply(layerNorm, [x, parameter('transformer.ln_f.weight'), parameter('transformer.ln_f.bias')], {
        epsilon: config.layerNormEpsilon,
      }),
    embedding: EMBEDDING,
    head: config.tiedHead ? EMBEDDING : untiedHead,
    attention: { heads: config.heads, keyValueHeads: config.heads, headSize: config.width / config.heads },
    rotary: [],
    layers: equalLayers(config.layers, { window: null, rotary: null }),
    hasDropout: true,
    blockWeights: 12 * config.width * config.width,
    prefix: 'transformer.',
  };
}

function parameters(config: Gpt2Config): ParameterSpec[] {
  const { width: C, layers } = config;
  // Projections that write into the residual stream start smaller, by 1/√(number of them) (GPT-2, section 2.3).
  const residual = WEIGHT_DEVIATION / Math.sqrt(2 * layers);
  const weight = (name: string, shape: readonly number[], deviation = WEIGHT_DEVIATION): ParameterSpec => ({
    name,
    shape,
    decay: true,
    start: { deviation },
  });
  const vector = (name: string, size: number, start: 'ones' | 'zeros'): ParameterSpec => ({
    name,
    shape: [size],
    decay: false,
    start,
  });
  const norm = (name: string) => [vector(`${name}.weight`, C, 'ones'), vector(`${name}.bias`, C, 'zeros')];
  const dense = (name: string, inputs: number, outputs: number, deviation?: number) => [
    { ...weight(`${name}.weight`, [inputs, outputs], deviation), linear: 'in-out' as const },
    vector(`${name}.bias`, outputs, 'zeros'),
  ];
  const block = (layer: number) => {
    const at = `transformer.h.${layer}`;
    return [
      ...norm(`${at}.ln_1`),
      ...dense(`${at}.attn.c_attn`, C, 3 * C),
      ...dense(`${at}.attn.c_proj`, C, C, residual),
      ...norm(`${at}.ln_2`),
      ...dense(`${at}.mlp.c_fc`, C, 4 * C),
      ...dense(`${at}.mlp.c_proj`, 4 * C, C, residual),
    ];
  };
  return [
    { ...weight(EMBEDDING, [config.vocabularySize, C]), embedding: true },
    { ...weight('transformer.wpe.weight', [config.contextLength, C], WEIGHT_DEVIATION / 2), embedding: true },
    ...Array.from({ length: layers }, (_, layer) => block(layer)).flat(),
    ...norm('transformer.ln_f'),
    ...(config.tiedHead ? [] : [weight(untiedHead, [config.vocabularySize, C])]),
  ];
}

function blocks(tape: Tape, config: Gpt2Config, options: ForwardOptions): Tensor {
  const { parameter } = options;
  const dropout = options.dropout ?? ((_tape: Tape, x: Tensor) => x);
  const tokens = tape.apply(lookUpRows, [parameter(EMBEDDING), options.tokenIds]);
  const places = tape.apply(lookUpRows, [parameter('transformer.wpe.weight'), options.positions]);
  const start = dropout(tape, tape.apply(add, [tokens, places]), 'embedding');
  return applyBlocks(tape, start, config.layers, options, (on, x, layer) =>
    block(on, config, options, x, layer),
  );
}

function block(tape: Tape, config: Gpt2Config, options: ForwardOptions, x: Tensor, layer: number): Tensor {
  const { parameter, attend, adapt } = options;
  const dropout = options.dropout ?? ((_tape: Tape, y: Tensor) => y);
  const at = `transformer.h.${layer}`;
  const norm = (y: Tensor, name: string) =>
    tape.apply(layerNorm, [y, parameter(`${at}.${name}.weight`), parameter(`${at}.${name}.bias`)], {
      epsilon: config.layerNormEpsilon,
    });
  const dense = (input: Tensor, name: string) => {
    const full = `${at}.${name}`;
    const y = tape.apply(linear, [input, parameter(`${full}.weight`), parameter(`${full}.bias`)]);
    return adapt ? adapt(tape, full, input, y) : y;
  };
  const attended = attend(tape, dense(norm(x, 'ln_1'), 'attn.c_attn'), layer);
  const between = tape.apply(add, [x, dropout(tape, dense(attended, 'attn.c_proj'), `attention.${layer}`)]);
  const wide = tape.apply(gelu, [dense(norm(between, 'ln_2'), 'mlp.c_fc')]);
  return tape.apply(add, [between, dropout(tape, dense(wide, 'mlp.c_proj'), `mlp.${layer}`)]);
}
