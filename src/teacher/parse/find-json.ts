// The JSON in a text: an object or a list, alone, fenced or within words, once or twice. What is nearly JSON is repaired, as long as
// nothing is lost, added or guessed by that.
import { jsonrepair } from 'jsonrepair';
import { withMeantBackslashes } from './json-escapes.ts';

export interface FoundJson {
  readonly value: object;
  /** The text behind it. */
  readonly behind: string;
}

/** An object or a list begins with a name, a text, or another bracket. */
const opening = /\{(?=\s*(?:["'“‘{]|\w+["'”’]?\s*:))|(?:(?<=^|\n)[ \t]*)\[(?=\s*(?:["'“‘[{]))/g;
const longest = 200_000; // characters
const mostTries = 60;

/** Every object and list in `text`, in order; not those within another one that can be read. */
export function* jsonIn(text: string): Generator<FoundJson> {
  const whole = wholeString(text);
  if (whole !== null) {
    yield* jsonIn(whole);
    return;
  }
  let from = 0;
  for (let tries = 0; tries < mostTries; tries++) {
    opening.lastIndex = from;
    const match = opening.exec(text);
    if (match === null) return;
    const start = match.index + match[0].length - 1;
    const found = readFrom(text, start);
    if (found !== null) yield { value: found.value, behind: text.slice(found.end) };
    from = found?.end ?? start + 1;
  }
}

/** The text that a text in quotes is: an object that was written as a string, `"{\"steps\": …}"`. */
function wholeString(text: string): string | null {
  if (!/^\s*"\s*\{\s*\\+"/.test(text) || text.length > longest) return null;
  try {
    const value: unknown = JSON.parse(withMeantBackslashes(text.trim()));
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function readFrom(text: string, start: number): { value: object; end: number } | null {
  const ends = new Set([closing(text, start, true), closing(text, start, false)]);
  for (const end of ends) {
    if (end === null) continue;
    const value = readObject(withMeantBackslashes(text.slice(start, end)));
    if (value !== null) return { value, end };
  }
  return null;
}

/** Behind the bracket that closes the one at `start`, brackets in texts aside or not; null where none does. */
function closing(text: string, start: number, skipTexts: boolean): number | null {
  let [depth, inText] = [0, false];
  const end = Math.min(text.length, start + longest);
  for (let at = start; at < end; at++) {
    const character = text[at] ?? '';
    if (character === '\\') at++;
    else if (character === '"' && skipTexts) inText = !inText;
    else if (inText) continue;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1;
  }
  return null;
}

function readObject(source: string): object | null {
  const value = parsed(source) ?? repaired(source);
  return typeof value === 'object' && value !== null ? value : null;
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

/** What a repair gives; null where it would lose, add or guess anything but punctuation. */
function repaired(source: string): unknown {
  let text: string;
  let value: unknown;
  try {
    text = jsonrepair(source);
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (wordsOf(text) !== wordsOf(source) || !textsOf(value).every((written) => isQuoted(written, source))) {
    return null;
  }
  return withApostrophes(value, source);
}

/** Letters, digits and everything else that is no punctuation of JSON, in order. `…` and `...` stand for what is left out. */
function wordsOf(json: string): string {
  return json
    .replace(/\bNone\b/g, 'null')
    .replace(/\b(?:True|False)\b/g, (word) => word.toLowerCase())
    .replace(/\\(?:u[0-9a-fA-F]{4}|[\s\S])/g, '')
    .replace(/\.{3}/g, '…')
    .replace(/[\s"'“”‘’„`,:[\]{}]/g, '');
}

/** Every text in a value; not the names of fields. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** Whether a text begins behind a quotation mark in the source: otherwise the repair has cut another one in two, or made one of none. */
function isQuoted(text: string, source: string): boolean {
  const start = /^[^\s"'“”‘’\\]*/.exec(text.trimStart())?.[0] ?? '';
  if (start === '') return true;
  for (let at = source.indexOf(start); at !== -1; at = source.indexOf(start, at + 1)) {
    if (/["'“”‘’`][ \t]*$/.test(source.slice(Math.max(0, at - 8), at))) return true;
  }
  return false;
}

/** In texts between single quotation marks the repair writes `John"s`: its apostrophes become apostrophes again. */
function withApostrophes(value: unknown, source: string): unknown {
  if (!source.includes("'")) return value;
  const marks = source.includes('"') ? /(?<=\p{L})"(?=\p{L})/gu : /"/g;
  const fixed = (part: unknown): unknown => {
    if (typeof part === 'string') return part.replace(marks, "'");
    if (Array.isArray(part)) return part.map(fixed);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, fixed(inner)]));
  };
  return fixed(value);
}

/** Whether a text, or a line of it, begins as JSON does. */
export function beginsAsJson(text: string): boolean {
  return /^\s*(?:\{\s*["'“‘]|\[\s*["“{])/m.test(text);
}
