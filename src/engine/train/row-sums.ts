// Indices by which a portable graph adds rows that belong together, by gathering alone: autodiff's sumRows. The order of every
// sum is that of the batch, so equal batches give equal gradients.

/** The most rows in a partial sum: a frequent token costs a few partial sums, a rare one at most this many reads of zeros. */
const GROUP = 8;

/** int64, row by row, with its width. */
export interface IndexTable {
  readonly data: BigInt64Array;
  readonly shape: readonly [number, number];
}

export interface RowSumTables {
  /** [S, W]: rows of a partial sum; I where there is none. */
  readonly groups: IndexTable;
  /** [U, M]: partial sums of a sum; S where there is none. */
  readonly sums: IndexTable;
  /** [R]: the sum that belongs to each row of the table; U where there is none. */
  readonly places: BigInt64Array;
}

/** For I rows, of which row i belongs to row `indices[i]` of a table of `tableRows` rows. */
export function rowSumTables(indices: BigInt64Array, tableRows: number): RowSumTables {
  const rowsOf = new Map<number, number[]>();
  indices.forEach((index, row) => {
    const rows = rowsOf.get(Number(index));
    if (rows) rows.push(row);
    else rowsOf.set(Number(index), [row]);
  });
  const groups: number[][] = [];
  const sums: number[][] = [];
  const places = new BigInt64Array(tableRows).fill(BigInt(rowsOf.size));
  for (const [index, rows] of rowsOf) {
    places[index] = BigInt(sums.length);
    const partial: number[] = [];
    for (let start = 0; start < rows.length; start += GROUP) {
      partial.push(groups.length);
      groups.push(rows.slice(start, start + GROUP));
    }
    sums.push(partial);
  }
  return { groups: table(groups, indices.length), sums: table(sums, groups.length), places };
}

/** Rows of unequal length side by side, filled up with `none`. */
function table(rows: readonly (readonly number[])[], none: number): IndexTable {
  const width = rows.reduce((widest, { length }) => Math.max(widest, length), 1);
  const data = new BigInt64Array(rows.length * width).fill(BigInt(none));
  rows.forEach((row, at) => {
    row.forEach((value, column) => {
      data[at * width + column] = BigInt(value);
    });
  });
  return { data, shape: [rows.length, width] };
}

/** int64 [N]: which of the rows at `selected` each of N rows is, their number where it is none. */
export function placesOf(selected: BigInt64Array, rows: number): BigInt64Array {
  const places = new BigInt64Array(rows).fill(BigInt(selected.length));
  selected.forEach((row, place) => {
    places[Number(row)] = BigInt(place);
  });
  return places;
}
