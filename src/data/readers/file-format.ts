// Which files hold problems, by the ends of their names.
import { extname } from 'node:path';
import { nearestName, SocraticError } from '../../common/index.ts';
import { publishedDatasets } from './types.ts';

const formats: ReadonlyMap<string, 'csv' | 'json'> = new Map([
  ['.csv', 'csv'],
  ['.tsv', 'csv'],
  ['.jsonl', 'json'],
  ['.ndjson', 'json'],
  ['.json', 'json'],
]);

/** Files that hold tables and are none of ours, and what to do about them. */
const otherFormats: ReadonlyMap<string, string> = new Map([
  ['.xlsx', 'It is an Excel workbook: save the sheet as "CSV UTF-8".'],
  ['.xls', 'It is an Excel workbook: save the sheet as "CSV UTF-8".'],
  ['.ods', 'It is a spreadsheet: save the sheet as CSV, in UTF-8.'],
  [
    '.parquet',
    'It is a Parquet file: write it as JSON Lines (pandas: to_json(path, orient="records", lines=True)).',
  ],
  ['.arrow', 'It is an Arrow file: write it as JSON Lines (datasets: to_json(path)).'],
  ['.gz', 'It is compressed: unpack it first.'],
  ['.zip', 'It is compressed: unpack it first.'],
]);

/** Whether a path ends as a file of problems does. */
export function isProblemFile(path: string): boolean {
  return formats.has(extname(path).toLowerCase());
}

/** By the end of the file's name. Throws `data-format-unknown`, which asks whether a dataset was meant. */
export function formatOf(path: string): 'csv' | 'json' {
  const extension = extname(path).toLowerCase();
  const format = formats.get(extension);
  if (format !== undefined) return format;
  const suggestion = nearestName(path, [...publishedDatasets, 'arithmetic']);
  const question = suggestion === null ? '' : ` Did you mean ${suggestion}?`;
  const advice = otherFormats.has(extension) ? ` ${otherFormats.get(extension)}` : question;
  throw new SocraticError(
    'data-format-unknown',
    `${path} is neither a dataset that is read as published (${publishedDatasets.join(', ')}) nor a file that ends in .jsonl, .json, .csv or .tsv.${advice}`,
    { subject: { path }, details: { suggestion } },
  );
}
