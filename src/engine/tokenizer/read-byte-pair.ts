// tokenizer.json to a byte-level BPE tokenizer. A part that would change the ids and is not supported is an error that names it.
import { z } from 'zod';
import { letterOfByte } from './byte-letters.ts';
import { BytePairTokenizer } from './byte-pair-tokenizer.ts';
import { findSplitPattern } from './split-patterns.ts';
import { unsupported } from './tokenizer-errors.ts';
import {
  readAddedTokens,
  readMerges,
  readVocabulary,
  shorten,
  stagesOf,
  type TokenizerFile,
} from './tokenizer-file.ts';
import { endOfTextOf, type TokenizerSource } from './tokenizer-source.ts';
import type { SplitPatternName } from './types.ts';

/**
 * A byte-level BPE tokenizer from its files, ours or in GPT-2's layout. Throws `tokenizer-invalid` for a malformed file, and
 * `tokenizer-unsupported` for one whose model, normalizer, pre-tokenizer, post-processor or decoder is another than byte-level BPE's.
 */
export function readBytePair(source: TokenizerSource): BytePairTokenizer {
  const { file, path, config } = source;
  const splitPattern = supportedPattern(file, path);
  const { model } = file;
  const vocabulary = readVocabulary(model.vocab, path);
  const addedTokens = readAddedTokens(file, vocabulary, path);
  const missingByte = letterOfByte.find((letter) => !vocabulary.has(letter));
  if (typeof model.unk_token === 'string' && missingByte !== undefined) {
    unsupported(
      path,
      'model.unk_token',
      JSON.stringify(model.unk_token),
      'null, or all 256 bytes in the vocabulary',
    );
  }
  const ids = new Map(vocabulary);
  for (const { content, id } of addedTokens) ids.set(content, id);
  const endOfText = endOfTextOf(source, ids);
  const normalizers = stagesOf(file.normalizer, 'normalizers', path);
  const definition = {
    vocabulary,
    merges: readMerges(model.merges, vocabulary, path),
    splitPattern,
    addedTokens,
    endOfText,
    ignoreMerges: model.ignore_merges ?? false,
    ...(normalizers.length > 0 ? { normalization: 'NFC' as const } : {}),
    ...beginOfText(file, (token) => ids.has(token), path),
    ...(Object.keys(config.namedTokens).length > 0 ? { namedTokens: config.namedTokens } : {}),
    ...(config.chatTemplate === undefined ? {} : { chatTemplate: config.chatTemplate }),
  };
  return new BytePairTokenizer(definition, {
    chatTemplateFile: source.fileBeside(config.chatTemplateFile),
    endOfTextIds: source.options.endOfTextIds ?? [],
  });
}

/** Checks every part that decides about ids, and finds the split pattern. */
function supportedPattern(file: TokenizerFile, path: string): SplitPatternName {
  const { model } = file;
  const refuse = (field: string, found: unknown, expected: string): never =>
    unsupported(path, field, JSON.stringify(found), expected);
  if (model.type !== 'BPE') refuse('model.type', model.type, '"BPE"');
  if (model.dropout) refuse('model.dropout', model.dropout, 'null');
  if (model.byte_fallback) refuse('model.byte_fallback', true, 'false');
  for (const field of ['continuing_subword_prefix', 'end_of_word_suffix'] as const) {
    if (model[field]) refuse(`model.${field}`, model[field], 'null');
  }
  const normalizers = stagesOf(file.normalizer, 'normalizers', path);
  const other = normalizers.find(({ type }) => type !== 'NFC');
  if (other) refuse('normalizer', other.type, '"NFC" or null');
  for (const { type } of stagesOf(file.post_processor, 'processors', path)) {
    if (type !== 'ByteLevel' && type !== 'TemplateProcessing') {
      refuse('post_processor', type, '"ByteLevel", "TemplateProcessing" or null');
    }
  }
  const decoders = stagesOf(file.decoder, 'decoders', path);
  if (decoders.length !== 1 || decoders[0]?.type !== 'ByteLevel') {
    refuse('decoder', decoders.map(({ type }) => type).join(' + ') || null, '"ByteLevel"');
  }
  const stages = stagesOf(file.pre_tokenizer, 'pretokenizers', path);
  const pattern = findSplitPattern(stages);
  if (pattern !== null) return pattern;
  const found = stages.map((stage) => JSON.stringify(stage)).join(' + ') || 'none';
  return unsupported(
    path,
    'pre_tokenizer',
    found.length > 500 ? `${found.slice(0, 500)}…` : found,
    "GPT-2's ByteLevel, alone or after Digits with individual_digits true, or Llama 3's or Qwen2's Split with ByteLevel",
  );
}

const piece = z.union([
  z.object({ SpecialToken: z.looseObject({ id: z.string() }) }),
  z.object({ Sequence: z.looseObject({ id: z.string() }) }),
]);

/** The one token that a TemplateProcessing puts before a text; refuses any other template. */
function beginOfText(
  file: TokenizerFile,
  known: (token: string) => boolean,
  path: string,
): { beginOfText?: string } {
  const template = stagesOf(file.post_processor, 'processors', path).find(
    ({ type }) => type === 'TemplateProcessing',
  );
  if (!template) return {};
  const single = z.array(piece).max(8).safeParse(template.single);
  const parts = single.success
    ? single.data.map((part) => ('SpecialToken' in part ? part.SpecialToken.id : null))
    : [];
  const [first, ...rest] = parts;
  if (parts.length === 1 && first === null) return {};
  if (typeof first === 'string' && known(first) && rest.length === 1 && rest[0] === null) {
    return { beginOfText: first };
  }
  return unsupported(
    path,
    'post_processor.single',
    shorten(JSON.stringify(template.single) ?? 'nothing'),
    'a text, or one known token and a text',
  );
}
