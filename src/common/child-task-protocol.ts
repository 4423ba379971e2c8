// What a parent and its child task say to each other, and how errors cross between them.
import type { ErrorCode, Fault } from './error-codes.ts';
import { type ErrorSubject, InterruptedError, messageOf, SocraticError } from './errors.ts';
import { Message, type MessagePart } from './message.ts';
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
  readonly name: string;
  readonly message: string;
  /** What makes it one of ours, where it is. */
  readonly socratic?: {
    readonly code: ErrorCode;
    readonly fault: Fault;
    readonly parts: readonly MessagePart[];
    readonly subject: ErrorSubject;
    readonly details: Readonly<Record<string, unknown>>;
  };
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
  const cause = error instanceof Error && error.cause !== undefined && depth > 0 ? error.cause : undefined;
  return {
    name: error instanceof Error ? error.name : 'Error',
    message: messageOf(error),
    ...(error instanceof SocraticError ? { socratic: socraticFields(error) } : {}),
    ...(isSystemError(error) ? { system: systemFields(error) } : {}),
    ...(error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}),
    ...(cause === undefined ? {} : { cause: toWireError(cause, depth - 1) }),
  };
}

function socraticFields(error: SocraticError): NonNullable<WireError['socratic']> {
  const { code, fault, text, subject, details } = error;
  return { code, fault, parts: text.parts, subject, details: cloneable(details) };
}

function systemFields({ errno, syscall, code, path }: SystemError): NonNullable<WireError['system']> {
  return { errno, syscall, ...(code === undefined ? {} : { code }), ...(path === undefined ? {} : { path }) };
}

/** The error again, of the class that a caller would test for, with the stack of where it was thrown. */
export function fromWireError(wire: WireError): Error {
  const error = rebuild(wire, wire.cause === undefined ? {} : { cause: fromWireError(wire.cause) });
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}

function rebuild({ name, message, socratic, system }: WireError, options: { readonly cause?: Error }): Error {
  if (socratic === undefined) {
    const error = new Error(message, options);
    error.name = name;
    return Object.assign(error, system);
  }
  const { code, parts, ...about } = socratic;
  const text = new Message(parts);
  return code === 'interrupted'
    ? new InterruptedError(text, { ...about, ...options })
    : new SocraticError(code, text, { ...about, ...options });
}
