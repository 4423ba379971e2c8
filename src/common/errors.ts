// Every error that a caller can meet: a stable code, whose fault it is, what it is about, and a message for a person.
import { type ErrorCode, errorCodes, type Fault } from './error-codes.ts';
import { Message } from './message.ts';

/** Further facts for a program: what was expected, counts, states. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** What an error is about, as far as that is known. */
export interface ErrorSubject {
  /** A file or directory. */
  readonly path?: string | undefined;
  /** A line in it, from 1. */
  readonly line?: number | undefined;
  /** The option of the library function that was called, by its name there. */
  readonly option?: string | undefined;
  /** A student, teacher or model, as it was named. */
  readonly model?: string | undefined;
}

export interface ErrorOptions {
  readonly subject?: ErrorSubject;
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
  /** Where it is not the code's usual one. */
  readonly fault?: Fault;
}

/** The base of all our errors. `code` is stable; `message` is written for a person and names options as the library does. */
export class SocraticError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /** The message with its mentions of options and commands, for whoever shows them in another way. */
  readonly text: Message;
  #subject: ErrorSubject;
  #fault: Fault;

  constructor(code: ErrorCode, message: string | Message, options: ErrorOptions = {}) {
    super(String(message), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.text = typeof message === 'string' ? new Message([message]) : message;
    this.details = options.details ?? {};
    this.#subject = options.subject ?? {};
    this.#fault = options.fault ?? errorCodes[code].fault;
  }

  get subject(): ErrorSubject {
    return this.#subject;
  }

  /** `input`: the caller must ask otherwise. `environment`: disk, memory, network, a server. `internal`: a bug of ours. */
  get fault(): Fault {
    return this.#fault;
  }

  /** Notes that what it is about was named by the caller's `option`: then the caller must name something else. */
  namedBy(option: string): this {
    if (this.#subject.option === undefined) {
      this.#subject = { ...this.#subject, option };
      if (this.#fault === 'environment') this.#fault = 'input';
    }
    return this;
  }
}

/** Stopped on request, with its state saved. */
export class InterruptedError extends SocraticError {
  constructor(message: string | Message, options: ErrorOptions = {}) {
    super('interrupted', message, options);
  }
}

/**
 * Runs `use` of a path or model that the caller's `option` named: an error about what was found there is then the caller's input, and says
 * which option it was. Errors that are about no path or model pass as they are.
 */
export function usingOption<T>(option: string, use: () => T): T {
  const note = (error: unknown): never => {
    if (error instanceof SocraticError && !(error instanceof InterruptedError)) {
      const { path, model } = error.subject;
      if (path !== undefined || model !== undefined) error.namedBy(option);
    }
    throw error;
  };
  try {
    const result = use();
    return result instanceof Promise ? (result.catch(note) as T) : result;
  } catch (error) {
    return note(error);
  }
}

/** For our own bugs only: throws a plain Error when `condition` does not hold. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`internal error: ${message}`);
}

/** The value, or a plain Error when it is null or undefined: for look-ups that our own logic guarantees. */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`internal error: ${what} is missing`);
  return value;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
