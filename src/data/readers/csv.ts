// CSV read strictly, record by record: a broken quote costs its own line, not the rest of the file.
import { parse } from 'csv-parse/sync';
import {
  type LineListeners,
  messageOf,
  type SkippedLine,
  SocraticError,
  textLinesOf,
} from '../../common/index.ts';

export interface CsvRecord {
  readonly line: number;
  /** Column name to text; empty cells are left out. */
  readonly value: Readonly<Record<string, string>>;
}

export interface CsvFile {
  readonly columns: readonly string[];
  readonly values: readonly CsvRecord[];
  readonly skipped: readonly SkippedLine[];
}

/** A quoted field may hold line breaks, but a record longer than this has lost its closing quote. */
const longestRecordLines = 200;

/** Reads a whole file as `csvRecordsOf` does. */
export function readCsv(path: string): CsvFile {
  const skipped: SkippedLine[] = [];
  const records = csvRecordsOf(path, { onSkipped: (line) => skipped.push(line) });
  const values: CsvRecord[] = [];
  for (;;) {
    const next = records.next();
    if (next.done === true) return { columns: next.value, values, skipped };
    values.push(next.value);
  }
}

/**
 * The records of a comma-separated file with a header line (RFC 4180), one by one; returns the columns. A line that does not parse, or
 * has another number of fields than the header, is left out and reading goes on with the next line. Throws `csv-header-unreadable`,
 * `file-unreadable` and `line-too-long`.
 */
export function* csvRecordsOf(
  path: string,
  { onSkipped, onRead }: LineListeners,
): Generator<CsvRecord, readonly string[]> {
  const source = csvLines(path, onRead);
  try {
    return yield* recordsIn(path, new LineWindow(source), onSkipped);
  } finally {
    source.return(undefined); // closes the file
  }
}

function* recordsIn(
  path: string,
  lines: LineWindow,
  onSkipped: LineListeners['onSkipped'],
): Generator<CsvRecord, readonly string[]> {
  lines.skipBlank();
  if (lines.at(0) === undefined) return [];

  if (/[\uFFFD\0]/.test(lines.at(0) ?? '')) {
    throw new SocraticError(
      'csv-header-unreadable',
      `${path}:${lines.line}: the header line is not UTF-8. Save the file as UTF-8, not as UTF-16 or a code page.`,
      { subject: { path, line: lines.line } },
    );
  }
  const header = firstRecord(lines);
  const repeated = header.fields.find((name, index) => header.fields.indexOf(name) !== index);
  if (header.error !== undefined || repeated !== undefined) {
    const reason = header.error ?? `the column "${repeated}" occurs twice`;
    throw new SocraticError('csv-header-unreadable', `${path}:${lines.line}: the header line: ${reason}`, {
      subject: { path, line: lines.line },
    });
  }
  const columns = header.fields.map((name) => name.trim());
  lines.drop(header.lineCount);

  for (lines.skipBlank(); lines.at(0) !== undefined; lines.skipBlank()) {
    const { line } = lines;
    const { fields, lineCount, error } = firstRecord(lines);
    lines.drop(lineCount);
    if (error !== undefined) onSkipped({ file: path, line, reason: error });
    else if (fields.length !== columns.length) {
      const reason = `has ${fields.length} fields, the header has ${columns.length}`;
      onSkipped({ file: path, line, reason });
    } else {
      const cells = columns.map((name, index): [string, string] => [name, fields[index] ?? '']);
      yield { line, value: Object.fromEntries(cells.filter(([, cell]) => cell.trim() !== '')) };
    }
  }
  return columns;
}

/** The text between line ends, `\n` or `\r\n`; that behind the last one too, which is empty as a rule. */
function* csvLines(path: string, onRead?: (bytes: number) => void): Generator<string, undefined> {
  let lastEnded = true;
  for (const { text, ended } of textLinesOf(path, onRead)) {
    yield ended ? text.replace(/\r$/, '') : text;
    lastEnded = ended;
  }
  if (lastEnded) yield '';
}

/** The lines from the first one that is not used yet, read as far as somebody looks. */
class LineWindow {
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

interface ParsedRecord {
  readonly fields: readonly string[];
  readonly lineCount: number;
  readonly error?: string;
}

/** The record that starts on the first line: as many lines as it takes until every quote is closed. */
function firstRecord(lines: LineWindow): ParsedRecord {
  let text = '';
  let quotes = 0;
  for (let count = 1; count <= longestRecordLines; count++) {
    const line = lines.at(count - 1);
    if (line === undefined) break;
    text += count === 1 ? line : `\n${line}`;
    quotes += line.split('"').length - 1;
    if (quotes % 2 === 1) continue;
    try {
      const rows: string[][] = parse(text, { relax_column_count: true });
      if (rows.length === 1) return { fields: rows[0] ?? [], lineCount: count };
    } catch (error) {
      return {
        fields: [],
        lineCount: 1,
        error: `broken quotes: ${messageOf(error).replace(/ at line \d+/, '')}`,
      };
    }
  }
  return { fields: [], lineCount: 1, error: 'broken quotes: a quote is opened and never closed' };
}
