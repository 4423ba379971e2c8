// The options of the generator: their defaults, and one check for all of them.
import { option, SocraticError, say } from '../../common/index.ts';
import { assertFraction } from '../readers/index.ts';
import { type ArithmeticFamily, arithmeticFamilies } from './families.ts';

/** What the problems are like. */
export interface ArithmeticChoices {
  /** Default: all six. */
  readonly families?: readonly ArithmeticFamily[] | undefined;
  /** The number of steps, both ends included; default 2 to 8, which is also the widest. */
  readonly steps?: { readonly min: number; readonly max: number } | undefined;
  /** The largest quantity that appears or is computed; default 1000, at least 50. */
  readonly maxNumber?: number | undefined;
  /** The probability that a problem carries one or two irrelevant facts; default 0.25. */
  readonly distractors?: number | undefined;
}

export interface ArithmeticOptions extends ArithmeticChoices {
  readonly seed: number;
  /** How many problems of each split. */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export interface CheckedOptions {
  readonly seed: number;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly families: readonly ArithmeticFamily[];
  readonly steps: { readonly min: number; readonly max: number };
  readonly maxNumber: number;
  readonly distractors: number;
}

/** The defaults of `GenerateOptions`. Validation is a share of train. */
export const generatorDefaults = {
  seed: 0,
  train: 5000,
  test: 500,
  validation: 0.1,
  families: arithmeticFamilies,
  steps: { min: 2, max: 8 },
  maxNumber: 1000,
  distractors: 0.25,
} as const;

/** The generator as a user asks for it: `train` includes the problems that are set aside for validation. */
export interface GenerateOptions extends ArithmeticChoices {
  /** Decides every random choice; default 0. */
  readonly seed?: number | undefined;
  /** How many training problems, validation included; default 5000. */
  readonly train?: number | undefined;
  /** How many test problems; default 500. */
  readonly test?: number | undefined;
  /** The fraction of `train` that is set aside for validation, default 0.1. */
  readonly validation?: number | undefined;
}

/** The numbers of problems that are asked for. Throws `invalid-value`. */
export function splitCounts(options: GenerateOptions): ArithmeticOptions {
  const { seed = generatorDefaults.seed, test = generatorDefaults.test, ...more } = options;
  const {
    train = generatorDefaults.train,
    validation: share = generatorDefaults.validation,
    ...choices
  } = more;
  assertCount('train', train);
  assertFraction('validation', share);
  const validation = Math.round(train * share);
  return { ...choices, seed, train: train - validation, validation, test };
}

/** Fills in the defaults. Throws `invalid-value` with the option, what it may be and what it is. */
export function checkOptions(options: ArithmeticOptions): CheckedOptions {
  const { seed, train, validation, test } = options;
  const { families = generatorDefaults.families, steps = generatorDefaults.steps } = options;
  const { maxNumber = generatorDefaults.maxNumber, distractors = generatorDefaults.distractors } = options;
  if (!Number.isSafeInteger(seed)) throw invalid('seed', 'a whole number', seed);
  for (const [name, count] of Object.entries({ train, validation, test })) assertCount(name, count);
  const known = families.every((family) => arithmeticFamilies.includes(family));
  if (!known || families.length === 0 || new Set(families).size < families.length) {
    throw invalid('families', `one or more of ${arithmeticFamilies.join(', ')}, each once`, families);
  }
  const { min, max } = steps;
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 2 || max > 8 || min > max) {
    throw invalid('steps', 'a range within 2 to 8', steps);
  }
  if (!Number.isSafeInteger(maxNumber) || maxNumber < 50) {
    throw invalid('maxNumber', 'a whole number, 50 or more', maxNumber);
  }
  if (!(distractors >= 0 && distractors <= 1)) {
    throw invalid('distractors', 'a probability from 0 to 1', distractors);
  }
  return { seed, train, validation, test, families, steps, maxNumber, distractors };
}

function assertCount(name: string, count: unknown): void {
  if (!Number.isSafeInteger(count) || Number(count) < 0) {
    throw invalid(name, 'a whole number of problems, 0 or more', count);
  }
}

function invalid(name: string, expected: string, received: unknown): SocraticError {
  return new SocraticError(
    'invalid-value',
    say`${option(name)} must be ${expected}, and is ${JSON.stringify(received) ?? String(received)}.`,
    { subject: { option: name }, details: { expected, received } },
  );
}
