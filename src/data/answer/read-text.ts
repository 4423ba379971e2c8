// Reads a textual answer: the text of a place, or of the last line.
import type { CleanText, Span } from './clean.ts';
import { correctedText } from './correction.ts';
import { isTrailer } from './layout.ts';
import type { NumberFormat } from './number-format.ts';
import type { AnswerRule, Place } from './places.ts';
import { chosenLetter, normalizeText, optionLetter } from './text-form.ts';

export interface TextFound extends Span {
  readonly value: string;
  readonly rule: AnswerRule;
  /** The letter of the option that it begins with. */
  readonly option?: string;
}

/** A full stop that ends a sentence: not that of `St.`, `Dr.`, `U.S.`, an initial, or an option's letter. */
const SENTENCE_END = /(?<!\b(?:St|Mr|Mrs|Ms|Dr|Jr|Sr|vs|Mt|Ft|No|\p{L}))[.!?](?=\s|$)/u;
const REASON = /,?\s+(?:because|since)\b|,\s+as\b/;

function found(
  whole: string,
  from: number,
  rule: AnswerRule,
  format: NumberFormat | undefined,
): TextFound | null {
  const meant = correctedText(whole);
  const text = whole.slice(meant.start, meant.end);
  const start = from + meant.start;
  const value = normalizeText(text, format);
  if (value === '') return null;
  const option = optionLetter(text) ?? chosenLetter(text);
  return { value, start, end: start + text.length, rule, ...(option !== null && { option }) };
}

/** The text of a place that states the answer, up to the end of its sentence or the reason for it. */
export function readTextPlace(
  view: CleanText,
  place: Place,
  format: NumberFormat | undefined,
): TextFound | null {
  const whole = view.text.slice(place.start, place.end);
  const correction = correctedText(whole);
  const stop = place.whole === true || correction.start > 0 ? -1 : whole.search(SENTENCE_END);
  const sentence = stop < 0 ? whole : whole.slice(0, stop);
  const reason = sentence.search(REASON);
  const bold = view.bolds.find((span) => span.start - place.start >= 0 && span.start - place.start < 4);
  const end =
    bold !== undefined && bold.end <= place.end
      ? bold.end - place.start
      : reason > 0
        ? reason
        : sentence.length;
  return found(whole.slice(0, end), place.start, place.rule, format);
}

/** Where nothing marks the answer: the last bold span of the last line that is no remark, else that line. */
export function readLastLine(view: CleanText, format: NumberFormat | undefined): TextFound | null {
  const { text } = view;
  for (let end = text.trimEnd().length; end > 0; ) {
    const start = Math.max(text.lastIndexOf('\n', end - 1) + 1, end - 1000);
    const line = text.slice(start, end);
    const earlier = text.slice(0, start).trimEnd().length;
    if (line.trim() !== '' && !(isTrailer(line) && earlier > 0)) {
      const bold = view.bolds.findLast((span) => span.start >= start && span.end <= end);
      if (bold !== undefined) return found(text.slice(bold.start, bold.end), bold.start, 'bold', format);
      return found(line, start, 'line', format);
    }
    end = earlier;
  }
  return null;
}
