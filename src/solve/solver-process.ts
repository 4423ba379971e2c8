// The parent's side of a process that solves problems: one process, many problems, each with a promise of its own.
import {
  childModule,
  fromWireError,
  onAbort,
  option,
  runChildTask,
  SocraticError,
  say,
  usingOption,
} from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import type { PartReply, PartRequest } from '../teacher/index.ts';
import type { AskOutside } from './outside-parts.ts';
import type { OnProgress, OnText, SolveProgress } from './progress.ts';
import type { ProblemOptions } from './solve-options.ts';
import type { Solved, SolverRequest, SolverResponse, SolverTask } from './solver-child.ts';

interface Waiting {
  report(progress: SolveProgress): void;
  hear(text: string): void;
  /** Gets what the problem's rows ask for from elsewhere. */
  ask(request: PartRequest): Promise<PartReply>;
  resolve(solved: Solved): void;
  reject(error: unknown): void;
}

export interface SolveCall {
  /** Gives the problem up once it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each part of the solution as soon as it is finished, before the solution; not after the problem was given up. */
  readonly onProgress?: OnProgress | undefined;
  /** Called with the output as it is written, as `onProgress` is. */
  readonly onText?: OnText | undefined;
  /** How parts of the pair are asked elsewhere, where the options say so. What it throws, `solve` throws. */
  readonly askOutside?: AskOutside | undefined;
}

const noReply: PartReply = { lines: null };

export class SolverProcess {
  readonly #waiting = new Map<number, Waiting>();
  readonly #kill = new AbortController();
  readonly #ready: Promise<void>;
  readonly #ended: Promise<void>;
  #post: (request: SolverRequest) => void = () => undefined;
  #requests = 0;
  /** Why it solves nothing any more. */
  #failure: unknown;

  /** Starts the process, which loads the models; problems may be given to it at once. */
  constructor(task: SolverTask) {
    const { promise, resolve, reject } = withResolvers();
    this.#ready = promise;
    promise.catch(() => undefined); // whoever waits for it, or solves, gets the failure
    const work = () =>
      runChildTask<SolverTask, SolverResponse, never>(childModule(import.meta.url, './solver-child'), task, {
        onStart: (post) => {
          this.#post = post;
        },
        onMessage: (response) => (response.type === 'ready' ? resolve() : this.#receive(response)),
        forceSignal: this.#kill.signal,
      });
    this.#ended = usingOption(task.spec.namedBy, work).catch((error: unknown) => {
      this.#fail(withAdvice(error));
      reject(this.#failure);
    });
  }

  /** Whether it can still solve. */
  get works(): boolean {
    return this.#failure === undefined;
  }

  /**
   * Waits until the models are loaded. Throws what loading them throws, and the reason of `signal` once that is aborted; in both cases the
   * process is gone.
   */
  async loaded(signal?: AbortSignal): Promise<void> {
    const stop = () => void this.close(signal?.reason);
    if (signal?.aborted) stop();
    const settled = onAbort(signal, stop);
    try {
      await this.#ready;
    } finally {
      settled();
    }
  }

  /**
   * Solves a problem, beside others that are given to it meanwhile. Throws the reason of `signal` once that is aborted, what `onProgress`
   * and `onText` throw, and `engine-died` when the process ends.
   */
  async solve(
    problem: Problem,
    options: ProblemOptions,
    { signal, onProgress, onText, askOutside }: SolveCall = {},
  ): Promise<Solved> {
    signal?.throwIfAborted();
    if (this.#failure !== undefined) throw this.#failure;
    const id = this.#requests++;
    const [reports, streams] = [onProgress !== undefined, onText !== undefined];
    this.#post({ type: 'solve', id, problem, options, reports, streams });
    const { promise, resolve, reject } = withResolvers<Solved>();
    const giveUp = (reason: unknown) => {
      this.#waiting.delete(id);
      this.#post({ type: 'cancel', id });
      reject(reason);
    };
    const orGiveUp = (call: () => void) => {
      try {
        call();
      } catch (error) {
        giveUp(error);
      }
    };
    const report = (progress: SolveProgress) => orGiveUp(() => onProgress?.(progress));
    const hear = (text: string) => orGiveUp(() => onText?.(text));
    const ask = async (request: PartRequest) => {
      try {
        return (await askOutside?.(request)) ?? noReply;
      } catch (error) {
        giveUp(error);
        return noReply;
      }
    };
    this.#waiting.set(id, { resolve, reject, report, hear, ask });
    const settled = onAbort(signal, () => giveUp(signal?.reason));
    try {
      return await promise;
    } finally {
      this.#waiting.delete(id);
      settled();
    }
  }

  /** Ends the process at once. Problems that are not solved, and later ones, are rejected with `reason`. */
  async close(reason: unknown): Promise<void> {
    this.#fail(reason);
    this.#kill.abort();
    await this.#ended;
  }

  #receive(response: Exclude<SolverResponse, { readonly type: 'ready' }>): void {
    const waiting = this.#waiting.get(response.id);
    if (response.type === 'progress') waiting?.report(response.progress);
    else if (response.type === 'text') waiting?.hear(response.text);
    else if (response.type === 'ask') void this.#reply(waiting, response);
    else if (response.type === 'failed') waiting?.reject(fromWireError(response.error));
    else waiting?.resolve(response);
  }

  async #reply(
    waiting: Waiting | undefined,
    { asked, request }: Extract<SolverResponse, { readonly type: 'ask' }>,
  ): Promise<void> {
    const reply = (await waiting?.ask(request)) ?? noReply;
    if (this.works) this.#post({ type: 'reply', asked, reply });
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(this.#failure);
  }
}

/** An end of the process without a word has one likely cause, and what helps depends on what it did. */
function withAdvice(error: unknown): unknown {
  if (!(error instanceof SocraticError) || error.code !== 'engine-died') return error;
  const { exitCode, signal } = error.details;
  const how = typeof signal === 'string' ? `was ended by ${signal}` : `exited with code ${exitCode}`;
  return new SocraticError(
    'engine-died',
    say`The process that solves the problems ${how}. Most often memory ran out: lower ${option('slots')}, or use a smaller model.`,
    { details: error.details, cause: error },
  );
}

function withResolvers<T = void>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((...settlers) => {
    [resolve, reject] = settlers;
  });
  return { promise, resolve, reject };
}
