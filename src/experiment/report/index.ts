// The report of an experiment as one self-contained HTML page. Public face: `renderReport` and the types of its data.
export { type Findings, findings, holmAdjusted } from './findings.ts';
export { percent } from './format.ts';
export { renderReport } from './render.ts';
export type * from './types.ts';
