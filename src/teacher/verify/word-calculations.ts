// Finds the calculations of a line that have words in them, with what they are said to come to: `5 times 9 is 45`, `half of 12 = 6`,
// `72 pens - 30 pens = 42 pens`, `12 * 6 = about 70`.
import { type Said, unitStem as stem, type Token, WordExpressions, wordTokens } from '../../data/index.ts';
import {
  acts,
  beginsThere,
  FURTHEST,
  isInSigns,
  measure,
  opensClause,
  standsAlone,
} from './calculation-start.ts';
import { reversed } from './reversed-statements.ts';
import { conversions, unitName } from './units.ts';
import { type Result, resultBehind, type WordCalculation } from './word-results.ts';

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
    const start = expressionStart(tokens, expressions, end, token);
    const said = start < 0 ? null : expressions.sum(start);
    if (said === null) {
      const other = reversed(line, tokens, expressions, index) ?? continued(line, tokens, expressions, index);
      if (other !== null) found.push(other);
      continue;
    }
    const result = resultBehind(line, tokens, expressions, token);
    const calculation = result === null ? null : calculationOf(line, tokens, start, said, token, result);
    if (calculation !== null) found.push(calculation);
  }
  return found;
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
  if (sign === undefined || joins?.spoken !== true || !/[-+*/]/.test(joins.text)) return null;
  let at = operator - 1;
  if (['then', 'and'].includes(tokens[at]?.text ?? '')) at--;
  if (tokens[at]?.text !== ',') return null;
  const comma = at;
  while (at > comma - 4 && tokens[at]?.kind !== 'number') at--;
  const number = tokens[at];
  if (number === undefined || tokens[at - 1]?.kind !== 'result') return null;
  const joined = [...tokens.slice(at, comma), ...tokens.slice(operator, end)];
  const said = new WordExpressions(joined).sum(0);
  if (said?.end !== joined.length) return null;
  const result = resultBehind(line, tokens, expressions, sign);
  if (result === null || describes.test(result.behind)) return null;
  const expression = line.slice(number.start, tokens[end - 1]?.end);
  return {
    at: sign.start,
    start: number.start,
    said: expression,
    readings: said.readings,
    resultAt: result.at,
    resultEnd: result.end,
    results: result.readings,
    about: result.about,
    factors: conversions(said.units, result.unit),
    scale: result.scale,
    converts: null,
  };
}

/** Where the expression before the result token at `index` ends: behind `5 * 9` in `5 * 9, which is 45`; 0 where none can. */
function expressionEnd(tokens: readonly Token[], index: number): number {
  let end = index;
  if (pronoun.test(tokens[end - 1]?.text ?? '')) end--;
  if (tokens[end - 1]?.text === ',') end--;
  const last = tokens[end - 1];
  const isEnd =
    last !== undefined && (last.kind === 'number' || last.kind === 'word' || /[)!²³]/.test(last.text));
  return isEnd ? end : 0;
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
    if (said === null || said.end !== end || isBullet(tokens, start)) continue;
    const inSigns = result.spoken !== true && isInSigns(tokens.slice(start, end));
    return said.calculates && beginsThere(tokens, start) && standsAlone(tokens, start, inSigns) ? start : -1;
  }
  return -1;
}

/** `- 5 times 9 is 45` in a list: no minus. */
const isBullet = ([first, second]: readonly Token[], at: number): boolean =>
  at === 0 && first?.text === '-' && second !== undefined && second.start > first.end;

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
    readings: said.readings,
    resultAt: result.at,
    resultEnd: result.end,
    results: result.readings,
    about: result.about || /[≈≅≃~]/.test(sign.text),
    factors: conversions(said.units, unit, unitsIn(result.behind)),
    scale: result.scale,
    converts: surelyConverts(names, unit === null ? null : unitName(unit), said.readings),
  };
}

/** The unit of all amounts of money, where the result is in the other one and nothing multiplies or divides by a hundred. */
function surelyConverts(names: readonly string[], result: string | null, readings: readonly string[]) {
  const money = new Set(names.filter((name) => name === 'cent' || name === 'dollar'));
  const [only] = money;
  if (money.size !== 1 || (result !== 'cent' && result !== 'dollar') || result === only) return null;
  return /(?<![\d.])(?:100|0?\.01|1%)(?![\d.])/.test(readings.join(' ')) ? null : `${only}s`;
}

/** The first words behind a result, as units: `per minute`. */
const unitsIn = (behind: string): string[] =>
  (/^(?:[\s/]*\p{L}+){1,3}/u.exec(behind)?.[0].match(/\p{L}+/gu) ?? []).map((name) =>
    stem(name.toLowerCase()),
  );
