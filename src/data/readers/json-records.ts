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
import { type NamedList, recordsWithin } from './held-records.ts';
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
      yield* unwrapped(path, arrayElements(path, lines(), onSkipped), onSkipped);
    } else if (opening.startsWith('{') && !isJson(first) && /[[{,:]\s*$/.test(first)) {
      yield* unwrapped(path, printedValues(path, lines(), onSkipped), onSkipped);
    } else {
      const values = jsonLinesIn(path, lines(), onSkipped, parseLine);
      yield* second === undefined ? unwrapped(path, values, onSkipped) : values;
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
function* unwrapped(
  path: string,
  values: Iterable<SourceRecord>,
  onSkipped: LineListeners['onSkipped'],
): Generator<SourceRecord> {
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
  const held = recordsWithin(value);
  if (held === null) {
    yield only;
    return;
  }
  const { records, unread } = held;
  if (unread.length > 0) onSkipped({ file: path, line, reason: whyUnread(unread, records.length) });
  for (const [index, record] of records.entries()) yield { line, value: record, number: index + 1 };
}

function whyUnread(lists: readonly NamedList[], read: number): string {
  if (read === 0) return `${severalLists}: ${lists.map(({ name, size }) => `${name} (${size})`).join(', ')}`;
  const named = lists.map(({ name, size }) => `"${name}" of ${size}`).join(' and ');
  return lists.length === 1
    ? `the list ${named} is not read: save it as a file of its own`
    : `the lists ${named} are not read: save each as a file of its own`;
}

/** What begins the reason why a file is not read that holds several lists of problems. */
export const severalLists = 'holds several lists of problems, and their names do not say which to read';
