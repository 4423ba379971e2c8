// What stands in a text that a student should learn from, though it belongs to a format, a chat template or a fault of reading.
import { templateMarkIn } from '../../data/index.ts';
import { withoutAnnotations } from './quantities.ts';

/** What the text holds that is no plain text, for a person; null where it is plain. Checks of calculations do not understand such a text. */
export function markupIn(written: string): string | null {
  const text = withoutAnnotations(written);
  const hidden = /[\p{Cc}\p{Cs}\p{Co}\ufffd]/u.exec(text)?.[0];
  if (hidden !== undefined) return `the character ${nameOf(hidden)}`;
  const mark = templateMarkIn(text);
  if (mark !== null) return `${mark} of a chat template`;
  const found = kinds.flatMap(([pattern, what]) => {
    const match = pattern.exec(text)?.[0];
    return match === undefined ? [] : [`${match.trim().slice(0, 30)} (${what})`];
  });
  return found[0] ?? null;
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/\\[a-zA-Z]+|\\[^\s]|\$\$|[a-zA-Z\]}]\{/, 'LaTeX'],
  [/<\/?[a-zA-Z][\w:-]*(?:\s[^<>]*)?\/?>/, 'a tag'],
  [/```|~~~|\*\*|~~/, 'Markdown'],
  [/^\s*\|.*\|\s*$/, 'a table'],
  [/\[\/?[A-Z][A-Z_]{3,}\]/, 'a mark of a chat template'],
  [
    /^\s*(?:Thinking|Thoughts?|Action(?: Input)?|Observation|Analysis)\s*:/,
    'a word of an agent or of thinking',
  ],
  [/^\s*[{[]\s*["{\]]|\{\s*["“']\w+["”']\s*:|^\s*[{}[\]]+,?\s*$|^\s*"\w+"\s*:/, 'JSON'],
];

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
