// Parsers for option values: each returns a typed value or throws a SocraticError that names the flag, what was received and
// what was expected. Used as commander's argument parsers: `.option('--limit <N>', 'help', integerOption('--limit'))`.
import { type Command, Option } from 'commander';
import { defaultThreads, type NumberRange, rangeText, SocraticError } from '../common/index.ts';
import { mostShards } from '../teacher/index.ts';
import { commandName } from './invocation.ts';

/** Reads the text of a value; `expected` says what it accepts. */
type Parser<T> = ((text: string) => T) & { readonly expected: string };

/** A parser that says what it accepts. */
export function parser<T>(expected: string, parse: (text: string) => T): Parser<T> {
  return Object.assign(parse, { expected });
}

/** What the parser of an option accepts: `a whole number of at least 1`; null where it accepts any text. */
export function expectedValue(option: Option): string | null {
  const { parseArg } = option;
  return parseArg !== undefined && 'expected' in parseArg ? String(parseArg.expected) : null;
}

/** A whole number, at least 1 unless `min` says otherwise. */
export function integerOption(flag: string, { min = 1, max }: NumberRange = {}): Parser<number> {
  const expected = `a whole number${rangeText({ min, max })}`;
  return parser(expected, (text) => {
    const value = /^[-+]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(value) || !within(value, min, max)) throw invalid(flag, text, expected);
    return value;
  });
}

/** Any number, decimals and exponents included: `3e-4`. */
export function numberOption(flag: string, { min, max }: NumberRange = {}): Parser<number> {
  const expected = `a number${rangeText({ min, max })}`;
  return parser(expected, (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value) || !within(value, min, max)) throw invalid(flag, text, expected);
    return value;
  });
}

/** One of `choices`. */
export function choiceOption<T extends string>(flag: string, choices: readonly T[]): Parser<T> {
  const expected = `one of ${choices.join(', ')}`;
  return parser(expected, (text) => {
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw invalid(flag, text, expected);
    return found;
  });
}

/** Some of `choices`, separated by commas. */
export function choicesOption<T extends string>(flag: string, choices: readonly T[]): Parser<T[]> {
  const one = choiceOption(flag, choices);
  return parser(`some of ${choices.join(', ')}, separated by commas`, (text) =>
    text.split(',').map((part) => one(part.trim())),
  );
}

/** Names separated by commas, at least one. */
export function namesOption(flag: string): Parser<string[]> {
  const expected = 'names separated by commas';
  return parser(expected, (text) => {
    const names = text.split(',').map((name) => name.trim());
    if (names.includes('')) throw invalid(flag, text, expected);
    return names;
  });
}

/** `4` or `2-8`: whole numbers from low to high, both included. */
export function spanOption(
  flag: string,
  { min = 1, max }: NumberRange = {},
): Parser<{ readonly min: number; readonly max: number }> {
  const expected = `a whole number or a span like 2-8${rangeText({ min, max })}`;
  return parser(expected, (text) => {
    const match = /^(\d+)(?:-(\d+))?$/.exec(text);
    const low = Number(match?.[1]);
    const high = Number(match?.[2] ?? match?.[1]);
    if (!(low <= high) || !within(low, min, max) || !within(high, min, max))
      throw invalid(flag, text, expected);
    return { min: low, max: high };
  });
}

/** `name=value,name=value`, the names from `names`. */
export function mappingOption<Name extends string>(
  flag: string,
  names: readonly Name[],
): Parser<Partial<Record<Name, string>>> {
  const expected = `pairs NAME=COLUMN with NAME one of ${names.join(', ')}, separated by commas`;
  return parser(expected, (text) => {
    const mapping: Partial<Record<Name, string>> = {};
    for (const pair of text.split(',')) {
      const equals = pair.indexOf('=');
      const name = names.find((known) => known === pair.slice(0, Math.max(0, equals)).trim());
      const value = pair.slice(equals + 1).trim();
      if (name === undefined || value === '') throw invalid(flag, text, expected);
      mapping[name] = value;
    }
    return mapping;
  });
}

function within(value: number, min: number | undefined, max: number | undefined): boolean {
  return value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY);
}

function invalid(flag: string, received: string, expected: string): SocraticError {
  return new SocraticError('invalid-value', `${flag} must be ${expected}, found "${received}".`, {
    subject: { option: attributeOf(flag) },
    details: { received, expected },
  });
}

/** `--batch-tokens` as commander and the library name it: `batchTokens`. */
function attributeOf(flag: string): string {
  return flag.slice(2).replace(/-[a-z]/g, ([, letter = '']) => letter.toUpperCase());
}

const requiredOptions = new WeakSet<Option>();

/**
 * Takes the check for required options over from commander, which would complain about a missing `--out` before it looks at
 * the misspelt `--ouut`. `isRequired` then tells the frame around the commands what to check.
 */
export function takeOverRequired(command: Command): void {
  for (const option of command.options.filter(({ mandatory }) => mandatory)) {
    option.mandatory = false;
    option.description += ' (required)';
    requiredOptions.add(option);
  }
}

export function isRequired(option: Option): boolean {
  return requiredOptions.has(option);
}

/** `I/N`: one of N equal parts, from 1. */
export function shardOption(flag: string): Parser<{ readonly index: number; readonly count: number }> {
  const expected = `I/N, such as 2/8, with I from 1 to N and N of at most ${mostShards}`;
  return parser(expected, (text) => {
    const [, index = '', count = ''] = /^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? [];
    const shard = { index: Number(index), count: Number(count) };
    if (shard.index >= 1 && shard.index <= shard.count && shard.count <= mostShards) return shard;
    throw invalid(flag, text, expected);
  });
}

/** `--threads`, by default as many as the machine runs at once. */
export function threadsOption(range: NumberRange, description = 'number of threads'): Option {
  return new Option('--threads <N>', description)
    .argParser(integerOption('--threads', range))
    .default(defaultThreads, 'all cores');
}

/** The error for a required option that is not given. */
export function missingOption(command: Command, option: Option): SocraticError {
  return new SocraticError(
    'missing-option',
    `${option.flags} is missing.\nSee ${[commandName(), ...wordsOf(command)].join(' ')} --help`,
    { subject: { option: option.attributeName() } },
  );
}

/** The words that call a command, without the program's: `annotations`, `merge`. */
export function wordsOf(command: Command): string[] {
  return command.parent === null ? [] : [...wordsOf(command.parent), command.name()];
}
