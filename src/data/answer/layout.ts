// What stands on the lines of an output besides its answer: remarks behind it, list numbers, the cells of a table.
import type { Span } from './view.ts';

/** Lines and sentences that say something about the answer, or to the reader, instead of giving it. */
const TRAILERS: readonly RegExp[] = [
  /^\W*(?:my |overall )?(?:confidence|certainty|probability of being (?:right|correct)|difficulty|self-?(?:score|rating)|rating|score)\b[^:\n]{0,20}[:=]/i,
  /^\W*(?:confidence|certainty)(?: (?:level|score|rating))?(?: is| of)?\s+\d/i,
  /^\W*\d[\d.]*(?: ?%| percent|\/\d+) (?:sure|certain|confident)\b/i,
  /^\W*(?:grade(?: level)?|level|topic|subject|category|skills?|tags?|concepts?|standard)\s*:/i,
  /^\W*(?:\(?grade(?: level)? \d{1,2}\)?|(?:chapter|lesson|unit|exercise) \d{1,3}(?:[,.;] (?:chapter|lesson|unit|exercise|page|problem|question) \d{1,4})*)\W*$/i,
  /^\W*(?:©|\(c\) ?\d{4}|copyright\b)/i,
  /^\W*\d{1,2}(?:\/\d{1,2})? (?:gold )?(?:stars?|points?|thumbs up) (?:for|to) (?:you|me|your|this)\b/i,
  /^\W*(?:this|the) (?:problem|question|exercise|solution|example|task) (?:(?:is|was|comes|has been) )?(?:(?:taken|adapted|copied) )?from\b/i,
  /^\W*(?:learn more|see|for more|read more)\b[^.\d]{0,40}\b(?:chapter|lesson|unit|section|page|exercise)\b/i,
  /^\W*(?:please )?rate (?:this|my|me|it|us|your)\b/i,
  /^\W*(?:need|want) (?:help|a hand|to|another|some)\b[^.]*\?/i,
  /^\W*(?:(?:total |number of )?steps?(?: count| used| taken)?)\s*[:=]\s*\d+\W*$/i,
  /^\W*(?:(?:posted|published|updated|answered|created|edited|solved|written|last (?:updated|edited|modified)) (?:on|by)\b|solved in \d+ (?:steps?|seconds?|ms|s)\b)/i,
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
  return TRAILERS.some((pattern) => pattern.test(text)) || EXPLANATION.test(text);
}

/** An explanation of the answer above it that works nothing out: `Explanation: She bakes 6 rows of 8.` */
const EXPLANATION =
  /^\W*(?:explanation|reasoning|rationale|justification)\b\W{0,4}:(?!.*(?:[=≈]|\b(?:so|therefore|thus|hence|totals?|gives?|makes?|equals?|leaves?|altogether|answer|left|which (?:is|are|means))\b))/iu;

/** An item of a numbered list that holds no other number, behind the item before it. */
export function isListItem(line: string, earlier: string): boolean {
  const number = Number(/^[\s*]{0,6}(\d{1,2})[.)][\s*]{1,4}\p{L}\D*$/u.exec(line)?.[1] ?? 0);
  if (number < 2) return number === 1 && /:\s*$/.test(earlier);
  return new RegExp(`(?:^|\\n)[\\s*]{0,6}${number - 1}[.)]\\s`).test(earlier);
}

