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
  '\\s*\\s*\\s*\\s*\\s*\\s*x',
  '\\s+\\s*x',
  '\\s*\\s\\s*x',
  'a*b?a*c',
  '.*[ab]*\\w+x',
  '(?:\\s*)(?:\\s*)x',
  '(?:ab)*(?:ab)*c',
  '(?:x|\\d+)\\d*y',
  '(?:\\d+|x)\\d*y',
  '(?:a\\s*)?\\s*b',
  'a{2,}a*b',
  'a?a?a?a?a?a?a?aaaaaaa',
  '[^a]*b*[^c]*.*x',
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
    '\\d{1,3}(?=(?:\\d{3})*\\b)',
    '(?:a{3})+',
    '(?:a{2,2}b)*',
    '\\s*[\\r\\n]+',
    '\\s*a\\s*b',
    'a*|a*',
    'a*?b',
    ' ?\\s+',
    '(?=a*)a*',
    // of GPT-4o
    "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
    // of DeepSeek
    '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
  ])('%s does not', (pattern) => {
    expect(repeatsVariants(pattern)).toBe(false);
  });

  test('a long one is judged in little time', () => {
    const letters = Array.from({ length: 3000 }, (_, index) => String.fromCodePoint(0x4e00 + index));
    const started = performance.now();
    expect(repeatsVariants(letters.map((letter) => `${letter}?`).join(''))).toBe(true);
    expect(repeatsVariants(letters.map((letter) => `${letter}*x`).join(''))).toBe(false);
    expect(repeatsVariants(letters.map((letter) => `(${letter}?`).join(''))).toBe(true);
    expect(repeatsVariants('(?:'.repeat(3000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
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
