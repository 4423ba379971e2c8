// Which character marks the decimals: a point (`1,234.5`) or a comma (`1.234,5`). Most numbers say so themselves; `1.234` and `1,234` do
// not, and are read as the other numbers of a data set are written.

export type NumberFormat = 'decimal-point' | 'decimal-comma';

export const numberFormats: readonly NumberFormat[] = ['decimal-point', 'decimal-comma'];

const CANDIDATE = /(?<![\p{L}\d.,])\d[\d.,]*\d(?![\p{L}\d])/gu;
const POINT =
  /^(?:\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+\.\d{1,2}|\d+\.\d{4,}|0\.\d+|\d{4,}\.\d+)$/;
const COMMA = /^(?:\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,\d{1,2}|\d+,\d{4,}|0,\d+|\d{4,},\d+)$/;
const GROUPED_BY_COMMA = /^\d{1,3},\d{3}$/;
/** Of all numbers that say it, the share that must agree. */
const MAJORITY = 0.9;
/** Fewer decimal commas may be lists (`2,3`). */
const LEAST_COMMAS = 2;

/** Counts, over the texts of a data set, the numbers that can only be read in one format. */
export class NumberFormatVotes {
  #point = 0;
  #comma = 0;
  /** `1,234`: far more often a thousand than a decimal with three places. */
  #likelyPoint = 0;

  add(text: string): void {
    for (const [candidate] of text.matchAll(CANDIDATE)) {
      if (POINT.test(candidate)) this.#point++;
      else if (COMMA.test(candidate)) this.#comma++;
      else if (GROUPED_BY_COMMA.test(candidate)) this.#likelyPoint++;
    }
  }

  /** The format of nearly all numbers that say it; undefined where none does, or where they disagree. */
  get format(): NumberFormat | undefined {
    const all = this.#point + this.#comma;
    if (all === 0) return undefined;
    const isComma = this.#comma >= Math.max(LEAST_COMMAS, MAJORITY * all, this.#likelyPoint);
    if (isComma) return 'decimal-comma';
    return this.#point >= MAJORITY * all ? 'decimal-point' : undefined;
  }
}

/** The number format of a data set's texts (see `NumberFormatVotes`). */
export function findNumberFormat(texts: Iterable<string>): NumberFormat | undefined {
  const votes = new NumberFormatVotes();
  for (const text of texts) votes.add(text);
  return votes.format;
}
