// The frame around every command: what it is given, how its result and its errors are printed, how it is interrupted.
import type { Command } from 'commander';
import { assert, InterruptedError, type MentionStyle, type Reporter } from '../common/index.ts';
import { checkOptions } from './check-options.ts';
import { describeError, type ExitCode } from './error-report.ts';
import { watchInterrupts } from './interruption.ts';
import { commandLineStyle } from './mention-style.ts';
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
  /** At the first Ctrl-C. */
  readonly first: string;
  /** At the second, which ends the process. */
  readonly forced: string;
}

export const plainStopWords: StopWords = { first: 'Stopping.', forced: 'Stopped at once.' };

/** What a command works with. It writes to the terminal through this alone. */
export interface CommandContext {
  readonly reporter: Reporter;
  readonly json: boolean;
  /** Whether a person reads stdout as it is written: it is a terminal, and there is no --json. */
  readonly isWatched: boolean;
  /** Text for a person on stdout, at once; nothing with --json. */
  print(text: string): void;
  /**
   * The command's result, once: `value` as one JSON object with --json, else `text`. Printed when the command succeeds. `exitCode`: 1 where
   * the result is not what was asked for.
   */
  result(value: object, text: string, exitCode?: 0 | 1): void;
  /** One of several results of a command that has them instead, printed at once: one JSON object a line with --json. */
  item(value: object, text: string, exitCode?: 0 | 1): void;
}

/** The context of a command that stops gracefully: Ctrl-C is caught from its beginning to its end. */
export interface StoppableContext extends CommandContext {
  /** Aborted by the first Ctrl-C. A second one ends the process. */
  readonly signal: AbortSignal;
}

/** A command's work, as `.action(frame.action(async (context, options: Options, argument) => …))` takes it. */
export type Work<Context, Options extends object, Arguments extends readonly unknown[]> = (
  context: Context,
  options: Options,
  ...argv: Arguments
) => Promise<void>;

/** What commander calls: with the arguments, the options and the command. */
type Action = (...received: unknown[]) => Promise<void>;

export class CommandFrame {
  readonly #flags: GlobalFlags;
  readonly #streams: Streams;
  /** Of the command that runs. */
  #style: MentionStyle = commandLineStyle(null);
  #exitCode: 0 | 1 = 0;

  constructor(flags: GlobalFlags, streams: Streams) {
    this.#flags = flags;
    this.#streams = streams;
  }

  /** Of the command that has succeeded. */
  get exitCode(): 0 | 1 {
    return this.#exitCode;
  }

  /** A command that Ctrl-C ends at once. Errors pass through to the caller, which reports them with `report`. */
  action<Options extends object, Arguments extends readonly unknown[]>(
    work: Work<CommandContext, Options, Arguments>,
  ): Action {
    return this.#wrap((context, options: Options, ...argv: Arguments) => work(context, options, ...argv));
  }

  /** A command that is asked to stop by the first Ctrl-C, from its beginning on, and is ended by the second. */
  stoppableAction<Options extends object, Arguments extends readonly unknown[]>(
    words: StopWords,
    work: Work<StoppableContext, Options, Arguments>,
  ): Action {
    return this.#wrap(async (context, options: Options, ...argv: Arguments) => {
      const interruption = watchInterrupts(
        () => {
          context.close();
          this.#streams.stderr.write(`${words.first} Press Ctrl-C again to stop at once.\n`);
        },
        () => {
          context.close();
          process.exit(this.report(new InterruptedError(words.forced))); // child processes are killed as this one exits
        },
      );
      try {
        await work({ ...context, signal: interruption.signal }, options, ...argv);
      } finally {
        interruption.dispose();
      }
    });
  }

  /** Prints an error (as JSON on stdout with --json, else on stderr) and returns the exit code. */
  report(error: unknown): ExitCode {
    const { stdout, stderr } = this.#streams;
    const { json, debug } = this.#flags;
    const color = stderr.isTTY === true && process.env.NO_COLOR === undefined;
    const report = describeError(error, { debug, color, style: this.#style });
    if (json) {
      stdout.write(`${JSON.stringify({ error: { code: report.code, message: report.message } })}\n`);
      if (debug) stderr.write(`${report.text}\n`);
    } else {
      stderr.write(`${report.text}\n`);
    }
    return report.exitCode;
  }

  #wrap<Options extends object, Arguments extends readonly unknown[]>(
    work: Work<CommandContext & { close(): void }, Options, Arguments>,
  ): Action {
    return async (...received) => {
      // Commander calls an action with its arguments, its options and the command. Their types are what the command
      // declared: this is the one place that takes commander's word for it.
      const command = received.at(-1) as Command;
      const options = received.at(-2) as Options;
      const argv = received.slice(0, -2) as unknown as Arguments;
      const { stdout, stderr } = this.#streams;
      const { json, quiet } = this.#flags;
      this.#style = commandLineStyle(command);
      checkOptions(command);
      const reporter = createTerminalReporter(stderr, { quiet, style: this.#style });
      let result: { readonly value: object; readonly text: string } | undefined;
      let items = 0;
      const context = {
        reporter,
        json,
        isWatched: stdout.isTTY === true && !json,
        close: () => reporter.close(),
        print: (text: string) => {
          if (json) return;
          reporter.close();
          stdout.write(`${text}\n`);
        },
        result: (value: object, text: string, exitCode: 0 | 1 = 0) => {
          assert(result === undefined, `${command.name()} has given two results`);
          result = { value, text };
          this.#exitCode = exitCode;
        },
        item: (value: object, text: string, exitCode: 0 | 1 = 0) => {
          items += 1;
          if (exitCode === 1) this.#exitCode = 1;
          reporter.close();
          stdout.write(`${json ? JSON.stringify(value) : text}\n`);
        },
      };
      try {
        await work(context, options, ...argv);
      } finally {
        reporter.close();
      }
      if (items > 0) return;
      const given = result as { readonly value: object; readonly text: string } | undefined;
      assert(given !== undefined, `${command.name()} has given no result`);
      stdout.write(`${json ? JSON.stringify(given.value) : given.text}\n`);
    };
  }
}
