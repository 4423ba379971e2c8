// The options of the generator, checked once.
import { SocraticError } from '../../common/index.ts';
import { type ArithmeticFamily, arithmeticFamilies } from './families.ts';

export interface ArithmeticOptions {
  readonly seed: number;
  /** How many problems of each split. */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Default: all six. */
  readonly families?: readonly ArithmeticFamily[];
  /** The number of steps, both ends included; default 2 to 8, which is also the widest. */
  readonly steps?: { readonly min: number; readonly max: number };
  /** The largest quantity that appears or is computed; default 1000, at least 50. */
  readonly maxNumber?: number;
  /** The probability that a problem carries one or two irrelevant facts; default 0.25. */
  readonly distractors?: number;
}

export type CheckedOptions = Required<ArithmeticOptions>;

function refuse(option: string, expected: string, received: unknown): never {
  throw new SocraticError(
    'invalid-value',
    `arithmetic: ${option} must be ${expected}, but is ${JSON.stringify(received) ?? String(received)}.`,
    { subject: { option }, details: { expected, received } },
  );
}

/** Fills in the defaults; throws `invalid-value` with the option, what it may be and what it is. */
export function checkOptions(options: ArithmeticOptions): CheckedOptions {
  const { seed, train, validation, test } = options;
  const { families = arithmeticFamilies, steps = { min: 2, max: 8 } } = options;
  const { maxNumber = 1000, distractors = 0.25 } = options;
  if (!Number.isSafeInteger(seed)) refuse('seed', 'a whole number', seed);
  for (const [name, count] of Object.entries({ train, validation, test })) {
    if (!Number.isSafeInteger(count) || count < 0)
      refuse(name, 'a whole number of problems, 0 or more', count);
  }
  const known = families.every((family) => arithmeticFamilies.includes(family));
  if (!known || families.length === 0 || new Set(families).size < families.length) {
    refuse('families', `one or more of ${arithmeticFamilies.join(', ')}, each once`, families);
  }
  const { min, max } = steps;
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 2 || max > 8 || min > max) {
    refuse('steps', 'a range within 2 to 8', steps);
  }
  if (!Number.isSafeInteger(maxNumber) || maxNumber < 50)
    refuse('maxNumber', 'a whole number, 50 or more', maxNumber);
  if (!(distractors >= 0 && distractors <= 1))
    refuse('distractors', 'a probability from 0 to 1', distractors);
  return { seed, train, validation, test, families, steps, maxNumber, distractors };
}
