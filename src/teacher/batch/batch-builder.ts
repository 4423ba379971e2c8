// A batch that is being put together: every call in the ledger first, then a line of the file that is uploaded.
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { aboutFile, makeDirectory, writeWhole } from '../../common/index.ts';
import { costOf, mostUsage, type Parameters, type Prompt } from '../call/index.ts';
import type { RowOutcome } from '../store/index.ts';
import { type BatchContext, buildLeaseMs, fileOf, leaseMarginMs } from './batch-context.ts';

/** A call on its way into a batch. */
export interface Call {
  readonly key: string;
  readonly prompt: Prompt;
  /** A line of the batch's file, with its end. */
  readonly line: Buffer;
}

/** The line of a call: its key, and the request that would go out if it went alone. */
export async function callOf(
  { transport, endpoint }: BatchContext,
  key: string,
  prompt: Prompt,
  parameters: Parameters,
): Promise<Call> {
  const { body } = await transport.requestOf(prompt, parameters);
  const head = JSON.stringify({ custom_id: key, method: 'POST', url: endpoint });
  // the SDK's own text: nothing can change in it on the way
  return { key, prompt, line: Buffer.from(`${head.slice(0, -1)},"body":${body}}\n`) };
}

export class BatchBuilder {
  readonly id: string;
  readonly #context: BatchContext;
  readonly #parameters: Parameters;
  readonly #file: number;
  #rows = 0;
  #bytes = 0;

  private constructor(context: BatchContext, parameters: Parameters, id: string) {
    this.#context = context;
    this.#parameters = parameters;
    this.id = id;
    makeDirectory(context.folder);
    this.#file = openSync(fileOf(context, id), 'w');
  }

  static async begin(context: BatchContext, parameters: Parameters): Promise<BatchBuilder> {
    const { store, account, spec, price } = context;
    const { id } = await store.batches.begin({ account, spec, price, leaseMs: buildLeaseMs });
    return new BatchBuilder(context, parameters, id);
  }

  get rows(): number {
    return this.#rows;
  }

  /** How many of `calls`, from the first, still fit within `maxRows` and the provider's largest file. */
  room(calls: readonly Call[], maxRows: number): number {
    let [count, bytes] = [0, this.#bytes];
    for (const { line } of calls) {
      bytes += line.length;
      if (this.#rows + count >= maxRows || bytes > this.#context.settings.maxBytes) break;
      count++;
    }
    return count;
  }

  /** Puts calls in. Those that are elsewhere, or would break the ceiling, are left out. */
  async add(calls: readonly Call[]): Promise<RowOutcome[]> {
    const { store, ceiling, price } = this.#context;
    const rows = calls.map(({ key, prompt }) => {
      const most = mostUsage(prompt, this.#parameters);
      return { key, most, worstCase: price === null ? 0 : costOf(price, most) };
    });
    const outcomes = await store.batches.addRows(this.id, rows, { ceiling, leaseMs: buildLeaseMs });
    const lines = calls.filter((_, index) => outcomes[index]?.kind === 'added').map(({ line }) => line);
    const bytes = Buffer.concat(lines);
    try {
      writeWhole(this.#file, bytes);
    } catch (error) {
      throw aboutFile(error, fileOf(this.#context, this.id));
    }
    this.#rows += lines.length;
    this.#bytes += bytes.length;
    return outcomes;
  }

  /** The file is whole: the batch may go out. */
  async complete(): Promise<void> {
    fsyncSync(this.#file);
    closeSync(this.#file);
    await this.#context.store.batches.advance(this.id, { state: 'uploading' }, leaseMarginMs);
  }

  /** Takes everything back. */
  async discard(): Promise<void> {
    closeSync(this.#file);
    rmSync(fileOf(this.#context, this.id), { force: true });
    await this.#context.store.batches.release(this.id, 'not sent');
  }
}
