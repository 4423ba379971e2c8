// The options of every command that calls a teacher: how many calls, how fast, for how much, and where the answers are kept.
import type { Command } from 'commander';
import { rangeText } from '../common/index.ts';
import { callDefaults, callRanges, temperatureRange } from '../teacher/index.ts';
import { integerOption, numberOption, parser } from './options.ts';

export interface CallFlags {
  readonly maxCost?: number;
  readonly prices?: string;
  readonly config?: string;
  /** True: this is an estimate, and no call was made. */
  readonly dryRun?: boolean;
  readonly clearUnresolved?: boolean;
  readonly retryFailed?: boolean;
  readonly concurrency?: number;
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  /** Seconds. */
  readonly timeout?: number;
  readonly retries?: number;
  readonly store?: string;
  readonly recoverStore?: boolean;
}

/**
 * Adds what every command has that calls a teacher, from `--max-cost` to `--store`. `student`: the defaults where a student may be the teacher;
 * `isOptional`: a teacher may be called, or none, so that there is nothing to estimate and no default that is given.
 */
export function addCallOptions(
  command: Command,
  student?: { readonly concurrency: number; readonly timeoutMs: number },
  isOptional = false,
): Command {
  const { concurrency, timeoutMs, retries, store } = callDefaults;
  const defaults = (value: number, ofStudent: number | undefined) =>
    `(default: ${value}${ofStudent === undefined ? '' : `; run:DIR ${ofStudent}`})`;
  const seconds = student && student.timeoutMs / 1000;
  command
    .option(
      '--max-cost <USD>',
      'spend at most this much over all starts; calls with an unknown outcome count too',
      numberOption('--max-cost', callRanges.maxCost),
    )
    .option(
      '--prices <FILE>',
      'JSON file of prices for a million tokens: {"SPEC": {"input": USD, "output": USD}}; "batch": 0.5 adds the share of the price that a batch call costs',
    )
    .option(
      '--config <FILE>',
      'file that defines `config:NAME` teachers (default: ./socratic.config.ts); it is executed',
    );
  if (!isOptional) command.option('--dry-run', 'only estimate calls, tokens and cost; makes no call');
  command
    .option('--clear-unresolved', 'no longer count earlier calls with an unknown outcome against --max-cost')
    .option('--retry-failed', 'ask again for problems that the provider refused')
    .option(
      '--concurrency <N>',
      `maximum calls at the same time ${defaults(concurrency, student?.concurrency)}`,
      integerOption('--concurrency', callRanges.concurrency),
    )
    .option(
      '--requests-per-minute <N>',
      'maximum requests per minute (default: unlimited)',
      integerOption('--requests-per-minute', callRanges.requestsPerMinute),
    )
    .option(
      '--tokens-per-minute <N>',
      'maximum tokens per minute (default: unlimited)',
      integerOption('--tokens-per-minute', callRanges.tokensPerMinute),
    )
    .option(
      '--timeout <SECONDS>',
      `maximum seconds of a call ${defaults(timeoutMs / 1000, seconds)}`,
      numberOption('--timeout', inSeconds(callRanges.timeoutMs)),
    );
  const retrying = 'how often to repeat a call after a temporary failure';
  const stored = 'directory that stores every answer, so that it is never paid for twice';
  const retriesOption = integerOption('--retries', callRanges.retries);
  if (isOptional) {
    command
      .option('--retries <N>', `${retrying} (default: ${retries})`, retriesOption)
      .option('--store <DIR>', `${stored} (default: ${store})`);
  } else {
    command.option('--retries <N>', retrying, retriesOption, retries).option('--store <DIR>', stored, store);
  }
  return command.option(
    '--recover-store',
    'if --store is damaged, continue with the answers that can be read',
  );
}

/** A temperature, or `default` for none. */
export const temperatureOption = parser<number | 'default'>(
  `a number${rangeText(temperatureRange)}, or default`,
  (text) => (text === 'default' ? text : numberOption('--temperature', temperatureRange)(text)),
);

/** A range of milliseconds in seconds. */
export function inSeconds({ min, max }: { readonly min: number; readonly max: number }) {
  return { min: min / 1000, max: max / 1000 };
}

/** Seconds of the command line in milliseconds. */
export function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : 1000 * seconds;
}
