// A file in another encoding than UTF-8: which one it probably is, by its bytes, and the command that converts it.
import { closeSync, openSync, readSync } from 'node:fs';
import { SocraticError, shellWord } from '../../common/index.ts';
import { isRegularFile } from './file-content.ts';

interface ByteCounts {
  /** Characters of several bytes, as UTF-8 writes them. */
  characters: number;
  /** Bytes that no UTF-8 has in that place. */
  invalid: number;
  /** Of these, those that stand alone between bytes of ASCII. */
  alone: number;
  /** Of these, letters and quotation marks of Mac OS Roman that Windows-1252 has rare signs for. */
  macRoman: number;
}

/** Of the bytes above ASCII, the share that stands alone where letters of Latin are written; other scripts have them side by side. */
const mostAlone = 0.5;
/** Characters of UTF-8 for each invalid byte that bytes of another encoding make by chance. */
const byChance = 0.2;

/**
 * The error of a file that is written in another encoding throughout: it names the encoding and the command that converts it. Null for
 * UTF-8, for a file that is UTF-8 but for some lines, and for a pipe, which cannot be read once more.
 */
export function otherEncoding(path: string): SocraticError | null {
  if (!isRegularFile(path)) return null;
  const { characters, invalid, alone, macRoman } = countBytes(path);
  if (invalid === 0 || characters > byChance * invalid) return null;
  const isLatin = alone >= mostAlone * invalid;
  const latin = macRoman > alone / 2 ? 'MACINTOSH' : 'WINDOWS-1252';
  const encoding = isLatin ? latin : 'ENCODING';
  const what = isLatin
    ? `probably in ${latin}`
    : 'in an encoding of another script, such as WINDOWS-1251, GB18030, SHIFT_JIS or EUC-KR, whose name belongs into the command';
  const target = path.replace(/(\.\w+)?$/, '-utf8$1');
  return new SocraticError(
    'data-format-unknown',
    `${path} is not in UTF-8, but ${what}. Convert it with: iconv -f ${encoding} -t UTF-8 ${shellWord(path)} > ${shellWord(target)}`,
    { subject: { path }, details: { encoding: isLatin ? latin : null } },
  );
}

/** Bytes of Mac OS Roman: accented letters, and quotation marks. In Windows-1252 they are control characters, rare signs or letters. */
const isMacRoman = (byte: number) =>
  (byte >= 0x81 && byte <= 0x90 && byte !== 0x85) || byte === 0x9a || byte === 0x9f || byte === 0xa7;

function countBytes(path: string): ByteCounts {
  const counts: ByteCounts = { characters: 0, invalid: 0, alone: 0, macRoman: 0 };
  const file = openSync(path, 'r');
  const block = Buffer.alloc(2 ** 16);
  let rest = Buffer.alloc(0);
  try {
    for (;;) {
      const length = readSync(file, block);
      const bytes = Buffer.concat([rest, block.subarray(0, length)]);
      // a character may go on in the next block
      const end = length === 0 ? bytes.length : Math.max(0, bytes.length - 4);
      const counted = countIn(bytes, end, counts);
      rest = Buffer.from(bytes.subarray(counted));
      if (length === 0) return counts;
    }
  } finally {
    closeSync(file);
  }
}

/** Counts the characters that begin before `end`, and returns where the next one begins. */
function countIn(bytes: Uint8Array, end: number, counts: ByteCounts): number {
  let at = 0;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    const length = lengthOf(bytes, at);
    if (length > 1) counts.characters++;
    if (length > 0) {
      at += length;
      continue;
    }
    counts.invalid++;
    const isAlone = (bytes[at - 1] ?? 0) < 0x80 && (bytes[at + 1] ?? 0) < 0x80;
    if (isAlone) counts.alone++;
    if (isAlone && isMacRoman(byte)) counts.macRoman++;
    at++;
  }
  return at;
}

/** How many bytes the character of UTF-8 there has; 0 where there is none. */
function lengthOf(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first < 0xe0
      ? 2
      : first >= 0xe0 && first < 0xf0
        ? 3
        : first < 0xf5 && first >= 0xf0
          ? 4
          : 0;
  for (let next = 1; next < length; next++) {
    const byte = bytes[at + next];
    if (byte === undefined || byte < 0x80 || byte > 0xbf) return 0;
  }
  return length;
}
