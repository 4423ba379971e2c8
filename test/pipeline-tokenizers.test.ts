// Tokenizers of every kind against Hugging Face's `tokenizers` (native): the same tokenizer.json must give the same ids.
import fc from 'fast-check';
import { Tokenizer as HuggingFaceTokenizer } from 'tokenizers';
import { describe, expect, test } from 'vitest';
import { readTokenizerFiles, trainTokenizer, writeTokenizer } from '../src/engine/tokenizer/index.ts';
import {
  filesOf,
  type Kind,
  mistral,
  tinyTokenizers,
  wordPiece,
} from '../src/engine/tokenizer/pipeline/tiny-tokenizers.fixture.ts';
import { mixedCorpus } from './mixed-corpus.ts';

const corpus = mixedCorpus.filter((_, index) => index % 12 === 0).map((text) => text.slice(0, 400));

const parts = [
  ...['Problem: ', 'Tom has ', '16', ' apples', '  ', ' ', '\n', '\n\n', '▁', '\t', '<<16-3=13>>', '#### 13'],
  ...[
    '<s>',
    '</s>',
    '<eos>',
    '[SEP]',
    '<unk>',
    '<start_of_turn>',
    '▁▁',
    '<0x41>',
    'é',
    'e\u0301',
    'ﬁ',
    '①',
    '数学',
  ],
  ...['😀', '\u0085', '\uFEFF', '\u00A0', 'ΣΑΣ', 'İ', "it's", '½', '٣', '\u200d', '{', 'x_1', '\u3000'],
];

async function expectSameIds(kind: Kind, texts: readonly string[], config = {}): Promise<void> {
  const files = filesOf({ ...kind, config: { ...kind.config, ...config } });
  const ours = readTokenizerFiles(files, 'tokenizer.json');
  const oracle = HuggingFaceTokenizer.fromString(files['tokenizer.json'] ?? '');
  const encodings = await oracle.encodeBatch([...texts], { addSpecialTokens: false });
  const expected = encodings.map((encoding) => encoding.getIds());
  const different = texts.flatMap((text, index) => {
    const ids = ours.encodeWithSpecial(text);
    return ids.join() === expected[index]?.join() ? [] : [{ text, ids, expected: expected[index] }];
  });
  expect(different.slice(0, 3).map((one) => JSON.stringify(one))).toEqual([]);
}

const mixes = fc.sample(
  fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((some) => some.join('')),
  { numRuns: 3_000, seed: 7 },
);

describe.each(Object.entries(tinyTokenizers))('%s', (_name, kind) => {
  test('gives the ids of the reference on the corpus', () => expectSameIds(kind, corpus));
  test('gives the ids of the reference on mixes', () => expectSameIds(kind, mixes));
});

/** A table as SentencePiece compiles it: a double-array trie in which every node has 256 places of its own. */
function charsmap(replacements: Readonly<Record<string, string>>): string {
  interface Node {
    readonly children: Map<number, Node>;
    value?: number;
  }
  const root: Node = { children: new Map() };
  let texts = '';
  for (const [from, to] of Object.entries(replacements)) {
    let node = root;
    for (const byte of Buffer.from(from)) {
      const next = node.children.get(byte) ?? { children: new Map() };
      node.children.set(byte, next);
      node = next;
    }
    node.value = Buffer.byteLength(texts);
    texts += `${to}\0`;
  }
  const units: number[] = [];
  let blocks = 1;
  const place = (node: Node, at: number, label: number): void => {
    const first = 256 * blocks++;
    units[at] = (((at ^ first) << 10) | (node.value === undefined ? 0 : 1 << 8) | label) >>> 0;
    if (node.value !== undefined) units[first] = (node.value | 0x80000000) >>> 0;
    for (const [byte, child] of node.children) place(child, first ^ byte, byte);
  };
  place(root, 0, 0);
  const trie = Buffer.alloc(4 * 256 * blocks);
  for (const [index, unit] of units.entries()) trie.writeUInt32LE(unit ?? 0, 4 * index);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(trie.length);
  return Buffer.concat([size, trie, Buffer.from(texts)]).toString('base64');
}

