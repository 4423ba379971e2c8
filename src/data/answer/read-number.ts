// Reads a number out of a place that states the answer, or out of the last sentence that holds one.
import type { CleanText, Span } from './clean.ts';
import { findNumberWords } from './number-words.ts';
import { ExactDecimal, findNumbers, type NumberToken } from './numbers.ts';
import type { AnswerRule, Place } from './places.ts';
import { answerOfSentence } from './sentence.ts';

/** A number found in the view; spans count in the view. */
export interface NumberFound extends NumberToken {
  readonly rule: AnswerRule;
}

const LONGEST_LINE = 1500; // characters of the last line that are read, counted from its end
const SENTENCE_END = /(?<=[\p{L}\d)%"*][.!?])\s+(?=[\p{Lu}$(*])/u;
const REFUSAL =
  /^\W{0,4}(?:(?:it )?(?:can ?not|can't|could not) be|cannot|unknown|undetermined|undefined|indeterminate|impossible|unclear|not (?:possible|enough|sure|clear|given|known|determined)|insufficient|i (?:do not|don't) know|n\/?a\b|no answer)/i;
const BEFORE_DIRECT =
  /^(?:[\s:=≈~"'([|]|(?:the|final|answer|is|approximately|approx\.?|about|around|roughly|exactly|only|just|total|a total of|[a-z]\s?=)\s)*$/i;
const ASIDE = /^\W*(?:(?:double-?)?check|verif(?:y|ication)|note|tip|hint|ps|let me know)\b/i;
const STEP_LABEL = /^\W*(?:step|part|case|question|q|sub-?question|option|note|example)\b/i;

function shifted(token: NumberToken, by: number, rule: AnswerRule): NumberFound {
  return { ...token, start: token.start + by, end: token.end + by, rule };
}

/** A number written in words at the head of `text`, such as `eighteen eggs`. */
function leadingWords(text: string): NumberToken | null {
  const word = findNumberWords(text.slice(0, 120))[0];
  if (word === undefined || !BEFORE_DIRECT.test(text.slice(0, word.start))) return null;
  const rest = text.slice(word.end);
  // `one` is also an article and a pronoun: alone, or before a bare unit, it is a number.
  if (word.value === 1 && !/^\W*$|^[ ]\p{L}+\W*$/u.test(rest)) return null;
  return { start: word.start, end: word.end, value: new ExactDecimal(word.value) };
}

/** Nothing but a number and its unit: `18`, `$18 per day`, not `16 - 3 = 13 eggs` or the start of a story. */
function isBare(text: string, token: NumberToken): boolean {
  if (!BEFORE_DIRECT.test(text.slice(0, token.start))) return false;
  const rest = text.slice(token.end).replace(/\([^()]*\)/g, ' ');
  return !/[=+×÷≈]|\d/.test(rest) && (rest.match(/\p{L}+/gu) ?? []).length <= 6;
}

/** The number of a place that states the answer; `refused` when the place says that there is none. */
export function readNumberPlace(view: CleanText, place: Place): NumberFound | 'refused' | null {
  const whole = view.text.slice(place.start, place.end);
  if (REFUSAL.test(whole)) return 'refused';
  const end = whole.search(/(?<=[\d\p{L})%"][.!?])\s+(?=[\p{Lu}(])/u);
  const text = end > 0 && /\d/.test(whole.slice(0, end)) ? whole.slice(0, end + 1) : whole;
  const words = leadingWords(text);
  if (words !== null && place.bare !== true) return shifted(words, place.start, place.rule);
  const tokens = findNumbers(text);
  const first = tokens[0];
  if (first === undefined) return null;
  const startsWithIt = BEFORE_DIRECT.test(text.slice(0, first.start));
  if (place.direct && !startsWithIt) return null;
  if (place.bare && !isBare(text, first)) return null;
  const more = /\d/.test(whole.slice(text.length));
  if (more && place.rule !== 'phrase' && !isBare(text, first)) return null; // the start of a chain of reasoning
  const bold = startsWithIt ? null : boldIn(view, place, true);
  if (bold !== null) return { ...bold, rule: place.rule };
  const token = answerOfSentence(text, tokens, true);
  return token === null ? null : shifted(token, place.start, place.rule);
}

/** The number in the last bold span within `span`; headings in bold are passed over. */
function boldIn(view: CleanText, span: Span, bareOnly: boolean): NumberFound | null {
  for (let index = view.bolds.length - 1; index >= 0; index--) {
    const bold = view.bolds[index] as Span;
    if (bold.end <= span.start) break;
    if (bold.start < span.start || bold.end > span.end) continue;
    const text = view.text.slice(bold.start, bold.end);
    const tokens = findNumbers(text);
    const first = tokens[0];
    if (first === undefined || STEP_LABEL.test(text) || /^\s*\d{1,2}[.)]\s+\p{L}/u.test(text)) continue;
    if (bareOnly && !isBare(text, first)) continue;
    const token = answerOfSentence(text, tokens, true);
    if (token !== null) return shifted(token, bold.start, 'bold');
  }
  return null;
}

/** The line with its list number (`2. `) blanked, unless that is the only number on it. */
function withoutListNumber(line: string): string {
  return line.replace(/^\s*\d{1,2}[.)]\s(?=.*\d)/, (item) => ' '.repeat(item.length));
}

/** The last line of the view with a number that is no list number, checks and notes at the end left out; or null. */
export function lastNumberLine(text: string): Span | null {
  let aside: Span | null = null;
  for (let end = text.length; end > 0; ) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const from = Math.max(start, end - LONGEST_LINE);
    const line = withoutListNumber(text.slice(from, end));
    if (/\d/.test(line) && findNumbers(line).length > 0) {
      if (!ASIDE.test(line)) return { start: from, end };
      aside ??= { start: from, end };
    }
    end = start - 1;
  }
  return aside;
}

/** The answer of an output that does not mark it: the bold number of its last line with one, else its last sentence's. */
export function readLastNumber(view: CleanText, line: Span): NumberFound | null {
  const bold = boldIn(view, line, false);
  if (bold !== null) return bold;
  let rest = withoutListNumber(view.text.slice(line.start, line.end));
  while (rest !== '') {
    const last = rest.split(SENTENCE_END).at(-1) ?? '';
    const from = rest.length - last.length;
    const tokens = findNumbers(last);
    const token = answerOfSentence(last, tokens, false) ?? tokens.at(-1) ?? null;
    if (token !== null) return shifted(token, line.start + from, 'sentence');
    rest = rest.slice(0, from).trimEnd();
  }
  return null;
}

/** A number in words where the output holds no digit at all and only one such number. */
export function readOnlyWords(view: CleanText): NumberFound | null {
  const words = findNumberWords(view.text.slice(-20_000)).filter((word) => word.value !== 1);
  const [only] = words;
  if (only === undefined || words.some((word) => word.value !== only.value)) return null;
  const by = Math.max(0, view.text.length - 20_000);
  return shifted({ ...only, value: new ExactDecimal(only.value) }, by, 'words');
}
