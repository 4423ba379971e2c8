// The records that one object of JSON holds, as programs write whole datasets: in a list, in one list a split, as columns, or by their ids.
import type { SplitName } from '../problem.ts';
import { type Fields, isObject } from './fields.ts';
import { splitNamed } from './split-column.ts';

/** What programs call the property that holds the records. */
const holders: ReadonlySet<string> = new Set(
  'data rows records examples instances samples entries items problems questions dataset train validation test dev'.split(
    ' ',
  ),
);

/** A list of problems within a file: where it is (`examples.train`), and how many it holds. */
export interface NamedList {
  readonly name: string;
  readonly size: number;
}

export interface HeldRecords {
  /** Empty where several lists hold problems, and nothing says which is meant. */
  readonly records: readonly unknown[];
  /** The lists of problems beside them. */
  readonly unread: readonly NamedList[];
}

/**
 * The records that an object holds: in a list, in one list a split, as columns, or by their ids; null where it is a record itself. Those of
 * lists that are named as splits have the field `split`.
 */
export function recordsWithin(value: unknown): HeldRecords | null {
  if (!isObject(value) || Object.keys(value).some((name) => /^(?:messages|conversations)$/i.test(name)))
    return null;
  if (typeof value.output === 'string') return null; // what a system wrote, perhaps with its samples
  const { columns, data } = value;
  if (Array.isArray(columns) && Array.isArray(data) && data.every(Array.isArray)) {
    const cells = data.map((row: readonly unknown[]) =>
      Object.fromEntries(columns.map((name, index) => [String(name), row[index]])),
    );
    return { records: cells, unread: [] };
  }
  if (isProblem(value)) return alone(recordsInColumns(value) ?? recordsInList(value));
  const lists = problemLists(value, '', 0);
  const beside = (read: readonly string[]) =>
    lists.filter(({ name }) => !read.some((one) => name === one || name.startsWith(`${one}.`))).map(sizeOf);
  const splits = splitLists(value, '', 0);
  if (splits.length > 0) {
    const records = splits.flatMap(({ split, list }) => list.map((record) => withSplit(record, split)));
    return { records, unread: beside(splits.map(({ name }) => name)) };
  }
  const inColumns = lists.length > 1 ? null : recordsInColumns(value);
  if (inColumns !== null) return alone(inColumns);
  const named = recordsInList(value);
  if (named !== null) {
    const [name = ''] = Object.entries(value).find(([, part]) => part === named) ?? [];
    return { records: rowsOf(named), unread: beside([name]) };
  }
  const [only, ...more] = lists;
  if (only === undefined) return isEmptyHolder(value) ? { records: [], unread: [] } : null;
  return more.length === 0 ? alone(only.list) : { records: [], unread: lists.map(sizeOf) };
}

const alone = (records: readonly unknown[] | null): HeldRecords | null =>
  records === null ? null : { records, unread: [] };

/** `{"train": [], "test": []}` */
const isEmptyHolder = (value: Fields): boolean =>
  Object.values(value).every((part) => !isObject(part) && !(Array.isArray(part) && part.length > 0)) &&
  Object.entries(value).some(([name, part]) => holders.has(name.toLowerCase()) && Array.isArray(part));

interface FoundList {
  readonly name: string;
  readonly list: readonly unknown[];
}

const sizeOf = ({ name, list }: FoundList): NamedList => ({ name, size: list.length });

const deepest = 3;
const below = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** The lists of problems within objects of objects, whatever their names. */
function problemLists(value: Fields, path: string, depth: number): FoundList[] {
  return Object.entries(value).flatMap(([key, part]) => {
    const name = below(path, key);
    if (Array.isArray(part)) {
      return part.some((item) => isObject(item) && isProblem(item)) ? [{ name, list: part }] : [];
    }
    return isObject(part) && !isProblem(part) && depth < deepest ? problemLists(part, name, depth + 1) : [];
  });
}

/** The lists that stand side by side and are named as two splits at least; none where several objects have such lists. */
function splitLists(
  value: Fields,
  path: string,
  depth: number,
): (FoundList & { readonly split: SplitName })[] {
  const lists = Object.entries(value).flatMap(([key, part]) => {
    const split = splitNamed(key.replace(/[ _-]?(?:set|split|data|examples|problems|questions)$/i, ''));
    const list = split === null ? null : recordsOfPart(part);
    return split === null || list === null ? [] : [{ name: below(path, key), split, list }];
  });
  if (new Set(lists.map(({ split }) => split)).size > 1) return lists;
  if (depth === deepest) return [];
  const [found, another] = Object.entries(value)
    .map(([key, part]) =>
      isObject(part) && !isProblem(part) ? splitLists(part, below(path, key), depth + 1) : [],
    )
    .filter((part) => part.length > 0);
  return another === undefined ? (found ?? []) : [];
}

/** The records of one split: a list, columns, records by their ids, or an object that holds a list. */
function recordsOfPart(part: unknown): readonly unknown[] | null {
  if (Array.isArray(part)) return part.some(isObject) ? rowsOf(part) : null;
  if (!isObject(part)) return null;
  return recordsInColumns(part) ?? recordsInList(part);
}

const withSplit = (record: unknown, split: SplitName): unknown =>
  isObject(record) ? { split, ...record } : record;

/** `{row_idx, row}` of a datasets server. */
const rowsOf = (list: readonly unknown[]): readonly unknown[] =>
  list.map((item) => (isObject(item) && isObject(item.row) ? item.row : item));

/** Whether an object has what makes a problem, by its names. */
export function isProblem(value: Fields): boolean {
  const names = new Set(Object.keys(value).map((name) => name.toLowerCase()));
  const sets = [['question', 'answer'], ['messages'], ['conversations'], ['instruction', 'output']];
  return sets.some((set) => set.every((name) => names.has(name)));
}

/** The only list under a name that holders of records have; of several, the only one with problems. */
function recordsInList(value: Fields): readonly unknown[] | null {
  const lists = Object.entries(value)
    .filter(([name, part]) => isListOfRecords(name, part))
    .map(([, part]) => part as readonly unknown[]);
  const ofProblems = lists.filter((list) => list.some((item) => isObject(item) && isProblem(item)));
  const [list, another] = lists.length > 1 ? ofProblems : lists;
  return list === undefined || another !== undefined ? null : list;
}

function isListOfRecords(name: string, part: unknown): boolean {
  return holders.has(name.toLowerCase()) && Array.isArray(part) && part.some(isObject);
}

/** `{"question": {"0": …}, "answer": {"0": …}}`, the same with arrays, or `{"first": {"question": …}, "second": …}`. */
function recordsInColumns(value: Fields): readonly unknown[] | null {
  const parts = Object.entries(value);
  if (parts.some(([name, part]) => isListOfRecords(name, part))) return null;
  const keys = parts.map(([, part]) =>
    typeof part === 'object' && part !== null ? Object.keys(part).join('\n') : null,
  );
  if (parts.length < 2 || keys[0] === null || keys[0] === '' || keys.some((key) => key !== keys[0]))
    return null;
  const areArrays = parts.map(([, part]) => Array.isArray(part));
  if (areArrays.some((isArray) => isArray !== areArrays[0])) return null;
  const inner = Object.keys(parts[0]?.[1] as object);
  if (!inner.every((key) => /^\d+$/.test(key))) {
    return areArrays[0] ? null : parts.map(([id, record]) => ({ id, ...(record as Fields) }));
  }
  return inner.map((key) =>
    Object.fromEntries(
      parts.map(([name, column]) => [name, (column as Readonly<Record<string, unknown>>)[key]]),
    ),
  );
}
