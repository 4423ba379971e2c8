// A file that holds one JSON array of records: each element with the line it starts on, broken ones set aside.
import { messageOf, parseExactly, type SkippedLine, type TextLine, textLinesOf } from '../../common/index.ts';
import { kindOf } from './fields.ts';
import { jsonPieces } from './json-pieces.ts';
import { itemName, type SourceRecord } from './reading.ts';

/**
 * Reads a JSON array element by element, so that a broken element costs only itself. Where brackets or quotes do not
 * close, everything from that element on is set aside as one.
 */
export function readJsonArray(path: string): { values: SourceRecord[]; skipped: SkippedLine[] } {
  const skipped: SkippedLine[] = [];
  const lines = [...textLinesOf(path)];
  const first = lines.find(({ text }) => text.trim() !== '');
  if (first === undefined) return { values: [], skipped };
  if (!first.text.trimStart().startsWith('[')) {
    const found = kindOfText(lines.map(({ text }) => text).join('\n'));
    skipped.push({ file: path, line: 0, reason: `expected a JSON array of problems, found ${found}` });
    return { values: [], skipped };
  }
  return { values: [...arrayElements(path, lines, (line) => skipped.push(line))], skipped };
}

/** The elements of the array that `lines` of the file `path` hold, as they are read. */
export function* arrayElements(
  path: string,
  lines: Iterable<TextLine>,
  onSkipped: (line: SkippedLine) => void,
): Generator<SourceRecord> {
  let number = 0;
  for (const { line, text, found } of jsonPieces(path, lines, 'elements')) {
    number++;
    if (found === 'behind') {
      onSkipped({ file: path, line, reason: 'stands behind the end of the array, with all that follows' });
      return;
    }
    let value: unknown;
    try {
      value = parseExactly(text);
    } catch (error) {
      const where = found === 'whole' ? '' : ' from here to the end of the file';
      onSkipped({ file: path, line, reason: `${itemName(number)}is not JSON${where}: ${messageOf(error)}` });
      continue;
    }
    yield { line, value, number };
  }
}

function kindOfText(text: string): string {
  try {
    return kindOf(JSON.parse(text));
  } catch {
    return 'text that is not JSON';
  }
}
