// SentencePiece's BPE in a GGUF file (Llama 2, Mistral, Gemma) as the tokenizer files that `transformers` (5.23) makes of it. The file has
// tokens with scores and no merges: which merges made a token follows from its parts, and their order from the scores.
import { invalidGguf } from './gguf-header.ts';
import { readGgufVocabulary, tokenizerKey } from './gguf-vocabulary.ts';
import type { Metadata } from './metadata.ts';

/** Parts are looked for at every place of a token. */
const longestToken = 1_000;

/** Throws `gguf-invalid`. */
export function sentencePieceFiles(metadata: Metadata, contextLength: number): Record<string, string> {
  const isGemma = metadata.text('general.architecture')?.startsWith('gemma') ?? false;
  const read = readGgufVocabulary(metadata);
  const long = read.tokens.find((token) => token.length > longestToken);
  if (long !== undefined) {
    const key = `metadata ${tokenizerKey('tokens')}`;
    invalidGguf(metadata.path, key, `tokens of at most ${longestToken} characters`, `${long.length}`);
  }
  const tokens = isGemma ? read.tokens.map(spacesAsSigns) : read.tokens;
  const { endOfText = '</s>', namedTokens, chatTemplate } = read;
  const begin = namedTokens.bos_token;
  const addsBegin = metadata.flag(tokenizerKey('add_bos_token')) ?? true;
  const special = { eos_token: endOfText, ...namedTokens };
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: read.addedTokens.map(({ id, special: isSpecial }) => ({
      id,
      content: tokens[id],
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: isSpecial,
    })),
    normalizer: isGemma ? { type: 'Replace', pattern: { String: ' ' }, content: '▁' } : null,
    pre_tokenizer: isGemma
      ? { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false }
      : {
          type: 'Metaspace',
          replacement: '▁',
          prepend_scheme: metadata.flag(tokenizerKey('add_space_prefix')) === false ? 'never' : 'first',
          split: false,
        },
    post_processor: addsBegin && begin !== undefined ? beginning(begin, tokens.indexOf(begin)) : null,
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        ...(isGemma ? [] : [{ type: 'Strip', content: ' ', start: 1, stop: 0 }]),
      ],
    },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: isGemma ? (namedTokens.unk_token ?? null) : null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: true,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: mergesOf(tokens, isGemma ? tokens.map((_, id) => -id) : scoresOf(metadata, tokens.length)),
    },
  };
  return {
    'tokenizer.json': `${JSON.stringify(tokenizer)}\n`,
    'tokenizer_config.json': `${JSON.stringify(
      {
        tokenizer_class: 'PreTrainedTokenizerFast',
        ...special,
        clean_up_tokenization_spaces: false,
        model_max_length: contextLength,
        ...(chatTemplate === undefined ? {} : { chat_template: chatTemplate }),
      },
      null,
      2,
    )}\n`,
    'special_tokens_map.json': `${JSON.stringify(special, null, 2)}\n`,
  };
}

/** Gemma's files have runs of spaces as they are. */
const spacesAsSigns = (token: string): string => (/^ +$/.test(token) ? '▁'.repeat(token.length) : token);

function scoresOf(metadata: Metadata, count: number): readonly number[] {
  const key = tokenizerKey('scores');
  const scores = metadata.need(key, metadata.numbers(key));
  if (scores.length === count) return scores;
  return invalidGguf(metadata.path, `metadata ${key}`, `${count} scores`, `${scores.length}`);
}

/** Every way to make a token of two: the token of the highest score first, then the longer parts. */
function mergesOf(tokens: readonly string[], scores: readonly number[]): (readonly [string, string])[] {
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const merges = tokens.flatMap((token, id) => {
    const letters = Array.from(token);
    const pairs = letters.slice(1).flatMap((_, index) => {
      const [left, right] = [letters.slice(0, index + 1).join(''), letters.slice(index + 1).join('')];
      const [leftId, rightId] = [ids.get(left), ids.get(right)];
      if (leftId === undefined || rightId === undefined) return [];
      return [{ left, right, leftId, rightId, before: index + 1, score: scores[id] ?? 0 }];
    });
    return pairs.sort((a, b) => a.leftId - b.leftId || a.rightId - b.rightId);
  });
  // Of one token a longer left part means a shorter right one; of tokens with one score the longer goes first.
  return merges
    .map((merge) => ({ ...merge, after: Array.from(merge.right).length }))
    .sort((a, b) => b.score - a.score || b.before - a.before || b.after - a.after)
    .map(({ left, right }) => [left, right] as const);
}

/** A post-processor that puts a token before every text. */
function beginning(token: string, id: number): unknown {
  const part = (type: number) => ({ SpecialToken: { id: token, type_id: type } });
  const text = (name: string, type: number) => ({ Sequence: { id: name, type_id: type } });
  return {
    type: 'TemplateProcessing',
    single: [part(0), text('A', 0)],
    pair: [part(0), text('A', 0), part(1), text('B', 1)],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
}
