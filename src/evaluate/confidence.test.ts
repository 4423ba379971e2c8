// Confidence: probabilities that are right as often as they say, from scores that are not.
import { describe, expect, test } from 'vitest';
import { Random } from '../common/index.ts';
import type { Prediction } from '../solve/index.ts';
import { confidenceOf, fitConfidence, measureOf, summarizeConfidence } from './confidence.ts';

function voted(agreement: number, correct: boolean, answer: string | null = '1'): Prediction {
  return { answer, correct, votes: { answers: [], correct: 0, agreement } } as unknown as Prediction;
}

function likely(probabilities: readonly (readonly number[])[], correct: boolean): Prediction {
  const lines = probabilities.map((line) => ({
    tokens: line.length,
    logProbability: line.reduce((sum, probability) => sum + Math.log(probability), 0),
  }));
  return { answer: '1', correct, lines } as unknown as Prediction;
}

/** Votes of `samples` whose answer is right with the probability `truth(agreement)`. */
function drawn(seed: number, count: number, truth: (agreement: number) => number, samples = 8): Prediction[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const agreement = (1 + Math.floor(random.float() * samples)) / samples;
    return voted(agreement, random.float() < truth(agreement));
  });
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

describe('the fit', () => {
  test('finds the curve that the answers were drawn from', () => {
    const fit = fitConfidence(drawn(1, 20_000, (agreement) => sigmoid(-3 + 5 * agreement)));
    expect(fit).toMatchObject({ measure: 'agreement', problems: 20_000 });
    expect(fit?.intercept).toBeCloseTo(-3, 0);
    expect(fit?.slope).toBeCloseTo(5, 0);
  });

  test('one score for all gives the share that is right', () => {
    const predictions = Array.from({ length: 1000 }, (_, index) => voted(0.5, index % 4 === 0));
    const fit = fitConfidence(predictions);
    expect(confidenceOf(voted(0.5, true), 'agreement', fit)).toBeCloseTo(0.25, 2);
  });

  test.each([
    ['few problems, all right', [voted(0.9, true), voted(0.6, true)]],
    ['few problems, all wrong', [voted(0.9, false), voted(0.6, false)]],
    ['a score that separates right from wrong', [voted(0.9, true), voted(0.8, true), voted(0.2, false)]],
    ['one problem', [voted(1, true)]],
  ])('%s: probabilities stay between 0 and 1', (_, predictions) => {
    const fit = fitConfidence(predictions);
    for (const agreement of [0, 0.5, 1]) {
      const confidence = confidenceOf(voted(agreement, true), 'agreement', fit);
      expect(confidence).toBeGreaterThan(0.01);
      expect(confidence).toBeLessThan(0.99);
    }
  });

  test('where higher scores are less often right, the score says nothing', () => {
    const fit = fitConfidence(drawn(2, 4000, (agreement) => 0.9 - 0.5 * agreement));
    expect(fit?.slope).toBe(0);
    expect(confidenceOf(voted(0.1, true), 'agreement', fit)).toBeCloseTo(0.62, 1);
  });

  test('problems without an answer are not fitted and have no confidence', () => {
    const predictions = [...drawn(3, 50, () => 0.5), voted(0, false, null)];
    const fit = fitConfidence(predictions);
    expect(fit?.problems).toBe(50);
    expect(confidenceOf(voted(0, false, null), 'agreement', fit)).toBe(0);
    expect(fitConfidence([voted(0, false, null)])).toBeNull();
    expect(fitConfidence([])).toBeNull();
  });
});

test('the likelihood is the geometric mean over the tokens of all lines', () => {
  const prediction = likely([[0.5, 0.5], [1 / 8]], true);
  expect(measureOf([prediction])).toBe('likelihood');
  expect(confidenceOf(prediction, 'likelihood', null)).toBeCloseTo((0.5 * 0.5 * 0.125) ** (1 / 3), 12);
});

test('predictions that say nothing of themselves have no confidence', () => {
  const silent = { answer: '1', correct: true } as unknown as Prediction;
  expect([measureOf([silent]), summarizeConfidence([silent], null), fitConfidence([silent])]).toEqual([
    null,
    null,
    null,
  ]);
});

describe('the summary', () => {
  test('ranges, coverage and errors, counted by hand', () => {
    const predictions = [
      voted(1, true),
      voted(1, true),
      voted(0.75, false),
      voted(0.75, true),
      voted(0.25, false),
      voted(0, false, null),
    ];
    const summary = summarizeConfidence(predictions, null);
    expect(
      summary?.reliability.map(({ above, upTo, total, correct }) => [above, upTo, total, correct]),
    ).toEqual([
      [0, 0.1, 1, 0],
      [0.2, 0.3, 1, 0],
      [0.7, 0.8, 2, 1],
      [0.9, 1, 2, 2],
    ]);
    expect(summary?.brier).toBeCloseTo((0 + 0 + 0.75 ** 2 + 0.25 ** 2 + 0.25 ** 2 + 0) / 6, 12);
    expect(summary?.expectedCalibrationError).toBeCloseTo((0.25 + 2 * 0.25) / 6, 12);
    expect(
      summary?.coverage.map(({ share, least, correct, total }) => [share, least, correct, total]),
    ).toEqual([
      [2 / 6, 1, 2, 2],
      [4 / 6, 0.75, 3, 4],
      [5 / 6, 0.25, 3, 5],
      [1, 0, 3, 6],
    ]);
  });

  test('a fit of other problems makes the confidence right as often as it says', () => {
    const truth = (agreement: number) => 0.2 + 0.4 * agreement;
    const fit = fitConfidence(drawn(5, 3000, truth));
    const other = drawn(6, 3000, truth);
    const [raw, fitted] = [summarizeConfidence(other, null), summarizeConfidence(other, fit)];
    expect(raw?.expectedCalibrationError).toBeGreaterThan(0.1);
    expect(fitted?.expectedCalibrationError).toBeLessThan(0.03);
    expect(fitted?.brier).toBeLessThan(raw?.brier ?? 0);
    expect(fitted?.fit).toEqual(fit);
  });

  test('a fit of another measure is not used', () => {
    const fit = fitConfidence(drawn(7, 100, () => 0.5));
    expect(summarizeConfidence([likely([[0.5]], true)], fit)).toMatchObject({
      measure: 'likelihood',
      fit: null,
    });
  });
});
