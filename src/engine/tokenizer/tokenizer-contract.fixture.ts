// What every `Tokenizer` must do, as tests that any implementation is put through.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTokenizerFiles } from './read-tokenizer.ts';
import type { Tokenizer } from './types.ts';

const texts = [
  'Tom has 16 apples.',
  ' leading and trailing ',
  '  two  spaces, a tab\t and\n\nlines\r\n',
  'Ça coûte 1 234,50 €, 数学の問題 😀👩‍👩‍👧 e\u0301',
  '<<16-3=13>>13\n#### 13',
  '',
];

export interface ContractCase {
  readonly tokenizer: Tokenizer;
  /** How a text comes back: itself, or its normal form where the tokenizer normalizes. */
  readonly normal?: (text: string) => string;
  /** What the tokenizer puts before a text at the beginning of a sequence, and decodes too: SentencePiece's space. */
  readonly start?: string;
}

export function testTokenizer(
  name: string,
  { tokenizer, normal = (text) => text, start = '' }: ContractCase,
): void {
  const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom(...texts));
  const { eos_token: end } = tokenizer.namedTokens;

  describe(`${name} keeps the contract of a tokenizer`, () => {
    test('a text comes back as it was, with ids below the size of the vocabulary', () => {
      fc.assert(
        fc.property(anyText, (text) => {
          const ids = tokenizer.encode(text);
          expect(tokenizer.decode(ids)).toBe(normal(text));
          expect(ids.every((id) => id >= 0 && id < tokenizer.vocabularySize)).toBe(true);
        }),
      );
    });

    test('pieces one after another come back together: no space is added or lost between them', () => {
      fc.assert(
        fc.property(fc.array(anyText, { maxLength: 4 }), (pieces) => {
          const ids = pieces.flatMap((piece) => tokenizer.encode(piece));
          expect(tokenizer.decode(ids)).toBe(pieces.map(normal).join(''));
        }),
      );
    });

    test('a stream gives the same text, and never half a character', () => {
      fc.assert(
        fc.property(anyText, (text) => {
          const stream = tokenizer.createDecodeStream();
          const parts = tokenizer.encode(text).map((id) => stream.push(id));
          expect([...parts, stream.end()].join('')).toBe(normal(text));
          if (!text.includes('\uFFFD')) expect(parts.join('')).toBe(normal(text));
        }),
      );
    });

    test('special tokens are found only where they are asked for', () => {
      const text = `one${end}two`;
      expect(tokenizer.encode(text)).not.toContain(tokenizer.endOfText);
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      expect(tokenizer.encodeWithSpecial(text)).toEqual([
        ...tokenizer.encodeStart([{ text: 'one', special: false }]),
        tokenizer.endOfText,
        ...tokenizer.encode('two'),
      ]);
      expect(tokenizer.decode([tokenizer.endOfText])).toBe(end);
      expect(tokenizer.isSpecial(tokenizer.endOfText)).toBe(true);
      expect(tokenizer.encode('a').some((id) => tokenizer.isSpecial(id))).toBe(false);
      expect([...tokenizer.endOfTextIds]).toContain(tokenizer.endOfText);
    });

    test('a sequence begins with parts as one text; special tokens of those that have them are found', () => {
      fc.assert(
        fc.property(fc.array(anyText, { maxLength: 3 }), anyText, (before, text) => {
          const parts = [...before, `x${text}`].map((part) => ({ text: part, special: false }));
          const whole = parts.map((part) => part.text).join('');
          const ids = tokenizer.encodeStart(parts);
          expect(ids).toEqual(tokenizer.encodeStart([{ text: whole, special: false }]));
          expect(tokenizer.decode(ids)).toBe(normal(/^[ ▁]/.test(whole) ? whole : start + whole));
        }),
      );
      const parts = [`one${end}`, `two${end}`, end].map((text, index) => ({ text, special: index !== 1 }));
      const ids = tokenizer.encodeStart(parts);
      expect(ids.filter((id) => id === tokenizer.endOfText)).toHaveLength(2);
      expect(tokenizer.decode(ids)).toBe(`${start}one${end}two${end}${end}`);
    });

    test('an id that no token has is an error', () => {
      for (const decode of [
        (id: number) => tokenizer.decode([id]),
        (id: number) => tokenizer.createDecodeStream().push(id),
      ]) {
        expect(() => decode(tokenizer.vocabularySize)).toThrow(
          expect.objectContaining({ code: 'token-unknown' }),
        );
      }
      for (let id = -1; id <= tokenizer.vocabularySize; id++) {
        if (tokenizer.has(id)) tokenizer.decode([id]);
        else expect(() => tokenizer.decode([id])).toThrow();
      }
      expect(tokenizer.has(tokenizer.endOfText)).toBe(true);
    });

    test('its files are read as the same tokenizer', () => {
      const files = tokenizer.files({ contextLength: 77 });
      expect(JSON.parse(files['tokenizer_config.json'] ?? '')).toMatchObject({ model_max_length: 77 });
      const again = readTokenizerFiles(files, 'model/tokenizer.json');
      for (const text of [...texts, `one${end}two`]) {
        expect(again.encode(text)).toEqual(tokenizer.encode(text));
        expect(again.encodeWithSpecial(text)).toEqual(tokenizer.encodeWithSpecial(text));
      }
      for (const part of [
        'vocabularySize',
        'endOfText',
        'prefixIds',
        'namedTokens',
        'chatTemplate',
      ] as const) {
        expect(again[part]).toEqual(tokenizer[part]);
      }
    });
  });
}
