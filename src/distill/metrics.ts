// metrics.jsonl: one line an optimizer step of every model of a run, appended as it happens.
import { closeSync, existsSync, openSync } from 'node:fs';
import { z } from 'zod';
import { aboutFile, readJsonLines, writeJsonLines, writeWhole } from '../common/index.ts';
import type { StepMetrics } from '../engine/train/index.ts';
import type { RoleName } from '../strategy/index.ts';

export type MetricsLine = StepMetrics & { readonly model: RoleName };

const metricsLine = z.object({
  model: z.enum(['student', 'qg', 'qa']),
  step: z.number(),
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

/** All readable lines; a torn last one, left by a killed process, is passed over. */
export function readMetrics(path: string): MetricsLine[] {
  if (!existsSync(path)) return [];
  return readJsonLines(path).values.flatMap(({ value }) => {
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

  startAfter(step: number): void {
    const kept = readMetrics(this.#path).filter((line) => line.model !== this.#model || line.step <= step);
    writeJsonLines(this.#path, kept);
    this.#file = openSync(this.#path, 'a');
  }

  write(metrics: StepMetrics): void {
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
