// Low-rank adapters (LoRA: Hu et al. 2021): beside a frozen linear layer's weight W, two small matrices A and B whose product
// is added to it. Names and shapes are those of the PEFT library.
import { option, SocraticError, say } from '../../common/index.ts';
import { lowRank } from '../autodiff/index.ts';
import type { Tensor } from '../graph/index.ts';
import type { ForwardOptions, ParameterSpec } from './architecture.ts';
import { type ModelConfig, parametersOf } from './families/index.ts';

export interface LoraConfig {
  /** r: the inner size of an adapter. */
  readonly rank: number;
  /** The product is scaled by alpha / rank. */
  readonly alpha: number;
  /** Last parts of the names of the linear layers that get an adapter, such as `q_proj`; empty: all of them. */
  readonly targets: readonly string[];
}

/** A trained adapter: its matrices by name, as `adapterParameters` names them. */
export interface Adapter {
  readonly lora: LoraConfig;
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** A linear layer with an adapter. */
export interface AdaptedLayer {
  /** The layer's name: its weight's without `.weight`. */
  readonly layer: string;
  readonly linear: 'out-in' | 'in-out';
  readonly inputs: number;
  readonly outputs: number;
}

export const adapterName = (layer: string, matrix: 'A' | 'B') => `${layer}.lora_${matrix}.weight`;

export const loraScale = ({ alpha, rank }: LoraConfig) => alpha / rank;

/** The layers that get an adapter, in the order of the forward pass. Throws `lora-targets` when a target names none. */
export function adaptedLayers(config: ModelConfig, { targets }: Pick<LoraConfig, 'targets'>): AdaptedLayer[] {
  const layers = parametersOf(config).flatMap(({ name, shape, linear }): AdaptedLayer[] => {
    if (!linear) return [];
    const [first = 0, second = 0] = shape;
    const [inputs, outputs] = linear === 'in-out' ? [first, second] : [second, first];
    return [{ layer: name.slice(0, -'.weight'.length), linear, inputs, outputs }];
  });
  const lastPart = ({ layer }: AdaptedLayer) => layer.slice(layer.lastIndexOf('.') + 1);
  const names = [...new Set(layers.map(lastPart))];
  const unknown = targets.filter((target) => !names.includes(target));
  if (unknown.length > 0) {
    throw new SocraticError(
      'lora-targets',
      say`${option('loraTargets')}: ${unknown.map((name) => JSON.stringify(name)).join(', ')} is no linear layer of this model's blocks. Choose from ${names.join(', ')}.`,
      { subject: { option: 'loraTargets' }, details: { unknown, names } },
    );
  }
  return targets.length === 0 ? layers : layers.filter((layer) => targets.includes(lastPart(layer)));
}

/** Throws `lora-targets` as `adaptedLayers`, and `lora-rank` for a rank that is larger than a layer's: B A has no more than min(in, out). */
export function checkLora(config: ModelConfig, { rank, targets }: LoraConfig): void {
  const sizeOf = ({ inputs, outputs }: AdaptedLayer) => Math.min(inputs, outputs);
  const narrowest = adaptedLayers(config, { targets }).reduce((a, b) => (sizeOf(b) < sizeOf(a) ? b : a));
  const largest = sizeOf(narrowest);
  if (rank <= largest) return;
  const { layer, inputs, outputs } = narrowest;
  const wider = adaptedLayers(config, { targets: [] }).some((other) => sizeOf(other) > largest);
  throw new SocraticError(
    'lora-rank',
    say`${option('lora')}: the rank is ${rank}, and can be at most ${largest}: ${layer} makes ${outputs} numbers of ${inputs}.${wider ? say` Choose a smaller rank, or name only wider layers with ${option('loraTargets')}.` : ''}`,
    { details: { rank, largest, layer } },
  );
}

/** The trained matrices of the adapters: A float32 [r, in] starts random, B float32 [out, r] as zeros, so that W is unchanged at first. */
export function adapterParameters(config: ModelConfig, lora: LoraConfig): ParameterSpec[] {
  return adaptedLayers(config, lora).flatMap(({ layer, inputs, outputs }): ParameterSpec[] => [
    {
      name: adapterName(layer, 'A'),
      shape: [lora.rank, inputs],
      decay: true,
      // As PEFT's: uniform on ±1/√in has this deviation.
      start: { deviation: 1 / Math.sqrt(3 * inputs) },
    },
    { name: adapterName(layer, 'B'), shape: [outputs, lora.rank], decay: true, start: 'zeros' },
  ]);
}

/** Adds the adapters' outputs to those of the layers that have one. */
export function adaptWith(
  config: ModelConfig,
  lora: LoraConfig,
  parameter: (name: string) => Tensor,
): NonNullable<ForwardOptions['adapt']> {
  const adapted = new Set(adaptedLayers(config, lora).map(({ layer }) => layer));
  const scale = loraScale(lora);
  return (tape, layer, x, y) =>
    adapted.has(layer)
      ? tape.apply(lowRank, [x, parameter(adapterName(layer, 'A')), parameter(adapterName(layer, 'B')), y], {
          scale,
        })
      : y;
}
