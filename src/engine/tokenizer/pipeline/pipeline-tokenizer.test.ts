import { describe, expect, test } from 'vitest';
import { readTokenizerFiles } from '../read-tokenizer.ts';
import { testTokenizer } from '../tokenizer-contract.fixture.ts';
import {
  filesOf,
  gemma,
  type Kind,
  llama2,
  mistral,
  unigram,
  unigramBytes,
  wordPiece,
} from './tiny-tokenizers.fixture.ts';

const read = (kind: Kind) => readTokenizerFiles(filesOf(kind), 'tokenizer.json');
const withoutSign = (text: string) => text.replaceAll('▁', ' ');

testTokenizer('SentencePiece with a space before the first text', {
  tokenizer: read(mistral),
  normal: withoutSign,
  start: ' ',
});
testTokenizer('SentencePiece as Gemma has it', { tokenizer: read(gemma), normal: withoutSign });

describe("SentencePiece's space", () => {
  const start = (kind: Kind, text: string) => read(kind).decode(read(kind).encodeWithSpecial(text));
  const next = (kind: Kind, text: string) => read(kind).decode(read(kind).encode(text));

  test.each([
    ['Llama 2', llama2],
    ['Mistral', mistral],
    ['Unigram with bytes', unigramBytes],
  ])('%s: before the beginning of a sequence, never where a piece continues it', (_name, kind) => {
    expect(start(kind, 'Tom')).toBe(' Tom');
    expect(next(kind, 'Tom')).toBe('Tom');
    expect(next(kind, ' Tom')).toBe(' Tom');
    const { encode, encodeWithSpecial } = bound(kind);
    expect([...encodeWithSpecial('Tom has 16'), ...encode(' apples')]).toEqual(
      encodeWithSpecial('Tom has 16 apples'),
    );
  });

  test('behind a token only where the file says so', () => {
    expect(start(mistral, 'a</s>b')).toBe(' a</s>b');
    expect(start(llama2, 'a</s>b')).toBe(' a</s> b');
    expect(start(unigramBytes, 'a</s>b')).toBe(' a</s> b');
    expect(next(llama2, 'a</s>b')).toBe('a</s>b'); // a user's text has no special token
  });

  const bound = (kind: Kind) => {
    const tokenizer = read(kind);
    return {
      encode: (text: string) => tokenizer.encode(text),
      encodeWithSpecial: (text: string) => tokenizer.encodeWithSpecial(text),
    };
  };
});

test('a character of byte tokens is given when its last byte is there', () => {
  const tokenizer = read(gemma);
  const ids = tokenizer.encode('a😀ß');
  expect(ids).toHaveLength(6);
  const stream = tokenizer.createDecodeStream();
  expect(ids.map((id) => stream.push(id))).toEqual(['a', '', '', '', '😀', 'ß']);
  expect(stream.end()).toBe('');
  expect(tokenizer.decode(ids.slice(0, 3))).toBe('a\uFFFD');
});

test('what a kind loses', () => {
  const round = (kind: Kind, text: string) => read(kind).decode(read(kind).encode(text));
  expect(round(wordPiece, 'Tom  has\n16 Ápples')).toBe(' tom has 1 ##6 apples'.replace(' ##', ''));
  expect(round(unigram, 'Tom  has\n數')).toBe('Tom has <unk>');
  expect(round({ ...mistral, json: { ...mistral.json, normalizer: { type: 'Lowercase' } } }, 'Tom')).toBe(
    'tom',
  );
});

test('what stands before every text, and what the kind puts behind one', () => {
  expect(read(llama2).prefixIds).toEqual([1]);
  expect(read(wordPiece).prefixIds).toEqual([2]);
  expect(read(unigram).prefixIds).toEqual([]);
});

test.each<[string, object, string]>([
  ['model.type', { model: { type: 'WordLevel', vocab: { a: 0 }, unk_token: 'a' } }, '"WordLevel"'],
  ['model.dropout', { model: { ...modelOf(mistral), dropout: 0.1 } }, '0.1'],
  [
    'model.continuing_subword_prefix',
    { model: { ...modelOf(mistral), continuing_subword_prefix: '##' } },
    '"##"',
  ],
  ['normalizer', { normalizer: { type: 'Nmt' } }, 'Nmt'],
  ['pre_tokenizer', { pre_tokenizer: { type: 'UnicodeScripts' } }, 'UnicodeScripts'],
  ['pre_tokenizer.behavior', { pre_tokenizer: { type: 'Punctuation', behavior: 'Odd' } }, '"Odd"'],
  [
    'pre_tokenizer.pattern',
    { pre_tokenizer: { type: 'Split', pattern: { Regex: '(?<=a+)b(' }, behavior: 'Isolated' } },
    '"(?<=a+)b("',
  ],
  ['decoder', { decoder: { type: 'CTC' } }, 'CTC'],
  ['decoder', { decoder: null }, 'null'],
  ['decoder', { decoder: { type: 'Strip', content: ' ', start: 1, stop: 0 } }, 'Strip of every token'],
  ['post_processor', { post_processor: { type: 'Odd' } }, '{"type":"Odd"}'],
])('%s that is not computed here is refused by name', (field, part, found) => {
  const odd = { ...mistral, json: { ...mistral.json, ...part } };
  expect(() => read(odd)).toThrow(
    expect.objectContaining({
      code: 'tokenizer-unsupported',
      details: expect.objectContaining({ field, found }),
    }),
  );
});

test.each<[string, object]>([
  ['model.unk_token', { ...modelOf(mistral), unk_token: '<odd>' }],
  ['model.vocab', { type: 'Unigram', unk_id: 0, vocab: [] }],
  ['model.unk_id', { type: 'Unigram', unk_id: 9, vocab: [['a', 0]] }],
])('%s that is malformed is invalid', (field, model) => {
  expect(() => read({ ...mistral, json: { ...mistral.json, model } })).toThrow(
    expect.objectContaining({ code: 'tokenizer-invalid', details: expect.objectContaining({ field }) }),
  );
});

function modelOf({ json }: Kind): object {
  return json.model as object;
}
