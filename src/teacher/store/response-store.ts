// Answers that were paid for, and the calls for which that is not yet known, in one LMDB database that several processes may use.
//
// The order that nothing paid for is lost in: `claim` puts an intent with its worst-case price on disk, the call goes out, `resolve`
// puts the answer there and takes the intent away. A process that dies between the two leaves its intent behind; whoever comes next
// moves it to the unresolved calls, which count against the run's budget until someone clears them.
import { randomUUID } from 'node:crypto';
import type { Database, RootDatabase } from 'lmdb';
import { isDiskFull, makeDirectory, messageOf, option, SocraticError, say } from '../../common/index.ts';
import { BatchLedger, type LedgerTables } from './batch-ledger.ts';
import type { Charge, Claim, ClaimOptions } from './claims.ts';
import { ignore, passOverCommits, reasonOf } from './commits.ts';
import { isWholeWithin, keysWithOtherLimits, usualTokenLimits } from './equal-requests.ts';
import { createOwner, hasEnded } from './owner.ts';
import {
  type Account,
  committed,
  emptyAccount,
  type Intent,
  type NanoDollars,
  type Owner,
  type Refusal,
  type RequestIdentity,
  requestKey,
  type StoredResponse,
  type UnresolvedCall,
} from './records.ts';
import { noAccount, removeRescued, rescueAnswer, takeRescuedFiles, withoutOpen } from './rescued-answers.ts';
import { assertUndamaged, isDamage } from './store-damage.ts';

const storeFormat = 1;
/** The only key of its table. */
const limitsKey = 'tokens';

/** Every method that returns a promise throws `store-unwritable` when the disk does not take what it writes. */
export class ResponseStore {
  /** The calls that are made in batches. */
  readonly batches: BatchLedger;
  readonly #root: RootDatabase;
  readonly #path: string;
  readonly #responses: Database<StoredResponse, string>;
  readonly #intents: Database<Intent, string>;
  readonly #unresolved: Database<UnresolvedCall, string[]>;
  readonly #accounts: Database<Account, string>;
  readonly #refusals: Database<Refusal, string>;
  readonly #limits: Database<number[], string>;
  readonly #owner: Owner;
  readonly #now: () => number;

  private constructor(root: RootDatabase, path: string, now: () => number) {
    const encoding = 'json';
    this.#root = root;
    this.#path = path;
    this.#responses = root.openDB({ name: 'responses', encoding });
    this.#intents = root.openDB({ name: 'intents', encoding });
    this.#unresolved = root.openDB({ name: 'unresolved', encoding });
    this.#accounts = root.openDB({ name: 'accounts', encoding });
    this.#refusals = root.openDB({ name: 'refusals', encoding });
    this.#limits = root.openDB({ name: 'limits', encoding });
    this.#owner = createOwner();
    this.#now = now;
    const ledger: LedgerTables = {
      records: root.openDB({ name: 'batches', encoding }),
      rows: root.openDB({ name: 'batch-rows', encoding }),
      batchOf: root.openDB({ name: 'batch-of', encoding }),
      failures: root.openDB({ name: 'batch-failures', encoding }),
    };
    this.batches = new BatchLedger(ledger, {
      transact: (work) => this.#transact(work),
      book: (account, changes) => this.#book(account, changes),
      account: (name) => this.account(name),
      isAbandoned: (lease) => this.#isAbandoned(lease),
      isUnderWay: (key) => this.#isUnderWay(key),
      responses: this.#responses,
      unresolved: this.#unresolved,
      owner: this.#owner,
      now,
    });
  }

