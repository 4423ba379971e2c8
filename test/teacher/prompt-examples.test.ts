// The few-shot examples of the prompts come from no published split: a teacher that has seen a test problem would not be a teacher.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { needs, pathOf } from '../support/optional-data.ts';
import { annotateWorld } from './annotate-world.ts';
import { socraticJson } from './cli.ts';
import { sumProblem } from './fixtures.ts';

const root = join(import.meta.dirname, '../..');

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

describe('in no file of the published datasets', needs('datasets'), () => {
  let texts: (readonly [path: string, words: string])[] = [];
  beforeAll(() => {
    const published = pathOf('datasets');
    texts = readdirSync(published, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:jsonl?|csv|txt)$/.test(path))
      .map((path) => [path, normal(readFileSync(join(published, path), 'utf8'))]);
  });

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

const world = annotateWorld(12, 3);

test('a prompt of one’s own with a problem of the test split is refused; one of validation may be in it', async () => {
  const prompts = join(dirname(world.out), 'prompts');
  cpSync('prompts', prompts, { recursive: true });
  const path = join(prompts, 'cot.md');
  const text = readFileSync(path, 'utf8');
  const withExample = (index: number) =>
    writeFileSync(path, text.replace('=== user', `=== user\nProblem: ${sumProblem(index).question}\n`));
  withExample(12);
  expect((await socraticJson(...world.command('--prompts', prompts, '--dry-run'))).exitCode).toBe(0);
  withExample(5001);
  for (const more of [['--dry-run'], []]) {
    const { exitCode, json } = await socraticJson(...world.command('--prompts', prompts, ...more));
    expect(exitCode).toBe(2);
    expect(json.error).toMatchObject({
      code: 'example-evaluated',
      message: expect.stringContaining('p5001'),
    });
  }
  expect(world.server.log).toHaveLength(0);
  expect(existsSync(world.out)).toBe(false);
});
