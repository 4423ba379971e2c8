// Options of a library function: programs without types call it too, so each option is checked by name and by value. The same tables say
// what the library accepts and what the command line reads.
import { nearestName } from './edit-distance.ts';
import { SocraticError } from './errors.ts';
import { type Message, option, say } from './message.ts';

/** What a number may be, both ends included. */
export interface NumberRange {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Whole numbers only. */
  readonly whole?: true;
}

/** What an option may be. */
export interface OptionKind {
  /** For messages: `a text`. */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

/** A row for every option of a function: one that is forgotten does not compile. */
export type OptionTable<Options extends object> = Readonly<Record<keyof Options & string, OptionKind>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown) => typeof value === 'string';
const hasMethods = (value: unknown, ...names: readonly string[]) =>
  isObject(value) && names.every((name) => typeof value[name] === 'function');

export const optionKinds = {
  text: { expected: 'a text', accepts: isText },
  flag: { expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
  texts: { expected: 'a list of texts', accepts: (value) => Array.isArray(value) && value.every(isText) },
  object: { expected: 'an object', accepts: isObject },
  callback: { expected: 'a function', accepts: (value) => typeof value === 'function' },
  reporter: {
    expected: 'a Reporter: an object with the methods progress, info and warn',
    accepts: (value) => hasMethods(value, 'progress', 'info', 'warn'),
  },
  signal: {
    expected: 'an AbortSignal',
    accepts: (value) => hasMethods(value, 'addEventListener', 'throwIfAborted'),
  },
} as const satisfies Readonly<Record<string, OptionKind>>;

/** Rows of the options that are numbers. */
export function numberKinds<Name extends string>(
  ranges: Readonly<Record<Name, NumberRange>>,
): Readonly<Record<Name, OptionKind>> {
  const kindOf = (range: NumberRange): OptionKind => ({
    expected: `a ${range.whole ? 'whole ' : ''}number${rangeText(range)}`,
    accepts: (value) => isWithin(value, range),
  });
  return mapRecord(ranges, kindOf);
}

/** Rows of the options that are one of a few words. */
export function choiceKinds<Name extends string>(
  choices: Readonly<Record<Name, readonly string[]>>,
): Readonly<Record<Name, OptionKind>> {
  const kindOf = (known: readonly string[]): OptionKind => ({
    expected: `one of ${known.join(', ')}`,
    accepts: (value) => known.some((choice) => choice === value),
  });
  return mapRecord(choices, kindOf);
}

function mapRecord<Name extends string, From, To>(
  record: Readonly<Record<Name, From>>,
  change: (value: From) => To,
): Readonly<Record<Name, To>> {
  const entries = Object.entries<From>(record).map(([name, value]) => [name, change(value)] as const);
  return Object.fromEntries(entries) as Record<Name, To>;
}

/**
 * Checks the options of a public function. Throws `invalid-value` for what is no object of options or for a value of another kind,
 * `unknown-option` for a name that the table does not have, and `missing-option` for one of `required` that is undefined or empty.
 */
export function assertOptions<Options extends object>(
  options: Options,
  table: OptionTable<Options>,
  required: readonly (keyof Options & string)[] = [],
): void {
  if (!isObject(options)) {
    throw new SocraticError(
      'invalid-value',
      `Expected an object of options, found ${describe(options)}. It may have: ${Object.keys(table).join(', ')}.`,
    );
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(table, name)) throw unknownOption(name, Object.keys(table));
  }
  assertGiven(options, required);
  for (const [name, { expected, accepts }] of Object.entries<OptionKind>(table)) {
    const value: unknown = options[name as keyof Options];
    if (value !== undefined && !accepts(value)) throw invalid(name, value, expected);
  }
}

function unknownOption(name: string, known: readonly string[]): SocraticError {
  const near = nearestName(name.replaceAll('_', ''), known);
  const hint: Message =
    near === null ? say`Expected some of: ${known.join(', ')}.` : say`Did you mean ${option(near)}?`;
  return new SocraticError('unknown-option', say`There is no option ${option(name)}. ${hint}`, {
    subject: { option: name },
    details: { known },
  });
}

/** Throws `missing-option` for an option that is undefined or empty. */
function assertGiven<Options extends object>(options: Options, names: readonly (keyof Options & string)[]) {
  for (const name of names) {
    const value: unknown = options[name];
    if (value !== undefined && value !== null && value !== '') continue;
    throw new SocraticError('missing-option', say`${option(name)} is missing.`, {
      subject: { option: name },
    });
  }
}

/** Throws `invalid-value` for a value that is not of the kind. For arguments that are no options. */
export function assertKind(name: string, value: unknown, { accepts, expected }: OptionKind): void {
  if (!accepts(value)) throw invalid(name, value, expected);
}

/** Whether a value is a number of the range. */
export function isWithin(value: unknown, { min, max, whole }: NumberRange): boolean {
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
  return new SocraticError(
    'invalid-value',
    say`${option(name)} must be ${expected}, found ${describe(received)}.`,
    { subject: { option: name }, details: { received, expected } },
  );
}

/** A short text of any value. */
function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'function') return 'a function';
  return isObject(value) ? 'an object' : String(value);
}
