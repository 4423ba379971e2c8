// Where an output says that its answer stands: `####` lines, boxes, answer tags, "the answer is …", `Answer:` labels.
import type { CleanText, Span } from './clean.ts';
import { isProvisional } from './correction.ts';

/** The rules that find an answer, in order of precedence (the table is in extract.ts). */
export type AnswerRule =
  | 'marker'
  | 'box'
  | 'tag'
  | 'json'
  | 'phrase'
  | 'label'
  | 'bold'
  | 'opening'
  | 'sentence'
  | 'words'
  | 'line';

/**
 * A stretch of the view believed to state the answer. `direct`: only if the answer is the first thing in it.
 * `bare`: only if nothing but the answer and its unit is in it, since a chain of reasoning may begin the same way.
 * `whole`: nothing but the answer is in it, so that what does not read as one makes the output unreadable.
 */
export interface Place extends Span {
  readonly rule: AnswerRule;
  readonly direct?: boolean;
  readonly bare?: boolean;
  readonly whole?: boolean;
}

const LONGEST_PLACE = 400; // characters read of one place
const MOST_PLACES = 20; // of one rule, counted from the end: bounds the time on hostile inputs

const MARKER = /#{4,}/g;
const HEADING =
  /^\s*(?:step|part|case|method|option|explanation|reasoning|calculations?|given|analysis|check|verification|note|section|example|phase|stage|solution|conclusion|summary)\b|^\s*\d{1,2}[.)]\s+\p{L}/iu;
