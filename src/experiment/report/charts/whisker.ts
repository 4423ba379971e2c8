// One value with its interval on a horizontal axis: the rows of the accuracy chart and of the paired differences.
import { type Html, html } from '../../../common/index.ts';
import type { Scale } from '../scale.ts';
import { marker, type Series } from '../series.ts';
import type { Interval } from '../types.ts';
import { bottomLabels, place, verticalGrid } from './axis.ts';

export interface Whisker {
  readonly value: number;
  readonly interval: Interval;
  readonly series: Series;
  /** Read aloud, and shown on hovering. */
  readonly description: string;
  /** A bar from zero to the value, behind the marker. */
  readonly bar: boolean;
}

/** The row's plot; only the grid where the value is not a number. */
export function whiskerTrack(scale: Scale, { value, interval, series, description, bar }: Whisker): Html {
  const x = place(scale.at(value));
  const zero = scale.at(0);
  const extent = scale.at(value) - zero;
  return html`<svg class="track" role="img" aria-label="${description}" width="100%" height="36" overflow="visible">
<title>${description}</title>${verticalGrid(scale)}
${
  Number.isFinite(value) && [
    bar &&
      html`<rect class="bar ${series.className}" x="${place(zero)}" y="9" width="${place(Math.max(0, extent))}" height="18"/>`,
    interval.every(Number.isFinite) && whiskerLine(scale, interval, series),
    marker(series, x, '50%'),
  ]
}</svg>`;
}

/** The axis below the rows. */
export function whiskerAxis(scale: Scale, label: (tick: number) => string): Html {
  return html`<svg class="axis" aria-hidden="true" width="100%" height="24" overflow="visible"><svg height="0" overflow="visible">${bottomLabels(scale, label)}</svg></svg>`;
}

function whiskerLine(scale: Scale, [low, high]: Interval, { className }: Series): Html {
  const [from, to] = [place(scale.at(low)), place(scale.at(high))];
  return html`<g class="whisker ${className}"><line x1="${from}" x2="${to}" y1="18" y2="18"/><line x1="${from}" x2="${from}" y1="13" y2="23"/><line x1="${to}" x2="${to}" y1="13" y2="23"/></g>`;
}
