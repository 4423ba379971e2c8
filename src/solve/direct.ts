// One model, one generation: the strategies `answer`, `cot`, `socratic-unified` and `annotator`.
import type { Step } from '../data/index.ts';
import type { RowEvent } from '../engine/generate/index.ts';
import {
  answerCue,
  answerMarker,
  problemCue,
  type StrategyName,
  solutionPieces,
  strategyOf,
} from '../strategy/index.ts';
import type { Attempt, AttemptRequest } from './attempt.ts';
import { Consulting, type Kept } from './consulting.ts';
import type { ProgramAction, Rewriting, SolvingProgram } from './program.ts';
import { StepReports } from './progress.ts';
import { type LineEnd, Resampling } from './resampling.ts';
import { Row, type Sampled } from './row.ts';
import type { Coding } from './types.ts';

/**
 * Samples until the end of the text, or of the line with `####`. A line that begins another problem, as an untrained model may go
 * on after the examples in its prompt, ends the solution too, and is not kept. Of `socratic-unified`, another model is asked for the `Answer:`
 * lines of which the student is unsure, where the options say so.
 */
export class DirectProgram implements SolvingProgram {
  readonly #attempt: Attempt;
  readonly #row: Row;
  readonly #problem: readonly number[];
  readonly #reports: StepReports;
  readonly #resampling: Resampling;
  readonly #strategy: StrategyName;
  readonly #consulting: Consulting;

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
    this.#strategy = strategy;
    this.#consulting = new Consulting(attempt, this.#row);
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
      case 'waited':
        return this.#waited();
      default:
        return this.#write();
    }
  }

  #sampled(event: Sampled): ProgramAction {
    const written = this.#row.sampled(event);
    if (written === null || written.includes('\n'))
      return this.#endLine({ isLast: written === null, isFinished: true });
    // A line that may be thrown away is not reported before it is finished.
    const isFinal = this.#attempt.resampleSteps === 0 && this.#attempt.outside.answers === undefined;
    if (/[:#]/.test(written) && isFinal) this.#reports.written(() => this.output);
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
    const isWhole = end.isFinished || ruling.type === 'restored';
    const request = isWhole ? this.#consultation() : null;
    if (request === null) return this.#keep(ruling);
    this.#consulting.begin(request, ruling);
    return { type: 'wait' };
  }

  #keep({ type }: Kept): ProgramAction {
    this.#row.beginPart();
    this.#reports.written(() => this.output);
    return type === 'restored' ? { type: 'restart' } : this.#write();
  }

  /** What to ask another model in the place of the row's part; null: the student is sure of it, or it is no sub-solution. */
  #consultation(): AttemptRequest | null {
    const { part } = this.#row;
    if (this.#strategy !== 'socratic-unified' || !part.startsWith(answerCue)) return null;
    if (!this.#attempt.isUnsure(this.#row.likelihoodBehind(answerCue))) return null;
    const before = strategyOf(this.#strategy).parse(this.output.slice(0, -part.length)).steps;
    const { question: subQuestion, solution } = before.at(-1) ?? {};
    if (subQuestion === undefined || solution !== '') return null; // it goes on with an earlier solution
    return { wanted: 'solution', steps: before.slice(0, -1), subQuestion };
  }

  /** What was asked elsewhere takes the place of the student's own line, which stays where there is no answer. */
  #waited(): ProgramAction {
    const consulted = this.#consulting.outcome();
    if (consulted === null || consulted.type === 'waits') return { type: 'wait' };
    if (consulted.type === 'own') return this.#keep(consulted.line);
    this.#row.append(this.#row.encode([answerCue, ...solutionPieces(consulted.solution)]));
    return this.#keep({ type: 'restored', isLast: false });
  }
}
