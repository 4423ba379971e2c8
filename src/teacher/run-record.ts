// The record beside a file of annotations, `FILE.run.json`: what was asked of whom, the account that pays, and what came of it.
import { randomUUID } from 'node:crypto';
import { constants, copyFileSync, existsSync, linkSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import {
  largestFile,
  makeDirectory,
  option,
  readJsonObject,
  SocraticError,
  say,
  writeJson,
} from '../common/index.ts';
import { annotationKinds } from './kinds.ts';
import { type OutputForm, outputChoices, outputForms } from './output-form.ts';
import { type PromptSet, teacherTasks } from './prompts/index.ts';

const annotationRun = z.object({
  format: z.literal(1),
  /** Names the account in the store of responses. */
  id: z.string(),
  startedAt: z.string(),
  /** What decides the annotations: a start with anything else is another run. */
  identity: z.object({
    data: z.object({
      name: z.string(),
      sha256: z.string(),
      splits: z.array(z.enum(['train', 'validation', 'test'])),
    }),
    teacher: z.string(),
    kind: z.enum(annotationKinds),
    blind: z.boolean(),
    samples: z.number(),
    temperature: z.number().nullable(),
    maxTokens: z.number(),
    // records of versions that could not do otherwise
    output: z.enum(outputChoices).default('text'),
    calculator: z.boolean().default(false),
    repair: z.number().default(0),
    logprobs: z.number().nullable().default(null),
    prompts: z.array(z.object({ task: z.enum(teacherTasks), version: z.string(), sha256: z.string() })),
    /** Absent where the run has all problems. */
    shard: z.object({ index: z.number(), count: z.number() }).exactOptional(),
  }),
  /** The form of answers that `auto` has come to; null until then. */
  output: z.enum(outputForms).nullable().default(null),
  /** The version of the reader that read and judged the annotations; null: one before versions were recorded, or several. */
  reader: z.string().nullable().default(null),
  status: z.enum(['annotating', 'stopped', 'annotated']),
  /** `limit` of the last start; null: all problems. */
  limit: z.number().nullable().exactOptional(),
  /** The shards that the annotations were put together from. */
  mergedFrom: z.array(z.object({ file: z.string(), id: z.string(), shard: z.string() })).exactOptional(),
  /** Of the last start. */
  result: z.record(z.string(), z.unknown()).nullable(),
});

export type AnnotationRun = z.infer<typeof annotationRun>;
export type RunIdentity = AnnotationRun['identity'];

export const runRecordPath = (out: string): string => `${out}.run.json`;

/** The prompts as a record names them. */
export function promptRecords(prompts: PromptSet): RunIdentity['prompts'] {
  return [...prompts.values()].map(({ task, version, sha256 }) => ({ task, version, sha256 }));
}

/**
 * The record of the run whose annotations go to `out`: a new one, or that of the run that is gone on with, which may allow longer answers
 * than before. A run with another identity is replaced where nothing came of it, and with `force`: then the new one goes on with its account,
 * since a ceiling is for all that was paid for `out`. With `force` also a file that is none of ours is replaced. Throws
 * `annotations-differ`, `out-exists`, `run-record-invalid`.
 */
export function openRun(out: string, identity: RunIdentity, force: boolean): AnnotationRun {
  const path = runRecordPath(out);
  if (existsSync(out) && statSync(out).isDirectory()) {
    throw new SocraticError('out-is-directory', say`${out} is a directory. Name a file in it.`, {
      subject: { path: out },
    });
  }
  const before = existsSync(path) ? readRun(path) : null;
  if (before !== null) {
    const another = anotherRun(out, before, identity);
    if (another === null) return withIdentity(out, before, identity);
    const fruitless = isFruitless(before);
    if (!force && !fruitless) throw another;
    rmSync(path);
    rmSync(out, { force: true });
    return createRun(out, identity, fruitless ? randomUUID() : before.id);
  }
  if (existsSync(out) && !force) {
    throw new SocraticError(
      'out-exists',
      say`${out} already exists, and there is no ${runRecordPath(out)}, which says that annotate wrote it. Choose another ${option('out')}, or use ${option('force', true)} to replace it.`,
      { subject: { path: out } },
    );
  }
  return createRun(out, identity, randomUUID());
}

/** The record of a run that goes on, with the limit of tokens of now. */
function withIdentity(out: string, before: AnnotationRun, identity: RunIdentity): AnnotationRun {
  if (before.identity.maxTokens === identity.maxTokens) return before;
  const run = { ...before, identity: { ...before.identity, maxTokens: identity.maxTokens } };
  writeRun(out, run);
  return run;
}

const fruitless = z.object({
  chains: z.literal(0),
  usage: z.object({ inputTokens: z.literal(0), outputTokens: z.literal(0) }),
  cost: z.object({ unresolvedCalls: z.literal(0), callsInBatches: z.literal(0) }),
});

/** Whether nothing came of a run, as when its teacher was misspelt: no answer, and no call that may bring or have cost one. */
function isFruitless({ result }: AnnotationRun): boolean {
  return fruitless.safeParse(result).success;
}

/** Why a run with this identity cannot go on with the record at `out`; null where it can. */
function anotherRun(out: string, before: AnnotationRun, identity: RunIdentity): SocraticError | null {
  const path = runRecordPath(out);
  if (before.mergedFrom !== undefined) {
    return new SocraticError(
      'annotations-merged',
      say`${out} was merged from shards. Their answers are in the stores of their machines, so continuing here could pay for them again. Continue with the shards and merge them again, choose another ${option('out')}, or use ${option('force', true)} to replace it.`,
      { subject: { path } },
    );
  }
  // A higher limit of tokens asks again for nothing but what was cut off.
  const isRaised = identity.maxTokens > before.identity.maxTokens;
  const compared = isRaised ? { ...identity, maxTokens: before.identity.maxTokens } : identity;
  if (differences(before.identity, compared).length === 0) return null;
  const different = differences(before.identity, identity);
  return new SocraticError(
    'annotations-differ',
    say`${out} was started with other settings: ${different.join('; ')}. Choose another ${option('out')}, or use ${option('force', true)} to replace it. ${paidAgain(before.identity, identity)}`,
    { subject: { path }, details: { different } },
  );
}

/** Settings of which no request depends. */
const besideRequests: readonly (keyof RunIdentity)[] = ['calculator', 'shard', 'samples', 'repair'];

/** What a start with other settings would pay for. */
function paidAgain(before: RunIdentity, now: RunIdentity): string {
  const changed = (Object.keys(now) as (keyof RunIdentity)[]).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]),
  );
  const asked = changed.filter((key) => !besideRequests.includes(key));
  if (asked.length === 0) return 'Answers are in the store, so none is paid for again.';
  if (asked.every((key) => key === 'maxTokens')) {
    return 'Whole answers are in the store, so only those that were cut off are paid for again.';
  }
  return `Another ${asked.join(', ')} makes other requests: the answers in the store are kept, and the new ones are paid for.`;
}

