// A file that holds one JSON array of records: each element with the line it starts on, broken ones set aside.
import { messageOf, readText, type SkippedLine } from '../../common/index.ts';
import { kindOf } from './fields.ts';
import type { SourceRecord } from './reading.ts';

interface Element {
  readonly line: number;
  readonly text: string;
}

/**
 * Reads a JSON array element by element, so that a broken element costs only itself. Where brackets or quotes do not
 * close, everything from that element on is set aside as one.
 */
export function readJsonArray(path: string): { values: SourceRecord[]; skipped: SkippedLine[] } {
  const text = readText(path);
  const values: SourceRecord[] = [];
  const skipped: SkippedLine[] = [];
  const aside = (line: number, reason: string) => skipped.push({ file: path, line, reason });
  if (text.trim() === '') return { values, skipped };
  if (!text.trimStart().startsWith('[')) {
    aside(0, `expected a JSON array of problems, found ${kindOfText(text)}`);
    return { values, skipped };
  }
  const { elements, closed } = splitElements(text);
  elements.forEach(({ line, text: element }, index) => {
    try {
      values.push({ line, value: JSON.parse(element) });
    } catch (error) {
      const unclosed = !closed && index === elements.length - 1;
      aside(line, `not JSON${unclosed ? ' from here to the end of the file' : ''}: ${messageOf(error)}`);
    }
  });
  return { values, skipped };
}

function kindOfText(text: string): string {
  try {
    return kindOf(JSON.parse(text));
  } catch {
    return 'text that is not JSON';
  }
}

/** Cuts the top-level elements of an array apart at its commas; never looks inside them beyond quotes and brackets. */
function splitElements(text: string): { elements: Element[]; closed: boolean } {
  const elements: Element[] = [];
  let depth = 0;
  let inString = false;
  let line = 1;
  let start = 0;
  let startLine = 0; // 0: no character of the element seen yet
  const finish = (end: number) => {
    if (startLine > 0) elements.push({ line: startLine, text: text.slice(start, end) });
    startLine = 0;
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '\n') line += 1;
    if (inString) {
      if (character === '\\') i += 1;
      else if (character === '"') inString = false;
      continue;
    }
    if (depth === 1 && character === ',') {
      finish(i);
      continue;
    }
    if (depth === 1 && character === ']') {
      finish(i);
      return { elements, closed: true };
    }
    if (depth >= 1 && startLine === 0 && !/\s/.test(character ?? '')) {
      start = i;
      startLine = line;
    }
    if (character === '"') inString = true;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
  }
  finish(text.length);
  return { elements, closed: false };
}
