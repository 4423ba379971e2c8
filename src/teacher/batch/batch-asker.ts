// One way through the problems of a batched run: answers come from the store, and what is not there goes into batches.
import { SocraticError } from '../../common/index.ts';
import {
  type Answer,
  type Asker,
  BudgetError,
  type CallFailure,
  type FailureKind,
  isTransient,
  type Parameters,
  type Prompt,
} from '../call/index.ts';
import { type RequestIdentity, type RowFailure, requestKey, type StoredResponse } from '../store/index.ts';
import { BatchBuilder, type Call, callOf } from './batch-builder.ts';
import type { BatchContext } from './batch-context.ts';

/** What the ways through the problems have in common. */
export interface BatchRunState {
  /** The most calls in a batch: less than the provider's limit once that has refused one for its size. */
  maxRows: number;
  /** Batches whose answers have come in in this start. */
  readonly collected: Set<string>;
  /** Other runs' batches that calls of this one are in. */
  readonly met: Set<string>;
}

/** Sends a batch whose file is whole, and returns when the provider has taken it or not. */
export type Send = (id: string) => Promise<'submitted' | 'queue-full' | 'lost'>;

const callsAtOnce = 256;

export class BatchAsker implements Asker {
  readonly #context: BatchContext;
  readonly #parameters: Parameters;
  readonly #state: BatchRunState;
  readonly #send: Send | null;
  #calls: { readonly key: string; readonly prompt: Prompt }[] = [];
  #builder: BatchBuilder | null = null;
  /** One chunk at a time. */
  #queue: Promise<unknown> = Promise.resolve();
  #open: boolean;
  #unasked = 0;
  #sent = 0;
  #queueFull = false;
  #budget: BudgetError | null = null;
  #error: unknown;

  /** Without `send` nothing new goes out. */
  constructor(context: BatchContext, state: BatchRunState, send: Send | null) {
    this.#context = context;
    this.#parameters = context.parameters;
    this.#state = state;
    this.#send = send;
    this.#open = send !== null;
  }

  /** Requests whose answers are not there yet. */
  get unasked(): number {
    return this.#unasked;
  }

  /** Batches that were sent. */
  get sent(): number {
    return this.#sent;
  }

  /** The provider takes no further batch before others have ended. */
  get queueFull(): boolean {
    return this.#queueFull;
  }

  /** Why no further call fits into the budget; null while it has room. */
  get budget(): BudgetError | null {
    return this.#budget;
  }

  /** What ends the run. */
  get error(): unknown {
    return this.#error;
  }

  keyOf(prompt: Prompt, sample: number): string {
    return requestKey(this.#identityOf(prompt, sample));
  }

  find(prompt: Prompt, sample: number): StoredResponse | undefined {
    return this.#context.store.findAnswer(this.#identityOf(prompt, sample));
  }

  #identityOf(prompt: Prompt, sample: number): RequestIdentity {
    const { spec } = this.#context;
    return { spec, parameters: { ...this.#parameters }, ...prompt, sample };
  }

  async ask(prompt: Prompt, sample: number): Promise<Answer | null> {
    const { store, account, settings } = this.#context;
    const key = this.keyOf(prompt, sample);
    const response = this.find(prompt, sample);
    if (response !== undefined) {
      const now = response.batch !== undefined && this.#state.collected.has(response.batch);
      return { kind: 'answered', response, reused: !now };
    }
    const failed = store.batches.failure(account, key);
    if (failed !== undefined && isGivenUp(failed, settings.retries)) {
      return { kind: 'unanswered', failure: callFailure(failed) };
    }
    this.#unasked++;
    const batch = store.batches.batchOf(key);
    if (batch !== undefined) this.#state.met.add(batch);
    else if (this.#isOpen()) await this.#add(key, prompt);
    return null;
  }

  /** Nothing goes out any more. */
  stop(error: unknown): void {
    this.#error ??= error;
  }

  /** Sends the last batch. When it resolves, everything that was asked for is in a batch, or it is known why not. */
  async finish(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#flush();
      const builder = this.#builder;
      this.#builder = null;
      if (builder === null) return;
      if (this.#error !== undefined || this.#context.signal?.aborted || builder.rows === 0) {
        await builder.discard();
      } else await this.#sendBuilt(builder);
    });
    this.#error ??= this.#context.signal?.aborted ? this.#context.signal.reason : undefined;
  }

  #isOpen(): boolean {
    return this.#open && this.#error === undefined && !this.#context.signal?.aborted;
  }

  async #add(key: string, prompt: Prompt): Promise<void> {
    this.#calls.push({ key, prompt });
    if (this.#calls.length >= callsAtOnce) await this.#inTurn(() => this.#flush());
    else await this.#queue; // no faster than batches are written
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(work).catch((error: unknown) => {
      this.#error ??= error;
    });
    this.#queue = turn;
    return turn;
  }

  async #flush(): Promise<void> {
    const waiting = this.#calls;
    this.#calls = [];
    let calls: Call[] = [];
    for (const { key, prompt } of waiting) {
      calls.push(await callOf(this.#context, key, prompt, this.#parameters));
    }
    while (calls.length > 0 && this.#isOpen()) {
      this.#builder ??= await BatchBuilder.begin(this.#context, this.#parameters);
      const fitting = this.#builder.room(calls, this.#state.maxRows);
      if (fitting > 0) {
        const outcomes = await this.#builder.add(calls.slice(0, fitting));
        calls = calls.slice(fitting);
        const over = outcomes.find((outcome) => outcome.kind === 'over-budget');
        if (over !== undefined) {
          this.#open = false;
          this.#budget = new BudgetError(over.account, over.worstCase, this.#context.ceiling ?? 0);
        }
      } else if (this.#builder.rows === 0) {
        const bytes = calls[0]?.line.length ?? 0;
        throw new SocraticError(
          'batch-request-too-large',
          `A request of ${bytes} bytes is larger than a whole batch may be (${this.#context.settings.maxBytes}).`,
        );
      } else {
        const builder = this.#builder;
        this.#builder = null;
        await this.#sendBuilt(builder);
      }
    }
  }

  async #sendBuilt(builder: BatchBuilder): Promise<void> {
    if (this.#send === null) throw new Error('internal error: a batch was built that cannot be sent');
    await builder.complete();
    const submission = await this.#send(builder.id);
    if (submission === 'submitted') this.#sent++;
    if (submission === 'queue-full') {
      this.#queueFull = true;
      this.#open = false;
    }
  }
}

/** What may have been paid for is tried once more only: a whole batch that cannot be read would be paid for again and again. */
function isGivenUp(failed: RowFailure, retries: number): boolean {
  const mostRetries = failed.billed === 'maybe' ? Math.min(1, retries) : retries;
  return !isTransient(kindOf(failed)) || failed.tries > mostRetries;
}

/** Failures in the ledger were described by this version or another. */
function kindOf({ kind }: RowFailure): FailureKind {
  return kind as FailureKind;
}

function callFailure(failure: RowFailure): CallFailure {
  return { kind: kindOf(failure), billed: failure.billed, message: failure.message };
}
