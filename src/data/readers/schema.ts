// The shapes of the dataset directory's files, checked where they are read.
import { z } from 'zod';
import type { Problem } from '../problem.ts';
import { kindOf } from './fields.ts';
import { goldAnswer } from './gold-answer.ts';
import type { DatasetSummary } from './types.ts';

/** Raised when a reader of the old files would misread the new ones. */
export const datasetFormat = 1;

const filled = z.string().refine((text) => text.trim() !== '', 'expected text, found none');

/** One line of `train.jsonl`, `validation.jsonl` or `test.jsonl`. */
export const problemRecord: z.ZodType<Problem> = z
  .object({
    id: filled,
    question: filled,
    answer: filled,
    answerType: z.enum(['number', 'boolean', 'text']),
    steps: z.array(z.object({ question: z.string().exactOptional(), solution: z.string() })).exactOptional(),
    facts: z.array(z.string()).exactOptional(),
    decomposition: z.array(z.string()).exactOptional(),
    meta: z.record(z.string(), z.unknown()).exactOptional(),
  })
  .superRefine(({ answer, answerType }, context) => {
    try {
      goldAnswer(answer, answerType);
    } catch {
      context.addIssue({
        code: 'custom',
        path: ['answer'],
        message: `"${answer}" does not read as a ${answerType}`,
      });
    }
  });

const count = z.number().int().nonnegative();
const counts = z.object({ train: count, test: count });
const lines = z.array(z.object({ file: z.string(), line: count, reason: z.string() }));
const splitName = z.enum(['train', 'validation', 'test']);

const summary = z.object({
  dataset: z.string(),
  splits: counts,
  validation: count,
  answers: z
    .object({ number: count, boolean: count, text: count, missing: count, others: lines })
    .exactOptional(),
  skipped: lines,
  duplicatesAcrossSplits: count,
  duplicatesWithinSplits: counts,
  duplicateIds: z.array(z.array(z.string())),
  withSteps: counts,
  withSubQuestions: counts,
  withoutSteps: lines,
  renamedIds: z.array(z.object({ split: splitName, id: z.string(), renamedTo: z.string() })),
  notes: z.array(z.string()),
  warnings: z.array(z.string()).default([]), // datasets of earlier versions lack it
  details: z.record(z.string(), z.unknown()),
}) satisfies z.ZodType<DatasetSummary>;

/** `dataset.json`. */
export const datasetFile = summary.extend({
  format: z.literal(datasetFormat),
  sha256: z.object({ train: z.string(), validation: z.string(), test: z.string() }),
});

/** The first thing that is wrong, in one line: `expected "steps[0].solution" to be a string, found nothing`. */
export function whatIsWrong(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'not valid';
  const path = issue.path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : `${text}${text === '' ? '' : '.'}${String(key)}`,
    '',
  );
  const where = path === '' ? 'the record' : `"${path}"`;
  if (issue.code === 'invalid_type')
    return `expected ${where} to be ${/^[aeio]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}, found ${kindOf(issue.input)}`;
  return `${where}: ${issue.message}`;
}
