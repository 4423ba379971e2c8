// The charts of a report, as inline SVG.
export * from './axis.ts';
export * from './loss-curves.ts';
export * from './smooth.ts';
export * from './step-lines.ts';
export * from './whisker.ts';
