// A number with its unit beside the sign of a stated conversion: `48 hours`, `$5`, `1 1/2 feet`, `half an hour`, `2 hours and 30 minutes`.
import { numbersIn } from '../../data/index.ts';

export interface Part {
  readonly value: number;
  /** As it is written. */
  readonly digits: string;
  readonly decimals: number;
  readonly unit: string;
}

export interface Quantity {
  readonly start: number;
  readonly end: number;
  /** Two where it is said in two units. */
  readonly parts: readonly Part[];
  readonly about: boolean;
}

const digits = '(?:\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)?|\\.\\d+';
const tens = 'twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety';
const words = `an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half an?|half of an?|a half|a quarter of an?|(?:${tens})(?:-\\p{L}+)?|(?:one|a) hundred`;
/** A count in digits, as a fraction or in words. */
export const countPattern = `(?:\\d+ (?:and )?\\d+\\/\\d+|\\d+\\/\\d+(?: of an?)?|${digits}|\\b(?:${words})\\b)`;
const unit = '\\p{L}+';
const part = `(?:([$€£])\\s?(${digits})|(${countPattern})[ -]?(${unit})\\.?)`;
const about =
  '(about|around|approximately|approx\\.?|roughly|nearly|almost|~|just (?:over|under)|exactly|only|just|also)?\\s*';

const single = { before: new RegExp(`${part}$`, 'iu'), after: new RegExp(`^${about}${part}`, 'iu') };
const double = {
  before: new RegExp(`${part},?(?: and)? ${part}$`, 'iu'),
  after: new RegExp(`^${about}${part}(?: and)? ${part}`, 'iu'),
};
const LONGEST = 70; // characters of a quantity

/** What ends at `end`: in two units, then its last part alone. */
export function quantityBefore(line: string, end: number): Quantity[] {
  const from = Math.max(0, end - LONGEST);
  const text = line.slice(from, end).trimEnd().replace(/,$/, '');
  return [double.before, single.before].flatMap((pattern) => {
    const match = pattern.exec(text);
    if (match === null || /[\p{L}\d.,/$€£]$/u.test(text.slice(0, match.index))) return []; // a part of a number
    const start = from + match.index;
    return quantityOf(start, start + match[0].length, match.slice(1), false);
  });
}

/** What begins at `start`, behind spaces: in two units, then its first part alone. */
export function quantityAfter(line: string, start: number): Quantity[] {
  const at = start + (/^\s*/.exec(line.slice(start, start + LONGEST))?.[0].length ?? 0);
  const text = line.slice(at, at + LONGEST);
  return [double.after, single.after].flatMap((pattern) => {
    const match = pattern.exec(text);
    if (match === null) return [];
    const [near, ...groups] = match.slice(1);
    const isAbout = near !== undefined && !/^(?:exactly|only|just|also)$/i.test(near);
    return quantityOf(at, at + match[0].length, groups, isAbout);
  });
}

function quantityOf(
  start: number,
  end: number,
  groups: readonly (string | undefined)[],
  isAbout: boolean,
): Quantity[] {
  const parts: Part[] = [];
  for (let at = 0; at < groups.length; at += 4) {
    const [currency, amount, number = amount, name = currency] = groups.slice(at, at + 4);
    const value = number === undefined ? null : countOf(number);
    if (number === undefined || name === undefined || value === null) return [];
    const decimals = /\.(\d+)$/.exec(number)?.[1]?.length ?? 0;
    parts.push({ value, digits: number, decimals, unit: name });
  }
  return [{ start, end, parts, about: isAbout }];
}

/** The number that such a count is; null where it is none. */
export function countOf(text: string): number | null {
  const [, whole = '0', top, bottom] = /^(?:(\d+) (?:and )?)?(\d+)\/(\d+)/.exec(text) ?? [];
  if (top !== undefined) {
    const isFraction = Number(top) < Number(bottom); // 276/12 is a division
    return isFraction ? Number(whole) + Number(top) / Number(bottom) : null;
  }
  if (/^half|^a half/i.test(text)) return 0.5;
  if (/^a quarter/i.test(text)) return 0.25;
  if (/^an?$/i.test(text)) return 1;
  return numbersIn(text)[0] ?? null;
}
