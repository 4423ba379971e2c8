// A line as numbers, operators, signs of results and words, for calculations that are said in words.
import { numbersIn } from './numbers-in-text.ts';

export interface Token {
  /** `other`: what belongs to no calculation, such as `7:45`, `2x` and punctuation. */
  readonly kind: 'number' | 'operator' | 'result' | 'word' | 'other';
  readonly start: number;
  readonly end: number;
  /** As it is written, in small letters; of operators, one of `+ - * / ^ ( )`, or what the words say (`more than`). */
  readonly text: string;
  /** Of a number: as the calculator reads it. */
  readonly value?: string;
  /** Of an operator or result: in words. */
  readonly spoken?: boolean;
  readonly money?: boolean;
}

const NUMBER = '(?:\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)?|\\.\\d+';
const amount = new RegExp(`([$€£]\\s?)?(${NUMBER})(\\s?(?:%|percent\\b|per cent\\b))?`, 'iy');
/** Behind digits that are no number of a calculation: times, ordinals, unknowns (`2L`), codes, letters that are no unit. */
const notBehind =
  /^(?::\d|(?!(?:kg|g|mg|km|cm|mm|mi|ft|in|oz|lbs?|ml|hrs?|mins?|secs?|mph|percent|per|x\s?[\d($€£.])(?![\p{L}_]))[\p{L}_])/iu;
const notBefore = /[\p{L}\d_:#]$|(?<![\d)])\^$|\d[.,'’]$/u;

/** Words that join two numbers. The first that fits is taken. */
const OPERATORS: readonly (readonly [words: string, operator: string])[] = [
  ['times as (?:many|much|old|long|tall|far|big|large|fast|heavy)(?: \\p{L}+)? as', '*'],
  ['multiplied (?:by|with)|times(?! (?:more|less|fewer|as|that|the (?:number|amount|price|cost)))', '*'],
  ['(?:divided|split|shared|distributed) (?:by|into|among|amongst|between)', '/'],
  ['plus|added (?:to|with)', '+'],
  ['minus|less(?! than)|take away', '-'],
  ['more than|greater than', 'more than'],
  ['less than|fewer than|smaller than', 'less than'],
  ['(?:raised )?to the power(?: of)?|raised to', '^'],
  ['subtracted from|taken (?:away )?from|deducted from', 'less than'],
];
const spokenOperators = OPERATORS.map(
  ([words, operator]) => [new RegExp(`(?:${words})(?!\\p{L})`, 'iuy'), operator] as const,
);

/** Any of these, to pass over all other words at once. */
const anySpokenOperator = new RegExp(`(?:${OPERATORS.map(([words]) => words).join('|')})(?!\\p{L})`, 'iuy');

/** Operators only right behind a number: what a price was reduced by is another thing. */
const behindNumber =
  /(?:over(?=\s[$€£]?[\d.,]*\d\s*(?:$|[=≈→)(,;]|\.(?!\d)|(?:is|equals|gives|makes)\b))|(increased|decreased|reduced) by(?=\s[$€£\d]))/iy;
const signs: Readonly<Record<string, string>> = {
  '×': '*',
  '·': '*',
  '∙': '*',
  '⋅': '*',
  '∗': '*',
  '✕': '*',
  '÷': '/',
  '∕': '/',
  '−': '-',
  '–': '-',
  '—': '-',
};
const resultSign = /={1,3}>|[-–—]{1,2}>|[=≈→⇒⟶⟹≅≃]|~(?=\s?[$€£]?\d)/y;
const resultWords =
  /(?:(?:is|are|was|were|be) equal to|equals? to|equals?|comes? (?:out )?to|came to|works? out (?:to|as)|adds? up to|amounts? to|sums? (?:up )?to|evaluates? to|results? in|(?:will|would|should|must) (?:be|equal|give|make|leave)|(?:to|and) (?:get|gets|obtain|find)|to (?:give|make|leave)|is|are|was|were|means|i\.e\.,?|gives?|gave|giving|makes?|made|making|yields?|yielding|leaves?|leaving|totals|totall?ing|becomes?|produces?|gets?)(?!\p{L})/iuy;
const word = /\p{L}[\p{L}'’]*(?:[/-]\p{L}[\p{L}'’]*)*(?:\^[23]|[²³])?/uy;
/** Number words that go on: `two hundred`. */
const scaleWord = /^(?:hundred|thousand|million|billion|trillion)$/;
const notNumbers = /^(?:half|third|thirds|quarter|quarters|dozen|a|an)$/;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Every token of a line, in order. */
export function wordTokens(line: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < line.length; ) {
    if (/\s/.test(line[at] ?? '')) {
      at++;
      continue;
    }
    const token = tokenAt(line, at, tokens.at(-1));
    const earlier = tokens.at(-1);
    const joined = earlier === undefined ? null : longerNumber(earlier, token, line);
    if (joined !== null) tokens[tokens.length - 1] = joined;
    else tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function tokenAt(line: string, at: number, last: Token | undefined): Token {
  const token = (kind: Token['kind'], length: number, text: string, more: Partial<Token> = {}): Token => ({
    kind,
    start: at,
    end: at + length,
    text,
    ...more,
  });
  const sign = matchAt(resultSign, line, at);
  if (sign !== null) return token('result', sign[0].length, sign[0]);
  const number = matchAt(amount, line, at);
  if (number !== null) return numberToken(line, at, number);
  const c = line[at] ?? '';
  if (c === '*' && line[at + 1] === '*') return token('operator', 2, '^');
  if (/[-+*/^()×·∙⋅∗✕÷∕−–—]/.test(c)) return token('operator', 1, signs[c] ?? c);
  if (/[xX]/.test(c) && last !== undefined && isTimes(line, at, last)) return token('operator', 1, '*');
  for (const [pattern, operator] of matchAt(anySpokenOperator, line, at) ? spokenOperators : []) {
    const words = matchAt(pattern, line, at);
    if (words !== null) return token('operator', words[0].length, operator, { spoken: true });
  }
  if (last?.kind === 'number') {
    const [words, changes] = matchAt(behindNumber, line, at) ?? [];
    const operator = changes === undefined ? '/' : /^in/i.test(changes) ? '+' : '-';
    if (words !== undefined) return token('operator', words.length, operator, { spoken: true });
  }
  const result = matchAt(resultWords, line, at);
  if (result !== null) return token('result', result[0].length, result[0].toLowerCase(), { spoken: true });
  const written = matchAt(word, line, at)?.[0];
  if (written === undefined) return token('other', 1, c);
  const text = written.toLowerCase();
  if (
    /^\p{L}$/u.test(text) &&
    !(text === 'a' || text === 'i' || (last?.kind === 'number' && /[mghl]/.test(written)))
  ) {
    return token('other', 1, text); // an unknown
  }
  const value = valueOfWord(text);
  return value === null
    ? token('word', written.length, text)
    : token('number', written.length, text, { value, spoken: true });
}

const knownValues = new Map<string, string | null>();
const MOST_KNOWN_VALUES = 20_000;

/** The number that one word says, as the calculator reads it; null where it says none. Texts repeat their words, so values are kept. */
function valueOfWord(text: string): string | null {
  const known = knownValues.get(text);
  if (known !== undefined) return known;
  const [value, another] = notNumbers.test(text) || scaleWord.test(text) ? [] : numbersIn(text);
  const found = value === undefined || another !== undefined ? null : String(value);
  if (knownValues.size < MOST_KNOWN_VALUES) knownValues.set(text, found);
  return found;
}

function numberToken(
  line: string,
  at: number,
  [whole, currency, digits = '', percent]: RegExpExecArray,
): Token {
  const end = at + whole.length;
  const isCode = /^0\d/.test(digits) || notBefore.test(line.slice(Math.max(0, at - 2), at));
  if (isCode || notBehind.test(line.slice(end, end + 4))) {
    const length = matchAt(/[$€£]?\s?[\p{L}\d:.,_^'’]*[\p{L}\d]/uy, line, at)?.[0].length ?? whole.length;
    return { kind: 'other', start: at, end: at + length, text: line.slice(at, at + length) };
  }
  const value = digits.replaceAll(',', '') + (percent === undefined ? '' : '%');
  return {
    kind: 'number',
    start: at,
    end,
    text: whole,
    value,
    ...(currency !== undefined && { money: true }),
  };
}

/** An `x` between a quantity and a number. */
function isTimes(line: string, at: number, last: Token): boolean {
  const behind = last.kind === 'number' || last.kind === 'word' || /[)\p{L}\p{N}]$/u.test(last.text);
  return behind && /^[xX]\s?[\d($€£.]/.test(line.slice(at, at + 3));
}

/** `two hundred`, `two hundred five` as one number; null where `token` does not go on with `earlier`. */
function longerNumber(earlier: Token, token: Token, line: string): Token | null {
  if (earlier.kind !== 'number' || earlier.spoken !== true || line.slice(earlier.end, token.start) !== ' ')
    return null;
  if (token.text === 'percent') return { ...earlier, end: token.end, value: `${earlier.value}%` };
  if (!scaleWord.test(token.text) && !(token.kind === 'number' && token.spoken === true)) return null;
  const text = line.slice(earlier.start, token.end);
  const [value, another] = numbersIn(text);
  return value === undefined || another !== undefined
    ? { kind: 'other', start: earlier.start, end: token.end, text }
    : { ...earlier, end: token.end, text: text.toLowerCase(), value: String(value) };
}
