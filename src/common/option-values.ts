// Checks of the values that a caller gives a library function: what the types cannot say.
import { SocraticError } from './errors.ts';
import { option, say } from './message.ts';

/** Throws `invalid-value` about the option `name` unless `value` is a whole number in the range, or undefined. */
export function assertWholeNumber(
  name: string,
  value: number | undefined,
  { min = 1, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number } = {},
): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= min && value <= max)) return;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw invalidValue(name, value, `a whole number ${range}`);
}

/** Throws `invalid-value` about the option `name` unless `value` is a number in the range, or undefined. */
export function assertNumber(
  name: string,
  value: number | undefined,
  { min, max = Number.POSITIVE_INFINITY }: { readonly min: number; readonly max?: number },
): void {
  if (value === undefined || (value >= min && value <= max)) return;
  const range = max === Number.POSITIVE_INFINITY ? `of at least ${min}` : `from ${min} to ${max}`;
  throw invalidValue(name, value, `a number ${range}`);
}

/** Throws `invalid-value` about the option `name` unless `value` is one of `choices`, or undefined. */
export function assertOneOf(name: string, value: string | undefined, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value)) return;
  throw invalidValue(name, value, `one of ${choices.join(', ')}`);
}

function invalidValue(name: string, received: unknown, expected: string): SocraticError {
  return new SocraticError(
    'invalid-value',
    say`${option(name)} must be ${expected}, found "${String(received)}".`,
    {
      subject: { option: name },
      details: { received, expected },
    },
  );
}
