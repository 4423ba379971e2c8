// The record of a run while it is trained: every change is in run.json before anything else is done.
import { type RunRecord, writeRunRecord } from './run-directory.ts';

export class OpenRecord {
  readonly #directory: () => string;
  #record: RunRecord;

  /** Writes `record` to where the run is now: `directory` is asked each time, since a new run moves into its place. */
  constructor(directory: () => string, record: RunRecord) {
    this.#directory = directory;
    this.#record = record;
    writeRunRecord(directory(), record);
  }

  get current(): RunRecord {
    return this.#record;
  }

  /** Writes the record with `changes`, and returns it. */
  update(changes: Partial<RunRecord>): RunRecord {
    const record = { ...this.#record, ...changes };
    writeRunRecord(this.#directory(), record);
    this.#record = record;
    return record;
  }
}
