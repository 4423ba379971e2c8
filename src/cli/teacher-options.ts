// The options of calls to a teacher: how many, how fast, for how much, and where the answers are kept.
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type Reporter, SocraticError } from '../common/index.ts';
import {
  type CallerSettings,
  dollarsText,
  nanoDollarsPerDollar,
  type Price,
  ResponseStore,
} from '../teacher/index.ts';
import { countOf } from './format.ts';
import { integerOption, numberOption } from './options.ts';

export interface CallFlags {
  readonly maxCost?: number;
  readonly prices?: string;
  readonly config?: string;
  readonly dryRun?: boolean;
  readonly clearUnresolved?: boolean;
  readonly concurrency: number;
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly timeout: number;
  readonly retries: number;
  readonly store: string;
}

const defaultStore = '.socratic/responses';

/**
 * Adds what every command has that calls a teacher, from `--max-cost` to `--store`. `defaults`: texts of those that the command sets
 * itself.
 */
export function addCallOptions(
  command: Command,
  defaults?: { readonly concurrency: string; readonly timeout: string },
): Command {
  const [calls, seconds] = [
    integerOption('--concurrency', { max: 1024 }),
    numberOption('--timeout', { min: 0.1, max: 290 }),
  ];
  const standard = (value: number) => (defaults === undefined ? value : undefined);
  const named = (what: string, value?: string) => (value === undefined ? what : `${what} (default ${value})`);
  return command
    .option(
      '--max-cost <USD>',
      'never spend more than this, over all starts, calls with an unknown outcome included',
      numberOption('--max-cost', { min: 0 }),
    )
    .option(
      '--prices <FILE>',
      'JSON: {"SPEC": {"input": USD, "output": USD}}, for a million tokens; with "batch": 0.5, the share of it that a call in a batch costs',
    )
    .option('--config <FILE>', 'of config:NAME (default: socratic.config.ts here); it is run')
    .option('--dry-run', 'only count calls, tokens and what they would cost')
    .option('--clear-unresolved', 'no longer count earlier calls with an unknown outcome against --max-cost')
    .option('--concurrency <N>', named('calls at once', defaults?.concurrency), calls, standard(8))
    .option('--requests-per-minute <N>', 'at most', integerOption('--requests-per-minute'))
    .option('--tokens-per-minute <N>', 'at most', integerOption('--tokens-per-minute'))
    .option('--timeout <SECONDS>', named('for one call', defaults?.timeout), seconds, standard(120))
    .option(
      '--retries <N>',
      'repetitions of a call that failed for a reason that may pass',
      integerOption('--retries', { min: 0, max: 100 }),
      6,
    )
    .option('--store <DIR>', 'where every answer is kept and found again', defaultStore);
}

/** What `addCallOptions` adds, as commander names it. */
export const callOptionNames = [
  'maxCost',
  'prices',
  'config',
  'dryRun',
  'clearUnresolved',
  'concurrency',
  'requestsPerMinute',
  'tokensPerMinute',
  'timeout',
  'retries',
  'store',
] as const satisfies readonly (keyof CallFlags)[];

/** A temperature, or `default` for none. */
export function temperatureOption(text: string): number | 'default' {
  return text === 'default' ? text : numberOption('--temperature', { min: 0, max: 2 })(text);
}

export function callerSettings(flags: CallFlags): CallerSettings {
  const { concurrency, requestsPerMinute, tokensPerMinute, timeout, retries } = flags;
  return { concurrency, requestsPerMinute, tokensPerMinute, timeoutMs: 1000 * timeout, retries };
}

/** Throws for a ceiling without a price, and for what a dry run would not do. */
export function refuseCallFlags(flags: CallFlags, teacher: string, price: Price | null): void {
  if (price === null && flags.maxCost !== undefined) {
    throw new SocraticError(
      'price-unknown',
      `--max-cost needs the price of ${teacher}, which is not known. Name it in a file: --prices FILE with {"${teacher}": {"input": USD, "output": USD}}, for a million tokens.`,
      { subject: { model: teacher } },
    );
  }
  if (flags.dryRun && flags.clearUnresolved) {
    throw new SocraticError(
      'option-unused',
      '--clear-unresolved: --dry-run changes nothing. Leave one of them out.',
      { subject: { option: 'clearUnresolved' } },
    );
  }
}

/** Works with the store where there is one: a dry run makes none. */
export async function withExistingStore<T>(
  path: string,
  work: (store: ResponseStore | null) => Promise<T>,
): Promise<T> {
  const store = existsSync(path) ? await ResponseStore.open(path) : null;
  try {
    return await work(store);
  } finally {
    await store?.close();
  }
}

/** Calls of processes that died: they are told of, and taken off the account where that is asked for. */
export async function settleEarlierCalls(
  store: ResponseStore,
  account: string,
  flags: CallFlags,
  reporter: Reporter,
): Promise<void> {
  await store.settleAbandoned();
  if (flags.clearUnresolved) {
    const cleared = await store.clearUnresolved(account);
    reporter.info(`${countOf(cleared, 'call')} with an unknown outcome no longer counted.`);
  }
  const { unresolved, unresolvedCalls } = store.account(account);
  if (unresolvedCalls === 0) return;
  const most = unresolved === 0 ? '' : `, at most ${dollarsText(unresolved / nanoDollarsPerDollar)}`;
  reporter.warn(
    `The outcome of ${countOf(unresolvedCalls, 'earlier call')} is unknown: they may have been paid for${most}, and count against --max-cost. The provider's own account says what they cost; --clear-unresolved takes them off.`,
  );
}
