// Results that are not what an expression comes to, and say why: they are rounded or broken off, or a division leaves a rest.
import { evaluateExpression, unitStem as stem } from '../../data/index.ts';
import { measure } from './calculation-start.ts';

/** Words that say that something remains, or that only whole ones count. */
const rest =
  /\b(?:remainder|rem|remain(?:s|ing)?|left(?:\s?-?over)?|whole|full|complete)\b|^,?\s?\(?r\s?\d+\b/i;
/** ` dollars left`: the result itself is what is left. */
const resultIsLeft = /^(?:\s\p{L}+)?\sleft\b(?!\s?-?over)/u;
const rounds = /\b(?:round(?:s|ed|ing)?|truncat\w*|ceil\w*|floor\w*|nearest)\b/i;
const brokenOff = /^\s?\(?(?:\.{2,}|…|repeating\b|recurring\b|and so on\b|etc\b)/i;

const SHOWN = 80; // characters behind a result that may say so

/**
 * Whether `shown` stands for what the expression comes to, by the words behind it: `7 / 2 = 3, with 1 left over`, `41.2 * 3 = 124 (rounded)`,
 * `2 / 3 = 0.66...`, `2 / 3 = 66.66...%`. `behind` begins with `shown`.
 */
export function isRounded(expression: string, shown: string, behind: string): boolean {
  const [, minus, digits = '', decimals = ''] =
    /^(-?)\s?[$€£]?\s?([\d,]*(?:\.(\d+))?)\s?%?$/.exec(shown) ?? [];
  if (digits === '') return false;
  const after = behind.slice(behind.startsWith(shown) ? shown.length : 0).slice(0, SHOWN);
  const isBroken = brokenOff.test(after);
  const isDivision = /[/÷]/.test(expression);
  const leaves = isDivision && rest.test(after) && !resultIsLeft.test(after);
  const isRound = rounds.test(after);
  if (!isBroken && !leaves && !isRound) return false;
  const value = Number(evaluateExpression(expression) ?? Number.NaN);
  const written = Number(`${minus}${digits.replaceAll(',', '')}`);
  const unit = 10 ** -decimals.length;
  const exacts = decimals === '' && !shown.endsWith('%') ? [value] : [value, 100 * value];
  const accepts = (fits: (exact: number) => boolean) => exacts.some(fits);
  if (isBroken && accepts((exact) => isCutOff(exact, written, unit))) return true;
  if (isRound) {
    if (/\btruncat/i.test(after)) return accepts((exact) => isCutOff(exact, written, unit));
    const toward = direction(after);
    const units = [unit, ...namedUnit(after)];
    if (accepts((exact) => units.some((size) => isRoundedTo(exact, written, size, toward)))) return true;
    return isDivision && decimals.length > 1 && accepts((exact) => isCutOff(exact, written, unit));
  }
  // of a division with a rest a whole number, or one that breaks off late enough
  return decimals.length !== 1 && accepts((exact) => isCutOff(exact, written, unit));
}

/** Whether the value has the digits that are written, and others behind them. */
function isCutOff(exact: number, written: number, unit: number): boolean {
  const unitsOf = (value: number) => Math.trunc(Math.abs(value) / unit + 1e-9);
  return exact * written >= 0 && unitsOf(exact) === unitsOf(written);
}

type Direction = 'up' | 'down' | 'nearest';

function direction(after: string): Direction {
  const up = /\b(?:up|next|higher|ceil\w*)\b/i.test(after);
  const down = /\b(?:down|lower|floor\w*)\b/i.test(after);
  return up === down ? 'nearest' : up ? 'up' : 'down';
}

function isRoundedTo(exact: number, written: number, unit: number, toward: Direction): boolean {
  const multiple = Math.round(written / unit) * unit;
  if (Math.abs(multiple - written) > 1e-9 * Math.max(1, Math.abs(written))) return false;
  const difference = (written - exact) / unit;
  if (toward === 'up') return difference > -1e-9 && difference < 1 - 1e-9;
  if (toward === 'down') return difference < 1e-9 && difference > -1 + 1e-9;
  return Math.abs(difference) <= 0.5 + 1e-9;
}

const units: Readonly<Record<string, number>> = {
  ...{ ten: 10, hundred: 100, thousand: 1000, million: 1e6, tenth: 0.1, hundredth: 0.01, thousandth: 0.001 },
  ...{ cent: 0.01, penny: 0.01, dollar: 1, half: 0.5, quarter: 0.25, nickel: 0.05, dime: 0.1 },
};

/** `rounded to the nearest ten` */
function namedUnit(after: string): number[] {
  const [, name = ''] =
    /\b(?:nearest|next|to(?: the)?(?!\s(?:the|nearest|next)))\s+(?:whole\s+|full\s+)?[$€£]?(\d[\d.,]*|\p{L}+)/iu.exec(
      after,
    ) ?? [];
  const size = /^\d/.test(name)
    ? Number(name.replace(/,|\.$/g, ''))
    : (units[name.toLowerCase()] ?? units[stem(name.toLowerCase())]);
  return size === undefined || !(size > 0) ? [] : [size];
}

export interface Remainder {
  /** From the result on, as it is written. */
  readonly written: string;
  readonly computed: string;
}

const saysRemainder =
  /^(?:(?:\s\p{L}+){0,2}?(?:,|\s?\()?\s*(?:with |and |leaving )?(?:an? |the )?(?<!\p{L})(?:remainder|rem\.?)\s?(?:of |is |= ?|: ?)?|,?\s?\(?r\s?)[$€£]?(\d[\d,]*(?:\.\d+)?)(?![\d.,]*\d|\s?[/%])/iu;
const saysLeft =
  /^(?:\s\p{L}+){0,2}?,?\s(?:with|and)\s[$€£]?(\d[\d,]*(?:\.\d+)?)((?:\s\p{L}+)?)(?:\s(?:is|are))?\s(?:left\s?-?over|left|remaining)\b/iu;

/** The rest that is said of a division and is another one: `100 / 7 = 14 remainder 3`; null where it is right, or cannot be computed. */
export function wrongRemainder(expression: string, shown: string, behind: string): Remainder | null {
  if (!/[/÷]/.test(expression) || !behind.startsWith(shown)) return null;
  const after = behind.slice(shown.length, shown.length + SHOWN);
  const [remainder, left] = [saysRemainder.exec(after), saysLeft.exec(after)];
  const said = remainder ?? left;
  if (said === null || (left !== null && measure.test(stem((left[2] ?? '').trim().toLowerCase()))))
    return null;
  const alone = /^\(([^()]*)\)$/.exec(expression)?.[1] ?? expression;
  const [, top = '', bottom = ''] = /^(.*)[/÷]\s*([$€£]?[\d.,]+)$/.exec(alone) ?? [];
  const [dividend, divisor, value, quotient] = [top, bottom, expression, shown].map((text) =>
    Number(evaluateExpression(text) ?? Number.NaN),
  ) as [number, number, number, number];
  if (!(Math.abs(dividend / divisor - value) < 1e-6)) return null;
  const isExact = Math.abs(value - quotient) < 1e-9;
  if (remainder === null && isExact) return null; // (23 - 2) / 7 = 3, with 2 left over
  const stated = Number((said[1] ?? '').replaceAll(',', ''));
  const expected = dividend - quotient * divisor;
  if ([expected, value - quotient].some((right) => Math.abs(right - stated) < 1e-6)) return null;
  const whole = Math.floor(value + 1e-9);
  const over = Number((dividend - whole * divisor).toFixed(6));
  return { written: `${shown}${said[0]}`, computed: `${whole} remainder ${over}` };
}
