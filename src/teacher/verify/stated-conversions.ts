// Statements that one quantity is another one in other units, without a calculation: `48 hours = 3 days`, `2 feet is 24 inches`,
// `There are 60 minutes in an hour`. Units that nobody converts into each other are left alone.
import { numbersIn, unitStem as stem } from '../../data/index.ts';
import { isCalculatedWith, isStatement, signs } from './conversion-grammar.ts';
import { type Part, type Quantity, quantityAfter, quantityBefore } from './conversion-quantities.ts';
import { same } from './quantities.ts';
import { isRounded } from './rounded.ts';
import { type UnitKind, unitKinds } from './unit-kinds.ts';
import { unitName } from './units.ts';

export interface StatedConversion {
  /** Where its sign or word begins and ends: nothing else reads it. */
  readonly sign: readonly [start: number, end: number];
  /** What is wrong or right with it; null where it may be a rate of the problem, such as `5 days = 40 hours` of work. */
  readonly found: { readonly agrees: boolean; readonly written: string; readonly computed: string } | null;
}

/**
 * Every conversion that a line states. `stated`: the numbers of the problem and of what was said before. A ratio of days, lengths or ounces
 * that is among them is a rate or a scale that the problem sets (`1 inch = 5 miles`).
 */
export function statedConversions(line: string, stated: readonly number[]): StatedConversion[] {
  return signs(line).flatMap((sign) => {
    const [start, end] = sign.span;
    const lefts = quantityBefore(line, start);
    const rights = quantityAfter(line, end);
    const pairs = lefts.flatMap((left) => rights.flatMap((right) => pairOf(left, right)));
    const [whole] = pairs;
    if (whole === undefined) return [];
    const { left, right, kind } = whole;
    const from = line.slice(0, left.start);
    const behind = line.slice(right.end);
    if (isCalculatedWith(from, behind) || !isStatement(sign, from, left.parts[0]?.value ?? 0, behind))
      return [];
    if (kind.use === 'counted') return [];
    const agrees = pairs.some((pair) => canStandAlone(pair, whole, line) && isSame(pair, sign.about, line));
    const isRate = !agrees && isStated(whole, [...stated, ...numbersAround(line, whole)]);
    const written = writtenAs(line.slice(left.start, right.end));
    const found = isRate ? null : { agrees, written, computed: computedIn(whole) };
    return [{ sign: sign.span, found }];
  });
}

/** Without the full stop of the sentence, and with both parentheses. */
const writtenAs = (text: string): string => {
  const statement = text.trim().replace(/\.$/, '');
  return statement.includes('(') ? `${statement})` : statement;
};

/** `2 hours and 30 minutes = half an hour`, `60 minutes = 1 hour and 30 minutes = half an hour`: of two parts, the one beside the sign. */
function canStandAlone(pair: Pair, whole: Pair, line: string): boolean {
  const before = line.slice(whole.left.start, pair.left.start);
  const behind = line.slice(pair.right.end, whole.right.end);
  if (before !== '' && !/(?:,|\band)\s*$/i.test(before)) return false;
  return (
    behind === '' ||
    (/^\s*and\b/i.test(behind) && /^\s*(?:[=≈]|is\b|are\b)/i.test(line.slice(whole.right.end)))
  );
}

const unitOf = (unit: string): string => unitName(stem(unit.toLowerCase()));

/** Two quantities, and the kind of their units. */
interface Pair {
  readonly left: Quantity;
  readonly right: Quantity;
  readonly kind: UnitKind;
}

/** The pair with the first kind that has all units of both; none where no kind has, or where they are in the same unit anyway. */
function pairOf(left: Quantity, right: Quantity): Pair[] {
  const names = [...left.parts, ...right.parts].map(({ unit }) => unitOf(unit));
  if (new Set(names).size === 1) return [];
  const kind = unitKinds.find(({ sizes }) => names.every((name) => Object.hasOwn(sizes, name)));
  if (kind === undefined) return [];
  const descends = ({ parts: [larger, smaller] }: Quantity): boolean =>
    smaller === undefined || sizeOfUnit(larger, kind) > sizeOfUnit(smaller, kind);
  return descends(left) && descends(right) ? [{ left, right, kind }] : []; // no list such as `20 minutes and 1 hour`
}

const sizeOfUnit = (part: Part | undefined, kind: UnitKind): number =>
  kind.sizes[unitOf(part?.unit ?? '')]?.[0] ?? 0;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** A quantity in the smallest unit of its kind; from the smallest to the largest that the sizes of its units make of it. */
function sizeOf({ parts }: Quantity, { sizes }: UnitKind): Range {
  const ranges = parts.map(({ value, unit }) => {
    const size = sizes[unitOf(unit)] ?? [];
    return { from: value * Math.min(...size), to: value * Math.max(...size) };
  });
  return {
    from: ranges.reduce((sum, { from }) => sum + from, 0),
    to: ranges.reduce((sum, { to }) => sum + to, 0),
  };
}

/** How far a quantity is from what was meant: half a unit of its last decimal. */
function rounding({ parts }: Quantity, { sizes }: UnitKind): number {
  const { decimals, unit } = parts.at(-1) ?? { decimals: 0, unit: '' };
  return decimals === 0 ? 0 : 0.5 * 10 ** -decimals * Math.max(...(sizes[unitOf(unit)] ?? []));
}

const ROUGHLY = 0.05; // of what is said to be about something, and between inches and centimeters

function isSame({ left, right, kind }: Pair, about: boolean, line: string): boolean {
  const [one, other] = [sizeOf(left, kind), sizeOf(right, kind)];
  const share = about || right.about || left.about || kind.use === 'rough' ? ROUGHLY : 1e-9;
  const allowed = rounding(left, kind) + rounding(right, kind) + share * Math.max(one.to, other.to);
  if (one.from <= other.to + allowed && other.from <= one.to + allowed) return true;
  const [last] = right.parts;
  if (last === undefined || right.parts.length > 1) return false;
  const size = (kind.sizes[unitOf(last.unit)] ?? [])[0] ?? 1;
  return isRounded(`${one.from}/${size}`, last.digits, line.slice(right.start));
}

const numbersAround = (line: string, { left, right }: Pair): number[] =>
  numbersIn(`${line.slice(0, left.start)} ; ${line.slice(right.end)}`);

/** Whether how many of one unit make one of the other, or the price of a coin, is a number of the problem or of the rest of the line. */
function isStated({ left, right, kind: { use } }: Pair, stated: readonly number[]): boolean {
  const [one, other] = [left.parts[0]?.value ?? 0, right.parts[0]?.value ?? 0];
  const isSet = (value: number) => stated.some((number) => same(number, value));
  if (left.parts.length + right.parts.length > 2 || one === 0 || other === 0) return false;
  if (use === 'price') return isSet(other);
  return use === 'rate' && isSet(Math.max(one, other) / Math.min(one, other));
}

/** What the left side is in the last unit of the right one. */
function computedIn({ left, right, kind }: Pair): string {
  const { unit } = right.parts.at(-1) ?? { unit: '' };
  const size = kind.sizes[unitOf(unit)] ?? [];
  const { from, to } = sizeOf(left, kind);
  const ends = [from / Math.max(...size), to / Math.min(...size)].map((value) =>
    String(Number(value.toPrecision(5))),
  );
  const value = [...new Set(ends)].join(' to ');
  return /^[$€£]$/.test(unit) ? `${unit}${value}` : `${value} ${unit}`;
}
