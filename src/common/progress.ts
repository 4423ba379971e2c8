// What a long task may say while it runs; the command line decides how it looks on a terminal or in a pipe.

import type { Message } from './message.ts';

/** One line of progress. `done` of `total` things, or a share with `total` 1; `note` is short free text such as `loss 1.234`. */
export interface ProgressUpdate {
  readonly done: number;
  readonly total: number;
  readonly note?: string;
}

/** Receives the progress of named tasks and one-line messages; `String(message)` is the text for a person. Never writes to stdout. */
export interface Reporter {
  /** Starts or continues the task `name`. A task is finished when `done === total`. */
  progress(name: string, update: ProgressUpdate): void;
  /** A line worth reading: what begins, what was chosen, where a file went. */
  info(message: string | Message): void;
  /** A line about something that went less well than asked for. */
  warn(message: string | Message): void;
}

export const silentReporter: Reporter = {
  progress: () => undefined,
  info: () => undefined,
  warn: () => undefined,
};
