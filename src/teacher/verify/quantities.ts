// Where the numbers of a chain come from: the problem, an earlier step, a calculation, or nowhere.
import { numbersIn, type Problem, type Step } from '../../data/index.ts';

/** What everyone knows: counts up to a dozen, hundreds, and the sizes of hours, days, weeks, months, years, dozens and pounds. */
const common = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 20, 24, 28, 30, 31, 36, 48, 50, 52, 60, 90, 100],
  ...[180, 360, 365, 366, 1000, 3600],
];
const fractions = [1 / 2, 1 / 3, 2 / 3, 1 / 4, 3 / 4, 1 / 5, 1 / 10];

/** Also where they are no values, as in `fifteen times`. */
const words = new Map([
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'].map(
    (word, index) => [word, 13 + index] as const,
  ),
  ...['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'].map(
    (word, index) => [word, 20 + 10 * index] as const,
  ),
]);

export class KnownQuantities {
  readonly #values: number[];

  constructor(question: string) {
    const named = question.toLowerCase().match(/[a-z]+/g) ?? [];
    this.#values = [...numbersIn(question), ...named.flatMap((word) => words.get(word) ?? [])];
  }

  has(value: number): boolean {
    return [...common, ...fractions, ...this.#values].some((known) => same(known, value));
  }

  /** Whether it is known apart from what everyone knows. */
  hasStated(value: number): boolean {
    return this.#values.some((known) => same(known, value));
  }

  /**
   * Whether one operation on known quantities gives `value`: `half of 48 is 24` is a calculation in words. Sums, differences and
   * percentages are of two numbers that the problem or a step states; what everyone knows only multiplies and divides. A whole number may
   * be one of them, rounded.
   */
  gives(value: number): boolean {
    const stated = [...new Set(this.#values)];
    const isResult = (result: number) => same(result, value);
    return stated.some(
      (b) =>
        (Number.isInteger(value) && !Number.isInteger(b) && Math.abs(b - value) < 1) ||
        [b + 1, b - 1, 1 + b / 100, 1 - b / 100].some(isResult) ||
        [...common, ...fractions].some((a) => [a * b, b / a, a / b].some(isResult)) ||
        stated.some((a) =>
          [a + b, a - b, a * b, a / b, (a * b) / 100, b * (1 - a / 100), b * (1 + a / 100)].some(isResult),
        ),
    );
  }

  add(values: readonly number[]): void {
    this.#values.push(...values);
  }
}

/** The first number of a chain that comes from nowhere, and the step it stands in; null when all have an origin. */
export function numberFromNowhere(
  { question }: Problem,
  steps: readonly Step[],
): { readonly step: number; readonly value: number } | null {
  const known = new KnownQuantities(question);
  for (const [index, { solution }] of steps.entries()) {
    const results = resultsIn(solution);
    for (const value of numbersIn(withoutAnnotations(solution))) {
      const found = [known.has(value), known.has(-value), results.some((result) => same(result, value))];
      if (found.includes(true)) continue;
      if (!known.gives(value)) return { step: index, value };
      known.add([value]);
    }
    known.add([...results, ...numbersIn(withoutAnnotations(solution))]);
  }
  return null;
}

/** What stands behind the equals signs: results are where a step's new numbers come from. */
export function resultsIn(solution: string): number[] {
  return [...solution.matchAll(/[=≈]([^=≈<>]*)/g)].flatMap(([, text = '']) => numbersIn(text).slice(0, 1));
}

export const withoutAnnotations = (text: string): string => text.replace(/<<[^<>\n]*>>/g, '');

export function same(a: number, b: number): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false; // a division by zero
  return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b)) || roundsTo(a, b) || roundsTo(b, a);
}

/** `0.33` is a third that was rounded. */
function roundsTo(exact: number, shown: number): boolean {
  const decimals = /\.(\d+)$/.exec(String(shown))?.[1]?.length ?? 0;
  return decimals >= 2 && Math.abs(exact - shown) <= 0.5 * 10 ** -decimals + 1e-9; // 0.125 is 0.13
}
