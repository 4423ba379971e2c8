// Work that blocks the event loop (the engine's steps do) runs in a forked process: the parent stays live for progress
// and Ctrl-C, can ask for a graceful end, can kill it, and learns of its death as an ordinary error.
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type ChildMessage,
  childTaskVariable,
  fromWireError,
  type ParentMessage,
} from './child-task-protocol.ts';
import { InterruptedError, SocraticError } from './errors.ts';
import { option, say } from './message.ts';

/** How long a child that has delivered its output may take to exit before it is killed. */
const exitGraceMs = 5_000;

export interface ChildTaskOptions<Message> {
  /** Receives everything that the child sends, in order; a throw ends the child and rejects the task with it. */
  readonly onMessage?: (message: Message) => void;
  /** Called once the child is started, with what sends it messages while it works; they are dropped when it has ended. */
  readonly onStart?: (send: (message: unknown) => void) => void;
  /** Asks the child to stop gracefully; its output (or its InterruptedError) still comes back. */
  readonly signal?: AbortSignal;
  /** Kills the child at once; the task rejects with an InterruptedError. */
  readonly forceSignal?: AbortSignal;
}

/**
 * The URL of a child module beside the caller, with the caller's own extension: `.ts` in the source, `.js` when built.
 * `childModule(import.meta.url, './train-child')`
 */
export function childModule(callerUrl: string, name: string): URL {
  return new URL(`${name}${extname(fileURLToPath(callerUrl))}`, callerUrl);
}

/**
 * Runs `module` (which calls `serveChildTask`) in a process of its own on `input` and returns its output. Input, messages
 * and output are structured-cloned: typed arrays stay typed arrays.
 *
 * What the child throws is thrown here with its class, code, details and stack. Throws `engine-died` when the process ends
 * without a result, InterruptedError when it was forced to stop or stopped before it began. Children never outlive the
 * parent: they are killed when it exits.
 */
export async function runChildTask<Input, Message, Output>(
  module: URL,
  input: Input,
  options: ChildTaskOptions<Message> = {},
): Promise<Output> {
  const { signal, forceSignal } = options;
  if (signal?.aborted || forceSignal?.aborted) throw stoppedBeforeStart();
  const child = startChild(module);
  const stop = () => post(child, { type: 'task:stop' });
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', stop);
  forceSignal?.addEventListener('abort', kill);
  process.prependListener('exit', kill); // first: others may clear away what the child writes
  try {
    return await resultOf<Message, Output>(child, input, options);
  } finally {
    kill(); // normally gone by now; not when `input` could not be cloned
    signal?.removeEventListener('abort', stop);
    forceSignal?.removeEventListener('abort', kill);
    process.off('exit', kill);
  }
}

/** Node's flags for a child module: in the source it needs a loader. */
export function childFlags(module: URL): string[] {
  if (!module.pathname.endsWith('.ts')) return [];
  // The loader is named by its full path: under a test runner our own flags do not have it, and the folder may be another.
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];
}

function startChild(module: URL): ChildProcess {
  return fork(fileURLToPath(module), [], {
    execArgv: childFlags(module),
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc'], // the child's stdout joins our stderr: ours carries results only
    env: { ...process.env, [childTaskVariable]: '1' },
  });
}

/** Settles once the process has exited and everything that it sent has been read. */
function resultOf<Message, Output>(
  child: ChildProcess,
  input: unknown,
  { onMessage, onStart, signal, forceSignal }: ChildTaskOptions<Message>,
): Promise<Output> {
  return new Promise((resolve, reject) => {
    let settle: (() => void) | undefined;
    let ready = false;
    let exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null } | undefined;
    let drained = false;

    const finishWhenGone = () => {
      if (exit === undefined || !drained) return;
      if (settle !== undefined) settle();
      else if (forceSignal?.aborted) reject(forced());
      else if (signal?.aborted && !ready) reject(stoppedBeforeStart());
      else reject(died(exit.code, exit.signal));
    };
    const receive = (received: ChildMessage) => {
      if (settle !== undefined) return;
      switch (received.type) {
        case 'task:ready':
          ready = true;
          return;
        case 'task:message':
          try {
            onMessage?.(received.message as Message);
          } catch (error) {
            settle = () => reject(error);
            child.kill('SIGKILL');
          }
          return;
        case 'task:done':
          settle = () => resolve(received.output as Output);
          break;
        case 'task:failed':
          settle = () => reject(fromWireError(received.error));
          break;
        default:
          return; // not ours: a module loader may use the channel too
      }
      child.disconnect(); // the child exits on this
      const late = setTimeout(() => child.kill('SIGKILL'), exitGraceMs);
      child.once('exit', () => clearTimeout(late));
    };

    child.on('message', receive);
    child.once('disconnect', () => {
      drained = true;
      finishWhenGone();
    });
    child.once('exit', (code, exitSignal) => {
      exit = { code, signal: exitSignal };
      finishWhenGone();
    });
    child.on('error', (error) => {
      if (child.pid !== undefined) return; // a message that could not be sent: the exit that follows tells
      reject(
        new SocraticError(
          'engine-not-started',
          `The process of the engine could not be started: ${error.message}`,
          {
            cause: error,
          },
        ),
      );
    });
    post(child, { type: 'task:start', input }); // a throw (input that cannot be cloned) rejects
    onStart?.((message) => post(child, { type: 'task:message', message }));
  });
}

function post(child: ChildProcess, message: ParentMessage): void {
  if (child.connected) child.send(message);
}

function stoppedBeforeStart(): InterruptedError {
  return new InterruptedError('Stopped before the work began.');
}

function forced(): InterruptedError {
  return new InterruptedError('Stopped at once: what was not yet saved is lost.');
}

function died(exitCode: number | null, signal: NodeJS.Signals | null): SocraticError {
  const how = signal === null ? `exited with code ${exitCode}` : `was ended by ${signal}`;
  return new SocraticError(
    'engine-died',
    say`The process of the engine ${how} before it had a result.\nThe usual reason is that memory ran out. Try a smaller ${option('batchTokens')} or a smaller model.`,
    { details: { exitCode, signal } },
  );
}