  /**
   * Opens the store in a directory, which is made where there is none. `now` is a clock in milliseconds; `recover`: of a damaged store, go
   * on with what can be read. Throws `store-unusable`, `store-damaged`, and `store-format-unknown` for one that another version wrote.
   */
  static async open(path: string, now: () => number = Date.now, recover = false): Promise<ResponseStore> {
    let root: RootDatabase;
    let format: unknown;
    try {
      makeDirectory(path);
      assertUndamaged(path, recover);
      const { open } = await import('lmdb');
      // Without overlapping: a transaction's promise resolves when the disk has it, not when other processes see it.
      root = open({ path, noSubdir: false, overlappingSync: false, maxDbs: 16 });
      root.readerCheck(); // frees the places of processes that were killed
      const meta: Database<number, string> = root.openDB({ name: 'meta', encoding: 'json' });
      format = await meta.transaction(() => {
        const found = meta.get('format');
        if (found === undefined) meta.putSync('format', storeFormat);
        return found ?? storeFormat;
      });
    } catch (error) {
      if (isDiskFull(error) || isDamage(error)) throw error;
      throw new SocraticError(
        'store-unusable',
        `${path} cannot be used as a store of responses: ${messageOf(error)}`,
        { subject: { path }, cause: error },
      );
    }
    if (format === storeFormat) {
      process.on('unhandledRejection', passOverCommits);
      const store = new ResponseStore(root, path, now);
      await store.#takeRescued();
      return store;
    }
    await root.close();
    throw new SocraticError(
      'store-format-unknown',
      say`${path} has format ${String(format)}, this version reads format ${storeFormat}. Name another ${option('store')}.`,
      { subject: { path }, details: { format } },
    );
  }

  /** The answer stored under `key`, if there is one. */
  find(key: string): StoredResponse | undefined {
    return this.#responses.get(key);
  }

  /**
   * The answer to a request: the one that is stored under its key, or a whole one to the same request with another limit of tokens, so that
   * after a change of the limit only answers that were cut off are asked for again.
   */
  findAnswer(identity: RequestIdentity): StoredResponse | undefined {
    const own = this.find(requestKey(identity));
    const limit = identity.parameters.maxOutputTokens;
    if (own !== undefined || limit === undefined) return own;
    for (const key of keysWithOtherLimits(identity, this.#limits.get(limitsKey) ?? usualTokenLimits)) {
      const response = this.find(key);
      if (response !== undefined && isWholeWithin(response, limit)) return response;
    }
    return undefined;
  }

  /** Notes a limit of tokens with which answers will be asked for: `findAnswer` looks for answers of every one. */
  async noteTokenLimit(limit: number): Promise<void> {
    if (this.#limits.get(limitsKey)?.includes(limit)) return;
    await this.#transact(() => {
      const before = this.#limits.get(limitsKey) ?? (this.count() === 0 ? [] : usualTokenLimits);
      this.#limits.putSync(limitsKey, [...new Set([...before, limit])]);
    });
  }

  /** Why the provider refused a request, where that is set aside as the request's own fault. */
  refusal(key: string): Refusal | undefined {
    return this.#refusals.get(key);
  }

