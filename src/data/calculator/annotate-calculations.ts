// GSM8K's calculator annotations for a text that states its calculations: `6 * 12 = 72` becomes `6 * 12 = <<6*12=72>>72`.

import { equal } from './agreement.ts';
import { type Equation, equationsIn, rightSide } from './equations.ts';
import { evaluateExpression } from './expression.ts';

/**
 * The text with an annotation before the result of every calculation that has none. What stands within it is what a student's calculator
 * gives: the exact value, also where the text rounds it. Apart from annotations the text stays as it is. A calculation that is wrong, or
 * whose result is not the number that is written (`1 / 4 = 25%`, `7 / 2 = 3 1/2`), gets none.
 */
export function annotateCalculations(text: string): string {
  return text.split('\n').map(annotateLine).join('\n');
}

const annotation = /<<[^<>\n]*>>/g;

function annotateLine(line: string): string {
  const plain = line.replace(annotation, '');
  const present = positionsOf(line);
  const insertions = calculationsIn(plain).flatMap(({ at, left, right }) => {
    const [, spaces = '', currency = ''] = /^(\s*)(-?\s?[$€£]?\s?)/.exec(plain.slice(at + 1)) ?? [];
    // of a negative result the sign is part of the number, and `-$5` has its sign before the currency
    const before = currency.startsWith('-') ? '' : currency;
    const position = at + 1 + spaces.length + before.length;
    if (present.some(({ plainAt }) => plainAt > at && plainAt <= position)) return [];
    const text = calculation(left, right.first);
    return text === null ? [] : [{ position, text }];
  });
  return insert(line, present, insertions);
}

/**
 * The equations that can be recomputed, and those that the checks pass over for their words: `3 boxes * 4 pens = 12 pens`, `a total of
 * 12 + 24 = 36`. Words may change what is meant, so that nothing is known of such a text when it seems wrong; but when the numbers
 * alone give the result, they are the calculation.
 */
function calculationsIn(plain: string): Equation[] {
  const checked = new Map(equationsIn(plain).map((equation) => [equation.at, equation]));
  const all: Equation[] = [];
  for (let at = plain.indexOf('='); at !== -1; at = plain.indexOf('=', at + 1)) {
    const equation = checked.get(at) ?? equationAmongWords(plain, at);
    if (equation !== null) all.push(equation);
  }
  return all;
}

const operand = '[-($€£]*(?:\\d[\\d,]*\\.?\\d*|\\.\\d+)[%)]*';
const expressionAtEnd = new RegExp(`(?<![\\d.,)])(?:${operand}\\s*[-+*/×÷·−–]\\s*)+${operand}\\s*$`);

function equationAmongWords(plain: string, at: number): Equation | null {
  const clause =
    plain
      .slice(0, at)
      .split(/[=;:]|[.,](?=\s)/)
      .at(-1) ?? '';
  const numbers = clause
    .replace(/(?<=[\d\s])[xX](?=\s*[$€£(]*\d)/g, '*')
    .replace(/[\p{L}'"’](?:[/-][\p{L}'"’])*/gu, ' ')
    .replace(/(?<=\d\s*)\/(?=\s*[-+*/×÷·−–]|\s*$)/g, ' '); // of `miles / hour`
  const left = expressionAtEnd.exec(numbers)?.[0];
  const right = left === undefined ? null : rightSide(plain.slice(at + 1), left);
  return left === undefined || right === null ? null : { at, left, right };
}

/** `<<6*12=72>>` for an expression and the number that is written behind it; null where the calculator does not give that number. */
function calculation(left: string, written: string): string | null {
  const shown = written.replace(/%$/, '').trim();
  if (!/^-?[\s$€£]*[\d.,]+$/.test(shown)) return null; // `3 1/2`
  for (const spelling of [left, left.replaceAll('%', '')]) {
    const expression = calculatorSpelling(spelling);
    const value = evaluateExpression(expression);
    if (value === null || !equal(expression, shown) || !equal(spelling, shown)) continue;
    return `<<${expression}=${value}>>`;
  }
  return null;
}

/** As GSM8K writes expressions: no spaces, units or thousands commas, and operators that a keyboard has. */
function calculatorSpelling(expression: string): string {
  return expression
    .replace(/[×·∙xX]/g, '*')
    .replaceAll('÷', '/')
    .replace(/[−–]/g, '-')
    .replace(/[$€£\s]/g, '')
    .replace(/(?<=\d),(?=\d{3})/g, '');
}

/** Where each annotation stands: in the line, and in the line without annotations. */
interface Present {
  readonly start: number;
  readonly end: number;
  readonly plainAt: number;
}

function positionsOf(line: string): Present[] {
  let removed = 0;
  return [...line.matchAll(annotation)].map(({ index, 0: { length } }) => {
    const plainAt = index - removed;
    removed += length;
    return { start: index, end: index + length, plainAt };
  });
}

/** Puts texts at positions of the line without annotations into the line with them. */
function insert(
  line: string,
  present: readonly Present[],
  insertions: readonly { readonly position: number; readonly text: string }[],
): string {
  let [result, from] = ['', 0];
  for (const { position, text } of insertions) {
    const removed = present
      .filter(({ plainAt }) => plainAt < position)
      .reduce((sum, { start, end }) => sum + end - start, 0);
    result += line.slice(from, position + removed) + text;
    from = position + removed;
  }
  return result + line.slice(from);
}
