export type { Architecture, LayerAttention, ParameterSpec } from './architecture.ts';
export {
  architectureOf,
  configJson,
  familyTitles,
  type ModelConfig,
  modelTypes,
  parametersOf,
  parseConfig,
} from './families/index.ts';
export {
  buildDecodeGraph,
  buildForwardGraph,
  buildReadGraph,
  type GenerationOptions,
  keyName,
  LOGITS,
  NEXT,
  NEXT_LOG_PROBABILITY,
  newTokenName,
  readInputs,
  valueName,
  type WeightFormat,
  type Weights,
  weightFormats,
} from './generation-graphs.ts';
export { type GgufSource, type PlannedGguf, planGguf } from './gguf-plan.ts';
export { type KnownModel, knownModels } from './known-models.ts';
export {
  type AdaptedLayer,
  type Adapter,
  adaptedLayers,
  adapterName,
  adapterParameters,
  checkLora,
  type LoraConfig,
  loraScale,
} from './lora.ts';
export { mergeAdapter, mergedWeights } from './merge-adapter.ts';
export { CHUNK, type ChunkLength, PositionTables } from './position-inputs.ts';
export {
  drawWeights,
  initialWeights,
  parameterCount,
  presetConfig,
  presets,
  trainingFlops,
} from './presets.ts';
export { readModelFiles } from './read-model-files.ts';
export { readAdapter, type SaveAdapterOptions, saveAdapter } from './saved-adapter.ts';
export {
  checkWeights,
  configOf,
  endOfTextIdsOf,
  type LoadedModel,
  loadModel,
  type SaveOptions,
  saveModel,
  storedWeights,
  type WeightSource,
} from './saved-model.ts';
export { ADAPTER_MASK, StackedAdapters } from './stacked-adapters.ts';
export {
  batchInputs,
  buildTrainingGraph,
  type DropoutSite,
  gradientName,
  LOSS,
  type RowSum,
  type RowsOutput,
  rowSumInputs,
  type TrainingGraph,
  type TrainingGraphOptions,
  trainingParameters,
} from './training-graph.ts';
