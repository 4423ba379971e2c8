// One model, one generation: the strategies `answer`, `cot` and `socratic-unified`.
import type { RowAction, RowEvent, RowProgram } from '../engine/generate/index.ts';
import type { Tokenizer } from '../engine/tokenizer/index.ts';
import { answerMarker, problemLine } from '../strategy/index.ts';
import type { Attempt } from './attempt.ts';
import { Row } from './row.ts';

/** Samples until the end of the text, or of the line with `####`. */
export class DirectProgram implements RowProgram {
  readonly prompt: readonly number[];
  readonly #attempt: Attempt;
  readonly #row: Row;

  constructor(attempt: Attempt, tokenizer: Tokenizer) {
    this.#attempt = attempt;
    this.#row = new Row(tokenizer, attempt);
    this.prompt = this.#row.encode([problemLine(attempt.problem.question)]);
  }

  get output(): string {
    return this.#row.text;
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
        this.#row.beginPart();
      }
      const calculation = this.#row.calculate(written);
      if (calculation !== null) return calculation;
    }
    return this.#row.sample();
  }
}