/** What the run whose annotations go to `out` has decided on, for a dry run. Throws `run-record-invalid`. */
export function decidedOutput(out: string): OutputForm | null {
  const path = runRecordPath(out);
  return existsSync(path) ? readRun(path).output : null;
}

/** Two processes that start the same run at once must not have two accounts: only one of them makes the record. */
function createRun(out: string, identity: RunIdentity, id: string): AnnotationRun {
  const path = runRecordPath(out);
  const run: AnnotationRun = {
    format: 1,
    id,
    startedAt: new Date().toISOString(),
    identity,
    output: null,
    reader: null,
    status: 'annotating',
    result: null,
  };
  makeDirectory(dirname(path));
  const own = `${path}.${randomUUID()}.tmp`;
  writeJson(own, run);
  try {
    placeNew(own, path);
    return run;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const first = readRun(path);
    const another = anotherRun(out, first, identity);
    if (another !== null) throw another;
    return first;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Puts a file where there is none, whole; throws EEXIST. Where the file system has no hard links, by an exclusive write. */
function placeNew(from: string, path: string): void {
  try {
    linkSync(from, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    copyFileSync(from, path, constants.COPYFILE_EXCL);
  }
}

/** Writes how a run stands. */
export function writeRun(out: string, run: AnnotationRun): void {
  writeJson(runRecordPath(out), run);
}

/** The record at `path`. Throws `run-record-invalid`. */
export function readRun(path: string): AnnotationRun {
  const parsed = annotationRun.safeParse(readJsonObject(path, largestFile.config, 'run-record-invalid'));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new SocraticError(
    'run-record-invalid',
    `${path} is not the record of a run of annotate: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`,
    { subject: { path } },
  );
}

/** What differs between two runs, as words; an empty list when nothing does. */
export function differences(before: RunIdentity, now: RunIdentity): string[] {
  const shown = (value: unknown) => JSON.stringify(value) ?? 'none';
  // a dataset's name may be a path, which differs from machine to machine
  const compared = (identity: RunIdentity, key: keyof RunIdentity) =>
    shown(key === 'data' ? { ...identity.data, name: '' } : identity[key]);
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .map((key) => key as keyof RunIdentity)
    .filter((key) => compared(before, key) !== compared(now, key))
    .map((key) =>
      key === 'data' || key === 'prompts'
        ? `${key} have changed`
        : `${key} was ${shown(before[key])}, now ${shown(now[key])}`,
    );
}
