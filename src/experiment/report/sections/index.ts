// The sections of a report, in the order of the page.
export * from './accuracy.ts';
export * from './comparisons.ts';
export * from './examples.ts';
export * from './results.ts';
export * from './setting.ts';
export * from './training.ts';
