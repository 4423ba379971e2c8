// Readers of published and of users' own problems, and the dataset directory that the other commands read.
export { convertUserFile } from './convert-file.ts';
export { type DatasetExtra, datasetFromSplits, describeDataset, eachSplit, splitNames } from './dataset.ts';
export { type DatasetTarget, DatasetWriter, reportWritten } from './dataset-writer.ts';
export { openProblems } from './open-problems.ts';
export { hasSubQuestions, Outliner, type ProblemOutline } from './outline.ts';
export { isFile } from './problem-file.ts';
export { maskedQuestion, normalizedQuestion, questionKey, questionWording } from './question-text.ts';
export { assertUnused, readDataset } from './read.ts';
export { itemName, type SourceRecord } from './reading.ts';
export { recordsOfFile } from './record-file.ts';
export { type ResolvedData, resolveData } from './resolve-data.ts';
export { assertFraction, cutGrouped } from './split.ts';
export { type LoadedDataset, loadDataset, writeDataset } from './store.ts';
export { openProblemStream, type ProblemStream } from './stream.ts';
export {
  type AnswerSummary,
  type ColumnMapping,
  type Dataset,
  type DatasetSummary,
  type PublishedCounts,
  type PublishedDataset,
  publishedDatasets,
  type ReadDatasetOptions,
  type RenamedId,
  readingDefaults,
  type Splits,
} from './types.ts';
