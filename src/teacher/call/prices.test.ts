import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  batchPrice,
  costOf,
  dollarsText,
  likelyInputTokens,
  likelyTokens,
  mostInputTokens,
  mostTokens,
  priceOf,
  readPrices,
  withoutEntry,
} from './prices.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'prices-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a million tokens cost their price, and parts of a nano-dollar are rounded up', () => {
  const price = { input: 0.15, output: 0.6 };
  expect(costOf(price, { inputTokens: 1e6, outputTokens: 0 })).toBe(0.15e9);
  expect(costOf(price, { inputTokens: 100, outputTokens: 20 })).toBe(27_000);
  expect(costOf({ input: 0.0001, output: 0 }, { inputTokens: 1, outputTokens: 0 })).toBe(1);
  expect(costOf({ input: 0.1, output: 0.2 }, { inputTokens: 1, outputTokens: 1 })).toBe(300);
});

test('the most tokens are the bytes, and some for every message', () => {
  expect(mostTokens(['abc', 'é'])).toBe(16 + 3 + 16 + 2 + 16);
  expect(likelyTokens(['a'.repeat(400)])).toBe(104);
});

test('a prompt counts with its system text, its messages and its schema', () => {
  const prompt = { system: 'ab', messages: [{ role: 'user' as const, content: 'abcd' }] };
  expect(mostInputTokens(prompt)).toBe(16 + 2 + 16 + 4 + 16);
  expect(likelyInputTokens(prompt)).toBe(10); // 2/4 + 4 and 4/4 + 4, rounded up
  const withSchema = { ...prompt, schema: { type: 'object' as const } }; // 17 characters
  expect(mostInputTokens(withSchema)).toBe(16 + 2 + 16 + 4 + 16 + 17 + 16 + 768);
  expect(likelyInputTokens(withSchema)).toBe(18); // and 17/4 + 4
});

test.each([
  [0, '$0'],
  [1, '$1.00'],
  [12.5, '$12.50'],
  [100, '$100.00'],
  [0.5, '$0.5'],
  [0.25, '$0.25'],
  [0.3004, '$0.3'],
  [0.101, '$0.101'],
  [0.000123, '$0.000123'],
  [0.00012345, '$0.000123'],
  [0.0000001, '$0.0000001'],
  [0.000000001, '$0.000000001'],
])('%d dollars read %s', (dollars, text) => {
  expect(dollarsText(dollars)).toBe(text);
});

test('the own table goes before the known one', () => {
  const path = join(folder, 'own.json');
  writeFileSync(path, JSON.stringify({ 'openai:gpt-4o': { input: 1, output: 2 } }));
  const own = readPrices(path);
  expect(priceOf('openai:gpt-4o', own)).toEqual({ input: 1, output: 2, source: `price of ${path}` });
  expect(priceOf('openai:gpt-4o-mini', own)).toEqual({
    input: 0.15,
    output: 0.6,
    source: 'list price of autumn 2025',
  });
  expect(priceOf('openai:none', own)).toBeNull();
});

test.each([
  [['openai:gpt-4.1-mini'], ['gpt-4.1-mini'], 'gpt-4.1-mini'],
  [['openai:gpt-4.1-mini'], ['openai:x', 'OpenAI:GPT-4.1-Mini'], 'OpenAI:GPT-4.1-Mini'],
  [['openai:gpt-4.1-mini'], ['openai:gpt4.1-mini'], 'openai:gpt4.1-mini'],
  [['openai-compatible:http://localhost:1/v1#llama3'], ['Llama3'], 'Llama3'],
  [['config:mine', 'config:mine=openai/gpt-5'], ['mine'], 'mine'],
  [['openai:gpt-4.1-mini'], [' gpt-4.1-mini '], ' gpt-4.1-mini '],
  [['config:mine', 'openrouter/x/gpt-5'], ['OpenRouter/X/GPT-5'], 'OpenRouter/X/GPT-5'],
  [['openai:gpt-4.1-mini'], ['openai:gpt-5', '4.1-mini'], null],
])('a table without an entry for %j: of %j, %j is meant', (names, entries, meant) => {
  const table = Object.fromEntries(entries.map((entry) => [entry, { input: 1, output: 2 }]));
  expect(String(withoutEntry('p.json', table, names))).toBe(
    `\`prices\`: p.json has no price of ${names[0]}. It has ${entries.join(', ')}.${
      meant === null ? '' : ` If "${meant}" is this teacher, its name must be "${names[0]}".`
    }`,
  );
});

test('of a long table the first entries are named, of an empty one nothing', () => {
  const table = (length: number) =>
    Object.fromEntries(Array.from({ length }, (_, i) => [`m${i}`, { input: 1, output: 2 }]));
  expect(String(withoutEntry('p', table(10), ['openai:none']))).toMatch(/It has m0, .*, m7 and 2 more\.$/);
  expect(String(withoutEntry('p', table(8), ['openai:none']))).toMatch(/It has m0, .*, m7\.$/);
  expect(String(withoutEntry('p', {}, ['openai:none']))).toMatch(/It has nothing\.$/);
});

test('a batch costs half, or the share that the table says', () => {
  expect(batchPrice({ input: 0.4, output: 1.6 })).toStrictEqual({ input: 0.2, output: 0.8 });
  const listed = { input: 0.4, output: 1.6, source: 'a list' };
  expect(batchPrice(listed)).toStrictEqual({ input: 0.2, output: 0.8, source: 'a list' });
  const path = join(folder, 'batch.json');
  writeFileSync(path, JSON.stringify({ m: { input: 2, output: 4, batch: 0.75 } }));
  const price = priceOf('m', readPrices(path));
  expect(price === null ? null : batchPrice(price)).toMatchObject({ input: 1.5, output: 3 });
});

test.each([
  ['{"m": {"input": 1}}', /m\.output/],
  ['{"m": {"input": -1, "output": 1}}', /m\.input/],
  ['{"m": {"input": 1, "output": 1, "cached": 0.1}}', /cached/],
  ['{"m": {"input": 1, "output": 1, "batch": "half"}}', /m\.batch/],
  ['[]', /expected a JSON object/],
  ['{', /no JSON/],
])('a table that cannot be used is refused: %s', (text, message) => {
  const path = join(folder, 'bad.json');
  writeFileSync(path, text);
  const refused = expect.objectContaining({ code: 'prices-invalid', subject: { path } });
  expect(() => readPrices(path)).toThrow(refused);
  expect(() => readPrices(path)).toThrow(message);
});
