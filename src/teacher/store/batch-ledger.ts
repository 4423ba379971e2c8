// The calls that are made in batches, in the same database as all others: which batch a call is in, how far that batch has come, and
// what became of each of its calls. A part of ResponseStore, which brings the transactions and the accounts.
//
// The order that nothing paid for is lost in: every call is in the ledger, with its worst-case price on the run's account, before the
// batch that holds it goes out; the batch is there as `creating` before the request that starts it, so that whoever comes after a
// process that died looks for it at the provider; and a call leaves the ledger in the transaction that stores its answer.
import { randomUUID } from 'node:crypto';
import { required, SocraticError } from '../../common/index.ts';
import {
  type Account,
  type BatchRecord,
  type BatchRow,
  committed,
  type Intent,
  type NanoDollars,
  type Owner,
  type RowFailure,
  type StoredResponse,
  type UnresolvedCall,
} from './records.ts';

/**
 * What the ledger uses of a database of LMDB. (lmdb's own declarations do not compile in every program, and this class is in the package's
 * public types.)
 */
export interface Table<Value, Key extends string | string[]> {
  get(key: Key): Value | undefined;
  putSync(key: Key, value: Value): unknown;
  removeSync(key: Key): unknown;
  getKeys(range: { readonly start: Key; readonly end: Key }): Iterable<Key>;
  getRange(range: object): Iterable<{ readonly key: Key; readonly value: Value }>;
}

/** Where the ledger is kept. */
export interface LedgerTables {
  readonly records: Table<BatchRecord, string>;
  readonly rows: Table<BatchRow, string[]>;
  /** Which batch a call is in. */
  readonly batchOf: Table<string, string>;
  readonly failures: Table<RowFailure, string[]>;
}

/** What the store lends to its ledger of batches. */
export interface LedgerStore {
  readonly transact: <T>(work: () => T) => Promise<T>;
  readonly book: (account: string, changes: Partial<Account>) => void;
  readonly account: (name: string) => Account;
  readonly isAbandoned: (lease: Pick<Intent, 'owner' | 'leaseEndsAt'>) => boolean;
  /** The call, if a process is making it outside of any batch. */
  readonly isUnderWay: (key: string) => Intent | null;
  readonly responses: Table<StoredResponse, string>;
  readonly unresolved: Table<UnresolvedCall, string[]>;
  readonly owner: Owner;
  readonly now: () => number;
}

export interface NewBatch {
  readonly account: string;
  readonly spec: string;
  readonly price: BatchRecord['price'];
  readonly leaseMs: number;
}

export type RowOutcome =
  | { readonly kind: 'added' }
  /** It is answered, in another batch, or being made by another process. */
  | { readonly kind: 'elsewhere' }
  /** It, and with it every later call of the same list, would break the ceiling. */
  | { readonly kind: 'over-budget'; readonly worstCase: NanoDollars; readonly account: Account };

/** So many calls are taken out of a batch in one transaction. */
const rowsAtOnce = 1000;

export class BatchLedger {
  readonly #store: LedgerStore;
  readonly #records: LedgerTables['records'];
  readonly #rows: LedgerTables['rows'];
  readonly #batchOf: LedgerTables['batchOf'];
  readonly #failures: LedgerTables['failures'];

  constructor({ records, rows, batchOf, failures }: LedgerTables, store: LedgerStore) {
    this.#store = store;
    this.#records = records;
    this.#rows = rows;
    this.#batchOf = batchOf;
    this.#failures = failures;
  }

  /** The batch that a call waits in. */
  batchOf(key: string): string | undefined {
    return this.#batchOf.get(key);
  }

  record(id: string): BatchRecord {
    return required(this.#records.get(id), `batch ${id}`);
  }

  /** Whether nothing is left to do for a batch; also of one that this ledger does not know. */
  isDone(id: string): boolean {
    return (this.#records.get(id)?.state ?? 'done') === 'done';
  }

  /** The batches of a teacher whose calls are not all booked. */
  open(spec: string): BatchRecord[] {
    return this.#all().filter((record) => record.spec === spec && record.state !== 'done');
  }

  row(id: string, key: string): BatchRow | undefined {
    return this.#rows.get([id, key]);
  }

  /** Whether this process is the one that builds, uploads and creates a batch, or may become it. */
  isOwn({ owner }: BatchRecord): boolean {
    return owner.id === this.#store.owner.id;
  }

  begin({ account, spec, price, leaseMs }: NewBatch): Promise<BatchRecord> {
    const { owner, now } = this.#store;
    const lease = { owner, leaseEndsAt: now() + leaseMs };
    const id = randomUUID();
    const record: BatchRecord = { id, account, spec, state: 'building', ...lease, price, rows: 0 };
    return this.#store.transact(() => {
      this.#records.putSync(id, record);
      return record;
    });
  }

