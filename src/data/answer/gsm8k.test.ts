// The extractor on every published reference chain of GSM8K; skipped where the data is not at hand.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { extractAnswer } from './extract.ts';
import { answersMatch } from './match.ts';

const folder = join(import.meta.dirname, '../../../../shared/data/gsm8k');

function chains(file: string): { chain: string; steps: string; gold: string }[] {
  const lines = readFileSync(join(folder, file), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const chain = (JSON.parse(line) as { answer: string }).answer;
    const [steps = '', gold = ''] = chain.split('\n####');
    return { chain, steps, gold: gold.trim() };
  });
}

describe.skipIf(!existsSync(folder))('the reference chains of GSM8K', () => {
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
