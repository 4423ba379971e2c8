import { expect, test } from 'vitest';
import { assertChoices, assertGiven, assertRanges } from './option-checks.ts';

interface Options {
  readonly out?: unknown;
  readonly share?: unknown;
  readonly steps?: unknown;
  readonly most?: unknown;
  readonly mode?: unknown;
}
const ranges = { share: { min: 0, max: 1 }, steps: { min: 1, whole: true }, most: { max: 9 } } as const;

test.each<[Options, string]>([
  [{ share: 1.5 }, '`share` must be a number from 0 to 1, found 1.5.'],
  [{ share: -0.1 }, '`share` must be a number from 0 to 1, found -0.1.'],
  [{ share: Number.NaN }, '`share` must be a number from 0 to 1, found NaN.'],
  [{ share: '1' }, '`share` must be a number from 0 to 1, found "1".'],
  [{ share: null }, '`share` must be a number from 0 to 1, found null.'],
  [{ steps: 2.5 }, '`steps` must be a whole number of at least 1, found 2.5.'],
  [{ steps: Number.POSITIVE_INFINITY }, '`steps` must be a whole number of at least 1, found Infinity.'],
  [{ steps: 0 }, '`steps` must be a whole number of at least 1, found 0.'],
  [{ most: 10 }, '`most` must be a number of at most 9, found 10.'],
])('%j is out of its range', (options, message) => {
  const [name] = Object.keys(options);
  const thrown = expect.objectContaining({
    code: 'invalid-value',
    fault: 'input',
    message,
    subject: { option: name },
  });
  expect(() => assertRanges(options, ranges)).toThrow(thrown);
});

test('both ends of a range and undefined are fine', () => {
  expect(() => assertRanges<Options>({ share: 0, steps: 1, most: 9 }, ranges)).not.toThrow();
  expect(() => assertRanges<Options>({ share: 1, steps: undefined }, ranges)).not.toThrow();
});

test('a choice is one of those that there are', () => {
  const choices = { mode: ['upfront', 'interleaved'] };
  expect(() => assertChoices<Options>({ mode: 'upfront' }, choices)).not.toThrow();
  expect(() => assertChoices<Options>({ mode: undefined }, choices)).not.toThrow();
  expect(() => assertChoices<Options>({ mode: 'both' }, choices)).toThrow(
    expect.objectContaining({
      code: 'invalid-value',
      message: '`mode` must be one of upfront, interleaved, found "both".',
    }),
  );
});

test('what is required is named when it is missing', () => {
  expect(() => assertGiven<Options>({ out: 'runs/a' }, ['out'])).not.toThrow();
  for (const out of [undefined, null, '']) {
    expect(() => assertGiven<Options>({ out }, ['out'])).toThrow(
      expect.objectContaining({
        code: 'missing-option',
        message: '`out` is missing.',
        subject: { option: 'out' },
      }),
    );
  }
});
