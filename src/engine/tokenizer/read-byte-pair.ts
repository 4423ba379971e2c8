// tokenizer.json to a byte-level BPE tokenizer. A part that would change the ids and is not supported is an error that names it.
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { parseJsonObject, SocraticError } from '../../common/index.ts';
import { letterOfByte } from './byte-letters.ts';
import { BytePairTokenizer, idLimit } from './byte-pair-tokenizer.ts';
import { findSplitPattern, type PreTokenizerJson } from './split-patterns.ts';
import { readTokenizerConfig } from './tokenizer-config.ts';
import { invalid, unsupported } from './tokenizer-errors.ts';
import type { AddedToken, ReadTokenizerOptions, SplitPatternName } from './types.ts';

const typed = z.looseObject({ type: z.string() });
const tokenizerFile = z.looseObject({
  added_tokens: z
    .array(
      z.looseObject({
        id: z
          .int()
          .min(0)
          .max(idLimit - 1),
        content: z.string().min(1).max(1_000),
        special: z.boolean().default(false),
        lstrip: z.boolean().default(false),
        rstrip: z.boolean().default(false),
        single_word: z.boolean().default(false),
        normalized: z.boolean().default(false),
      }),
    )
    .max(20_000)
    .default([]),
  normalizer: typed.nullish(),
  pre_tokenizer: typed.nullish(),
  post_processor: typed.nullish(),
  decoder: typed.nullish(),
  model: z.looseObject({
    type: z.string().default('BPE'), // GPT-2's own file leaves it out
    dropout: z.number().nullish(),
    unk_token: z.string().nullish(),
    continuing_subword_prefix: z.string().nullish(),
    end_of_word_suffix: z.string().nullish(),
    byte_fallback: z.boolean().nullish(),
    ignore_merges: z.boolean().nullish(),
  }),
});
type TokenizerFile = z.infer<typeof tokenizerFile>;

/**
 * Reads a byte-level BPE tokenizer.json, ours or in GPT-2's layout, from the files' contents by name; `path` is for messages.
 * Throws `tokenizer-invalid` for a malformed file, and `tokenizer-unsupported` for one whose model, normalizer, pre-tokenizer,
 * post-processor or decoder is another than byte-level BPE's.
 */
export function readBytePair(
  files: Readonly<Record<string, string>>,
  path: string,
  options: ReadTokenizerOptions = {},
): BytePairTokenizer {
  const file = parseFile(files['tokenizer.json'] ?? '', path);
  const fileBeside = (name: string) =>
    basename(path) === 'tokenizer.json' ? join(dirname(path), name) : path; // a GGUF file holds it all
  const config = readTokenizerConfig(files, fileBeside);
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
  const known = (token: string): boolean =>
    vocabulary.has(token) || addedTokens.some(({ content }) => content === token);
  const endOfText = options.endOfText ?? config.endOfText ?? '<|endoftext|>';
  if (!known(endOfText)) {
    invalid(
      path,
      'added_tokens',
      `no ${JSON.stringify(endOfText)}`,
      'the end-of-text token among the tokens',
    );
  }
  const normalizers = stagesOf(file.normalizer, 'normalizers', path);
  const definition = {
    vocabulary,
    merges: readMerges(model.merges, vocabulary, path),
    splitPattern,
    addedTokens,
    endOfText,
    ignoreMerges: model.ignore_merges ?? false,
    ...(normalizers.length > 0 ? { normalization: 'NFC' as const } : {}),
    ...beginOfText(file, known, path),
    ...(Object.keys(config.namedTokens).length > 0 ? { namedTokens: config.namedTokens } : {}),
    ...(config.chatTemplate === undefined ? {} : { chatTemplate: config.chatTemplate }),
  };
  return new BytePairTokenizer(definition, {
    chatTemplateFile: fileBeside(config.chatTemplateFile),
    endOfTextIds: options.endOfTextIds ?? [],
  });
}

