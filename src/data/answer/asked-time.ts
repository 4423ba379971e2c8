// The one time that a question asks for, a year, a month or a weekday. What an output says of another time (`In 2015 he was 12`, asked for
// 2020) is not its answer where it also says something of this one. Where it does not, the output reads as it stands: its year may be a slip.
import type { Group } from './calculation.ts';
import { findNumbers } from './numbers.ts';
import type { Quantity } from './quantities.ts';

type Worked = Group & { readonly result: Quantity };

const KINDS = {
  year: '(?<![\\d.,$€£-])(?:1[5-9]|20)\\d\\d(?![\\d,]\\d|\\d|-|%|\\.\\d)',
  month:
    '(?:January|February|March|April|May|June|July|August|September|October|November|December)(?!\\p{L})',
  weekday: '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?!\\p{L})',
} as const;

/** A time of one kind, such as the years, and which one. */
export interface AskedTime {
  readonly kind: keyof typeof KINDS;
  readonly name: string;
}

const BEFORE =
  '\\b(?:[Ii]n|[Oo]n|[Bb]y|[Dd]uring|[Oo]f|[Ff]or|[Aa]t the end of)(?: the year| early| late| mid)? ';
const PATTERNS = Object.entries(KINDS).map(([kind, time]) => ({
  kind: kind as keyof typeof KINDS,
  pattern: new RegExp(`${BEFORE}(${time})`, 'gu'),
}));

const timesIn = (text: string, wanted: keyof typeof KINDS): string[] =>
  PATTERNS.flatMap(({ kind, pattern }) =>
    kind === wanted ? Array.from(text.matchAll(pattern), ([, name = '']) => name) : [],
  );

const RELATES =
  /\b(?:more|less|fewer|greater|older|younger|increas\w*|decreas\w*|chang\w*|differ\w*|gr[eo]w\w*|than|compared|average|total|altogether|combined|until|since|between|from|before|after|if|every|each)\b/i;

/** The time that is asked for; null where there is none, or where the question is of several. */
export function timeAskedFor(asking: string): AskedTime | null {
  if (RELATES.test(asking)) return null;
  const [found, ...more] = PATTERNS.flatMap(({ kind }) =>
    timesIn(asking, kind).map((name) => ({ kind, name })),
  );
  return found === undefined || more.length > 0 ? null : found;
}

/** Where what is said of a quantity ends. */
const JOINT = /,|;|\b(?:and|but|while|whereas|to|so|because|since)\b/;

/** The time that is said of a quantity: directly behind it (`12 people in 2015`), else before it (`In 2015 he was 12`). */
function timeOf(text: string, groups: readonly Worked[], index: number, kind: keyof typeof KINDS) {
  const [start, end] = [groups[index]?.start ?? 0, groups[index]?.end ?? 0];
  const [behind = ''] = text.slice(end, groups[index + 1]?.start).split(JOINT);
  return timesIn(behind, kind)[0] ?? timesIn(text.slice(groups[index - 1]?.end ?? 0, start), kind).at(-1);
}

/** The one quantity that a sentence states of the time that is asked for; null unless it states another one of another time. */
export function atTimeAskedFor(text: string, groups: readonly Worked[], asked: AskedTime): Worked | null {
  const times = groups.map((_, index) => timeOf(text, groups, index, asked.kind));
  if (!times.some((time) => time !== undefined && time !== asked.name)) return null;
  const [found, ...more] = groups.filter((_, index) => times[index] === asked.name);
  return more.length === 0 ? (found ?? null) : null;
}

/** Whether a text says something of another time of this kind. */
export const saysOfAnother = (text: string, { kind, name }: AskedTime): boolean =>
  timesIn(text, kind).some((time) => time !== name);

const YEAR = /^(?:1[5-9]|20)\d\d$/;
const BEFORE_YEAR =
  /(?:^|\b(?:in|since|by|until|from|to|between|and|during|of|born|year|january|february|march|april|may|june|july|august|september|october|november|december),?\s)$/i;
const BEHIND_YEAR =
  /^(?:\s*(?:[.,;:!?)]|$)|,|\s(?:to|and|until|through|he|she|it|they|we|I|there|the|his|her|their|a|an|was|is|were|are|saw|had|when|with|but|that|\p{Lu}\p{Ll}|\d))/u;

/** Without the years in which something is so (`In 2015 he was 12`), where something else is stated. */
export function withoutYears(text: string, tokens: readonly Quantity[]): readonly Quantity[] {
  if (tokens.length < 2) return tokens;
  const isYear = ({ start, end, money, value }: Quantity) =>
    value !== null &&
    money !== true &&
    YEAR.test(text.slice(start, end)) &&
    BEFORE_YEAR.test(text.slice(Math.max(0, start - 14), start)) &&
    BEHIND_YEAR.test(text.slice(end, end + 12));
  const others = tokens.filter((token) => !isYear(token));
  return others.length === 0 ? tokens : others;
}

const CONCLUDES = /\b(?:so|therefore|thus|hence|total|altogether|answer|finally)\b/i;
const NOW = /^\W*(?:now|today|currently|this (?:year|month|week))\b/i;
const SENTENCE_END = /(?<=[.!?;])\s+|\n/;

/** Whether a sentence is of another time than the one that is asked for, behind text that says something of this one. */
export function isOfAnotherTime(sentence: string, earlier: string, time: AskedTime | null): boolean {
  if (time === null || CONCLUDES.test(sentence) || sentence.includes(time.name)) return false;
  if (!NOW.test(sentence) && !saysOfAnother(sentence, time)) return false;
  const numbers = findNumbers(sentence).filter(({ value }) => !YEAR.test(String(value)));
  const years = numbers.length === 0 ? [] : timesIn(sentence, 'year');
  const differences = years.map((year) => Math.abs(Number(year) - Number(time.name)));
  return earlier.split(SENTENCE_END).some(
    (part) =>
      !part.endsWith('?') &&
      timesIn(part, time.kind).includes(time.name) &&
      findNumbers(part).some(
        ({ value }) => !YEAR.test(String(value)) && !differences.includes(value.toNumber()), // 2020 is 5 years behind 2015
      ),
  );
}
