// The lines of a text file one by one, for files that are not to be held in memory.
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { SocraticError } from './errors.ts';
import { whyUnreadable } from './system-errors.ts';

/** Characters: far beyond any line of ours, far below what a string can hold. */
export const longestLine = 2 ** 26;
const blockBytes = 2 ** 16;

export interface TextLine {
  /** From 1. */
  readonly line: number;
  /** Without its end. */
  readonly text: string;
  /** False for a last line that no line feed ends. */
  readonly ended: boolean;
}

/**
 * Every line without its end; the last one also without one. Not node:readline: to it, U+2028 within a string of JSON ends a line too.
 * Throws `file-unreadable` and `line-too-long`.
 */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const cutter = new LineCutter(path);
  try {
    for await (const chunk of createReadStream(path, 'utf8')) {
      for (const { text } of cutter.add(String(chunk))) yield text;
    }
  } catch (error) {
    if (error instanceof SocraticError) throw error;
    throw unreadable(path, error);
  }
  for (const { text } of cutter.end()) yield text;
}

/**
 * `linesOf` for callers that do not wait. `onRead` is told how many bytes of the file have been read so far. A file whose first line ends
 * in a carriage return alone, as old programs write them, is cut at carriage returns too.
 */
export function* textLinesOf(path: string, onRead?: (bytes: number) => void): Generator<TextLine> {
  const cutter = new LineCutter(path, { carriageReturns: 'where the first line ends in one' });
  for (const piece of textPiecesOf(path, onRead)) yield* cutter.add(piece);
  yield* cutter.end();
}

/** SHA-256, in hexadecimal, of a file's text: of its bytes without a byte order mark, where they are UTF-8. Throws `file-unreadable`. */
export function sha256OfText(path: string): string {
  const hash = createHash('sha256');
  let first = true;
  for (const piece of textPiecesOf(path)) {
    hash.update(first ? withoutMark(piece) : piece);
    first = false;
  }
  return hash.digest('hex');
}

/** The text of a file in pieces that are not empty, each of whole characters. */
function* textPiecesOf(path: string, onRead?: (bytes: number) => void): Generator<string> {
  const block = Buffer.alloc(blockBytes);
  const decoder = new StringDecoder('utf8');
  let file: number | undefined;
  let bytes = 0;
  try {
    for (;;) {
      let length: number;
      try {
        file ??= openSync(path, 'r');
        length = readSync(file, block);
      } catch (error) {
        throw unreadable(path, error);
      }
      const piece = length === 0 ? decoder.end() : decoder.write(block.subarray(0, length));
      if (piece !== '') yield piece;
      if (length === 0) return;
      bytes += length;
      onRead?.(bytes);
    }
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** A first line that ends in a carriage return and no line feed. */
const firstEndsInReturn = /^[^\r\n]*\r(?!\n)/;

interface CutterOptions {
  readonly carriageReturns: 'where the first line ends in one' | 'never';
}

/** Cuts text that comes in pieces into lines. */
class LineCutter {
  readonly #path: string;
  #rest = '';
  #count = 0;
  /** Undefined as long as no line has ended. */
  #atReturns: boolean | undefined;
  /** Whether a carriage return that ends the last piece waits for what follows it. */
  #returned = false;

  constructor(path: string, { carriageReturns }: CutterOptions = { carriageReturns: 'never' }) {
    this.#path = path;
    if (carriageReturns === 'never') this.#atReturns = false;
  }

  /** The lines that end in this piece. Throws `line-too-long`. */
  *add(piece: string): Generator<TextLine> {
    const [first = '', ...others] = this.#withLineFeeds(piece).split('\n');
    this.#rest += first;
    if (this.#rest.length > longestLine) throw tooLong(this.#path, this.#count + 1);
    for (const line of others) {
      yield this.#next(true);
      this.#rest = line;
    }
  }

  /** What follows the last line feed, unless that is nothing. */
  *end(): Generator<TextLine> {
    if (this.#returned) yield this.#next(true);
    else if (this.#rest !== '') yield this.#next(false);
  }

  /** The piece, with line feeds in place of carriage returns where those end lines. */
  #withLineFeeds(piece: string): string {
    if (this.#atReturns === false) return piece;
    let text = this.#returned ? `\r${piece}` : piece;
    this.#returned = text.endsWith('\r');
    if (this.#returned) text = text.slice(0, -1);
    if (this.#atReturns === undefined && /[\r\n]/.test(text)) this.#atReturns = firstEndsInReturn.test(text);
    if (this.#atReturns === false && this.#returned) {
      this.#returned = false;
      return `${text}\r`;
    }
    return this.#atReturns ? text.replace(/\r\n?/g, '\n') : text;
  }

  #next(ended: boolean): TextLine {
    this.#count++;
    const text = this.#count === 1 ? withoutMark(this.#rest) : this.#rest;
    return { line: this.#count, text, ended };
  }
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

/** That a file cannot be read, with its path and the system's reason. */
export function unreadable(path: string, error: unknown): SocraticError {
  return new SocraticError('file-unreadable', `${path} cannot be read: ${whyUnreadable(error)}`, {
    subject: { path },
    cause: error,
  });
}

function tooLong(path: string, line: number): SocraticError {
  return new SocraticError(
    'line-too-long',
    `${path}:${line}: expected a line of at most ${longestLine.toLocaleString('en-US')} characters, found a longer one. Is it a file with one JSON object a line?`,
    { subject: { path, line } },
  );
}
