// A run directory: what was trained, from what, how, and where its files are. `run.json` is its record.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  command,
  messageOf,
  ownerOfName,
  recoverDirectory,
  SocraticError,
  say,
  sha256,
  writeJson,
} from '../common/index.ts';
import { type RoleName, strategyNames } from '../strategy/index.ts';
import { promptFormatSchema } from './prompt-format.ts';

export const modelRecordSchema = z.object({
  /** Weights that training changes; all of them where it is missing. */
  trainedParameters: z.number().optional(),
  parameters: z.number(),
  /** 2 where batches were computed in two parts at the same time, which decides how sums are rounded; 1 where it is missing. */
  sessions: z.number().optional(),
  /** Optimizer steps, tokens and supervised tokens seen, forward and backward FLOPs, wall time. */
  steps: z.number(),
  totalSteps: z.number(),
  tokens: z.number(),
  supervisedTokens: z.number(),
  flops: z.number(),
  seconds: z.number(),
  finalLoss: z.number().nullable(),
  /** Of the weights that were kept. */
  validationLoss: z.number().nullable(),
  /** The validation loss before the first step; null where there is no validation, and in older records. */
  startLoss: z.number().nullable().default(null),
  /** The loss of guessing every token alike. */
  guessingLoss: z.number().optional(),
  /**
   * The step whose weights are the model's, since they were best on validation: 0 for those before the first step. Null where
   * validation did not decide: the last ones are kept. (In older records it is null as well where the best ones were the last.)
   */
  bestStep: z.number().nullable().default(null),
  /** Training ended before its planned length because validation got no better. */
  stoppedEarly: z.boolean().default(false),
  sequences: z.number(),
  /** Sequences never trained on: longer than the context, or with nothing to learn. */
  tooLong: z.number(),
  unsupervised: z.number(),
  /**
   * The highest resident size of the training process: estimated before it, by what it is for, and measured in its last start. Null on
   * a GPU.
   */
  memory: z
    .object({
      estimatedBytes: z.number(),
      measuredBytes: z.number(),
      parts: z.record(z.string(), z.number()),
    })
    .nullable()
    .default(null),
});

const runRecord = z.object({
  format: z.literal(1),
  strategy: z.enum(strategyNames),
  mode: z.enum(['upfront', 'interleaved']),
  style: z.enum(['text', 'equations']),
  student: z.string(),
  /** What a pretrained student was before, as far as its files say. */
  base: z
    .object({
      path: z.string(),
      name: z.string().nullable(),
      licence: z.string().nullable(),
      /** Of its weights: a run does not go on from others. */
      fingerprint: z.string().optional(),
    })
    .nullable()
    .default(null),
  /** How problems are put to the student. */
  prompt: promptFormatSchema.nullable().default(null),
  /** How that was chosen: the untrained student's validation loss under each format; null where it was given. */
  promptChoice: z.record(z.string(), z.number()).nullable().default(null),
  seed: z.number(),
  status: z.enum(['training', 'interrupted', 'trained']),
  createdAt: z.string(),
  dataset: z.object({
    name: z.string(),
    /** Null where the problems were never in a file. */
    path: z.string().nullable(),
    sha256: z.string(),
    /** The teacher's file that the steps come from. */
    annotations: z.object({ path: z.string(), sha256: z.string() }).exactOptional(),
    /** How answers are read: the type of most train problems. */
    answerType: z.enum(['number', 'boolean', 'text']),
    trainProblems: z.number(),
    leftOut: z.array(z.object({ reason: z.string(), count: z.number() })),
    rationaleSource: z.string(),
  }),
  settings: z.record(z.string(), z.unknown()),
  versions: z.record(z.string(), z.string()),
  gitRevision: z.string().nullable(),
  models: z.partialRecord(z.enum(['student', 'qg', 'qa']), modelRecordSchema),
});

export type ModelRecord = z.infer<typeof modelRecordSchema>;
export type RunRecord = z.infer<typeof runRecord>;

export const runFiles = {
  record: (run: string) => join(run, 'run.json'),
  metrics: (run: string) => join(run, 'metrics.jsonl'),
  model: (run: string, role: RoleName) => join(run, 'models', role),
  /** A low-rank adapter; of a pair's, both are on the model `base`. */
  adapter: (run: string, role: RoleName) => join(run, 'adapters', role),
  base: (run: string) => join(run, 'models', 'base'),
  checkpoints: (run: string, role: RoleName) => join(run, 'checkpoints', role),
  sequences: (run: string, role: RoleName, split: 'train' | 'validation') =>
    join(run, 'sequences', `${role}-${split}.jsonl`),
  /** Of an evaluation: `name` is its split, and whether the calculator was on. */
  predictions: (run: string, name: string) => join(run, `predictions-${name}.jsonl`),
  evaluation: (run: string, name: string) => join(run, `evaluation-${name}.json`),
};

/** Whether a name in a run directory is of an evaluation, under its own name or a temporary one. It says something of that run only. */
export function isOfEvaluation(name: string): boolean {
  return /^(evaluation-[^\\/]*\.json|predictions-[^\\/]*\.jsonl)$/.test(ownerOfName(name)?.name ?? name);
}

/** Tells the run in a directory from every other one that was ever there; null where there is none. */
export function runSha256(run: string): string | null {
  try {
    return sha256(readFileSync(runFiles.record(run)));
  } catch {
    return null;
  }
}

export function writeRunRecord(run: string, record: RunRecord): void {
  writeJson(runFiles.record(run), record);
}

/** Throws `not-a-run` when `run` has no readable run.json. */
export function readRunRecord(run: string): RunRecord {
  recoverDirectory(run);
  const path = runFiles.record(run);
  if (!existsSync(path)) {
    throw new SocraticError(
      'not-a-run',
      say`${run} is not a run directory: it has no run.json. Name the directory that ${command('train')} wrote.`,
      { subject: { path: run } },
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new SocraticError('not-a-run', `${path} is not JSON: ${messageOf(error)}`, {
      subject: { path },
      cause: error,
    });
  }
  const parsed = runRecord.safeParse(json);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const [issue] = issues;
    const more = issues.length > 1 ? `, and ${issues.length - 1} more` : '';
    throw new SocraticError(
      'not-a-run',
      say`${path} is not the record of a run (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}${more}). Name the directory that ${command('train')} wrote, or train again.`,
      {
        subject: { path },
        details: { issues: issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`) },
      },
    );
  }
  return parsed.data;
}