  /** Sets a request aside: it is not asked again until somebody wants that. An answer takes it back. */
  setAside(key: string, refusal: Refusal): Promise<void> {
    return this.#transact(() => {
      if (this.#responses.get(key) === undefined) this.#refusals.putSync(key, refusal);
    });
  }

  /** Requests that were set aside wrongly will be asked again. */
  takeBack(keys: readonly string[]): Promise<void> {
    return this.#transact(() => {
      for (const key of keys) this.#refusals.removeSync(key);
    });
  }

  /**
   * Keeps an answer that `resolve` could not store in a file beside the store; returns its path. The next `open` puts it into the store.
   * Throws what the system says.
   */
  rescue(key: string, attempt: string, account: string, response: StoredResponse): string {
    return rescueAnswer(this.#path, this.#owner.id, { key, attempt, account, response });
  }

  /** Puts the answers of other processes' files into the store. Where it cannot be written now, they wait for the next start. */
  async #takeRescued(): Promise<void> {
    for (const { path, answers, accounts } of takeRescuedFiles(this.#path)) {
      try {
        await this.#transact(() => {
          for (const { account, state } of accounts) {
            if (this.#accounts.get(account) === undefined)
              this.#accounts.putSync(account, withoutOpen(state));
          }
          for (const { key, attempt, account, response } of answers) {
            if (this.#isStored(key, attempt, account)) continue;
            if (account !== noAccount) this.#resolve(key, attempt, account, response);
            else if (this.#responses.get(key) === undefined) this.#responses.putSync(key, response);
          }
        });
      } catch {
        continue;
      }
      removeRescued(path);
    }
  }

  /** Whether this attempt's answer is there: another process may have read the same file. */
  #isStored(key: string, attempt: string, account: string): boolean {
    if (this.#responses.get(`${key}/${attempt}`) !== undefined) return true;
    const isOpen =
      this.#intents.get(key)?.attempt === attempt ||
      this.#unresolved.get([account, key, attempt]) !== undefined;
    return this.#responses.get(key) !== undefined && !isOpen;
  }

  /** Every answer with what the provider said besides its text, such as log-probabilities; in the order of the keys. */
  *responses(): Generator<StoredResponse> {
    for (const { value } of this.#responses.getRange({})) yield value;
  }

  /** How many answers there are. */
  count(): number {
    return this.#responses.getCount();
  }

  /** What a run has spent so far. */
  account(name: string): Account {
    return { ...emptyAccount, ...this.#accounts.get(name) };
  }

  /** Asks to make a call. When it resolves with `claimed`, the intent is on disk. */
  claim(key: string, { account, worstCase, ceiling, leaseMs }: ClaimOptions): Promise<Claim> {
    return this.#transact((): Claim => {
      const response = this.#responses.get(key);
      if (response !== undefined) return { kind: 'stored', response };
      const batch = this.batches.batchOf(key);
      if (batch !== undefined) return { kind: 'in-batch', batch };
      const taken = this.#isUnderWay(key);
      if (taken !== null) return { kind: 'leased', untilMs: taken.leaseEndsAt };
      if (ceiling !== null && committed(this.account(account)) + worstCase > ceiling) {
        this.#giveUpAbandoned();
        const now = this.account(account);
        const final = committed(now) - now.reserved + worstCase > ceiling;
        return { kind: 'over-budget', final, account: now };
      }
      const attempt = randomUUID();
      const leaseEndsAt = this.#now() + leaseMs;
      this.#intents.putSync(key, { attempt, account, owner: this.#owner, worstCase, leaseEndsAt });
      this.#book(account, { reserved: worstCase });
      return { kind: 'claimed', attempt };
    });
  }

  /**
   * Stores the answer to a claimed call and books its cost. When it resolves, the answer is on disk. The first answer to a call is the
   * one that is found later: one that comes after the lease had run out, when another process has asked again, is kept beside it.
   */
  resolve(key: string, attempt: string, account: string, response: StoredResponse): Promise<void> {
    return this.#transact(() => this.#resolve(key, attempt, account, response));
  }

  #resolve(key: string, attempt: string, account: string, response: StoredResponse): void {
    const first = this.#responses.get(key) === undefined;
    this.#responses.putSync(first ? key : `${key}/${attempt}`, response);
    if (this.#refusals.get(key) !== undefined) this.#refusals.removeSync(key);
    this.#release(key, attempt, account);
    this.#book(account, {
      spent: response.cost ?? 0,
      answers: 1,
      inputTokens: response.usage.inputTokens,
      outputTokens: response.usage.outputTokens,
    });
  }

  /**
   * Ends a claimed call that brought no answer: one that may have been paid for stays on the account as unresolved, and one whose price is
   * known is paid.
   */
  fail(key: string, attempt: string, account: string, billed: 'no' | 'maybe' | Charge): Promise<void> {
    return this.#transact(() => {
      const intent = this.#intents.get(key);
      if (billed === 'maybe') {
        if (intent?.attempt === attempt) this.#giveUp(key, intent);
        return;
      }
      this.#release(key, attempt, account);
      if (billed === 'no') return;
      const { cost, inputTokens, outputTokens } = billed;
      this.#book(account, { spent: cost, inputTokens, outputTokens });
    });
  }

  /** Moves the calls of processes that have ended to the unresolved ones, and forgets batches that they had not sent yet. */
  async settleAbandoned(): Promise<void> {
    await this.#transact(() => this.#giveUpAbandoned());
    await this.batches.releaseUnsent();
  }

  /** Takes a run's unresolved calls off its account. Returns how many there were. */
  clearUnresolved(account: string): Promise<number> {
    return this.#transact(() => {
      this.#giveUpAbandoned();
      const keys = [...this.#unresolved.getKeys(callsOf(account))];
      for (const key of keys) this.#unresolved.removeSync(key);
      const { unresolved, unresolvedCalls } = this.account(account);
      this.#book(account, { unresolved: -unresolved, unresolvedCalls: -unresolvedCalls });
      return keys.length;
    });
  }

  /** Every unresolved call of a run: the request's key and its worst-case price. */
  unresolvedCalls(account: string): { readonly key: string; readonly worstCase: NanoDollars }[] {
    return [...this.#unresolved.getRange(callsOf(account))].map(({ key, value }) => ({
      key: String(key[1]),
      worstCase: value.worstCase,
    }));
  }

  async close(): Promise<void> {
    await this.#root.close();
    process.off('unhandledRejection', passOverCommits);
  }

  /**
   * Runs `work` apart from all other processes, and resolves when what it wrote is on disk: all of it. Otherwise nothing of it is,
   * and `store-unwritable` is thrown. `work` writes with `putSync` and `removeSync`: nobody would hear of the others' promises.
   */
  async #transact<T>(work: () => T): Promise<T> {
    try {
      const done = this.#root.transaction(work);
      this.#root.committed.then(ignore, ignore); // the same commit's, of which lmdb keeps a promise of its own
      return await done;
    } catch (error) {
      if (error instanceof SocraticError) throw error; // of `work`, which had written nothing
      const reason = await reasonOf(error);
      throw new SocraticError(
        'store-unwritable',
        `${this.#path} cannot be written: ${reason}. Is the disk full? What has been stored so far is safe.`,
        { subject: { path: this.#path }, cause: error },
      );
    }
  }

  #isAbandoned({ owner, leaseEndsAt }: Pick<Intent, 'owner' | 'leaseEndsAt'>): boolean {
    return leaseEndsAt <= this.#now() || hasEnded(owner);
  }

  /** The intent of a call that a process is making now; one that was abandoned is given up. */
  #isUnderWay(key: string): Intent | null {
    const intent = this.#intents.get(key);
    if (intent === undefined) return null;
    if (!this.#isAbandoned(intent)) return intent;
    this.#giveUp(key, intent);
    return null;
  }

  #giveUpAbandoned(): void {
    const abandoned = [...this.#intents.getRange({})].filter(({ value }) => this.#isAbandoned(value));
    for (const { key, value } of abandoned) this.#giveUp(key, value);
  }

  /** The intent's call becomes an unresolved one. */
  #giveUp(key: string, { attempt, account, worstCase, leaseEndsAt }: Intent): void {
    this.#intents.removeSync(key);
    this.#unresolved.putSync([account, key, attempt], { worstCase, leaseEndsAt });
    this.#book(account, { reserved: -worstCase, unresolved: worstCase, unresolvedCalls: 1 });
  }

  /** The call's outcome is known: its intent goes, or what became of it when others gave it up. */
  #release(key: string, attempt: string, account: string): void {
    const intent = this.#intents.get(key);
    if (intent?.attempt === attempt) {
      this.#intents.removeSync(key);
      this.#book(account, { reserved: -intent.worstCase });
      return;
    }
    const unresolved = this.#unresolved.get([account, key, attempt]);
    if (unresolved === undefined) return; // cleared by the user
    this.#unresolved.removeSync([account, key, attempt]);
    this.#book(account, { unresolved: -unresolved.worstCase, unresolvedCalls: -1 });
  }

  #book(name: string, changes: Partial<Account>): void {
    const now = this.account(name);
    const sum = (field: keyof Account) => now[field] + (changes[field] ?? 0);
    this.#accounts.putSync(name, {
      spent: sum('spent'),
      reserved: sum('reserved'),
      unresolved: sum('unresolved'),
      unresolvedCalls: sum('unresolvedCalls'),
      batched: sum('batched'),
      batchedCalls: sum('batchedCalls'),
      answers: sum('answers'),
      inputTokens: sum('inputTokens'),
      outputTokens: sum('outputTokens'),
    });
  }
}

/** The range of a run's unresolved calls: request keys are hexadecimal. */
function callsOf(account: string): { start: string[]; end: string[] } {
  return { start: [account, ''], end: [account, 'g'] };
}
