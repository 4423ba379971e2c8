// The parts that all charts share. A plot is an <svg> without a viewBox: places are percentages, so text and markers keep
// their size at every width, and labels hang over the edge into the padding of `.plot`.
import { type Html, html } from '../../../common/index.ts';
import type { Scale } from '../scale.ts';

/** A percentage for an SVG attribute, to two decimals. */
export function place(percent: number): string {
  return `${Number(percent.toFixed(2))}%`;
}

/** Vertical grid lines through a row or plot, at the ticks of its horizontal axis. */
export function verticalGrid(scale: Scale): Html[] {
  return scale.ticks.map((tick) => {
    const x = place(scale.at(tick));
    return html`<line class="${tick === 0 ? 'zero' : 'grid'}" x1="${x}" x2="${x}" y1="0" y2="100%"/>`;
  });
}

/** Horizontal grid lines with their labels to the left of the plot. */
export function leftAxis(scale: Scale, label: (tick: number) => string): Html[] {
  return scale.ticks.map((tick) => {
    const y = place(100 - scale.at(tick));
    return html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"/><text class="tick" x="-8" y="${y}" dy="0.35em" text-anchor="end">${label(tick)}</text>`;
  });
}

/** Tick labels below the plot, each centred on its tick. */
export function bottomLabels(scale: Scale, label: (tick: number) => string): Html[] {
  return scale.ticks.map(
    (tick) =>
      html`<text class="tick" x="${place(scale.at(tick))}" y="100%" dy="18" text-anchor="middle">${label(tick)}</text>`,
  );
}

/** A polyline in a stretched 1000 × 1000 box; `points` are in percent, y upwards. */
export function line(
  points: readonly (readonly [x: number, y: number])[],
  className: string,
  dash = 'none',
): Html | null {
  if (points.length < 2) return null;
  const path = points.map(([x, y]) => `${Math.round(x * 10)},${Math.round(1000 - y * 10)}`).join(' ');
  return html`<svg viewBox="0 0 1000 1000" width="100%" height="100%" preserveAspectRatio="none" overflow="visible"><polyline class="${className}" points="${path}" stroke-dasharray="${dash}" vector-effect="non-scaling-stroke"/></svg>`;
}
