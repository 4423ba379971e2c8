// The frame around every command: what it is given, how its result is printed, how it is interrupted.
import type { Command } from 'commander';
import { assert, InterruptedError, type Reporter, UsageError } from '../common/index.ts';
import { describeError } from './error-report.ts';
import { type Interruption, watchInterrupts } from './interruption.ts';
import { aboutNamedPath } from './named-paths.ts';
import { isRequired, missingOption } from './options.ts';
import { createTerminalReporter, type TextStream } from './terminal.ts';

/** Options that every command has. */
export interface GlobalFlags {
  readonly json: boolean;
  readonly debug: boolean;
  readonly quiet: boolean;
}

export interface Streams {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
}

/** What is said when a command is interrupted: only what is true at whatever moment that is. */
export interface StopWords {
  /** At the first Ctrl-C, before the work has ended. */
  readonly first: string;
  /** At the second, which ends the process. */
  readonly forced: string;
}

const plainWords: StopWords = { first: 'Stopping.', forced: 'Stopped at once.' };

/** What a command works with. It writes to the terminal through this alone. */
export interface CommandContext {
  readonly reporter: Reporter;
  readonly json: boolean;
  /**
   * Aborted by the first Ctrl-C; a second one ends the process. Only a command that has read this property is asked to stop
   * gracefully: any other is ended by its first Ctrl-C, as usual.
   */
  readonly signal: AbortSignal;
  /** `signal`, for a command that can say what becomes of its work. */
  stoppable(words: StopWords): AbortSignal;
  /** Text for a person on stdout, at once; nothing with --json. */
  print(text: string): void;
  /** The command's result, once: `value` as one JSON object with --json, else `text`. Printed when the command succeeds. */
  result(value: object, text: string): void;
}

/** Wraps a command's work as commander's action: `.action(run(async (context, options: Options, argument) => …))`. */
export type RunCommand = <Options extends object, Arguments extends readonly (string | undefined)[]>(
  work: (context: CommandContext, options: Options, ...argv: Arguments) => Promise<void>,
) => (...received: unknown[]) => Promise<void>;

/**
 * The wrapper for commands that run with `flags`. Errors pass through to the caller, which reports them with `reportError`.
 */
export function createRun(flags: GlobalFlags, streams: Streams): RunCommand {
  return <Options extends object, Arguments extends readonly (string | undefined)[]>(
    work: (context: CommandContext, options: Options, ...argv: Arguments) => Promise<void>,
  ) =>
    async (...received: unknown[]) => {
      // Commander calls an action with its arguments, its options and the command. Their types are what the command
      // declared: this is the one place that takes commander's word for it.
      const command = received.at(-1) as Command;
      const options = received.at(-2) as Options;
      const argv = received.slice(0, -2) as unknown as Arguments;
      checkOptions(command);
      const reporter = createTerminalReporter(streams.stderr, flags);
      let interruption: Interruption | undefined;
      let words = plainWords;
      let result: { readonly value: object; readonly text: string } | undefined;

      const force = () => {
        reporter.close();
        const exitCode = reportError(new InterruptedError(words.forced), flags, streams);
        process.exit(exitCode); // child processes are killed as this one exits
      };
      const stop = () => {
        reporter.close();
        streams.stderr.write(`${words.first} Press Ctrl-C again to stop at once.\n`);
      };
      const context: CommandContext = {
        reporter,
        json: flags.json,
        get signal() {
          interruption ??= watchInterrupts(stop, force);
          return interruption.signal;
        },
        stoppable(said) {
          words = said;
          return this.signal;
        },
        print: (text) => {
          if (flags.json) return;
          reporter.close();
          streams.stdout.write(`${text}\n`);
        },
        result: (value, text) => {
          assert(result === undefined, `${command.name()} has given two results`);
          result = { value, text };
        },
      };
      try {
        await work(context, options, ...argv);
        assert(result !== undefined, `${command.name()} has given no result`);
      } catch (error) {
        throw aboutNamedPath(error, command);
      } finally {
        reporter.close();
        interruption?.dispose();
      }
      streams.stdout.write(`${flags.json ? JSON.stringify(result.value) : result.text}\n`);
    };
}

/** Prints an error (as JSON on stdout with --json, else on stderr) and returns the exit code. */
export function reportError(error: unknown, flags: GlobalFlags, { stdout, stderr }: Streams): number {
  const color = stderr.isTTY === true && process.env.NO_COLOR === undefined;
  const report = describeError(error, { debug: flags.debug, color });
  if (flags.json) {
    stdout.write(`${JSON.stringify({ error: { code: report.code, message: report.message } })}\n`);
    if (flags.debug) stderr.write(`${report.text}\n`);
  } else {
    stderr.write(`${report.text}\n`);
  }
  return report.exitCode;
}

/** Options that name what a command writes. */
const outputs = ['--out', '--verdicts'];

/**
 * Required options that are missing, `--out --force`, since commander takes the next word whatever it is, and `--out -`, which would be a
 * file of that name.
 */
function checkOptions(command: Command): void {
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (value === undefined && isRequired(option, command)) throw missingOption(command, option);
    if (value === '-' && outputs.includes(option.long ?? '')) {
      throw new UsageError(
        'out-is-stdout',
        `${option.flags} takes a name, found "-": standard output is for the summary, or with --json for its object. A file of that name is ./-`,
        { details: { flag: option.long } },
      );
    }
    for (const received of [value].flat()) {
      if (!option.required || typeof received !== 'string' || !received.startsWith('--')) continue;
      throw new UsageError('missing-value', `${option.flags} needs a value, found the flag ${received}.`, {
        details: { flag: option.long, received },
      });
    }
  }
}
