// The drawing shows each range and share at its place, and is well-formed XML whatever the name.
import { expect, test } from 'vitest';
import { confidenceDiagram } from './confidence-diagram.ts';

const accuracy = (correct: number, total: number) => ({
  total,
  correct,
  accuracy: correct / total,
  ci95: [0.25, 0.75] as const,
});

test('points, intervals and labels', () => {
  const svg = confidenceDiagram('a"b<c>&', {
    measure: 'agreement',
    fit: null,
    brier: 0,
    expectedCalibrationError: 0,
    reliability: [{ above: 0.7, upTo: 0.8, confidence: 0.75, ...accuracy(5, 10) }],
    coverage: [
      { share: 0.5, least: 0.75, ...accuracy(4, 5) },
      { share: 1, least: 0, ...accuracy(5, 10) },
    ],
  });
  expect(svg).toContain('Confidence of a&quot;b&lt;c&gt;&amp;');
  expect(svg).toContain('agreement, not fitted');
  expect(svg).toContain('<circle cx="259.0" cy="178.0" r="4"/>'); // 64 + 0.75 · 260, 48 + 0.5 · 260
  expect(svg).toContain('<line class="interval" x1="259.0" x2="259.0" y1="243.0" y2="113.0"/>');
  expect(svg).toContain('points="194.0,100.0 324.0,178.0"');
  expect(svg).toContain('confidence of at least 75 %: 4 of 5 right');
  expect(svg.match(/<circle/g)).toHaveLength(3);
  expect(svg).not.toMatch(/NaN|undefined|\bfalse\b/);
});
