// Reads yes or no: stated places first, then a clear opening word, then the last clear word. A hedge that stands where the answer should
// be is unreadable; the words of an explanation (`both`, `true that`, `depends on the jury`) are no answers.
import type { CleanText, Span } from './clean.ts';
import { CLEAR_AFTER } from './clear-word.ts';
import { correctedWordFrom } from './correction.ts';
import { isTrailer } from './layout.ts';
import type { AnswerRule, Place } from './places.ts';
import { type Unreadable, unreadable } from './unreadable.ts';

export interface BooleanFound extends Span {
  readonly value: 'yes' | 'no';
  readonly rule: AnswerRule;
}

const WORD = '(?:yes|no|true|false|yeah|yep|yup|nope|nah)';
const HEDGE =
  /\b(?:maybe|perhaps|it depends|depends|possibly|not sure|unsure|uncertain|unclear|unknown|undetermined|indeterminate|ambiguous|inconclusive|can ?not be determined|cannot (?:say|tell|know)|can't (?:be determined|say|tell)|impossible to (?:say|tell|know)|hard to (?:say|tell)|(?:i )?(?:do not|don't) know|n\/a|both|neither|either)\b/i;
/** `yes or no`, `yes and no`, `yes/no`: no answer. */
const UNDECIDED = new RegExp(`^\\W*${WORD}\\s*(?:\\/|or|and|\\|)\\s*${WORD}\\b`, 'i');
/** `yes?`: a question that the writer asks. */
const ASKED = /^[\s"'”’)*_]*\?/;
/** A question whose yes means no: `Is it false? No.` */
const ASKED_FALSE = /\b(?:false|untrue|wrong|incorrect|not true|not)\b[^.?!\n]{0,40}\?\s*["'(]?$/i;
/**
 * Directly behind the word: it holds under a condition only (`yes if he is alive`). What would follow from the opposite is an explanation
 * (`No, if it were true he would be rich`), and so is `even if`.
 */
const CONDITION =
  /^[\s,;:—–-]*(?:but |and |though )?(?:only )?(?:if|unless|provided|providing|as long as|so long as|assuming|in case|on (?:the )?condition|depending on|except (?:if|when))\b(?![^.;!?\n]{0,80}\b(?:were|had|would|could|might)\b)/;

/** `true that`, `true for`: part of an explanation. */
const EXPLAINS = /^\s+(?:that|for|of|in|about|as|to)\b/i;
/** `without doubt`: it denies nothing. */
const SURELY = '(?:without|beyond) (?:a |any )?doubt|no doubt|undoubtedly|unquestionably|of course';
/** Before yes or no: the writer's own answer, however sure. */
const ADVERB =
  '(?:probably|likely|definitely|certainly|surely|clearly|absolutely|obviously|evidently|apparently|presumably|unfortunately|fortunately|sadly|luckily|surprisingly|ironically|interestingly|technically|generally|honestly|basically|ultimately|believe|think|guess|suspect)';
const AT_START = new RegExp(
  `^[^\\p{L}\\p{N}]*(?:(?:${SURELY}|probably|likely|most|very|almost|definitely|surely|absolutely|indeed|actually|in fact|resounding|emphatic|firm|definite|(?!unlikely|hardly|rarely|scarcely|barely)\\p{L}{3,18}ly|therefore|so|thus|hence|simply|still|then|a|an|is|it is|the answer is|answer|clear)[^\\p{L}\\p{N}]{1,4})*(not\\s+)?(${WORD})\\b`,
  'iu',
);
const CLEAR = new RegExp(
  `(?:^|[.!?:;\\n("'—–|]|\\b(?:so|thus|hence|therefore|is|be|say|answer|answered|actually|but|reflection|i\\.e\\.|${SURELY})\\b,?|\\b(?:${ADVERB})\\b,?(?=\\s(?:yes|no)\\b)|\\b(?:is|be|['’]s) an? (?:(?:clear|definite|firm|resounding|emphatic|solid|simple|hard|big) )?(?=(?:yes|no)\\b(?!-)))[\\s"'(]{0,3}(not\\s+)?(${WORD})\\b${CLEAR_AFTER}`,
  'giu',
);
const OPENING = new RegExp(
  `^[^\\p{L}\\p{N}]*(?:(?:a|answer|ans|response|output|result|assistant)[^\\p{L}\\p{N}]{1,4})?(${WORD})\\b${CLEAR_AFTER}`,
  'iu',
);
/** Between an opening word and a later one, where the later one takes the first one back. */
const TAKES_BACK =
  /\b(?:actually|wait|however|on (?:reflection|second thou?ghts?)|correction|scratch that|i was wrong|i made a mistake|to correct|in conclusion|therefore|thus|hence|so the answer|final answer|in fact|at first)\b/i;
/** The later word as it stands in an explanation: `some would say yes`, `the opposite is false`. */
const REPORTED =
  /\b(?:say|said|says|answer|answered|think|claim|opposite|converse|contrary|former|latter|statement|claim|myth|if|whether)\b[^.!?\n]{0,30}$/i;
const CORRECTING = new RegExp(`^\\W{0,4}(${WORD})\\b`, 'i');

function yesOrNo(word: string, negated: boolean): 'yes' | 'no' {
  const positive = /^(?:yes|true|yeah|yep|yup)$/i.test(word);
  return positive === negated ? 'no' : 'yes';
}

/** `yes` or `no` of a place that states the answer; `Unreadable` when it hedges. */
export function readBooleanPlace(view: CleanText, place: Place): BooleanFound | Unreadable | null {
  const stretch = view.text.slice(place.start, place.end);
  const said = view.text.slice(Math.max(0, place.start - 140), place.start);
  if (place.rule === 'phrase' && (DENIED_PHRASE.test(said) || OTHERWISE.test(said))) return null;
  const from = correctedWordFrom(stretch);
  const whole = stretch.slice(from);
  const end = whole.search(/[.!?](?:\s|$)|\n/);
  const text = end < 0 ? whole : whole.slice(0, end + 1);
  const match = AT_START.exec(text);
  const word = match?.[2];
  const head = text.slice(0, match === null || word === undefined ? 60 : match[0].length);
  if (HEDGE.test(head) || UNDECIDED.test(text)) return unreadable('refused');
  if (match === null || word === undefined) return null;
  const after = text.slice(match[0].length);
  if (ASKED.test(after) || CONDITION.test(after)) return unreadable('refused');
  const isClear = place.rule === 'box' || new RegExp(`^${CLEAR_AFTER}`, 'iu').test(after);
  if (/^no$/i.test(word) && !isClear) return null;
  const start = place.start + from + match[0].length - word.length;
  return { value: yesOrNo(word, match[1] !== undefined), start, end: start + word.length, rule: place.rule };
}

/** `cannot be`, `no way that is`, `it would be wrong to say`: what follows in the clause is not stated. */
const DENIES =
  /\b(?:not|cannot|never|no way|doubtful|(?<!(?:without|beyond|no) (?:a |any )?)doubt|wrong|false|incorrect|hardly)\b|n['’]t\b/i;

/** Whether the clause before a word denies it; `not` right before it is read with it. */
function isDenied(before: string, not: string | undefined): boolean {
  const clause = before
    .slice(0, before.length - (not?.length ?? 0))
    .split(/[.,;:!?()\n—–]|\b(?:so|thus|hence|therefore|but|because)\b/i);
  return DENIES.test(clause.at(-1) ?? '');
}

/** Before a word: others say it (`though some say no`), or it would be so if something were otherwise. */
const OF_OTHERS =
  /\b(?:some|many|most|others?|people|critics|skeptics|everyone|few)\b[^.!?,;\n]{0,24}\b(?:say|says|said|think|thinks|claim|argue|believe|answer|answered|insist)\b[^.!?,;\n]{0,12}$/i;
const OTHERWISE =
  /(?:^|[.!?;:\n]\s*|\b(?:but|and|so) )(?:if|had|were|suppose|unless)\b[^.!?;\n]{0,100}\bwould (?:be|have been)\b[^.!?;\n]{0,12}$/i;
/** Before a phrase: `it is not true that yes is the answer`. */
const DENIED_PHRASE =
  /(?:\b(?:not (?:true|correct|right|the case)|false|wrong|incorrect)|(?:n['’]t| not) (?:think|believe|say))\b[^.,;:!?\n]{0,40}$/i;
/** Behind `No`: the number of something, `No. 1`. */
const NUMBERED = /^\.\s?\d/;

/** The words that the writer means; all of them where none is left. */
function meant(text: string, words: readonly BooleanFound[]): readonly BooleanFound[] {
  const own = words.filter(({ start, end, value }) => {
    const before = text.slice(Math.max(0, start - 140), start);
    const isNumber = value === 'no' && NUMBERED.test(text.slice(end, end + 3));
    return !isNumber && !OF_OTHERS.test(before) && !OTHERWISE.test(before);
  });
  return own.length === 0 ? words : own;
}

const OPTION = /^\s*(?:[-*•]|\(?(?:\d{1,2}|[a-j])[.)])\s*(yes|no|true|false)\W*$/i;
const LONGEST_OPTIONS = 200; // characters

/** `1. Yes` and `2. No`: options, none of which is chosen. */
function listsOptions(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_OPTIONS) return false;
  const words = trimmed.split(/\n\s*/).map((line) => OPTION.exec(line)?.[1]?.toLowerCase());
  return words.length > 1 && words.every((word) => word !== undefined) && new Set(words).size > 1;
}

/** All clear words of the text, in order; with what stands behind each. */
function clearWords(view: CleanText): BooleanFound[] {
  const { text } = view;
  return [...text.matchAll(CLEAR)].flatMap((match): BooleanFound[] => {
    const word = match[2] ?? '';
    const start = match.index + match[0].length - word.length;
    const end = start + word.length;
    if (EXPLAINS.test(text.slice(end, end + 8)) && !/^(?:yes|no)$/i.test(word)) return [];
    const [before, behind] = [text.slice(Math.max(0, start - 120), start), text.slice(end, end + 120)];
    if (isDenied(before, match[1]) || ASKED.test(behind) || ASKED_FALSE.test(before)) return [];
    const isBold =
      view.bolds.length > 0 && view.bolds.some((bold) => bold.start <= start && start < bold.end);
    return [{ value: yesOrNo(word, match[1] !== undefined), start, end, rule: isBold ? 'bold' : 'sentence' }];
  });
}

/** The clear word with which the output begins, unless a later one takes it back. */
function opening(view: CleanText, words: readonly BooleanFound[]): BooleanFound | null {
  const { text } = view;
  const match = OPENING.exec(text.slice(0, 200));
  const word = match?.[1];
  if (match === null || word === undefined || UNDECIDED.test(text.slice(0, 60))) return null;
  const end = match[0].length;
  if (ASKED.test(text.slice(end, end + 8))) return null;
  if (NUMBERED.test(text.slice(end, end + 3)) && words.some(({ start }) => start > end)) return null;
  const first = { value: yesOrNo(word, false), start: end - word.length, end };
  const rule = view.bolds.some(({ start, end: to }) => start <= first.start && first.start < to)
    ? 'bold'
    : 'opening';
  let at = end;
  let back: BooleanFound | null = null;
  for (const later of words) {
    if (later.start < end) continue;
    const between = text.slice(Math.max(at, later.start - 300), later.start);
    if (TAKES_BACK.test(between) && !REPORTED.test(between)) back = later;
    at = later.end;
  }
  return back ?? corrected(text, end) ?? { ...first, rule };
}

/** `No. Wait, yes.`: the word that corrects an opening one which ends at `end`. */
function corrected(text: string, end: number): BooleanFound | null {
  const from = correctedWordFrom(text);
  const match = from > end ? CORRECTING.exec(text.slice(from, from + 12)) : null;
  const word = match?.[1];
  if (match === null || word === undefined) return null;
  const start = from + match[0].length - word.length;
  return { value: yesOrNo(word, false), start, end: start + word.length, rule: 'sentence' };
}

/** The opening word, else the last bold one, else the last clear one; unreadable where the last sentence hedges. */
export function readLastBoolean(view: CleanText): BooleanFound | Unreadable | null {
  const { text } = view;
  if (listsOptions(text)) return unreadable('refused');
  const words = meant(text, clearWords(view));
  const first = opening(view, words);
  const conditional = first !== null && CONDITION.test(text.slice(first.end, first.end + 160));
  if (first !== null && !conditional) return first;
  const last = words.filter(({ start }) => !conditional || start > first.end).at(-1) ?? null;
  if (conditional && last === null) return unreadable('refused');
  const { sentence, start } = lastSentence(text);
  const hedged =
    (HEDGE.test(sentence) || UNDECIDED.test(sentence)) && (last === null || last.start < start + 8);
  return hedged ? unreadable('refused') : last;
}

/** The last sentence that is no remark to the reader. */
function lastSentence(text: string): { sentence: string; start: number } {
  const trimmed = text.trimEnd();
  for (let end = trimmed.length; end > 0; ) {
    const lineStart = Math.max(trimmed.lastIndexOf('\n', end - 1) + 1, end - 300);
    const line = trimmed.slice(lineStart, end);
    if (line.trim() !== '' && !isTrailer(line)) {
      const sentence = line.split(/(?<=[.!?])\s+/).at(-1) ?? '';
      return { sentence, start: end - sentence.length };
    }
    end = lineStart - 1;
  }
  return { sentence: '', start: 0 };
}
