// A tokenizer.json that is SentencePiece's BPE with bytes (Llama 2, Mistral, Gemma), taken apart for formats that have no tokenizer.json.
import { unsupported } from './tokenizer-errors.ts';
import {
  readAddedTokens,
  readMerges,
  readVocabulary,
  shorten,
  stagesOf,
  type TokenizerFile,
} from './tokenizer-file.ts';
import { tokenizerSource } from './tokenizer-source.ts';
import type { AddedToken, ReadTokenizerOptions } from './types.ts';

export interface SentencePiece {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly merges: readonly (readonly [left: string, right: string])[];
  readonly addedTokens: readonly AddedToken[];
  /** The token that stands for what has no token; null where there is none. */
  readonly unknown: string | null;
  /**
   * Where a space is put: before every text and behind every added token (`always`), before a text only (`first`), nowhere (`never`).
   */
  readonly space: 'always' | 'first' | 'never';
  /** Whether a text that begins with a space gets none. */
  readonly keepsSpace: boolean;
}

/**
 * From the tokenizer's files by name; `path` is for messages. Throws `tokenizer-unsupported` for any other kind, and `tokenizer-invalid`.
 */
export function sentencePieceOf(
  files: Readonly<Record<string, string>>,
  path: string,
  options: ReadTokenizerOptions = {},
): SentencePiece {
  const { file } = tokenizerSource(files, path, options);
  const { model } = file;
  if (model.type !== 'BPE' || model.byte_fallback !== true) {
    unsupported(path, 'model', describe(model.type), "byte-level BPE, or SentencePiece's BPE with bytes");
  }
  for (const field of [
    'dropout',
    'continuing_subword_prefix',
    'end_of_word_suffix',
    'ignore_merges',
  ] as const) {
    if (model[field]) unsupported(path, `model.${field}`, describe(model[field]), 'none');
  }
  const vocabulary = readVocabulary(model.vocab, path);
  const missing = byteTokens.find((token) => !vocabulary.has(token));
  if (missing !== undefined) unsupported(path, 'model.vocab', `without ${missing}`, 'a token for every byte');
  return {
    vocabulary,
    merges: readMerges(model.merges, vocabulary, path),
    addedTokens: readAddedTokens(file, vocabulary, path),
    unknown: model.unk_token ?? null,
    ...spaceOf(file, path),
  };
}

/** SentencePiece's name of each byte's token. */
export const byteTokens: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);

const sign = '▁';

/** Spaces become signs, in the normalizer or in the pre-tokenizer, and nothing else may happen to a text. */
function spaceOf(file: TokenizerFile, path: string): Pick<SentencePiece, 'space' | 'keepsSpace'> {
  const normalizers = stagesOf(file.normalizer, 'normalizers', path);
  const cuts = stagesOf(file.pre_tokenizer, 'pretokenizers', path);
  const names = [...normalizers, ...cuts].map(({ type }) => type).join(' + ');
  const [first, second] = normalizers;
  const replaces = (stage: typeof first) =>
    stage?.type === 'Replace' && stage.content === sign && isSpace(stage.pattern);
  const [cut] = cuts;
  // Behind the normalizer there are no spaces left at which a Split could cut.
  const cutsNothing =
    cuts.length === 0 || (cuts.length === 1 && cut?.type === 'Split' && isSpace(cut.pattern));
  if (cutsNothing && normalizers.length === 1 && replaces(first)) return { space: 'never', keepsSpace: true };
  if (
    cutsNothing &&
    normalizers.length === 2 &&
    first?.type === 'Prepend' &&
    first.prepend === sign &&
    replaces(second)
  ) {
    return { space: 'always', keepsSpace: false };
  }
  const isMetaspace = cuts.length === 1 && cut?.type === 'Metaspace' && cut.split === false;
  if (normalizers.length === 0 && isMetaspace && (cut.replacement ?? sign) === sign) {
    const scheme = cut.prepend_scheme ?? (cut.add_prefix_space === false ? 'never' : 'always');
    if (scheme === 'always' || scheme === 'first' || scheme === 'never') {
      return { space: scheme, keepsSpace: true };
    }
  }
  return unsupported(
    path,
    'normalizer and pre_tokenizer',
    names || 'none',
    'spaces that become ▁, and nothing else',
  );
}

const isSpace = (pattern: unknown): boolean =>
  typeof pattern === 'object' && pattern !== null && 'String' in pattern && pattern.String === ' ';

const describe = (value: unknown) => shorten(JSON.stringify(value) ?? 'nothing');
