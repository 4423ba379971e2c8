// One model, one generation: the strategies `answer`, `cot`, `socratic-unified` and `annotator`.

import type { Step } from '../data/index.ts';
import type { RowAction, RowEvent, RowProgram } from '../engine/generate/index.ts';
import { answerMarker, problemCue, type StrategyName } from '../strategy/index.ts';
import type { Attempt } from './attempt.ts';
import { StepReports } from './progress.ts';
import { Row } from './row.ts';
import type { Coding } from './types.ts';

/**
 * Samples until the end of the text, or of the line with `####`. A line that begins another problem, as an untrained model may go
 * on after the examples in its prompt, ends the solution too, and is not kept.
 */
export class DirectProgram implements RowProgram {
  readonly prompt: readonly number[];
  readonly #attempt: Attempt;
  readonly #row: Row;
  readonly #reports: StepReports;

  /** `prompt`: the problem's line, or whatever the model is asked, with the newline at its end. */
  constructor(
    attempt: Attempt,
    coding: Coding,
    { strategy, prompt }: { readonly strategy: StrategyName; readonly prompt: string },
  ) {
    this.#attempt = attempt;
    this.#row = new Row(coding, attempt);
    this.#reports = new StepReports(strategy, attempt.report);
    this.prompt = this.#row.encodePrompt(prompt);
  }

  get output(): string {
    return this.#row.text;
  }

  /** The solution is finished, and these are its steps. */
  finished(steps: readonly Step[]): void {
    this.#reports.finished(steps);
  }

  next(event: RowEvent): RowAction {
    if (event.type === 'contextFull') {
      this.#attempt.hit('context');
      return { type: 'done' };
    }
    if (event.type === 'forced') this.#row.forced();
    if (event.type === 'sampled') {
      const written = this.#row.sampled(event.id);
      if (written === null) return { type: 'done' };
      if (written.includes('\n')) {
        if (this.#row.part.includes(answerMarker)) return { type: 'done' };
        if (this.#row.part.startsWith(problemCue)) {
          this.#row.dropPart();
          return { type: 'done' };
        }
        this.#row.beginPart();
      }
      if (/[\n:#]/.test(written)) this.#reports.written(() => this.output);
      const calculation = this.#row.calculate(written);
      if (calculation !== null) return calculation;
    }
    return this.#row.sample();
  }
}
