// Recomputes every calculation that a text states: `<<16-3=13>>`, plain `16 - 3 = 13`, and with words (word-calculations.ts).
import { checkAnnotations, evaluateExpression } from '../../data/index.ts';
import { colonEquations, equationsIn, numberBefore, type RightSide, rightSide } from './equations.ts';
import { type WordCalculation, wordCalculations } from './word-calculations.ts';

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
    const behind = index + annotation.length;
    const [line = ''] = text.slice(behind, behind + LONGEST_SHOWN).split('\n');
    const shown = rightSide(line.replace(/<<[^<>]*>>/g, ''), expression);
    if (shown === null || agree(expression, shown) || agree(value, shown)) return [];
    return [{ written: `${annotation}${shown.first}`, computed }];
  });
}

const LONGEST_SHOWN = 500; // characters behind an annotation in which its result is shown

/** The lines of a text; one that begins with a sign goes on with the line before it. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    if (lines.length > 0 && /^\s*[=≈]/.test(line)) lines.push(`${lines.pop()} ${line.trimStart()}`);
    else lines.push(line);
  }
  return lines;
}

function checkEquations(text: string): ArithmeticCheck {
  const checks = linesOf(text).map(checkLine);
  return {
    checked: checks.reduce((sum, { checked }) => sum + checked, 0),
    wrong: checks.flatMap(({ wrong }) => wrong),
  };
}

function checkLine(line: string): ArithmeticCheck {
  const exact = equationsIn(line).map((equation) => ({ ...equation, sign: '=', equals: equal }));
  const rough = equationsIn(line, '≈').map((equation) => ({ ...equation, sign: '≈', equals: roughlyEqual }));
  const colons = colonEquations(line).map((equation) => ({ ...equation, sign: ':', equals: equal }));
  const plain = [...exact, ...rough, ...colons];
  const found = plain.map(({ left, right, sign, equals, at }) => ({
    agrees: agree(left, right, equals) || isCutOff(left, right.first, line.slice(at)),
    written: sign === ':' ? `${left}: ${right.text}` : `${left} ${sign} ${right.text}`,
    computed: evaluateExpression(left),
  }));
  const isPlain = new Set(plain.map(({ at }) => at));
  for (const calculation of wordCalculations(line, isPlain)) {
    const checked = checkWords(line, calculation);
    if (checked !== null) found.push(checked);
  }
  for (const { index: at } of line.matchAll(/=/g)) {
    const numbers = isPlain.has(at) ? null : numberBefore(line, at);
    if (numbers === null) continue;
    const { left, right } = numbers;
    const agrees = agree(left, right) || agree(right.text, { text: left, first: left });
    found.push({ agrees, written: `${left} = ${right.text}`, computed: evaluateExpression(right.text) });
  }
  const wrong = found.filter(({ agrees }) => !agrees);
  return { checked: found.length, wrong: wrong.map(({ written, computed }) => ({ written, computed })) };
}

/** Null where its result is no number, or cannot be computed. */
function checkWords(line: string, calculation: WordCalculation) {
  const { readings, written, resultAt, results, about, factors } = calculation;
  const computed = evaluateExpression(readings[0] ?? '');
  const behind = line.slice(resultAt);
  const inUnits = factors.length > 0; // then `$3 times 4 is 1200 cents` is no riddle
  const number = results === null ? rightSide(behind, inUnits ? '' : written) : null;
  const rights = number === null ? (results ?? []).map((text) => ({ text, first: text })) : [number];
  const [shown] = rights;
  if (computed === null || shown === undefined) return null;
  const equals = about ? roughlyEqual : equal;
  const agrees = readings.some((reading) =>
    rights.some(
      (right) =>
        agree(reading, right, equals) ||
        isCutOff(reading, right.first, behind) ||
        factors.some((factor) => equal(`(${reading})*${spelled(factor)}`, right.first)),
    ),
  );
  return { agrees, written: `${written} ${shown.text}`, computed };
}

/** A factor as the calculator reads it: a whole number, or one divided by a whole number, without rounding. */
function spelled(factor: number): string {
  const inverse = Math.round(1 / factor);
  return factor < 1 && Math.abs(factor * inverse - 1) < 1e-12 ? `(1/${inverse})` : `(${factor.toFixed(12)})`;
}

/** Words that say that something remains, or that only whole ones count. */
const rest =
  /\b(?:remainder|rem|remain(?:s|ing)?|left(?:\s?-?over)?|round(?:s|ed|ing)?|whole|full|complete)\b/i;
/** `= 8 dollars left`: the result itself is what is left. */
const resultIsLeft = /^[=≈\s]*[$€£]?\s?[\d,.]+(?:\s\p{L}+)?\sleft\b(?!\s?-?over)/u;

/**
 * A division whose words say what became of the rest (`7 / 2 = 3, with 1 left over`), or whose result is broken off (`2 / 3 = 0.66...`,
 * `2 / 3 = 66.66...%`).
 */
function isCutOff(expression: string, first: string, line: string): boolean {
  if (!expression.includes('/')) return false;
  const [result, written] = [evaluateExpression(expression), evaluateExpression(first)].map(Number);
  if (result === undefined || written === undefined) return false;
  const behind = line.slice(0, 80);
  const says = rest.test(behind) && !resultIsLeft.test(behind);
  if (/^\d[\d,]*$/.test(first)) return says && wholesOf(result, behind).includes(written);
  const decimals = /^[$€£]?[\d,]*\.(\d{2,})$/.exec(first)?.[1]?.length;
  if (decimals === undefined || !(says || /^[^\s]*?\d(?:\.{2,}|…)/.test(behind))) return false;
  const unit = 10 ** -decimals;
  return [result, 100 * result].some((exact) => exact - written >= 0 && exact - written < unit);
}

/** The whole numbers for which a result may stand. Only one that is rounded may be greater than it; a rest leaves the one below. */
function wholesOf(result: number, behind: string): number[] {
  if (!/\bround/i.test(behind)) return [Math.floor(result)];
  const up = /\b(?:up|next|higher)\b/i.test(behind);
  const down = /\b(?:down|lower)\b/i.test(behind);
  if (up !== down) return [up ? Math.ceil(result) : Math.floor(result)];
  return [Math.round(result)];
}

/** Equal, or equal when rounded to the decimals that are written; percent signs may be left out or left in. */
function agree(left: string, { text, first }: RightSide, equals = equal): boolean {
  // `28 / 1/5` is a division by a fifth to whoever writes it so
  const byFraction = left.replace(/\/\s+(\d+)\/(\d+)(?!\d)/g, '/ ($1/$2)');
  // `50 - 20%` takes a fifth of the 50 away
  const byPercent = left.replace(/^([^%]*[\d)])\s*([-+−–])\s*([\d.]+\s?%)$/, '($1) * (1 $2 $3)');
  const spellings = [left, left.replaceAll('%', ''), byFraction, byPercent];
  const results = [text, first, text.replaceAll('%', ''), first.replaceAll('%', '')];
  const divides = /[/÷]/.test(left);
  return spellings.some((expression) =>
    results.some((result) => equals(expression, result) || (divides && isWholePercent(expression, result))),
  );
}

/** `2/3 = 67%`, `2/3 * 100 = 67%`: a division rounded to a whole percentage. */
function isWholePercent(expression: string, result: string): boolean {
  const percent = Number(/^(\d+)\s?%$/.exec(result.trim())?.[1] ?? Number.NaN);
  const share = Number(evaluateExpression(expression) ?? Number.NaN);
  return [share, 100 * share].some((exact) => exact > 1 && Math.abs(exact - percent) <= 0.5 + 1e-9);
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
