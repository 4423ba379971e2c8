// What the quickstart takes: its options, their ranges and defaults. The command line shows and checks the same ones.
import {
  assertOptions,
  defaultThreads,
  type MentionStyle,
  type NumberRange,
  numberKinds,
  type OptionTable,
  optionKinds,
  type Reporter,
} from '../common/index.ts';
import type { DirectoryOptions } from './quickstart-directory.ts';
import { DEFAULT_MINUTES, LEAST_MINUTES } from './quickstart-plan.ts';

/** An option that is left out or undefined has its default, one of `quickstartDefaults`. */
export interface QuickstartOptions {
  /** Where everything goes: data, a run for each strategy, the report. */
  readonly out?: string | undefined;
  /** Minutes for the whole on this machine. */
  readonly minutes?: number | undefined;
  /** Decides problems, starting weights and batches. */
  readonly seed?: number | undefined;
  /** Threads of the engine: as many strategies are trained side by side. */
  readonly threads?: number | undefined;
  /** Replace an interrupted quickstart that had other options. */
  readonly force?: boolean | undefined;
  /** How the report spells the commands in it. Default: `socratic quickstart …`. */
  readonly mentionStyle?: MentionStyle | undefined;
  /** Receives progress and messages. Default: nobody. */
  readonly reporter?: Reporter | undefined;
  /** Aborting it stops the work with its state saved. */
  readonly signal?: AbortSignal | undefined;
}

export const quickstartDefaults = {
  out: 'runs/quickstart',
  minutes: DEFAULT_MINUTES,
  seed: 1,
  threads: defaultThreads,
} as const satisfies QuickstartOptions;

/** The options that are numbers: what each may be, both ends included. */
export const quickstartRanges = {
  minutes: { min: LEAST_MINUTES },
  seed: { min: 0, whole: true },
  threads: { min: 1, max: 256, whole: true },
} as const satisfies Partial<Record<keyof QuickstartOptions, NumberRange>>;

const { text, flag, object, reporter, signal } = optionKinds;
const table: OptionTable<QuickstartOptions> = {
  ...numberKinds(quickstartRanges),
  out: text,
  force: flag,
  mentionStyle: object,
  reporter,
  signal,
};

/** What is asked for, with nothing left open. */
export interface QuickstartSettings extends DirectoryOptions {
  readonly threads: number;
}

/** The options with every default in its place. Throws `invalid-value`. */
export function settingsOf(options: QuickstartOptions): QuickstartSettings {
  assertOptions(options, table);
  return {
    out: options.out ?? quickstartDefaults.out,
    minutes: options.minutes ?? quickstartDefaults.minutes,
    seed: options.seed ?? quickstartDefaults.seed,
    threads: options.threads ?? quickstartDefaults.threads,
    force: options.force ?? false,
  };
}
