import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { SocraticError } from '../../common/index.ts';
import { type BytePairTokenizer, trainTokenizer } from './index.ts';
import { splitWords } from './split-patterns.ts';

const texts = [
  'Tom has 16 apples. He eats 3 apples and sells the rest at the market for $2 each.',
  'How many apples does Tom have left? Tom has 16 - 3 = <<16-3=13>>13 apples left.',
  'Anna has 12 pears. She gives 5 pears to Tom. How many pears does Anna have left?',
];

let tokenizer: BytePairTokenizer;
beforeAll(() => {
  tokenizer = trainTokenizer(texts, { vocabularySize: 285 });
});

const spell = (ids: readonly number[]): string[] => ids.map((id) => tokenizer.decode([id]));

describe('training', () => {
  test('merges the most frequent pair first; ties go to the smaller ids', () => {
    // aaab ×2, aab ×1: (a,a) 2·2+1 = 5, (a,b) 3; then (aa,a) 2, (a,b) 2, (aa,b) 1: (a,b) has the smaller left id.
    const { definition } = trainTokenizer(['aaab', 'aaab', 'aab'], { vocabularySize: 260 });
    expect(definition.merges).toEqual([
      ['a', 'a'],
      ['a', 'b'],
      ['aa', 'ab'],
    ]);
    expect(definition.vocabulary.get('aaab')).toBe(259);
  });

  test('end of text is 0, the bytes follow, and training stops when no pair comes twice', () => {
    const small = trainTokenizer(['abc'], { vocabularySize: 1000 });
    expect(small.vocabularySize).toBe(257);
    expect(small.endOfText).toBe(0);
    expect(small.decode([0])).toBe('<|endoftext|>');
    expect(small.encode('abc').map((id) => small.decode([id]))).toEqual(['a', 'b', 'c']);
    expect(trainTokenizer(['abc'], { vocabularySize: 1000, minimumCount: 1 }).encode('abc')).toEqual([258]);
  });

  test('is deterministic and fills the vocabulary', () => {
    const again = trainTokenizer(texts, { vocabularySize: 285 });
    expect(again.definition).toEqual(tokenizer.definition);
    expect(tokenizer.vocabularySize).toBe(285);
    expect(spell(tokenizer.encode('Tom has 16 apples'))).toEqual(['Tom', ' has', ' ', '1', '6', ' apples']);
  });

  test.each([256, 300.5, Number.NaN, 2 ** 22])('refuses a vocabulary of %s', (vocabularySize) => {
    expect(() => trainTokenizer(texts, { vocabularySize })).toThrow(
      expect.objectContaining({ code: 'vocabulary-size' }),
    );
  });

  test('one very long word does not stall it', () => {
    const started = performance.now();
    const long = trainTokenizer(['ab'.repeat(200_000)], { vocabularySize: 300 });
    expect(long.decode(long.encode('ab'.repeat(5000)))).toBe('ab'.repeat(5000));
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('splitting', () => {
  test.each([
    ['gpt2', "it's 16  apples\n\n x", ['it', "'s", ' 16', ' ', ' apples', '\n\n', ' x']],
    ['gpt2-digits', "it's 16  apples\n\n x", ['it', "'s", ' ', '1', '6', ' ', ' apples', '\n\n', ' x']],
    ['gpt2-digits', 'a  5½ !!٣', ['a', '  ', '5', '½', ' !!', '٣']],
    ['gpt2', 'naïve\u0085\uFEFFé 😀s', ['naïve', '\u0085', '\uFEFF', 'é', ' 😀', 's']],
    ['gpt2', '', []],
  ] as const)('%s: %j', (name, text, words) => {
    expect(splitWords(text, name)).toEqual(words);
  });
});

describe('encoding and decoding', () => {
  test('every well-formed string survives the round trip', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      }),
      { numRuns: 150 },
    );
  });

  test('digits are single tokens in any text', () => {
    const wordOrNumber = fc.oneof(fc.nat().map(String), fc.constantFrom(' ', 'apples', '$', '.', '=', '\n'));
    fc.assert(
      fc.property(fc.array(wordOrNumber), (parts) => {
        for (const token of spell(tokenizer.encode(parts.join('')))) {
          expect(token).toMatch(/^(\d|\D+)$/);
        }
      }),
    );
  });

  test('special tokens in plain text stay plain text', () => {
    expect(tokenizer.encode('<|endoftext|>')).not.toContain(tokenizer.endOfText);
  });

  test('a byte-order mark stays, a lone surrogate becomes U+FFFD', () => {
    expect(tokenizer.decode(tokenizer.encode('\uFEFFa'))).toBe('\uFEFFa');
    expect(tokenizer.decode(tokenizer.encode('a\uD800b'))).toBe('a\uFFFDb');
  });

  test('answers are the same from the cache and past its bounds', () => {
    const first = tokenizer.encode(texts[0] as string);
    for (let i = 0; i < 70_000; i++) tokenizer.encode(i.toString(36).replaceAll(/\d/g, 'z'));
    expect(tokenizer.encode(texts[0] as string)).toEqual(first);
  });

  test('an id that no token has is named', () => {
    for (const id of [285, -1, 1.5]) {
      expect(() => tokenizer.decode([1, id])).toThrow(SocraticError);
      expect(() => tokenizer.decode([1, id])).toThrow(`Token id ${id} cannot be decoded`);
    }
  });

  test('a long word is merged in reasonable time', () => {
    const started = performance.now();
    const word = 'apples'.repeat(50_000);
    expect(tokenizer.decode(tokenizer.encode(word))).toBe(word);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

describe('the decode stream', () => {
  test('holds back an unfinished character and gives it whole', () => {
    const stream = tokenizer.createDecodeStream();
    const ids = tokenizer.encode('é😀');
    expect(ids).toHaveLength(6);
    expect(ids.map((id) => stream.push(id))).toEqual(['', 'é', '', '', '', '😀']);
    expect(stream.end()).toBe('');
  });

  test('gives U+FFFD for a character that never ends', () => {
    const stream = tokenizer.createDecodeStream();
    const [first = 0, second = 0] = tokenizer.encode('😀');
    expect([stream.push(first), stream.push(second), stream.end()]).toEqual(['', '', '\uFFFD']);
  });

  test('in pieces gives what decode gives at once, for any ids', () => {
    const anyId = fc.integer({ min: 0, max: tokenizer.vocabularySize - 1 });
    fc.assert(
      fc.property(fc.array(anyId, { maxLength: 40 }), (ids) => {
        const stream = tokenizer.createDecodeStream();
        const text = ids.map((id) => stream.push(id)).join('') + stream.end();
        expect(text).toBe(tokenizer.decode(ids));
      }),
    );
  });
});
