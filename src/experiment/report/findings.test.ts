import { describe, expect, test } from 'vitest';
import { findings, holmAdjusted, overlap } from './findings.ts';
import { reportData, student } from './fixture.ts';
import type { ReportData } from './types.ts';

function said(changes: Partial<ReportData>): [headline: string, detail: string | null] {
  const { headline, detail } = findings(reportData(changes));
  return [headline.replaceAll('\u00a0', ' '), detail?.replaceAll('\u00a0', ' ') ?? null];
}

describe('the headline', () => {
  test('a clear gain over answer only, and a lead over the second that Holm makes unclear or leaves clear', () => {
    expect(said({})).toEqual([
      'Socratic pair did best: 50.0 % of 200 problems solved, against 10.0 % for Answer only; the 95 % intervals do not overlap.',
      'Its lead over Chain of thought (40.0 %) is clear: paired test on the same problems, adjusted p = 0.040.',
    ]);
    const [, detail] = said({
      comparisons: [
        { a: 'cot', b: 'socratic', difference: -0.1, ci95: [-0.19, -0.01], pValue: 0.04 },
        { a: 'socratic', b: 'answer', difference: 0.4, ci95: [0.3, 0.5], pValue: 0.03 },
      ],
    });
    expect(detail).toContain('is not clear: paired test on the same problems, adjusted p = 0.060.');
  });

  test('overlapping intervals without a test, with an unclear and with a clear one', () => {
    const students = [student('answer', 'Answer only', 60), student('cot', 'CoT', 70)];
    const start =
      'CoT did best: 35.0 % of 200 problems solved, against 30.0 % for Answer only; the 95 % intervals overlap';
    const tested = (pValue: number) => [
      { a: 'cot', b: 'answer', difference: 0.05, ci95: [0, 0.1] as const, pValue },
    ];
    expect(said({ students, comparisons: [] })).toEqual([`${start}, so this may be chance.`, null]);
    expect(said({ students, comparisons: tested(0.21) })[0]).toBe(
      `${start} and the difference may be chance (adjusted p = 0.21).`,
    );
    expect(said({ students, comparisons: tested(0.0002) })[0]).toBe(
      `${start}, but on the same problems the difference is clear (adjusted p < 0.001).`,
    );
  });

  test('answer only in front is said as plainly, against the nearest', () => {
    const students = [
      student('answer', 'Answer only', 120),
      student('cot', 'CoT', 40),
      student('socratic', 'Pair', 60),
    ];
    expect(said({ students, comparisons: [] })).toEqual([
      'Answer only did best: 60.0 % of 200 problems solved, against 30.0 % for Pair; the 95 % intervals do not overlap.',
      null,
    ]);
  });

  test('a tie names both', () => {
    const students = [
      student('answer', 'Answer only', 20),
      student('cot', 'CoT', 90),
      student('socratic', 'Pair', 90),
    ];
    expect(said({ students, comparisons: [] })[0]).toBe(
      'CoT and Pair did equally well: 45.0 % of 200 problems solved by both, against 10.0 % for Answer only; the 95 % intervals do not overlap.',
    );
    expect(said({ students: students.slice(1), comparisons: [] })[0]).toBe(
      'CoT and Pair did equally well: 45.0 % of 200 problems solved by both.',
    );
  });

  test('nothing solved, one student, none, and different numbers of problems', () => {
    const zero = [student('answer', 'Answer only', 0), student('cot', 'CoT', 0)];
    expect(said({ students: zero })[0]).toBe('No student solved any of the 200 problems.');
    expect(said({ students: [student('cot', 'CoT', 90)] })).toEqual([
      'CoT solved 45.0 % of 200 problems (95 % interval 40.0–50.0 %).',
      'There is no other student to compare it with.',
    ]);
    expect(said({ students: [] })).toEqual(['No student has been evaluated.', null]);
    expect(said({ students: [{ ...student('cot', 'CoT', 0), total: 0, accuracy: Number.NaN }] })[0]).toBe(
      'No student has been evaluated.',
    );
    const uneven = [{ ...student('answer', 'Answer only', 20), total: 199 }, student('cot', 'CoT', 90)];
    expect(said({ students: uneven, comparisons: [] })).toEqual([
      'CoT did best: 45.0 % solved, against 10.0 % for Answer only; the 95 % intervals do not overlap.',
      'The students were evaluated on different numbers of problems.',
    ]);
  });
});

test('students at another compute are no rivals: each compute by itself', () => {
  const students = [
    student('answer', 'Answer only', 20),
    student('cot', 'CoT', 80),
    { ...student('cot-double', 'CoT, 2×', 120), compute: 2 },
    { ...student('socratic-double', 'Pair, 2×', 110), compute: 2 },
  ];
  const [headline, detail] = said({ students });
  expect(headline).toBe(
    'At equal training compute, CoT did best: 40.0 % of 200 problems solved, against 10.0 % for Answer only; the 95 % intervals do not overlap.',
  );
  expect(detail).toBe('With twice the training compute, CoT solved 60.0 % and Pair solved 55.0 %.');
});

test('where nothing is learned, no difference is a finding', () => {
  const students = [student('answer', 'Answer only', 4), student('cot', 'CoT', 9)];
  expect(said({ students })[0]).toBe(
    'No student solved more than 4.5 % of 200 problems: too little training to compare them.',
  );
});

test("Holm's adjustment, by hand: sorted 0.01, 0.02, 0.03, 0.04 become 0.04, 0.06, 0.06, 0.06", () => {
  const adjusted = holmAdjusted([0.04, 0.01, 0.03, 0.02]);
  expect(adjusted.map((p) => Number(p.toFixed(10)))).toEqual([0.06, 0.04, 0.06, 0.06]);
  expect(holmAdjusted([0.7, 0.8])).toEqual([1, 1]);
  expect(holmAdjusted([Number.NaN, 0.01])).toEqual([1, 0.02]);
});

test('intervals that touch overlap', () => {
  expect(overlap([0, 0.2], [0.2, 0.4])).toBe(true);
  expect(overlap([0, 0.19], [0.2, 0.4])).toBe(false);
  expect(overlap([0.3, 0.4], [0.1, 0.5])).toBe(true);
});
