import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnswerType } from '../problem.ts';
import { extractAnswer } from './extract.ts';
import { answersMatch } from './match.ts';

describe('answersMatch', () => {
  const rows: [string, string, AnswerType, boolean][] = [
    ['18', '18', 'number', true],
    ['18.0', '18', 'number', true],
    ['$1,080', '1080', 'number', true],
    ['18.4', '18', 'number', false],
    ['17.99', '18', 'number', false],
    ['17.9999999', '18', 'number', true],
    ['10001', '10000', 'number', false],
    ['109200001', '109,200,000', 'number', false],
    ['0.83', '0.8333333333333334', 'number', true],
    ['0.8333', '0.8333333333333334', 'number', true],
    ['5/6', '0.8333333333333334', 'number', true],
    ['0.8', '0.8333333333333334', 'number', false],
    ['0.84', '0.8333333333333334', 'number', false],
    ['1', '0.8333333333333334', 'number', false],
    ['0.67', '0.6666666666666666', 'number', true],
    ['0.66', '0.6666666666666666', 'number', false],
    ['1/3', '0.3333', 'number', true],
    ['21.33', '21.3333', 'number', true],
    ['0.17', '0.165', 'number', false],
    ['0.06', '0.0625', 'number', false],
    ['387.87', '387.85', 'number', false],
    ['23.857142857', '23.86', 'number', true],
    ['-18', '18', 'number', false],
    ['3 or 4', '3', 'number', false],
    ['18', 'none', 'number', false],
    ['Yes', 'true', 'boolean', true],
    ['no', 'yes', 'boolean', false],
    ['maybe', 'no', 'boolean', false],
    ['the Eiffel tower.', 'Eiffel Tower', 'text', true],
    ['Paris', 'London', 'text', false],
  ];
  test.each(rows)('%j against gold %j as %s: %s', (predicted, gold, type, expected) => {
    expect(answersMatch(predicted, gold, type)).toBe(expected);
  });

  test('an extraction with a scale word matches the full number and the figure alone', () => {
    const extraction = extractAnswer('They now have $60 million', 'number');
    if (extraction === null) throw new Error('unreadable');
    expect(['60', '60,000,000', '6'].map((gold) => answersMatch(extraction, gold, 'number'))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('every number equals itself, and is found again behind any of the usual decorations', () => {
    const decorations = [
      (n: string) => `#### ${n}`,
      (n: string) => `Some words.\n**Answer:** $${n}$`,
      (n: string) => `So \\boxed{${n}}.`,
      (n: string) => `The answer is ${n}. It took 3 steps.`,
      (n: string) => `#### ${n} (7 * 3 = 21)`,
      (n: string) => `<answer> ${n} </answer>`,
      (n: string) => `He ends up with ${n}`,
    ];
    const numbers = fc
      .tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.constantFrom(0, 1, 2, 3))
      .map(([n, places]) => (n / 10 ** places).toFixed(places));
    fc.assert(
      fc.property(numbers, fc.constantFrom(...decorations), fc.boolean(), (number, decorate, grouped) => {
        const [whole = '', decimals] = number.split('.');
        const shown = grouped
          ? whole.replace(/\B(?=(\d{3})+$)/g, ',') + (decimals ? `.${decimals}` : '')
          : number;
        const extraction = extractAnswer(decorate(shown), 'number');
        expect(extraction === null ? decorate(shown) : extraction.value).toBe(String(Number(number) + 0));
        expect(answersMatch(extraction?.value ?? '', number, 'number')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
