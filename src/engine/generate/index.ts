export { BatchDecoder, type DecoderOptions } from './batch-decoder.ts';
export * from './rows.ts';
