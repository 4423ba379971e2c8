// Places of a text that a pattern matches, and the ways in which `tokenizers` cuts a text at them.
import { z } from 'zod';
import { unsupported } from '../tokenizer-errors.ts';
import { asUnicode16 } from '../unicode-version.ts';
import { SplitPreTokenizer } from './library.ts';
import { repeatsVariants } from './repetitions.ts';

/** [start, end) of a text. */
export type Span = readonly [start: number, end: number];

/** Where a pattern matches, in order; matches of no length are left out. */
export type Matches = (text: string) => readonly Span[];

/** The matches of a global regular expression, with letters and numbers as in Unicode 16; `newDigits`: with those of Unicode 17. */
export function matchesOf(regex: RegExp, { newDigits = false } = {}): Matches {
  return (text) =>
    [...asUnicode16(text, { newDigits }).matchAll(regex)].flatMap(({ 0: match, index }) =>
      match === '' ? [] : [[index, index + match.length] as const],
    );
}

const patternJson = z.union([
  z.string().transform((text) => ({ String: text })),
  z.object({ String: z.string() }),
  z.object({ Regex: z.string().max(10_000) }),
]);

/** The `pattern` of a stage: a text, or a regular expression of Oniguruma, which the library rewrites for JavaScript. */
export function readPattern(value: unknown, path: string, field: string): Matches {
  const parsed = patternJson.safeParse(value);
  if (!parsed.success) return unsupported(path, field, JSON.stringify(value), 'a String or a Regex');
  const pattern = parsed.data;
  if ('String' in pattern) return matchesOfText(pattern.String);
  if (repeatsVariants(pattern.Regex)) {
    return unsupported(
      path,
      field,
      JSON.stringify(pattern.Regex),
      'a regular expression without repetitions of groups that can match in several ways, which could take without end',
    );
  }
  try {
    const { pattern: regex } = new SplitPreTokenizer({
      type: 'Split',
      pattern,
      behavior: 'isolated',
      invert: false,
    });
    if (regex) return matchesOf(pattern.Regex.includes('(?i:') ? folded(regex) : regex);
  } catch {
    // The library refused it, or JavaScript what it became.
  }
  return unsupported(
    path,
    field,
    JSON.stringify(pattern.Regex),
    'a regular expression that JavaScript has too',
  );
}

/** The library ignores the case of ASCII's letters only; two others equal one of them. */
function folded(regex: RegExp): RegExp {
  const source = regex.source.replaceAll('[sS]', '[sS\\u017F]').replaceAll('[kK]', '[kK\\u212A]');
  return new RegExp(source, regex.flags);
}

function matchesOfText(wanted: string): Matches {
  return (text) => {
    const spans: Span[] = [];
    if (wanted === '') return spans;
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      spans.push([at, at + wanted.length]);
    }
    return spans;
  };
}

export const behaviors = [
  'Removed',
  'Isolated',
  'MergedWithPrevious',
  'MergedWithNext',
  'Contiguous',
] as const;
export type Behavior = (typeof behaviors)[number];

/** Cuts a text at its matches; `invert`: at what lies between them. The pieces in order, without those of no length. */
export function cutAt(
  length: number,
  matches: readonly Span[],
  behavior: Behavior,
  invert: boolean,
): readonly Span[] {
  const parts = covered(length, matches).map(([span, isMatch]) => ({ span, isMatch: isMatch !== invert }));
  if (behavior === 'Removed') return parts.filter(({ isMatch }) => !isMatch).map(({ span }) => span);
  if (behavior === 'Isolated') return parts.map(({ span }) => span);
  const pieces: [start: number, end: number][] = [];
  for (const [index, { span, isMatch }] of parts.entries()) {
    const before = parts[index - 1];
    const last = pieces.at(-1);
    if (last && before && joins(behavior, before.isMatch, isMatch)) last[1] = span[1];
    else pieces.push([...span]);
  }
  return pieces;
}

/** Whether a part belongs to the one before it. */
function joins(behavior: Behavior, beforeIsMatch: boolean, isMatch: boolean): boolean {
  if (behavior === 'Contiguous') return beforeIsMatch === isMatch;
  if (behavior === 'MergedWithPrevious') return isMatch && !beforeIsMatch;
  return beforeIsMatch && !isMatch;
}

/** All of a text: its matches, and what lies between them. */
function covered(length: number, matches: readonly Span[]): (readonly [Span, boolean])[] {
  const parts: (readonly [Span, boolean])[] = [];
  let done = 0;
  for (const [start, end] of matches) {
    if (done < start) parts.push([[done, start], false]);
    parts.push([[start, end], true]);
    done = end;
  }
  if (done < length) parts.push([[done, length], false]);
  return parts;
}
