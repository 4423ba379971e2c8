// How a command's failure reaches the person or program that started it: exit code and text, or a JSON object.
import pc from 'picocolors';
import {
  describeSystemError,
  InterruptedError,
  isSystemError,
  type MentionStyle,
  messageOf,
  SocraticError,
} from '../common/index.ts';
import { commandLineStyle } from './mention-style.ts';

export type ExitCode = 1 | 2 | 130;

export interface ErrorReport {
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly message: string;
  /** `error  code  message`, further lines indented. */
  readonly text: string;
}

export interface ReportOptions {
  /** Show the stack and its causes. */
  readonly debug?: boolean;
  readonly color?: boolean;
  readonly style?: MentionStyle;
}

/** Describes anything that a command has thrown. */
export function describeError(
  error: unknown,
  { debug = false, color = false, style = commandLineStyle(null) }: ReportOptions = {},
): ErrorReport {
  const { code, message, exitCode, isBug } = factsOf(error, style);
  const advice = isBug && !debug ? '\nThis is a bug in socratic. --debug shows where; please report it.' : '';
  const colors = pc.createColors(color);
  const label = exitCode === 130 ? colors.yellow('interrupted') : colors.red('error');
  const head = exitCode === 130 ? label : `${label}  ${colors.bold(code)}`;
  const lines = `${head}  ${message}${advice}`.split('\n').join('\n       ');
  return {
    exitCode,
    code,
    message: `${message}${advice}`,
    text: debug ? `${lines}\n${stackOf(error)}` : lines,
  };
}

interface Facts {
  readonly code: string;
  readonly message: string;
  readonly exitCode: ExitCode;
  readonly isBug: boolean;
}

function factsOf(error: unknown, style: MentionStyle): Facts {
  if (error instanceof InterruptedError || (error instanceof Error && error.name === 'AbortError')) {
    const message = error instanceof InterruptedError ? error.text.render(style) : error.message;
    return { code: 'interrupted', message, exitCode: 130, isBug: false };
  }
  if (error instanceof SocraticError) {
    const exitCode = error.fault === 'input' ? 2 : 1;
    const isBug = error.fault === 'internal';
    return { code: error.code, message: messageNaming(error, style), exitCode, isBug };
  }
  if (isSystemError(error))
    return { code: 'system', message: describeSystemError(error), exitCode: 1, isBug: false };
  return { code: 'internal', message: messageOf(error), exitCode: 1, isBug: true };
}

/** The message, after the flag that it is about where it does not name that itself. */
function messageNaming({ subject, text }: SocraticError, style: MentionStyle): string {
  const message = text.render(style);
  if (subject.option === undefined) return message;
  const flag = style.option({ kind: 'option', name: subject.option });
  return flag.startsWith('-') && !message.includes(flag) ? `${flag}: ${message}` : message;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by: ${stackOf(error.cause)}`;
}
