// Sequences against the size of a micro-batch.
import { expect, test } from 'vitest';
import { type Message, silentReporter } from '../common/index.ts';
import type { TrainingSequence } from '../engine/train/index.ts';
import type { RunOptions } from './run-options.ts';
import { warnOfLongSequences } from './run-sequences.ts';
import { scratchSettings } from './settings.ts';

const sequence = (length: number): TrainingSequence => ({
  id: `${length}`,
  ids: new Int32Array(length),
  learned: new Uint8Array(length),
});

function warningsFor(tokenBudget: number): string[] {
  const warnings: string[] = [];
  const options: Pick<RunOptions, 'strategy' | 'optimizer'> = {
    strategy: 'socratic',
    optimizer: { ...scratchSettings, tokenBudget },
  };
  const made = new Map([
    ['qg' as const, { train: [20, 30].map(sequence), validation: [] }],
    ['qa' as const, { train: [40, 50, 60, 70, 2000].map(sequence), validation: [sequence(90)] }],
  ]);
  const reporter = { ...silentReporter, warn: (line: string | Message) => warnings.push(String(line)) };
  warnOfLongSequences(options, { contextLength: 100 }, made, reporter);
  return warnings;
}

test('sequences that are longer than a micro-batch are counted, by model; those beyond the context are not among them', () => {
  expect(warningsFor(70)).toEqual([]);
  expect(warningsFor(50)).toEqual([
    'socratic qa: 2 of 4 sequences are longer than `batchTokens: 50`. Each such sequence is a micro-batch of its own; the longest has 70 tokens.',
  ]);
  expect(warningsFor(16).map((line) => line.slice(0, 58))).toEqual([
    'socratic qg: All 2 sequences are longer than `batchTokens:',
    'socratic qa: All 4 sequences are longer than `batchTokens:',
  ]);
});
