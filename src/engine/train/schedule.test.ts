import { describe, expect, test } from 'vitest';
import { learningRateAt, type Schedule } from './schedule.ts';

/** The learning rates of all steps, rounded to 6 digits. */
function rates(schedule: Schedule): number[] {
  return Array.from({ length: schedule.totalSteps }, (_, i) => +learningRateAt(i + 1, schedule).toFixed(6));
}

describe('learningRateAt', () => {
  const common = { peak: 0.8, warmupSteps: 2, totalSteps: 6 };

  test('linear: rises to the peak, then falls by equal amounts and never reaches 0', () => {
    expect(rates({ ...common, shape: 'linear' })).toEqual([0.4, 0.8, 0.8, 0.6, 0.4, 0.2]);
  });

  test('cosine: half a period', () => {
    expect(rates({ ...common, shape: 'cosine' })).toEqual([0.4, 0.8, 0.8, 0.682843, 0.4, 0.117157]);
  });

  test('constant: stays at the peak after the warm-up', () => {
    expect(rates({ ...common, shape: 'constant' })).toEqual([0.4, 0.8, 0.8, 0.8, 0.8, 0.8]);
  });

  test('after the last step there is nothing left', () => {
    expect(learningRateAt(7, { ...common, shape: 'linear' })).toBeCloseTo(0, 12);
    expect(learningRateAt(100, { ...common, shape: 'cosine' })).toBeCloseTo(0, 12);
  });

  test('no warm-up starts at the peak; a warm-up as long as the run never decays', () => {
    expect(rates({ peak: 1, warmupSteps: 0, totalSteps: 4, shape: 'linear' })).toEqual([1, 0.75, 0.5, 0.25]);
    expect(rates({ peak: 1, warmupSteps: 4, totalSteps: 4, shape: 'cosine' })).toEqual([0.25, 0.5, 0.75, 1]);
  });
});
