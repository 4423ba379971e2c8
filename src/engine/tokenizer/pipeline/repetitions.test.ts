import { describe, expect, test } from 'vitest';
import { readTokenizerFiles } from '../index.ts';
import { preTokenizerJson } from '../split-patterns.ts';
import { repeatsVariants } from './repetitions.ts';
import { filesOf, gemma } from './tiny-tokenizers.fixture.ts';

const hostile = [
  '(a+)+$',
  '(?:a|aa)*b',
  '(a?){30}a',
  '((?:ab*)c)+',
  '(?i:\\p{L}+|x)*',
  '([[a]b]+)+',
  '(?<name>a+)+',
  '(?:(?=a+)b|c){2,}',
];

/** The regular expressions of Llama 3's and Qwen2's tokenizers. */
const published = (['llama3', 'qwen2'] as const).flatMap((name) =>
  [...JSON.stringify(preTokenizerJson(name)).matchAll(/"Regex":("(?:[^"\\]|\\.)*")/g)].map(
    ([, text = '']) => JSON.parse(text) as string,
  ),
);

describe('a regular expression that repeats a group', () => {
  test.each(hostile)('%s could take time without end', (pattern) => {
    expect(repeatsVariants(pattern)).toBe(true);
  });

  test.each([
    ...published,
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)?[^\\r\\n\\p{L}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}]+[\\r\\n]*|\\s+(?!\\S)",
    '[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}]*[\\p{Ll}\\p{Lm}]+(?i:’s|’t)?|\\s+',
    '(?:ab)+',
    '[(a+)+]*',
    '\\(a+\\)+',
    ' {2,}',
  ])('%s does not', (pattern) => {
    expect(repeatsVariants(pattern)).toBe(false);
  });

  test.each(
    hostile,
  )('%s in a tokenizer.json is refused by name before any text is cut with it', (pattern) => {
    const json = {
      ...gemma.json,
      pre_tokenizer: { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false },
    };
    const files = filesOf({ ...gemma, json });
    expect(() => readTokenizerFiles(files, 'tokenizer.json')).toThrow(
      expect.objectContaining({
        code: 'tokenizer-unsupported',
        message: expect.stringContaining('pre_tokenizer'),
      }),
    );
  });
});
