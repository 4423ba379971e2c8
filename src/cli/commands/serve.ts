// socratic serve: trained runs over HTTP, until Ctrl-C.
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { SocraticError } from '../../common/index.ts';
import {
  type CreateServerOptions,
  createServer,
  type SolverServer,
  serverDefaults,
  serverRanges,
  shortestKey,
} from '../../serve/index.ts';
import type { CommandFrame, StopWords } from '../command-frame.ts';
import { countOf } from '../format.ts';
import { examples } from '../help.ts';
import { integerOption, namesOption, numberOption } from '../options.ts';
import { addPairOptions, addSamplingOptions, addSlotsOption, addSolvingOptions } from '../solving-options.ts';
import { milliseconds } from '../teacher-options.ts';

const keyVariable = 'SOCRATIC_SERVE_KEY';

const stopWords: StopWords = {
  first: 'Stopping: requests that were taken are finished.',
  forced: 'Stopped at once: requests that were taken are not answered.',
};

type ServeFlags = Omit<
  CreateServerOptions,
  'runs' | 'key' | 'timeoutMs' | 'allowedHosts' | 'allowedOrigins'
> & {
  readonly keyFrom?: string;
  /** Seconds. */
  readonly timeout: number;
  readonly allowHosts?: string[];
  readonly allowOrigins?: string[];
};

/** `environment`: where the key is. */
export function registerServe(
  program: Command,
  frame: CommandFrame,
  environment: NodeJS.ProcessEnv = process.env,
): void {
  const command = program
    .command('serve')
    .description(
      'Serve trained runs over HTTP, as the API of OpenAI and with steps as they come, until Ctrl-C.',
    )
    .argument('<RUN...>', 'run directories that `socratic train` wrote; NAME=DIR gives a run another name')
    .option(
      '--host <NAME>',
      'name or address to listen on; one that other machines can reach needs a key',
      serverDefaults.host,
    )
    .option(
      '--port <N>',
      'port to listen on; 0 takes any that is free',
      integerOption('--port', serverRanges.port),
      serverDefaults.port,
    )
    .option(
      '--key-from <VARIABLE>',
      `environment variable with the key that clients must send, at least ${shortestKey} characters (default: ${keyVariable}, if it is set)`,
    )
    .option(
      '--allow-hosts <NAMES>',
      'further names of the server, separated by commas, by which clients may call it',
      namesOption('--allow-hosts'),
    )
    .option(
      '--allow-origins <ORIGINS>',
      'origins of web pages that may call the server, separated by commas, such as https://example.org',
      namesOption('--allow-origins'),
    )
    .option(
      '--max-waiting <N>',
      'problems of each run that may wait; further ones get the status 429',
      integerOption('--max-waiting', serverRanges.maxWaiting),
      serverDefaults.maxWaiting,
    )
    .option(
      '--timeout <S>',
      'longest time of a request in seconds, the wait included',
      numberOption('--timeout', { min: 0.001, max: 2_000_000 }),
      serverDefaults.timeoutMs / 1000,
    )
    .option(
      '--max-problem-length <N>',
      'longest problem, in characters',
      integerOption('--max-problem-length', serverRanges.maxProblemLength),
      serverDefaults.maxProblemLength,
    )
    .option(
      '--max-body-bytes <N>',
      'largest body of a request, in bytes',
      integerOption('--max-body-bytes', serverRanges.maxBodyBytes),
      serverDefaults.maxBodyBytes,
    );
  for (const add of [addSolvingOptions, addPairOptions, addSlotsOption]) add(command);
  addSamplingOptions(command)
    .addHelpText(
      'after',
      examples([
        ['serve runs/mine', 'http://127.0.0.1:8080/v1 for clients of OpenAI, with the model "mine"'],
        ['serve small=runs/a large=runs/b --calculator --port 9000', 'Two runs by other names'],
        ['serve runs/mine --host 0.0.0.0 --key-from MY_KEY', 'For other machines, with a key'],
      ]),
    )
    .action(
      frame.stoppableAction(
        stopWords,
        async ({ reporter, signal, result }, flags: ServeFlags, given: readonly string[]) => {
          const { keyFrom, timeout, allowHosts, allowOrigins, ...options } = flags;
          const server = await createServer({
            ...options,
            runs: runsOf(given),
            key: keyOf(keyFrom, environment),
            timeoutMs: milliseconds(timeout),
            allowedHosts: allowHosts,
            allowedOrigins: allowOrigins,
            onRequest: (record) => reporter.info(JSON.stringify(record)),
            reporter,
            signal,
          });
          reporter.info(`Serving ${server.models.join(', ')} on ${server.url}/v1. Ctrl-C ends.`);
          await aborted(signal);
          await server.close();
          result(
            {
              /** Where the server listened. */
              url: server.url,
              /** The names of the runs. */
              models: server.models,
              /** Requests that were answered. */
              requests: server.requests,
            },
            textOf(server),
          );
        },
      ),
    );
}

/** `runs/a` and `NAME=runs/b` as runs by name. */
function runsOf(given: readonly string[]): Record<string, string> {
  const runs: Record<string, string> = {};
  for (const text of given) {
    const [, name = basename(resolve(text)), run = text] = /^([\w.-]+)=(.+)$/.exec(text) ?? [];
    if (Object.hasOwn(runs, name)) {
      throw new SocraticError(
        'conflicting-options',
        `Two runs have the name ${name}. Give one of them another name: NAME=${run}`,
        { subject: { option: 'runs' } },
      );
    }
    runs[name] = run;
  }
  return runs;
}

/** The key in the environment; undefined where no variable was named and the usual one is not set. */
function keyOf(variable: string | undefined, environment: NodeJS.ProcessEnv): string | undefined {
  const key = environment[variable ?? keyVariable] || undefined;
  if (key !== undefined || variable === undefined) return key;
  throw new SocraticError(
    'key-missing',
    `The environment variable ${variable} is not set. It has the key of the server.`,
    {
      subject: { option: 'keyFrom' },
    },
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function textOf({ requests }: SolverServer): string {
  return `Answered ${countOf(requests, 'request')}.`;
}
