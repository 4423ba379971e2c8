// Values of a library function's options: the same tables say what the library accepts and what the command line reads.
import { SocraticError } from './errors.ts';
import { option, say } from './message.ts';

/** What a number may be, both ends included. */
export interface NumberRange {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Whole numbers only. */
  readonly whole?: true;
}

/** Throws `missing-option` for an option that is undefined or empty. Programs without types come here too. */
export function assertGiven<Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
) {
  for (const name of names) {
    const value: unknown = options[name];
    if (value !== undefined && value !== null && value !== '') continue;
    throw new SocraticError('missing-option', say`${option(name)} is missing.`, {
      subject: { option: name },
    });
  }
}

/** Throws `invalid-value` for an option that is given and is no number of its range. */
export function assertRanges<Options extends object>(
  options: Options,
  ranges: Readonly<Partial<Record<keyof Options & string, NumberRange>>>,
): void {
  for (const [name, range] of Object.entries<NumberRange | undefined>(ranges)) {
    const value: unknown = options[name as keyof Options];
    if (range === undefined || value === undefined || isWithin(value, range)) continue;
    throw invalid(name, value, `a ${range.whole ? 'whole ' : ''}number${rangeText(range)}`);
  }
}

/** Throws `invalid-value` for an option that is given and is none of its choices. */
export function assertChoices<Options extends object>(
  options: Options,
  choices: Readonly<Partial<Record<keyof Options & string, readonly string[]>>>,
): void {
  for (const [name, known] of Object.entries<readonly string[] | undefined>(choices)) {
    const value: unknown = options[name as keyof Options];
    if (known === undefined || value === undefined || known.some((choice) => choice === value)) continue;
    throw invalid(name, value, `one of ${known.join(', ')}`);
  }
}

function isWithin(value: unknown, { min, max, whole }: NumberRange): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (whole && !Number.isSafeInteger(value)) return false;
  return value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY);
}

/** ` from 0 to 1`, ` of at least 1`, ` of at most 9`, or nothing. */
export function rangeText({ min, max }: NumberRange): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
}

function invalid(name: string, received: unknown, expected: string): SocraticError {
  const found = typeof received === 'string' ? JSON.stringify(received) : String(received);
  return new SocraticError('invalid-value', say`${option(name)} must be ${expected}, found ${found}.`, {
    subject: { option: name },
    details: { received, expected },
  });
}
