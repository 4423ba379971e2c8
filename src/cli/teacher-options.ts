// The options of every command that calls a teacher: how many calls, how fast, for how much, and where the answers are kept.
import type { Command } from 'commander';
import { callDefaults, callRanges, temperatureRange } from '../teacher/index.ts';
import { integerOption, numberOption } from './options.ts';

export interface CallFlags {
  readonly maxCost?: number;
  readonly prices?: string;
  readonly config?: string;
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

/** Adds what every command has that calls a teacher, from `--max-cost` to `--store`. `student`: the defaults where a student may be the teacher. */
export function addCallOptions(
  command: Command,
  student?: { readonly concurrency: number; readonly timeoutMs: number },
): Command {
  const { concurrency, timeoutMs, retries, store } = callDefaults;
  const defaults = (value: number, ofStudent: number | undefined) =>
    `(default: ${value}${ofStudent === undefined ? '' : `; run:DIR ${ofStudent}`})`;
  const seconds = student && student.timeoutMs / 1000;
  return command
    .option(
      '--max-cost <USD>',
      'never spend more than this, over all starts, calls with an unknown outcome included',
      numberOption('--max-cost', callRanges.maxCost),
    )
    .option(
      '--prices <FILE>',
      'JSON: {"SPEC": {"input": USD, "output": USD}}, for a million tokens; with "batch": 0.5, the share of it that a call in a batch costs',
    )
    .option('--config <FILE>', 'of config:NAME (default: socratic.config.ts here); it is run')
    .option('--dry-run', 'only count calls, tokens and what they would cost')
    .option('--clear-unresolved', 'stop counting earlier calls with an unknown outcome against --max-cost')
    .option('--retry-failed', 'ask again for what the provider has refused and is set aside')
    .option(
      '--concurrency <N>',
      `calls at once ${defaults(concurrency, student?.concurrency)}`,
      integerOption('--concurrency', callRanges.concurrency),
    )
    .option(
      '--requests-per-minute <N>',
      'at most',
      integerOption('--requests-per-minute', callRanges.requestsPerMinute),
    )
    .option(
      '--tokens-per-minute <N>',
      'at most',
      integerOption('--tokens-per-minute', callRanges.tokensPerMinute),
    )
    .option(
      '--timeout <SECONDS>',
      `for one call ${defaults(timeoutMs / 1000, seconds)}`,
      numberOption('--timeout', inSeconds(callRanges.timeoutMs)),
    )
    .option(
      '--retries <N>',
      'repetitions of a call that failed for a reason that may pass',
      integerOption('--retries', callRanges.retries),
      retries,
    )
    .option('--store <DIR>', 'where every answer is kept and found again', store)
    .option('--recover-store', 'of a damaged --store, go on with the answers that can be read');
}

/** A temperature, or `default` for none. */
export function temperatureOption(text: string): number | 'default' {
  return text === 'default' ? text : numberOption('--temperature', temperatureRange)(text);
}

/** A range of milliseconds in seconds. */
export function inSeconds({ min, max }: { readonly min: number; readonly max: number }) {
  return { min: min / 1000, max: max / 1000 };
}

/** Seconds of the command line in milliseconds. */
export function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : 1000 * seconds;
}
