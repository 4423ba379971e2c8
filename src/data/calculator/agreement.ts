// Whether an expression comes to the result that is written, rounded or as a percentage.

import type { RightSide } from './equations.ts';
import { evaluateExpression } from './expression.ts';

/** `50 - 20%` takes a fifth of the 50 away. */
const changeByPercent = /^([^%]*[\d)])\s*([-+−–])\s*([\d.]+\s?%)$/;

/** Equal, or equal when rounded to the decimals that are written; percent signs may be left out or left in. */
export function agree(left: string, { text, first }: RightSide, equals = equal): boolean {
  // `28 / 1/5` is a division by a fifth to whoever writes it so
  const byFraction = left.replace(/(?:\/\s+|÷\s*)(\d+)\/(\d+)(?!\d)/g, '/ ($1/$2)');
  const byPercent = left.replace(changeByPercent, '($1) * (1 $2 $3)');
  // `$80 - 25%` is no difference of 80 and 25
  const isChange = byPercent !== left && !text.includes('%');
  const spellings = [left, byFraction, byPercent, ...(isChange ? [] : [left.replaceAll('%', '')])];
  const results = [text, first, text.replaceAll('%', ''), first.replaceAll('%', '')];
  const divides = /[/÷]/.test(left);
  return spellings.some((expression) =>
    results.some((result) => equals(expression, result) || (divides && isWholePercent(expression, result))),
  );
}

/** What an expression comes to, as its writer means it. */
export const computedOf = (expression: string): string | null =>
  evaluateExpression(expression.replace(changeByPercent, '($1) * (1 $2 $3)'));

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
export function roughlyEqual(expression: string, result: string): boolean {
  const [computed, written] = [evaluateExpression(expression), evaluateExpression(result)];
  if (computed === null || written === null) return false;
  const decimals = /\.(\d+)\s?%?$/.exec(result)?.[1]?.length ?? 0;
  const unit = 10 ** -(result.trim().endsWith('%') ? decimals + 2 : decimals);
  const allowed = Math.max(roughly * Math.abs(Number(computed)), 0.5 * unit);
  return Math.abs(Number(computed) - Number(written)) <= allowed + 1e-9;
}
