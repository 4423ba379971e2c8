// Which quantity of a sentence is its answer: the result of its own equation, what a conclusion or a predicate states, else the first
// quantity that no preposition makes a circumstance (`Each of the 4 friends gets 18 eggs after 3 days`).
import { type Asked, isAsked } from './asked.ts';
import type { Quantity } from './quantities.ts';

/** Between two numbers, an operator and what may surround it; nothing that starts a new thought. */
const OPERATOR_GAP =
  /^[^,;!?\n]{0,40}?([-–—+*/×÷xX^]|=|≈|→|\bplus|\bminus|\btimes|\bdivided by|\bmultiplied by|\bmod|\bequals)\s{0,3}[([]?\s{0,2}[($€£]{0,3}$/i;
/** `2(3`, `(2)(3)`, `30% of 140`. */
const PRODUCT_GAP = /^\)?\($|^ ?(?:%|percent) of (?:the )?[$€£]?$/;
/** `3/4 of 84` */
const PART_GAP = /^ of (?:the )?[$€£]?$/;
const NEW_THOUGHT =
  /\b(?:because|since|which|so|and|as|from|after|leaving|with|if|when|where|of them)\b|\.\s|\s\((?!\s*$)/i;
const EQUALS = /(?:=|≈|→|\bequals\b)[^=≈]{0,6}$/i;
const AFTER_EQUALS = /[=≈]\s{0,3}[([]?[$€£%]?$/;
const BEFORE_UNKNOWN = /^\s?=\s?[a-zA-Z](?:\W|$)/;
const CIRCUMSTANCE =
  /\b(?:(?:after|by|when|for) \w{2,12}ing|the|these|those|all|every|each|after|in|within|over|from|per|by|with|at|than|for|during|another|first|last|next|sells?|who (?:is|was|has)|if|day|days|week|step)\s+[$€£]?\s?$/i;
/** `If she sells 9 eggs, and …, she makes $18`; `If …, then $18`. */
const LEADING_CLAUSE =
  /^\s*(?:(?:so|and|but|therefore|thus|hence|then),?\s+)?(?:(?:if|when|since|because|as|given)\b[^\n]{0,240}\bthen\b|(?:if|when|after|since|with|by|because|given|out of|for|at|in|as|on|to|over|during|while|having|being|\p{L}+ing)\b(?:[^,\n]|,(?=\d{3})){0,160},\s(?:(?:and|or|if|when|after|before|since|which)\b(?:[^,\n]|,(?=\d{3})){0,120},\s)*)/iu;
const CONCLUDES =
  /\b(?:so|therefore|thus|hence|for a total of|totaling|totalling|making a total of|giving a total of|which (?:is|gives|means|leaves|makes)(?: a total of)?|leaving|meaning|i\.e\.|that is|in other words|rounds?(?: up| down)?|rounded(?: up| down)?)(?![\p{L}])/iu;
/** `not 13`, `rather than 13`. */
const NEGATION =
  /(?:\b(?:not|never|rather than|instead of|isn't|wasn't|neither|nor)|n't be)\s+(?:(?:be|the|just|only|a|equal to|exactly|actually|simply)\s+){0,2}[$€£]?$/i;

const FILLER =
  "(?:(?:him|her|them|you|us|it|me|each|everyone|now|still|only|just|exactly|about|approximately|roughly|around|a total of|total|a|an|the|up to|left with|up with|also|then|another's) ){0,3}[$€£~≈]?\\s?$";
const PREDICATE = new RegExp(
  `\\b(?:is|are|was|were|be|equals?|costs?|makes?|made|gets?|got|gives?|gave|yields?|totals?|needs?|has|have|had|takes?|took|weighs?|holds?|contains?|earns?|earned|pays?|paid|spends?|spent|saves?|saved|leaves|remains?|becomes?|comes? to|adds? up to|amounts? to|results? in|lasts?|sells? for|sold for|produces?|brings?)\\s+${FILLER}`,
  'i',
);
const COPULA = new RegExp(`\\b(?:is|was|are|were|will be|would be|equals)\\s+${FILLER}`, 'i');
/** Quantities that are put together: the result follows. */
const OPERANDS =
  /\b(?:sum|product|difference|quotient|average|mean|total)\s+(?:of|between)\b|\b(?:add|subtract|multiply|divide|combine|multiplying|dividing|adding|subtracting|combining|taking|splitting|sharing)\b|\btimes\b|% of\b|\b(?:half|twice|double|triple|thrice|a (?:third|quarter|fifth)|two[- ]thirds|three[- ]quarters)\b/i;
const SECOND_PREDICATE = new RegExp(
  `\\band,?\\s(?:(?:he|she|they|it|we|i|now|still|then|so|only)\\s){0,2}(?:has|have|had|is|are|gets?|keeps?|needs?|makes?|earns?|ends?|will have)\\s${FILLER}`,
  'i',
);
const SUBJECT =
  /^[^\p{L}\p{N}]*(?:(?:so|thus|therefore|hence|then|and|the|these|those|all|of|her|his|their|total)[\s,:]+)*$/iu;
const COMPARED = /^\s*(?:\p{L}+\s)?(?:more|less|fewer|times|as many|as much)\b/iu;
const TRADE = /\b(?:sell|sold|buy|bought|purchase|rent|order|trade)\w*\b/i;
const FOR_MONEY = /\bfor\s+(?:(?:a total of|only|just|about)\s+)?$/i;
const MONEY_WORD = /^\s?(?:dollars?|cents?|euros?|pounds?|bucks|€|£|USD)\b/i;
const EACH = /^[^.,;\d]{0,16}\b(?:each|apiece|per|every|a piece)\b/i;

/** One quantity, or a calculation and its result: null when it is never worked out (`9 * 2`). */
interface Group {
  readonly start: number;
  readonly end: number;
  readonly result: Quantity | null;
}

/** What a sentence states: a quantity; `uncomputed` when all it has is a calculation or a shape that is no number. */
export type Stated =
  | { readonly kind: 'quantity'; readonly quantity: Quantity }
  | { readonly kind: 'uncomputed'; readonly start: number; readonly end: number }
  | null;

function groupAt(text: string, tokens: readonly Quantity[], first: number): { group: Group; next: number } {
  const head = tokens[first] as Quantity;
  const valued = (token: Quantity) => (token.value === null ? null : token);
  let side: Quantity | null = valued(head); // null: this side of the equation is a calculation
  let result: Quantity | null = null;
  let index = first;
  for (; index + 1 < tokens.length; index++) {
    const current = tokens[index] as Quantity;
    const following = tokens[index + 1] as Quantity;
    const gap = text.slice(current.end, following.start);
    const negative = /^[-–—]/.test(text.slice(following.start)) && gap.trim() === '';
    const operator = OPERATOR_GAP.test(gap) && !NEW_THOUGHT.test(gap);
    const part = current.value?.isInteger() === false && PART_GAP.test(gap);
    if (!negative && !operator && !part && !PRODUCT_GAP.test(gap)) break;
    if (EQUALS.test(gap)) {
      result = side ?? result;
      side = valued(following);
    } else side = null;
  }
  const end = (tokens[index] as Quantity).end;
  return { group: { start: head.start, end, result: side ?? result }, next: index + 1 };
}

function groupsOf(text: string, tokens: readonly Quantity[]): Group[] {
  const groups: Group[] = [];
  for (let index = 0; index < tokens.length; ) {
    const { group, next } = groupAt(text, tokens, index);
    groups.push(group);
    index = next;
  }
  return groups;
}

/** Leaves out what the text denies: `not 13 but 42`. */
export function affirmed(text: string, tokens: readonly Quantity[]): Quantity[] {
  return tokens.filter(({ start }) => !NEGATION.test(text.slice(Math.max(0, start - 40), start)));
}

/** The last quantity that stands alone on its side of an equation (`… = 18`, `18 = x`), or -1. */
function lastResult(text: string, tokens: readonly Quantity[]): number {
  for (let index = tokens.length - 1; index >= 0; index--) {
    const token = tokens[index] as Quantity;
    if (token.value === null) continue;
    const isSide = AFTER_EQUALS.test(text.slice(Math.max(0, token.start - 12), token.start));
    if (isSide && !goesOn(text, token, tokens[index + 1])) return index;
    if (BEFORE_UNKNOWN.test(text.slice(token.end, token.end + 8))) return index;
  }
  return -1;
}

/** Whether an operator behind `token` makes it a part of a calculation: the 5 of `= 5 * 12`. */
function goesOn(text: string, token: Quantity, following: Quantity | undefined): boolean {
  if (following === undefined) return false;
  const gap = text.slice(token.end, following.start);
  return OPERATOR_GAP.test(gap) && !NEW_THOUGHT.test(gap) && !EQUALS.test(gap);
}

const before = (text: string, { start }: { start: number }, length = 48) =>
  text.slice(Math.max(0, start - length), start);

/** The parts of a sentence as its rules see them: its groups, with those that are worked out. */
interface Sentence {
  readonly text: string;
  /** Where the part begins that states the answer, behind `so` for example. */
  readonly from: number;
  readonly groups: readonly Group[];
  readonly worked: readonly (Group & { readonly result: Quantity })[];
}

/** A rule names the group that is the answer, or null where it does not apply. */
type SentenceRule = (sentence: Sentence) => Group | null;

/** `The sum of 20 and 22 is 42`, `If you add 20 and 22 you get 42`. */
const resultOfOperands: SentenceRule = ({ text, groups, worked }) => {
  const operands = OPERANDS.exec(text);
  if (operands === null) return null;
  const given = groups.findIndex(({ start }) => start > operands.index);
  return (
    worked.findLast(
      (group) => groups.indexOf(group) > Math.max(0, given) && PREDICATE.test(before(text, group)),
    ) ?? null
  );
};

/** `6 boxes at $7 each cost $42`: the subject is a number, the predicate has the answer. */
const predicateOfSubject: SentenceRule = ({ text, from, groups, worked }) => {
  const [first] = groups;
  if (first === undefined || !SUBJECT.test(text.slice(from, first.start))) return null;
  const stated = worked.find((group) => group !== first && PREDICATE.test(before(text, group)));
  return stated === undefined || COMPARED.test(text.slice(stated.end, stated.end + 24)) ? null : stated;
};

/** `Ben gave 3 pens to Ann and has 42 left`. */
const secondPredicate: SentenceRule = ({ text, worked }) =>
  worked.slice(1).findLast((group) => SECOND_PREDICATE.test(before(text, group))) ?? null;

/** `Ben sells 6 boxes for 42 dollars`. */
const priceOfTrade: SentenceRule = ({ text, worked }) => {
  const [first] = worked;
  if (first === undefined || first.result.money || !TRADE.test(text.slice(0, first.start))) return null;
  return (
    worked.slice(1).find((group) => {
      const after = text.slice(group.end, group.end + 24);
      const money = group.result.money === true || MONEY_WORD.test(after);
      return money && FOR_MONEY.test(before(text, group)) && !EACH.test(after);
    }) ?? null
  );
};

/** `they need 4.2, or 5, boxes`: the second is the first, rounded. */
const roundedSecond: SentenceRule = ({ text, worked }) => {
  for (const [index, group] of worked.entries()) {
    const following = worked[index + 1];
    if (following === undefined) return null;
    const [a, b] = [group.result.value, following.result.value];
    if (a === null || b === null || a.isInteger() || !b.isInteger()) continue;
    if (
      /^,? (?:or|i\.e\.,?)(?: about| around| approximately)? $/.test(text.slice(group.end, following.start))
    )
      if (a.minus(b).abs().lt(1)) return following;
  }
  return null;
};

/** `6 boxes with 7 pens, 42 pens`: the last is the product or the sum of all the others. */
const lastFromOthers: SentenceRule = ({ worked }) => {
  const last = worked.at(-1);
  const values = worked.flatMap(({ result }) => (result.value === null ? [] : [result.value]));
  const target = values.pop();
  const [head, ...rest] = values;
  if (last === undefined || target === undefined || head === undefined || rest.length === 0) return null;
  let [product, sum] = [head, head];
  for (const value of rest) [product, sum] = [product.times(value), sum.plus(value)];
  return product.eq(target) || sum.eq(target) ? last : null;
};

/** `to find the cost: $220`. */
const behindColon: SentenceRule = ({ text, worked }) => {
  const last = worked.at(-1);
  return last !== undefined && /:\s*[~≈]?$/.test(before(text, last)) ? last : null;
};

/** `another 2 years, for 14 years in total`. */
const inTotal: SentenceRule = ({ text, worked }) =>
  worked.findLast(({ end }) =>
    /^ ?(?:[\p{L}'-]+ ){0,3}(?:in total|altogether|in all)\b/iu.test(text.slice(end, end + 48)),
  ) ?? null;

/** `The number of coins after giving away 15 is 120`. */
const predicateOfNoun: SentenceRule = ({ text, worked }) => {
  const [first] = worked;
  if (
    first === undefined ||
    !/^\W*(?:(?:so|thus|therefore|hence|then|and),? )?(?:the|her|his|their|its)\b/i.test(text)
  )
    return null;
  if (PREDICATE.test(before(text, first))) return null;
  return worked.find((group) => COPULA.test(before(text, group))) ?? null;
};

const RULES: readonly SentenceRule[] = [
  behindColon,
  inTotal,
  resultOfOperands,
  predicateOfSubject,
  predicateOfNoun,
  secondPredicate,
  priceOfTrade,
  roundedSecond,
  lastFromOthers,
];

/** The first quantity that no preposition makes a circumstance; the first of all when every one is. */
function firstObject({ text, groups }: Sentence): Group | null {
  const object = groups.find(
    (group) =>
      group.result !== null && !CIRCUMSTANCE.test(text.slice(Math.max(0, group.start - 24), group.start)),
  );
  return object ?? groups.find(({ result }) => result !== null) ?? null;
}

/** Drops the groups before the last conclusion (`…, so 42`). */
function concluded(text: string, groups: readonly Group[]): { groups: readonly Group[]; from: number } {
  for (let index = groups.length - 1; index > 0; index--) {
    const [previous, group] = [groups[index - 1] as Group, groups[index] as Group];
    const gap = text.slice(previous.end, group.start);
    const aside =
      /,\s+which is\b/i.test(gap) &&
      /^[^,.]{0,30},\s/.test(text.slice(group.end)) &&
      index + 1 < groups.length;
    const conclusion = CONCLUDES.exec(gap);
    if (conclusion !== null && !aside) {
      return { groups: groups.slice(index), from: previous.end + conclusion.index + conclusion[0].length };
    }
  }
  return { groups, from: 0 };
}

/** With a question, only the quantities that it asks for, where there are any. */
function sentenceOf(text: string, all: readonly Group[], asked: Asked | null): Sentence {
  const { groups, from } = concluded(text, all);
  const worked = groups.filter((group): group is Group & { result: Quantity } => group.result !== null);
  const named = asked === null ? [] : worked.filter(({ result }) => isAsked(text, result, asked));
  return named.length === 0 || named.length === worked.length
    ? { text, from, groups, worked }
    : { text, from, groups: named, worked: named };
}

function stated(text: string, tokens: readonly Quantity[], asked: Asked | null): Stated {
  const all = groupsOf(text, tokens);
  const [first] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined) return null;
  const sentence = sentenceOf(text, all, asked);
  let found: Group | null = null;
  if (sentence.groups.length > 1) {
    for (const rule of RULES) {
      found = rule(sentence);
      if (found !== null) break;
    }
  }
  found ??= firstObject(sentence);
  if (found === null || found.result === null)
    return { kind: 'uncomputed', start: first.start, end: last.end };
  return { kind: 'quantity', quantity: found.result };
}

/**
 * The number that a sentence states as its answer: its last `= N`, else what a rule above names. With `answerFirst`, where the sentence
 * is known to give the answer (`18 because 20 - 2 = 18`), the number that it begins with comes before all these.
 */
export function answerOfSentence(
  text: string,
  tokens: readonly Quantity[],
  answerFirst: boolean,
  asked: Asked | null = null,
): Stated {
  const first = tokens[0];
  if (first === undefined) return null;
  const between = (index: number) => {
    const following = tokens[index + 1];
    return following === undefined ? '' : text.slice((tokens[index] as Quantity).end, following.start);
  };
  if (answerFirst && /^[^\p{L}\p{N}]*$/u.test(text.slice(0, first.start))) {
    const { group, next } = groupAt(text, tokens, 0);
    if (group.result !== null) {
      const gap = between(next - 1);
      if (!CONCLUDES.test(gap) || gap.includes('(')) return { kind: 'quantity', quantity: group.result };
    }
  }
  const result = lastResult(text, tokens);
  if (result >= 0) {
    if (CONCLUDES.test(between(result))) return stated(text, tokens.slice(result + 1), asked);
    return { kind: 'quantity', quantity: tokens[result] as Quantity };
  }
  const skipped = LEADING_CLAUSE.exec(text)?.[0].length ?? 0;
  const from = Math.max(
    0,
    tokens.findIndex((token) => token.start >= skipped),
  );
  return stated(text, tokens.slice(from), asked);
}
