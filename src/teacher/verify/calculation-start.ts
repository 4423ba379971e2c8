// Where a calculation with words may begin: what stands before it is no part of it, and it is no part of a greater whole, such as a list.
import { labelWords, unitStem as stem, type Token } from '../../data/index.ts';

export const FURTHEST = 40; // tokens that a calculation may have, and that are looked at before it
export const measure =
  /^(?:\$|%|¢|dollar|cent|euro|pound|penny|penni|quarter|dime|nickel|buck|second|sec|minute|min|hour|hr|h|day|week|month|year|decade|inch|in|foot|ft|yard|mile|mi|cm|mm|m|km|meter|metre|kilometer|centimeter|millimeter|ounce|oz|lb|gram|g|kg|mg|kilogram|ton|liter|litre|l|ml|milliliter|gallon|quart|pint|cup|tablespoon|teaspoon|degree|pair|dozen|couple|set|pack|mph|kb|mb|gb|percent|point)$/;
/** Words of which a result that follows may be a part of what comes next, when they end what stands before a calculation. */
const calculates =
  /^(?:of|times|plus|minus|over|divided|multiplied|twice|thrice|double|triple|half|thirds?|quarters?|fourths?|fifths?|dozen|hundred|thousand|million|less|more|fewer|than|increased|decreased|reduced|power|root|average|mean|sum|product|difference|quotient|percent)$/;
/** `a total of 12 + 24`: what follows is a calculation of its own. */
const whole =
  /^(?:total|cost|price|number|amount|profit|loss|distance|weight|length|area|volume|age|speed|rate|value|bill|revenue|income|pay|salary|score|count|height|width|perimeter|payment|fee|balance|savings|sale|sales|expense|expenses|change|time|result|answer|money|combination)$/;
/** A number behind it is a name: `on day 1 * 2`. */
const labels = new RegExp(`^(?:${labelWords})$`);
const puts =
  /\b(?:sum|total|adds?|adding|added|combin\w+|product|difference|between|average|mean|subtract\w*|tak\w+|deduct\w*|multipl\w+|divid\w+|both|plus|minus|times|half|thirds?|quarters?|twice|split\w*)\b/i;
/** Verbs that a thing can have too (`half of the 12 pupils made 3 cards`): they give the result of operators and functions only. */
export const acts =
  /^(?:gives?|gave|giving|makes?|made|making|yields?|yielding|leaves?|leaving|becomes?|produces?|gets?|totals?)$/;

/** Whether a calculation may begin at `start`: what stands before it is no part of it. */
export function beginsThere(tokens: readonly Token[], start: number): boolean {
  let at = start - 1;
  while (/^(?:a|an|the|another|his|her|their|its|all|exactly|only|about)$/.test(tokens[at]?.text ?? '')) at--;
  const before = tokens[at];
  if (before === undefined || before.kind === 'result') return true;
  if (before.kind === 'number') return false;
  const first = tokens[start];
  if (first?.text === '(' && before.end === first.start && /\p{L}$/u.test(before.text)) return false; // max(3, 4)
  if (first?.text === '-') return false; // of `24 crayons in all - 8 red`
  if (before.text === '.' && tokens[at - 1]?.kind === 'operator') return false; // .8 + . 84 + .82
  if (before.kind === 'other') return /^[.,:;!?"'“”[\]{}|•>]$/.test(before.text);
  if (before.kind === 'operator') {
    if (before.text === '(') return /^(?:word|other|result|none)$/.test(tokens[at - 1]?.kind ?? 'none');
    return (
      at === 0 || (before.text === '-' && before.spoken !== true && !/\d/.test(clauseBefore(tokens, at)))
    ); // a bullet or a dash
  }
  const earlier = tokens[at - 1];
  if (before.text === 'of') return earlier?.kind === 'word' && whole.test(earlier.text);
  if (before.text === 'and') return !isQuantityOfNumber(earlier) && !puts.test(clauseBefore(tokens, at));
  if (/^(?:by|from|to|with|into|among|between)$/.test(before.text))
    return !puts.test(clauseBefore(tokens, at)) && earlier?.kind !== 'number';
  if (calculates.test(before.text)) return false;
  if (labels.test(before.text) && !/^(?:per|a|an|each|every|one)$/.test(earlier?.text ?? '')) return false;
  return !(measure.test(stem(before.text)) && earlier?.kind === 'number'); // 5 feet 6 inches - 2 inches
}

/** Whether numbers are joined by signs only: `5 pens * 9`, not `5 boxes of 9`. */
export const isInSigns = (tokens: readonly Token[]): boolean =>
  tokens.some(({ kind }) => kind === 'operator') &&
  !tokens.some(
    ({ kind, spoken, text }) => (kind === 'operator' && spoken === true) || /^(?:of|at|@)$/.test(text),
  );

const endsClause = new Set(['.', ';', ':', '!', '?']);
/** Behind them a new statement begins. */
export const opensClause =
  /^(?:so|then|because|since|but|while|whereas|hence|thus|therefore|where|if|when|now|finally|next|first)$/;
/** What begins with them is no member of a list: `In 5 days, 3 times 4 is 12`. */
const introduces = /^(?:in|on|after|before|if|since|because|as|when|while|during|given|knowing)$/;
/** Words that join what follows to the number before them: `3 packs with 10 cards each`. */
const attaches =
  /^(?:at|@|for|with|of|worth|per|costing|containing|holding|weighing|including|having|earning)$/;

/**
 * Whether what is said before `start` has no number that may belong to the calculation: a member of a list (`5 apples and 2 boxes of 6`), or
 * what the calculation tells more about (`3 packs with 10 cards each plus 5 cards`, `the 3 children get 5 plus 2 each`).
 */
export function standsAlone(tokens: readonly Token[], start: number, inSigns: boolean): boolean {
  const before = tokens[start - 1];
  if (before === undefined) return true;
  if (inSigns && !attaches.test(before.text)) return true;
  const opening = tokens.findLastIndex(
    ({ text }, index) => index < start && (endsClause.has(text) || opensClause.test(text)),
  );
  const clause = tokens.slice(opening + 1, start);
  const isOtherResult = ({ kind, text }: Token, index: number) => {
    if (kind !== 'result' || acts.test(text)) return false;
    const at = opening + 1 + index;
    const calculated = tokens.slice(Math.max(0, at - FURTHEST), at).some(isNumber);
    return calculated && (at === start - 1 || tokens.slice(at + 1, Math.min(at + 4, start)).some(isNumber));
  };
  if (clause.some(isOtherResult)) return true;
  const hasNumber = clause.some(
    ({ kind, text }, index) =>
      kind === 'number' && text !== 'one' && !labels.test(tokens[opening + index]?.text ?? ''),
  );
  const isIntroduced = [tokens[opening], clause[0]].some((token) => introduces.test(token?.text ?? ''));
  return !hasNumber || (before.text === ',' && isIntroduced);
}

const isNumber = ({ kind }: Token): boolean => kind === 'number';

const isQuantityOfNumber = (token: Token | undefined): boolean =>
  token?.kind === 'number' ||
  /^(?:hundred|thousand|million|half|dozen|thirds?|quarters?)$/.test(token?.text ?? '');

function clauseBefore(tokens: readonly Token[], at: number): string {
  const words: string[] = [];
  for (let index = at - 1; index >= 0 && index > at - FURTHEST; index--) {
    const token = tokens[index];
    if (token === undefined || endsClause.has(token.text)) break;
    words.unshift(token.text);
  }
  return words.join(' ');
}
