// metrics.jsonl: one line an optimizer step of every model of a run, appended as it happens, and one before the first step of each where
// there is validation.
import { closeSync, existsSync, openSync } from 'node:fs';
import { z } from 'zod';
import { aboutFile, readJsonLines, writeJsonLines, writeWhole } from '../common/index.ts';
import type { StartMetrics, StepMetrics } from '../engine/train/index.ts';
import type { RoleName } from '../strategy/index.ts';

export type MetricsLine = StepMetrics & { readonly model: RoleName };

const metricsLine = z.object({
  model: z.enum(['student', 'qg', 'qa']),
  step: z.number().min(1),
  epoch: z.number(),
  loss: z.number(),
  learningRate: z.number(),
  gradientNorm: z.number(),
  tokens: z.number(),
  supervisedTokens: z.number(),
  flops: z.number(),
  seconds: z.number(),
  validationLoss: z.number().optional(),
});

const startLine = z.object({
  model: metricsLine.shape.model,
  step: z.literal(0),
  seconds: z.number(),
  validationLoss: z.number(),
});

/** A model before its first step. */
export type StartLine = StartMetrics & { readonly model: RoleName };

/** The lines of all steps, as far as they can be read; a torn last one, left by a killed process, is passed over. */
export function readMetrics(path: string): MetricsLine[] {
  return linesIn(path).filter((line): line is MetricsLine => line.step > 0);
}

/** The lines of step 0: every model before its training. */
export function readStartMetrics(path: string): StartLine[] {
  return linesIn(path).filter((line): line is StartLine => line.step === 0);
}

function linesIn(path: string): (StartLine | MetricsLine)[] {
  if (!existsSync(path)) return [];
  return readJsonLines(path).values.flatMap(({ value }): (StartLine | MetricsLine)[] => {
    const start = startLine.safeParse(value);
    if (start.success) return [start.data];
    const parsed = metricsLine.safeParse(value);
    if (!parsed.success) return [];
    const { validationLoss, ...line } = parsed.data;
    return validationLoss === undefined ? [line] : [{ ...line, validationLoss }];
  });
}

/** Appends to the file, after cutting what `model` had written beyond the step that it goes on from. */
export class MetricsWriter {
  readonly #path: string;
  readonly #model: RoleName;
  #file: number | null = null;

  constructor(path: string, model: RoleName) {
    this.#path = path;
    this.#model = model;
  }

  /** With 0, everything of the model is cut: its training begins anew. */
  startAfter(step: number): void {
    const kept = linesIn(this.#path).filter(
      (line) => line.model !== this.#model || (step > 0 && line.step <= step),
    );
    writeJsonLines(this.#path, kept);
    this.#file = openSync(this.#path, 'a');
  }

  write(metrics: StepMetrics | StartMetrics): void {
    if (this.#file === null) return;
    try {
      writeWhole(this.#file, Buffer.from(`${JSON.stringify({ model: this.#model, ...metrics })}\n`));
    } catch (error) {
      throw aboutFile(error, this.#path);
    }
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}
