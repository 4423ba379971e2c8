// How a CSV file is written: what separates its columns, and which of them are none. Spreadsheets write semicolons where the comma marks
// decimals, a first line `sep=;`, and empty columns behind the last; pandas and R write the number of each row before it.
import { type LineWindow, type ParsedRecord, recordAt } from './csv-lines.ts';

/** In the order in which they are tried. */
const delimiters = [',', '\t', ';', '|'] as const;

/** Records that are looked at. */
const sampleSize = 20;

/** `sep=;`, the line by which a file tells Excel its delimiter; Excel itself may put quotes or delimiters around it. */
const separatorLine = /^"?sep=(.)"?[,;\t|]*$/i;

export interface CsvDialect {
  readonly delimiter: string;
  /** Whether each record has one field more than the header before the others, with its number. */
  readonly numbered: boolean;
}

/** Finds the dialect from the header, which is the first line of `lines`, and the records behind it. A line `sep=;` is dropped. */
export function csvDialect(lines: LineWindow): CsvDialect {
  const stated = separatorLine.exec(lines.at(0) ?? '')?.[1];
  if (stated !== undefined) {
    lines.drop(1);
    lines.skipBlank();
    return { delimiter: stated, numbered: sampleOf(lines, stated)?.numbered ?? false };
  }
  const samples = delimiters.flatMap((delimiter) => sampleOf(lines, delimiter) ?? []);
  const [best] = samples.sort((a, b) => b.known - a.known || b.fitting - a.fitting);
  return best ?? { delimiter: ',', numbered: false };
}

/** Lines in which a header is looked for, with titles and blank lines above it. */
const furthestHeader = 10;

/** How many titles and blank lines stand above the line that names all columns that are needed; 0 where the first one does, or none. */
export function linesAboveHeader(lines: LineWindow, needed: readonly string[]): number {
  if (needed.length === 0) return 0;
  for (let at = 0; at < furthestHeader; at++) {
    const line = lines.at(at);
    if (line === undefined) return 0;
    const isHeader = delimiters.some((delimiter) => {
      const names = recordAt(lines, at, delimiter).fields.map((name) => name.trim().toLowerCase());
      return needed.every((name) => names.includes(name));
    });
    if (isHeader) return separatorLine.test(lines.at(0) ?? '') ? 0 : at;
  }
  return 0;
}

interface Sample extends CsvDialect {
  /** How many of the columns that every file needs are in the header. */
  readonly known: number;
  /** The share of the records that have as many fields as the header. */
  readonly fitting: number;
}

/** The header and the records behind it, cut at `delimiter`; null where that is not in the header. */
function sampleOf(lines: LineWindow, delimiter: string): Sample | null {
  const header = recordAt(lines, 0, delimiter);
  const columns = header.fields.length;
  if (header.error !== undefined || columns < 2) return null;
  const records: ParsedRecord[] = [];
  for (let at = header.lineCount; records.length < sampleSize; ) {
    const line = lines.at(at);
    if (line === undefined) break;
    const record = line.trim() === '' ? null : recordAt(lines, at, delimiter);
    if (record !== null) records.push(record);
    at += record?.lineCount ?? 1;
  }
  const numbered = areNumbered(records, columns);
  const fits = ({ fields, error }: ParsedRecord) =>
    error === undefined && (numbered || withoutEmptyEnd(fields, columns).length === columns);
  const names = header.fields.map((name) => name.trim().toLowerCase());
  return {
    delimiter,
    numbered,
    known: ['question', 'answer'].filter((name) => names.includes(name)).length,
    fitting: records.length === 0 ? 1 : records.filter(fits).length / records.length,
  };
}

/** Whether all records have one field too many, and count up in their first one. */
function areNumbered(records: readonly ParsedRecord[], columns: number): boolean {
  const numbers = records.map(({ fields }) => Number(fields[0] || Number.NaN));
  return (
    records.length > 1 &&
    records.every(({ fields }) => fields.length === columns + 1 && fields.at(-1) !== '') &&
    numbers.every((number, index) => number === (numbers[0] ?? 0) + index)
  );
}

/** The fields without empty ones behind the last column. */
export function withoutEmptyEnd(fields: readonly string[], columns: number): readonly string[] {
  return fields.slice(columns).every((field) => field.trim() === '') ? fields.slice(0, columns) : fields;
}
