// The extractor on every published reference chain of GSM8K.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needs, pathOf } from '../../../test/support/optional-data.ts';
import { extractAnswer } from './extract.ts';
import { answersMatch } from './match.ts';

function chains(file: string): { chain: string; steps: string; gold: string }[] {
  const lines = readFileSync(join(pathOf('datasets'), 'gsm8k', file), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const chain = (JSON.parse(line) as { answer: string }).answer;
    const [steps = '', gold = ''] = chain.split('\n####');
    return { chain, steps, gold: gold.trim() };
  });
}

describe('the reference chains of GSM8K', needs('datasets'), () => {
  test.each([
    ['train.jsonl', 7473],
    ['test.jsonl', 1319],
    ['train_socratic_748.jsonl', 748],
    ['test_socratic.jsonl', 1319],
  ])('the gold answer is read from every chain of %s', (file, count) => {
    const all = chains(file);
    expect(all).toHaveLength(count);
    const wrong = all.filter(({ chain, gold }) => {
      const extraction = extractAnswer(chain, 'number');
      return extraction?.rule !== 'marker' || extraction.value !== gold.replaceAll(',', '');
    });
    expect(wrong).toEqual([]);
  });

  test('without the #### line it is read from more than 99 % of them; some chains do not hold it at all', () => {
    const all = [...chains('train.jsonl'), ...chains('test.jsonl')];
    const read = all.filter(({ steps, gold }) => {
      const extraction = extractAnswer(steps, 'number');
      return extraction !== null && answersMatch(extraction, gold, 'number');
    });
    expect(all).toHaveLength(8792);
    expect(read.length / all.length).toBeGreaterThan(0.99);
  });
});