const PHRASE =
  /(?:\b|_)(?:answer|final (?:result|value)|(?:correct|right|best) (?:option|choice))\b([^.\n:=?!]{0,60}?)\b(?:is|was|will be|would be|should be|must be|becomes|equals|comes (?:out )?to)\b(?! (?:wrong|incorrect|correct|right|(?:not|n't)\b(?![^.\n]{0,40}\b(?:but|rather)\b))\b)/gi;
const FINAL_LABEL =
  /\b(?:final|correct) (?:answer|result|value|total|amount|number)\b["') ]{0,3}(?:\([^()\n]{0,20}\))?["') ]{0,3}[:=→–—-]/gi;
/** `Answer: 6`, `Answer 2: 6`, `Answer 2) 6`, `ans. 6`, and `Answer 6` at the head of a line. */
const LABEL =
  /(?<![\p{L}\d/])(?:answer|ans)\b["') ]{0,4}(?:\([^()\n]{0,20}\))?["') ]{0,2}(?:#|no\. ?)?\d{0,2}["') ]{0,2}[:=→–—-]|(?<![\p{L}\d/])(?:answer|ans)[ \t]{0,2}#?(?:\(\d{1,2}\)|\d{1,2}\))[ \t]{1,2}(?=[$€£"'(]{0,2}-?\d|yes\b|no\b|true\b|false\b)|\bans\.\s|(?:^|\n)[\s*#"]{0,4}(?:answer|ans)[ \t]+(?!\d{1,2}["') ]{0,2}[:→](?!\d)|\d{1,2}\)[ \t])(?=[$€£"'(]{0,2}-?\d|yes\b|no\b|true\b|false\b)/giu;
/** Before a label that is none: `To check our answer: 18 + 18 = 36`. */
const CHECKS =
  /\b(?:check|verify|confirm|prove|test)(?:ing)? (?:(?:that|if|whether|our|my|your|this|the|final) ){0,3}$/i;
const HEADED = /(?:^|\n)[#\s]{0,8}(?:the )?(?:final )?answer[ \t]*(?=\n)/gi;
const REVERSED = /\bis (?:the|our|my) (?:final |correct )?answer\b/gi;
const PUNCTUATION_BEFORE = /[\s:=>→"'([~|–—-]/;

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** What follows `from` on its line, or on the next line with something on it when the rest of the line is empty. */
function restOfLine(text: string, from: number): Span {
  let start = from;
  let newLine = false; // a dash at the head of a line is a bullet
  const bound = Math.min(text.length, from + LONGEST_PLACE);
  while (start < bound && PUNCTUATION_BEFORE.test(text[start] as string)) {
    const ahead = text.slice(start + 1, start + 8);
    const isMinus = /[-–—]/.test(text[start] as string) && (start === from || text[start - 1] !== '-');
    if (isMinus && /^(?:[$€£.\d(\\√π]|\p{L}(?!\p{L}))/u.test(ahead)) break; // a minus
    if (isMinus && text[start] !== '—' && !newLine && /^[ \t\u2009]{1,2}(?:[$€£][ \t]?)?\.?\d/.test(ahead))
      break;
    if (
      text[start] === '>' &&
      !/[-=–—>]/.test(text[start - 1] ?? '') &&
      !newLine &&
      /^=?\s?[$€£]?-?\.?\d/.test(ahead)
    )
      break; // a bound
    if (text[start] === '(' && /^\s?[A-Z]{0,2}[$€£¥₹\d]/.test(ahead)) break; // an accountant's minus
    if (text[start] === '|' && /^\s?[-–]\s?[\d.,]+\s?\|/.test(text.slice(start + 1, start + 40))) break; // |-5|
    if (text[start] === '\n') newLine = true;
    start++;
  }
  return { start, end: Math.min(lineEnd(text, start), start + LONGEST_PLACE) };
}

function lastMatches(text: string, pattern: RegExp): RegExpExecArray[] {
  const kept: RegExpExecArray[] = [];
  for (const match of text.matchAll(pattern)) {
    kept.push(match);
    if (kept.length > MOST_PLACES) kept.shift();
  }
  return kept.reverse();
}

function markerPlaces(text: string): Place[] {
  const lastText = text.trimEnd().length;
  return lastMatches(text, MARKER).flatMap((match): Place[] => {
    const span = restOfLine(text, match.index + match[0].length);
    const isLastLine = lineEnd(text, span.start) >= lastText;
    if (span.start >= span.end) return [];
    if (!isLastLine && HEADING.test(text.slice(span.start, span.end))) return [];
    // `#### Total cost` in the middle is a markdown heading, on the last line it can only be the answer.
    return [{ rule: 'marker', ...span, direct: !isLastLine, whole: isLastLine }];
  });
}

function spanPlaces(rule: AnswerRule, spans: readonly Span[]): Place[] {
  return spans
    .slice(-MOST_PLACES)
    .reverse()
    .map(({ start, end }) => ({ rule, start, end: Math.min(end, start + LONGEST_PLACE), whole: true }));
}

function phrasePlaces(text: string): Place[] {
  const phrases = lastMatches(text, PHRASE).filter(
    ({ index, 1: within = '' }) => !isProvisional(text.slice(Math.max(0, index - 60), index), within),
  );
  const labels = lastMatches(text, FINAL_LABEL);
  const after = [...phrases, ...labels].map((match) => restOfLine(text, match.index + match[0].length));
  const before = lastMatches(text, REVERSED).map((match) => {
    const head = text.slice(Math.max(0, match.index - 40), match.index);
    const start = Math.max(0, head.search(/\S+\s*$/));
    return { start: match.index - head.length + start, end: match.index };
  });
  return [...after, ...before]
    .sort((a, b) => b.start - a.start)
    .map((span): Place => ({ rule: 'phrase', ...span }));
}

function labelPlaces(text: string, lastNumberLine: number): Place[] {
  return [LABEL, HEADED]
    .flatMap((pattern) => lastMatches(text, pattern))
    .filter(({ index }) => !CHECKS.test(text.slice(Math.max(0, index - 40), index)))
    .map((match) => restOfLine(text, match.index + match[0].length))
    .sort((a, b) => b.start - a.start)
    .map((span): Place => ({ rule: 'label', ...span, bare: lineEnd(text, span.start) < lastNumberLine }));
}

/**
 * The places of `view` that state an answer, the most trustworthy first; within a rule the last one first.
 * `lastContent`: where the last thing that could be an answer stands; a label before it must be bare.
 */
export function explicitPlaces(view: CleanText, lastContent: number): Place[] {
  return [
    ...markerPlaces(view.text),
    ...spanPlaces('box', view.boxes),
    ...spanPlaces('tag', view.tags),
    ...phrasePlaces(view.text),
    ...labelPlaces(view.text, lastContent),
  ];
}
