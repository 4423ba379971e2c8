import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type IndexTable, placesOf, rowSumTables } from './row-sums.ts';

/** What the graph does with one table of indices: every row of `table` is the sum of the `values` that it names. */
function sums(values: readonly number[], { data, shape: [rows, width] }: IndexTable): number[] {
  const padded = [...values, 0];
  return Array.from({ length: rows }, (_, row) =>
    Array.from(data.slice(row * width, (row + 1) * width)).reduce(
      (sum, index) => sum + (padded[Number(index)] ?? Number.NaN),
      0,
    ),
  );
}

test('gathering by the tables adds every row to its place, whatever repeats', () => {
  const indices = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(indices, (places) => {
      const values = places.map((_, row) => 2 ** (row % 20));
      const expected = new Array<number>(12).fill(0);
      places.forEach((place, row) => {
        expected[place] = (expected[place] ?? 0) + (values[row] ?? 0);
      });
      const tables = rowSumTables(BigInt64Array.from(places.map(BigInt)), 12);
      const whole = [...sums(sums(values, tables.groups), tables.sums), 0];
      expect(Array.from(tables.places, (place) => whole[Number(place)])).toEqual(expected);
    }),
  );
});

test('a frequent row is cut into partial sums of at most eight, in the order of the batch', () => {
  const places = [3n, ...new Array<bigint>(10).fill(1n), 3n];
  const { groups, sums, places: of } = rowSumTables(BigInt64Array.from(places), 4);
  expect(groups.shape).toEqual([3, 8]);
  expect([...groups.data]).toEqual(
    [
      [0, 11, 12, 12, 12, 12, 12, 12],
      [1, 2, 3, 4, 5, 6, 7, 8],
      [9, 10, 12, 12, 12, 12, 12, 12],
    ]
      .flat()
      .map(BigInt),
  );
  expect(sums).toEqual({ shape: [2, 2], data: BigInt64Array.from([0n, 3n, 1n, 2n]) });
  expect([...of]).toEqual([2n, 1n, 2n, 0n]);
});

test('the places of selected rows: their order, and their number for the others', () => {
  expect([...placesOf(BigInt64Array.of(1n, 4n), 5)]).toEqual([2n, 0n, 2n, 2n, 1n]);
});
