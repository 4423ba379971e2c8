// Spells a line as the checks of calculations read it: `3½` as `3 1/2`, `₹22` as `$22`, `7 × [3 + 2]` with parentheses, `a == b` with one
// sign. What is found there is shown as the line has it.
import { evaluateExpression } from '../../data/index.ts';

export interface Spelled {
  readonly text: string;
  /** What the line has where `text` has the characters from `start` to `end`. */
  original(start: number, end: number): string;
}

type Rule = readonly [pattern: RegExp, spell: (match: RegExpExecArray) => string];

const vulgar: Readonly<Record<string, string>> = {
  ...{ '½': '1/2', '⅓': '1/3', '⅔': '2/3', '¼': '1/4', '¾': '3/4', '⅕': '1/5', '⅖': '2/5', '⅗': '3/5' },
  ...{ '⅘': '4/5', '⅙': '1/6', '⅚': '5/6', '⅛': '1/8', '⅜': '3/8', '⅝': '5/8', '⅞': '7/8', '⅒': '1/10' },
};
const parts: Readonly<Record<string, number>> = {
  ...{ half: 2, halve: 2, third: 3, quarter: 4, fourth: 4, fifth: 5, sixth: 6, eighth: 8, tenth: 10 },
};
const countOf: Readonly<Record<string, number>> = { a: 1, an: 1, one: 1, two: 2, three: 3 };

/** What brackets have that only group: a calculation, perhaps with units, or a number behind another one, `200[.60]`. */
const groups = /^[-\s($€£]*\.?\d[^[\]{}=:;]*$/u;
const operation = /[\d)%](?:\s\p{L}+){0,2}\s?[-+*/×÷·−–x]\s?[-\d($€£.]/u;
const label = '(?:[a-z]|[ivx]{2,4}|\\d{1,2})';
const before = '(?<=^\\s{0,8}|[;,.:]\\s{1,3}|\\b(?:and|then|parts?|steps?)\\s)';

/** A space keeps it apart from a word behind it: `½cup`. */
const fraction = ({ 0: sign, index, input }: RegExpExecArray): string =>
  `${vulgar[sign.trim()]}${/\p{L}/u.test(input[index + sign.length] ?? '') ? ' ' : ''}`;

/** The first is applied before the second, and so on. */
const rules: readonly Rule[] = [
  [/⁄|∕/g, () => '/'],
  [/!=|=\/=/g, () => '≠'],
  [/(?<=[\d)]\s?)\s?\((?:=|which is|that is|i\.e\.,?)\s?(?=[$€£]?\d[^()]*\))/g, () => ' = '], // 12 * 6 (= 72)
  [/(?<![<>!=])={2,3}(?![>=])/g, () => '='],
  [/(?<![\p{L}\d])(?:US|CA|AU|NZ|HK|[ACSR])\$/gu, () => '$'],
  [/(?<![\p{L}\d])(?:USD|EUR|GBP|INR|CAD|AUD|Rs\.?)\s{0,2}(?=\.?\d)/gu, () => '$'],
  [/[¥₹₩₽₱₫₦₴₺฿₪₡₲₵₸₿￥]/g, () => '$'],
  [
    /(?<![\d.,$€£])(\d[\d,]*(?:\.\d+)?)\s?([$€£])(?!\s?\.?\d)/g,
    ([, digits = '', sign = '']) => `${sign}${digits}`,
  ],
  [/(?<=\d)\s?¢/g, () => ' cents'],
  [/(?<=\d)\s?[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅒]/g, (match) => ` ${fraction(match)}`],
  [/(?<=[-+*/×÷·−–x]\s{0,3})[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅒]/g, ([sign]) => `(${vulgar[sign]})`],
  [/[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅒]/g, fraction],
  [
    /(?<=\d)\s+and\s+(an?|one|two|three)[ -](half|halve|third|quarter|fourth|fifth|sixth|eighth|tenth)s?\b(?!\s+(?:of|as|times|the)\b)/gi,
    ([, count = '', part = '']) => ` ${countOf[count.toLowerCase()]}/${parts[part.toLowerCase()]}`,
  ],
  // a fraction behind ÷ is one number
  [
    /÷\s*(\d+)\/(\d+)(?![\d/.])/g,
    ([whole, top, bottom]) => (Number(top) < Number(bottom) ? `÷ (${top}/${bottom})` : whole),
  ],
  [new RegExp(`(?<!\\([^()]{0,80})${before}\\(?${label}\\)\\s+(?=[$€£]?\\.?[\\p{L}\\d])`, 'giu'), () => '; '],
  [new RegExp(`${before}${label}\\)\\s+(?=\\()`, 'gi'), () => '; '],
  [/(?<=\s)\((?:[a-wyz]|[ivx]{2,4})\)\s+(?=[$€£]?\.?\d)/gi, () => '; '],
  ...[1, 2].map(
    (): Rule => [
      /\[([^[\]{}]*)\]|\{([^[\]{}]*)\}/g,
      ({ 0: whole, 1: inside = '', 2: inBraces = '', index, input }) => {
        const content = inside + inBraces;
        const multiplies = /\d$/.test(input.slice(0, index)) && /^\s*\.?\d[\d.,]*\s*$/.test(content);
        return multiplies || (groups.test(content) && operation.test(content)) ? `(${content})` : whole;
      },
    ],
  ),
  [
    /\b(ceil(?:ing)?|floor|round|int|trunc|abs|sqrt)\(((?:[^()]|\([^()]*\))*)\)/gi,
    ([whole, name = '', inside = '']) => called(name.toLowerCase(), inside) ?? whole,
  ],
  [/⌈([^⌈⌉]*)⌉/g, ([whole, inside = '']) => called('ceil', inside) ?? whole],
  [/⌊([^⌊⌋]*)⌋/g, ([whole, inside = '']) => called('floor', inside) ?? whole],
  // sums of thousands, which are right or wrong as sums of an unknown k too
  [
    /(?<![\p{L}\d.])[$€£]?[\d.,]{0,15}\dk(?:\s?[-+−–]\s?[$€£]?[\d.,]{0,15}\dk){1,8}\s?=\s?[$€£]?[\d.,]{0,15}\dk(?!\p{L})/giu,
    ([whole]) => whole.replace(/(?<=\d)k/gi, ' thousand'),
  ],
];

