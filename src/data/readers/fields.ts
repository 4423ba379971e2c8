// Taking typed fields out of records that anyone may have written; each mismatch says what was expected and found.
import { UnusableRecord } from './reading.ts';

export type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The name under which the record has a field, capitals aside. */
export function nameIn(fields: Fields, wanted: string): string | undefined {
  return Object.keys(fields).find((name) => name.toLowerCase() === wanted);
}

export function without(fields: Fields, ...names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** What a JSON value is, in words: `an array`, `the text "abc"` is just `a string`. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return { object: 'an object', string: 'a string', number: 'a number', boolean: 'a boolean' }[
    typeof value as 'object' | 'string' | 'number' | 'boolean'
  ];
}

function mismatch(name: string, expected: string, value: unknown): UnusableRecord {
  return new UnusableRecord(`expected "${name}" to be ${expected}, found ${kindOf(value)}`);
}

/** The record as an object; throws `UnusableRecord` for anything else. */
export function objectOf(value: unknown): Fields {
  if (isObject(value)) return value;
  throw new UnusableRecord(`expected an object, found ${kindOf(value)}`);
}

/** A field that must be text with something in it. */
export function textField(fields: Fields, name: string): string {
  const value = presentField(fields, name);
  if (typeof value !== 'string') throw mismatch(name, 'a string', value);
  if (value.trim() === '') throw new UnusableRecord(`"${name}" is empty`);
  return value;
}

/** A field that may be text or a number, as text. */
export function textOrNumberField(fields: Fields, name: string): string {
  const value = presentField(fields, name);
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw mismatch(name, 'a string or a number', value);
  if (value.trim() === '') throw new UnusableRecord(`"${name}" is empty`);
  return value;
}

/** A field that must be true or false. */
export function booleanField(fields: Fields, name: string): boolean {
  const value = presentField(fields, name);
  if (typeof value !== 'boolean') throw mismatch(name, 'true or false', value);
  return value;
}

/** A field that may be absent, and otherwise is an array of texts. */
export function textListField(fields: Fields, name: string): readonly string[] | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw mismatch(name, 'an array of strings', value);
  return value.map((item: unknown, index) => {
    if (typeof item === 'string') return item;
    throw mismatch(`${name}[${index}]`, 'a string', item);
  });
}

function presentField(fields: Fields, name: string): unknown {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value !== undefined) return value;
  if (Object.hasOwn(fields, name)) throw new UnusableRecord(`"${name}" is empty`);
  const found = Object.keys(fields);
  const has = found.length === 0 ? 'no field at all' : found.slice(0, 8).join(', ');
  throw new UnusableRecord(`has no "${name}" (it has ${has})`);
}
