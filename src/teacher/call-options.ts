// The options of every function that calls a teacher: how many calls, how fast, for how much, and where the answers are kept.
import { existsSync } from 'node:fs';
import {
  countOf,
  type NumberRange,
  nearestName,
  numberKinds,
  type OptionTable,
  option,
  optionKinds,
  type Reporter,
  SocraticError,
  say,
  usingOption,
} from '../common/index.ts';
import {
  type CallerSettings,
  dollarsText,
  knownPrices,
  nanoDollarsPerDollar,
  type Price,
} from './call/index.ts';
import { ResponseStore } from './store/index.ts';

export interface CallOptions {
  /** The most US dollars that all starts together may cost, calls with an unknown outcome included. Needs a price. Default: no bound. */
  readonly maxCost?: number | undefined;
  /** A JSON file of prices: `{"SPEC": {"input": USD, "output": USD}}` for a million tokens; `"batch"`: the share of that which a call in a batch costs. */
  readonly prices?: string | undefined;
  /** The configuration file of `config:NAME`, which is run. Default: `socratic.config.ts` in the working directory. */
  readonly config?: string | undefined;
  /** Stop counting earlier calls with an unknown outcome against `maxCost`. */
  readonly clearUnresolved?: boolean | undefined;
  /** Ask again for what the provider has refused and is set aside. Default false. */
  readonly retryFailed?: boolean | undefined;
  /** Calls at once. Default 8; 64 for a student of `run:DIR`. */
  readonly concurrency?: number | undefined;
  /** At most. Default: no limit. */
  readonly requestsPerMinute?: number | undefined;
  /** At most. Default: no limit. */
  readonly tokensPerMinute?: number | undefined;
  /** Milliseconds for one call. Default 120,000; 290,000 for a student of `run:DIR`. */
  readonly timeoutMs?: number | undefined;
  /** How often a call is repeated after a failure that may pass. Default 6. */
  readonly retries?: number | undefined;
  /** The directory where every answer is kept and found again. Default `.socratic/responses`. */
  readonly store?: string | undefined;
  /** Of a damaged store, go on with the answers that can be read. Default false. */
  readonly recoverStore?: boolean | undefined;
}

export const callDefaults = {
  concurrency: 8,
  timeoutMs: 120_000,
  retries: 6,
  store: '.socratic/responses',
} as const;

/** The calls of a student share one machine: many together take little longer than one, and each takes longer. */
export const studentCallDefaults = { ...callDefaults, concurrency: 64, timeoutMs: 290_000 } as const;

export const callRanges = {
  maxCost: { min: 0 },
  concurrency: { min: 1, max: 1024, whole: true },
  requestsPerMinute: { min: 1, whole: true },
  tokensPerMinute: { min: 1, whole: true },
  timeoutMs: { min: 100, max: 3_600_000 },
  retries: { min: 0, max: 100, whole: true },
} as const satisfies Readonly<Partial<Record<keyof CallOptions, NumberRange>>>;

/** The rows of these options in the tables of every function that calls a teacher. */
export const callKinds: OptionTable<CallOptions> = {
  ...numberKinds(callRanges),
  prices: optionKinds.text,
  config: optionKinds.text,
  clearUnresolved: optionKinds.flag,
  retryFailed: optionKinds.flag,
  recoverStore: optionKinds.flag,
  store: optionKinds.text,
};

/** The caller's settings, with the defaults for a teacher or for a student. */
export function callerSettings(
  { concurrency, requestsPerMinute, tokensPerMinute, timeoutMs, retries }: CallOptions,
  defaults: Pick<CallerSettings, 'concurrency' | 'timeoutMs' | 'retries'> = callDefaults,
): CallerSettings {
  return {
    concurrency: concurrency ?? defaults.concurrency,
    requestsPerMinute,
    tokensPerMinute,
    timeoutMs: timeoutMs ?? defaults.timeoutMs,
    retries: retries ?? defaults.retries,
  };
}

/** Throws `price-unknown` for a budget without the price of the teacher. */
export function assertPriceForBudget({ maxCost }: CallOptions, teacher: string, price: Price | null): void {
  if (price !== null || maxCost === undefined) return;
  const near = nearestName(teacher, Object.keys(knownPrices));
  const meant = near === null ? '' : ` If you mean ${near}, its price is known.`;
  throw new SocraticError(
    'price-unknown',
    say`${option('maxCost')} needs the price of ${teacher}, which is not known. Write what a million tokens cost into a file, {"${teacher}": {"input": DOLLARS, "output": DOLLARS}}, and name the file with ${option('prices')}.${meant}`,
    { subject: { option: 'maxCost', model: teacher } },
  );
}

/** The error for an option that has no effect beside the others. */
export function optionUnused(name: string, why: string): SocraticError {
  return new SocraticError('option-unused', say`${option(name)} has no effect: ${why}. Leave it out.`, {
    subject: { option: name },
  });
}

/** Opens the store of answers. Throws `store-unusable`, `store-damaged`, `store-format-unknown`. */
export function openStore({ store, recoverStore }: CallOptions): Promise<ResponseStore> {
  return store === undefined
    ? ResponseStore.open(callDefaults.store, Date.now, recoverStore)
    : usingOption('store', () => ResponseStore.open(store, Date.now, recoverStore));
}

/** Works with the store where there is one, else with null: an estimate makes none. */
export async function withExistingStore<T>(
  options: CallOptions,
  work: (store: ResponseStore | null) => Promise<T>,
): Promise<T> {
  const store = existsSync(options.store ?? callDefaults.store) ? await openStore(options) : null;
  try {
    return await work(store);
  } finally {
    await store?.close();
  }
}

/** Settles the calls of processes that died: reports them, and with `clearUnresolved` takes them off the account. */
export async function settleEarlierCalls(
  store: ResponseStore,
  account: string,
  { clearUnresolved = false }: CallOptions,
  reporter: Reporter,
): Promise<void> {
  await store.settleAbandoned();
  if (clearUnresolved) {
    const cleared = await store.clearUnresolved(account);
    reporter.info(`${countOf(cleared, 'call')} with an unknown outcome no longer counted.`);
  }
  const { unresolved, unresolvedCalls } = store.account(account);
  if (unresolvedCalls === 0) return;
  const most = unresolved === 0 ? '' : `, at most ${dollarsText(unresolved / nanoDollarsPerDollar)}`;
  reporter.warn(
    say`The outcome of ${countOf(unresolvedCalls, 'earlier call')} is unknown. They may have been paid for${most}, and count against ${option('maxCost')}. The provider's account says what they cost. To stop counting them, use ${option('clearUnresolved', true)}.`,
  );
}
