// What the read graph is fed: one token for some rows and chunks for others, as one list of tokens without padding.
import { batchInputs, CHUNK, readInputs } from '../model/index.ts';
import type { Value, Values } from '../runtime/index.ts';

/** A product with one row may add its terms in another order than one with several, so there are always two. */
export const LEAST_ROWS = 2;

/** Tokens that a row gets in a step. */
export interface Tokens {
  /** The row's slot in the caches. */
  readonly slot: number;
  /** Which adapter the row has. */
  readonly adapter: number;
  /** Tokens that are cached. */
  readonly cached: number;
  /** Those that it gets: one, or a chunk of up to CHUNK. */
  readonly ids: readonly number[];
}

export interface ReadStep<Turn extends Tokens> {
  /** Turns with one token, then those with more: the order of the head's outputs. */
  readonly ordered: readonly Turn[];
  /** Those with more than one token. */
  readonly chunks: readonly Turn[];
  /** Tokens of the longest chunk. */
  readonly longest: number;
  /** Slot, position and adapter of each token. */
  readonly slots: readonly number[];
  readonly positions: readonly number[];
  readonly adapters: readonly number[];
  readonly feeds: Values;
}

/** Plans a step over caches of `rows` rows in which at least one row reads a chunk. */
export function readStep<Turn extends Tokens>(turns: readonly Turn[], rows: number): ReadStep<Turn> {
  const singles = turns.filter(({ ids }) => ids.length === 1);
  const chunks = turns.filter(({ ids }) => ids.length > 1);
  const ordered = [...singles, ...chunks];
  const longest = Math.max(...chunks.map(({ ids }) => ids.length));
  const tokens = ordered.flatMap(({ slot, adapter, cached, ids }) =>
    ids.map((id, place) => ({ id, slot, adapter, position: cached + place })),
  );
  const decoding = new Array<number>(rows).fill(0);
  const attended = new Array<number>(tokens.length).fill(0);
  singles.forEach(({ slot }, token) => {
    decoding[slot] = token;
    attended[token] = slot;
  });
  const [queries, keys, ends] = [[], [], singles.map((_, token) => token)] as [number[], number[], number[]];
  let start = singles.length;
  chunks.forEach(({ ids: { length } }, chunk) => {
    const token = (place: number) => start + (place < length ? place : 0);
    for (let place = 0; place < longest; place++) queries.push(token(place));
    for (let place = 0; place < CHUNK; place++) keys.push(token(place));
    for (let place = 0; place < length; place++) attended[start + place] = rows + chunk * longest + place;
    start += length;
    ends.push(start - 1);
  });
  const slots = tokens.map(({ slot }) => slot);
  const positions = tokens.map(({ position }) => position);
  const adapters = tokens.map(({ adapter }) => adapter);
  const feeds: Values = {
    [batchInputs.tokenIds]: int64(tokens.map(({ id }) => id)),
    [batchInputs.positions]: int64(positions),
    [batchInputs.selected]: int64(ends.length < LEAST_ROWS ? [...ends, 0] : ends),
    [readInputs.decoding]: int64(decoding),
    [readInputs.chunkRows]: int64(chunks.map(({ slot }) => slot)),
    [readInputs.chunkQueries]: int64(queries, [chunks.length, longest]),
    [readInputs.chunkKeys]: int64(keys, [chunks.length, CHUNK]),
    [readInputs.attended]: int64(attended),
  };
  return { ordered, chunks, longest, slots, positions, adapters, feeds };
}

export function int64(values: readonly number[], shape: readonly number[] = [values.length]): Value {
  return { data: BigInt64Array.from(values, BigInt), shape };
}
