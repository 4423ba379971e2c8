// Small tokenizers of every kind as tokenizer.json, made of a few texts, for tests.

const texts = [
  'Problem: Tom has 16 apples and eats 3 apples. How many apples does he have?',
  'Question: How many pears are left?\nAnswer: 16 - 3 = <<16-3=13>>13 pears.\n#### 13',
  'Ann sells the pears at $2 each, and that makes 26 dollars; naïve façade, Größe, Ελληνικά ΣΑΣ, 数学 1½',
  'Each of the 4 boxes holds 12 pens. That is 4 * 12 = 48 pens in all.',
];

export interface Kind {
  readonly json: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
}

const special = (content: string, id: number, more: object = {}) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
  ...more,
});

const base = { version: '1.0', truncation: null, padding: null, normalizer: null, pre_tokenizer: null };
const byteTokens = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);

/** Words of the texts with SentencePiece's sign, and how often each comes. */
function countedWords(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of `▁${text.replaceAll(' ', '▁')}`.split(/(?=▁)|\n/)) {
      if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

/** Tokens and merges as SentencePiece's BPE has them. */
function bytePairs(first: readonly string[], count: number) {
  const words = [...countedWords()].map(([word, times]) => ({ parts: Array.from(word), times }));
  const letters = [...new Set(words.flatMap(({ parts }) => parts))].filter((letter) => letter !== '数');
  const tokens = [...first, ...byteTokens, ...letters];
  const merges: [string, string][] = [];
  while (merges.length < count) {
    const pairs = new Map<string, number>();
    for (const { parts, times } of words) {
      for (let i = 0; i + 1 < parts.length; i++) {
        const pair = `${parts[i]}\0${parts[i + 1]}`;
        pairs.set(pair, (pairs.get(pair) ?? 0) + times);
      }
    }
    const [best] = [...pairs].filter(([pair]) => !pair.includes('数')).sort(([, a], [, b]) => b - a);
    if (!best) break;
    const [left = '', right = ''] = best[0].split('\0');
    merges.push([left, right]);
    if (!tokens.includes(left + right)) tokens.push(left + right);
    for (const word of words) {
      const joined: string[] = [];
      for (const part of word.parts) {
        if (part === right && joined.at(-1) === left) joined[joined.length - 1] = left + right;
        else joined.push(part);
      }
      word.parts = joined;
    }
  }
  return { vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges };
}

const sentencePieceDecoder = (strips: boolean) => ({
  type: 'Sequence',
  decoders: [
    { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
    { type: 'ByteFallback' },
    { type: 'Fuse' },
    ...(strips ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
  ],
});

const begin = (token: string, id: number) => ({
  type: 'TemplateProcessing',
  single: [{ SpecialToken: { id: token, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  pair: [
    { SpecialToken: { id: token, type_id: 0 } },
    { Sequence: { id: 'A', type_id: 0 } },
    { Sequence: { id: 'B', type_id: 1 } },
  ],
  special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
});

const pieces = { type: 'BPE', dropout: null, byte_fallback: true, fuse_unk: true, unk_token: '<unk>' };
const llamaTokens = [special('<unk>', 0), special('<s>', 1), special('</s>', 2)];
const llamaConfig = { bos_token: '<s>', eos_token: '</s>', unk_token: '<unk>' };
const llamaModel = { ...pieces, ...bytePairs(['<unk>', '<s>', '</s>'], 120) };

/** Llama 2: a space before every text and behind every token; all of a text is one word. */
export const llama2: Kind = {
  json: {
    ...base,
    added_tokens: llamaTokens,
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Prepend', prepend: '▁' },
        { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
      ],
    },
    post_processor: begin('<s>', 1),
    decoder: sentencePieceDecoder(true),
    model: llamaModel,
  },
  config: llamaConfig,
};

/** Mistral: a space before the first text only. */
export const mistral: Kind = {
  json: {
    ...llama2.json,
    normalizer: null,
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'first', split: false },
  },
  config: llamaConfig,
};

/** Gemma: no space before a text; words end with their space. */
export const gemma: Kind = {
  json: {
    ...base,
    added_tokens: [
      special('<pad>', 0),
      special('<eos>', 1),
      special('<bos>', 2),
      special('<unk>', 3),
      special('<start_of_turn>', 4),
      special('<end_of_turn>', 5),
      special('\n\n', 6, { special: false }),
      special('▁▁', 7, { special: false }),
    ],
    normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false },
    post_processor: begin('<bos>', 2),
    decoder: sentencePieceDecoder(false),
    model: {
      ...pieces,
      ...bytePairs(
        ['<pad>', '<eos>', '<bos>', '<unk>', '<start_of_turn>', '<end_of_turn>', '\n\n', '▁▁', '\n'],
        120,
      ),
    },
  },
  config: { bos_token: '<bos>', eos_token: '<eos>', pad_token: '<pad>', unk_token: '<unk>' },
};

/** Tokens with scores: every beginning, end and middle of a word, the more often the likelier. */
function scored(first: readonly string[], withBytes: boolean): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const [word, times] of countedWords()) {
    const letters = Array.from(word).filter((letter) => letter !== '数');
    for (let from = 0; from < letters.length; from++) {
      for (let to = from + 1; to <= Math.min(letters.length, from + 6); to++) {
        const part = letters.slice(from, to).join('');
        counts.set(part, (counts.get(part) ?? 0) + times);
      }
    }
  }
  const kept = [...counts].filter(([part, times]) => times > 2 || Array.from(part).length === 1);
  return [
    ...first.map((token) => [token, 0] as const),
    ...(withBytes ? byteTokens.map((token) => [token, 0] as const) : []),
    ...kept.map(([part, times]) => [part, Math.log(times / 1_000)] as const),
  ];
}

const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };

