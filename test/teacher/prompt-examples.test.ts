// The few-shot examples of the prompts come from no published split: a teacher that has seen a test problem would not be a teacher.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const published = join(root, '../shared/data');

/** The words of a text, as one string. */
const normal = (text: string) => (text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []).join(' ');

/** The problems of the examples in a prompt file. */
function examplesOf(file: string): string[] {
  const text = readFileSync(join(root, 'prompts', file), 'utf8');
  return [...text.matchAll(/^Problem: (.+)$/gm)]
    .map(([, question = '']) => question)
    .filter((question) => !question.includes('{{'));
}

const files = readdirSync(join(root, 'prompts'));
const examples = [...new Set(files.flatMap(examplesOf))];

test('every prompt file has examples', () => {
  for (const file of files) expect(examplesOf(file).length, file).toBeGreaterThanOrEqual(3);
  expect(examples).toHaveLength(6);
});

describe.skipIf(!existsSync(published))('in no file of the published datasets', () => {
  const texts = readdirSync(published, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:jsonl?|csv|txt)$/.test(path))
    .map((path) => [path, normal(readFileSync(join(published, path), 'utf8'))] as const);

  test.each(examples)('%s', (question) => {
    expect(texts.length).toBeGreaterThan(2);
    const words = normal(question).split(' ');
    // a sentence of it would give it away too: no eight words in a row
    const runs = words.slice(7).map((_, index) => words.slice(index, index + 8).join(' '));
    expect(runs.length).toBeGreaterThan(0);
    const found = texts.flatMap(([path, text]) =>
      runs.filter((run) => text.includes(run)).map((run) => `${path}: ${run}`),
    );
    expect(found).toEqual([]);
  });
});
