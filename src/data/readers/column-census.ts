// Which columns the records of a file have, and which of them are used: one that is mapped and not there is a mistake, and one that is there
// and not used may be a part of the question.
import { nearestName, SocraticError } from '../../common/index.ts';
import type { Fields } from './fields.ts';
import type { ColumnMapping } from './types.ts';

/** Names that are kept; a file of more is no table. */
const mostColumns = 1000;
/** Columns in which a story or its facts stand apart from what is asked. */
const storyNames =
  /^(?:body|context|passage|story|paragraph|scenario|background|premise|input|text|problem|description)$/i;

/** Names under which datasets and tools keep the steps of a solution, the more telling first. */
export const stepNames: readonly string[] =
  'rationale reasoning working workings worked_solution solution_steps chain_of_thought cot explanation thoughts thought solution derivation process'.split(
    ' ',
  );

/** Of a file's columns, the one with the first of the known names, whatever its capitals. */
export function nameAmong(names: readonly string[], known: readonly string[]): string | undefined {
  return known.flatMap((name) => names.filter((given) => given.toLowerCase() === name))[0];
}

/** ` Did you mean "result"?`; nothing where no column has a name like it. */
function meant(name: string, found: readonly string[]): string {
  const near = nearestName(name, found);
  return near === null ? '' : ` Did you mean "${near}"?`;
}

export class ColumnCensus {
  readonly #mapping: readonly (readonly [ours: string, theirs: string])[];
  readonly #found = new Set<string>();
  readonly #used = new Set<string>();
  /** Columns that hold anything; those for the number of a row, anything else. */
  readonly #hold = new Set<string>();

  constructor(columns: ColumnMapping) {
    this.#mapping = Object.entries(columns).filter(([, theirs]) => typeof theirs === 'string');
  }

  add(fields: Fields): void {
    for (const name in fields) {
      if (!this.#found.has(name) && this.#found.size < mostColumns) this.#found.add(name);
      if (!this.#hold.has(name) && this.#found.has(name) && holdsSomething(name, fields[name]))
        this.#hold.add(name);
    }
  }

  use(name: string): void {
    this.#used.add(name);
  }

  /** Throws `column-unknown` for a mapped column that no record has. */
  assertMapped(path: string): void {
    if (this.#found.size === 0) return;
    for (const [ours, theirs] of this.#mapping) {
      const missing = columnsOf(theirs, this.#found).find((name) => !this.#found.has(name));
      if (missing === undefined) continue;
      throw new SocraticError(
        'column-unknown',
        `${path} has no column "${missing}" to read "${ours}" from; it has ${[...this.#found].slice(0, 12).join(', ')}.${meant(missing, [...this.#found])}`,
        { subject: { path }, details: { column: missing, found: [...this.#found] } },
      );
    }
  }

  /** What is said of the columns that are not used; null where all are. */
  note(path: string, question: string): string | null {
    const unused = [...this.#found].filter((name) => !this.#used.has(name) && this.#hold.has(name));
    const [first] = unused;
    if (first === undefined) return null;
    const shown = unused.slice(0, 12).map((name) => `"${name}"`);
    const more = unused.length - shown.length;
    const list = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    const story = unused.find((name) => storyNames.test(name));
    const steps =
      this.#used.has('steps') && this.#hold.has('steps') ? undefined : nameAmong(unused, stepNames);
    const advice = [
      ...(story === undefined
        ? []
        : [`. If "${story}" is a part of the question, map the columns question=${story}+${question}`]),
      ...(steps === undefined || this.#mapping.some(([ours]) => ours === 'steps')
        ? []
        : [`. If "${steps}" holds the steps of the solution, map the columns steps=${steps}`]),
    ].join('');
    return `${path}: ${unused.length === 1 ? 'the column' : 'the columns'} ${list} ${unused.length === 1 ? 'is' : 'are'} not used${advice}`;
  }
}

/** The columns that a mapping names: one, or several that `+` joins. */
export function columnsOf(mapped: string, found: { has(name: string): boolean }): readonly string[] {
  return found.has(mapped) || !mapped.includes('+') ? [mapped] : mapped.split('+').map((name) => name.trim());
}

/** Columns in which pandas, R and spreadsheets leave the number of each row. */
const rowNumbers =
  /^(?:Unnamed: \d+|column \d+ \(no name\)|(?:level_|__index_level_)\d+(?:__)?|index|row_?names|\.\.\.1)$/i;

function holdsSomething(name: string, value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return !(rowNumbers.test(name) && /^\s*\d+\s*$/.test(String(value)));
}
