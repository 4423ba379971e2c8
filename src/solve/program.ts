// What one model of a solution does: a row program that may also end its row and begin another one, from other tokens.
import type { RowAction, RowEvent } from '../engine/generate/index.ts';
import type { Row } from './row.ts';

/** `restart`: the row's cache is of no use any more. Another row begins with the program's `prompt` of now. */
export type ProgramAction = RowAction | { readonly type: 'restart' };

export interface SolvingProgram {
  /** What its next row begins with: the problem, and what is written so far. At least one token. */
  readonly prompt: readonly number[];
  /** The line that is being written again; null: tokens are chosen as the options say. */
  readonly rewriting: Rewriting | null;
  /** How likely the lines were that it wrote; none where the decoder does not say. */
  readonly lines: Row['lines'];
  next(event: RowEvent): ProgramAction;
}

/** Names a line that is written again, among all that one model writes for one solution. */
export interface Rewriting {
  /** Lines before it. */
  readonly line: number;
  /** How often it has been written again, this time included. */
  readonly attempt: number;
}
