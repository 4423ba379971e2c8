// Whether a text lists several numbers as its answer.
import { type Asked, isAsked } from './asked.ts';
import type { Quantity } from './quantities.ts';
import { isRoundedTo } from './rounded.ts';

/** Between the items of a list: `3 or 4`, `1, 2`, `x = 3, y = 4`, `10 to 15`. */
const LIST_GAP =
  /^\s{0,3}(?:\p{L}+\s)?(?:,|;|&|or|and|to|by|through|, (?:or|and))\s{1,3}(?:\p{L}\s?=\s?)?[$€£]?$/u;
const ONLY_BEFORE_LIST =
  /^(?:[^\p{L}\p{N}]|(?:between|from|either|both|is|are|so|it takes|the|its|possible|(?:numbers?|answers?|values?|solutions?|roots?|options?|factors?|results?)|[a-z]\s?[=∈])(?=\W))*$/iu;

const NUMBER = '[-$€£~≈]{0,2}\\s?\\d[\\d.,/]*\\s?%?';
/** A separator between items; no comma within a number. */
const SEPARATOR = /[\s\u2009]*(?:;|\n|&|(?<!\d),|,(?!\d)|(?<!\p{L})(?:and|or)(?!\p{L}))[\s\u2009]*/u;
const NAME = "\\p{L}[\\p{L}'_]*\\d{0,2}";
/** `x = 4`, `Anna: 4 apples`. */
const LABELLED = new RegExp(`^${NAME}(?: ${NAME}){0,3}\\s*[=:]\\s*(${NUMBER})(?:\\s\\p{L}+){0,3}$`, 'u');
/** `Ben has 8`, `Ben 8`: where that is all that is stated. */
const OWNED = new RegExp(
  `^(?!(?:In|At|For|After|Over|Since|On|With|By|If|When|To|From|Of|Per|As|Then|So|And|The|It|That|This|There|About|Only|Page|Day|Week|Month|Year|Step)\\b)\\p{Lu}\\p{L}*(?: (?:has|had|gets|got|is|pays|paid|earns|earned|makes|made|needs|sold|sells|ate|eats))? (${NUMBER})(?:\\s\\p{L}+){0,3}$`,
  'u',
);
/** Behind a number that is no item of its own: `8, 4 in each`, `8, 4 more than Ben`. */
const NO_ITEM =
  'each|more|less|fewer|left|per|of|in|at|from|times|extra|remaining|remain|total|altogether|apiece|to|by|with|on|a|an|the|is|are|was|were|which|that|than|out|after|before|plus|minus|if|when|because|since|so|as|but|not|every|cents?|minutes?|seconds?|again|also';
/** `4 apples`, `12 (Anna)`, `24 for Ben`, `4 apples for Ann`. */
const COUNTED = new RegExp(
  `^(${NUMBER})\\s{0,2}(?:\\((?!${NO_ITEM}\\b)\\p{L}+(?: \\p{L}+)?\\)|(?!(?:${NO_ITEM}|for)\\b)\\p{L}+(?: (?!(?:${NO_ITEM}|for)\\b)\\p{L}+)?(?: for (?:the )?\\p{L}+)?|for (?:the )?\\p{L}+)$`,
  'u',
);

/** The items of a list all of which have this form, as [number, the rest]; null where `text` is no such list. */
function itemsOf(text: string, form: RegExp): [number: string, rest: string][] | null {
  const items = text
    .replace(/[[\]{}]/g, ' ')
    .split(SEPARATOR)
    .map((item) => item.replace(/[.!\s\u2009]+$|^[\s\u2009"':]+/g, '').replace(/\s+/g, ' '))
    .filter((item) => item !== '');
  const read = items.map((item) => form.exec(item));
  if (items.length < 2 || read.some((match) => match === null)) return null;
  return read.map((match, index) => {
    const number = match?.[1] ?? '';
    return [number.trim(), (items[index] ?? '').replace(number, '').trim()];
  });
}

/** `x = 4, y = 8`, `Anna: 4, Ben: 8`, `12 apples, 24 pears`, `12 for Anna and 24 for Ben`; of a stated answer `Anna has 4, Ben has 8` too. */
function listsNamed(text: string, tokens: readonly Quantity[], isPlace: boolean): boolean {
  const labelled = itemsOf(text, LABELLED) ?? (isPlace ? itemsOf(text, OWNED) : null);
  if (labelled !== null) return new Set(labelled.map(([number]) => number)).size > 1;
  const counted = itemsOf(text, COUNTED);
  if (counted === null || new Set(counted.map(([, rest]) => rest)).size < 2) return false;
  const [first, ...others] = tokens.map(({ value }) => value?.toNumber() ?? Number.NaN);
  return first !== others.reduce((sum, value) => sum + value, 0); // 8 apples, 5 red and 3 green
}

/** What a list of several numbers says: the one thing in it that is asked for, or nothing. */
export interface Several {
  readonly wanted: Quantity | null;
}

/** `3 or 4`, `(2, 3)`, `10 to 15`, `x = 4, y = 8`: several numbers. Null where `text` is no such list. */
export function severalIn(
  text: string,
  tokens: readonly Quantity[],
  asked: Asked | null,
  isPlace = false,
): Several | null {
  if (tokens.length < 2) return null;
  if (listsNamed(text, tokens, isPlace)) {
    const named = asked === null ? [] : tokens.filter((token) => isAsked(text, token, asked));
    const [only = null, ...others] = named;
    return { wanted: others.length === 0 ? only : null };
  }
  return isPlainList(text, tokens) ? { wanted: null } : null;
}

function isPlainList(text: string, tokens: readonly Quantity[]): boolean {
  const [first, second] = tokens as readonly [Quantity, Quantity, ...Quantity[]];
  if (!ONLY_BEFORE_LIST.test(text.slice(0, first.start))) return false;
  const behind = text.slice((tokens.at(-1) as Quantity).end);
  if (behind.split(/\p{L}+/u).length > 4) return false; // more than three words
  const different = tokens.some(({ value }) => value === null || !value.eq(first.value ?? 0));
  const gaps = tokens
    .slice(1)
    .map((token, index) => text.slice((tokens[index] as Quantity).end, token.start));
  if (!different || !gaps.every((gap) => LIST_GAP.test(gap))) return false;
  return tokens.length > 2 || !isRoundedTo(first.value, second.value);
}
