import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mcNemarExact, type PairedOutcome, pairedDifference, wilsonInterval } from './intervals.ts';

describe('wilsonInterval', () => {
  test('7 of 10 gives 0.3968 to 0.8922', () => {
    // center (0.7 + 1.95996²/20) / (1 + 1.95996²/10) = 0.892073 / 1.384146; half 0.342875 / 1.384146
    const [low, high] = wilsonInterval(7, 10);
    expect(low).toBeCloseTo(0.396778, 5);
    expect(high).toBeCloseTo(0.892209, 5);
  });

  test('none or all correct still leaves room, and no problems leave everything open', () => {
    expect(wilsonInterval(0, 10)[0]).toBe(0);
    expect(wilsonInterval(0, 10)[1]).toBeCloseTo(0.277533, 5); // z² / (n + z²)
    expect(wilsonInterval(10, 10)[0]).toBeCloseTo(0.722467, 5);
    expect(wilsonInterval(10, 10)[1]).toBe(1);
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  });

  test('always holds the proportion, within 0 and 1, and is symmetric', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (total, share) => {
          const correct = Math.round(share * total);
          const [low, high] = wilsonInterval(correct, total);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(correct / total);
          expect(high).toBeGreaterThanOrEqual(correct / total);
          expect(wilsonInterval(total - correct, total)[0]).toBeCloseTo(1 - high, 10);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('mcNemarExact', () => {
  test('1 against 8 disagreements: 2 · (1 + 9) / 2⁹', () => {
    expect(mcNemarExact(1, 8)).toBeCloseTo(0.0390625, 12);
    expect(mcNemarExact(8, 1)).toBeCloseTo(0.0390625, 12);
  });

  test('no or balanced disagreement is no evidence, and large counts do not overflow', () => {
    expect(mcNemarExact(0, 0)).toBe(1);
    expect(mcNemarExact(5, 5)).toBe(1);
    expect(mcNemarExact(0, 5)).toBeCloseTo(0.0625, 12);
    expect(mcNemarExact(500, 600)).toBeCloseTo(0.00281954, 7);
  });
});

function systems(
  both: number,
  onlyA: number,
  onlyB: number,
  neither: number,
): [PairedOutcome[], PairedOutcome[]] {
  const table: [boolean, boolean][] = [
    ...Array<[boolean, boolean]>(both).fill([true, true]),
    ...Array<[boolean, boolean]>(onlyA).fill([true, false]),
    ...Array<[boolean, boolean]>(onlyB).fill([false, true]),
    ...Array<[boolean, boolean]>(neither).fill([false, false]),
  ];
  return [0, 1].map((side) => table.map((row, i) => ({ id: `p${i}`, correct: row[side] === true }))) as [
    PairedOutcome[],
    PairedOutcome[],
  ];
}

test.each([
  [-1, 5],
  [6, 5],
])('%d of %d is no proportion', (correct, total) => {
  expect(() => wilsonInterval(correct, total)).toThrow('no proportion');
});

describe('pairedDifference', () => {
  test("Newcombe's table of 36, 12, 2, 0 gives his 0.0569 to 0.3404", () => {
    const result = pairedDifference(...systems(36, 12, 2, 0));
    expect(result).toMatchObject({ total: 50, unpaired: 0, both: 36, onlyA: 12, onlyB: 2, neither: 0 });
    expect(result.difference).toBeCloseTo(0.2, 12);
    expect(result.ci95[0]).toBeCloseTo(0.0569, 4);
    expect(result.ci95[1]).toBeCloseTo(0.3404, 4);
    expect(result.pValue).toBeCloseTo((2 * (1 + 14 + 91)) / 2 ** 14, 12);
  });

  // By a second implementation of the paper's formulas; its φ is corrected above half of the problems, and 0 between that and none.
  test.each([
    ['φ corrected', [20, 5, 3, 12], [-0.092575, 0.188904]],
    ['φ corrected by half of the problems, not by twice their number', [6, 3, 2, 6], [-0.201481, 0.306286]],
    ['φ within the correction', [4, 3, 2, 3], [-0.277534, 0.4158]],
    ['φ just at the correction', [6, 4, 2, 2], [-0.194971, 0.440638]],
    ['φ below 0', [2, 8, 7, 3], [-0.304188, 0.390233]],
    ['systems that agree', [10, 0, 0, 10], [-0.089757, 0.089757]],
    ['nothing to learn of φ', [43, 0, 1, 0], [-0.118077, 0.059718]],
    ['everything solved by both', [5, 0, 0, 0], [-0.434482, 0.434482]],
  ] as const)('%s', (_, [both, onlyA, onlyB, neither], [low, high]) => {
    const result = pairedDifference(...systems(both, onlyA, onlyB, neither));
    expect(result.total).toBe(both + onlyA + onlyB + neither);
    expect(result.ci95[0]).toBeCloseTo(low, 5);
    expect(result.ci95[1]).toBeCloseTo(high, 5);
  });

  test('swapping the systems mirrors the result', () => {
    const [a, b] = systems(20, 9, 4, 17);
    const there = pairedDifference(a, b);
    const back = pairedDifference(b, a);
    expect(back.difference).toBeCloseTo(-there.difference, 12);
    expect(back.ci95[0]).toBeCloseTo(-there.ci95[1], 12);
    expect(back.pValue).toBe(there.pValue);
  });

  test('only problems of both systems count, whatever their order', () => {
    const a = [
      { id: '1', correct: true },
      { id: '2', correct: true },
      { id: '3', correct: false },
    ];
    const b = [
      { id: '4', correct: true },
      { id: '2', correct: false },
      { id: '1', correct: true },
    ];
    expect(pairedDifference(a, b)).toMatchObject({
      total: 2,
      unpaired: 2,
      both: 1,
      onlyA: 1,
      difference: 0.5,
    });
  });

  test('equal systems do not differ, and no common problem says nothing', () => {
    const [a] = systems(30, 0, 0, 20);
    const same = pairedDifference(a, a);
    expect([same.difference, same.pValue]).toEqual([0, 1]);
    expect(same.ci95[0]).toBeLessThanOrEqual(0);
    expect(same.ci95[1]).toBeGreaterThanOrEqual(0);
    expect(pairedDifference(a, [])).toMatchObject({
      total: 0,
      unpaired: 50,
      difference: 0,
      ci95: [-1, 1],
      pValue: 1,
    });
  });
});
