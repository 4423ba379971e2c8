export type { Gpt2Config } from './gpt2/index.ts';
export {
  architectureOf,
  configJson,
  familyTitles,
  ggufFamilies,
  ggufLayoutOf,
  type ModelConfig,
  modelTypes,
  parametersOf,
  parseConfig,
  publishedConfigs,
} from './registry.ts';
