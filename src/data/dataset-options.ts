// What the functions of `datasets` take: the range and the kind of every option. The command line shows and checks the same ones.
import {
  choiceKinds,
  type NumberRange,
  numberKinds,
  type OptionKind,
  type OptionTable,
  optionKinds,
} from '../common/index.ts';
import { numberFormats } from './answer/index.ts';
import { type ArithmeticFamily, arithmeticFamilies, type GenerateOptions } from './arithmetic/index.ts';
import { answerTypes } from './problem.ts';
import type { ColumnMapping, ReadDatasetOptions } from './readers/index.ts';

const whole = { min: 0, whole: true } as const satisfies NumberRange;

export const readingRanges = {
  seed: whole,
  validation: { min: 0, max: 0.9 },
  testFraction: { min: 0, max: 0.9 },
} as const satisfies Partial<Record<keyof ReadDatasetOptions, NumberRange>>;

export const generatorRanges = {
  seed: whole,
  train: whole,
  test: whole,
  validation: readingRanges.validation,
  maxNumber: { min: 50, whole: true },
  distractors: { min: 0, max: 1 },
} as const satisfies Partial<Record<keyof GenerateOptions, NumberRange>>;

/** The least and the largest number of steps. */
export const stepsRange = { min: 2, max: 8 } as const;

/** Our names of the columns of a user's file. */
export const columnNames = [
  'id',
  'question',
  'answer',
  'steps',
  'facts',
  'decomposition',
  'answerType',
] as const satisfies readonly (keyof ColumnMapping)[];

const { text, object, signal, reporter, flag } = optionKinds;

const columns: OptionKind = {
  expected: `an object from ${columnNames.join(', ')} to column names`,
  accepts: (value) =>
    object.accepts(value) &&
    Object.entries(value as object).every(
      ([name, column]) =>
        columnNames.some((known) => known === name) && (column === undefined || text.accepts(column)),
    ),
};

const families: OptionKind = {
  expected: `a list of one or more of ${arithmeticFamilies.join(', ')}, each once`,
  accepts: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    new Set(value).size === value.length &&
    value.every((family) => arithmeticFamilies.includes(family as ArithmeticFamily)),
};

const steps: OptionKind = {
  expected: `an object with min and max, whole numbers from ${stepsRange.min} to ${stepsRange.max}`,
  accepts: (value) => {
    if (!object.accepts(value)) return false;
    const { min, max } = value as { readonly min?: unknown; readonly max?: unknown };
    const isStep = (count: unknown): count is number =>
      Number.isInteger(count) && Number(count) >= stepsRange.min && Number(count) <= stepsRange.max;
    return isStep(min) && isStep(max) && min <= max;
  },
};

export const readingKinds: OptionTable<Omit<ReadDatasetOptions, 'dataset'>> = {
  ...numberKinds(readingRanges),
  ...choiceKinds({ answerType: answerTypes, numberFormat: numberFormats }),
  source: text,
  columns,
  test: text,
};

export const generatorKinds: OptionTable<GenerateOptions> = {
  ...numberKinds(generatorRanges),
  families,
  steps,
};

/** The rows of `datasets.create`, which takes the options of both. */
export const creationKinds = {
  ...readingKinds,
  ...generatorKinds,
  test: {
    expected: 'a file, or for arithmetic a whole number of problems of at least 0',
    accepts: (value: unknown) => text.accepts(value) || generatorKinds.test.accepts(value),
  },
  out: text,
  force: flag,
  reporter,
  signal,
};
