// OpenAI's Batch API: the calls of a run in batches that are answered within a day, at half the price.
export { annotateInBatches, type BatchOptions } from './annotate-in-batches.ts';
export type { BatchSettings } from './batch-context.ts';
export { assertHasBatches, SdkTransport } from './sdk-transport.ts';