function parseFile(text: string, path: string): TokenizerFile {
  const value = parseJsonObject(text, path, 'tokenizer-invalid');
  const result = tokenizerFile.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new SocraticError(
    'tokenizer-invalid',
    `${path}: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'not a tokenizer.json'}. Expected a Hugging Face tokenizer.json.`,
    { subject: { path }, details: { field: issue?.path.join('.') ?? '' }, cause: result.error },
  );
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

/** A stage, or the stages of a `Sequence`, whose list has a name of its own in each part of the file. */
function stagesOf(
  part: PreTokenizerJson | null | undefined,
  list: string,
  path: string,
): readonly PreTokenizerJson[] {
  if (!part) return [];
  if (part.type !== 'Sequence') return [part];
  const result = z.array(typed).safeParse(part[list]);
  if (result.success) return result.data;
  return invalid(path, list, describe(part[list]), 'a list of objects with a type');
}

function readVocabulary(value: unknown, path: string): Map<string, number> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return invalid(path, 'model.vocab', describe(value), 'an object from token to id');
  }
  const vocabulary = new Map<string, number>();
  const tokenOf = new Map<number, string>();
  for (const [token, id] of Object.entries(value as Record<string, unknown>)) {
    const field = `model.vocab[${JSON.stringify(token)}]`;
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= idLimit) {
      return invalid(path, field, describe(id), `an integer from 0 to ${idLimit - 1}`);
    }
    const other = tokenOf.get(id);
    if (other !== undefined)
      invalid(path, field, `${id}, the id of ${JSON.stringify(other)}`, 'an id of its own');
    tokenOf.set(id, token);
    vocabulary.set(token, id);
  }
  return vocabulary;
}

function readAddedTokens(
  file: TokenizerFile,
  vocabulary: ReadonlyMap<string, number>,
  path: string,
): readonly AddedToken[] {
  const contentOf = new Map<number, string>([...vocabulary].map(([token, id]) => [id, token]));
  const ids = new Map<string, number>(vocabulary);
  return file.added_tokens.map(({ id, content, special, ...flags }, index) => {
    const taken = contentOf.get(id);
    const otherId = ids.get(content);
    if ((taken !== undefined && taken !== content) || (otherId !== undefined && otherId !== id)) {
      const clash =
        taken !== undefined && taken !== content ? `id ${id} of ${JSON.stringify(taken)}` : `id ${id}`;
      const expected = otherId === undefined ? 'an id of its own' : `id ${otherId}, as elsewhere in the file`;
      invalid(path, `added_tokens[${index}]`, `${JSON.stringify(content)} with ${clash}`, expected);
    }
    contentOf.set(id, content);
    ids.set(content, id);
    return {
      id,
      content,
      special,
      ...(flags.lstrip ? { lstrip: true } : {}),
      ...(flags.rstrip ? { rstrip: true } : {}),
      ...(flags.single_word ? { singleWord: true } : {}),
      ...(flags.normalized ? { normalized: true } : {}),
    };
  });
}

/** Merges are written `"a b"` or, since tokenizers 0.20, `["a", "b"]`. */
function readMerges(
  value: unknown,
  vocabulary: ReadonlyMap<string, number>,
  path: string,
): readonly (readonly [string, string])[] {
  if (!Array.isArray(value)) return invalid(path, 'model.merges', describe(value), 'a list');
  if (value.length > idLimit) invalid(path, 'model.merges', `${value.length} merges`, `at most ${idLimit}`);
  return value.map((merge: unknown, index) => {
    const parts: unknown = typeof merge === 'string' ? merge.split(' ') : merge;
    const field = `model.merges[${index}]`;
    const [left, right] = Array.isArray(parts) && parts.length === 2 ? (parts as unknown[]) : [];
    if (!isString(left) || !isString(right)) {
      return invalid(path, field, describe(merge), 'two tokens, as "a b" or ["a", "b"]');
    }
    for (const token of [left, right, left + right]) {
      if (!vocabulary.has(token)) {
        invalid(
          path,
          field,
          `${describe(merge)}, but no ${JSON.stringify(token)} in model.vocab`,
          'known tokens',
        );
      }
    }
    return [left, right] as const;
  });
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

/** A short text of any JSON value, for messages. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return value.every(isString) ? shorten(JSON.stringify(value)) : 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return shorten(JSON.stringify(value) ?? 'nothing');
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
