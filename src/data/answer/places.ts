// Where an output says that its answer stands: `####` lines, boxes, answer tags, "the answer is …", `Answer:` labels.
import type { CleanText, Span } from './clean.ts';

/** The rules that find an answer, in order of precedence (the table is in extract.ts). */
export type AnswerRule =
  | 'marker'
  | 'box'
  | 'tag'
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
 */
export interface Place extends Span {
  readonly rule: AnswerRule;
  readonly direct?: boolean;
  readonly bare?: boolean;
}

const LONGEST_PLACE = 400; // characters read of one place
const MOST_PLACES = 20; // of one rule, counted from the end: bounds the time on hostile inputs

const MARKER = /#{4,}/g;
const HEADING =
  /^\s*(?:step|part|case|method|option|explanation|reasoning|calculations?|given|analysis|check|verification|note|section|example|phase|stage)\b|^\s*\d{1,2}[.)]\s+\p{L}/iu;
const PHRASE =
  /(?:\b|_)(?:answer|final (?:result|value))\b[^.\n:=?!]{0,60}?\b(?:is|was|will be|would be|should be|must be|becomes|equals|comes (?:out )?to)\b(?! (?:not|n't|wrong|incorrect|correct|right)\b)/gi;
const FINAL_LABEL =
  /\b(?:final|correct) (?:answer|result|value|total|amount|number)\b["') ]{0,3}(?:\([^()\n]{0,20}\))?["') ]{0,3}[:=→–—-]/gi;
const LABEL =
  /(?<![\p{L}\d/])(?:answer|ans)\b["') ]{0,4}(?:\([^()\n]{0,20}\))?["') ]{0,2}\d{0,2}["') ]{0,2}[:=→–—-]|\bans\.\s/giu;
const HEADED = /(?:^|\n)[#\s]{0,8}(?:the )?(?:final )?answer[ \t]*(?=\n)/gi;
const REVERSED = /\bis (?:the|our|my) (?:final |correct )?answer\b/gi;
const PUNCTUATION_BEFORE = /[\s:=>→"'([~|-]/;

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** What follows `from` on its line, or on the next line with something on it when the rest of the line is empty. */
function restOfLine(text: string, from: number): Span {
  let start = from;
  const bound = Math.min(text.length, from + LONGEST_PLACE);
  while (start < bound && PUNCTUATION_BEFORE.test(text[start] as string)) {
    if (text[start] === '-' && /[\d$€£.]/.test(text[start + 1] ?? '')) break; // a minus
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
    return [{ rule: 'marker', ...span, direct: !isLastLine }];
  });
}

function spanPlaces(rule: AnswerRule, spans: readonly Span[]): Place[] {
  return spans
    .slice(-MOST_PLACES)
    .reverse()
    .map(({ start, end }) => ({ rule, start, end: Math.min(end, start + LONGEST_PLACE) }));
}

function phrasePlaces(text: string): Place[] {
  const after = [PHRASE, FINAL_LABEL].flatMap((pattern) =>
    lastMatches(text, pattern).map((match) => restOfLine(text, match.index + match[0].length)),
  );
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

const NEXT_PROBLEM = /^\s*(?:question|q|problem)\s*\d{0,3}\s*[:.]/i;
/** After a mere phrase only an unnumbered one: `Q2:` may be the next sub-question of the same problem. */
const NEXT_QUESTION = /^\s*(?:question|q|problem)\s*[:.]/i;
const END_TOKEN = /<\|(?:im_end|endoftext|eot_id|end|eom_id)\|>|<\/s>|<eos>|<end_of_turn>/;
const THOUGHT_END = /<\/(?:think|thinking|thought|reasoning)>/gi;
const THOUGHT_START = /^\s*<(?:think|thinking|thought|reasoning)>/i;

/** The part of an output that answers this problem. `unfinished`: the output ends within its `<think>` block. */
export function answeringPart(output: string): Span & { readonly unfinished: boolean } {
  const stop = output.search(END_TOKEN);
  let end = stop < 0 || output.slice(0, stop).trim() === '' ? output.length : stop;
  let start = 0;
  for (const match of output.matchAll(THOUGHT_END)) {
    const after = match.index + match[0].length;
    if (after < end && output.slice(after, Math.min(end, after + 200)).trim() !== '') start = after;
  }
  const unfinished = start === 0 && THOUGHT_START.test(output.slice(0, 100));
  end = endOfFirstProblem(output, start, end);
  return { start, end, unfinished };
}

/** A base model runs on to a problem of its own: after an answered one, a line `Question:` or `Q:` ends the output. */
function endOfFirstProblem(output: string, start: number, end: number): number {
  let answered = false;
  let blankAfterPhrase = false;
  let phrase = false;
  for (let at = start; at < end; ) {
    const stop = Math.min(lineEnd(output, at), end);
    const line = output.slice(at, Math.min(stop, at + 2 * LONGEST_PLACE));
    if ((answered && NEXT_PROBLEM.test(line)) || (blankAfterPhrase && NEXT_QUESTION.test(line))) return at;
    if (line.trim() === '') blankAfterPhrase = phrase;
    else {
      blankAfterPhrase = false;
      phrase = /\bthe (?:final )?answer is\b/i.test(line);
      const marker = line.search(/#{4}/);
      if (marker >= 0 && /^#+\s*(?:[-+$€£*]*\s?[\d.]|yes|no|true|false)/i.test(line.slice(marker)))
        answered = true;
    }
    at = stop + 1;
  }
  return end;
}
