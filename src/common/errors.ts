// Every error a user can cause: a stable code, what was received and expected, and what to do next.

/** Structured facts about an error: file, line, flag, tensor, … whatever a program would want to read. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export interface ErrorOptions {
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

/** The base of all our errors. `code` is stable kebab-case; `message` is written for a person. Exit code 1. */
export class SocraticError extends Error {
  readonly code: string;
  readonly details: ErrorDetails;

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Bad usage or configuration: the caller asked for something that cannot be. Exit code 2. */
export class UsageError extends SocraticError {}

/** Stopped on request with its state saved. Exit code 130. */
export class InterruptedError extends SocraticError {
  constructor(message: string, options: ErrorOptions = {}) {
    super('interrupted', message, options);
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
