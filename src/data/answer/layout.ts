// What stands on the lines of an output besides its answer: remarks behind it, list numbers, the cells of a table.
import type { Span } from './view.ts';

/** Lines and sentences that say something about the answer, or to the reader, instead of giving it. */
const TRAILERS: readonly RegExp[] = [
  /^\W*(?:my |overall )?(?:confidence|certainty|probability of being (?:right|correct)|difficulty|self-?(?:score|rating)|rating|score)\b[^:\n]{0,20}[:=]/i,
  /^\W*(?:i am|i'm) (?:about |roughly )?[\d.]+ ?(?:%|percent) (?:sure|certain|confident)/i,
  /^\W*(?:time|duration|latency|elapsed)(?: taken| spent| used)?\s*[:=]\s*[\d.]+ ?(?:ms|s|sec|secs|seconds|milliseconds)\b/i,
  /^\W*(?:(?:total |output |input |completion )?tokens?(?: used)?|word count|words|characters|temperature|model|version|seed|page)\s*[:=]/i,
  /^\W*(?:references?|sources?|citations?|footnotes?|bibliography|see also|further reading|read more|copyright)\b\W*(?::|$|\d|\[)/i,
  /^\W*\[\^?\d{1,3}\][:\s]/,
  /^\W*(?:https?:|www\.)/i,
  /^\W*(?:notes?|n\.?b|ps|p\.s|tips?|hints?|remark|disclaimer|fun fact|explanation of (?:the )?steps|follow-?up)\b\s*[:.!,-]/i,
  /^\W*(?:(?:double|quick|sanity|final)?[- ]?check(?:ing)?|verif(?:y|ying|ication)|proof)\b/i,
  /^\W*(?:i |we )?hope\b/i,
  /^\W*(?:please )?(?:let me know|feel free|contact|tell me|ask me|just ask|reach out)\b/i,
  /^\W*(?:is there|do you (?:have|want|need)|would you like|can i|may i|should i|shall i|want me|need (?:any|more)|any (?:other|more|further) question|anything else|if you (?:have|need|want|would))\b/i,
  /^\W*(?:i (?:can|could|am happy to|would be happy|'d be happy|will be happy)|happy to|glad to|thanks?|thank you|good luck|great job|well done|have a)\b/i,
  /^\W*(?:next|upcoming) (?:problem|question|exercise)s?\b/i,
];

export function isTrailer(text: string): boolean {
  return TRAILERS.some((pattern) => pattern.test(text));
}

/** A heading under which only references stand. */
const REFERENCES =
  /^[ \t#*_-]*(?:references|sources|citations|footnotes|bibliography|further reading|see also)[ \t:*_]*$/gim;

/** Where the list of references at the end begins, or the end of the text. */
export function beforeReferences(text: string): number {
  const firstDigit = text.search(/\d/);
  if (firstDigit < 0) return text.length;
  for (const match of text.matchAll(REFERENCES)) {
    if (match.index > firstDigit) return match.index;
  }
  return text.length;
}

/** The line with its list number (`2. `) blanked, unless that is the only number on it. */
export function withoutListNumber(line: string): string {
  return line.replace(/^\s*\d{1,2}[.)]\s(?=.*\d)/, (item) => ' '.repeat(item.length));
}

/** The cells of a table's row, in order; null when the line is none. */
export function tableCells(line: string): Span[] | null {
  const inner = /^\s*\|.*\|\s*$/.test(line);
  const bars = [...line.matchAll(/\|/g)].map(({ index }) => index);
  if (!inner && bars.length === 2 && /\|\s?[-–]\s?[\d.,]+\s?\|/.test(line)) return null; // |-5|
  if (!(inner && bars.length >= 2) && bars.length < 2) return null;
  const edges = [-1, ...bars, line.length];
  return edges.slice(1).map((end, index) => ({ start: (edges[index] ?? -1) + 1, end }));
}
