import { describe, expect, test } from 'vitest';
import { model, reportData, student } from '../fixture.ts';
import { linearScale } from '../scale.ts';
import { type Series, seriesOf } from '../series.ts';
import {
  lossPanels,
  type Point,
  problemsAt,
  smooth,
  stepChart,
  stepCounts,
  stepPlace,
  thin,
  whiskerTrack,
} from './index.ts';

const series: Series = { key: 'cot', label: 'CoT', index: 1, className: 's1' };

describe('a whisker row', () => {
  test('bar, marker and whisker stand in proportion to the axis', () => {
    const row = { value: 0.3, interval: [0.2, 0.45] as const, series, description: 'CoT: 30 %', bar: true };
    const { markup } = whiskerTrack(linearScale(0, 0.5), row);
    expect(markup).toContain('<rect class="bar s1" x="0%" y="9" width="60%" height="18"/>');
    expect(markup).toContain('<line x1="40%" x2="90%" y1="18" y2="18"/>');
    expect(markup).toContain('<svg class="marker s1" x="60%" y="50%"');
    expect(markup).toContain('role="img" aria-label="CoT: 30 %"');
  });

  test('a value that is not a number leaves the grid alone', () => {
    const row = { value: Number.NaN, interval: [0, 1] as const, series, description: '', bar: true };
    const { markup } = whiskerTrack(linearScale(0, 1), row);
    expect(markup).not.toMatch(/NaN|rect|marker|whisker/);
    expect(markup.match(/class="grid"/g)).toHaveLength(5);
  });
});

describe('accuracy by steps', () => {
  const lines = [
    { series, scores: student('cot', 'CoT', 60).bySteps },
    {
      series,
      scores: student('answer', 'Answer', 12)
        .bySteps.slice(0, 1)
        .map((score) => ({ ...score, total: 118 })),
    },
  ];

  test('step counts and problem numbers come from whichever student has them', () => {
    expect(stepCounts(lines)).toEqual([2, 3]);
    expect([problemsAt(lines, 2), problemsAt(lines, 3)]).toEqual(['118–120', '80']);
  });

  test('students stand side by side around the middle of the band', () => {
    expect([0, 1, 2].map((position) => stepPlace(0, 2, position, 3))).toEqual([21, 25, 29]);
    expect(stepPlace(0, 1, 0, 1)).toBe(50);
  });

  test('every score has a marker with its numbers; nothing at all gives null', () => {
    const markup = stepChart(lines)?.markup ?? '';
    expect(markup.match(/class="marker/g)).toHaveLength(3);
    expect(markup).toContain('60 of 120');
    expect(stepChart([])).toBeNull();
    expect(
      stepChart([
        { series, scores: [{ steps: 2, total: 0, correct: 0, accuracy: Number.NaN, ci95: [0, 1] }] },
      ]),
    ).toBeNull();
  });
});

describe('loss curves', () => {
  test('the pair has two lines, the model that asks dashed and with square validation marks', () => {
    const { panels } = lossPanels([{ series, models: [model('qg'), model('qa')] }]);
    const markup = panels.join('');
    expect(markup.match(/<polyline class="series"/g)).toHaveLength(2);
    expect(markup).toContain('stroke-dasharray="6 3" vector-effect');
    expect(markup.match(/<path d="M-3.5-3.5h7v7h-7z"\/>/g)).toHaveLength(2); // its key and its one validation point
  });

  test('points are placed by compute and loss: 1, 2, 3 TFLOP and losses 4, 2, 1 on axes to 3 TFLOP and from 0 to 4', () => {
    const { kind, panels } = lossPanels([{ series, models: [model('student')] }]);
    expect(kind).toBe('linear');
    expect(panels.join('')).toContain('points="333,0 667,500 1000,750"');
    expect(panels.join('')).toContain('(TFLOP)');
  });

  test('no curve gives no panel, one point a dot, a diverged loss is left out', () => {
    expect(lossPanels([{ series, models: [{ ...model('student', []), validation: [] }] }]).panels).toEqual(
      [],
    );
    expect(lossPanels([{ series, models: [model('student', [3])] }]).panels.join('')).toContain(
      '<circle class="lone"',
    );
    const diverged = lossPanels([{ series, models: [model('student', [4, 2, Number.NaN])] }]).panels.join('');
    expect(diverged).not.toContain('NaN');
    expect(diverged).toContain('training –');
  });
});

describe('smoothing and thinning', () => {
  test('a straight line stays straight, a constant constant, and the start is kept', () => {
    const straight = Array.from({ length: 300 }, (_, i): Point => [i, 2 * i]);
    expect(smooth(straight).slice(0, 290)).toEqual(straight.slice(0, 290));
    expect(
      smooth([
        [0, 7],
        [1, 1],
      ]),
    ).toEqual([
      [0, 7],
      [1, 1],
    ]);
    const noisy = Array.from({ length: 300 }, (_, i): Point => [i, i % 2]);
    expect(
      Math.max(
        ...smooth(noisy)
          .slice(20)
          .map(([, y]) => Math.abs(y - 0.5)),
      ),
    ).toBeLessThan(0.1);
  });

  test('thinning keeps both ends and every extreme', () => {
    const points = Array.from({ length: 5000 }, (_, i): Point => [i, i === 3333 ? 99 : i % 7]);
    const thinned = thin(points, 400);
    expect(thinned.length).toBeLessThanOrEqual(400);
    expect(thinned).toContainEqual([3333, 99]);
    expect([thinned[0], thinned.at(-1)]).toEqual([points[0], points.at(-1)]);
    expect(thinned.every(([x], i) => i === 0 || x > (thinned[i - 1]?.[0] ?? 0))).toBe(true);
    expect(thin(points.slice(0, 10))).toEqual(points.slice(0, 10));
  });
});

test('the four strategies keep their looks; others take those that are left', () => {
  const students = ['gpt2', 'socratic', 'answer', 'other'].map((key) => student(key, key, 1));
  const looks = [...seriesOf(reportData({ students })).values()].map(({ index }) => index);
  expect(looks).toEqual([1, 3, 0, 2]);
});
