// Tokenizers of every kind against Hugging Face's `tokenizers` (native): the same tokenizer.json must give the same ids.
import fc from 'fast-check';
import { Tokenizer as HuggingFaceTokenizer } from 'tokenizers';
import { describe, expect, test } from 'vitest';
import { readTokenizerFiles } from '../src/engine/tokenizer/index.ts';
import {
  filesOf,
  type Kind,
  tinyTokenizers,
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
  expect(different.slice(0, 3)).toEqual([]);
}

const mixes = fc.sample(
  fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((some) => some.join('')),
  { numRuns: 3_000, seed: 7 },
);

describe.each(Object.entries(tinyTokenizers))('%s', (_name, kind) => {
  test('gives the ids of the reference on the corpus', () => expectSameIds(kind, corpus));
  test('gives the ids of the reference on mixes', () => expectSameIds(kind, mixes));
});
