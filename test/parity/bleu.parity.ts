// Our BLEU against sacrebleu's: same tokens, same scores.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/common/index.ts';
import { corpusBleu, tokens13a } from '../../src/evaluate/bleu.ts';
import { needs } from '../support/optional-data.ts';
import { runPython } from './python.ts';

type Case = readonly [texts: readonly string[], references: readonly string[]];

const question = 'How many eggs does she sell on 3 days?';
const cases: Case[] = [
  [[question], [question]],
  [['How many eggs did Janet sell?'], [question]],
  [
    ['', question],
    [question, question],
  ],
  [['no'], ['yes']],
  [['How many?'], ['How many?']],
  [['What is 1,000.50 - 3? &quot;A&quot; 4-5 half-way.'], ['What is 1,000.5 - 3? "A" 4 - 5 halfway.']],
  [['{a} [b] (c) <d> x=y: $5 50% #1 it’s "q" é 数'], ["{a} [b] (c) <d> x = y: $5 50 % #1 it's “q” e 数"]],
  [['a b c d e f'], ['f e d c b a']],
  ...randomCases(40),
];

/** Sentences of few words, so that runs of them agree by chance. */
function randomCases(count: number): Case[] {
  const random = new Random(7);
  const words = ['how', 'many', 'eggs', '3', '4.5', 'left', 'she', 'x-y', '$2,', 'the?'];
  const sentence = () => Array.from({ length: random.integer(1, 12) }, () => random.pick(words)).join(' ');
  return Array.from({ length: count }, () => {
    const pairs = Array.from({ length: random.integer(1, 5) }, () => [sentence(), sentence()] as const);
    return [pairs.map(([text]) => text), pairs.map(([, reference]) => reference)];
  });
}

describe('BLEU against sacrebleu', needs('python'), () => {
  test('tokens and scores', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'socratic-bleu-'));
    try {
      writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
      const expected = await runPython<{ scores: number[]; tokens: string[][][] }>(
        'bleu_reference.py',
        folder,
      );
      for (const [index, [texts, references]] of cases.entries()) {
        expect(texts.map(tokens13a)).toEqual(expected.tokens[index]);
        const pairs = texts.map((text, at) => ({ text, reference: references[at] ?? '' }));
        expect(corpusBleu(pairs), JSON.stringify(pairs)).toBeCloseTo(expected.scores[index] ?? Number.NaN, 9);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
