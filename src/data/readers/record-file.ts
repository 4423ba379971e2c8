// The records of any file of records, whatever they are: JSON as people have it, or a table with a header.
import { extname } from 'node:path';
import type { LineListeners } from '../../common/index.ts';
import { csvRecordsOf } from './csv.ts';
import { assertText, headOf, isRegularFile } from './file-content.ts';
import { jsonRecordsOf } from './json-records.ts';
import type { SourceRecord } from './reading.ts';

/**
 * The records of a file, one by one. A table is known by its name (`.csv`, `.tsv`) or by a first line with all of the names `needed`, which
 * are in small letters. Throws `data-format-unknown` for what is no text, `csv-header-unreadable`, `file-unreadable` and `line-too-long`.
 */
export function* recordsOfFile(
  path: string,
  needed: readonly string[],
  listeners: LineListeners,
): Generator<SourceRecord> {
  assertText(path);
  if (isTable(path, needed)) yield* csvRecordsOf(path, { ...listeners, needed });
  else yield* jsonRecordsOf(path, listeners);
}

function isTable(path: string, needed: readonly string[]): boolean {
  if (/^\.[ct]sv$/i.test(extname(path))) return true;
  if (!isRegularFile(path)) return false; // a pipe is read once
  const [first = ''] = headOf(path)
    .trimStart()
    .split(/\r\n|\r|\n/);
  if (/^[[{]/.test(first)) return false;
  const names = first.split(/[,;\t|]/).map((name) => name.replace(/^"|"$/g, '').trim().toLowerCase());
  return needed.every((name) => names.includes(name));
}
