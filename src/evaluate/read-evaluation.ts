// An evaluation of a run as its files say it, for whoever reports on it: of this run, and beside its own predictions.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf, readJsonLines, SocraticError, sha256 } from '../common/index.ts';
import { modelRecordSchema, runFiles, runSha256 } from '../distill/index.ts';
import type { Limit, Prediction } from '../solve/index.ts';
import type { RunEvaluation } from './run-evaluation.ts';

const limits = ['steps', 'tokens', 'context', 'stuck'] as const satisfies readonly Limit[];

const accuracy = {
  total: z.number(),
  correct: z.number(),
  accuracy: z.number(),
  ci95: z.tuple([z.number(), z.number()]),
};

/** What only some evaluations have (samples, votes, repeats) is taken as it was written. */
const schema: z.ZodType<RunEvaluation> = z.looseObject({
  run: z.string(),
  runSha256: z.string(),
  models: z.record(z.string(), modelRecordSchema),
  maxNewTokens: z.number(),
  maxSteps: z.number().nullable(),
  trainedOn: z.number().nullable().default(null),
  warnings: z.array(z.string()).default([]),
  strategy: z.string(),
  split: z.string(),
  dataset: z.object({ name: z.string(), path: z.string().nullable(), sha256: z.string() }),
  duplicates: z.number(),
  ...accuracy,
  unreadable: z.number(),
  bySteps: z.array(z.object({ steps: z.number(), ...accuracy })),
  generatedTokensPerProblem: z.number().nullable(),
  calculator: z.boolean(),
  calculatorUses: z.number(),
  generatedTokens: z.number(),
  forcedTokens: z.number(),
  limits: z.record(z.enum(limits), z.number()),
  seconds: z.number(),
  predictions: z.string(),
  predictionsSha256: z.string(),
});

/** What is in a run of an evaluation, or why that cannot be used. */
export type FoundEvaluation =
  | { readonly evaluation: RunEvaluation; readonly problem?: never }
  | { readonly evaluation: null; readonly problem: string };

/** The evaluation `name` in a run, with its paths as of now; null where there is none. */
export function findEvaluation(run: string, name: string): FoundEvaluation | null {
  const path = runFiles.evaluation(run, name);
  const unusable = (problem: string): FoundEvaluation => ({
    evaluation: null,
    problem: `${path} ${problem}`,
  });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return unusable(`cannot be read: ${messageOf(error)}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return unusable(`is not JSON: ${messageOf(error)}`);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return unusable(`is no evaluation of this version: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const evaluation = { ...parsed.data, run, predictions: runFiles.predictions(run, name) };
  if (evaluation.runSha256 !== runSha256(run)) return unusable('is about another run than the one beside it');
  if (evaluation.predictionsSha256 !== sha256OfFile(evaluation.predictions))
    return unusable(`is not about the predictions in ${evaluation.predictions}`);
  return { evaluation };
}

/** The predictions that an evaluation is about. Throws `predictions-unusable` when there are others in its file by now. */
export function predictionsOf({ predictions, predictionsSha256 }: RunEvaluation): readonly Prediction[] {
  if (sha256OfFile(predictions) !== predictionsSha256) {
    throw new SocraticError(
      'predictions-unusable',
      `${predictions} has changed since its evaluation was written. Evaluate the run again.`,
      { subject: { path: predictions } },
    );
  }
  return readJsonLines(predictions).values.map(({ value }) => value as Prediction); // written by our own evaluation
}

function sha256OfFile(path: string): string | null {
  try {
    return sha256(readFileSync(path));
  } catch {
    return null;
  }
}