  /** Puts calls into a batch that is being built. When it resolves, they are on disk and on the account. */
  addRows(
    id: string,
    rows: readonly (BatchRow & { readonly key: string })[],
    { ceiling, leaseMs }: { readonly ceiling: NanoDollars | null; readonly leaseMs: number },
  ): Promise<RowOutcome[]> {
    return this.#store.transact(() => {
      const record = this.#ownRecord(id);
      let added = 0;
      let over: RowOutcome | null = null;
      const outcomes = rows.map(({ key, most, worstCase }): RowOutcome => {
        if (over !== null) return over;
        const elsewhere =
          this.#store.responses.get(key) !== undefined ||
          this.#batchOf.get(key) !== undefined ||
          this.#store.isUnderWay(key) !== null;
        if (elsewhere) return { kind: 'elsewhere' };
        const account = this.#store.account(record.account);
        if (ceiling !== null && committed(account) + worstCase > ceiling) {
          over = { kind: 'over-budget', worstCase, account };
          return over;
        }
        this.#rows.putSync([id, key], { most, worstCase });
        this.#batchOf.putSync(key, id);
        this.#store.book(record.account, { batched: worstCase, batchedCalls: 1 });
        added++;
        return { kind: 'added' };
      });
      const leaseEndsAt = this.#store.now() + leaseMs;
      this.#records.putSync(id, { ...record, rows: record.rows + added, leaseEndsAt });
      return outcomes;
    });
  }

  /** Notes how far a batch of this process's has come. When it resolves, that is on disk. Throws `batch-taken-over`. */
  advance(id: string, changes: Partial<BatchRecord>, leaseMs: number): Promise<void> {
    return this.#store.transact(() => {
      const leaseEndsAt = this.#store.now() + leaseMs;
      this.#records.putSync(id, { ...this.#ownRecord(id), leaseEndsAt, ...changes });
    });
  }

  /** Makes a batch that another process left before the provider had it this process's own. False where that one is still at it. */
  takeOver(id: string, leaseMs: number): Promise<boolean> {
    return this.#store.transact(() => {
      const record = this.record(id);
      const { owner, now } = this.#store;
      if (!this.isOwn(record) && !this.#store.isAbandoned(record)) return false;
      this.#records.putSync(id, { ...record, owner, leaseEndsAt: now() + leaseMs });
      return true;
    });
  }

  /** Lets others take over what this process does not bring to an end. */
  letGo(): Promise<void> {
    return this.#store.transact(() => {
      for (const record of this.#all()) {
        const unsent = record.state !== 'done' && record.state !== 'submitted';
        if (unsent && this.isOwn(record)) this.#records.putSync(record.id, { ...record, leaseEndsAt: 0 });
      }
    });
  }

  /** Stores answers to calls of a batch and books what they cost. Those that are booked already are passed over. Returns how many were not. */
  resolveRows(
    id: string,
    answers: readonly { readonly key: string; readonly response: StoredResponse }[],
  ): Promise<number> {
    return this.#store.transact(() => {
      const { account } = this.record(id);
      return answers.filter(({ key, response }) => {
        if (!this.#release(id, account, key)) return false;
        const first = this.#store.responses.get(key) === undefined;
        this.#store.responses.putSync(first ? key : `${key}/${id}`, response);
        this.#failures.removeSync([account, key]);
        this.#store.book(account, {
          spent: response.cost ?? 0,
          answers: 1,
          inputTokens: response.usage.inputTokens,
          outputTokens: response.usage.outputTokens,
        });
        return true;
      }).length;
    });
  }

  /** Ends calls of a batch that brought no answer: those that may have been paid for stay on the account as unresolved. */
  failRows(
    id: string,
    failed: readonly { readonly key: string; readonly failure: Omit<RowFailure, 'tries'> }[],
  ): Promise<number> {
    return this.#store.transact(() => this.#fail(id, failed));
  }

  /** Ends all calls that are left in a batch, in the same way. Returns how many. */
  async failRest(id: string, failure: Omit<RowFailure, 'tries'>): Promise<number> {
    for (let all = 0; ; ) {
      const count = await this.#store.transact(() =>
        this.#fail(
          id,
          this.#someRows(id).map((key) => ({ key, failure })),
        ),
      );
      if (count === 0) return all;
      all += count;
    }
  }

  /** Takes all calls out of a batch that surely never went out, and ends it. */
  async release(id: string, outcome: string): Promise<void> {
    const { account } = this.record(id);
    const releaseSome = () => {
      const keys = this.#someRows(id);
      for (const key of keys) this.#release(id, account, key);
      return keys.length;
    };
    while ((await this.#store.transact(releaseSome)) > 0);
    await this.close(id, outcome);
  }

  /** Releases the batches that processes which have ended were still building. */
  async releaseUnsent(): Promise<void> {
    for (const { id, state } of this.#all()) {
      if (state !== 'building') continue;
      const leaseMs = 60_000;
      if (!this.isOwn(this.record(id)) && (await this.takeOver(id, leaseMs))) {
        await this.release(id, 'not sent');
      }
    }
  }

  /** Notes that all calls of a batch are booked. */
  close(id: string, outcome: string): Promise<void> {
    return this.#store.transact(() => {
      const record = this.record(id);
      if (record.state === 'done') return; // another process was quicker
      if (this.#someRows(id).length > 0) throw new Error(`internal error: batch ${id} has calls left`);
      this.#records.putSync(id, { ...record, state: 'done', outcome });
    });
  }

  /** Why a call of a run brought no answer in its last batch. */
  failure(account: string, key: string): RowFailure | undefined {
    return this.#failures.get([account, key]);
  }

  /** Forgets why calls of a run brought no answers: they are asked again. */
  async clearFailures(account: string): Promise<void> {
    const range = { start: [account, ''], end: [account, 'g'], limit: rowsAtOnce };
    const clearSome = () => {
      const keys = [...this.#failures.getKeys(range)];
      for (const key of keys) this.#failures.removeSync(key);
      return keys.length;
    };
    while ((await this.#store.transact(clearSome)) > 0);
  }

  #all(): BatchRecord[] {
    return [...this.#records.getRange({})].map(({ value }) => value);
  }

  #someRows(id: string): string[] {
    // request keys are hexadecimal
    const range = { start: [id, ''], end: [id, 'g'], limit: rowsAtOnce };
    return [...this.#rows.getKeys(range)].map((key) => String(key[1]));
  }

  #ownRecord(id: string): BatchRecord {
    const record = this.record(id);
    if (this.isOwn(record) && record.state !== 'done') return record;
    throw new SocraticError(
      'batch-taken-over',
      `Batch ${id} was taken over by another process, since this one had not been heard of for long. Repeat the command.`,
      { details: { batch: id } },
    );
  }

  #fail(
    id: string,
    failed: readonly { readonly key: string; readonly failure: Omit<RowFailure, 'tries'> }[],
  ): number {
    const { account } = this.record(id);
    return failed.filter(({ key, failure }) => {
      const row = this.#rows.get([id, key]);
      if (row === undefined) return false;
      this.#release(id, account, key);
      if (failure.billed === 'maybe') {
        const { worstCase } = row;
        this.#store.unresolved.putSync([account, key, id], { worstCase, leaseEndsAt: this.#store.now() });
        this.#store.book(account, { unresolved: worstCase, unresolvedCalls: 1 });
      }
      const tries = 1 + (this.#failures.get([account, key])?.tries ?? 0);
      this.#failures.putSync([account, key], { ...failure, tries });
      return true;
    }).length;
  }

  /** Takes a call out of its batch, or out of the unresolved ones if it was given up. False where it is in neither. */
  #release(id: string, account: string, key: string): boolean {
    const row = this.#rows.get([id, key]);
    if (row !== undefined) {
      this.#rows.removeSync([id, key]);
      if (this.#batchOf.get(key) === id) this.#batchOf.removeSync(key);
      this.#store.book(account, { batched: -row.worstCase, batchedCalls: -1 });
      return true;
    }
    const lost = this.#store.unresolved.get([account, key, id]);
    if (lost === undefined) return false;
    this.#store.unresolved.removeSync([account, key, id]);
    this.#store.book(account, { unresolved: -lost.worstCase, unresolvedCalls: -1 });
    return true;
  }
}
