// Files that strangers wrote, such as those of a downloaded model: read and parsed within bounds, so that none of them can take all
// memory or overflow the stack. Whoever needs a field checks it; here it is only size, depth and "an object".
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { ErrorCode } from './error-codes.ts';
import { messageOf, SocraticError } from './errors.ts';
import { whyUnreadable } from './system-errors.ts';

/**
 * The largest file of each kind, in bytes. Published: tokenizer.json up to 17 MB (Llama 3.2), the rest some kB. The worst
 * tokenizer.json that passes all bounds takes 0.95 GB while it is parsed, nearly all of it for 3.5 million keys.
 */
export const largestFile = { tokenizer: 2 ** 25, config: 2 ** 22, prose: 2 ** 20 } as const;

/** A tokenizer.json has a depth of 8. */
const MAXIMUM_DEPTH = 64;
/** Of a JSON file. `[[],[],…]` takes 30 times its size in memory; the largest published tokenizer.json has 2 million values. */
const MAXIMUM_VALUES = 2 ** 22;

/** The text of a file of at most `maximumBytes`; throws `file-too-large`, and `file-unreadable` for what is no file too. */
export function readBoundedText(path: string, maximumBytes: number): string {
  const { bytes, size } = readStart(path, maximumBytes + 1);
  if (bytes.length <= maximumBytes) return textOf(bytes);
  const found = `${Math.max(size, bytes.length)} bytes`;
  const expected = `at most ${maximumBytes}`;
  throw new SocraticError('file-too-large', `${path}: expected ${expected} bytes, found ${found}.`, {
    subject: { path },
    details: { expected, found },
  });
}

/** The first `maximumBytes` of a file as text; throws `file-unreadable`. */
export function readTextStart(path: string, maximumBytes: number): string {
  return textOf(readStart(path, maximumBytes).bytes);
}

/** Reads and parses a JSON object; throws as `readBoundedText` and `parseJsonObject` do. */
export function readJsonObject(
  path: string,
  maximumBytes: number,
  code: ErrorCode,
): Readonly<Record<string, unknown>> {
  return parseJsonObject(readBoundedText(path, maximumBytes), path, code);
}

/** Parses a JSON object; throws `code`, with the file, what was expected and found, for anything else, and for one nested too deeply. */
export function parseJsonObject(
  text: string,
  path: string,
  code: ErrorCode,
): Readonly<Record<string, unknown>> {
  const refuse = (expected: string, found: string, cause?: unknown): never => {
    throw new SocraticError(code, `${path}: expected ${expected}, found ${found}.`, {
      subject: { path },
      details: { expected, found },
      cause,
    });
  };
  const { depth, values } = extentOf(text);
  if (depth > MAXIMUM_DEPTH) refuse(`JSON nested at most ${MAXIMUM_DEPTH} deep`, `a depth of ${depth}`);
  if (values > MAXIMUM_VALUES) refuse(`at most ${MAXIMUM_VALUES} JSON values`, `about ${values}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (text.startsWith('version https://git-lfs')) {
      refuse(
        'a JSON object',
        'what Git LFS leaves in its place: fetch the file itself with git lfs pull',
        error,
      );
    }
    refuse('a JSON object', `no JSON: ${messageOf(error)}`, error);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  return refuse(
    'a JSON object',
    Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`,
  );
}

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** How deep a JSON text nests and how many values it has at most, without parsing it. */
function extentOf(text: string): { depth: number; values: number } {
  let [open, depth, values] = [0, 0, 1];
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === quote) at = endOfString(text, at);
    else if (character === comma) values++;
    else if (character === openList || character === openObject) {
      values++;
      if (++open > depth) depth = open;
    } else if (character === closeList || character === closeObject) open--;
  }
  return { depth, values };
}

/** The place of the quote that ends the string that begins at `start`, or the text's end. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}

const CHUNK = 2 ** 16;

/** The first bytes of a file, and its size as the system says it. */
function readStart(path: string, maximumBytes: number): { bytes: Buffer; size: number } {
  let file: number | undefined;
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw new Error('it is a directory, not a file');
    if (!found.isFile()) throw new Error('it is not a file'); // opening a pipe would wait for its writer
    file = openSync(path, 'r');
    const chunks: Buffer[] = [];
    for (let left = maximumBytes; left > 0; ) {
      const chunk = Buffer.allocUnsafe(Math.min(left, CHUNK));
      const count = readSync(file, chunk);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      left -= count;
    }
    return { bytes: Buffer.concat(chunks), size: fstatSync(file).size };
  } catch (error) {
    throw new SocraticError('file-unreadable', `${path} cannot be read: ${whyUnreadable(error)}`, {
      subject: { path },
      cause: error,
    });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const textOf = (bytes: Buffer) => bytes.toString('utf8').replace(/^\uFEFF/, '');
