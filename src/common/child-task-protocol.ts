// What a parent and its child task say to each other, and how errors cross between them.
import { InterruptedError, messageOf, SocraticError, UsageError } from './errors.ts';
import { isSystemError, type SystemError } from './system-errors.ts';

/** Set in a child's environment, so that its module knows that it was started as a task. */
export const childTaskVariable = 'SOCRATIC_CHILD_TASK';

export type ParentMessage =
  | { readonly type: 'task:start'; readonly input: unknown }
  | { readonly type: 'task:message'; readonly message: unknown }
  | { readonly type: 'task:stop' };

export type ChildMessage =
  | { readonly type: 'task:ready' }
  | { readonly type: 'task:message'; readonly message: unknown }
  | { readonly type: 'task:done'; readonly output: unknown }
  | { readonly type: 'task:failed'; readonly error: WireError };

/** An error as plain data. */
export interface WireError {
  readonly kind: 'usage' | 'interrupted' | 'socratic' | 'other';
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** What makes it an error of the system, where it is one. */
  readonly system?: Pick<SystemError, 'errno' | 'syscall' | 'code' | 'path'>;
  readonly stack?: string;
  readonly cause?: WireError;
}

/** A copy that survives serialization: details that cannot be cloned are replaced by their text. */
function cloneable(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => {
      try {
        return [key, structuredClone(value)];
      } catch {
        return [key, String(value)];
      }
    }),
  );
}

/** Anything thrown, as plain data; causes are followed four deep. */
export function toWireError(error: unknown, depth = 4): WireError {
  const kind =
    error instanceof UsageError
      ? 'usage'
      : error instanceof InterruptedError
        ? 'interrupted'
        : error instanceof SocraticError
          ? 'socratic'
          : 'other';
  const cause = error instanceof Error && error.cause !== undefined && depth > 0 ? error.cause : undefined;
  return {
    kind,
    name: error instanceof Error ? error.name : 'Error',
    code: error instanceof SocraticError ? error.code : '',
    message: messageOf(error),
    details: error instanceof SocraticError ? cloneable(error.details) : {},
    ...(isSystemError(error) ? { system: systemFields(error) } : {}),
    ...(error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}),
    ...(cause === undefined ? {} : { cause: toWireError(cause, depth - 1) }),
  };
}

function systemFields({ errno, syscall, code, path }: SystemError): NonNullable<WireError['system']> {
  return { errno, syscall, ...(code === undefined ? {} : { code }), ...(path === undefined ? {} : { path }) };
}

/** The error again, of the class that a caller would test for, with the stack of where it was thrown. */
export function fromWireError(wire: WireError): Error {
  const options = {
    details: wire.details,
    ...(wire.cause === undefined ? {} : { cause: fromWireError(wire.cause) }),
  };
  const error = rebuild(wire, options);
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}

function rebuild(
  wire: WireError,
  options: { readonly details: WireError['details']; readonly cause?: Error },
): Error {
  switch (wire.kind) {
    case 'usage':
      return new UsageError(wire.code, wire.message, options);
    case 'interrupted':
      return new InterruptedError(wire.message, options);
    case 'socratic':
      return new SocraticError(wire.code, wire.message, options);
    case 'other': {
      const error = new Error(
        wire.message,
        options.cause === undefined ? undefined : { cause: options.cause },
      );
      error.name = wire.name;
      return Object.assign(error, wire.system);
    }
  }
}
