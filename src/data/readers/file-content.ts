// What a file is by its first bytes, where its name says something else: downloads and exports under a wrong name.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { SocraticError } from '../../common/index.ts';

const asLines = 'write it as JSON Lines';
const unpack = 'unpack it first';

interface Content {
  readonly what: string;
  readonly advice: string;
  /** What it begins with, as Latin-1. */
  readonly starts?: readonly string[];
  readonly holds?: RegExp;
}

const sheet = 'save the sheet as "CSV UTF-8"';
const zip = ['PK\x03\x04', 'PK\x05\x06'];

/** The first that fits is said. */
const contents: readonly Content[] = [
  {
    what: 'a Parquet file',
    advice: `${asLines} (pandas: to_json(path, orient="records", lines=True))`,
    starts: ['PAR1'],
  },
  {
    what: 'an Arrow file',
    advice: `${asLines} (datasets: to_json(path))`,
    starts: ['ARROW1', 'FEA1', '\xFF\xFF\xFF\xFF'],
  },
  { what: 'an Excel workbook', advice: sheet, starts: zip, holds: /\[Content_Types\]\.xml|xl\// },
  { what: 'a spreadsheet', advice: sheet, starts: zip, holds: /opendocument\.spreadsheet/ },
  { what: 'a ZIP archive', advice: unpack, starts: zip },
  { what: 'an Excel workbook of the old kind', advice: sheet, starts: ['\xD0\xCF\x11\xE0'] },
  { what: 'compressed by gzip', advice: unpack, starts: ['\x1F\x8B'] },
  { what: 'compressed by bzip2', advice: unpack, starts: ['BZh'] },
  { what: 'compressed by xz', advice: unpack, starts: ['\xFD7zXZ'] },
  { what: 'compressed by zstd', advice: unpack, starts: ['\x28\xB5\x2F\xFD'] },
  { what: 'a 7-Zip archive', advice: unpack, starts: ['7z\xBC\xAF'] },
  { what: 'an SQLite database', advice: 'export the table as CSV', starts: ['SQLite format 3'] },
  { what: 'a PDF', advice: 'export the table as CSV', starts: ['%PDF-'] },
  { what: 'a Python pickle', advice: asLines, starts: ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'] },
  { what: 'a NumPy array', advice: asLines, starts: ['\x93NUMPY'] },
  { what: 'an HDF5 file', advice: asLines, starts: ['\x89HDF'] },
  {
    what: 'text in UTF-16',
    advice: 'save it in UTF-8 (Excel: "CSV UTF-8", not "Unicode Text")',
    starts: ['\xFF\xFE', '\xFE\xFF'],
  },
  {
    what: 'a pointer of Git LFS, and not the file itself',
    advice: 'fetch the file (git lfs pull)',
    holds: /^\s*version https:\/\/git-lfs/,
  },
  {
    what: 'a web page',
    advice: 'open it to see what it says, perhaps that a sign-in is needed, and download the file itself',
    holds: /^\s*<(?:!doctype html|html|head|body|table)\b/i,
  },
  { what: 'XML', advice: 'save it as CSV, in UTF-8', holds: /^\s*<\?xml/i },
];

const headBytes = 8192;

/** Throws `data-format-unknown` for a file that is none of text, or of another kind of text. A pipe is not looked at. */
export function assertText(path: string): void {
  const head = headOf(path);
  const found = contents.find(
    ({ starts = [''], holds }) =>
      starts.some((start) => head.startsWith(start)) && (holds === undefined || holds.test(head)),
  );
  if (found === undefined) return;
  const { what, advice } = found;
  throw new SocraticError('data-format-unknown', `${path} is ${what}, whatever its name says: ${advice}.`, {
    subject: { path },
  });
}

/** The first bytes; nothing of what cannot be read: reading it says why. */
export function headOf(path: string): string {
  let file: number | undefined;
  try {
    if (!statSync(path).isFile()) return '';
    file = openSync(path, 'r');
    const block = Buffer.alloc(headBytes);
    return block.toString('latin1', 0, readSync(file, block)).replace(/^\xEF\xBB\xBF/, '');
  } catch {
    return '';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Whether a file can be read more than once, which a pipe cannot. */
export function isRegularFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Whether a file has nothing but blanks: no more than its first bytes are looked at. */
export function isBlankFile(path: string): boolean {
  return statSync(path).size <= headBytes && headOf(path).trim() === '';
}
