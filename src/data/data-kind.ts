// What an option that names problems may be.
import type { OptionKind } from '../common/index.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A path, or a Dataset in memory. */
export const dataKind: OptionKind = {
  expected: 'a dataset directory, a file of problems or a Dataset',
  accepts: (value) => typeof value === 'string' || (isObject(value) && isObject(value.splits)),
};
