export type { Gpt2Config } from './gpt2/index.ts';
export {
  architectureOf,
  configJson,
  familyTitles,
  ggufFamilies,
  type ModelConfig,
  parametersOf,
  parseConfig,
  publishedConfigs,
} from './registry.ts';
