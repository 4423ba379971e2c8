// CSV read strictly, record by record: a broken quote costs its own line, not the rest of the file.
import { type LineListeners, type SkippedLine, SocraticError } from '../../common/index.ts';
import { type CsvDialect, csvDialect, linesAboveHeader, withoutEmptyEnd } from './csv-dialect.ts';
import { csvLines, LineWindow, recordAt } from './csv-lines.ts';
import { otherEncoding } from './encoding.ts';

export interface CsvRecord {
  readonly line: number;
  /** Column name to text; undefined for an empty cell. */
  readonly value: Readonly<Record<string, string | undefined>>;
}

export interface CsvFile {
  readonly columns: readonly string[];
  readonly values: readonly CsvRecord[];
  readonly skipped: readonly SkippedLine[];
}

export interface CsvListeners extends LineListeners {
  /** Names in small letters: a line that has all of them is the header, if titles stand above it. */
  readonly needed?: readonly string[];
}

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
 * The records of a file with a header line (RFC 4180; commas, tabs, semicolons or vertical bars between the columns, as `csvDialect` finds),
 * one by one; returns the names of the columns that have one. Columns without a name are given as `column 3 (no name)` where they hold
 * something. A line that does not parse, or has another number of fields than the header, is left out and reading goes on with the next
 * line; empty fields behind the last column count as none. Titles above the header are skipped where `needed` shows which line it is. Throws `csv-header-unreadable`, `file-unreadable` and `line-too-long`.
 */
export function* csvRecordsOf(
  path: string,
  { onSkipped, onRead, needed = [] }: CsvListeners,
): Generator<CsvRecord, readonly string[]> {
  const source = csvLines(path, onRead);
  try {
    return yield* recordsIn(path, new LineWindow(source), onSkipped, needed);
  } finally {
    source.return(undefined); // closes the file
  }
}

function* recordsIn(
  path: string,
  lines: LineWindow,
  onSkipped: LineListeners['onSkipped'],
  needed: readonly string[],
): Generator<CsvRecord, readonly string[]> {
  lines.skipBlank();
  for (let above = linesAboveHeader(lines, needed); above > 0; above--) {
    const { line } = lines;
    if (lines.at(0)?.trim() !== '')
      onSkipped({ file: path, line, reason: 'stands above the names of the columns' });
    lines.drop(1);
  }
  if (lines.at(0) === undefined) return [];
  const dialect = csvDialect(lines);
  const columns = headerOf(path, lines, dialect);
  const { delimiter, numbered } = dialect;
  for (lines.skipBlank(); lines.at(0) !== undefined; lines.skipBlank()) {
    const { line } = lines;
    const { fields, lineCount, error } = recordAt(lines, 0, delimiter);
    lines.drop(lineCount);
    const cells = withoutEmptyEnd(numbered ? fields.slice(1) : fields, columns.length);
    if (error !== undefined) onSkipped({ file: path, line, reason: error });
    else if (cells.length !== columns.length && !lacksOnlyUnnamed(cells, columns)) {
      const reason = `has ${fields.length} fields, the header has ${columns.length}`;
      onSkipped({ file: path, line, reason });
    } else yield { line, value: cellsByName(columns, cells) };
  }
  return columns.filter((name) => name !== '');
}

/** The names of the columns, empty for those without one. Throws `csv-header-unreadable`. */
function headerOf(path: string, lines: LineWindow, { delimiter }: CsvDialect): readonly string[] {
  const refused = (reason: string) =>
    new SocraticError('csv-header-unreadable', `${path}:${lines.line}: the header line${reason}`, {
      subject: { path, line: lines.line },
    });
  if (/[\uFFFD\0]/.test(lines.at(0) ?? '')) {
    throw (
      otherEncoding(path) ?? refused(' is not UTF-8. Save the file as UTF-8, not as UTF-16 or a code page.')
    );
  }
  const header = recordAt(lines, 0, delimiter);
  if (header.error !== undefined) throw refused(`: ${header.error}`);
  const columns = header.fields.map((name) => name.trim());
  const repeated = columns.find((name, index) => name !== '' && columns.indexOf(name) !== index);
  if (repeated !== undefined) throw refused(`: the column "${repeated}" occurs twice`);
  lines.drop(header.lineCount);
  return columns;
}

function lacksOnlyUnnamed(cells: readonly string[], columns: readonly string[]): boolean {
  return cells.length < columns.length && columns.slice(cells.length).every((name) => name === '');
}

function cellsByName(columns: readonly string[], cells: readonly string[]): CsvRecord['value'] {
  const named = columns.flatMap((name, index): [string, string | undefined][] => {
    const cell = cells[index] ?? '';
    const content = cell.trim() === '' ? undefined : cell;
    if (name !== '') return [[name, content]];
    return content === undefined ? [] : [[`column ${index + 1} (no name)`, content]];
  });
  return Object.fromEntries(named);
}
