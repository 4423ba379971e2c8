// Reads yes or no: stated places first, then the last clear yes or no; a hedge where the answer should be is unreadable.
import type { CleanText, Span } from './clean.ts';
import type { AnswerRule, Place } from './places.ts';

export interface BooleanFound extends Span {
  readonly value: 'yes' | 'no';
  readonly rule: AnswerRule;
}

const WORD = '(?:yes|no|true|false|yeah|yep|nope)';
const HEDGE =
  /\b(?:maybe|perhaps|it depends|depends on|possibly|not sure|unsure|uncertain|unclear|unknown|undetermined|ambiguous|can ?not be determined|can't be determined|impossible to (?:say|tell|know)|both|neither|either)\b|\b(?:yes|no|true|false)\s*(?:\/|or|and)\s*(?:yes|no|true|false)\b/i;
/** `no longer`, `no evidence`: a determiner, no answer. A clear word is followed by punctuation, a reason or nothing. */
const CLEAR_AFTER = String.raw`(?=\s*(?:[.,;:!?()\n"'|\]—–-]|$)|\s+(?:because|since|as|it|he|she|they|the|this|that|there is|we|you|i|,)\b)`;
const AT_START = new RegExp(
  `^[\\s:"'([=*]*(?:(?:probably|likely|most likely|definitely|clearly|therefore|so|thus|hence|simply|a|an|is|the answer is)[\\s,:"']{1,3})*(not\\s+)?(${WORD})\\b`,
  'i',
);
const CLEAR = new RegExp(
  `(?:^|[.!?:;\\n("'—–]|\\b(?:so|thus|hence|therefore|is|be|say|answer|answered|i\\.e\\.)\\b,?)[\\s"'(]{0,3}(not\\s+)?(${WORD})\\b${CLEAR_AFTER}`,
  'gi',
);

function yesOrNo(word: string, negated: boolean): 'yes' | 'no' {
  const positive = /^(?:yes|true|yeah|yep)$/i.test(word);
  return positive === negated ? 'no' : 'yes';
}

/** `yes` or `no` of a place that states the answer; `refused` when it hedges. */
export function readBooleanPlace(view: CleanText, place: Place): BooleanFound | 'refused' | null {
  const whole = view.text.slice(place.start, place.end);
  const end = whole.search(/[.!?](?:\s|$)|\n/);
  const text = end < 0 ? whole : whole.slice(0, end + 1);
  if (HEDGE.test(text.slice(0, 60))) return 'refused';
  const match = AT_START.exec(text);
  const word = match?.[2];
  if (match === null || word === undefined) return null;
  const after = text.slice(match[0].length);
  if (place.rule !== 'box' && /^no$/i.test(word) && !new RegExp(`^${CLEAR_AFTER}`, 'i').test(after))
    return null;
  const start = place.start + match[0].length - word.length;
  return { value: yesOrNo(word, match[1] !== undefined), start, end: start + word.length, rule: place.rule };
}

/** The last bold yes or no, else the last clear one; null when there is none or the last sentence hedges. */
export function readLastBoolean(view: CleanText): BooleanFound | null {
  const text = view.text;
  const lastLine = text.trimEnd().slice(text.trimEnd().lastIndexOf('\n') + 1);
  const lastSentence =
    lastLine
      .slice(-300)
      .split(/(?<=[.!?])\s+/)
      .at(-1) ?? '';
  let last: BooleanFound | null = null;
  for (const match of text.matchAll(CLEAR)) {
    const word = match[2] ?? '';
    const start = match.index + match[0].length - word.length;
    const isBold =
      view.bolds.length > 0 && view.bolds.some((bold) => bold.start <= start && start < bold.end);
    last = {
      value: yesOrNo(word, match[1] !== undefined),
      start,
      end: start + word.length,
      rule: isBold ? 'bold' : start < 12 && text.slice(0, start).trim() === '' ? 'opening' : 'sentence',
    };
  }
  const hedged = HEDGE.test(lastSentence) && (last === null || last.start < text.lastIndexOf(lastSentence));
  return hedged ? null : last;
}
