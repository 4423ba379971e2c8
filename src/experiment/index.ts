export { type QuickstartResult, quickstart } from './quickstart.ts';
export { type QuickstartOptions, quickstartDefaults, quickstartRanges } from './quickstart-options.ts';
export { exampleStudent } from './quickstart-report.ts';
export { findings } from './report/index.ts';
export { strategyLabels } from './strategy-labels.ts';
