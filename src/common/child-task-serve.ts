// The child's side of a child task: called once, at the top level of a `…-child.ts` module.
import {
  type ChildMessage,
  childTaskVariable,
  type ParentMessage,
  toWireError,
} from './child-task-protocol.ts';
import { assert } from './errors.ts';

/** What the work in a child can say and ask while it runs. */
export interface ChildTask<Message> {
  /** Delivers `message` to the parent's `onMessage`, in order, before the output. Structured-cloneable. */
  send(message: Message): void;
  /** Has what the parent sends while the work runs handed to `receive`; what came before is handed over at once. */
  onMessage(receive: (message: unknown) => void): void;
  /** Whether the parent has asked for an early, graceful end. Only changes while the work awaits `yieldToEventLoop()`. */
  stopRequested(): boolean;
  /** Lets the event loop turn once, so that a request to stop can arrive. Call it between steps. */
  yieldToEventLoop(): Promise<void>;
}

/**
 * Waits for the parent's input, runs `handler` on it and sends its output, or what it threw, back. The process ignores
 * SIGINT (a terminal sends Ctrl-C to the whole group; stopping is the parent's decision) and exits when the parent is gone.
 */
export function serveChildTask<Input, Message, Output>(
  handler: (input: Input, task: ChildTask<Message>) => Promise<Output>,
): void {
  assert(
    process.send !== undefined && process.env[childTaskVariable] !== undefined,
    'a child task must be started by runChildTask',
  );
  delete process.env[childTaskVariable]; // processes that the work starts are not child tasks
  let stopping = false;
  let settled = false;
  const early: unknown[] = [];
  let receive = (message: unknown): void => void early.push(message);
  const settle = (message: ChildMessage): void => {
    if (settled) return;
    post(message);
    settled = true; // the parent now disconnects, and that ends this process
  };

  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined); // a supervisor may send it to all processes: the parent then asks for a stop
  process.on('disconnect', () => process.exit(settled ? 0 : 1));
  process.on('uncaughtException', (error) => settle({ type: 'task:failed', error: toWireError(error) }));
  process.on('message', (message: ParentMessage) => {
    if (message.type === 'task:stop') stopping = true;
    if (message.type === 'task:message') receive(message.message);
    if (message.type !== 'task:start') return;
    const task: ChildTask<Message> = {
      send: (value) => post({ type: 'task:message', message: value }),
      onMessage: (handler) => {
        receive = handler;
        early.splice(0).forEach(handler);
      },
      stopRequested: () => stopping,
      yieldToEventLoop: () => new Promise((resolve) => setImmediate(resolve)),
    };
    const work = async () =>
      settle({ type: 'task:done', output: await handler(message.input as Input, task) });
    work().catch((error: unknown) => settle({ type: 'task:failed', error: toWireError(error) }));
  });
  post({ type: 'task:ready' });
}

function post(message: ChildMessage): void {
  if (!process.connected) process.exit(1); // nobody is left to work for
  process.send?.(message);
}
