// A writer who corrects an answer: in one line (`13, no wait, 42`), or in the next sentence (`The answer is 13. In fact it is 42.`).
import { CLEAR_AFTER } from './clear-word.ts';

/** What a correction begins with. Each must be followed by the new answer. */
const CUES = [
  '(?:oh |ah )?no,? wait',
  'wait',
  'actually',
  'in fact',
  'correction',
  'scratch that',
  'sorry',
  'oops',
  'my (?:mistake|bad)',
  'i mean',
  'i meant',
  'or rather',
  'make that',
  'rather',
  'on reflection',
  'on second thou?ghts?',
];
/** Also a cue, unless it can be the answer itself. */
const DENIALS = ['no', 'nope'];

/** Behind punctuation: `13? No, 42`, `13 — sorry, 42`, `13 (actually 42)`. */
const inLine = (cues: readonly string[]) =>
  new RegExp(
    `(?:[?.!…,;:(—–]+|\\.{3})\\s*(?:but |and )?(?:(?:${cues.join('|')})\\b[\\s,.:;!…—–-]*){1,3}(?:(?:the|that|it|this|answer|total|result|should|would|must|will|is|be|was|'s|are)\\b\\s*){0,6}`,
    'gi',
  );
const TO_A_NUMBER = inLine([...CUES, ...DENIALS]);
const TO_YES_OR_NO = inLine(CUES);
/** The new answer; `In fact, no one …` and `Actually, true north …` go on in a sentence. */
const YES_OR_NO = new RegExp(`^\\W{0,4}(?:yes\\b|(?:no(?!-\\p{L})|true|false)\\b${CLEAR_AFTER})`, 'iu');
/** `would be 13 without tax, but with tax it is 42` */
const CONTRAST =
  /,? but (?:with|after|including|once|since|because|when|if|as|the|it|we|she|he|they)\b[^.\n\d]{0,80}?(?:\b(?:is|becomes|equals|comes to|are)|'s)\s+/gi;
const LONGEST = 600; // characters that are searched

function lastEnd(text: string, pattern: RegExp, follows: RegExp): number {
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const after = match.index + match[0].length;
    if (match.index > 0 && follows.test(text.slice(after, after + 40))) end = after;
  }
  return end;
}

/** Where in `text`, which states a number, the last correction of it begins; 0 when it is not corrected. */
export function correctedNumberFrom(text: string): number {
  const head = text.slice(0, LONGEST);
  const follows = /^\W{0,4}\d/;
  return Math.max(lastEnd(head, TO_A_NUMBER, follows), lastEnd(head, CONTRAST, follows));
}

/** Where in `text`, which says yes or no, the word begins that corrects it; 0 when it is not corrected. */
export function correctedWordFrom(text: string): number {
  return lastEnd(text.slice(0, LONGEST), TO_YES_OR_NO, YES_OR_NO);
}

