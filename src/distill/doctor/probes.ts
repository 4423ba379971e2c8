// The trainings by which a machine's speed is known: small students themselves, and a piece of a pretrained one.
import { type KnownModel, knownModels, type ModelConfig } from '../../engine/model/index.ts';
import { pretrainedSettings, scratchSettings } from '../settings.ts';

export interface Probe {
  readonly name: string;
  readonly config: ModelConfig;
  /** Tokens of a batch. */
  readonly tokenBudget: number;
}

/** Two layers as wide as GPT-2's: what a pretrained student spends its time on, in a second or two. */
const piece: Probe = {
  name: 'two layers of GPT-2',
  config: {
    architecture: 'gpt2',
    tiedHead: true,
    ...{ width: 768, layers: 2, heads: 12, contextLength: 1024, vocabularySize: 8192 },
    ...{ layerNormEpsilon: 1e-5, endOfText: 0 },
  },
  tokenBudget: pretrainedSettings.tokenBudget,
};

export function probes(): Probe[] {
  const scratch = knownModels().filter(({ pretrained }) => !pretrained);
  return [
    ...scratch.map(({ name, config }) => ({ name, config, tokenBudget: scratchSettings.tokenBudget })),
    piece,
  ];
}

/** Name of the probe that a student's speed is estimated with. */
export function probeOf({ name, pretrained }: KnownModel): string {
  return pretrained ? piece.name : name;
}
