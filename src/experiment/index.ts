export { type QuickstartOptions, type QuickstartResult, quickstart } from './quickstart.ts';
export { DEFAULT_MINUTES } from './quickstart-plan.ts';
export { findings } from './report/index.ts';
export { strategyLabels } from './strategy-labels.ts';
