// Reads a number out of a place that states the answer, or out of the last sentence that holds one.
import { type Asked, asProfit } from './asked.ts';
import { isOfAnotherTime, withoutYears } from './asked-time.ts';
import type { CleanText, Span } from './clean.ts';
import { correctedNumberFrom } from './correction.ts';
import { isHypothetical, isTrailer, tableCells, withoutListNumber } from './layout.ts';
import type { NumberFormat } from './number-format.ts';
import { BEFORE_DIRECT, concludedWords, isBare } from './number-line.ts';
import { findNumbers } from './numbers.ts';
import type { AnswerRule, Place } from './places.ts';
import { findQuantities, type Quantity, quantitiesInDigits } from './quantities.ts';
import { explainedBy } from './remark.ts';
import { saidAround } from './said-expression.ts';
import { affirmed, answerOfSentence, type Stated } from './sentence.ts';
import { severalIn } from './several.ts';
import { sameAmount } from './two-units.ts';
import { uncomputedValue } from './uncomputed.ts';
import { type Unreadable, unreadable } from './unreadable.ts';
import { countedQuantities } from './words-beside-digits.ts';

/** A number found in the view; spans count in the view. */
export interface NumberFound extends Span {
  readonly value: NonNullable<Quantity['value']>;
  readonly unscaled?: NonNullable<Quantity['value']>;
  readonly rule: AnswerRule;
}

