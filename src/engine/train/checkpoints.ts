// Checkpoints: directories that are renamed whole, so that a half-written one is never read. The two newest are kept: where the newest is damaged, training goes on from
// the other.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  type ErrorCode,
  makeDirectory,
  messageOf,
  option,
  recoverWithin,
  SocraticError,
  say,
  writeDirectoryAtomic,
  writeJson,
} from '../../common/index.ts';
import { readSafetensors, writeSafetensors } from '../weights/index.ts';
import type { Trainer } from './trainer.ts';

const KEPT = 2;

/** What a run has done so far, beside the weights and moments. */
export interface Progress {
  /** Optimizer steps done. */
  readonly step: number;
  readonly tokens: number;
  readonly supervisedTokens: number;
  readonly flops: number;
  /** Wall time spent training, over all starts. */
  readonly seconds: number;
  readonly finalLoss: number | null;
  /** The loss of the first step; null before it. */
  readonly firstLoss: number | null;
  /** How many steps in a row, up to this one, had a loss far above guessing. */
  readonly farAbove: number;
  /** The loss on validation before the first step; null where there is no validation. */
  readonly startLoss: number | null;
  /** The step with the lowest validation loss and how many validations came after it; null where none is kept. */
  readonly best: { readonly step: number; readonly loss: number; readonly sinceThen: number } | null;
}

/** What must not change between a checkpoint and its resumption; `sha256` of the settings and sequences. */
export interface CheckpointKey {
  readonly settings: string;
}

const checkpointName = /^step-(\d+)$/;
const bestName = /^best-(\d+)\.safetensors$/;

/** The steps in the names of that form, ascending. */
function stepsIn(directory: string, form = checkpointName): number[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .flatMap((name) => form.exec(name)?.slice(1) ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

const digits = (step: number) => String(step).padStart(8, '0');
const pathOf = (directory: string, step: number) => join(directory, `step-${digits(step)}`);
const bestPath = (directory: string, step: number) => join(directory, `best-${digits(step)}.safetensors`);

/**
 * Writes weights, both moments and the progress to `directory/step-…`, and removes all but the newest two, with the best weights that
 * neither of them names.
 */
export async function saveCheckpoint(
  directory: string,
  model: Trainer,
  progress: Progress,
  key: CheckpointKey,
): Promise<void> {
  const tensors = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const name of model.trainedNames) {
    const { shape, weight, firstMoment, secondMoment } = await model.trained(name);
    tensors.set(`weight.${name}`, { shape, data: weight });
    tensors.set(`first_moment.${name}`, { shape, data: firstMoment });
    tensors.set(`second_moment.${name}`, { shape, data: secondMoment });
  }
  writeDirectoryAtomic(pathOf(directory, progress.step), (temporary) => {
    writeSafetensors(join(temporary, 'state.safetensors'), tensors);
    writeJson(join(temporary, 'progress.json'), { ...progress, key });
  });
  const steps = stepsIn(directory);
  for (const step of steps.slice(0, -KEPT)) rmSync(pathOf(directory, step), { recursive: true, force: true });
  const named = steps.slice(-KEPT).map((step) => progressAt(pathOf(directory, step)).best?.step);
  for (const step of stepsIn(directory, bestName)) if (!named.includes(step)) removeBest(directory, step);
}

const savedProgress = z.object({
  step: z.number(),
  tokens: z.number(),
  supervisedTokens: z.number(),
  flops: z.number(),
  seconds: z.number(),
  finalLoss: z.number().nullable(),
  firstLoss: z.number().nullable().default(null), // checkpoints of earlier versions lack it
  farAbove: z.number().default(0),
  startLoss: z.number().nullable().default(null), // checkpoints of earlier versions lack it
  best: z.object({ step: z.number(), loss: z.number(), sinceThen: z.number() }).nullable(),
  key: z.object({ settings: z.string() }),
});

function progressAt(path: string): Progress & { readonly key: CheckpointKey } {
  const file = join(path, 'progress.json');
  if (!existsSync(file)) throw damaged(file, 'is missing');
  const text = readFileSync(file, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw damaged(file, `is not JSON: ${messageOf(error)}`);
  }
  const parsed = savedProgress.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw damaged(file, `is not the progress of a training: ${issue?.path.join('.')}: ${issue?.message}`);
}

const damaged = (path: string, problem: string) =>
  new SocraticError('checkpoint-damaged', `${path} ${problem}.`, { subject: { path } });

/** Writes the trained weights after `step` to `directory/best-….safetensors`, whole or not at all. */
export async function saveBest(directory: string, model: Trainer, step: number): Promise<void> {
  const tensors = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const name of model.trainedNames) {
    const { shape, weight } = await model.trained(name);
    tensors.set(name, { shape, data: weight });
  }
  makeDirectory(directory);
  writeSafetensors(bestPath(directory, step), tensors);
}

