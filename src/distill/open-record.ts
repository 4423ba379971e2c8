// The record of a run while it is trained: every change is in run.json before anything else is done.
import { type RunRecord, writeRunRecord } from './run-directory.ts';

export class OpenRecord {
  readonly #run: string;
  #record: RunRecord;

  /** Writes `record` to the directory `run`. */
  constructor(run: string, record: RunRecord) {
    this.#run = run;
    this.#record = record;
    writeRunRecord(run, record);
  }

  get current(): RunRecord {
    return this.#record;
  }

  /** Writes the record with `changes`, and returns it. */
  update(changes: Partial<RunRecord>): RunRecord {
    const record = { ...this.#record, ...changes };
    writeRunRecord(this.#run, record);
    this.#record = record;
    return record;
  }
}
