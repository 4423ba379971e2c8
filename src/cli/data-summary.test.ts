import { expect, test } from 'vitest';
import type { DatasetSummary } from '../data/index.ts';
import { formatDatasetSummary } from './data-summary.ts';

const summary: DatasetSummary = {
  dataset: 'gsm8k',
  splits: { train: 7473, test: 1319 },
  validation: 747,
  skipped: [],
  duplicatesAcrossSplits: 0,
  duplicatesWithinSplits: { train: 1, test: 0 },
  duplicateIds: [['gsm8k-train-1', 'gsm8k-train-2']],
  withSteps: { train: 7473, test: 1319 },
  withSubQuestions: { train: 7402, test: 0 },
  withoutSteps: [],
  renamedIds: [],
  notes: [],
  warnings: [],
  details: {},
};

test('a clean dataset: counts, what has sub-questions, and the command to try next', () => {
  expect(formatDatasetSummary(summary, 'data/gsm8k').split('\n')).toEqual([
    'gsm8k: 8,792 problems',
    '',
    'split  problems     with steps  with sub-questions  duplicates',
    '─────  ────────  ─────────────  ──────────────────  ──────────',
    'train     7,473  7,473 (100 %)        7,402 (99 %)           1',
    'test      1,319  1,319 (100 %)                   –           0',
    '',
    '747 of the train problems are set aside for validation.',
    'No test question stands in train.',
    'No line was skipped.',
    '',
    'Written to data/gsm8k. Next:',
    '  socratic train --data data/gsm8k --strategy socratic --student scratch:tiny --out runs/first',
  ]);
});

test('what the answers are, and which are of another type than most', () => {
  const others = Array.from({ length: 100 }, (_, i) => ({
    file: 'a.csv',
    line: i + 2,
    reason: `the answer "x${i}" is text`,
  }));
  const text = formatDatasetSummary(
    { ...summary, answers: { number: 8687, boolean: 1, text: 104, missing: 3, others } },
    'out',
  );
  expect(text).toContain(
    'Answers: 8,687 numbers, 1 yes or no, 104 texts. 3 lines without an answer: set aside.\n105 lines with another type of answer than most:\n  a.csv:2: the answer "x0" is text\n',
  );
  expect(text).toContain('  and 100 more, the first 100 in dataset.json\n');
  const clean = { number: 0, boolean: 0, text: 1, missing: 0, others: [] };
  expect(formatDatasetSummary({ ...summary, answers: clean }, 'out')).toContain(
    '\nAnswers: 1 text.\nNo line was skipped.\n',
  );
});

test('bad lines are named up to five, overlaps, details and notes are said', () => {
  const skipped = Array.from({ length: 7 }, (_, i) => ({ file: 'a.jsonl', line: i + 1, reason: 'not JSON' }));
  const text = formatDatasetSummary(
    {
      ...summary,
      skipped,
      duplicatesAcrossSplits: 1,
      withoutSteps: [{ file: 'b.csv', line: 9, reason: 'its equation gives 3, its answer is 4' }],
      renamedIds: [{ split: 'test', id: '1', renamedTo: '1-2' }],
      withSubQuestions: { train: 0, test: 0 },
      notes: ['read as published'],
      details: {
        maxNumber: 1000,
        structuresBySteps: [
          { steps: 2, available: 1200 },
          { steps: 3, available: 5 },
        ],
      },
    },
    'out',
  );
  expect(text).toContain('7 lines skipped:\n  a.jsonl:1: not JSON\n');
  expect(text).toContain('  a.jsonl:5: not JSON\n  and 2 more, all of them in dataset.json\n');
  expect(text).toContain('1 test question also in train: kept');
  expect(text).toContain('1 repeated id got a number appended.');
  expect(text).toContain('  b.csv:9: its equation gives 3, its answer is 4\n');
  expect(text).toContain('max number: 1,000\n');
  expect(text).toContain(
    'structures by steps:\n  steps  available\n  ─────  ─────────\n      2      1,200\n      3          5\n',
  );
  expect(text).toContain('Note: read as published\n');
  expect(text).toContain('--strategy cot ');
});
