// Models that students are often made of, by their published sizes: to say what can be trained before anything is downloaded.
import { type ModelConfig, publishedConfigs } from './families/index.ts';
import { presetConfig, presets } from './presets.ts';

export interface KnownModel {
  readonly name: string;
  /** Whether there are published weights to start from. */
  readonly pretrained: boolean;
  readonly config: ModelConfig;
}

/** The presets with as large a vocabulary as they can have, then published models. */
export function knownModels(): KnownModel[] {
  return [
    ...Object.entries(presets).map(([name, preset]) => ({
      name,
      pretrained: false,
      config: presetConfig(preset, { vocabularySize: preset.vocabularySize, endOfText: 0 }),
    })),
    ...[...publishedConfigs()].map(([name, config]) => ({ name, pretrained: true, config })),
  ];
}
