import { expect, test } from 'vitest';
import { inTodaysSpelling } from '../former-spellings.ts';
import { evaluateModelOption, scoreAnnotations } from './evaluate.ts';

const rewritten = (line: string) =>
  inTodaysSpelling(line.split(' '), 'socratic', [evaluateModelOption, scoreAnnotations]);

test.each([
  [
    'evaluate --model gpt2 --prompting cot --data d --out o --shots 2',
    'evaluate-model gpt2 --prompting cot --data d --out o --shots 2',
  ],
  ['evaluate --data d --model=./m.gguf --json', 'evaluate-model ./m.gguf --data d --json'],
  [
    '--json evaluate --data d --prompting cot --model openai:gpt-4.1-mini --dry-run',
    '--json evaluate-teacher openai:gpt-4.1-mini --data d --prompting cot --dry-run',
  ],
  ['evaluate --model config:mine --config c.ts', 'evaluate-teacher config:mine --config c.ts'],
  ['evaluate --model openai-compatible:http://h/v1#m', 'evaluate-teacher openai-compatible:http://h/v1#m'],
  ['score --data d --annotations pairs.jsonl', 'annotations compare pairs.jsonl --data d'],
  [
    'score --annotations=pairs.jsonl --data d --split test',
    'annotations compare pairs.jsonl --data d --split test',
  ],
])('%s is %s today', (former, today) => {
  const { words, notice } = rewritten(former);
  expect(words.join(' ')).toBe(today);
  expect(notice).toContain('Today it is written: socratic ');
});

test.each([
  'evaluate runs/mine --data d',
  'evaluate --data d --model',
  'evaluate-model gpt2 --data d',
  'score --data d --predictions p.jsonl',
  'train --data d --annotations a.jsonl',
])('%s stays as it is', (line) => {
  expect(rewritten(line)).toEqual({ words: line.split(' '), notice: null });
});
