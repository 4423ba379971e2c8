// How Python writes values into a text. Chat templates are made for Python's Jinja, where `{{ true }}` is `True` and a list is written as
// Python writes it; @huggingface/jinja writes `true` and JSON.

/** A value of @huggingface/jinja: `type` is the name of its class. */
export interface JinjaValue {
  readonly type: string;
  readonly value: unknown;
  toString(): string;
}

/** `str(value)` of Python, and nothing for what is undefined, as in Jinja. */
export function textOf(value: JinjaValue | undefined): string {
  if (value === undefined || value.type === 'UndefinedValue') return '';
  return value.type === 'StringValue' ? String(value.value) : reprOf(value);
}

/** `repr(value)` of Python. */
function reprOf(value: JinjaValue): string {
  switch (value.type) {
    case 'StringValue':
      return quoted(String(value.value));
    case 'BooleanValue':
      return value.value === true ? 'True' : 'False';
    case 'NullValue':
      return 'None';
    case 'UndefinedValue':
      return 'Undefined';
    case 'ArrayValue':
      return `[${itemsOf(value).map(reprOf).join(', ')}]`;
    case 'TupleValue': // of two at least: the library knows no others
      return `(${itemsOf(value).map(reprOf).join(', ')})`;
    case 'ObjectValue':
      return `{${entriesOf(value)
        .map(([key, item]) => `${quoted(key)}: ${reprOf(item)}`)
        .join(', ')}}`;
    default:
      return value.toString();
  }
}

const itemsOf = ({ value }: JinjaValue) => value as readonly JinjaValue[];
const entriesOf = ({ value }: JinjaValue) => [...(value as ReadonlyMap<string, JinjaValue>)];

const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** In single quotes, in double ones where that saves escaping; what cannot be printed by its number. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\'\p{C}\p{Z}]/gu, (character) => {
    if (character === ' ' || (character === "'" && quote === '"')) return character;
    return escapes.get(character) ?? (character === "'" ? "\\'" : byNumber(character));
  });
  return `${quote}${escaped}${quote}`;
}

function byNumber(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hexadecimal = (digits: number) => code.toString(16).padStart(digits, '0');
  if (code < 0x100) return `\\x${hexadecimal(2)}`;
  return code < 0x10000 ? `\\u${hexadecimal(4)}` : `\\U${hexadecimal(8)}`;
}
