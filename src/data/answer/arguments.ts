// The arguments of the functions that programs without types call too. These functions load nothing but a decimal library, so that what is
// thrown is a plain TypeError, which names the argument.
import type { AnswerType } from '../problem.ts';
import { numberFormats } from './number-format.ts';

const types = { number: true, boolean: true, text: true } satisfies Record<AnswerType, true>;

/** Throws a TypeError, as the others do. */
export function assertText(name: string, value: unknown): void {
  if (typeof value !== 'string') throw wrong(name, 'a text', value);
}

export function assertAnswerType(value: unknown): void {
  if (typeof value === 'string' && Object.hasOwn(types, value)) return;
  throw wrong('type', `one of ${Object.keys(types).join(', ')}`, value);
}

export function assertNumberFormat(name: string, value: unknown): void {
  if (value === undefined || numberFormats.some((format) => format === value)) return;
  throw wrong(name, `one of ${numberFormats.join(', ')}`, value);
}

function wrong(name: string, expected: string, value: unknown): TypeError {
  const found = typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value);
  return new TypeError(`\`${name}\` must be ${expected}, found ${found}.`);
}