/** A heading under which only references stand. */
const REFERENCES =
  /^[ \t#*_-]*(?:references|sources|citations|footnotes|bibliography|further reading|see also)[ \t:*_]*$/gim;

/** A heading under which advice stands, unless an answer is worked out below it. */
const ADVICE =
  /^[ \t#>*_-]*(?:(?:key|main) (?:takeaways?|points?|concepts?|ideas?|lessons?|learnings?)|takeaways?|lessons? learned|what (?:you|we) (?:learned|used)|common mistakes|skills? (?:used|practiced)|strateg(?:y|ies)(?: used)?)[ \t:*_]*$/gim;
const WORKS_OUT = /[=≈]|####|\\boxed|oxed\{|\b(?:answer|total|therefore|thus|hence|altogether)\b/i;

/** Where the list of references or of advice at the end begins, or the end of the text. */
export function beforeReferences(text: string): number {
  const firstDigit = text.search(/\d/);
  if (firstDigit < 0) return text.length;
  for (const match of text.matchAll(REFERENCES)) {
    if (match.index > firstDigit) return match.index;
  }
  const advice = [...text.matchAll(ADVICE)].at(-1);
  if (advice !== undefined && advice.index > firstDigit && !WORKS_OUT.test(text.slice(advice.index)))
    return advice.index;
  return text.length;
}

/** A heading or the first words of a check: `To verify: …`, `Let's double-check our answer.`, `**Check**`. */
const CHECK =
  /(?:^|\n|[.!?)*\]"] )[\s>#*_([-]{0,8}(?:(?:let['’]?s|let us|let me|we can|you can|one can|we|i|i['’]ll|i will|now|also|finally|and|just|quickly|a|as a|to|for|by way of)\s){0,4}(?:(?:double|cross|sanity|quick|final|re)[- ]?)?(?:check|checked|checking|verify|verified|verifying|verification|confirm|confirmed|confirming|confirmation|proof)\b(?: (?:this|that|it|the|our|my|your|by|with|for|if|whether|is|was|answer|result|solution|work|math|total|calculations?|correct|right|correctness|consistency|addition|subtraction|multiplication|division|multiplying|dividing|adding|subtracting))*[\s*_)\]]{0,4}(?:[:,.;—–-]|\n|$)/gi;
/** A sentence behind a check that concludes, or takes the answer back. */
const AFTER_CHECK =
  /(?:^|\n|[.!?] )[\s>#*_]{0,4}(?:(?:so|therefore|thus|hence|finally|in total|altogether|answer|the (?:final |correct |right )?answer)\b[^.!?\n]{0,200}\d|(?:wait|actually|but|however|oops|no)\b)|\b(?:incorrect|wrong|mistake|error|instead)\b|(?:\bnot|n['’]t) (?:right|correct|equal|match|work|add up)\b/gi;

/** Where the check of an answer begins that nothing but the check follows, or the end of the text. */
export function beforeCheck(text: string): number {
  const firstDigit = text.search(/\d/);
  if (firstDigit < 0) return text.length;
  let concluded = firstDigit;
  for (const match of text.matchAll(AFTER_CHECK)) concluded = match.index + match[0].length;
  for (const match of text.matchAll(CHECK)) {
    if (match.index > firstDigit && match.index >= concluded) return match.index + 1;
  }
  return text.length;
}

/** A verb in the past, as in what is not the case. */
const PAST =
  '\\b(?:were|was|had|did|bought|sold|got|made|ate|took|gave|went|lost|won|kept|paid|spent|ran|drove|laid|held|came|brought|left|(?!(?:fe|ne|se|spe|hundr|re|be|she|ble|le)(?:ed|d)\\b)\\p{L}+ed)\\b';
const IF = '(?:if|suppose|supposing|imagine|assuming|unless)';
const WOULD = "(?:\\b(?:would|could|might)|['’]d)\\b";
const WITHIN = '[^.!?\\n]{0,160}';
/** `If there were 8 cows, there would be 32 legs`, `Had there been 8, …`, `There would be 32 if there were 8`: what is not the case. */
const HYPOTHETICAL = new RegExp(
  `^\\W*(?:(?:but|and|however|also|note that|similarly|for (?:example|comparison)),? )?(?:${IF}\\b${WITHIN}${PAST}${WITHIN}${WOULD}|(?:had|were) (?:i|you|he|she|it|we|they|there|the|\\p{Lu}\\p{L}*)\\b${WITHIN}${WOULD}|(?:there|it|that|this|he|she|they|we|you)\\b ?${WOULD}${WITHIN}\\bif\\b${WITHIN}${PAST})`,
  'iu',
);
const CONTRARY = /\b(?:if|suppose|supposing|imagine) (?:\p{L}+ ){1,2}(?:were|had)\b|^\W*(?:but )?had /iu;

/** Whether a sentence says what would be if something were otherwise, behind text that has given the answer. `supposes`: whether the question does, where it is known. */
export function isHypothetical(sentence: string, earlier: string, supposes: boolean | undefined): boolean {
  if (supposes === true || !HYPOTHETICAL.test(sentence)) return false;
  const isContrary = supposes === false && CONTRARY.test(sentence);
  if (isContrary || !/[=≈]/.test(sentence)) return /\d/.test(earlier);
  const last =
    earlier
      .trimEnd()
      .split(/\n|(?<=[.!?])\s/)
      .at(-1) ?? '';
  return /^\W*(?:so|therefore|thus|hence)\b[^=]*\d/i.test(last);
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
