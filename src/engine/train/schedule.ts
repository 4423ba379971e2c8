// The learning rate of every step: linear warm-up, then a decay. Pure: nothing to save, nothing to resume.

export interface Schedule {
  /** The highest learning rate. */
  readonly peak: number;
  readonly warmupSteps: number;
  readonly totalSteps: number;
  readonly shape: 'linear' | 'cosine' | 'constant';
}

/**
 * The learning rate of step `step`, counted from 1. Warm-up takes it from peak / warmupSteps to the peak; the decay starts
 * at the peak in the step after and would reach 0 in the step after the last, so that no step is spent at 0.
 */
export function learningRateAt(step: number, schedule: Schedule): number {
  const { peak, warmupSteps, totalSteps, shape } = schedule;
  if (step <= warmupSteps) return (peak * step) / warmupSteps;
  if (shape === 'constant') return peak;
  const progress = Math.min(1, (step - 1 - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
  const remaining = shape === 'linear' ? 1 - progress : (1 + Math.cos(Math.PI * progress)) / 2;
  return peak * remaining;
}
