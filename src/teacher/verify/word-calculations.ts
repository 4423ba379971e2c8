// Finds the calculations of a line that have words in them, with what they are said to come to: `5 times 9 is 45`, `half of 12 = 6`,
// `72 pens - 30 pens = 42 pens`, `12 * 6 = about 70`.
import {
  numbersIn,
  type Said,
  unitStem as stem,
  type Token,
  WordExpressions,
  wordTokens,
} from '../../data/index.ts';
import {
  acts,
  beginsThere,
  FURTHEST,
  isInSigns,
  measure,
  opensClause,
  standsAlone,
} from './calculation-start.ts';
import { conversions, unitName } from './units.ts';

export interface WordCalculation {
  /** Where the sign or word stands that its result follows. */
  readonly at: number;
  /** Where the expression begins. */
  readonly start: number;
  /** The expression alone, as it is written. */
  readonly said: string;
  /** The expression with the sign or word of its result; all of it where it is reversed. */
  readonly written: string;
  /** As the calculator reads it; one for every way to understand it. */
  readonly readings: readonly string[];
  /** Where its result begins, behind words such as `about`. */
  readonly resultAt: number;
  /** What the result may be, where it is in words or goes on as a calculation; null where it is a number. */
  readonly results: readonly string[] | null;
  readonly about: boolean;
  /** By what its value may be multiplied, where the result is in another unit than the numbers. */
  readonly factors: readonly number[];
  /** What the result is counted in, `2.5` in `2.5 million`, and how it is written; null where that is nothing. */
  readonly scale: Scale | null;
  /** The unit of its value, where the result is surely in another: `25 cents * 4 = $1`. Null anywhere else. */
  readonly converts: string | null;
  /** The result stands before the expression: `12 is half of 24`. */
  readonly reversed: boolean;
}

export interface Scale {
  readonly digits: string;
  readonly size: number;
  readonly written: string;
}

const about =
  /^(?:(?:about|around|approximately|approx\.?|roughly|nearly|almost|circa|some|close to|just (?:over|under|about|below|above)|slightly (?:over|under|more than|less than)|[~≈])\s*)/i;
