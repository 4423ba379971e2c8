// What the operating system refused (no space left, no permission, too many open files): recognized, and told to a person.
import { messageOf } from './errors.ts';

/** An error of Node.js about a system call. */
export interface SystemError extends Error {
  readonly errno: number;
  readonly syscall: string;
  /** `ENOSPC`, `EACCES`, … */
  readonly code?: string;
  /** The file that it is about, where that is known. */
  readonly path?: string;
}

export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && 'errno' in error;
}

/** Whether there was no room left on the disk, or in the user's share of it. */
export function isDiskFull(error: unknown): boolean {
  return isSystemError(error) && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

/** Why something cannot be read as a file, to follow its name. */
export function whyUnreadable(error: unknown): string {
  const code = isSystemError(error) ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory, not a file';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return messageOf(error);
}

/** The error, with the file that it is about: Node.js does not name it where an open file is written. */
export function aboutFile(error: unknown, path: string): unknown {
  if (isSystemError(error) && error.path === undefined) Object.assign(error, { path });
  return error;
}

/** One or two sentences: what was refused, and what to do about it. */
export function describeSystemError({ code, path, syscall, message }: SystemError): string {
  const file = path ?? 'the file';
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `No space left on the disk that holds ${file}. Free some, then repeat the command.`;
    case 'EACCES':
    case 'EPERM':
      return `${file}: permission denied (${syscall}). Give yourself the right to it, or choose another place.`;
    case 'EROFS':
      return `${file} is on a disk that can only be read. Choose another place.`;
    case 'EMFILE':
    case 'ENFILE':
      return `Too many files are open (${syscall} ${file}). Raise the limit, with ulimit -n, or end what holds them.`;
    default:
      return `The system refused: ${message}.`;
  }
}
