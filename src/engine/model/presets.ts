// Random-init students and what a model costs.
import type { Random } from '../../common/index.ts';
import type { ParameterSpec } from './architecture.ts';
import { architectureOf, type Gpt2Config, type ModelConfig, parametersOf } from './families/index.ts';

type PresetSizes = Pick<Gpt2Config, 'width' | 'layers' | 'heads' | 'contextLength'> & {
  /** Entries of the byte-level BPE trained on the data, at most. */
  readonly vocabularySize: number;
};

/** The `scratch:` students: GPT-2 shapes that start from random weights. */
export const presets: Readonly<Record<string, PresetSizes>> = {
  'scratch:tiny': { width: 96, layers: 3, heads: 3, contextLength: 1024, vocabularySize: 1024 },
  'scratch:small': { width: 256, layers: 6, heads: 8, contextLength: 1024, vocabularySize: 4096 },
};

/** The model of a preset's sizes over a tokenizer's ids. */
export function presetConfig(
  preset: PresetSizes,
  { vocabularySize, endOfText }: Pick<Gpt2Config, 'vocabularySize' | 'endOfText'>,
): ModelConfig {
  return {
    architecture: 'gpt2',
    ...preset,
    vocabularySize,
    layerNormEpsilon: 1e-5,
    tiedHead: true,
    endOfText,
  };
}

/** Weights drawn from `random`, by name: normal, ones or zeros as each parameter's spec says. */
export function initialWeights(config: ModelConfig, random: Random): Map<string, Float32Array> {
  return drawWeights(parametersOf(config), random);
}

/** The same for any parameters. */
export function drawWeights(specs: readonly ParameterSpec[], random: Random): Map<string, Float32Array> {
  return new Map(
    specs.map(({ name, shape, start }) => {
      const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
      if (start === 'ones') data.fill(1);
      else if (start !== 'zeros')
        for (let i = 0; i < data.length; i++) data[i] = random.normal() * start.deviation;
      return [name, data];
    }),
  );
}

export function parameterCount(config: ModelConfig): number {
  return parametersOf(config).reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );
}

/**
 * Floating-point operations of forward and backward over sequences of the given lengths, of which `supervised` tokens go
 * through the head: 2 a multiply-add, backward twice forward (Kaplan et al. 2020, section 2.1, with the attention products
 * counted in full and look-ups as nothing). With `frozen` weights, whose gradients are not computed, the products with them count
 * twice instead of three times; the adapters' own products, a percent or so, and blocks computed again are not counted.
 */
export function trainingFlops(
  config: ModelConfig,
  lengths: readonly number[],
  supervised: number,
  { frozen = false } = {},
): number {
  const { width: C, layers, vocabularySize: V } = config;
  const { blockWeights, attention } = architectureOf(config);
  const wide = attention.heads * attention.headSize;
  let weights = 2 * supervised * C * V;
  let attended = 0;
  for (const T of lengths) {
    weights += layers * 2 * T * blockWeights;
    attended += layers * 2 * 2 * T * T * wide;
  }
  return (frozen ? 2 : 3) * weights + 3 * attended;
}
