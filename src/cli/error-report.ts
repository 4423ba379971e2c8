// How a command's failure reaches the person or program that started it: exit code and text, or a JSON object.
import pc from 'picocolors';
import {
  describeSystemError,
  InterruptedError,
  isSystemError,
  messageOf,
  SocraticError,
  UsageError,
} from '../common/index.ts';
import { withCommandName } from './invocation.ts';

export interface ErrorReport {
  /** 1 failed, 2 bad usage or configuration, 130 interrupted. */
  readonly exitCode: 1 | 2 | 130;
  readonly code: string;
  readonly message: string;
  /** `error  code  message`, further lines indented. */
  readonly text: string;
}

/** Describes anything that a command has thrown; the stack and its causes only with `debug`. */
export function describeError(error: unknown, { debug = false, color = false } = {}): ErrorReport {
  const { code, message: told } = codeAndMessage(error, debug);
  const message = withCommandName(told);
  const colors = pc.createColors(color);
  const interrupted = isInterruption(error);
  const label = interrupted ? colors.yellow('interrupted') : colors.red('error');
  const head = interrupted ? label : `${label}  ${colors.bold(code)}`;
  const lines = `${head}  ${message}`.split('\n').join('\n       ');
  return {
    exitCode: interrupted ? 130 : error instanceof UsageError ? 2 : 1,
    code,
    message,
    text: debug ? `${lines}\n${stackOf(error)}` : lines,
  };
}

function isInterruption(error: unknown): boolean {
  return error instanceof InterruptedError || (error instanceof Error && error.name === 'AbortError');
}

function codeAndMessage(error: unknown, debug: boolean): { readonly code: string; readonly message: string } {
  if (error instanceof SocraticError) return { code: error.code, message: error.message };
  if (isInterruption(error)) return { code: 'interrupted', message: messageOf(error) };
  if (isSystemError(error)) return { code: 'system', message: describeSystemError(error) };
  const advice = debug ? '' : '\nThis is a bug in socratic. --debug shows where; please report it.';
  return { code: 'internal', message: `${messageOf(error)}${advice}` };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by: ${stackOf(error.cause)}`;
}