const filler =
  /^(?:(?:exactly|only|just|still|now|then|also|already|a total of|the total of|total|altogether|each of (?:them|us|you)|you|us|me|him|her|them|one|each|everyone|a|an|the|to|usd|rs\.?)\s+|["[]\s*)/i;
/** Words behind a result that make another statement of it: `half of the 12 are 7 years old`. */
const describes =
  /^\s*(?:\p{L}+\s+)?(?:old|tall|long|wide|deep|high|heavy|each|apiece|per|worth|away|ago|later|late|early|more|less|fewer|times|older|younger|taller|shorter|longer|percent of|% of|of|out of|and \d|to|or|-|–|\/|÷)(?!\p{L})/iu;
/** What comes out of a division is of one: `27 shared among 3 is 9 each`. */
const eachOfThem = /^\s?(?:\p{L}+\s)?(?:each|apiece)\b/iu;
/** A range, a score or a size, rather than a calculation: `5-9`, `1/2`, `5x9 feet`. */
const rangeOrSize = /^[$€£]?[\d.,]+[-–/xX][$€£]?[\d.,]+(?: (?!of\b)\p{L}+)*$/u;
const loneFraction = /^\(?\d+\/\d+\)?(?: (?!of\b)\p{L}+)*$/u;
const pronoun = /^(?:which|that|this|it|we|you|i|one)$/;

/** The calculations with words in a line without annotations. `known`: the signs whose calculations need no reading here. */
export function wordCalculations(line: string, known: ReadonlySet<number> = new Set()): WordCalculation[] {
  const tokens = wordTokens(line);
  const expressions = new WordExpressions(tokens);
  const found: WordCalculation[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'result' || known.has(token.start)) continue;
    const end = expressionEnd(tokens, index);
    const start = end < 0 ? -1 : expressionStart(tokens, expressions, end, token);
    const said = start < 0 ? null : expressions.sum(start);
    if (said === null) {
      const other =
        end < 0
          ? null
          : (reversed(line, tokens, expressions, index) ?? continued(line, tokens, expressions, index));
      if (other !== null) found.push(other);
      continue;
    }
    const result = resultBehind(line, tokens, expressions, token);
    const calculation = result === null ? null : calculationOf(line, tokens, start, said, token, result);
    if (calculation !== null) found.push(calculation);
  }
  return found;
}

/** Behind what a number may stand that is the subject of a clause. */
const startsClause = (before: Token | undefined): boolean =>
  before === undefined ||
  (before.kind === 'other' && /^[.,:;!?"“(•]$/.test(before.text)) ||
  (opensClause.test(before.text) && !/^(?:if|when)$/.test(before.text)) ||
  before.text === 'that';
/** Words that relate a number to others. */
const relates =
  /\b(?:of|than|twice|thrice|double|triple|quadruple|half|times|plus|minus|divided|multiplied|sum|product|difference|average)\b/i;

/** `12 is 25% of 48`: the result at the beginning of a clause, and a calculation in words up to its end. */
function reversed(
  line: string,
  tokens: readonly Token[],
  expressions: WordExpressions,
  index: number,
): WordCalculation | null {
  const verb = tokens[index];
  if (verb === undefined || !/^(?:is|are|was|were|equals?|(?:is|are) equal to|=)$/.test(verb.text))
    return null;
  let at = index - 1;
  while (at > index - 3 && tokens[at]?.kind === 'word') at--;
  const number = tokens[at];
  if (number?.kind !== 'number' || number.value === undefined || number.value.endsWith('%')) return null;
  if (!startsClause(tokens[at - 1])) return null;
  const left = expressions.sum(at);
  if (left === null || left.end !== index || left.calculates || left.scaled === true) return null;
  let next = index + 1;
  while (/^(?:exactly|just|only|also|about|the|approximately|roughly)$/.test(tokens[next]?.text ?? ''))
    next++;
  const said = expressions.sum(next);
  const [first, last] = [tokens[next], tokens[(said?.end ?? 0) - 1]];
  if (said?.calculates !== true || first === undefined || last === undefined) return null;
  const follows = tokens[said.end];
  const isEnd = follows === undefined || /^(?:[.,;:!)]|so|because|since|and|but)$/.test(follows.text);
  if (!isEnd || !relates.test(line.slice(first.start, last.end))) return null;
  if (follows?.text === 'and' && tokens[said.end + 1]?.kind === 'number') return null;
  return {
    at: verb.start,
    start: number.start,
    said: line.slice(first.start, last.end),
    written: line.slice(number.start, last.end),
    readings: said.readings,
    resultAt: last.end,
    results: left.readings,
    about: /\b(?:about|approximately|roughly)\b/i.test(line.slice(verb.end, first.start)),
    factors: left.units.flatMap((unit) => conversions(said.units, unit)),
    scale: null,
    converts: null,
    reversed: true,
  };
}

/** `15 + 27 = 42, minus 5 is 37`: what is done with a result that stands before it. */
function continued(
  line: string,
  tokens: readonly Token[],
  expressions: WordExpressions,
  index: number,
): WordCalculation | null {
  const [sign, end] = [tokens[index], expressionEnd(tokens, index)];
  let operator = end - 1;
  while (operator > end - 6 && tokens[operator]?.kind !== 'operator') operator--;
  const joins = tokens[operator];
  if (sign === undefined || joins?.spoken !== true || !/^[-+*/]$/.test(joins.text)) return null;
  let at = operator - 1;
  if (/^(?:then|and)$/.test(tokens[at]?.text ?? '')) at--;
  if (tokens[at]?.text !== ',') return null;
  const comma = at;
  while (at > comma - 4 && tokens[at]?.kind !== 'number') at--;
  const number = tokens[at];
  if (number?.kind !== 'number' || tokens[at - 1]?.kind !== 'result') return null;
  const joined = [...tokens.slice(at, comma), ...tokens.slice(operator, end)];
  const said = new WordExpressions(joined).sum(0);
  const result = said?.end === joined.length ? resultBehind(line, tokens, expressions, sign) : null;
  if (said === null || result === null || describes.test(result.behind)) return null;
  const written = line.slice(number.start, sign.end);
  return {
    ...{ at: sign.start, start: number.start, said: written, written, readings: said.readings },
    ...{ resultAt: result.at, results: result.readings, about: result.about },
    ...{
      factors: conversions(said.units, result.unit),
      scale: result.scale,
      converts: null,
      reversed: false,
    },
  };
}

/** Where the expression before the result token at `index` ends: behind `5 * 9` in `5 * 9, which is 45`; -1 where none can. */
function expressionEnd(tokens: readonly Token[], index: number): number {
  let end = index;
  if (pronoun.test(tokens[end - 1]?.text ?? '')) end--;
  if (tokens[end - 1]?.text === ',') end--;
  const last = tokens[end - 1];
  const isEnd =
    last !== undefined && (last.kind === 'number' || last.kind === 'word' || /^[)!²³]$/.test(last.text));
  return isEnd ? end : -1;
}

/** The first token from which a calculation reaches to `end`, where nothing before it belongs to it; -1 where there is none. */
function expressionStart(
  tokens: readonly Token[],
  expressions: WordExpressions,
  end: number,
  result: Token,
): number {
  for (let start = Math.max(0, end - FURTHEST); start < end; start++) {
    const said = expressions.sum(start);
    if (said === null || said.end !== end) continue;
    const inSigns = result.spoken !== true && isInSigns(tokens.slice(start, end));
    return said.calculates && beginsThere(tokens, start) && standsAlone(tokens, start, inSigns) ? start : -1;
  }
  return -1;
}

/** Words behind which there may be what somebody has afterwards, not the value: `Spending 3 times $4 leaves $8`. */
const tellsWhatFollows = /\b(?:leav\w+|gets?|obtain|find|means)$/;

/** Whether the calculation is all that the clause speaks of, or what somebody calculates: `so 9 minus 2`, `we add 3 and 4`. */
function isSubject(tokens: readonly Token[], start: number): boolean {
  const before = tokens[start - 1];
  if (before === undefined || before.kind === 'other' || before.kind === 'result') return true;
  if (opensClause.test(before.text) || before.text === 'and') return true;
  return calculating.test(tokens[start]?.text ?? '');
}

const calculating = /^(?:add|combin|multipl|subtract|divid|split|tak|deduct|doubl|tripl|halv)/;

const subtracts = (tokens: readonly Token[]): boolean =>
  tokens.some(({ kind, text }) =>
    kind === 'operator' ? text === '-' || text === 'less than' : /^(?:subtract|tak|deduct)/.test(text),
  );

function calculationOf(
  line: string,
  tokens: readonly Token[],
  start: number,
  said: Said,
  sign: Token,
  result: Result,
): WordCalculation | null {
  const from = tokens[start]?.start ?? 0;
  const expression = line.slice(from, tokens[said.end - 1]?.end ?? from);
  if (loneFraction.test(expression) && (said.units.length > 0 || sign.spoken === true)) return null; // 1/2 cup
  const isPart = !said.joined;
  if (sign.spoken === true) {
    if (isPart && acts.test(sign.text)) return null;
    if (tellsWhatFollows.test(sign.text) && !isSubject(tokens, start)) return null;
    if (/\bleav/.test(sign.text) && !subtracts(tokens.slice(start, said.end))) return null;
    const shares = /\b(?:divided|split|shared|distributed)\b/i.test(expression);
    if (describes.test(shares ? result.behind.replace(eachOfThem, '') : result.behind)) return null;
    if (rangeOrSize.test(expression)) return null;
  }
  const unit = result.unit;
  const convertible = [...said.units, ...(unit === null ? [] : [unit])].some((name) => measure.test(name));
  const kinds = new Set(said.units.filter((name) => measure.test(name) && !/^(?:%|percent)$/.test(name)));
  if (said.adds && kinds.size > 1) return null; // 1 hour + 30 minutes
  if (said.adds && said.bare && said.units.some((name) => /^\p{L}$/u.test(name))) return null; // 2g + 80
  const counted = tokens[start]?.text === 'total' && new Set(said.units).size > 1; // of 3 boxes and 4 bags
  const names = said.units.map(unitName);
  const another = unit !== null && names.length > 0 && !names.includes(unitName(unit));
  if (sign.spoken === true && another && (counted || (convertible && (isPart || unit === '$')))) {
    return null; // half of the 12 boxes are 3 pounds
  }
  return {
    at: sign.start,
    start: from,
    said: expression.replace(/(?: \p{L}+)+$/u, ''),
    written: `${expression} ${line.slice(sign.start, sign.end)}`,
    readings: said.readings,
    resultAt: result.at,
    results: result.readings,
    about: result.about || /[≈≅≃~]/.test(sign.text),
    factors: conversions(said.units, unit, unitsIn(result.behind)),
    scale: result.scale,
    converts: surelyConverts(names, unit === null ? null : unitName(unit), said.readings),
    reversed: false,
  };
}

/** The unit of all amounts of money, where the result is in the other one and nothing multiplies or divides by a hundred. */
function surelyConverts(names: readonly string[], result: string | null, readings: readonly string[]) {
  const money = new Set(names.filter((name) => name === 'cent' || name === 'dollar'));
  const [only] = money;
  if (money.size !== 1 || (result !== 'cent' && result !== 'dollar') || result === only) return null;
  return readings.some((reading) => /(?<![\d.])(?:100|0?\.01|1%)(?![\d.])/.test(reading)) ? null : `${only}s`;
}

/** The first words behind a result, as units: `per minute`. */
const unitsIn = (behind: string): string[] =>
  (/^(?:[\s/]*\p{L}+){1,3}/u.exec(behind.slice(0, 60))?.[0].match(/\p{L}+/gu) ?? []).map((name) =>
    stem(name.toLowerCase()),
  );

interface Result {
  readonly at: number;
  readonly readings: readonly string[] | null;
  readonly about: boolean;
  readonly unit: string | null;
  readonly behind: string;
  readonly scale: Scale | null;
}

/** What follows the sign or word of a result; null where it goes on with what is no number. */
function resultBehind(
  line: string,
  tokens: readonly Token[],
  expressions: WordExpressions,
  sign: Token,
): Result | null {
  let at = sign.end;
  let isAbout = false;
  for (let round = 0; round < 6; round++) {
    at += /^\s*/.exec(line.slice(at))?.[0].length ?? 0;
    const near = about.exec(line.slice(at));
    const skipped = near ?? filler.exec(line.slice(at));
    if (skipped === null) break;
    isAbout ||= near !== null;
    at += skipped[0].length;
  }
  const index = tokens.findIndex(({ start }) => start >= at);
  const said = index < 0 ? null : expressions.sum(index);
  if (tokens[said?.end ?? -1]?.kind === 'operator') return null; // 32 + x
  const goesOn = said?.calculates === true || said?.scaled === true;
  if (!goesOn && tokens[index]?.text === '(') {
    if (!/^\([^()]{1,30}\)(?!\s*[-+*/×÷^(])/.test(line.slice(at))) return null; // (6 * x) - 3
    at++;
  }
  const rest = line.slice(at);
  const inDigits = /^-?\s?([$€£])?\s?[\d.,]*\d\s?(%)?/.exec(rest);
  const words = inDigits === null ? wordsOf(rest) : null;
  const length = inDigits?.[0].length ?? words?.length ?? 0;
  const named = /^\s?(\p{L}+)/u.exec(rest.slice(length))?.[1]?.toLowerCase();
  const unit =
    inDigits?.[1] !== undefined
      ? '$'
      : inDigits?.[2] !== undefined
        ? '%'
        : named === undefined
          ? null
          : stem(named);
  const first = inDigits === null ? [] : [inDigits[0]];
  const readings = goesOn
    ? [...said.readings, ...first]
    : words === null
      ? null
      : [String(numbersIn(words)[0])];
  const [, digits, size] =
    said?.scaled === true ? (/^\(([\d.]+)\*(\d+)\)$/.exec(said.readings[0] ?? '') ?? []) : [];
  const written = line.slice(at, tokens[(said?.end ?? 0) - 1]?.end);
  const scale = digits === undefined ? null : { digits, size: Number(size), written };
  return { at, readings, about: isAbout, unit, behind: rest.slice(length), scale };
}

/** The number in words with which a text begins; null where it begins with none. */
function wordsOf(text: string): string | null {
  const [words = ''] = /^(?:[\p{L}]+(?:-[\p{L}]+)?[ ]?){1,5}/u.exec(text) ?? [];
  const parts = words.trim().split(' ');
  for (let count = parts.length; count > 0; count--) {
    const candidate = parts.slice(0, count).join(' ');
    const values = numbersIn(candidate);
    const isNumber = parts
      .slice(0, count)
      .every((part) => numbersIn(part).length === 1 || /^(?:hundred|thousand|million|and)$/.test(part));
    if (isNumber && values.length === 1) return candidate;
  }
  return null;
}
