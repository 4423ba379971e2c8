// The models of tokenizer.json that @huggingface/tokenizers computes: a word to ids.
import { z } from 'zod';
import { invalid, unsupported } from '../tokenizer-errors.ts';
import { describe, readMerges, readVocabulary, type TokenizerFile } from '../tokenizer-file.ts';
import { BPE, Unigram, WordPiece } from './library.ts';

export interface WordModel {
  /** Ids by token, added tokens not included. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Ids of a word that a pre-tokenizer cut. A part that no token has is the unknown token, or nothing where there is none. */
  idsOf(word: string): readonly number[];
}

/** Throws `tokenizer-unsupported` for a kind that the library does not know, or computes otherwise than `tokenizers`. */
export function readModel(file: TokenizerFile, path: string): WordModel {
  const { model } = file;
  const refuse = (field: string, expected: string): never =>
    unsupported(path, `model.${field}`, JSON.stringify(model[field]), expected);
  switch (model.type) {
    case 'BPE':
      if (model.dropout) refuse('dropout', 'null');
      if (model.continuing_subword_prefix) refuse('continuing_subword_prefix', 'null');
      return bytePair(file, path);
    case 'Unigram':
      return unigram(file, path);
    case 'WordPiece':
      return wordPiece(file, path);
    default:
      return refuse('type', '"BPE", "Unigram" or "WordPiece"');
  }
}

function bytePair({ model }: TokenizerFile, path: string): WordModel {
  const vocabulary = readVocabulary(model.vocab, path);
  const end_of_word_suffix = model.end_of_word_suffix ?? '';
  const unknown = unknownOf(model.unk_token, vocabulary, path);
  const library = new BPE({
    type: 'BPE',
    vocab: Object.fromEntries(vocabulary),
    merges: readMerges(model.merges, vocabulary, path),
    byte_fallback: model.byte_fallback ?? false,
    ignore_merges: model.ignore_merges ?? false,
    ...(end_of_word_suffix === '' ? {} : { end_of_word_suffix }),
    ...(model.unk_token ? { unk_token: model.unk_token } : {}),
  });
  const idsOf = (word: string) => idsIn(vocabulary, library.encode([word]));
  return {
    vocabulary,
    idsOf: model.fuse_unk === true ? (word) => fused(idsOf(word), unknown) : idsOf,
  };
}

const unigramJson = z.looseObject({
  vocab: z
    .array(z.tuple([z.string(), z.number()]))
    .min(1)
    .max(2 ** 21),
  unk_id: z.int().min(0),
  byte_fallback: z.boolean().nullish(),
});

/** Kudo 2018. Unknown characters in a row are one token, or the bytes that they are where every byte has a token. */
function unigram({ model }: TokenizerFile, path: string): WordModel {
  const parsed = unigramJson.safeParse(model);
  const [issue] = parsed.error?.issues ?? [];
  if (!parsed.success || parsed.data.unk_id >= parsed.data.vocab.length) {
    const field = issue?.path.join('.') || 'unk_id';
    return invalid(
      path,
      `model.${field}`,
      describe(model.unk_id),
      'tokens with scores, and the id of one as unk_id',
    );
  }
  const { vocab, unk_id: unknown, byte_fallback: byBytes } = parsed.data;
  const vocabulary = new Map(vocab.map(([token], id) => [token, id]));
  const library = new Unigram({ type: 'Unigram', vocab, unk_id: unknown }, '');
  const bytesOf = (piece: string): readonly number[] => {
    const ids = Array.from(Buffer.from(piece, 'utf8'), (byte) => vocabulary.get(byteToken(byte)) ?? -1);
    return ids.includes(-1) ? [unknown] : ids;
  };
  const idsOfPiece = (piece: string): readonly number[] => {
    const id = vocabulary.get(piece);
    if (id !== undefined) return [id];
    return byBytes ? bytesOf(piece) : [unknown];
  };
  return {
    vocabulary,
    idsOf: (word) => fused(library.encode([word]).flatMap(idsOfPiece), unknown),
  };
}

const byteToken = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;

const wordPieceJson = z.looseObject({
  continuing_subword_prefix: z.string().default('##'),
  max_input_chars_per_word: z.int().min(0).default(100),
  unk_token: z.string().default('[UNK]'),
});

function wordPiece({ model }: TokenizerFile, path: string): WordModel {
  const vocabulary = readVocabulary(model.vocab, path);
  const parsed = wordPieceJson.safeParse(model);
  if (!parsed.success) {
    return invalid(
      path,
      `model.${parsed.error.issues[0]?.path.join('.')}`,
      'something else',
      "WordPiece's settings",
    );
  }
  unknownOf(parsed.data.unk_token, vocabulary, path);
  const library = new WordPiece({
    ...parsed.data,
    type: 'WordPiece',
    vocab: Object.fromEntries(vocabulary),
  });
  return { vocabulary, idsOf: (word) => idsIn(vocabulary, library.encode([word])) };
}

function idsIn(vocabulary: ReadonlyMap<string, number>, tokens: readonly string[]): number[] {
  return tokens.flatMap((token) => vocabulary.get(token) ?? []);
}

function unknownOf(
  token: string | null | undefined,
  vocabulary: ReadonlyMap<string, number>,
  path: string,
): number | undefined {
  if (!token) return undefined;
  return (
    vocabulary.get(token) ?? invalid(path, 'model.unk_token', JSON.stringify(token), 'a token of model.vocab')
  );
}

/** Unknown tokens in a row as one. */
function fused(ids: readonly number[], unknown: number | undefined): readonly number[] {
  return ids.filter((id, index) => id !== unknown || ids[index - 1] !== unknown);
}
