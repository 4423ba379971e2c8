// Whether a text lists several numbers as its answer.
import type { Quantity } from './quantities.ts';

/** Between the items of a list: `3 or 4`, `1, 2`, `x = 3, y = 4`, `10 to 15`. */
const LIST_GAP =
  /^\s{0,3}(?:\p{L}+\s)?(?:,|;|&|or|and|to|by|through|, (?:or|and))\s{1,3}(?:\p{L}\s?=\s?)?[$€£]?$/u;
const ONLY_BEFORE_LIST =
  /^(?:[^\p{L}\p{N}]|(?:between|from|either|both|is|are|so|it takes|the|its|possible|(?:numbers?|answers?|values?|solutions?|roots?|options?|factors?|results?)|[a-z]\s?=)(?=\W))*$/iu;

/** `3 or 4`, `(2, 3)`, `10 to 15`: several numbers and nothing that says which. */
export function isSeveral(text: string, tokens: readonly Quantity[]): boolean {
  const [first] = tokens;
  if (first === undefined || tokens.length < 2) return false;
  if (!ONLY_BEFORE_LIST.test(text.slice(0, first.start))) return false;
  const last = tokens.at(-1) ?? first;
  if ((text.slice(last.end).match(/\p{L}+/gu) ?? []).length > 3) return false;
  const different = tokens.some(
    ({ value }) => value === null || first.value === null || !value.eq(first.value),
  );
  const gaps = tokens
    .slice(1)
    .map((token, index) => text.slice((tokens[index] as Quantity).end, token.start));
  if (!different || !gaps.every((gap) => LIST_GAP.test(gap))) return false;
  const [a, b] = tokens;
  const rounded = a?.value?.isInteger() === false && b?.value?.isInteger() === true;
  return !(
    rounded &&
    a?.value
      ?.minus(b?.value ?? 0)
      .abs()
      .lt(1) === true
  );
}