/** Behind punctuation, cues that a text answer follows: `A. Wait, no, B`, `Paris — or rather Rome`. */
const TO_A_TEXT =
  /(?:[?.!…,;:(—–]+|\s-)\s*(?:(?:oh|ah|hmm|but|and),?\s+)?(?:(?:(?:no,? wait|wait,? no|wait|correction|scratch that|sorry|oops|my (?:mistake|bad)|no|nope|in fact|actually|on (?:reflection|second thou?ghts?)|(?:that|this|it) (?:is|was) (?:wrong|incorrect))\s*[,.:;!…—–-]+\s*|(?:or rather|i mean|i meant|make that|actually)\s+))+(?:(?:it|that|this|the (?:correct |right |final )?answer)(?:['’]s| is| should be| must be| was)\s+)?/gi;
/** `Paris. Actually, it is the capital.` says more of the answer. */
const SAYS_MORE = /(?:actually|in fact)\b[^.]*\b(?:it|that|this)(?:['’]s| is| was)\s+$/i;
const NOT_BUT =
  /^[^\p{L}\p{N}]*(?:(?:it|that|this)(?: is|['’]s) )?not\s+[^.!?\n]{1,60}?,?\s+but\s+(?:rather\s+|instead\s+)?(?=[\p{L}\p{N}($"'*])/iu;
const NOT_BEHIND =
  /(?:,?\s+(?:rather than|instead of|as opposed to)|,\s+(?:and\s+)?(?:definitely |certainly |clearly )?not)\s+[^.,;!?\n]{1,40}$/i;

/** Characters of an answer before what corrects it. A longer text is a sentence with an aside. */
const LONGEST_CORRECTED = 60;

/** The stretch of `text`, a text answer, that its writer means in the end: `B` in `A. Wait, no, B`, `Not A but B` and `B, not A`. */
export function correctedText(text: string): { readonly start: number; readonly end: number } {
  let start = 0;
  for (const match of text.slice(0, LONGEST).matchAll(TO_A_TEXT)) {
    if (match.index - start > LONGEST_CORRECTED) break;
    const after = match.index + match[0].length;
    const rest = text.slice(after);
    const words = (text.slice(start, match.index).match(/\p{L}+/gu) ?? []).length;
    const isAside =
      (SAYS_MORE.test(match[0]) && /^(?:the|a|an|one|also|still)\b/i.test(rest)) ||
      (words > 3 && /^,\s*(?:in fact|actually)\b/i.test(match[0])); // they are, in fact, thin
    if (/[\p{L}\p{N}]/u.test(text.slice(0, match.index)) && /^[($"'*]*[\p{L}\p{N}]/u.test(rest) && !isAside)
      start = after;
  }
  start += NOT_BUT.exec(text.slice(start))?.[0].length ?? 0;
  const bare = text.slice(start).replace(/[.!?\s]+$/, '');
  const denied = bare.length > LONGEST_CORRECTED ? 0 : (NOT_BEHIND.exec(bare)?.index ?? 0);
  return { start, end: denied > 0 ? start + denied : text.length };
}

/** A sentence behind an answer that takes it back. */
const TAKEN_BACK = new RegExp(
  `^[\\s"')\\]*_.!?]*(?:(?:but|however|hmm|oh|ah|oops|sorry),? )*(?:${[
    '(?:wait|actually|correction|oops|sorry|scratch that|in fact|in reality)[,.!:; —-]',
    'no[,.!:;—]',
    '(?:that|this|it) (?:is|was) (?:wrong|incorrect|not (?:right|correct|true|it))\\b(?! (?:that|to|for)\\b)',
    'i (?:made a (?:mistake|an error)|was wrong)',
  ].join('|')})`,
  'i',
);

/** Whether what follows an answer takes it back, so that the answer is to be looked for there. */
export function takesBack(following: string): boolean {
  return TAKEN_BACK.test(following);
}

/** Behind the words that take an answer back: it is wrong, whatever else is right. */
const CALLED_WRONG =
  /^[\s"')\]*_.!?]*(?:(?:but|however|hmm|oh|ah|oops|sorry|wait|no|actually),? )*(?:(?:that|this|it|that answer|this answer|the answer|[$€£]?\d[\d.,]*)(?:['’]s| is| was| must be| seems)(?: (?:clearly|obviously|just|simply))? (?:wrong|incorrect|false|a mistake|not (?:right|correct|true|it))\b(?! (?:that|to|for)\b)|i (?:was wrong|made a (?:mistake|an error)))/i;

/** Whether what follows an answer calls it wrong. */
export function callsWrong(following: string): boolean {
  return CALLED_WRONG.test(following);
}

/** Before the phrase: an answer that is not the writer's last word (`many would say the answer is`, `my initial answer was`). */
const PROVISIONAL_BEFORE =
  /\b(?:many|some|most|one|you|people|others|students?|someone|anyone)\b[^.\n]{0,20}\b(?:say|think|guess|believe|argue|assume|expect|claim|answer)s?\b[^.\n]{0,30}$|\b(?:initial|initially|first|previous|earlier|old|wrong|incorrect|preliminary|tentative|partial|intermediate|original|naive|tempting|your|his|her|their)\s+$|\b(?:if|suppose|assuming|whether|unless|when)\b[^.,\n]{0,30}$/i;
/** Within the phrase: `the answer to the first part is`. */
const PARTIAL =
  /\b(?:first|previous|earlier|intermediate|partial)\s(?:part|question|step|half|problem|sub-?question|one)\b/i;

export function isProvisional(beforePhrase: string, phrase: string): boolean {
  return PROVISIONAL_BEFORE.test(beforePhrase) || PARTIAL.test(phrase);
}
