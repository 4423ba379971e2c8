// Units that people convert into each other, and the factors by which a calculation may come to a result in another unit.
import { ownTable } from '../../data/index.ts';

/** For every kind of quantity the size of its units, in the smallest of them. */
const sizes = [
  { second: [1], minute: [60], hour: [3600], day: [86_400], week: [604_800] },
  { day: [1], week: [7], month: [28, 30, 31], year: [360, 364, 365, 366], decade: [3650] },
  { week: [1], month: [4], year: [48, 52] },
  { month: [1], year: [12], decade: [120] },
  { inch: [1], foot: [12], yard: [36], mile: [63_360] },
  { mm: [1], cm: [10], inch: [25, 25.4], foot: [304.8], yard: [914.4], m: [1000], km: [1_000_000] },
  { km: [1], mile: [1.6, 1.609] },
  { cent: [1], nickel: [5], dime: [10], quarter: [25], dollar: [100], euro: [100], pound: [100] },
  { ounce: [1], pound: [16], ton: [32_000] },
  { mg: [1], g: [1000], kg: [1_000_000], ton: [1_000_000_000] },
  { pound: [1], kg: [2.2, 2.205] },
  { teaspoon: [1], tablespoon: [3], ounce: [6], cup: [48], pint: [96], quart: [192], gallon: [768] },
  { ml: [1], l: [1000] },
  { kb: [1], mb: [1000, 1024], gb: [1_000_000, 1_048_576] },
].map((kind) => ownTable<readonly number[]>(kind));

/** Things that are counted in pairs or dozens: the factor to any other unit. */
const collections = ownTable({ pair: 2, couple: 2, dozen: 12 });

/** Other spellings of a unit, without the plural. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/^(?:\$|buck)$/, 'dollar'],
  [/^(?:¢|penny|penni)$/, 'cent'],
  [/^percent$/, '%'],
  [/^sec$/, 'second'],
  [/^min$/, 'minute'],
  [/^(?:hr|h)$/, 'hour'],
  [/^in$/, 'inch'],
  [/^ft$/, 'foot'],
  [/^(?:mi|mph)$/, 'mile'],
  [/^kilomet(?:er|re)$/, 'km'],
  [/^met(?:er|re)$/, 'm'],
  [/^centimet(?:er|re)$/, 'cm'],
  [/^millimet(?:er|re)$/, 'mm'],
  [/^oz$/, 'ounce'],
  [/^lb$/, 'pound'],
  [/^gram$/, 'g'],
  [/^kilogram$/, 'kg'],
  [/^lit(?:er|re)$/, 'l'],
  [/^millilit(?:er|re)$/, 'ml'],
];

/** The one name of a unit: `$` and `dollar` are the same. */
export const unitName = (unit: string): string =>
  spellings.find(([spelling]) => spelling.test(unit))?.[1] ?? unit;

/** By what a number in one unit is multiplied to say it in another; empty where nobody converts one into the other. */
export function factorsBetween(from: string, to: string): number[] {
  const [source, target] = [unitName(from), unitName(to)];
  if (source === target) return [];
  const collected = (collections[source] ?? 1) / (collections[target] ?? 1);
  const counted = collected === 1 ? [] : [collected];
  const converted = sizes.flatMap((kind) =>
    (kind[source] ?? []).flatMap((size) => (kind[target] ?? []).map((unit) => size / unit)),
  );
  const share = target === '%' ? [100] : [];
  return [...new Set([...counted, ...converted, ...share])];
}

/**
 * By what the value of a calculation may be multiplied to give its result: from a unit of its numbers to that of the result, and between
 * units that meet in it, in either direction (`60 miles/hour * 30 minutes`). `per` holds the units behind that of the result: `$1 per minute`.
 */
export function conversions(
  units: readonly string[],
  result: string | null,
  per: readonly string[] = [],
): number[] {
  const toResult = result === null ? [] : units.flatMap((unit) => factorsBetween(unit, result));
  const met = [...units, ...per.filter((unit) => result === null || unitName(unit) !== unitName(result))];
  const among = units.flatMap((unit) =>
    met.flatMap((other) => factorsBetween(unit, other).flatMap((factor) => [factor, 1 / factor])),
  );
  return [...new Set([...toResult, ...among, ...toResult.flatMap((a) => among.map((b) => a * b))])];
}
