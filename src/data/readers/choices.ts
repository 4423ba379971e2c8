// Where a record has its choices: in one field, as ARC, MMLU, AQuA and MathQA have them, or in a column each (`A`, `B`, `C`; `option1`, …).
import { type Fields, isObject } from './fields.ts';
import { listIn } from './list-fields.ts';

export interface Choices {
  readonly texts: readonly string[];
  /** What each is called, in capitals. */
  readonly labels: readonly string[];
  /** Whether they may be called by their places too. */
  readonly arePlaces: boolean;
  /** The fields in which they are. */
  readonly names: readonly string[];
}

/** The choices of a record; null where it has none. */
export function choicesOf(record: Fields): Choices | null {
  for (const name of ['choices', 'options']) {
    const found = choicesIn(record[name], name);
    if (found !== null) return found;
  }
  return choicesInColumns(record);
}

/** `A) 21` */
const letterBefore = /^\s*\(?[A-J][).:]\s*/;
/** `a ) 38 , b ) 27 , c ) 30`, as MathQA has them in one text. */
const letterWithin = /(?:^|\s*[,;\n]\s*)\(?([a-j])\s?\)\s*/gi;

const isTexts = (list: unknown): list is readonly unknown[] =>
  Array.isArray(list) && list.length > 1 && list.every((item) => ['string', 'number'].includes(typeof item));

const letterAt = (index: number): string => String.fromCharCode(65 + index);

function choicesIn(value: unknown, name: string): Choices | null {
  if (typeof value === 'string') {
    return /^\s*[[{]/.test(value) ? choicesIn(listIn(value), name) : choicesInText(value, name);
  }
  if (isTexts(value)) {
    const lettered = value.every((text) => letterBefore.test(String(text)));
    return {
      texts: value.map((text) => (lettered ? String(text).replace(letterBefore, '') : String(text))),
      labels: value.map((_, index) => letterAt(index)),
      arePlaces: true,
      names: [name],
    };
  }
  if (!isObject(value)) return null;
  const { label, text } = value;
  if (!isTexts(label) || !isTexts(text) || label.length !== text.length) {
    const found = choicesInColumns(value); // {"A": "21", "B": "24"}
    return found === null ? null : { ...found, names: [name] };
  }
  const labels = label.map((each) => String(each).toUpperCase());
  return { texts: text.map(String), labels, arePlaces: false, names: [name] };
}

function choicesInText(text: string, name: string): Choices | null {
  const starts = [...text.matchAll(letterWithin)];
  const inOrder = starts.every(([, letter = ''], index) => letter.toUpperCase() === letterAt(index));
  if (starts.length < 2 || starts[0]?.index !== 0 || !inOrder) return null;
  const texts = starts.map(({ index, 0: mark }, at) =>
    text.slice(index + mark.length, starts[at + 1]?.index).trim(),
  );
  return { texts, labels: texts.map((_, index) => letterAt(index)), arePlaces: true, names: [name] };
}

/** `A`, `option_a`, `opa`, `choice1` */
const column = /^(?<group>|(?:options?|choices?|opt|op)[ _-]?)(?<label>[a-j]|(?<=\w[ _-]?)\d)$/i;

/** At least two columns that count from A, 0 or 1, each with a text or number. */
function choicesInColumns(record: Fields): Choices | null {
  const groups = new Map<string, { label: string; name: string; text: string }[]>();
  for (const [name, value] of Object.entries(record)) {
    const { group, label } = column.exec(name)?.groups ?? {};
    if (group === undefined || label === undefined) continue;
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const text = String(value).trim();
    const key = `${group.toLowerCase()}${/\d/.test(label) ? '#' : 'a'}`;
    if (text !== '')
      groups.set(key, [...(groups.get(key) ?? []), { label: label.toUpperCase(), name, text }]);
  }
  const counted = [...groups.values()].find(
    (members) =>
      members.length > 1 &&
      members.every(({ label }, index) => label === labelAfter(members[0]?.label, index)),
  );
  if (counted === undefined) return null;
  const isCountedFromStart = /^[A01]$/.test(counted[0]?.label ?? '');
  return !isCountedFromStart
    ? null
    : {
        texts: counted.map(({ text }) => text),
        labels: counted.map(({ label }) => label),
        arePlaces: /^A$/.test(counted[0]?.label ?? ''),
        names: counted.map(({ name }) => name),
      };
}

const labelAfter = (first: string | undefined, count: number): string =>
  String.fromCharCode((first ?? '').charCodeAt(0) + count);
