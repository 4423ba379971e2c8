// A column that says to which split each row belongs, as files from data hubs have it: `split` with train, validation and test.
import type { SplitName } from '../problem.ts';
import { type Fields, nameIn } from './fields.ts';
import type { ReadingReport } from './reading.ts';

const columnNames = ['split', 'data_split', 'dataset_split', 'subset', 'partition', 'set', 'fold'];

const spellings: Readonly<Record<SplitName, RegExp>> = {
  train: /^(?:train|training)$/i,
  validation: /^(?:validation|valid|val|dev|development)$/i,
  test: /^(?:test|testing)$/i,
};

/** The split that a text names; null where it names none. */
export const splitNamed = (text: string): SplitName | null =>
  (Object.keys(spellings) as SplitName[]).find((name) => spellings[name].test(text.trim())) ?? null;

/** The column of one file, record by record. */
export class SplitColumn {
  /** Undefined until a record has one. */
  #name: string | undefined;
  /** The first value that names no split. */
  #other: unknown;
  #hasOther = false;

  /** The split of a record; null where it names none. */
  add(fields: Fields): SplitName | null {
    this.#name ??= columnNames.map((name) => nameIn(fields, name)).find((name) => name !== undefined);
    const value = this.#name === undefined ? undefined : fields[this.#name];
    const split = typeof value === 'string' ? splitNamed(value) : null;
    if (split === null && !this.#hasOther) [this.#other, this.#hasOther] = [value, true];
    return split;
  }

  /** The name of the column where each record names a split; else undefined. */
  get used(): string | undefined {
    return this.#hasOther ? undefined : this.#name;
  }

  /** Why the column is not used, where its name says that it should be; null where there is nothing to say. */
  note(path: string): string | null {
    if (this.#name === undefined || !this.#hasOther || !/split/i.test(this.#name)) return null;
    const other = this.#other === undefined ? 'a row without a value' : JSON.stringify(this.#other);
    return `${path}: the column "${this.#name}" does not decide the splits: it has ${other}, and each row must say train, validation or test`;
  }
}

export interface StatedSplits<T> {
  readonly train: readonly T[];
  /** Undefined where the column names none: they are cut off as of any file. */
  readonly validation: readonly T[] | undefined;
  readonly test: readonly T[] | undefined;
}

/** The items by the splits that they name; null where one names none, where all name the same, or where none is left to train on. */
export function statedSplits<T>(
  items: readonly T[],
  splitNamed: (item: T) => SplitName | null | undefined,
): StatedSplits<T> | null {
  const of = (name: SplitName) => items.filter((item) => splitNamed(item) === name);
  const [train, validation, test] = [of('train'), of('validation'), of('test')];
  if (train.length === 0 || train.length === items.length) return null;
  if (train.length + validation.length + test.length < items.length) return null;
  return {
    train,
    validation: validation.length > 0 ? validation : undefined,
    test: test.length > 0 ? test : undefined,
  };
}

/** Says how the splits that a column or the names of lists state were used. */
export function reportStated(path: string, splits: StatedSplits<unknown>, { notes }: ReadingReport): void {
  const counts = [
    `${splits.train.length} train`,
    ...(splits.validation === undefined ? [] : [`${splits.validation.length} validation`]),
    ...(splits.test === undefined ? [] : [`${splits.test.length} test`]),
  ].join(', ');
  notes.unshift(`${path}: it names the split of each problem, and that is followed: ${counts}`);
}

/** Says why the splits that a file names were not followed; nothing where no problem names one. */
export function reportUnused(
  path: string,
  named: readonly (SplitName | null | undefined)[],
  why: string | null,
  { notes }: ReadingReport,
): void {
  if (named.length === 0 || named.some((name) => name === null || name === undefined)) return;
  const [first] = named;
  const all = named.every((name) => name === first);
  const reason = why ?? (all ? `all of its rows are ${first}` : 'it leaves no problem to train on');
  notes.push(`${path}: it names the split of each problem, and that is not followed: ${reason}`);
}
