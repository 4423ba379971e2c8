import { expect, test } from 'vitest';
import { inTodaysSpelling } from '../former-spellings.ts';
import { annotateModes } from './annotate.ts';

const rewritten = (...words: string[]) => inTodaysSpelling(words, 'socratic', [annotateModes]);

test.each([
  ['annotate --merge a.jsonl b.jsonl --data d --out o', 'annotations merge a.jsonl b.jsonl --data d --out o'],
  ['annotate --data d --merge a.jsonl b.jsonl --out o', 'annotations merge a.jsonl b.jsonl --data d --out o'],
  [
    'annotate --data d --out o --merge a --allow-incomplete',
    'annotations merge a --data d --out o --allow-incomplete',
  ],
  ['annotate --merge=a --merge=b --force', 'annotations merge a b --force'],
  [
    'annotate --review a.jsonl --data d --out p.html --force',
    'annotations review a.jsonl --data d --out p.html --force',
  ],
  ['annotate --data d --review a.jsonl', 'annotations review a.jsonl --data d'],
  ['annotate --review=a.jsonl', 'annotations review a.jsonl'],
  ['--json annotate --review a.jsonl', '--json annotations review a.jsonl'],
])('%s is %s today', (former, today) => {
  expect(rewritten(...former.split(' ')).words).toEqual(today.split(' '));
});

test('the notice is a command line that a shell takes', () => {
  expect(rewritten('annotate', '--merge', 'my a.jsonl', 'b.jsonl', '--out', 'o').notice).toBe(
    "This spelling will not work in the next version. Today it is written: socratic annotations merge 'my a.jsonl' b.jsonl --out o",
  );
});

test.each([
  'annotate --data d --teacher openai:m --kind cot --out o',
  'annotate --merge --out b.jsonl',
  'annotate --help',
  'annotations merge a b',
  'train --review x',
])('%s stays as it is', (line) => {
  expect(rewritten(...line.split(' '))).toEqual({ words: line.split(' '), notice: null });
});
