export { BatchDecoder, type DecoderOptions } from './batch-decoder.ts';
export * from './rows.ts';
export { Sampler, type SamplingSettings } from './sampler.ts';
