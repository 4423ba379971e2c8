// The lines of a CSV file, and the record that begins on one of them.
import { parse } from 'csv-parse/sync';
import { messageOf, textLinesOf } from '../../common/index.ts';

/** A quoted field may hold line breaks, but a record longer than this has lost its closing quote. */
const longestRecordLines = 200;

/** The text between line ends: `\n`, `\r\n`, or `\r` in a file that has no other. The one behind the last end too, which is empty as a rule. */
export function* csvLines(path: string, onRead?: (bytes: number) => void): Generator<string, undefined> {
  let lastEnded = true;
  for (const { text, ended } of textLinesOf(path, onRead)) {
    yield ended ? text.replace(/\r$/, '') : text;
    lastEnded = ended;
  }
  if (lastEnded) yield '';
}

/** The lines from the first one that is not used yet, read as far as somebody looks. */
export class LineWindow {
  readonly #source: Iterator<string>;
  readonly #lines: string[] = [];
  /** The number of the first line, from 1. */
  line = 1;

  constructor(source: Iterator<string>) {
    this.#source = source;
  }

  /** The line so many behind the first, or undefined behind the last of the file. */
  at(offset: number): string | undefined {
    while (this.#lines.length <= offset) {
      const next = this.#source.next();
      if (next.done === true) return undefined;
      this.#lines.push(next.value);
    }
    return this.#lines[offset];
  }

  drop(count: number): void {
    this.#lines.splice(0, count);
    this.line += count;
  }

  skipBlank(): void {
    while (this.at(0)?.trim() === '') this.drop(1);
  }
}

export interface ParsedRecord {
  readonly fields: readonly string[];
  readonly lineCount: number;
  readonly error?: string;
}

/** The record that begins so many lines behind the first: as many lines as it takes until every quote is closed. */
export function recordAt(lines: LineWindow, offset: number, delimiter: string): ParsedRecord {
  let text = '';
  let quotes = 0;
  for (let count = 1; count <= longestRecordLines; count++) {
    const line = lines.at(offset + count - 1);
    if (line === undefined) break;
    text += count === 1 ? line : `\n${line}`;
    quotes += line.split('"').length - 1;
    if (quotes === 0) return { fields: text.split(delimiter), lineCount: count };
    if (quotes % 2 === 1) continue;
    try {
      const options = { delimiter, record_delimiter: '\n', relax_column_count: true };
      const rows: string[][] = parse(text, options);
      if (rows.length === 1) return { fields: rows[0] ?? [], lineCount: count };
    } catch (error) {
      const reason = messageOf(error).replace(/ at line \d+/, '');
      const hint = text.includes('\\"') ? ' (a quote within quotes is written twice: "" and not \\")' : '';
      return { fields: [], lineCount: 1, error: `broken quotes: ${reason}${hint}` };
    }
  }
  return { fields: [], lineCount: 1, error: 'broken quotes: a quote is opened and never closed' };
}
