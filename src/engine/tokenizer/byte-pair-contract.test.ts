import { expect, test } from 'vitest';
import { BytePairTokenizer, trainTokenizer } from './index.ts';
import { testTokenizer } from './tokenizer-contract.fixture.ts';

const corpus = ['Tom has 16 apples and 3 pears. He eats 3 apples.', 'two  spaces and\n\nlines'];
const trained = trainTokenizer(corpus, { vocabularySize: 290 });
const chat = {
  ...trained.definition,
  splitPattern: 'qwen2',
  normalization: 'NFC',
  ignoreMerges: true,
  addedTokens: [...trained.definition.addedTokens, { id: 300, content: '<|begin|>', special: true }],
  beginOfText: '<|begin|>',
  namedTokens: { bos_token: '<|begin|>' },
  chatTemplate: '{{ bos_token }}{{ messages[0].content }}',
} as const;

testTokenizer('A trained tokenizer', { tokenizer: trained });
testTokenizer('A tokenizer with NFC, a begin of text and a chat template', {
  tokenizer: new BytePairTokenizer(chat),
  normal: (text) => text.normalize('NFC'),
});

test('ids that end a generation are given from outside, besides the end of text', () => {
  expect([...new BytePairTokenizer(chat, { endOfTextIds: [300, 0] }).endOfTextIds]).toEqual([0, 300]);
  expect([...trained.endOfTextIds]).toEqual([trained.endOfText]);
});