/** Unigram as XGLM and T5 have it. */
export const unigram: Kind = {
  json: {
    ...base,
    added_tokens: llamaTokens,
    normalizer: {
      type: 'Sequence',
      normalizers: [{ type: 'NFKC' }, { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' }],
    },
    pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace] },
    post_processor: null,
    decoder: { ...metaspace, type: 'Metaspace' },
    model: { type: 'Unigram', unk_id: 0, vocab: scored(['<unk>', '<s>', '</s>'], false) },
  },
  config: llamaConfig,
};

/** Unigram with bytes for what it has no token for. */
export const unigramBytes: Kind = {
  json: {
    ...unigram.json,
    normalizer: null,
    pre_tokenizer: metaspace,
    decoder: sentencePieceDecoder(true),
    model: { type: 'Unigram', unk_id: 0, byte_fallback: true, vocab: scored(['<unk>', '<s>', '</s>'], true) },
  },
  config: llamaConfig,
};

function wordPieces() {
  const tokens = new Set(['[PAD]', '[UNK]', '[CLS]', '[SEP]']);
  for (const word of texts
    .join(' ')
    .toLowerCase()
    .match(/[a-z]+|[0-9]|[^\sa-z0-9]/g) ?? []) {
    tokens.add(word.slice(0, 3));
    for (const letter of word) tokens.add(letter).add(`##${letter}`);
    if (word.length > 3) tokens.add(`##${word.slice(3)}`);
  }
  return Object.fromEntries([...tokens].map((token, id) => [token, id]));
}

/** WordPiece as BERT has it. */
export const wordPiece: Kind = {
  json: {
    ...base,
    added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]'].map((token, id) => special(token, id)),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: { type: 'BertProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2] },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: wordPieces(),
    },
  },
  config: { eos_token: '[SEP]', unk_token: '[UNK]' },
};

export const tinyTokenizers: Readonly<Record<string, Kind>> = {
  'Llama 2': llama2,
  Mistral: mistral,
  Gemma: gemma,
  Unigram: unigram,
  'Unigram with bytes': unigramBytes,
  WordPiece: wordPiece,
};

/** The kind as files by name. */
export function filesOf({ json, config = {} }: Kind): Record<string, string> {
  return { 'tokenizer.json': JSON.stringify(json), 'tokenizer_config.json': JSON.stringify(config) };
}
