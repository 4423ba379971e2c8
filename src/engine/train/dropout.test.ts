import { describe, expect, test } from 'vitest';
import { DropoutMasks, maskKey } from './dropout.ts';

describe('DropoutMasks', () => {
  test('a resumed run draws the masks of the uninterrupted one', () => {
    const uninterrupted = new DropoutMasks(42, 0.1);
    for (let step = 1; step < 9; step++) uninterrupted.draw(step, 0, [100, 300]);
    const expected = uninterrupted.draw(9, 1, [100, 300]).map((mask) => [...mask]);
    const resumed = new DropoutMasks(42, 0.1).draw(9, 1, [100, 300]).map((mask) => [...mask]);
    expect(resumed).toEqual(expected);
    expect(expected.flat().filter((value) => value === 0).length).toBeGreaterThan(0);
  });

  test('masks hold 0 and 1 / (1 - rate), one mask of the asked size for each site, also when sizes grow', () => {
    const masks = new DropoutMasks(1, 0.25);
    for (const sizes of [[3, 0, 17], [40_000, 5], [7]]) {
      const drawn = masks.draw(1, 0, sizes);
      expect(drawn.map((mask) => mask.length)).toEqual(sizes);
      for (const value of new Set(drawn.flatMap((mask) => [...mask]))) {
        expect([0, Math.fround(4 / 3)]).toContain(value);
      }
    }
    const [large] = masks.draw(1, 0, [40_000]);
    expect((large?.filter((value) => value === 0).length ?? 0) / 40_000).toBeCloseTo(0.25, 2);
  });

  test('a rate of 0 keeps everything', () => {
    expect([...(new DropoutMasks(1, 0).draw(1, 0, [5])[0] ?? [])]).toEqual([1, 1, 1, 1, 1]);
  });

  test('seed, step, micro-batch and site each have a key of their own', () => {
    const keys = new Set<string>();
    for (const seed of [0, 1, 2 ** 40])
      for (const step of [1, 2, 65_536])
        for (const microBatch of [0, 1, 3])
          for (const site of [0, 1, 24]) keys.add(JSON.stringify(maskKey(seed, { step, microBatch, site })));
    expect(keys.size).toBe(81);
    expect(() => maskKey(0, { step: 1, microBatch: 65_536, site: 0 })).toThrow(/no mask/);
  });
});
