// `socratic-cot/data`: the parts that `datasets` is made of, for readers and generators of your own: cutting splits, summaries,
// the built-in generator split by split, and the random numbers that make them repeatable.

export { Random } from './common/index.ts';
export {
  type ArithmeticChoices,
  type ArithmeticFamily,
  type ArithmeticOptions,
  type ArithmeticSplits,
  arithmeticFamilies,
  cutGrouped,
  type DatasetExtra,
  datasetFromSplits,
  generateArithmetic,
  generatorDefaults,
  normalizedQuestion,
  type PublishedDataset,
  publishedDatasets,
  readingDefaults,
  type StructureReport,
} from './data/index.ts';
