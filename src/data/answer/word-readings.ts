// The readings of a calculation in words from the readings of its parts, in the calculator's spelling.
import type { Token } from './word-tokens.ts';

type Readings = { readonly readings: readonly string[] };

export const MOST_READINGS = 24;

/** The readings of parts that operators join: signs by precedence, words also in the order in which they are said. */
export function chained(parts: readonly Readings[], operators: readonly Token[]): string[] {
  const names = operators.map(({ text }) => text);
  const isPlain = names.every((name) => name.length === 1);
  const inOrder = operators.some(({ spoken }) => spoken === true);
  return combinations(parts.map(({ readings }) => readings)).flatMap((values) => {
    const [head = '', ...rest] = values;
    const byPrecedence = rest.reduce((text, value, index) => `${text}${names[index]}${value}`, head);
    const left = rest.reduce((sum, value, index) => joinedBy(names[index] ?? '', sum, value), head);
    return [
      ...(isPlain ? [byPrecedence, ...byFraction(values, names)] : [fromRight(values, names)]),
      ...(inOrder && rest.length > 1 ? [left] : []),
    ];
  });
}

/** `6 km / 1/30 hour` divides by a fraction. */
function byFraction(values: readonly string[], operators: readonly string[]): string[] {
  const at = operators.findIndex(
    (operator, index) =>
      operator === '/' && operators[index - 1] === '/' && Number(values[index]) < Number(values[index + 1]),
  );
  if (at === -1) return [];
  const fraction = `(${values[at]}/${values[at + 1]})`;
  const grouped = [...values.slice(0, at), fraction, ...values.slice(at + 2)];
  const left = operators.filter((_, index) => index !== at);
  return [grouped.slice(1).reduce((text, value, index) => `${text}${left[index]}${value}`, grouped[0] ?? '')];
}

function joinedBy(operator: string, left: string, right: string): string {
  if (/%\)?$/.test(left) && !/%\)?$/.test(right) && operator.endsWith(' than')) {
    return `(${right}*(1${operator === 'more than' ? '+' : '-'}${left}))`; // 50% more than 20
  }
  if (operator === 'more than') return `(${left}+${right})`;
  if (operator === 'less than') return `(${right}-${left})`;
  return `(${left}${operator}${right})`;
}

function fromRight(values: readonly string[], operators: readonly string[]): string {
  const [head = '', ...rest] = values;
  return rest.length === 0 ? head : joinedBy(operators[0] ?? '', head, fromRight(rest, operators.slice(1)));
}

/** What a function makes of its list: one text for every choice of readings. */
export function applied(operator: string, items: readonly Readings[]): string[] {
  return combinations(items.map(({ readings }) => readings)).flatMap((values) => {
    const [first = '', ...rest] = values;
    if (operator === 'mean') return [`((${values.join('+')})/${values.length})`];
    if (operator === 'from') return [`(${rest.join('-')}-${first})`];
    if (operator === '-') return [`(${values.join('-')})`, `(${rest.join('-')}-${first})`];
    return [`(${values.join(operator)})`];
  });
}

function combinations(choices: readonly (readonly string[])[]): string[][] {
  let all: string[][] = [[]];
  for (const readings of choices) {
    all = all.flatMap((before) => readings.map((reading) => [...before, reading])).slice(0, MOST_READINGS);
  }
  return all;
}
