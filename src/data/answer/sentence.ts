// Which quantity of a sentence is its answer: the result of its own equation, what a conclusion or a predicate states, else the first
// quantity that no preposition makes a circumstance (`Each of the 4 friends gets 18 eggs after 3 days`).
import { type Asked, isAsked } from './asked.ts';
import { inClauseAskedFor, onlyPercentage, singledOut, withoutWholes } from './asked-details.ts';
import { atTimeAskedFor, saysOfAnother } from './asked-time.ts';
import { type Group, groupAt, groupsOf, lastResult } from './calculation.ts';
import { isCircumstance } from './circumstance.ts';
import { BEFORE_DIRECT } from './number-line.ts';
import { findNumbers } from './numbers.ts';
import type { Quantity } from './quantities.ts';
import { explainedByReason } from './reason.ts';
import { compares, isRemarkedOn } from './remark.ts';
import { RULES, type Sentence, STRONG_RULES } from './sentence-rules.ts';

/** `If she sells 9 eggs, and …, she makes $18`; `If …, then $18`. */
const LEADING_CLAUSE =
  /^\s*(?:(?:so|and|but|therefore|thus|hence|then),?\s+)?(?:(?:if|when|since|because|as|given)\b[^\n]{0,240}\bthen\b|(?:if|when|after|since|with|by|because|given|out of|for|at|in|as|on|to|over|during|while|having|being|\p{L}+ing)\b(?:[^,\n]|,(?=\d{3})){0,160},\s(?:(?:and|or|if|when|after|before|since|which)\b(?:[^,\n]|,(?=\d{3})){0,120},\s)*)/iu;
const CONCLUDES =
  /\b(?:so|therefore|thus|hence|for a total of|totaling|totalling|making a total of|giving a total of|which (?:is|gives|means|leaves|makes)(?: a total of)?|leaving|meaning|i\.e\.|that is|in other words|rounds?(?: up| down)?|rounded(?: up| down)?)(?![\p{L}])/iu;
