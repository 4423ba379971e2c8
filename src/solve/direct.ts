// One model, one generation: the strategies `answer`, `cot`, `socratic-unified` and `annotator`.
import type { Step } from '../data/index.ts';
import type { RowEvent } from '../engine/generate/index.ts';
import { answerMarker, problemCue, type StrategyName } from '../strategy/index.ts';
import type { Attempt } from './attempt.ts';
import type { ProgramAction, Rewriting, SolvingProgram } from './program.ts';
import { StepReports } from './progress.ts';
import { type LineEnd, Resampling } from './resampling.ts';
import { Row, type Sampled } from './row.ts';
import type { Coding } from './types.ts';

/**
 * Samples until the end of the text, or of the line with `####`. A line that begins another problem, as an untrained model may go
 * on after the examples in its prompt, ends the solution too, and is not kept.
 */
export class DirectProgram implements SolvingProgram {
  readonly #attempt: Attempt;
  readonly #row: Row;
  readonly #problem: readonly number[];
  readonly #reports: StepReports;
  readonly #resampling: Resampling;

  /** `prompt`: the problem's line, or whatever the model is asked, with the newline at its end. */
  constructor(
    attempt: Attempt,
    coding: Coding,
    { strategy, prompt }: { readonly strategy: StrategyName; readonly prompt: string },
  ) {
    this.#attempt = attempt;
    this.#row = new Row(coding, attempt, attempt.texts);
    this.#problem = this.#row.encodePrompt(prompt);
    this.#reports = new StepReports(strategy, attempt.report);
    this.#resampling = new Resampling(attempt, this.#row);
  }

  get prompt(): readonly number[] {
    return [...this.#problem, ...this.#row.ids];
  }

  get rewriting(): Rewriting | null {
    return this.#resampling.rewriting;
  }

  get lines(): Row['lines'] {
    return this.#row.lines;
  }

  get output(): string {
    return this.#row.text;
  }

  /** The solution is finished, and these are its steps. */
  finished(steps: readonly Step[]): void {
    this.#reports.finished(steps);
  }

  next(event: RowEvent): ProgramAction {
    switch (event.type) {
      case 'contextFull':
        if (this.rewriting !== null) return this.#endLine({ isLast: false, isFinished: false });
        this.#attempt.hit('context');
        return { type: 'done' };
      case 'sampled':
        return this.#sampled(event);
      case 'forced':
        this.#row.forced();
        return this.#write();
      default:
        return this.#write();
    }
  }

  #sampled(event: Sampled): ProgramAction {
    const written = this.#row.sampled(event);
    if (written === null || written.includes('\n'))
      return this.#endLine({ isLast: written === null, isFinished: true });
    // A line that may be thrown away is not reported before it is finished.
    if (/[:#]/.test(written) && this.#attempt.resampleSteps === 0) this.#reports.written(() => this.output);
    return this.#row.calculate(written) ?? this.#write();
  }

  /** Samples on, unless the tokens are used up. */
  #write(): ProgramAction {
    if (this.rewriting !== null && this.#attempt.tokensUsedUp)
      return this.#endLine({ isLast: false, isFinished: false });
    return this.#row.sample();
  }

  #endLine(end: LineEnd): ProgramAction {
    const ruling = this.#resampling.judge(end);
    if (ruling.type === 'again') return { type: 'restart' };
    if (ruling.isLast || this.#row.part.includes(answerMarker)) return { type: 'done' };
    if (this.#row.part.startsWith(problemCue)) {
      this.#row.dropPart();
      return { type: 'done' };
    }
    this.#row.beginPart();
    this.#reports.written(() => this.output);
    return ruling.type === 'restored' ? { type: 'restart' } : this.#write();
  }
}
