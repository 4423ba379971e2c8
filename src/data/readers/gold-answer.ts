// Gold answers of a dataset's records: canonical as the answers that are read from outputs are (src/data/answer/canonical.ts), or a reason
// why a record cannot be used.
import { Decimal } from 'decimal.js';
import {
  canonicalAnswer,
  inferAnswerType,
  isCounted,
  looseBoolean,
  type NumberFormat,
} from '../answer/index.ts';
import type { AnswerType } from '../problem.ts';
import { UnusableRecord } from './reading.ts';

/** How programs write that a value is missing, spreadsheets' errors among them. */
const MISSING =
  /^(?:[-+]?nan|[-+]?1\.#(?:ind|qnan)|none|null|nil|undefined|#?n\/a(?: n\/a)?|n\.a\.?|na|<na>|nat|-{1,3}|[–—…_]|\.{1,3}|\?|missing|\(?(?:blank|empty)\)?|#(?:value!|ref!|div\/0!|name\?|num!|null!))$/i;

/** Whether a cell or field says that there is no value. */
export function standsForNothing(text: string): boolean {
  return MISSING.test(text.trim());
}

/** A record whose answer is missing. */
export class MissingAnswer extends UnusableRecord {}

/** A number without exponent, with at most `places` decimals and no zeros behind them. */
export function decimalText(value: Decimal, places: number): string {
  const rounded = value.toDecimalPlaces(places);
  return rounded.isZero() ? '0' : rounded.toFixed();
}

/** A JSON number as text, without exponent. Throws `UnusableRecord` for one that is too large. */
export function numberText(value: number): string {
  if (Number.isFinite(value)) return new Decimal(value).toFixed();
  throw new UnusableRecord('the answer is too large a number: write it as text, in quotes');
}

/** The type of an answer whose type nothing states. Throws `MissingAnswer` where it stands for a missing value. */
export function goldAnswerType(text: string): AnswerType {
  if (!standsForNothing(text)) return inferAnswerType(text);
  throw new MissingAnswer(
    `the answer "${text}" stands for a missing value (where it is meant as text, state the answer type text)`,
  );
}

/** The canonical form of a gold answer; a text stays as it is. Throws `UnusableRecord` when it does not read as its type. */
export function goldAnswer(text: string, answerType: AnswerType, format?: NumberFormat): string {
  const canonical = canonicalAnswer(text, answerType, format === undefined ? {} : { format });
  if (canonical !== null) return answerType === 'text' ? text.trim() : canonical;
  const expected = { number: 'a number', boolean: 'yes, no, true or false', text: 'text' }[answerType];
  throw new UnusableRecord(`the answer "${shortened(text)}" does not read as ${expected}`);
}

export function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** An answer of a user's file, as it is written. */
export interface WrittenAnswer {
  readonly text: string;
  /** Whether it is text in the file; a JSON number is written in one way only. */
  readonly isText: boolean;
  /** The type that a column or an option states. */
  readonly stated: AnswerType | undefined;
  readonly form: AnswerForm;
}

/** How the answers of a file are read: as it is stated, or as nearly all of them are written. */
export interface AnswerConventions {
  /** How numbers are written; reads `1.234` and `1,234`. */
  readonly numberFormat?: NumberFormat | undefined;
  /** How the numbers of the steps are written, where they are written otherwise than the answers. */
  readonly stepFormat?: NumberFormat | undefined;
  /** What nearly all answers are: others are read so too where they can be (`12 apples`, `Y`). */
  readonly nearlyAll?: 'number' | 'boolean' | undefined;
}

/** What an answer is, whatever the others are. `counted` and `loose` are texts, and a number or yes or no where nearly all others are. */
export type AnswerForm = AnswerType | 'counted' | 'loose';

/** Throws `MissingAnswer`. */
export function formOf(text: string, stated: AnswerType | undefined): AnswerForm {
  if (stated !== undefined) {
    if (stated !== 'text' && standsForNothing(text)) {
      throw new MissingAnswer(`the answer "${text}" stands for a missing value`);
    }
    return stated;
  }
  const type = goldAnswerType(text);
  if (type !== 'text' || text.length > longestForm) return type;
  if (isCounted(text)) return 'counted';
  return looseBoolean(text) === null ? 'text' : 'loose';
}

/** Characters; a longer answer is a text and nothing else. */
const longestForm = 200;

/** The type as which an answer of that form is read. */
export function typeOfForm(form: AnswerForm, { nearlyAll }: AnswerConventions): AnswerType {
  if (form === 'counted') return nearlyAll === 'number' ? 'number' : 'text';
  if (form === 'loose') return nearlyAll === 'boolean' ? 'boolean' : 'text';
  return form;
}

/** The answer in canonical form, and its type. Throws `UnusableRecord`. */
export function readGoldAnswer(
  written: WrittenAnswer,
  conventions: AnswerConventions,
): { readonly answer: string; readonly answerType: AnswerType } {
  const { text, isText, form } = written;
  const answerType = typeOfForm(form, conventions);
  if (answerType === 'boolean') return { answer: goldBoolean(text), answerType };
  return { answer: goldAnswer(text, answerType, isText ? conventions.numberFormat : undefined), answerType };
}

/** Where the type is known, `Y` and `0` are clear too. */
function goldBoolean(text: string): string {
  const digit = /^\s*([01])(?:\.0)?\s*$/.exec(text)?.[1];
  const loose = digit === undefined ? looseBoolean(text) : digit === '1' ? 'yes' : 'no';
  return canonicalAnswer(text, 'boolean') ?? loose ?? goldAnswer(text, 'boolean');
}
