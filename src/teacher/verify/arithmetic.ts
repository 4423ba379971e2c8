// Recomputes every calculation that a text states: `<<16-3=13>>` and plain `16 - 3 = 13`.
import { checkAnnotations, evaluateExpression } from '../../data/index.ts';

export interface WrongCalculation {
  /** As it is written. */
  readonly written: string;
  /** What it comes to; null for an annotation that cannot be computed. */
  readonly computed: string | null;
}

export interface ArithmeticCheck {
  /** Calculations that were recomputed. */
  readonly checked: number;
  readonly wrong: readonly WrongCalculation[];
}

/**
 * Checks every annotation, with the number shown behind it, and every equation between numbers and operators; behind `≈` the result may
 * be rounded further. What is no plain arithmetic (an unknown, a unit within
 * the expression, a result such as `2 hours 30 minutes`) is passed over: it is not known to be wrong.
 */
export function checkArithmetic(text: string): ArithmeticCheck {
  const annotations = checkAnnotations(text);
  const plain = checkEquations(text.replace(/<<[^<>\n]*>>/g, ''));
  return {
    checked: annotations.length + plain.checked,
    wrong: [
      ...annotations
        .filter(({ agrees }) => !agrees)
        .map(({ expression, value, computed }) => ({ written: `<<${expression}=${value}>>`, computed })),
      ...shownOtherwise(text),
      ...plain.wrong,
    ],
  };
}

/** Right annotations with another number directly behind them: `<<11+7=18>>4 pens`. It may be rounded, or a percentage. */
function shownOtherwise(text: string): WrongCalculation[] {
  return [...text.matchAll(/(<<[^<>\n]*>>)(?=\S)/g)].flatMap(({ index, 0: annotation }) => {
    const [check] = checkAnnotations(annotation);
    if (check === undefined || !check.agrees) return [];
    const { expression, value, computed } = check;
    const [line = ''] = text.slice(index + annotation.length).split('\n');
    const shown = rightSide(line.replace(/<<[^<>]*>>/g, ''), expression);
    if (shown === null || agree(expression, shown) || agree(value, shown)) return [];
    return [{ written: `${annotation}${shown.first}`, computed }];
  });
}

function checkEquations(text: string): ArithmeticCheck {
  const lines = text.split('\n');
  const check = (sign: Sign, agrees: (equation: Equation) => boolean) => {
    const equations = lines.flatMap((line) => equationsIn(line, sign));
    const wrong = equations.filter((equation) => !agrees(equation));
    return {
      checked: equations.length,
      wrong: wrong.map(({ left, right }) => ({
        written: `${left} ${sign} ${right.text}`,
        computed: evaluateExpression(left),
      })),
    };
  };
  const exact = check('=', ({ left, right }) => agree(left, right));
  const about = check('≈', ({ left, right }) => agree(left, right, roughlyEqual));
  return { checked: exact.checked + about.checked, wrong: [...exact.wrong, ...about.wrong] };
}

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
    const left = leftSide(line.slice(0, at));
    const right = left === null ? null : rightSide(line.slice(at + 1), left);
    if (left !== null && right !== null) found.push({ at, left, right });
  }
  return found;
}

const operator = /[-+*/×÷·−–xX]/;
/** What an expression is written with. */
const expressionTail = /[\d.,$€£%()+*/×÷·−–xX\s-]*$/;
/** Words that make what follows only a part of the calculation: `50% of 20 + 5`. */
const calculatingWord =
  /\b(?:of|times|plus|minus|by|over|divided|multiplied|twice|double|half|thirds?|quarters?|dozen|hundred|thousand|million|less|more|and)\s*$/i;

/** The expression that ends a text, with at least one operator; null where there is none or only a part of one. */
function leftSide(before: string): string | null {
  const tail = expressionTail.exec(before)?.[0] ?? '';
  const run = tail.replace(/^[.,](?=\s)/, ''); // the comma of `Hence, 3 + 4`
  const around = before.slice(0, before.length - run.length);
  // behind a comma, a full stop or a colon and a space a new expression begins: `On day 1, 3 + 4`
  const parts = run.split(/(?<=[\d)%])[.,](?=\s)/);
  let expression = parts.at(-1)?.trim() ?? '';
  const starts = parts.length > 1 || around.trim() === '' || /[:;=≈([{"']\s*$|[\p{L}.][.,]$/u.test(around);
  if (around.trim() === '' && parts.length === 1) expression = expression.replace(/^[-–*]\s+/, ''); // a list item
  expression = expression.replace(/^\d{1,2}\)\s*/, (number) => (isBalanced(expression) ? number : ''));
  if (!isBalanced(expression)) return null;
  if (!starts && (/^[-+*/×÷·−–xX]/.test(expression) || calculatingWord.test(around))) return null;
  if (!starts && /[\w)\]}]$/.test(around) && !/^\s/.test(run)) return null; // y2 + 3
  if (/^[*/×÷·xX+]/.test(expression) || !isPlain(expression)) return null;
  return evaluateExpression(expression) === null ? null : expression;
}

