// Statements that so many dozens are a number of things: `3 dozen eggs = 36 eggs`, `36 eggs is 3 dozen`. A price (`2 dozen = $6`) and boxes
// in which the things are (`2 dozen = 4 boxes`) are left alone.
import { unitStem as stem } from '../../data/index.ts';
import { measure } from './calculation-start.ts';
import { isCalculatedWith, isStatement, signs } from './conversion-grammar.ts';
import { countOf, countPattern } from './conversion-quantities.ts';
import type { StatedConversion } from './stated-conversions.ts';

const dozens = `(?<dozens>${countPattern}) (?<dozen>dozens?)(?: (?:of )?(?<ofDozens>\\p{L}+))?`;
const things = `(?<money>[$€£])?(?!\\d+\\/)(?<things>${countPattern})(?: (?!dozens?\\b)(?<ofThings>\\p{L}+))?`;
const pairs = [
  { left: new RegExp(`(?<![\\p{L}\\d.,/])${dozens}$`, 'iu'), right: new RegExp(`^${things}`, 'iu') },
  { left: new RegExp(`(?<![\\p{L}\\d.,/])${things}$`, 'iu'), right: new RegExp(`^${dozens}`, 'iu') },
];
const LONGEST = 60; // characters of a quantity with what it counts
const holders =
  /^(?:box|bag|tray|carton|case|pack|package|basket|crate|set|group|row|friend|person|people|child|children)$/;

export function statedDozens(line: string): StatedConversion[] {
  if (!/\bdozen/i.test(line)) return [];
  return signs(line).flatMap((sign) => {
    const [from, to] = sign.span;
    const before = line.slice(Math.max(0, from - LONGEST), from).trimEnd();
    const after = line.slice(to).trimStart();
    for (const { left, right } of pairs) {
      const [one, other] = [left.exec(before), right.exec(after.slice(0, LONGEST))];
      if (one === null || other === null) continue;
      const start = line.slice(0, from).trimEnd().length - before.length + one.index;
      const end = line.length - after.length + other[0].length;
      const named = { ...one.groups, ...other.groups } as Record<string, string | undefined>;
      const isDozensFirst = one.groups?.dozens !== undefined;
      const first = countOf((isDozensFirst ? named.dozens : named.things) ?? '') ?? 0;
      if (isCalculatedWith(line.slice(0, start), line.slice(end))) return [];
      if (!isStatement(sign, line.slice(0, start), first, line.slice(end))) return [];
      return [{ sign: sign.span, found: judge(named, line.slice(start, end), sign.about, isDozensFirst) }];
    }
    return [];
  });
}

function judge(
  { dozens: many = '', things: count = '', ofDozens, ofThings, money }: Record<string, string | undefined>,
  written: string,
  about: boolean,
  dozensFirst: boolean,
): StatedConversion['found'] {
  const [one, other] = [countOf(many), countOf(count)];
  const [thing, name] = [ofDozens, ofThings].map((word) =>
    word === undefined ? null : stem(word.toLowerCase()),
  );
  if (one === null || other === null || money !== undefined) return null;
  if (thing !== null && name !== null && thing !== name) return null;
  if (thing === null && typeof name === 'string' && (holders.test(name) || measure.test(name))) return null;
  const agrees = Math.abs(12 * one - other) <= (about ? 0.05 * other : 1e-9);
  return {
    agrees,
    written,
    computed: dozensFirst ? String(12 * one) : `${Number((other / 12).toPrecision(5))} dozen`,
  };
}