/** A calculation in parentheses belongs to the sentence before it. */
const SENTENCE_END = /(?<=[\p{L}\d)%"*][.!?])\s+(?=[\p{Lu}$*]|\((?![^()\p{L}]{1,60}\)))/u;
const PLACE_END = /(?<=[\d\p{L})%"][.!?])\s+(?=[\p{Lu}(])/u;
const REFUSAL =
  /^\W{0,4}(?:(?:it )?(?:can ?not|can't|could not) be|cannot|unknown|undetermined|undefined|indeterminate|impossible|unclear|not (?:possible|enough|sure|clear|given|known|determined|defined)|insufficient|i (?:do not|don't) know|n\/?a\b|no answer|none\b|does not exist|infinit)/i;
const STEP_LABEL = /^\W*(?:step|part|case|question|q|sub-?question|option|note|example)\b/i;
/** The stated answer begins as a bound: `> 12`, `over 12`, `a minimum of 12`. */
const BOUND =
  /^[^\p{L}\p{N}<>]{0,4}(?:(?<![-=–—])[<>≤≥](?!-)=?|(?:(?:a|an|the|just|anything|slightly|a little|well)\s)*(?:over|under|above|below|beyond|beneath|within|(?:minimum|maximum|min|max|upper (?:bound|limit)|lower (?:bound|limit))(?: (?:of|is))?|no (?:more|less|fewer) than|not (?:more|less|fewer) than|as (?:many|much|few|little) as)\s)\s?(?:[$€£]?-?\.?\d|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\p{L}+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|(?:an?|one) (?:hundred|thousand|million|dozen))\b)/iu;

/** In prose a dash, in a place for the answer alone perhaps a minus: `#### --48`. */
const DOUBLE_MINUS = /^\s{0,2}--\s?[$€£]?\.?\d/;

export interface NumberContext {
  readonly view: CleanText;
  readonly format: NumberFormat | undefined;
  /** What the problem's question asks for, where it is known. */
  readonly asked: Asked | null;
}

function asFound(quantity: Quantity, by: number, rule: AnswerRule): NumberFound | null {
  const { value, unscaled, start, end } = quantity;
  if (value === null) return null;
  return { value, start: start + by, end: end + by, rule, ...(unscaled !== undefined && { unscaled }) };
}

/** `one` is also an article and a pronoun: alone, or before a bare unit, it is a number. */
function isPronoun(text: string, { words, value, end }: Quantity): boolean {
  return words === true && value?.eq(1) === true && !/^\W*$|^[ ]\p{L}+\W*$/u.test(text.slice(end));
}

/** The number of a place that states the answer; `Unreadable` when the place says that there is none, or gives no number. */
export function readNumberPlace(context: NumberContext, place: Place): NumberFound | Unreadable | null {
  const { view, format } = context;
  const stretch = view.text.slice(place.start, place.end);
  if (REFUSAL.test(stretch)) return unreadable('refused');
  const from = correctedNumberFrom(stretch);
  const whole = stretch.slice(from);
  const at = place.start + from;
  const end = whole.search(PLACE_END);
  const text = end !== -1 && /\d/.test(whole.slice(0, end)) ? whole.slice(0, end) : whole;
  const factorials = place.rule === 'marker' || place.rule === 'box';
  if (factorials && DOUBLE_MINUS.test(view.text.slice(Math.max(0, at - 2), place.end)))
    return unreadable('no-number');
  const options = { stated: true, factorials, ...(format !== undefined && { format }) };
  const all = place.bare === true ? quantitiesInDigits(text, options) : findQuantities(text, options);
  const tokens = affirmed(text, all).filter((token) => !isPronoun(text, token));
  const first = withoutWordsBehind(text, tokens)[0];
  const nothing = place.whole === true && /[\p{L}\p{N}∞]/u.test(text) ? unreadable('no-number') : null;
  if (first === undefined) return nothing;
  const startsWithIt = BEFORE_DIRECT.test(text.slice(0, first.start));
  if (place.direct && !startsWithIt) return null;
  if (place.bare && !isBare(text, first)) return null;
  const more = /\d/.test(whole.slice(text.length));
  if (more && place.rule !== 'phrase' && !isBare(text, first)) return null; // the start of a chain of reasoning
  if (startsAsBound(text, place)) return unreadable('no-number');
  const said = saidAround(text, first);
  const same = sameAmount(text, tokens, context.asked);
  if (same !== null) return asFound(same, at, place.rule);
  const several = said === null ? severalIn(text, tokens, context.asked, true) : null;
  if (several !== null) {
    return several.wanted === null ? unreadable('several') : asFound(several.wanted, at, place.rule);
  }
  const bold = startsWithIt ? null : boldIn(context, { start: at, end: at + text.length }, true);
  if (bold !== null) return { ...bold, rule: place.rule };
  const stated = answerOfSentence(text, withoutWordsBehind(text, tokens), true, context.asked);
  if (stated?.kind === 'quantity') {
    return statedNumber(text, tokens, asProfit(text, stated.quantity, context.asked), at, place.rule);
  }
  if (!startsWithIt && place.whole !== true) return null;
  return stated === null ? nothing : uncomputedAt(text, stated, tokens);
}

/** A label on a line of its own may be followed by `Over 12 hours, …`. */
const startsAsBound = (text: string, { bare, rule }: Place): boolean =>
  BOUND.test(text) && (bare !== true || rule === 'json');

/** Why a quantity that is a part of an expression in words is not read for the whole (`half of 12`); null where it is none. */
function partOfSaid(text: string, quantity: Span): Unreadable | null {
  if (/[=≈]\s*$/.test(text.slice(Math.max(0, quantity.start - 4), quantity.start))) return null; // = 2 times as many
  const said = saidAround(text, quantity);
  if (said === null) return null;
  return said.value === null ? unreadable('no-number') : { why: 'not-computed', value: said.value };
}

/** The quantity that a text states, unless it is a part of an expression in words; what the expression explains is stated too. */
function statedNumber(
  text: string,
  tokens: readonly Quantity[],
  quantity: Quantity,
  by: number,
  rule: AnswerRule,
): NumberFound | Unreadable | null {
  const said = partOfSaid(text, quantity);
  if (said === null) return asFound(quantity, by, rule);
  const explained = said.why === 'not-computed' ? explainedBy(text, tokens, quantity, said.value) : undefined;
  return explained === undefined ? said : asFound(explained, by, rule);
}

/** Number words count where no digits stand, or where the text begins with them. */
function withoutWordsBehind(text: string, tokens: readonly Quantity[]): readonly Quantity[] {
  const digits = tokens.filter(({ words }) => words !== true);
  const [first] = tokens;
  if (digits.length === 0) return tokens;
  if (first?.words !== true || !BEFORE_DIRECT.test(text.slice(0, first.start))) return digits;
  return [first, ...digits];
}

/** Why a calculation or a shape is no number; with its value, where it is an expression in numbers. */
function uncomputedAt(text: string, { start, end }: Span, tokens: readonly Quantity[]): Unreadable {
  const within = tokens.filter((token) => token.start >= start && token.end <= end);
  const [head] = within;
  const isPositive = head?.shape === 'absolute' || head?.shape === 'negated';
  const digits = isPositive ? /[\d.,]*\d/.exec(text.slice(head.start, head.end))?.[0] : undefined;
  if (digits !== undefined && within.length === 1) {
    const value = uncomputedValue(digits);
    if (value !== null) return { why: 'not-computed', value };
  }
  const said = head === undefined || head.shape !== undefined ? null : partOfSaid(text, head);
  if (said !== null) return said;
  if (within.some(({ shape }) => shape !== undefined && shape !== 'power')) return unreadable('no-number');
  const value = uncomputedValue(withParentheses(text, start, end));
  return value === null ? unreadable('no-number') : { why: 'not-computed', value };
}

/** The stretch with the parentheses around it that belong to it. */
function withParentheses(text: string, start: number, end: number): string {
  const opened = /[(\s$€£]*$/.exec(text.slice(0, start))?.[0].replace(/[^(]/g, '') ?? '';
  const inside = opened + text.slice(start, end);
  const open = (inside.match(/\(/g)?.length ?? 0) - (inside.match(/\)/g)?.length ?? 0);
  return open < 0 ? inside : inside + ')'.repeat(open);
}

/** The number in the last bold span within `span` that is no heading; of several in one sentence, the one that it states. */
function boldIn({ view, format, asked }: NumberContext, span: Span, bareOnly: boolean): NumberFound | null {
  const options = { ...(format !== undefined && { format }) };
  const found: Quantity[] = [];
  const text = view.text.slice(span.start, span.end);
  for (const bold of boldsWithin(view, span)) {
    const inside = view.text.slice(bold.start, bold.end);
    const tokens = affirmed(inside, quantitiesInDigits(inside, options));
    const first = tokens[0];
    if (first === undefined || STEP_LABEL.test(inside) || /^\s*\d{1,2}[.)]\s+\p{L}/u.test(inside)) continue;
    if (bareOnly && !isBare(inside, first)) continue;
    if (severalIn(inside, tokens, asked, true) !== null || isBoundAlone(inside, tokens)) continue;
    const stated = answerOfSentence(inside, tokens, true);
    if (stated?.kind !== 'quantity') continue;
    const by = bold.start - span.start;
    found.push({ ...stated.quantity, start: stated.quantity.start + by, end: stated.quantity.end + by });
  }
  const sentence = lastSentence(text, found);
  const stated = answerOfSentence(sentence.text, sentence.tokens, false, asked);
  return stated?.kind === 'quantity' ? asFound(stated.quantity, span.start + sentence.start, 'bold') : null;
}

function boldsWithin(view: CleanText, { start, end }: Span): Span[] {
  const within: Span[] = [];
  for (let index = view.bolds.length - 1; index >= 0 && within.length < 20; index--) {
    const bold = view.bolds[index] as Span;
    if (bold.end <= start) break;
    if (bold.start >= start && bold.end <= end) within.unshift(bold);
  }
  return within;
}

/** The last sentence of `text` in which one of `tokens` stands, and those tokens. */
function lastSentence(text: string, tokens: readonly Quantity[]) {
  const last = tokens.at(-1);
  const head = last === undefined ? '' : text.slice(0, last.start);
  const start = head.length - (head.split(SENTENCE_END).at(-1) ?? '').length;
  const here = tokens.filter((token) => token.start >= start);
  const shifted = here.map((token) => ({ ...token, start: token.start - start, end: token.end - start }));
  return { text: text.slice(start), tokens: shifted, start };
}

/** The answer of an output that does not mark it: the bold number of its last line with one, else its last sentence's. */
export function readLastNumber(context: NumberContext, line: Span): NumberFound | Unreadable | null {
  const { view, format } = context;
  const bold = boldIn(context, line, false);
  if (bold !== null) return bold;
  const text = withoutListNumber(view.text.slice(line.start, line.end));
  const cell = lastNumberCell(text, format);
  if (cell !== null) return readSentence(text.slice(cell.start, cell.end), line.start + cell.start, context);
  const denied: Quantity[] = [];
  for (let rest = text; rest !== ''; ) {
    const last = rest.split(SENTENCE_END).at(-1) ?? '';
    const from = rest.length - last.length;
    const earlier = rest.slice(0, from).trimEnd();
    const isRemark =
      (isTrailer(last) && /\d/.test(earlier)) ||
      isHypothetical(last, earlier, context.asked?.supposes) ||
      isOfAnotherTime(last, earlier, context.asked?.details.time ?? null);
    const found = isRemark ? null : readSentence(last, line.start + from, context);
    if (found !== null) return isDenied(found, denied) ? unreadable('refused') : found;
    const all = findQuantities(last);
    const kept = affirmed(last, all);
    denied.push(...all.filter((quantity) => !kept.includes(quantity)));
    rest = earlier;
  }
  return null;
}

/** `6 + 7 = 13. But it cannot be 13.` */
function isDenied(found: NumberFound | Unreadable, denied: readonly Quantity[]): boolean {
  return 'value' in found && 'start' in found && denied.some(({ value }) => value?.eq(found.value) === true);
}

function readSentence(
  text: string,
  by: number,
  { format, asked }: NumberContext,
): NumberFound | Unreadable | null {
  const options = { ...(format !== undefined && { format }) };
  const corrected = correctedNumberFrom(text);
  const sentence = text.slice(corrected);
  const tokens = affirmed(sentence, findQuantities(sentence, options));
  const words = concludedWords(sentence, tokens);
  if (words !== undefined) return asFound(words, by + corrected, 'words');
  if (isBoundAlone(sentence, tokens)) return unreadable('no-number');
  const meant = countedQuantities(sentence, tokens, asked);
  const counted = asked?.details.year === false ? withoutYears(sentence, meant) : meant;
  const same = sameAmount(sentence, counted, asked);
  if (same !== null) return asFound(same, by + corrected, 'sentence');
  const several = severalIn(sentence, counted, asked);
  if (several !== null) {
    return several.wanted === null
      ? unreadable('several')
      : asFound(several.wanted, by + corrected, 'sentence');
  }
  const stated: Stated = answerOfSentence(sentence, counted, false, asked);
  if (stated === null) return null;
  if (stated.kind === 'uncomputed') {
    const why = uncomputedAt(sentence, stated, counted);
    const explained =
      why.why === 'not-computed' ? workedOutBehind(sentence, tokens, stated, why.value) : undefined;
    return explained === undefined ? why : asFound(explained, by + corrected, ruleOf(explained));
  }
  const quantity = asProfit(sentence, stated.quantity, asked);
  return statedNumber(sentence, counted, quantity, by + corrected, ruleOf(quantity));
}

/** `Over 12 pens`, with nothing else. `> 12` alone may also be a quotation. */
const isBoundAlone = (text: string, tokens: readonly Quantity[]): boolean =>
  tokens.length === 1 &&
  BOUND.test(text) &&
  !/\bis\b|>(?!=)/i.test(text) &&
  (text.slice(tokens[0]?.end).match(/\p{L}+/gu) ?? []).length <= 2;

const ruleOf = ({ words }: Quantity): AnswerRule => (words === true ? 'words' : 'sentence');

/** The number before a calculation without its result that gives that number: `five nuts left (8 - 3)`. */
function workedOutBehind(
  text: string,
  tokens: readonly Quantity[],
  { start, end }: Span,
  value: string,
): Quantity | undefined {
  const given = tokens.filter((token) => token.end <= end && token.value?.eq(value) === true);
  return given.find(
    (token) => token.end <= start && !/[-+*/×÷=≈^]/.test(text.slice(token.end, start).trimEnd()),
  );
}

/** The last cell with a number of a table's row. */
function lastNumberCell(line: string, format: NumberFormat | undefined): Span | null {
  const options = { ...(format !== undefined && { format }) };
  return (
    tableCells(line)?.findLast(({ start, end }) => findNumbers(line.slice(start, end), options).length > 0) ??
    null
  );
}

/** A number in words where the output holds no digit at all and only one such number. */
export function readOnlyWords({ view }: NumberContext): NumberFound | Unreadable | null {
  const by = Math.max(0, view.text.length - 20_000);
  const text = view.text.slice(by);
  const words = affirmed(text, findQuantities(text)).filter(({ value }) => value?.eq(1) === false);
  const [only] = words;
  if (only === undefined || words.some(({ value }) => !only.value?.eq(value ?? 0))) return null;
  return isBoundAlone(text, words) ? unreadable('no-number') : asFound(only, by, 'words');
}