/** At least one operator between two operands, and every x between numbers: an unknown is none. */
function isPlain(expression: string): boolean {
  if (/(?<![\d.,])0\d{3}(?!\d)/.test(expression)) return false; // a time of day: 0900 - 0130
  if (/[xX]/.test(expression.replace(/(?<=[\d)%.])\s*[xX]\s*(?=[\d($€£.])/g, '*'))) return false;
  return /[\d)%.]\s*[-+*/×÷·−–xX(]\s*[-\d($€£.]/.test(expression) && operator.test(expression);
}

function isBalanced(text: string): boolean {
  let open = 0;
  for (const character of text) {
    if (character === '(') open++;
    if (character === ')' && --open < 0) return false;
  }
  return open === 0;
}

export interface RightSide {
  /** The result as it is written: a number, or an expression that goes on. */
  readonly text: string;
  /** The first number alone: `13` in `16 - 3 = 13 - 4 = 9`. */
  readonly first: string;
}

const number = '(?:\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)?|\\.\\d+';
const mixed = /^(\d+)\s+(\d+)\s*\/\s*(\d+)(?!\d)/;
const firstNumber = new RegExp(`^-?\\s?[$€£]?\\s?(?:${number})\\s?%?`);
const wholeExpression = /^[\d.,$€£%()+*/×÷·−–xX\s-]*/;

/** The result behind an equals sign; null where it is none, or a number that something else belongs to. */
export function rightSide(after: string, left: string): RightSide | null {
  const text = after.trimStart();
  const parts = mixed.exec(text);
  if (parts !== null && Number(parts[2]) < Number(parts[3])) {
    const value = `${parts[1]} + ${parts[2]} / ${parts[3]}`;
    return { text: value, first: value };
  }
  const first = firstNumber.exec(text)?.[0];
  if (first === undefined) return null;
  const behind = text.slice(first.length);
  if (/^\s?(?:hundred|thousand|million|billion|trillion|dozen|k|m|bn|remainder|r|rem)\b/i.test(behind))
    return null;
  if (/^(?::\d|[a-z]*\^|\s*[a-z]+\s+(?:and\s+)?\d|\.\d|\s?[xX]\b(?!\s*\d)|[a-zA-Z]\s*[-+*/=])/.test(behind))
    return null;
  if (/^\s?\d/.test(behind)) return null; // 18 000
  if (/^\s?cents?\b/i.test(behind) && /[$.]/.test(left)) return null; // $2.50 - $2.24 = 26 cents
  const run = (wholeExpression.exec(text)?.[0] ?? '').split(/(?<=[\d)%])[.,](?=\s|$)/)[0]?.trim() ?? '';
  const whole = isBalanced(run) && isPlain(run) && evaluateExpression(run) !== null ? run : first.trim();
  return { text: whole, first: first.trim() };
}

/** Equal, or equal when rounded to the decimals that are written; percent signs may be left out or left in. */
function agree(left: string, { text, first }: RightSide, equals = equal): boolean {
  // `28 / 1/5` is a division by a fifth to whoever writes it so
  const byFraction = left.replace(/\/\s+(\d+)\/(\d+)(?!\d)/g, '/ ($1/$2)');
  const spellings = [left, left.replaceAll('%', ''), byFraction];
  const results = [text, first, text.replaceAll('%', ''), first.replaceAll('%', '')];
  return spellings.some((expression) => results.some((result) => equals(expression, result)));
}

/** Whether an expression comes to a result as it is written, or rounded to its decimals. */
export function equal(expression: string, result: string): boolean {
  const [computed, written] = [evaluateExpression(expression), evaluateExpression(result)];
  if (computed === null || written === null) return false;
  const decimals = /\.(\d+)\s?%?$/.exec(result)?.[1]?.length ?? 0;
  const scale = 10 ** (result.trim().endsWith('%') ? decimals + 2 : decimals);
  const difference = Math.abs(Number(computed) - Number(written));
  const rounding = decimals > 0 ? 0.5 / scale : 0;
  return difference <= rounding + 1e-9 * Math.max(1, Math.abs(Number(computed)));
}

/** How far behind `≈` a result may be from what the expression comes to, as a share of it. */
const roughly = 0.05;

/** Whether an expression comes about to a result: within 5 %, or half a unit of the last place that is written. */
function roughlyEqual(expression: string, result: string): boolean {
  const [computed, written] = [evaluateExpression(expression), evaluateExpression(result)];
  if (computed === null || written === null) return false;
  const decimals = /\.(\d+)\s?%?$/.exec(result)?.[1]?.length ?? 0;
  const unit = 10 ** -(result.trim().endsWith('%') ? decimals + 2 : decimals);
  const allowed = Math.max(roughly * Math.abs(Number(computed)), 0.5 * unit);
  return Math.abs(Number(computed) - Number(written)) <= allowed + 1e-9;
}
