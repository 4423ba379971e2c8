// Loss against training compute: one panel a student, all panels on the same two axes; the pair's models differ in dash and marker.

import { type Html, html } from '../../../common/index.ts';
import { compact, significant, siPrefix } from '../format.ts';
import { linearScale, lossScale, type Scale } from '../scale.ts';
import type { Series } from '../series.ts';
import type { ModelRole, ReportModel } from '../types.ts';
import { bottomLabels, leftAxis, line, place, verticalGrid } from './axis.ts';
import { type Point, smooth, thin } from './smooth.ts';

export interface LossPanel {
  readonly series: Series;
  readonly models: readonly ReportModel[];
}

/** What a model is for, in words. */
export const ROLE_NAMES: Readonly<Record<ModelRole, string>> = {
  student: 'one model',
  qg: 'QG, asks the sub-questions',
  qa: 'QA, answers them',
};
const ROLE_DASHES: Readonly<Record<ModelRole, string>> = { student: 'none', qg: '6 3', qa: 'none' };

interface Axes {
  readonly x: Scale;
  readonly y: Scale;
  readonly unit: string;
  readonly divisor: number;
}

/** All panels, on axes that fit every model; empty when no model has a point to draw. */
export function lossPanels(panels: readonly LossPanel[]): { kind: Scale['kind']; panels: Html[] } {
  const models = panels.flatMap((panel) => panel.models);
  const losses = models.flatMap((model) => [...rawPoints(model), ...validationPoints(model)]);
  const y = lossScale(losses.map(([, loss]) => loss));
  if (losses.length === 0) return { kind: y.kind, panels: [] };
  const highest = losses.reduce((high, [flops]) => Math.max(high, flops), 0);
  const { prefix, divisor } = siPrefix(highest);
  const axes = { x: linearScale(0, highest, 4), y, unit: `${prefix}FLOP`, divisor };
  return { kind: y.kind, panels: panels.map((panel) => lossPanel(panel, axes)) };
}

function lossPanel({ series, models }: LossPanel, { x, y, unit, divisor }: Axes): Html {
  const drawn = models.filter((model) => rawPoints(model).length + validationPoints(model).length > 0);
  const description = `Loss curve of ${series.label}: ${models.map(summary).join('; ')}`;
  return html`<figure class="panel ${series.className}">
<figcaption><h3>${series.label}</h3>
${models.map((model) => html`<p class="key">${keyLine(model.role)} ${summary(model)}</p>`)}</figcaption>
${
  drawn.length === 0
    ? html`<p class="empty">No loss was recorded.</p>`
    : html`<div class="plot loss"><svg role="img" aria-label="${description}" width="100%" height="200" overflow="visible">
${verticalGrid(x)}${leftAxis(y, significantTick)}${bottomLabels(x, (tick) => significantTick(tick / divisor))}
${drawn.map((model) => curve(model, x, y))}
</svg><p class="axis-title">training compute of each model (${unit})</p></div>`
}
</figure>`;
}

function curve(model: ReportModel, x: Scale, y: Scale): Html {
  const placed = (points: readonly Point[]) =>
    points.map(([flops, loss]) => [x.at(flops), y.at(loss)] as const);
  const raw = rawPoints(model);
  const lone = raw.length === 1 ? raw[0] : undefined;
  return html`${raw.length > 60 && line(placed(thin(raw)), 'raw')}${line(placed(thin(smooth(raw))), 'series', ROLE_DASHES[model.role])}${
    lone !== undefined &&
    html`<circle class="lone" r="3" cx="${place(x.at(lone[0]))}" cy="${place(100 - y.at(lone[1]))}"/>`
  }${validationPoints(model).map(([flops, loss]) => validationMarker(model.role, place(x.at(flops)), place(100 - y.at(loss)), `validation loss ${significant(loss)} at ${compact(flops, 'FLOP')}`))}`;
}

/** Validation points are hollow: a circle, and a square for the model that asks. */
function validationMarker(role: ModelRole, x: string, y: string, title: string): Html {
  const shape = role === 'qg' ? html`<path d="M-3.5-3.5h7v7h-7z"/>` : html`<circle r="3.8"/>`;
  return html`<svg class="hollow" x="${x}" y="${y}" overflow="visible"><title>${title}</title>${shape}</svg>`;
}

function keyLine(role: ModelRole): Html {
  return html`<svg width="30" height="10" aria-hidden="true"><line class="series" x1="0" x2="30" y1="5" y2="5" stroke-dasharray="${ROLE_DASHES[role]}"/>${validationMarker(role, '15', '5', 'validation')}</svg>`;
}

function summary(model: ReportModel): string {
  const last = validationPoints(model).at(-1);
  const validation = last === undefined ? '' : `, validation ${significant(last[1])}`;
  return `${ROLE_NAMES[model.role]}: training ${significant(model.finalLoss)}${validation}`;
}

function rawPoints({ curve }: ReportModel): Point[] {
  return curve.map(({ flops, loss }) => [flops, loss] as const).filter(isFinitePoint);
}

function validationPoints({ validation }: ReportModel): Point[] {
  return validation.map(({ flops, loss }) => [flops, loss] as const).filter(isFinitePoint);
}

function isFinitePoint([x, y]: Point): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

/** A tick without trailing zeros: `0.5`, `20`. */
function significantTick(tick: number): string {
  return String(Number(tick.toPrecision(6)));
}
