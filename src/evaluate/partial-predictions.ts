// Predictions of an evaluation that is not finished. Each is on disk as soon as it is there, so that whatever ends the evaluation
// costs only what was under way, and the next one goes on from there.
import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import type { Prediction } from '../solve/index.ts';

export class PartialPredictions {
  readonly #path: string;
  readonly #identity: string;
  readonly #found: Prediction[] = [];
  #seconds = 0;
  #isBegun = false;

  /** `identity`: names all that decides the predictions; those of another evaluation are of no use. */
  constructor(path: string, identity: string) {
    this.#path = path;
    this.#identity = identity;
    this.#read();
  }

  /** What an earlier evaluation of the same identity has left. */
  get found(): readonly Prediction[] {
    return this.#found;
  }

  /** Seconds that these took. */
  get seconds(): number {
    return this.#seconds;
  }

  /** Keeps one more, `seconds` after the evaluation began or went on. */
  add(prediction: Prediction, seconds: number): void {
    if (!this.#isBegun) writeFileSync(this.#path, `${JSON.stringify({ evaluation: this.#identity })}\n`);
    this.#isBegun = true;
    const elapsed = Number((this.#seconds + seconds).toFixed(3));
    appendFileSync(this.#path, `${JSON.stringify({ ...prediction, elapsed })}\n`);
  }

  #read(): void {
    if (!existsSync(this.#path)) return;
    let bytes = 0;
    for (const line of wholeLines(this.#path)) {
      const value = parsed(line);
      if (bytes === 0 && value?.evaluation !== this.#identity) return;
      if (bytes > 0) {
        if (value === null || typeof value.id !== 'string') break; // what follows a damaged line is not trusted
        const { elapsed, ...prediction } = value;
        this.#found.push(prediction as unknown as Prediction);
        this.#seconds = typeof elapsed === 'number' ? elapsed : this.#seconds;
      }
      bytes += Buffer.byteLength(line) + 1;
    }
    if (bytes === 0) return;
    truncateSync(this.#path, bytes); // a line that was cut off by the end of the process
    this.#isBegun = true;
  }
}

function wholeLines(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1);
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
