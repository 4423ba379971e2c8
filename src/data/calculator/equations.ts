// Finds the equations of a line: an expression in numbers, or a number alone, and what stands behind its sign.
import { evaluateExpression } from './expression.ts';

type Sign = '=' | '≈';

/** An equation between numbers and operators. */
export interface Equation {
  /** Where its sign stands in the line. */
  readonly at: number;
  readonly left: string;
  readonly right: RightSide;
}

/** Every equation of a line without calculator annotations that can be recomputed, those with `sign`. */
export function equationsIn(line: string, sign: Sign = '='): Equation[] {
  const found: Equation[] = [];
  for (let at = line.indexOf(sign); at !== -1; at = line.indexOf(sign, at + 1)) {
    const left = leftSide(line, at);
    const right = left === null ? null : rightSide(line.slice(at + 1), left);
    if (left !== null && right !== null) found.push({ at, left, right });
  }
  return found;
}

/** Behind the colon a number with at most two words, and the end of the clause. */
const colonResult =
  /^\s+[$€£]?\s?[\d,]*\.?\d+\s?%?(?! ?(?:[ap]\.?m\b|o['’]clock))(?: \p{L}+){0,2}(?: (?:left|each|in (?:all|total)|altogether))?\s*(?:[.;,!)](?=\s|[.,;)]|$)|$|\()/u;
/** `Weeks 1 + 2: 30 hours`, `Options 3 * 4: 5 pens`: a heading whose numbers are names. */
const namesNumbers =
  /(?:#|\b(?:days?|weeks?|months?|years?|hours?|steps?|parts?|rounds?|pages?|rooms?|grades?|chapters?|levels?|questions?|numbers?|games?|class(?:es)?|options?|cases?|groups?|teams?|tables?|rows?|columns?|items?|lines?|problems?|exercises?|sections?|figures?|phases?|stages?|equations?|formulas?|lots?|sets?|bus(?:es)?|trains?|flights?|routes?|verses?|psalms?|no\.?))\s*[\d\s+*/×÷]*$/i;

/** `12 * 6`; `3x4` and `3+1` may be a size and a score. */
const colonOperation = /[\d)] [+*/×÷·] [\d($€£]/;
/** Before two numbers with a slash between them that are a date or points. */
const dateOrPoints =
  /\b(?:on|date|dates?|due|since|until|by|from|to|scor\w*|points?|grades?|rat\w+|stars?|odds?|ratio|scale|page|chapter|lot|room|pressure|and|or)\b[^\d.;:]*$/i;

/** A division of the larger by the smaller number that is surely none of the other things that are written so: `3 / 5: 2 votes`. */
const isDivision = (left: string, before: string): boolean => {
  const value = Number(evaluateExpression(left) ?? Number.NaN);
  return !/\d\s?\/\s?\d/.test(left) || /[+*×÷()]/.test(left) || (value >= 1 && !dateOrPoints.test(before));
};

/**
 * Sums, products and spaced divisions with their result behind a colon: `12 * 6: 72`. A difference may be a range (`days 1 - 3: 12 eggs`), and
 * a ratio, a time of day and a size have no spaces around their signs.
 */
export function colonEquations(line: string): Equation[] {
  const found: Equation[] = [];
  for (let at = line.indexOf(':'); at !== -1; at = line.indexOf(':', at + 1)) {
    if (!colonResult.test(line.slice(at + 1, at + 1 + LONGEST_NUMBER))) continue;
    const left = leftSide(line, at);
    if (left === null || !colonOperation.test(left) || /[-–−]/.test(left)) continue;
    const before = line.slice(Math.max(0, at - left.length - LONGEST_NUMBER), at);
    const start = before.trimEnd().slice(0, -left.length);
    const right =
      namesNumbers.test(before) || !isDivision(left, start) ? null : rightSide(line.slice(at + 1), left);
    if (right !== null) found.push({ at, left, right });
  }
  return found;
}

const number = '(?:\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)?|\\.\\d+';
const operator = /[-+*/×÷·−–xX]/;
/** What an expression is written with. */
const expressionSign = /[\d.,$€£%()+*/×÷·−–xX\s-]/;
/** Words that make what follows only a part of the calculation: `50% of 20 + 5`. */
const calculatingWord =
  /\b(?:of|times|plus|minus|by|over|divided|multiplied|twice|double|half|thirds?|quarters?|dozen|hundred|thousand|million|less|more|and)\s*$/i;

/** A number that stands alone before an equals sign, behind another one or where a clause begins: `72` of `… = 72 = 6 * 12`. */
const numberAlone = new RegExp(
  `(?:^|[=≈;(]|(?<!\\d ?):\\s|\\b(?:is|are|was|total)\\s)\\s*([$€£]?\\s?(?:${number})\\s?%?)\\s*$`,
  'i',
);
/** Behind a whole expression: nothing that it is a part of. */
const closed = /^\s*(?:$|[=≈;)]|[.,](?=\s|$)|[.,;]?\s*\p{L}{2,}(?!\s*[\d=^*/+-]))/u;

const LONGEST_NUMBER = 60; // characters, with what stands before it
const LONGEST_EXPRESSION = 240;

/** `82 = 12 * 6`, and `72 = 80` at the end of a chain: a number alone before the sign. */
export function numberBefore(line: string, at: number): { left: string; right: RightSide } | null {
  const [, left] = numberAlone.exec(line.slice(Math.max(0, at - LONGEST_NUMBER), at)) ?? [];
  if (left === undefined) return null;
  const behind = line.slice(at + 1, at + 1 + LONGEST_EXPRESSION).replace(/(?<=\d)\s?per ?cent\b/gi, '%');
  const text = expressionAtStart(behind);
  const expression = text.trim();
  if (!closed.test(behind.slice(text.length)) || !isBalanced(expression)) return null;
  const isNumber = new RegExp(`^[$€£]?\\s?(?:${number})\\s?%?$`).test(expression);
  if (!(isNumber || isPlain(expression)) || evaluateExpression(expression) === null) return null;
  return { left: left.trim(), right: { text: expression, first: expression } };
}

/** What is numbered. */
export const labelWords =
  'days?|weeks?|months?|years?|hours?|steps?|parts?|rounds?|pages?|rooms?|grades?|chapters?|levels?|questions?|numbers?|games?|classes|class';
/** A number behind it is a name: `on day 1 * 2`, `from weeks 1-2 = 96 - 70`. `In 5 days 3 * 4` counts the days. */
const label = new RegExp(`(?<!\\d ?|\\b(?:per|a|an|each|every|one) )\\b(?:${labelWords})\\s*$`, 'i');

/** Where what may be an expression begins that ends at `end`; `end` where it is longer than anyone writes one. */
function expressionStart(line: string, end: number): number {
  let start = end;
  while (expressionSign.test(line[start - 1] ?? '')) {
    if (end - --start > LONGEST_EXPRESSION) return end;
  }
  return start;
}

/** The expression that ends at `end`, with at least one operator; null where there is none or only a part of one. */
function leftSide(line: string, end: number): string | null {
  const start = expressionStart(line, end);
  const run = line.slice(start, end).replace(/^[.,](?=\s)/, ''); // the comma of `Hence, 3 + 4`
  // only its end matters, and whether it is empty
  const around = line.slice(Math.max(0, start - LONGEST_NUMBER), end - run.length);
  // behind a comma, a full stop or a colon and a space a new expression begins: `On day 1, 3 + 4`
  const parts = run.split(/(?<=[\d)%])[.,](?=\s)/);
  let expression = parts.at(-1)?.trim() ?? '';
  // of `(3 + 4 = 7)`; what is left of `2 * (3 + 4` without its first sign is not balanced either
  const isOpened = isBalanced(`${expression})`);
  if (isOpened) expression = expression.slice(1).trim();
  const starts =
    isOpened || parts.length > 1 || around.trim() === '' || /[:;=≈([{"']\s*$|[\p{L}.][.,]$/u.test(around);
  if (around.trim() === '' && parts.length === 1) expression = expression.replace(/^[-–*]\s+/, ''); // a list item
  expression = expression.replace(/^\d{1,2}\)\s*/, (number) => (isBalanced(expression) ? number : ''));
  if (!isBalanced(expression)) return null;
  if (!starts && (/^[-+*/×÷·−–xX]/.test(expression) || calculatingWord.test(around))) return null;
  if (!starts && label.test(around)) return null;
  if (!starts && /[\w)\]}]$/.test(around) && !/^\s/.test(run)) return null; // y2 + 3
  if (/^[*/×÷·xX+]/.test(expression) || !isPlain(expression)) return null;
  return evaluateExpression(expression) === null ? null : expression;
}

/** At least one operator between two operands, and every x between numbers: an unknown is none. */
function isPlain(expression: string): boolean {
  if (/(?<![\d.,])0\d{3}(?!\d)/.test(expression)) return false; // a time of day: 0900 - 0130
  if (/[xX]/.test(expression.replace(/(?<=[\d)%.])\s*[xX]\s*(?=[\d($€£.])/g, '*'))) return false;
  const isJoined = operator.test(expression) || /[\d)]\s?\(/.test(expression); // 12(6)
  return isJoined && /[\d)%.]\s*[-+*/×÷·−–xX(]\s*[-\d($€£.]/.test(expression);
}

function isBalanced(text: string): boolean {
  let open = 0;
  for (const character of text) {
    if (character === '(') open++;
    if (character === ')' && --open < 0) return false;
  }
  return open === 0;
}

/** What may be an expression at the start of a text, up to the end of its clause or to a parenthesis that it does not open. */
function expressionAtStart(text: string): string {
  const [run = ''] = (wholeExpression.exec(text)?.[0] ?? '').split(/(?<=[\d)%])[.,](?=\s|$)/);
  let open = 0;
  const end = [...run].findIndex((sign) => {
    if (sign === '(') open++;
    return sign === ')' && --open < 0;
  });
  return end < 0 ? run : run.slice(0, end);
}

export interface RightSide {
  /** The result as it is written: a number, or an expression that goes on. */
  readonly text: string;
  /** The first number alone: `13` in `16 - 3 = 13 - 4 = 9`. */
  readonly first: string;
}

const mixed = /^[$€£]?(\d+)\s+(?:and\s+)?\(?[$€£]?(\d+)\s*\/\s*(\d+)(?!\d)/;
const firstNumber = new RegExp(`^-?\\s?[$€£]?\\s?(?:${number})(?:\\s?%|\\s?per ?cent\\b)?`, 'i');
const percentWord = /\s?per ?cent\b/i;
const wholeExpression = /^[\d.,$€£%()+*/×÷·−–xX\s-]*/;

/** The result behind an equals sign; null where it is none, or a number that something else belongs to. */
export function rightSide(after: string, left: string): RightSide | null {
  const text = after.slice(0, LONGEST_EXPRESSION).trimStart();
  const parts = mixed.exec(text);
  if (parts !== null && Number(parts[2]) < Number(parts[3])) {
    const value = `${parts[1]} + ${parts[2]} / ${parts[3]}`;
    return { text: value, first: value };
  }
  const first = firstNumber.exec(text)?.[0];
  if (first === undefined) return null;
  const behind = text.slice(first.length);
  if (/^(?:\s?(?:hundred|thousand|million|billion|trillion|dozen|bn)|[km])\b/i.test(behind)) return null;
  if (
    /^(?::\d|[a-z]*\^|\s*(?!(?:r|rem|remainder|with)\s)[a-z]+\s+(?:and\s+)?\d|\.\d|\s?[xX]\b(?!\s*\d)|[a-zA-Z]\s*[-+*/=])/.test(
      behind,
    )
  )
    return null;
  if (/^\s?\d/.test(behind)) return null; // 18 000
  if (/^\s*[-+*/×÷−–]\s*[b-zB-Z]\b/.test(behind)) return null; // 32 + x
  if (/^\s?cents?\b/i.test(behind) && /[$.]/.test(left)) return null; // $2.50 - $2.24 = 26 cents
  const run = expressionAtStart(text).trim();
  if (/^\s?cents?\b/i.test(text.slice(run.length)) && left.includes('$')) return null; // $5 * 3 = 500 * 3 cents
  const result = first.trim().replace(percentWord, '%');
  const whole = isBalanced(run) && isPlain(run) && evaluateExpression(run) !== null ? run : result;
  return { text: whole, first: result };
}
