// A run directory: what was trained, from what, how, and where its files are. `run.json` is its record.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import {
  command,
  type Message,
  messageOf,
  ownerOfName,
  recoverDirectory,
  SocraticError,
  say,
  sha256,
  writeJson,
} from '../common/index.ts';
import { guidances, type RoleName, strategyNames } from '../strategy/index.ts';
import { promptFormatSchema } from './prompt-format.ts';

export const modelRecordSchema = z.object({
  /** Parameters that were trained; all of them if missing. */
  trainedParameters: z.number().optional(),
  /** Number of parameters. */
  parameters: z.number(),
  /** 2 if batches were computed in two parts at the same time, which affects rounding; 1 if missing. */
  sessions: z.number().optional(),
  /** Optimizer steps done. */
  steps: z.number(),
  /** Planned optimizer steps. */
  totalSteps: z.number(),
  /** Tokens seen in training. */
  tokens: z.number(),
  /** Tokens of these that count in the loss. */
  supervisedTokens: z.number(),
  /** FLOPs of all forward and backward passes. */
  flops: z.number(),
  /** Training time, in seconds. */
  seconds: z.number(),
  /** Training loss at the end, in nats for each supervised token; null before the first step. */
  finalLoss: z.number().nullable(),
  /** Validation loss of the kept weights; null without validation. */
  validationLoss: z.number().nullable(),
  /** Validation loss before the first step; null without validation and in older records. */
  startLoss: z.number().nullable().default(null),
  /** Loss of a model that gives every token the same probability. Missing in older records. */
  guessingLoss: z.number().optional(),
  /**
   * The step whose weights are kept because they were best on validation, 0 for the untrained weights; null if the last weights are kept.
   * (In older records also null if the best weights were the last.)
   */
  bestStep: z.number().nullable().default(null),
  /** Whether training ended early because validation did not improve. */
  stoppedEarly: z.boolean().default(false),
  /** The step after which training ended because it diverged: the weights are then the best before that. Null if it did not diverge. */
  divergedAt: z.number().nullable().default(null),
  /** Number of training sequences. */
  sequences: z.number(),
  /** Sequences that were left out because they are longer than the context. */
  tooLong: z.number(),
  /** Sequences that were left out because they have no supervised tokens. */
  unsupervised: z.number(),
  /** Peak memory of the training process in bytes: the estimate, its parts, and what was measured in the last start; null on a GPU. */
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
  /** Strategy of the run. */
  strategy: z.enum(strategyNames),
  /** How a pair works: all sub-questions first, or one at a time. */
  mode: z.enum(['upfront', 'interleaved']),
  /** What the decomposer of a pair plans by before it asks; absent: it writes no plan. */
  guidance: z.enum(guidances).exactOptional(),
  /** Form of the rationales. */
  style: z.enum(['text', 'equations']),
  /** The model that was trained, as `student` names it. */
  student: z.string(),
  /** The pretrained model, as far as its files describe it; null for random weights. */
  base: z
    .object({
      path: z.string(),
      name: z.string().nullable(),
      licence: z.string().nullable(),
      /** Hash of its weights: a run does not continue with others. */
      fingerprint: z.string().optional(),
    })
    .nullable()
    .default(null),
  /** Text and token ids around a problem; null before they are chosen. */
  prompt: promptFormatSchema.nullable().default(null),
  /** Validation loss of the untrained student under each prompt format, if the format was chosen by it; null otherwise. */
  promptChoice: z.record(z.string(), z.number()).nullable().default(null),
  seed: z.number(),
  /** `interrupted`: the run can be resumed. `diverged`: it ended without a model, and resuming it is of no use. */
  status: z.enum(['training', 'interrupted', 'trained', 'diverged']),
  createdAt: z.string(),
  /** What the models were trained on. */
  dataset: z.object({
    name: z.string(),
    /** Null if the problems were only in memory. */
    path: z.string().nullable(),
    sha256: z.string(),
    /** The file of annotations that the steps come from. */
    annotations: z.object({ path: z.string(), sha256: z.string() }).exactOptional(),
    /** How answers are read: the type of most train problems. */
    answerType: z.enum(['number', 'boolean', 'text']),
    /** Number of problems in the training sequences. */
    trainProblems: z.number(),
    /** Train problems that the strategy can use; `trainProblems` are the first of them. Missing in older records. */
    usableProblems: z.number().exactOptional(),
    /** Problems that were left out, by reason. */
    leftOut: z.array(z.object({ reason: z.string(), count: z.number() })),
    /** Where the steps come from. */
    rationaleSource: z.string(),
    /** Train problems in whose steps no equation was found; absent unless the run plans by equations. */
    withoutEquations: z.number().exactOptional(),
  }),
  settings: z.record(z.string(), z.unknown()),
  versions: z.record(z.string(), z.string()),
  gitRevision: z.string().nullable(),
  /** `student`, or `qg` (asks the sub-questions) and `qa` (answers them). */
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
  /** The problems of the training sequences, so that an evaluation can say which of its problems are among them. */
  trainedProblems: (run: string) => join(run, 'trained-problems.jsonl'),
  /** Of an evaluation: `name` is its split, and whether the calculator was on. */
  predictions: (run: string, name: string) => join(run, `predictions-${name}.jsonl`),
  evaluation: (run: string, name: string) => join(run, `evaluation-${name}.json`),
  /** A drawing of how far the evaluation's answers can be trusted. */
  confidence: (run: string, name: string) => join(run, `confidence-${name}.svg`),
  /** Chains of an evaluation, or of `solve`, with parts that were asked elsewhere: problems with steps, to train on. */
  consulted: (run: string, name: string) => join(run, `consulted-${name}.jsonl`),
};

/** Whether a name in a run directory is of an evaluation, under its own name or a temporary one. It says something of that run only. */
export function isOfEvaluation(name: string): boolean {
  return /^(evaluation-[^\\/]*\.json|(predictions|consulted)-[^\\/]*\.jsonl|confidence-[^\\/]*\.svg)$/.test(
    ownerOfName(name)?.name ?? name,
  );
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

/** What to name instead of `path`, which is no run. */
function adviceFor(path: string): Message {
  if (basename(path) === 'run.json' && existsSync(path)) return say`Name its directory: ${dirname(path)}`;
  const inside = runsIn(path);
  if (inside.length === 0) return say`Name the directory that ${command('train')} wrote.`;
  const more = inside.length > mostNamed ? ', …' : '';
  return say`It holds runs. Name one of them: ${inside.slice(0, mostNamed).join(', ')}${more}`;
}

const mostNamed = 6;

/** The runs that a directory holds. */
function runsIn(directory: string): string[] {
  try {
    return readdirSync(directory)
      .sort()
      .map((name) => join(directory, name))
      .filter((path) => existsSync(runFiles.record(path)));
  } catch {
    return []; // there is no such directory
  }
}

/** Throws `not-a-run` when `run` has no readable run.json. */
export function readRunRecord(run: string): RunRecord {
  recoverDirectory(run);
  const path = runFiles.record(run);
  if (!existsSync(path)) {
    throw new SocraticError(
      'not-a-run',
      say`${run} is not a run directory: it has no run.json. ${adviceFor(run)}`,
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
