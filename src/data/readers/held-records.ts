// The records that one object of JSON holds, as programs write whole datasets: in a list, as columns, or by their ids.
import { type Fields, isObject } from './fields.ts';

/** What programs call the property that holds the records. */
export const holders: ReadonlySet<string> = new Set(
  'data rows records examples instances samples entries items problems questions dataset train validation test dev'.split(
    ' ',
  ),
);

/** The records that an object holds: in a list, as columns, or by their ids; null where it is a record itself. */
export function recordsWithin(value: unknown): readonly unknown[] | null {
  if (!isObject(value) || Object.keys(value).some((name) => /^(?:messages|conversations)$/i.test(name)))
    return null;
  if (typeof value.output === 'string') return null; // what a system wrote, perhaps with its samples
  const { columns, data } = value;
  if (Array.isArray(columns) && Array.isArray(data) && data.every(Array.isArray)) {
    return data.map((cells: readonly unknown[]) =>
      Object.fromEntries(columns.map((name, index) => [String(name), cells[index]])),
    );
  }
  return recordsInColumns(value) ?? recordsInList(value) ?? recordsBelow(value);
}

const deepest = 3;

/** The only list of problems within objects of objects, whatever its name. */
function recordsBelow(value: Fields): readonly unknown[] | null {
  if (isProblem(value)) return null;
  const [list, another] = problemLists(value, 0);
  return list === undefined || another !== undefined ? null : list;
}

function problemLists(value: Fields, depth: number): (readonly unknown[])[] {
  return Object.values(value).flatMap((part) => {
    if (Array.isArray(part)) return part.some((item) => isObject(item) && isProblem(item)) ? [part] : [];
    return isObject(part) && !isProblem(part) && depth < deepest ? problemLists(part, depth + 1) : [];
  });
}

/** Whether an object has what makes a problem, by its names. */
export function isProblem(value: Fields): boolean {
  const names = new Set(Object.keys(value).map((name) => name.toLowerCase()));
  const sets = [['question', 'answer'], ['messages'], ['conversations'], ['instruction', 'output']];
  return sets.some((set) => set.every((name) => names.has(name)));
}

function recordsInList(value: Fields): readonly unknown[] | null {
  const lists = Object.entries(value).filter(([name, part]) => isListOfRecords(name, part));
  const [list, another] = lists.map(([, part]) => part as readonly unknown[]);
  if (list === undefined || another !== undefined) return null;
  return list.map((item) => (isObject(item) && isObject(item.row) ? item.row : item)); // {row_idx, row} of a datasets server
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
