import { expect, test } from 'vitest';
import type { Prediction } from '../solve/index.ts';
import { summarizeResampling } from './resampling-summary.ts';

const predictions = [
  { resampledLines: 2, mendedLines: 1, resampledTokens: 30 },
  { resampledLines: 0, mendedLines: 0, resampledTokens: 0 },
  { resampledLines: 1, mendedLines: 0, resampledTokens: 12 },
] as unknown as Prediction[];

test('problems, lines and tokens are counted, beside how lines were drawn', () => {
  expect(summarizeResampling(predictions, { resampleSteps: 3 })).toEqual({
    resampling: { tries: 3, temperature: 0.7, seed: 1, problems: 2, lines: 3, mended: 1, tokens: 42 },
  });
  expect(summarizeResampling(predictions, { resampleSteps: 1, temperature: 0.2, seed: 9 })).toMatchObject({
    resampling: { tries: 1, temperature: 0.2, seed: 9 },
  });
});

test('nothing where no line is written again', () => {
  expect(summarizeResampling([], {})).toEqual({});
  expect(summarizeResampling(predictions, { resampleSteps: 0 })).toEqual({});
});
