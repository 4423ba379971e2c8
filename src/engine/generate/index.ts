export { BatchDecoder, type DecoderOptions } from './batch-decoder.ts';
export * from './rows.ts';
export { type Choice, logProbabilityOf, Sampler, type SamplingSettings } from './sampler.ts';
