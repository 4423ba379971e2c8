export { type DistillContext, type DistillOptions, distill } from './distill.ts';
export { type MetricsLine, readMetrics } from './metrics.ts';
export { type ModelRecord, type RunRecord, readRunRecord, runFiles } from './run-directory.ts';
export { tokenizeSegments } from './sequence-files.ts';
export { type OptimizerSettings, scratchSettings } from './settings.ts';
export { createStudent } from './student.ts';
