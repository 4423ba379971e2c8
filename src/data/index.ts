export * from './answer/index.ts';
export * from './arithmetic/index.ts';
export * from './calculator/index.ts';
export type { CreateDatasetOptions } from './create-dataset.ts';
export { dataKind } from './data-kind.ts';
export { columnNames, generatorRanges, readingRanges, stepsRange } from './dataset-options.ts';
export * from './datasets.ts';
export * from './problem.ts';
export * from './readers/index.ts';
