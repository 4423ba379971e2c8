// Outputs that are JSON, or end in it: the value of the key that names the answer.
import type { Span } from './view.ts';

/** Keys that name the answer, the clearest first; capitals, spaces and underscores aside. */
const KEYS = [
  'finalanswer',
  'answer',
  'correctanswer',
  'finalresult',
  'result',
  'final',
  'ans',
  'prediction',
  'solution',
  'output',
  'total',
  'value',
  'response',
];
const FENCED = /```(?:json[a-z0-9]*|javascript|js)?[ \t]{0,20}\n?[ \t]{0,20}([[{][\s\S]*?)```/gi;
const LONGEST = 20_000; // characters of JSON that are read
const DEEPEST = 4;

export interface JsonAnswer extends Span {
  /** The value as text: `42`, `true`, `9 * 2 = 18`. */
  readonly text: string;
}

/** The answer in the JSON that `text` is or has at its end; null where there is none, or no key names an answer. */
export function jsonAnswer(text: string): JsonAnswer | null {
  for (const span of candidates(text)) {
    const source = text.slice(span.start, span.end);
    const parsed = parse(source);
    const found = parsed === undefined ? undefined : answerIn(parsed, 0);
    if (found !== undefined) return { text: found, ...valueSpan(source, found, span) };
  }
  return null;
}

function candidates(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(FENCED)) {
    const inner = match[1] ?? '';
    const start = match.index + match[0].indexOf(inner);
    spans.unshift({ start, end: start + inner.length });
    if (spans.length > 3) spans.pop();
  }
  const trimmed = text.trimEnd();
  if (/[}\]]$/.test(trimmed)) {
    const start = opening(trimmed);
    if (start >= 0) spans.push({ start, end: trimmed.length });
  }
  return spans.filter(({ start, end }) => end - start <= LONGEST);
}

/** Where the object or list that ends the text begins: its bracket at the head of a line, or of the text. */
function opening(text: string): number {
  const head = /^\s*(?=[[{]\s{0,20}["{[])/.exec(text);
  if (head !== null) return head[0].length;
  const from = Math.max(0, text.length - LONGEST);
  const match = /(?:^|\n|: ?)[ \t]{0,20}(?=\{\s{0,20}")/.exec(text.slice(from));
  return match === null ? -1 : from + match.index + match[0].length;
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

const plainKey = (key: string) => key.toLowerCase().replace(/[\s_-]/g, '');

function answerIn(value: unknown, depth: number): string | undefined {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return lastOf(value.map((item) => answerIn(item, depth + 1)));
  const entries = Object.entries(value).map(([key, inner]) => [plainKey(key), inner] as const);
  for (const key of KEYS) {
    const named = entries.findLast(([own]) => own === key);
    if (named === undefined) continue;
    const [, inner] = named;
    if (typeof inner === 'string' || typeof inner === 'number' || typeof inner === 'boolean')
      return String(inner);
    if (Array.isArray(inner) && inner.length === 1 && typeof inner[0] !== 'object') return String(inner[0]);
    const nested = answerIn(inner, depth + 1) ?? numbersIn(inner);
    if (nested !== undefined) return nested;
  }
  return lastOf(entries.map(([, inner]) => answerIn(inner, depth + 1)));
}

/** `{"pens": 12}` and `[12]` are 12, `{"min": 12, "max": 15}` is several. */
function numbersIn(value: unknown): string | undefined {
  const parts = typeof value === 'object' && value !== null ? Object.values(value) : [];
  const numbers = parts.filter((part) => typeof part === 'number');
  return numbers.length === 0 ? undefined : numbers.join(' or ');
}

function lastOf(found: readonly (string | undefined)[]): string | undefined {
  return found.findLast((text) => text !== undefined);
}

/** Where the value stands; the whole JSON where it is written with escapes. */
function valueSpan(source: string, value: string, { start, end }: Span): Span {
  const at = source.lastIndexOf(value);
  return at < 0 || value === '' ? { start, end } : { start: start + at, end: start + at + value.length };
}
