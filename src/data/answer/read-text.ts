// Reads a textual answer and brings it into the form in which answers are compared.
import type { CleanText, Span } from './clean.ts';
import type { AnswerRule, Place } from './places.ts';

export interface TextFound extends Span {
  readonly value: string;
  readonly rule: AnswerRule;
}

/** A full stop that ends a sentence: not that of `St.`, `Dr.`, `U.S.` or an initial. */
const SENTENCE_END = /(?<!\b(?:St|Mr|Mrs|Ms|Dr|Jr|Sr|vs|Mt|Ft|No|\p{L}))[.!?](?=\s|$)/u;

/** Case, articles, punctuation and white space removed, as SQuAD compares answers; Unicode in its compatible form. */
export function normalizeText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}\p{M}%$€£+]+/gu, ' ')
    .replace(/(?:^| )(?:a|an|the)(?= |$)/g, ' ')
    .replace(/ +/g, ' ')
    .trim();
}

function found(view: CleanText, start: number, end: number, rule: AnswerRule): TextFound | null {
  const value = normalizeText(view.text.slice(start, end));
  return value === '' ? null : { value, start, end, rule };
}

/** The text of a place that states the answer, up to the end of its sentence. */
export function readTextPlace(view: CleanText, place: Place): TextFound | null {
  const whole = view.text.slice(place.start, place.end);
  const stop = whole.search(SENTENCE_END);
  const bold = view.bolds.find((span) => span.start - place.start >= 0 && span.start - place.start < 4);
  const end =
    bold !== undefined && bold.end <= place.end ? bold.end - place.start : stop < 0 ? whole.length : stop;
  return found(view, place.start, place.start + end, place.rule);
}

/** Where nothing marks the answer: the last bold span of the last line, else that line. */
export function readLastLine(view: CleanText): TextFound | null {
  const trimmed = view.text.trimEnd();
  const start = Math.max(trimmed.lastIndexOf('\n') + 1, trimmed.length - 1000);
  const bold = view.bolds.filter((span) => span.start >= start && span.end > span.start).at(-1);
  if (bold !== undefined) return found(view, bold.start, bold.end, 'bold');
  return found(view, start, trimmed.length, 'line');
}
