// JSON Lines: one value a line; bad lines are named and set aside, a torn last line is tolerated.
import { readFileSync } from 'node:fs';
import { messageOf } from './errors.ts';
import { parseExactly } from './exact-json.ts';
import { writeFileAtomic } from './files.ts';
import { type TextLine, textLinesOf, unreadable } from './lines.ts';

/** A line that could not be used: where it stands and why. `line` counts from 1; 0 means the whole file. */
export interface SkippedLine {
  /** Path of the file. */
  readonly file: string;
  /** Number of the line, from 1; 0 for the whole file. */
  readonly line: number;
  /** Why the line cannot be used. */
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

export interface LineListeners {
  /** Told of every line that is left out. */
  readonly onSkipped: (line: SkippedLine) => void;
  /** Told how many bytes of the file have been read so far. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

/** Characters that are written at once. */
const bufferedCharacters = 2 ** 16;

/** The text of a file; throws `file-unreadable` with the path and the system's reason. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * Parses every non-empty line, one by one. A number of more digits than a number holds is given as text. Throws `file-unreadable` and
 * `line-too-long`.
 */
export function jsonLinesOf(path: string, { onSkipped, onRead }: LineListeners): Generator<JsonLine> {
  return jsonLinesIn(path, textLinesOf(path, onRead), onSkipped);
}

/** `jsonLinesOf` for lines of the file `path` that are read already. `parse` throws an error for a line that it cannot read. */
export function* jsonLinesIn(
  path: string,
  lines: Iterable<TextLine>,
  onSkipped: LineListeners['onSkipped'],
  parse: (text: string) => unknown = parseExactly,
): Generator<JsonLine> {
  for (const { line, text, ended } of lines) {
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = parse(text);
    } catch (error) {
      const torn = ended ? '' : ' (the last line has no end: the file was cut off while it was written)';
      onSkipped({ file: path, line, reason: `not JSON: ${messageOf(error)}${torn}` });
      continue;
    }
    yield { line, value };
  }
}

/** The values of a file that fits into memory; lines that are not JSON are returned in `skipped`. Throws as `jsonLinesOf`. */
export function readJsonLines(path: string): JsonLines {
  const skipped: SkippedLine[] = [];
  const values = [...jsonLinesOf(path, { onSkipped: (line) => skipped.push(line) })];
  return { values, skipped };
}

/** Writes one JSON value a line, atomically. `onWritten` is called before the file takes its place. */
export function writeJsonLines(path: string, values: Iterable<unknown>, onWritten?: () => void): void {
  writeFileAtomic(path, jsonText(values), onWritten);
}

function* jsonText(values: Iterable<unknown>): Generator<Uint8Array> {
  let text = '';
  for (const value of values) {
    text += `${JSON.stringify(value)}\n`;
    if (text.length < bufferedCharacters) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
