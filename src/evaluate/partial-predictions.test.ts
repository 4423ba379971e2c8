import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Prediction } from '../solve/index.ts';
import { PartialPredictions } from './partial-predictions.ts';

let path = '';
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'partial-')), 'predictions-test-partial.jsonl');
});
afterEach(() => rmSync(join(path, '..'), { recursive: true }));

const prediction = (id: string) => ({ id, output: `ä ${id}`, answer: null }) as unknown as Prediction;
const open = (identity = 'one') => new PartialPredictions(path, identity);

test('what was kept is found again, with the seconds that it took, and goes on', () => {
  const first = open();
  expect([first.found, first.seconds]).toEqual([[], 0]);
  first.add(prediction('a'), 1.5);
  first.add(prediction('b'), 4);
  const second = open();
  expect([second.found, second.seconds]).toEqual([[prediction('a'), prediction('b')], 4]);
  second.add(prediction('c'), 2);
  expect([open().found.length, open().seconds]).toEqual([3, 6]);
});

test('another evaluation finds nothing, and replaces it with its first prediction', () => {
  open().add(prediction('a'), 1);
  const other = open('other');
  expect(other.found).toEqual([]);
  expect(open().found.length).toBe(1); // until then nothing is lost
  other.add(prediction('b'), 1);
  expect([open().found, open('other').found]).toEqual([[], [prediction('b')]]);
});

test.each([
  ['cut off', '{"id":"c","outp'],
  ['without its end', '{"id":"c","output":"","elapsed":9}'],
  ['damaged', '\0\0\0\n{"id":"d","elapsed":3}\n'],
  ['of another kind', '[1]\n'],
])('a last line that is %s is left out, and what comes next stands in its place', (_name, rest) => {
  open().add(prediction('a'), 1);
  appendFileSync(path, rest);
  const next = open();
  expect(next.found).toEqual([prediction('a')]);
  next.add(prediction('b'), 1);
  expect(open().found).toEqual([prediction('a'), prediction('b')]);
  expect(readFileSync(path, 'utf8').trimEnd().split('\n').length).toBe(3);
});

test('a file that is none of these is no evaluation', () => {
  writeFileSync(path, '{"id":"a"}\n{"id":"b"}\n');
  expect(open().found).toEqual([]);
});
