// Units that people convert into each other, and the factors by which a calculation may come to a result in another unit.
import { ownTable } from '../../data/index.ts';
import { unitKinds } from './unit-kinds.ts';

const kinds = unitKinds.map(({ use, sizes }) => ({ use, sizes: ownTable<readonly number[]>(sizes) }));

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
  [/^wk$/, 'week'],
  [/^yr$/, 'year'],
  [/^in$/, 'inch'],
  [/^ft$/, 'foot'],
  [/^yd$/, 'yard'],
  [/^(?:mi|mph)$/, 'mile'],
  [/^kilomet(?:er|re)$/, 'km'],
  [/^met(?:er|re)$/, 'm'],
  [/^centimet(?:er|re)$/, 'cm'],
  [/^millimet(?:er|re)$/, 'mm'],
  [/^oz$/, 'ounce'],
  [/^lb$/, 'pound'],
  [/^gram$/, 'g'],
  [/^kilogram$/, 'kg'],
  [/^milligram$/, 'mg'],
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
  const common = kinds.filter(({ sizes }) => sizes[source] !== undefined && sizes[target] !== undefined);
  const isExact = common.some(({ use }) => use === 'exact'); // 16 ounces are a pound, whatever both are in grams
  const converted = common
    .filter(({ use }) => !(isExact && use === 'rough'))
    .flatMap(({ sizes }) =>
      (sizes[source] ?? []).flatMap((size) => (sizes[target] ?? []).map((unit) => size / unit)),
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
