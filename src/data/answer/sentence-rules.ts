// The rules that tell which of several quantities a sentence states: by its predicate, its own arithmetic, or its form.
import type { Group } from './calculation.ts';
import { isCircumstance } from './circumstance.ts';
import type { Quantity } from './quantities.ts';
import { isRoundedTo } from './rounded.ts';

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
/** From a subject to its object: a noun and a verb at least, and nothing that begins another phrase. */
const VERB =
  /^(?: (?!(?:and|or|but|nor|neither|with|without|for|of|in|into|on|at|to|from|by|per|than|as|that|which|who|because|since|while|after|before|during|until|through|between|among|beyond|over|under|off|out|plus|minus|times|more|less|fewer|the|these|those|all|both|each|every|their|his|her|its)\b)[\p{L}'’-]+){2,5} [$€£]?$/iu;
const COMPARED = /^\s*(?:\p{L}+\s)?(?:more|less|fewer|times|as many|as much)\b/iu;
const TRADE = /\b(?:sell|sold|buy|bought|purchase|rent|order|trade)\w*\b/i;
const FOR_MONEY = /\bfor\s+(?:(?:a total of|only|just|about)\s+)?$/i;
const MONEY_WORD = /^\s?(?:dollars?|cents?|euros?|pounds?|bucks|€|£|USD)\b/i;
/** Between a number and what it is rounded to. */
const OR_ROUNDED = /^,? (?:or|i\.e\.,?)(?: about| around| approximately)? $/;
const EACH = /^[^.,;\d]{0,16}\b(?:each|apiece|per|every|a piece)\b/i;

const before = (text: string, { start }: { start: number }, length = 48) =>
  text.slice(Math.max(0, start - length), start);

/** The parts of a sentence as its rules see them: its groups, with those that are worked out. */
export interface Sentence {
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
  const given = groups.findIndex(({ start }) => start >= operands.index);
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

/** `5 hens lay 35 eggs in 7 days`: the subject is a number, and so is the object of its verb. What a conclusion begins with is its answer. */
const objectOfSubject: SentenceRule = ({ text, groups, worked }) => {
  const [first] = groups;
  if (first === undefined || !/^[^\p{L}\p{N}]*$/u.test(text.slice(0, first.start))) return null;
  const object = worked.find(
    (group) =>
      group !== first && VERB.test(text.slice(first.end, group.start)) && !isCircumstance(text, group),
  );
  return object === undefined || COMPARED.test(text.slice(object.end, object.end + 24)) ? null : object;
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
const roundedSecond: SentenceRule = ({ text, worked }) =>
  worked.find((group, index) => {
    const exact = worked[index - 1];
    return (
      exact !== undefined &&
      isRoundedTo(exact.result.value, group.result.value) &&
      OR_ROUNDED.test(text.slice(exact.end, group.start))
    );
  }) ?? null;

/** `6 boxes with 7 pens, 42 pens`: the last is the product or the sum of all the others. */
const lastFromOthers: SentenceRule = ({ worked }) => {
  const others = worked.slice(0, -1).flatMap(({ result }) => result.value ?? []);
  if (others.length < 2) return null;
  const product = others.reduce((all, value) => all.times(value));
  const sum = others.reduce((all, value) => all.plus(value));
  return worked.slice(-1).find(({ result: { value } }) => value?.eq(product) || value?.eq(sum)) ?? null;
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

/** Those that the words of a question do not go before. */
export const STRONG_RULES: readonly SentenceRule[] = [
  behindColon,
  inTotal,
  resultOfOperands,
  predicateOfNoun,
  lastFromOthers,
];

/** In the order in which they are tried. */
export const RULES: readonly SentenceRule[] = [
  behindColon,
  inTotal,
  resultOfOperands,
  predicateOfSubject,
  objectOfSubject,
  predicateOfNoun,
  secondPredicate,
  priceOfTrade,
  roundedSecond,
  lastFromOthers,
];
