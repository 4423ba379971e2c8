import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PairRanks } from './pair-ranks.ts';

test('gives what a Map gives, for pairs that are there and pairs that are not', () => {
  const id = fc.oneof(fc.nat(20), fc.nat(2 ** 31 - 1));
  fc.assert(
    fc.property(fc.array(fc.tuple(id, id)), fc.array(fc.tuple(id, id)), (pairs, others) => {
      const ranks = new PairRanks(pairs.length);
      const expected = new Map<string, number>();
      pairs.forEach(([left, right], rank) => {
        ranks.set(left, right, rank);
        expected.set(`${left},${right}`, rank);
      });
      for (const [left, right] of [...pairs, ...others]) {
        expect(ranks.get(left, right)).toBe(expected.get(`${left},${right}`) ?? -1);
      }
    }),
  );
});