const { definition } = trainTokenizer(corpus.slice(0, 200), { vocabularySize: 500, splitPattern: 'gpt2' });
const bytes: Kind = {
  json: JSON.parse(writeTokenizer({ definition })['tokenizer.json'] ?? '') as Kind['json'],
};
const inKind = (kind: Kind, part: object): Kind => ({ ...kind, json: { ...kind.json, ...part } });
const behaviors = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'];
const split = (pattern: object, behavior: string, invert: boolean) => ({
  pre_tokenizer: { type: 'Split', pattern, behavior, invert },
});
const byteLevel = { type: 'ByteLevel', trim_offsets: true };
const stages: readonly (readonly [name: string, kind: Kind])[] = [
  ...behaviors.flatMap((behavior) => [
    [`Split of a text, ${behavior}`, inKind(mistral, split({ String: ' ' }, behavior, false))] as const,
    [
      `Split, inverted, ${behavior}`,
      inKind(mistral, split({ Regex: '\\w+|[^\\w\\s]+' }, behavior, true)),
    ] as const,
    [
      `Split, ${behavior}`,
      inKind(mistral, split({ Regex: "(?i:'s)|\\p{N}{1,3}|\\s+(?!\\S)" }, behavior, false)),
    ] as const,
    [
      `Punctuation, ${behavior}`,
      inKind(mistral, { pre_tokenizer: { type: 'Punctuation', behavior } }),
    ] as const,
  ]),
  ...['Whitespace', 'WhitespaceSplit', 'BertPreTokenizer', 'Digits'].map(
    (type) => [type, inKind(mistral, { pre_tokenizer: { type, individual_digits: false } })] as const,
  ),
  ...['always', 'first', 'never'].flatMap((prepend_scheme) =>
    [true, false].map(
      (splits) =>
        [
          `Metaspace, ${prepend_scheme}, ${splits}`,
          inKind(mistral, {
            pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme, split: splits },
          }),
        ] as const,
    ),
  ),
  ...[true, false].map(
    (use_regex) =>
      [
        `ByteLevel with a space, ${use_regex}`,
        inKind(bytes, { pre_tokenizer: { ...byteLevel, add_prefix_space: true, use_regex } }),
      ] as const,
  ),
  [
    'Digits and ByteLevel with a space',
    inKind(bytes, {
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [
          { type: 'Digits', individual_digits: true },
          { ...byteLevel, add_prefix_space: true, use_regex: true },
        ],
      },
    }),
  ],
  ...['NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase', 'StripAccents'].map(
    (type) => [type, inKind(mistral, { normalizer: { type } })] as const,
  ),
  ['Strip', inKind(mistral, { normalizer: { type: 'Strip', strip_left: true, strip_right: true } })],
  [
    'Replace',
    inKind(mistral, { normalizer: { type: 'Replace', pattern: { Regex: '[0-9]+' }, content: '$1' } }),
  ],
  [
    'Precompiled',
    inKind(mistral, {
      normalizer: {
        type: 'Precompiled',
        precompiled_charsmap: charsmap({
          ﬁ: 'fi',
          '①': '1',
          é: 'x',
          'e\u0301': 'é',
          '\u00A0': ' ',
          16: '17',
          '\n': ' ',
        }),
      },
    }),
  ],
  [
    'BertNormalizer that keeps letters',
    inKind(wordPiece, {
      normalizer: {
        type: 'BertNormalizer',
        clean_text: false,
        handle_chinese_chars: false,
        lowercase: false,
        strip_accents: true,
      },
    }),
  ],
  [
    'BPE without bytes',
    inKind(mistral, {
      model: { ...(mistral.json.model as object), unk_token: '<unk>', byte_fallback: false },
    }),
  ],
];

test.each(stages)('%s: the ids of the reference', (_name, kind) =>
  expectSameIds(
    { ...kind, config: { eos_token: kind === bytes ? '<|endoftext|>' : undefined, ...kind.config } },
    [...mixes.slice(0, 800), ...corpus.slice(0, 200)],
  ));

test('every code point is of the class that the reference gives it, stage by stage', {
  timeout: 300_000,
}, async () => {
  const kinds = ['StripAccents', 'NFKC', 'NFKD', 'BertNormalizer'].map((type) =>
    inKind(mistral, {
      normalizer: {
        type,
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: null,
        lowercase: true,
      },
    }),
  );
  const cutters = ['Punctuation', 'Digits', 'Whitespace'].map((type) =>
    inKind(mistral, { pre_tokenizer: { type, behavior: 'Removed', individual_digits: true } }),
  );
  const texts: string[] = [];
  for (let first = 0x80; first < 0x20000; first += 16) {
    let text = '';
    for (let code = first; code < first + 16; code++) {
      if (code < 0xd800 || code >= 0xe000) text += `a${String.fromCodePoint(code)}1 `;
    }
    texts.push(text);
  }
  for (const kind of [...kinds, ...cutters]) await expectSameIds(kind, texts);
});
