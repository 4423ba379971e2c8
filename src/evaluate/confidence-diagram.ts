// The reliability diagram and the accuracy at coverage, as one SVG file that every browser shows.
import { html } from '../common/index.ts';
import type { ConfidenceSummary } from './confidence.ts';

/** Side of a plot, and the room around it for its labels, in pixels. */
const SIDE = 260;
const MARGIN = { left: 64, top: 48, right: 24, bottom: 56 };
const WIDTH = MARGIN.left + SIDE + MARGIN.right;
const HEIGHT = MARGIN.top + SIDE + MARGIN.bottom;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

const x = (share: number) => (MARGIN.left + SIDE * share).toFixed(1);
const y = (share: number) => (MARGIN.top + SIDE * (1 - share)).toFixed(1);
const percent = (share: number) => `${Math.round(100 * share)} %`;

interface Point {
  readonly at: number;
  readonly accuracy: number;
  readonly ci95: readonly [number, number];
  readonly label: string;
}

function plot(
  title: string,
  horizontal: string,
  points: readonly Point[],
  { isDiagonal = false, isLine = false },
) {
  const path = points.map(({ at, accuracy }) => `${x(at)},${y(accuracy)}`).join(' ');
  return html`
<text class="title" x="${MARGIN.left}" y="${MARGIN.top - 20}">${title}</text>
${TICKS.map(
  (tick) => html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${y(0)}" y2="${y(1)}"/>
<line class="grid" x1="${x(0)}" x2="${x(1)}" y1="${y(tick)}" y2="${y(tick)}"/>
<text x="${x(tick)}" y="${MARGIN.top + SIDE + 18}" text-anchor="middle">${percent(tick)}</text>
<text x="${MARGIN.left - 8}" y="${y(tick)}" dy="4" text-anchor="end">${percent(tick)}</text>`,
)}
<text x="${x(0.5)}" y="${MARGIN.top + SIDE + 42}" text-anchor="middle">${horizontal}</text>
<text transform="translate(16 ${y(0.5)}) rotate(-90)" text-anchor="middle">accuracy</text>
${isDiagonal && html`<line class="ideal" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}"/>`}
${isLine && html`<polyline class="curve" points="${path}"/>`}
${points.map(
  ({ at, accuracy, ci95: [low, high], label }) => html`<g><title>${label}</title>
<line class="interval" x1="${x(at)}" x2="${x(at)}" y1="${y(low)}" y2="${y(high)}"/>
<circle cx="${x(at)}" cy="${y(accuracy)}" r="4"/></g>`,
)}`;
}

const STYLE = `text{font:12px system-ui,"Liberation Sans",Arial,sans-serif;fill:#5b636e}.title{font-size:14px;font-weight:600;fill:#1d2126}
.grid{stroke:#e8eaec}.ideal{stroke:#5b636e;stroke-dasharray:4 4}.curve{fill:none;stroke:#0b5fa5;stroke-width:1.5}.interval{stroke:#0b5fa5;stroke-opacity:.45;stroke-width:2}circle{fill:#0b5fa5}`;

/** `name`: of the evaluation. */
export function confidenceDiagram(
  name: string,
  { measure, fit, reliability, coverage }: ConfidenceSummary,
): string {
  const of = (total: number, correct: number) => `${correct} of ${total} right`;
  const source =
    fit === null ? `${measure}, not fitted` : `${measure}, fitted on ${fit.problems} validation problems`;
  const reliable = plot(
    'Are answers right as often as they say?',
    `confidence (${source})`,
    reliability.map((row) => ({ ...row, at: row.confidence, label: of(row.total, row.correct) })),
    { isDiagonal: true },
  );
  const covered = plot(
    'If only the surest answers are given',
    'share of problems that are answered',
    coverage.map((row) => ({
      ...row,
      at: row.share,
      label: `confidence of at least ${percent(row.least)}: ${of(row.total, row.correct)}`,
    })),
    { isLine: true },
  );
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="${2 * WIDTH}" height="${HEIGHT}" viewBox="0 0 ${2 * WIDTH} ${HEIGHT}" role="img" aria-label="Confidence of ${name}">
<style>${STYLE}</style><rect width="${2 * WIDTH}" height="${HEIGHT}" fill="#fff"/>
<g>${reliable}</g>
<g transform="translate(${WIDTH} 0)">${covered}</g>
</svg>
`.markup;
}