/** Something that a rule may spell otherwise: most lines have none of it. */
const odd =
  /\d\s?[$€£](?!\s?[\d.])|[\d)]\s?\((?:=|which is|that is|i\.e)|[⁄∕¥₹₩₽₱₫₦₴₺฿₪₡₲₵₸₿￥¢½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅒÷⌈⌊[{]|!=|=\/=|==|[A-Z]\$|(?:USD|EUR|GBP|INR|CAD|AUD|\bRs\.?)\s{0,2}\.?\d|\d\s+and\s+(?:an?|one|two|three)[ -]|(?:^|[\s(])[\w]{1,4}\)\s|(?:ceil|floor|round|int|trunc|abs|sqrt|ceiling)\(|\dk/i;

const calls: Readonly<Record<string, (value: number) => number>> = {
  ...{ ceil: Math.ceil, ceiling: Math.ceil, floor: Math.floor, round: Math.round },
  ...{ int: Math.trunc, trunc: Math.trunc, abs: Math.abs, sqrt: Math.sqrt },
};

/** What a function makes of its arguments, as an expression; null where it cannot be computed. */
function called(name: string, inside: string): string | null {
  const [, expression = inside, places = '0'] = /^(.*\S)\s*,\s+?(\d)\s*$/.exec(inside) ?? [];
  const value = evaluateExpression(expression);
  const result = value === null ? Number.NaN : calls[name]?.(Number(value) * 10 ** Number(places));
  if (result === undefined || !Number.isFinite(result)) return null;
  return `(${(result / 10 ** Number(places)).toFixed(10).replace(/\.?0+$/, '')}+0)`;
}

/** The line in the spelling that the checks read. */
export function spell(line: string): Spelled {
  if (!odd.test(line)) return { text: line, original: (start, end) => line.slice(start, end) };
  let text = line;
  // where in the line the characters of `text` begin and end
  let starts = Array.from({ length: line.length }, (_, index) => index);
  let ends = starts.map((index) => index + 1);
  for (const [pattern, spelled] of rules) {
    const matches = [...text.matchAll(pattern)].map((match) => ({ match, with: spelled(match) }));
    const changed = matches.filter(({ match, with: replacement }) => replacement !== match[0]);
    if (changed.length === 0) continue;
    const [pieces, newStarts, newEnds]: [string[], number[], number[]] = [[], [], []];
    let from = 0;
    const keep = (to: number) => {
      pieces.push(text.slice(from, to));
      newStarts.push(...starts.slice(from, to));
      newEnds.push(...ends.slice(from, to));
    };
    for (const { match, with: replacement } of changed) {
      keep(match.index);
      from = match.index + match[0].length;
      const [start = 0, end = line.length] = [starts[match.index], ends[from - 1]];
      pieces.push(replacement);
      newStarts.push(...Array<number>(replacement.length).fill(start));
      newEnds.push(...Array<number>(replacement.length).fill(end));
    }
    keep(text.length);
    [text, starts, ends] = [pieces.join(''), newStarts, newEnds];
  }
  return {
    text,
    original: (start, end) => {
      const [from, to] = [starts[start] ?? line.length, ends[end - 1] ?? 0];
      const shown = line.slice(from, to).trim();
      return /\([^()]*$/.test(shown) && line[to] === ')' ? `${shown})` : shown; // 12 * 6 (= 72)
    },
  };
}
