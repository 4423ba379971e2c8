// CSV read strictly, record by record: a broken quote costs its own line, not the rest of the file.
import { parse } from 'csv-parse/sync';
import { messageOf, readText, type SkippedLine, SocraticError } from '../../common/index.ts';

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

/**
 * Reads a comma-separated file with a header line (RFC 4180). A line that does not parse, or has another number of
 * fields than the header, is set aside and reading goes on with the next line. Throws `csv-header-unreadable`.
 */
export function readCsv(path: string): CsvFile {
  const lines = readText(path).split(/\r?\n/);
  const skipped: SkippedLine[] = [];
  let next = 0;
  while (next < lines.length && lines[next]?.trim() === '') next += 1;
  if (next === lines.length) return { columns: [], values: [], skipped };

  const header = recordAt(lines, next);
  const repeated = header.fields.find((name, index) => header.fields.indexOf(name) !== index);
  if (header.error !== undefined || repeated !== undefined) {
    const reason = header.error ?? `the column "${repeated}" occurs twice`;
    throw new SocraticError('csv-header-unreadable', `${path}:${next + 1}: the header line: ${reason}`, {
      details: { path, line: next + 1 },
    });
  }
  const columns = header.fields.map((name) => name.trim());
  next += header.lineCount;

  const values: CsvRecord[] = [];
  while (next < lines.length) {
    const line = next + 1;
    if (lines[next]?.trim() === '') {
      next += 1;
      continue;
    }
    const { fields, lineCount, error } = recordAt(lines, next);
    next += lineCount;
    if (error !== undefined) skipped.push({ file: path, line, reason: error });
    else if (fields.length !== columns.length) {
      const reason = `has ${fields.length} fields, the header has ${columns.length}`;
      skipped.push({ file: path, line, reason });
    } else {
      const cells = columns.map((name, index): [string, string] => [name, fields[index] ?? '']);
      values.push({ line, value: Object.fromEntries(cells.filter(([, cell]) => cell.trim() !== '')) });
    }
  }
  return { columns, values, skipped };
}

interface ParsedRecord {
  readonly fields: readonly string[];
  readonly lineCount: number;
  readonly error?: string;
}

/** The record that starts on line `start` (from 0): as many lines as it takes until every quote is closed. */
function recordAt(lines: readonly string[], start: number): ParsedRecord {
  let text = '';
  let quotes = 0;
  for (let count = 1; count <= longestRecordLines && start + count <= lines.length; count++) {
    const line = lines[start + count - 1] ?? '';
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
