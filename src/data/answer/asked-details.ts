// What a question says beyond the noun that it counts: of whom (`did Ann eat`), of what kind (`green marbles`), of each, what is left, in
// percent. It tells the quantities of a sentence apart where the noun does not.
import { type AskedTime, timeAskedFor } from './asked-time.ts';
import type { Group } from './calculation.ts';
import { isCircumstance } from './circumstance.ts';
import type { Quantity } from './quantities.ts';

export interface Details {
  /** Stems of its words beside the noun that it counts: names, kinds, verbs. */
  readonly words: ReadonlySet<string>;
  /** Whether it asks for one of several: `on each team`, `How fast`. */
  readonly each: boolean;
  readonly left: boolean;
  readonly percent: boolean;
  /** Whether the answer may be a year. */
  readonly year: boolean;
  readonly total: boolean;
  /** The one year, month or weekday that is asked for, or null. */
  readonly time: AskedTime | null;
}

type Worked = Group & { readonly result: Quantity };

const QUESTION_END = /(?<=[.!?])\s+/;
const CONDITION = /,?\s\b(?:if|when|after|before|while|given|assuming|since)\b[^?]*/gi;
const EACH =
  /\bhow (?:many|much)(?: [\p{L}'-]+){0,4}? (?:does|do|did|will|would|can|could|should|is|are|was|were|go|goes|fit)(?: there)?(?: in| on| at| for| to| into)? (?:each|every|one|a single)\b|\bper [\p{L}]+\s*\?|\b(?:each|apiece)\s*\?|\bhow fast\b|\b(?:speed|pace)\b[^?]*\?/iu;
const LEFT = /\b(?:left|remain(?:s|ed|ing)?|left ?over)\b/i;
const HAS_AFTER = /\bhow (?:many|much)\b[^?]*\b(?:have|has)\b[^?]*\bafter \p{L}+ing\b/iu;
const PERCENT =
  /\b(?:what|which|how many|in|as a) (?:percent|percentage|per cent)\b|\b(?:what is|find) the percentage\b|\b(?:what|which) % /i;
const ASKS_YEAR = /\b(?:what|which) year\b|\bwhen\b|\bwhat date\b/i;
const TOTAL = /\b(?:total|altogether|in all|combined|together|both)\b/i;
/** Words that do not tell one clause from another; pronouns do. */
const COMMON =
  /^(?:how|many|much|what|which|does|did|was|were|are|has|have|had|will|would|can|could|should|the|and|for|from|with|that|this|these|those|there|their|you|your|all|each|every|per|one|more|less|fewer|than|then|been|being|into|onto|after|before|when|while|total|altogether|number|amount|get|got|make|made|take|need|uses?)$/;

/** What a word and its plural have in common: `box` and `boxes`, `berri` of `berry` and `berries`, `bu` of `bus` and `buses`. */
export const stem = (word: string): string =>
  word
    .toLowerCase()
    .replace(/['’]s?$/, '')
    .replace(/(?<=[cs]h|[osxz])es?$/, '')
    .replace(/(?<=[^s])s$/, '')
    .replace(/(?:y|ie)$/, 'i');

/** The stems of the words that say what is meant, and years. */
const stemsIn = (text: string): string[] =>
  (text.match(/[\p{L}'’]{3,}|(?<!\d)\d{4}(?!\d)/gu) ?? [])
    .filter((word) => !COMMON.test(word.toLowerCase()))
    .map(stem)
    .filter((word) => !COMMON.test(word));

/** The details of the last question of a problem, which counts what `noun` names. */
export function detailsOf(question: string, noun: string | null): Details {
  const sentences = question.slice(-1000).trim().split(QUESTION_END);
  const asking = sentences.findLast((sentence) => sentence.endsWith('?')) ?? sentences.at(-1) ?? '';
  const main = asking.replace(CONDITION, '');
  return {
    words: new Set(stemsIn(main).filter((word) => word !== noun)),
    each: EACH.test(`${main}?`),
    left: LEFT.test(main) || HAS_AFTER.test(asking),
    percent: PERCENT.test(asking),
    year: ASKS_YEAR.test(asking),
    total: TOTAL.test(main),
    time: timeAskedFor(main),
  };
}

const WHOLE_BEFORE =
  /(?:^|[,;]\s)\W*(?:so,? |thus,? )?(?:out )?(?:of|among)(?: (?:the|these|those|his|her|their|all|a total of|all the))? $/i;
const WHOLE_BEHIND = /^(?: \p{L}+){0,3}, $/u;

/** Without the whole that parts are counted from: `Of the 20 students, 8 are girls`. */
export function withoutWholes(text: string, groups: readonly Worked[]): readonly Worked[] {
  return groups.filter((group, index) => {
    const following = groups[index + 1];
    const before = text.slice(Math.max(0, group.start - 40), group.start);
    return !(
      following !== undefined &&
      WHOLE_BEFORE.test(before) &&
      WHOLE_BEHIND.test(text.slice(group.end, following.start))
    );
  });
}

/** Between two quantities: where the clause of the next one begins. */
const JOINT = /(?:,\s*)?\b(?:and|while|but|whereas)\b|[,;]/i;

/** What begins a clause with a subject of its own. */
const SUBJECT = /\p{Lu}|\b(?:he|she|they|it|we|you|the|there|his|her|their|each|those|these)\b/u;

interface Clause {
  readonly groups: readonly Worked[];
  readonly text: string;
}

/** The clauses that conjunctions and commas make, each with its quantities. One without a subject has that of the last. */
function clausesOf(text: string, groups: readonly Worked[]): Clause[] {
  const clauses: Clause[] = [];
  let [subject, start] = ['', 0];
  let members: Worked[] = [];
  for (const [index, group] of groups.entries()) {
    members.push(group);
    const following = groups[index + 1];
    const joint = following === undefined ? null : JOINT.exec(text.slice(group.end, following.start));
    if (joint === null && following !== undefined) continue;
    const end = joint === null ? text.length : group.end + joint.index;
    const before = text.slice(start, members[0]?.start);
    if (SUBJECT.test(before)) subject = before;
    const own = before === subject ? '' : before;
    clauses.push({ groups: members, text: `${subject} ${own} ${text.slice(members[0]?.start, end)}` });
    [start, members] = [end + (joint?.[0].length ?? 0), []];
  }
  return clauses;
}

const OF_EACH =
  /^(?: [\p{L}-]+){0,2},? (?:each\b|apiece\b|per\b|(?:for|in|on|to|at|into) (?:each|every|one)\b|every\b)/iu;
const IS_LEFT = /^(?: (?!and\b|but\b)[\p{L}-]+){0,3} (?:left|remain(?:s|ed|ing)?|left ?over)\b/iu;
const LEFT_BEFORE =
  /\b(?:left with|leaves?|leaving|remain(?:s|ing)?(?: is| are)?:?)(?: (?:him|her|them|only|just|with))* [$€£]?$/i;
const IN_TOTAL = /\b(?:in total|altogether|in all|combined|total(?:s|ing|ling)?)\b/i;

const only = <T>(items: readonly T[]): T | null => (items.length === 1 ? (items[0] ?? null) : null);

/** Of each: `9 apples each`, `9 per bag`, `4 teams of 6`. */
function ofEach(text: string, groups: readonly Worked[], details: Details): Worked | null {
  const isOfGroup = (group: Worked, index: number) => {
    const previous = groups[index - 1];
    const gap = previous === undefined ? '' : text.slice(previous.end, group.start);
    const [, noun = ''] = /^ (\p{L}+) of (?:the )?[$€£]?$/u.exec(gap) ?? [];
    return noun !== '' && details.words.has(stem(noun));
  };
  return only(
    groups.filter(
      (group, index) => OF_EACH.test(text.slice(group.end, group.end + 40)) || isOfGroup(group, index),
    ),
  );
}

/** The one percentage of a sentence; null where there is none, or several. */
export const onlyPercentage = (text: string, groups: readonly Group[]): Worked | null =>
  only(
    groups.filter(
      (group): group is Worked =>
        group.result !== null && /^.?\s?(?:%|percent)/i.test(text.slice(group.end - 1, group.end + 9)),
    ),
  );

const isLeft = (text: string, { start, end }: Worked): boolean =>
  IS_LEFT.test(text.slice(end, end + 40)) || LEFT_BEFORE.test(text.slice(Math.max(0, start - 30), start));

/** The one quantity that what is asked singles out: of each, or what is left; null where it does not. */
export function singledOut(text: string, all: readonly Worked[], details: Details): Worked | null {
  if (details.each) {
    const found = ofEach(text, all, details);
    if (found !== null) return found;
  }
  return details.left && all.length > 1 ? only(all.filter((group) => isLeft(text, group))) : null;
}

/** What is counted behind a number, if anything: `12 marbles`, not `12 are blue`. */
const COUNTS =
  /^[\s-](?!(?:are|is|were|was|have|has|had|of|do|did|will|and|but|while|in|on|at|to)\b)\p{L}+/iu;

/**
 * The quantity of the clause that has most of the question's words: `Tom ate 5 and Ann ate 7`, asked what Ann ate. `named`: those of the noun
 * that is asked for; another one counts where it has no noun of its own (`12 marbles are blue and 18 are green`).
 */
export function inClauseAskedFor(
  text: string,
  groups: readonly Worked[],
  named: readonly Worked[],
  { words, total }: Details,
): Worked | null {
  if (total || IN_TOTAL.test(text)) return null;
  const clauses = clausesOf(text, groups);
  if (clauses.length < 2) return null;
  const scored = clauses.map((clause) => {
    const said = new Set(stemsIn(clause.text));
    return { clause, score: [...words].filter((word) => said.has(word)).length };
  });
  const best = Math.max(...scored.map(({ score }) => score));
  const winner = best > 0 ? only(scored.filter(({ score }) => score === best)) : null;
  const found = only((winner?.clause.groups ?? []).filter((group) => !isCircumstance(text, group)));
  if (found === null || named.length === 0 || named.includes(found)) return found;
  return COUNTS.test(text.slice(found.end, found.end + 24)) ? null : found;
}
