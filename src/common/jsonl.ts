// JSON Lines: one value a line; bad lines are named and set aside, a torn last line is tolerated.
import { readFileSync } from 'node:fs';
import { messageOf, SocraticError } from './errors.ts';
import { writeFileAtomic } from './files.ts';
import { whyUnreadable } from './system-errors.ts';

/** A line that could not be used: where it stands and why. `line` counts from 1; 0 means the whole file. */
export interface SkippedLine {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export interface JsonLine {
  readonly line: number;
  readonly value: unknown;
}

export interface JsonLines {
  readonly values: readonly JsonLine[];
  readonly skipped: readonly SkippedLine[];
}

/** The text of a file; throws `file-unreadable` with the path and the system's reason. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new SocraticError('file-unreadable', `${path} cannot be read: ${whyUnreadable(error)}`, {
      details: { path },
      cause: error,
    });
  }
}

/** Parses every non-empty line; lines that are not JSON are returned in `skipped`. */
export function readJsonLines(path: string): JsonLines {
  const values: JsonLine[] = [];
  const skipped: SkippedLine[] = [];
  const lines = readText(path).split('\n');
  lines.forEach((text, index) => {
    if (text.trim() === '') return;
    try {
      values.push({ line: index + 1, value: JSON.parse(text) });
    } catch (error) {
      const torn =
        index === lines.length - 1
          ? ' (the last line has no end: the file was cut off while it was written)'
          : '';
      skipped.push({ file: path, line: index + 1, reason: `not JSON: ${messageOf(error)}${torn}` });
    }
  });
  return { values, skipped };
}

/** Writes one JSON value a line, atomically. */
export function writeJsonLines(path: string, values: readonly unknown[]): void {
  writeFileAtomic(path, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}
