// Numbers as a reader wants them. What is not a finite number is an en dash. Units are joined by a no-break space.
import type { Interval } from './types.ts';

const NONE = '–';
const SPACE = '\u00a0';
const MINUS = '\u2212';

/** 0.5234 -> `52.3 %`. */
export function percent(fraction: number, decimals = 1): string {
  return Number.isFinite(fraction) ? `${(fraction * 100).toFixed(decimals)}${SPACE}%` : NONE;
}

/** [0.471, 0.569] -> `47.1–56.9 %`. */
export function interval([low, high]: Interval): string {
  return Number.isFinite(low) && Number.isFinite(high) ? `${(low * 100).toFixed(1)}–${percent(high)}` : NONE;
}

/** A difference of two accuracies in percentage points, with its sign: `+42.7`. */
export function points(fraction: number): string {
  if (!Number.isFinite(fraction)) return NONE;
  const text = Math.abs(fraction * 100).toFixed(1);
  if (text === '0.0') return text;
  return `${fraction < 0 ? MINUS : '+'}${text}`;
}

/** 1319 -> `1,319`. */
export function count(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : NONE;
}

/** `1 problem`, `1,319 problems`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Three significant digits without an exponent: `0.412`, `17.3`, `124`. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z'] as const;

/** The SI prefix in which `value` reads best, and what to divide by. */
export function siPrefix(value: number): { prefix: string; divisor: number } {
  const wanted = Math.floor(Math.log10(Math.abs(value)) / 3);
  const power = Number.isFinite(wanted) ? Math.min(PREFIXES.length - 1, Math.max(0, wanted)) : 0;
  return { prefix: PREFIXES[power] ?? '', divisor: 10 ** (3 * power) };
}

/** 1234567 -> `1.23 M`; below a thousand the number itself; 999999 -> `1.00 M`. */
export function compact(value: number, unit = ''): string {
  if (!Number.isFinite(value)) return NONE;
  const rounded = Number(value.toPrecision(3));
  if (Math.abs(rounded) < 1000) {
    const plain = Number.isInteger(rounded) ? String(rounded) : significant(rounded);
    return unit === '' ? plain : `${plain}${SPACE}${unit}`;
  }
  const { prefix, divisor } = siPrefix(rounded);
  return `${significant(rounded / divisor)}${SPACE}${prefix}${unit}`;
}

/** 112.4 -> `1 min 52 s`; 4.23 -> `4.2 s`; 5400 -> `1 h 30 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return NONE;
  if (seconds < 9.95) return `${seconds.toFixed(1)}${SPACE}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${SPACE}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}${SPACE}min ${whole % 60}${SPACE}s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)}${SPACE}h ${minutes % 60}${SPACE}min`;
}

/** `< 0.001`, `0.004`, `0.21`. */
export function pValue(p: number): string {
  if (!Number.isFinite(p)) return NONE;
  return p < 0.001 ? '< 0.001' : p < 0.095 ? p.toFixed(3) : p.toFixed(2);
}

/** The same, as it stands in a sentence: `p < 0.001`, `p = 0.21`. */
export function pEquals(p: number): string {
  return p < 0.001 ? `p${SPACE}${pValue(p).replace(' ', SPACE)}` : `p${SPACE}=${SPACE}${pValue(p)}`;
}