/** Removes what `saveBest` wrote after `step`. */
export function removeBest(directory: string, step: number): void {
  rmSync(bestPath(directory, step), { force: true });
}

/** Gives the model the weights that `saveBest` wrote after `step`. */
export async function loadBest(directory: string, model: Trainer, step: number): Promise<void> {
  const file = readSafetensors(bestPath(directory, step));
  for (const name of model.trainedNames) await model.restore({ name, weight: file.tensor(name) });
}

/**
 * Loads the newest checkpoint into `model` and returns its progress; null when there is none. Where the newest is damaged, the one before
 * it is loaded, the damaged one is removed, and `onDamaged` is told. Throws `checkpoint-mismatch` when it was made with other settings, data
 * or weights, and what is wrong with the newest when no checkpoint can be read.
 */
export async function loadCheckpoint(
  directory: string,
  model: Trainer,
  key: CheckpointKey,
  onDamaged: (damaged: DamagedCheckpoint) => void = () => undefined,
): Promise<Progress | null> {
  recoverWithin(directory);
  const unread: { readonly path: string; readonly error: unknown }[] = [];
  for (const step of stepsIn(directory).reverse()) {
    const path = pathOf(directory, step);
    try {
      const progress = await readCheckpoint(path, model, key);
      for (const { path: newer, error } of unread) {
        rmSync(newer, { recursive: true, force: true });
        onDamaged({ path: newer, problem: messageOf(error), resumedStep: step });
      }
      return progress;
    } catch (error) {
      if (!isDamage(error)) throw error;
      unread.push({ path, error });
    }
  }
  const [newest] = unread;
  if (newest === undefined) return null;
  throw newest.error;
}

/** A checkpoint that could not be read, and the step of the one before it that training goes on from. */
export interface DamagedCheckpoint {
  readonly path: string;
  readonly problem: string;
  readonly resumedStep: number;
}

const damageCodes: readonly ErrorCode[] = ['checkpoint-damaged', 'safetensors-invalid', 'tensor-missing'];

/** Whether an error is about what is in a checkpoint: not about settings, the device, or a disk that cannot be read at the moment. */
function isDamage(error: unknown): boolean {
  return error instanceof SocraticError && damageCodes.includes(error.code);
}

async function readCheckpoint(path: string, model: Trainer, key: CheckpointKey): Promise<Progress> {
  const { key: savedKey, ...progress } = progressAt(path);
  if (savedKey.settings !== key.settings) {
    throw new SocraticError(
      'checkpoint-mismatch',
      say`${path} was made with other settings or data. Resume with the options and data of that run, or start again with another ${option('out')}.`,
      { subject: { path } },
    );
  }
  const state = join(path, 'state.safetensors');
  if (!existsSync(state)) throw damaged(state, 'is missing');
  const file = readSafetensors(state);
  for (const name of model.trainedNames) {
    await model.restore({
      name,
      weight: file.tensor(`weight.${name}`),
      firstMoment: file.tensor(`first_moment.${name}`),
      secondMoment: file.tensor(`second_moment.${name}`),
    });
  }
  return progress;
}
