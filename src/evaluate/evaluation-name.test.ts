// The names of evaluations in one directory: none is that of an evaluation on other data.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EvaluationPlace, evaluationNameIn } from './evaluation-name.ts';

let out = '';
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'evaluation-name-'));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const hashes = { a: 'aaaaaaaa11111111', b: 'bbbbbbbb22222222' };

/** The name of an evaluation on a dataset, whose file is then there. */
function evaluated(name: string, hash: keyof typeof hashes, place: Partial<EvaluationPlace> = {}): string {
  const dataset = { name, path: null, sha256: hashes[hash] };
  const found = evaluationNameIn({ split: 'test', dataset }, { out, ...place });
  writeFileSync(join(out, `evaluation-${found}.json`), JSON.stringify({ dataset }));
  return found;
}

test("a run's own dataset has the plain name, whatever was there", () => {
  expect(evaluated('svamp', 'b', { isOwn: true })).toBe('test');
  expect(evaluated('mine', 'a', { isOwn: true })).toBe('test');
  expect(evaluated('mine', 'a', { isOwn: true, calculator: true })).toBe('test-calculator');
});

test('what changes the predictions is in the name', () => {
  const name = (options: Partial<EvaluationPlace>) => evaluated('mine', 'a', { isOwn: true, ...options });
  expect(name({ repeats: 'keep' })).toBe('test');
  expect(name({ repeats: 'stop' })).toBe('test-no-repeats');
  expect(name({ resampleSteps: 0 })).toBe('test');
  expect([1, 2].map((resampleSteps) => name({ resampleSteps }))).toEqual([
    'test-resampled-1',
    'test-resampled-2',
  ]);
  expect(name({ repeats: 'stop', resampleSteps: 3 })).toBe('test-no-repeats-resampled-3');
  expect(name({ repetitionPenalty: 1 })).toBe('test');
  expect(name({ repetitionPenalty: 1.1 })).toBe('test-penalty-1.1');
  expect(name({ samples: 4, resampleSteps: 3, repetitionPenalty: 1.25 })).toBe(
    'test-4-samples-resampled-3-penalty-1.25',
  );
  expect(name({ repeats: 'stop', samples: 4, calculator: true })).toBe(
    'test-4-samples-no-repeats-calculator',
  );
});

test('another dataset has a name of its own, the same one each time', () => {
  expect(evaluated('mine', 'a', { isOwn: true })).toBe('test');
  expect(evaluated('svamp', 'b', { isOwn: false })).toBe('svamp-test');
  expect(evaluated('svamp', 'b', { isOwn: false, calculator: true })).toBe('svamp-test-calculator');
  expect(evaluated('svamp', 'b', { isOwn: false })).toBe('svamp-test');
});

test('of two datasets with one name, the second one has its hash in the name', () => {
  expect(evaluated('svamp', 'b', { isOwn: false })).toBe('svamp-test');
  expect(evaluated('svamp', 'a', { isOwn: false })).toBe('svamp-aaaaaaaa-test');
  expect(evaluated('svamp', 'a', { isOwn: false })).toBe('svamp-aaaaaaaa-test');
  expect(evaluated('svamp', 'b', { isOwn: false })).toBe('svamp-test');
});

test('without a run, the first dataset has the plain name', () => {
  expect(evaluated('mine', 'a')).toBe('test');
  expect(evaluated('svamp', 'b')).toBe('svamp-test');
  expect(evaluated('mine', 'a')).toBe('test');
});

test.each([
  ['folder/sub/My problems (2).csv', 'My-problems-2-test'],
  ['C:\\data\\übung.jsonl', 'übung-test'],
  ['../../evil', 'evil-test'],
  ['test', 'test-test'],
  ['???', 'aaaaaaaa-test'],
])('the name %s is one that a file can have', (name, expected) => {
  expect(evaluated(name, 'a', { isOwn: false })).toBe(expected);
});

test('a file that is no evaluation is not replaced', () => {
  writeFileSync(join(out, 'evaluation-svamp-test.json'), 'notes');
  expect(evaluated('svamp', 'b', { isOwn: false })).toBe('svamp-bbbbbbbb-test');
});
