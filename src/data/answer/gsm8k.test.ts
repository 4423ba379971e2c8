// The extractor on every published reference chain of GSM8K.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needs, pathOf } from '../../../test/support/optional-data.ts';
import { extractAnswer } from './extract.ts';
import { answersMatch } from './match.ts';

function chains(file: string): { question: string; chain: string; steps: string; gold: string }[] {
  const lines = readFileSync(join(pathOf('datasets'), 'gsm8k', file), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const { question, answer: chain } = JSON.parse(line) as { question: string; answer: string };
    const [steps = '', gold = ''] = chain.split('\n####');
    return { question, chain, steps, gold: gold.trim() };
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

  test.each([
    ['train.jsonl', 7120, 5400],
    ['test.jsonl', 1260, 960],
  ])('with the question it is read from sentences of %s without their calculations, and from the last two as one', (file, last, both) => {
    const read = { last: 0, both: 0 };
    for (const { question, steps, gold } of chains(file)) {
      const [end = '', before] = steps.split('\n').map(withoutCalculations).reverse();
      const isRead = (text: string) => {
        const found = extractAnswer(`${text}.`, 'number', { question });
        return found !== null && answersMatch(found, gold.replaceAll(',', ''), 'number');
      };
      if (isRead(end)) read.last++;
      if (isRead(before === undefined ? end : `${before} and ${end}`)) read.both++;
    }
    expect(read.last).toBeGreaterThanOrEqual(last);
    expect(read.both).toBeGreaterThanOrEqual(both);
  });
});

/** `He has 20 - 5 = <<20-5=15>>15 pens` as `He has 15 pens`. */
function withoutCalculations(line: string): string {
  return line
    .replace(/<<[^>]*>>/g, '')
    .replace(/[$\d(][\d\s.,$%()+*/x×÷-]*=\s*(?=[$\d])/g, '')
    .replace(/\.$/, '');
}
