// The records of a JSON file as people have it: one object a line, an array, objects printed over several lines, or one object that holds
// the records or their columns.
import {
  jsonLinesIn,
  type LineListeners,
  messageOf,
  parseExactly,
  type TextLine,
  textLinesOf,
} from '../../common/index.ts';
import type { Fields } from './fields.ts';
import { arrayElements } from './json-array.ts';
import { jsonPieces } from './json-pieces.ts';
import { parsePython } from './python-literal.ts';
import type { SourceRecord } from './reading.ts';

/**
 * The records of a `.json` or `.jsonl` file, one by one; its first lines say how it is written. Only an object that holds all records is
 * held in memory. Throws `file-unreadable` and `line-too-long`.
 */
export function* jsonRecordsOf(path: string, { onSkipped, onRead }: LineListeners): Generator<SourceRecord> {
  const source = textLinesOf(path, onRead);
  try {
    const start: TextLine[] = [];
    const [first, second] = firstLines(source, start);
    if (first === undefined) return;
    const lines = () => chained(start, source);
    const opening = first.trimStart();
    if (opening.startsWith('[') && (second === undefined || !isJson(first))) {
      yield* arrayElements(path, lines(), onSkipped);
    } else if (opening.startsWith('{') && !isJson(first) && /[[{,:]\s*$/.test(first)) {
      yield* unwrapped(printedValues(path, lines(), onSkipped));
    } else {
      const values = jsonLinesIn(path, lines(), onSkipped, parseLine);
      yield* second === undefined ? unwrapped(values) : values;
    }
  } finally {
    source.return(undefined); // closes the file
  }
}

/** The first two lines that hold something; all lines that were read for that are added to `start`. */
function firstLines(source: Iterator<TextLine>, start: TextLine[]): string[] {
  const filled: string[] = [];
  while (filled.length < 2) {
    const next = source.next();
    if (next.done === true) break;
    start.push(next.value);
    if (next.value.text.trim() !== '') filled.push(next.value.text);
  }
  return filled;
}

function* chained(start: readonly TextLine[], rest: Iterable<TextLine>): Generator<TextLine> {
  yield* start;
  yield* rest;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A line of JSON, or of what Python prints for a dictionary: `{'question': …}`. Throws as `parseExactly`. */
function parseLine(text: string): unknown {
  try {
    return parseExactly(text);
  } catch (error) {
    if (!/^\s*\{\s*'/.test(text)) throw error;
    try {
      return parsePython(text);
    } catch {
      throw error;
    }
  }
}

/** Values that stand one behind another, each over as many lines as it takes. */
function* printedValues(
  path: string,
  lines: Iterable<TextLine>,
  onSkipped: LineListeners['onSkipped'],
): Generator<SourceRecord> {
  for (const { line, text, found } of jsonPieces(path, lines, 'values')) {
    try {
      yield { line, value: parseExactly(text) };
    } catch (error) {
      const where = found === 'whole' ? '' : ' from here to the end of the file';
      onSkipped({ file: path, line, reason: `not JSON${where}: ${messageOf(error)}` });
    }
  }
}

/** The records; those within the value where it is the only one and holds them. */
function* unwrapped(values: Iterable<SourceRecord>): Generator<SourceRecord> {
  let only: SourceRecord | undefined;
  let count = 0;
  for (const value of values) {
    count++;
    if (count === 2 && only !== undefined) yield only;
    if (count === 1) only = value;
    else yield value;
  }
  if (only === undefined || count > 1) return;
  const { line, value } = only;
  const records = recordsWithin(value);
  if (records === null) yield only;
  else for (const [index, record] of records.entries()) yield { line, value: record, number: index + 1 };
}

/** What programs call the property that holds the records. */
const holders = new Set(
  'data rows records examples instances samples entries problems train validation test dev'.split(' '),
);

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The records that an object holds: in a list, as columns, or by their ids; null where it is a record itself. */
function recordsWithin(value: unknown): readonly unknown[] | null {
  if (!isObject(value) || Object.keys(value).some((name) => /^(?:messages|conversations)$/i.test(name)))
    return null;
  const { columns, data } = value;
  if (Array.isArray(columns) && Array.isArray(data) && data.every(Array.isArray)) {
    return data.map((cells: readonly unknown[]) =>
      Object.fromEntries(columns.map((name, index) => [String(name), cells[index]])),
    );
  }
  return recordsInColumns(value) ?? recordsInList(value);
}

function recordsInList(value: Fields): readonly unknown[] | null {
  const lists = Object.entries(value).filter(([name, part]) => isListOfRecords(name, part));
  const [list, another] = lists.map(([, part]) => part as readonly unknown[]);
  if (list === undefined || another !== undefined) return null;
  return list.map((item) => (isObject(item) && isObject(item.row) ? item.row : item)); // {row_idx, row} of a datasets server
}

function isListOfRecords(name: string, part: unknown): boolean {
  return holders.has(name.toLowerCase()) && Array.isArray(part) && part.some(isObject);
}

/** `{"question": {"0": …}, "answer": {"0": …}}`, the same with arrays, or `{"first": {"question": …}, "second": …}`. */
function recordsInColumns(value: Fields): readonly unknown[] | null {
  const parts = Object.entries(value);
  if (parts.some(([name, part]) => isListOfRecords(name, part))) return null;
  const keys = parts.map(([, part]) =>
    typeof part === 'object' && part !== null ? Object.keys(part).join('\n') : null,
  );
  if (parts.length < 2 || keys[0] === null || keys[0] === '' || keys.some((key) => key !== keys[0]))
    return null;
  const areArrays = parts.map(([, part]) => Array.isArray(part));
  if (areArrays.some((isArray) => isArray !== areArrays[0])) return null;
  const inner = Object.keys(parts[0]?.[1] as object);
  if (!inner.every((key) => /^\d+$/.test(key))) {
    return areArrays[0] ? null : parts.map(([id, record]) => ({ id, ...(record as Fields) }));
  }
  return inner.map((key) =>
    Object.fromEntries(
      parts.map(([name, column]) => [name, (column as Readonly<Record<string, unknown>>)[key]]),
    ),
  );
}
