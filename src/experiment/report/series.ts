// How a student looks everywhere in the report: a colour (through CSS), a marker's shape and a dash, so that colour is never alone.
import { type Html, html, trusted } from '../../common/index.ts';
import type { ReportData } from './types.ts';

/** The identity of one student: `index` selects colour `s0` … `s7`, shape and dash; after eight they repeat. */
export interface Series {
  readonly key: string;
  readonly label: string;
  readonly index: number;
  readonly className: string;
}

const SHAPES = [
  '<circle r="5"/>',
  '<path d="M-4.6-4.6h9.2v9.2h-9.2z"/>',
  '<path d="M0-6.2 6.2 0 0 6.2-6.2 0z"/>',
  '<path d="M0-5.8 5.8 4.6H-5.8z"/>',
  '<path d="M0 5.8 5.8-4.6H-5.8z"/>',
  '<path d="M-1.9-5.6h3.8v3.7h3.7v3.8h-3.7v3.7h-3.8v-3.7h-3.7v-3.8h3.7z"/>',
  '<path d="M-3-5.2h6l3 5.2-3 5.2h-6l-3-5.2z"/>',
  '<path d="M-5.6-1.9h11.2v3.8h-11.2z"/>',
] as const;
const DASHES = ['2 3', '7 3', '10 3 2 3', 'none', '1 2', '5 2 1 2', '12 4', '3 2'] as const;

/** The four strategies look the same in every report, whichever of them it has. */
const KNOWN: readonly string[] = ['answer', 'cot', 'socratic-unified', 'socratic'];

/** One series for each student; those with a key of their own take the looks that are left, in order. */
export function seriesOf({ students }: ReportData): ReadonlyMap<string, Series> {
  const taken = students.map(({ id }) => KNOWN.indexOf(id)).filter((index) => index >= 0);
  const free = SHAPES.map((_, index) => index).filter((index) => !taken.includes(index));
  let others = 0;
  return new Map(
    students.map(({ id, label }) => {
      const index = KNOWN.includes(id) ? KNOWN.indexOf(id) : (free[others++ % free.length] ?? 0);
      return [id, { key: id, label, index, className: `s${index}` }];
    }),
  );
}

/** The student's stroke-dasharray. */
export function dashOf(series: Series): string {
  return DASHES[series.index] ?? 'none';
}

/** The marker centred on (`x`, `y`), in any SVG length such as `52%`; `title` is what the browser shows on hovering. */
export function marker(series: Series, x: string, y: string, title = ''): Html {
  const shape = trusted(SHAPES[series.index] ?? SHAPES[0]);
  return html`<svg class="marker ${series.className}" x="${x}" y="${y}" overflow="visible">${title !== '' && html`<title>${title}</title>`}${shape}</svg>`;
}

/** The marker beside a name, in running text. */
export function swatch(series: Series | undefined): Html | null {
  if (series === undefined) return null;
  return html`<svg class="swatch" width="14" height="14" aria-hidden="true">${marker(series, '7', '7')}</svg>`;
}
