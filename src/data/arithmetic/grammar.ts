// The vocabulary of the problem grammar: a scenario is a table of openings, moves and closings; each clause has sentence
// templates, a rule that draws its numbers, and the arithmetic steps it asks for. `families/` holds the tables.
import type { Random } from '../../common/index.ts';

/** `%` is `a * p / 100`; `*\/` is `a * i/j`, a fraction other than 1/j. */
export type Operation = '+' | '-' | '*' | '/' | '%' | '*/';

/** A problem while it is written. `numbers.total` is the running quantity; words and numbers fill the templates. */
export interface Draft {
  readonly random: Random;
  /** No quantity of this problem may exceed it. */
  readonly max: number;
  readonly numbers: Record<string, number>;
  readonly words: Record<string, string>;
  /** The largest running quantity so far: a capacity mentioned later must not be below it. */
  peak: number;
}

/** Chooses a clause's numbers into `draft.numbers`; false when no number fits. */
export type Draw = (draft: Draft) => boolean;

/** One arithmetic step: `numbers[to] = numbers[left] operation numbers[right]`. `{=}` in `say` is the calculation. */
export interface StepRule {
  readonly to: string;
  readonly left: string;
  readonly operation: Operation;
  readonly right: string;
  readonly ask: string;
  readonly say: string;
}

/** Alternatives of one sentence slot with the same arithmetic. */
export interface Clause {
  readonly id: string;
  /** The sentence templates; which one is used is part of a problem's structure. */
  readonly texts: readonly string[];
  readonly steps: readonly StepRule[];
  readonly draw?: Draw;
  /** How often one problem may use it (default once). */
  readonly limit?: number;
  /** It introduces the next member of the scenario's chain (`{cur}`, compared with `{prev}`). */
  readonly advances?: boolean;
  /** It needs something before it (two members of the chain, a part already done), so it cannot be the first move. */
  readonly notFirst?: boolean;
}

export interface Opening extends Clause {
  /** Where its sentence stands: first (default), after the moves, or after the moves in reverse order. */
  readonly place?: 'first' | 'last' | 'reverse';
}

export interface Closing extends Clause {
  /** The fewest moves before it that leave something to work out (default 0). */
  readonly minMoves?: number;
  /** For a closing without steps: replaces the last sub-question, so that it asks what the problem asks. */
  readonly ask?: string;
  /** Adds up all members of the chain, one step a member after the first; `ask` words the last of these steps. */
  readonly addsAll?: { readonly first: string; readonly next: string; readonly say: string };
}

/** An irrelevant fact with a number `{d}` in low … high. */
export type Aside = readonly [text: string, low: number, high: number];

export interface Scenario {
  readonly id: string;
  /** The largest believable quantity, where that is below the caller's maximum. */
  readonly cap?: number;
  /** Chooses names, objects and places. */
  readonly words: (random: Random) => Record<string, string>;
  /** The members that advancing moves introduce, first the one of the opening. */
  readonly chain?: (random: Random, words: Readonly<Record<string, string>>) => readonly string[];
  readonly openings: readonly Opening[];
  readonly moves: readonly Clause[];
  readonly closings: readonly Closing[];
  readonly asides: readonly Aside[];
}

const formula = /^(\w+) = (\w+) (\+|-|\*\/|\*|\/|%) (\w+)$/;

/** A step from a readable formula such as `total = total + n`. */
export function step(text: string, ask: string, say: string): StepRule {
  const [, to, left, operation, right] = formula.exec(text) ?? [];
  if (to === undefined || left === undefined || operation === undefined || right === undefined) {
    throw new Error(`internal error: not a step formula: ${text}`);
  }
  return { to, left, operation: operation as Operation, right, ask, say };
}

interface Slot {
  readonly key: string;
  readonly capital: boolean;
  readonly article: boolean;
  readonly currency: string;
}

const slotPattern = /^(a |A )?(\$)?(.+)$/;

const compiled = new Map<string, readonly (string | Slot)[]>();

function compile(template: string): readonly (string | Slot)[] {
  const parts = template.split(/[{}]/).map((part, index): string | Slot => {
    if (index % 2 === 0) return part;
    const [, article = '', currency = '', name = ''] = slotPattern.exec(part) ?? [];
    const key = name.charAt(0).toLowerCase() + name.slice(1);
    return { key, capital: key !== name || article === 'A ', article: article !== '', currency };
  });
  compiled.set(template, parts);
  return parts;
}

/**
 * Fills `{key}` from words and numbers, `{Key}` with a capital, `{a key}` and `{A key}` with the article, `{$key}` as money.
 * Throws a plain error for a key that the scenario does not define.
 */
export function fill(template: string, draft: Pick<Draft, 'numbers' | 'words'>, calculation = ''): string {
  let out = '';
  for (const part of compiled.get(template) ?? compile(template)) {
    if (typeof part === 'string') {
      out += part;
      continue;
    }
    const value = part.key === '=' ? calculation : (draft.words[part.key] ?? draft.numbers[part.key]);
    if (value === undefined) throw new Error(`internal error: template "${template}" has no {${part.key}}`);
    let text = `${part.currency}${value}`;
    if (part.article) text = `${/^[aeiou]/i.test(text) ? 'an' : 'a'} ${text}`;
    out += part.capital ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  }
  return out;
}