/** `not 13`, `cannot be 13`, `no longer 13`, `rather than 13`. */
const NEGATION =
  /(?:\b(?:not|cannot|never|no longer|rather than|instead of|other than|different from|anything but|far from|neither|nor)|n['’]t)\s+(?:(?:be|been|equals?|have|has|get|make|need|cost|the|just|only|a|an|equal to|exactly|actually|simply|necessarily|possibly|longer|negative|minus)\s+){0,3}[$€£]?$/i;
/** Before a number, in a clause that is denied as a whole: `it is not true that she has 13`, `I do not think that it is 13`. */
const DENIED_CLAUSE =
  /\b(?:(?:(?:is|was|would be)(?: not|n['’]t) (?:true|correct|right|the case)|(?:is|was|would be) (?:false|wrong|incorrect|untrue|a mistake))(?: to (?:say|think|claim|conclude|assume|believe|suppose))?(?: that)?|(?:do|does|did)(?: not|n['’]t) (?:think|believe)(?: that)?)\s(?:(?!\b(?:but|because|since|so|rather|instead)\b)[^.,;:!?\n]){0,60}$/i;
/** Behind a number: `13 is incorrect`, `13 can't be right`, `13 is not the answer`. */
const DENIED_BEHIND =
  /^(?:\s\p{L}+){0,2}\s(?:is|was|are|would be|must be|seems|looks)\s(?:(?:clearly|obviously|definitely|just|simply|therefore|thus|also|still|far|much|way)\s)?(?:incorrect|wrong|false|invalid|impossible|absurd|a mistake|an error|a wrong|an incorrect|too (?:high|low|much|many|few|little|small|large|big)|not (?:right|correct|true|possible|the (?:right |correct |final )?answer|it\b))|^(?:\s\p{L}+){0,2}\s(?:isn['’]t|wasn['’]t|cannot be|can['’]t be|couldn['’]t be) (?:right|correct|true|possible|it\b|the (?:right |correct |final )?answer)/iu;
/** Before a number that another one is rounded from: `42 (rounded up from 41.67)`. */
const ROUNDED_FROM =
  /\bround(?:ed|ing)?\b(?: (?:up|down|off))?(?: to [^.,;()]{1,30}?)?,? from (?:about |exactly )?[$€£]?$/i;
/** Conclusions that a bound is one of too: `she has $15, so she can buy at most 3 pens`. */
const CONSEQUENCE = /^(?:so|therefore|thus|hence)$/i;

const IS =
  /(?:\b(?:is|are|was|were|will be|equals|leaves|becomes)|=)\s+(?:at |about |exactly |only )?[$€£(]?$/i;

/** What a sentence states: a quantity; `uncomputed` when all it has is a calculation or a shape that is no number. */
export type Stated =
  | { readonly kind: 'quantity'; readonly quantity: Quantity }
  | { readonly kind: 'uncomputed'; readonly start: number; readonly end: number }
  | null;

/** Before the digits of a name (`COVID-19`, `B-12`) or of a time or size about which something is (`mid-1990s`, `pre-2000`). */
const NAME =
  /(?<![\p{L}\p{N}-])(?:(?!(?:USD|EUR|GBP)-)\p{Lu}{1,6}|[Pp]re|[Pp]ost|[Mm]id|[Aa]nti|[Ss]ub|[Tt]op|[Ss]ize)-$/u;
/** `Apollo-11 had`, not `Pens-12, cups-8` and `Total-13`. */
const NAME_OF_WORD = /(?<![\p{L}\p{N}-])(?!Total|Answer|Result|Sum|Cost|Price|Profit|Left)\p{Lu}\p{Ll}+-$/u;
const BEHIND_NAME = /^s?\s\p{Ll}/u;

/** Without the digits of names, where other numbers are. */
function withoutNames(text: string, tokens: readonly Quantity[]): readonly Quantity[] {
  const others = tokens.filter(({ start, end }) => {
    const before = text.slice(Math.max(0, start - 16), start);
    const isName =
      NAME.test(before) || (NAME_OF_WORD.test(before) && BEHIND_NAME.test(text.slice(end, end + 3)));
    return !isName;
  });
  return others.length === 0 ? tokens : others;
}

/** Leaves out the digits of names, what the text denies, `not 13 but 42`, and what it has rounded. */
export function affirmed(text: string, tokens: readonly Quantity[]): Quantity[] {
  return withoutNames(text, tokens).filter(
    ({ start, end }) =>
      !NEGATION.test(text.slice(Math.max(0, start - 60), start)) &&
      !ROUNDED_FROM.test(text.slice(Math.max(0, start - 60), start)) &&
      !DENIED_CLAUSE.test(text.slice(Math.max(0, start - 120), start)) &&
      !DENIED_BEHIND.test(text.slice(end, end + 60)),
  );
}

/** The first quantity that no preposition makes a circumstance; the first of all when every one is. */
function firstObject({ text, groups }: Sentence): Group | null {
  const object = groups.find(
    (group) => (group.result !== null || group.shape === 'bound') && !isCircumstance(text, group),
  );
  return object ?? groups.find(({ result }) => result !== null) ?? null;
}

/** Drops the groups before the last conclusion (`…, so 42`); a bound concludes only where what is asked for, or its own number, does not stand before it. */
function concluded(
  text: string,
  groups: readonly Group[],
  asked: Asked | null,
): { groups: readonly Group[]; from: number } {
  const isGiven = ({ result }: Group) => result !== null && asked !== null && isAsked(text, result, asked);
  const repeats = (bound: Group, { result }: Group) => {
    const given = result?.value ?? null;
    const numbers = findNumbers(text.slice(bound.start, bound.end));
    return given !== null && numbers.some(({ value }) => value.eq(given));
  };
  for (let index = groups.length - 1; index > 0; index--) {
    const [previous, group] = [groups[index - 1] as Group, groups[index] as Group];
    const gap = text.slice(previous.end, group.start);
    const aside =
      /,\s+which is\b/i.test(gap) &&
      /^[^,.]{0,30},\s/.test(text.slice(group.end)) &&
      index + 1 < groups.length;
    const conclusion = CONCLUDES.exec(gap);
    if (conclusion === null || aside || compares(gap, asked)) continue;
    const isBound =
      CONSEQUENCE.test(conclusion[0]) &&
      !groups.slice(0, index).some((earlier) => isGiven(earlier) || repeats(group, earlier));
    if (group.shape !== 'bound' || isBound) {
      return { groups: groups.slice(index), from: previous.end + conclusion.index + conclusion[0].length };
    }
  }
  return { groups, from: 0 };
}

/** Between a number and the whole that it is counted from: `18 of the 30 pupils`, `85 out of 100 points`. */
const OUT_OF = /^ (?:out )?of (?:(?:the|these|those|his|her|their|its|all|a total of) )?$/i;

/** The group itself, or the one before it that is counted from it. */
function counted<T extends Group>(text: string, group: T, previous: T | undefined): T {
  const [part, whole] = [previous?.result?.value, group.result?.value];
  const isPart =
    previous !== undefined &&
    part?.isInteger() === true &&
    whole !== null &&
    whole !== undefined &&
    part.lte(whole) &&
    OUT_OF.test(text.slice(previous.end, group.start));
  return isPart ? previous : group;
}

/** With a question, only the quantities that it asks for, where there are any. */
function sentenceOf(text: string, given: readonly Group[], asked: Asked | null): Sentence {
  const percentage = asked?.details.percent === true ? onlyPercentage(text, given) : null;
  if (percentage !== null) return { text, from: 0, groups: [percentage], worked: [percentage] };
  const { groups, from } = concluded(text, given, asked);
  const counting = groups.filter((group): group is Group & { result: Quantity } => group.result !== null);
  const worked = asked === null ? counting : withoutWholes(text, counting);
  const named =
    asked === null
      ? []
      : [
          ...new Set(
            worked.flatMap((group, index) =>
              isAsked(text, group.result, asked) ? [counted(text, group, worked[index - 1])] : [],
            ),
          ),
        ];
  const all = { text, from, groups: worked.length === counting.length ? groups : worked, worked };
  const single = asked === null || worked.length < 2 ? null : askedAlone(all, named, asked);
  if (single !== null) return { ...all, groups: [single], worked: [single] };
  return named.length === 0 || named.length === worked.length
    ? all
    : { ...all, groups: named, worked: named };
}

/** The one quantity that the words of the question single out, where no rule of the sentence goes before. */
function askedAlone(sentence: Sentence, named: Sentence['worked'], asked: Asked) {
  const { text, worked } = sentence;
  const { time } = asked.details;
  const timed = time === null ? null : atTimeAskedFor(text, worked, time);
  if (timed !== null) return timed;
  const single = singledOut(text, worked, asked.details);
  if (single !== null || STRONG_RULES.some((rule) => rule(sentence) !== null)) return single;
  return inClauseAskedFor(text, worked, named, asked.details);
}

/** `$5.97, which is roughly $6` without its remark. */
function withoutRemarks(text: string, groups: readonly Group[], asked: Asked | null): readonly Group[] {
  return groups.filter((group, index) => {
    const previous = groups[index - 1];
    return previous === undefined || !compares(text.slice(previous.end, group.start), asked);
  });
}

function stated(text: string, tokens: readonly Quantity[], asked: Asked | null): Stated {
  const all = withoutRemarks(text, groupsOf(text, tokens), asked);
  const [first] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined) return null;
  const sentence = sentenceOf(text, all, asked);
  const says = (group: Group) => IS.test(text.slice(Math.max(0, group.start - 24), group.start));
  const isAlone = !sentence.worked.some(says);
  const states = isAlone && last.result === null && last.shape !== undefined && last.shape !== 'bound';
  if (states && says(last)) {
    return { kind: 'uncomputed', start: last.start, end: last.end }; // 12 hours after 5 pm is 5 am
  }
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

/** Characters of the clause that leads to what a sentence states; none where it is that of the time that is asked for: `In 2020 he was 17, in 2015 12`. */
function leadingClause(text: string, asked: Asked | null): number {
  const [leading] = LEADING_CLAUSE.exec(text) ?? [''];
  const time = asked?.details.time ?? null;
  const isAskedFor =
    time !== null && leading.includes(time.name) && saysOfAnother(text.slice(leading.length), time);
  return isAskedFor ? 0 : leading.length;
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
  if (answerFirst && BEFORE_DIRECT.test(text.slice(0, first.start)) && isRemarkedOn(text, tokens, asked)) {
    return { kind: 'quantity', quantity: first };
  }
  if (answerFirst && /^[^\p{L}\p{N}]*$/u.test(text.slice(0, first.start))) {
    const { group, next } = groupAt(text, tokens, 0);
    if (group.result !== null) {
      const gap = between(next - 1);
      const isBound = tokens[next]?.shape === 'bound';
      if (!CONCLUDES.test(gap) || gap.includes('(') || isBound)
        return { kind: 'quantity', quantity: group.result };
    }
  }
  const result = lastResult(text, tokens);
  if (result >= 0) {
    const explained = explainedByReason(text, tokens, tokens[result] as Quantity);
    if (explained !== null) {
      const main = stated(text.slice(0, explained.end), explained.tokens, asked);
      if (main?.kind === 'quantity' && explained.gives(main.quantity)) return main;
    }
    const gap = between(result);
    if (CONCLUDES.test(gap) && !compares(gap, asked)) return stated(text, tokens.slice(result + 1), asked);
    return { kind: 'quantity', quantity: tokens[result] as Quantity };
  }
  const skipped = leadingClause(text, asked);
  const from = Math.max(
    0,
    tokens.findIndex((token) => token.start >= skipped),
  );
  return stated(text, tokens.slice(from), asked);
}
