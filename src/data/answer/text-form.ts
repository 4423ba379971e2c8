// The form in which textual answers are compared, and the letter of an option (`B) 6 pens`).
import { cleanText } from './clean.ts';
import { canonicalNumber } from './notation.ts';
import type { NumberFormat } from './number-format.ts';
import { quantitiesInDigits } from './quantities.ts';

/** What a currency sign and a percent sign are called. */
const NAMES: readonly (readonly [sign: RegExp, name: string])[] = [
  [/(?:US)?\$(?=\d)/g, 'dollars'],
  [/€(?=\d)/g, 'euros'],
  [/£(?=\d)/g, 'pounds'],
  [/¥(?=\d)/g, 'yen'],
  [/₹(?=\d)/g, 'rupees'],
];
/** Nothing but the letters of options: `A`, `A, C`, `(A) and (C)`. */
const LETTERS =
  /^[^\p{L}\p{N}]*(?:[A-J]|[A-Ja-j](?:[^\p{L}\p{N}]+(?:and[^\p{L}\p{N}]+)?[A-Ja-j])+)[^\p{L}\p{N}]*$/u;
/** `$3:4$`: LaTeX's way to mark mathematics, no currency. */
const MATH = /(?<![\\\w])\$(?=[^$\n]{1,80}\$)([^$\n]*)\$/g;

/** A sign that means something between or before its operands; the others are punctuation. */
function keepOperators(text: string): string {
  return text
    .replace(/>=/g, '≥')
    .replace(/<=/g, '≤')
    .replace(/!=/g, '≠')
    .replace(/^\s*[-+](?=\p{L}{2})|^\s*\+/u, '') // a bullet; +5
    .replace(/[–—]/g, '-')
    .replace(/×/g, '*')
    .replace(/÷/g, '/')
    .replace(/ & /g, ' and ')
    .replace(/[~≃≅](?=\s*\d)/g, ' ') // about 5
    .replace(/(?<![\p{L}\p{N}])#|#(?=\p{L})/gu, ' ') // a heading; C# keeps it
    .replace(/(?<=\p{L}{2})-(?=[\p{L}\d])/gu, ' ') // mother-in-law, covid-19
    .replace(/(?<=\p{L})-(?=\p{L}{2})/gu, ' ') // x-ray
    .replace(/(?<=\d)-(?=\p{L}{2})/gu, ' ') // 10-year
    .replace(/(?<!\d)\s*:|:\s*(?!\d|\s)|:(?=\s\D)/g, ' ')
    .replace(/(?<=[\p{L}\d)]) ?[/] ?(?=[\p{L}\d(])/gu, '/')
    .replace(/(?<!\d)\.(?!\d)|\.(?!\d)/g, ' ');
}

/** Tuples and intervals, whose brackets and commas count: `[1,2)` is not `(1,2]`. */
const INTERVAL = /([([])([^()[\]]{1,60},[^()[\]]{1,60})([)\]])/g;
/** What stands for them while all other brackets and commas are taken out. */
const KEPT: readonly (readonly [sign: string, kept: string])[] = [
  ['[', '⟦'],
  [']', '⟧'],
  ['(', '⟨'],
  [')', '⟩'],
  [',', '⸲'],
];
const HOLDS_NUMBER = /\d|∞|(?<!\p{L})\p{L}(?!\p{L})/u;

function keepIntervals(text: string): string {
  return text.replace(INTERVAL, (whole, _open: string, inside: string) => {
    if (!HOLDS_NUMBER.test(inside)) return whole;
    let kept = whole.replace(/\s*([,()[\]])\s*/g, '$1');
    for (const [sign, stand] of KEPT) kept = kept.replaceAll(sign, stand);
    return ` ${kept} `;
  });
}

function restoreIntervals(text: string): string {
  let restored = text;
  for (const [sign, stand] of KEPT) restored = restored.replaceAll(stand, sign);
  return restored;
}

/**
 * Case, articles, punctuation and white space removed, as SQuAD compares answers; signs, operators and relations kept; numbers,
 * currencies and percentages in one spelling; LaTeX, HTML and markdown as they read.
 */
export function normalizeText(text: string, format?: NumberFormat): string {
  let normal = normalizeOnce(text, format);
  // What is left of a decoration may be one itself; each round is shorter, or the last.
  for (let round = 0; round < 6; round++) {
    const next = normalizeOnce(normal);
    if (next === normal) break;
    normal = next;
  }
  return normal;
}

/** No article: the last letter of `U.S.A.` */
const ARTICLE = /(?:^| )(?:an|the)(?= |$)|(?<!(?:^| )\p{L} \p{L})(?:^| )a(?= |$)/gu;

function normalizeOnce(text: string, format?: NumberFormat): string {
  const plain = cleanText(
    text.replace(MATH, (whole, inner: string) => (/^\s*[\d.,]+\s/.test(inner) ? whole : ` ${inner} `)),
  );
  const numbered = withPlainNumbers(plain.text.normalize('NFKC'), format);
  const letters = LETTERS.test(numbered);
  const lower = keepIntervals(keepOperators(numbered.toLowerCase().replace(/['’]/g, '')))
    .replace(/[^⟦⟧⟨⟩⸲\p{L}\p{N}\p{M}\p{Sm}\p{Sc}%*/:^°‰!.#&△-]+/gu, ' ')
    .replace(/ ?([*/=<>≤≥≠≈^±]) ?/g, '$1')
    .replace(/(?<=[\p{L}\p{N}]) - (?=[\p{L}\p{N}])/gu, '-')
    .replace(/!+(?= |$)/g, '')
    .replace(/%/g, ' percent ')
    .replace(/(?<!(?:^| )\p{L}[-*]?)[\s*/=^≈≠:.|→⇒-]+$|[\s/=^≈≠:.|→⇒]+$|^[\s*/=^:.|→⇒]+/gu, ''); // A- keeps its sign
  const words = lower.replace(/ +/g, ' ').trim();
  const bare = letters ? words.replace(/\band\b/g, ' ') : words.replace(ARTICLE, ' ').replace(ARTICLE, ' ');
  const normal = bare.replace(/ +/g, ' ').trim();
  return restoreIntervals(normal === '' ? words : normal);
}

/** Every number in its canonical form, with the name of its currency behind it; codes such as `007` stay. */
function withPlainNumbers(text: string, format: NumberFormat | undefined): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, value } of quantitiesInDigits(text, {
    stated: true,
    withoutBounds: true,
    ...(format !== undefined && { format }),
  })) {
    const shown = text.slice(start, end);
    if (value === null || /^0\d+$/.test(shown)) continue;
    const currency = NAMES.find(([sign]) => new RegExp(sign.source).test(shown.replace(/[\s-]/g, '')));
    const name =
      currency === undefined || /^\s*(?:dollars?|euros?|pounds?|yen|rupees?)\b/i.test(text.slice(end))
        ? ''
        : ` ${currency[1]}`;
    pieces.push(text.slice(at, start), canonicalNumber(value), name);
    at = end;
  }
  return pieces.join('') + text.slice(at);
}

const OPTION =
  /^[^\p{L}\p{N}\p{Sm}¬#&-]*(?:(?:[Oo]ption|OPTION|[Cc]hoice|[Aa]nswer)\s+)?[("[]{0,2}([A-Z])(?:[)\]]|\s*[.:,;](?=\s|$)|\s+(?:because|since|as)\b|(?<=[A-H])\s+[-–—]\s+(?=\p{L})|(?:\*\*|__|[)\]}"”’.:,;$\s])*$)/u;

/** The letter of the option with which a text begins: `B) 6 pens`, `(B)`, `B, since …`. Null where it begins with none. */
export function optionLetter(text: string): string | null {
  const several = LETTERS.test(text) && /\p{L}.*\p{L}/su.test(text);
  return several ? null : (OPTION.exec(text)?.[1]?.toLowerCase() ?? null);
}

const CHOICE = '(?:option |choice |answer )?["(*[]{0,3}([A-H])["\\])]{0,3}';
/** A sentence that does nothing but choose: `It is B`, `I would go with B.`, `Final choice: B`, `B is right`. */
const CHOSEN: readonly RegExp[] = [
  new RegExp(
    `^\\W*(?:(?:so|thus|therefore|hence|then),? )?(?:(?:it|that|this)(?: is|['’]s| must be| should be) |i(?:['’]d| would| will|['’]ll)? (?:go with|choose|pick|select|say|answer) |(?:(?:my|the|final|best|correct|right) ){0,3}(?:choice|pick|option|selection|answer)(?: is|:) ?)?${CHOICE}[.!]?\\s*$`,
    'i',
  ),
  new RegExp(`\\b(?:so|thus|therefore|hence),? (?:it is |the answer is )?${CHOICE}[.!]?\\s*$`, 'i'),
  /^\W{0,3}([A-H])\)? is (?:right|correct|the (?:right |correct |best )?(?:answer|option|choice))(?!\p{L})/u,
];
const LONGEST_CHOICE = 80; // characters

/** The letter that a short sentence chooses; null where it chooses none. */
export function chosenLetter(text: string): string | null {
  if (text.length > LONGEST_CHOICE) return null;
  for (const pattern of CHOSEN) {
    const letter = pattern.exec(text)?.[1];
    if (letter !== undefined && /[A-H]/.test(letter)) return letter.toLowerCase();
  }
  return null;
}

/** A normalized text without the spaces that say nothing: `x + 3`, `5 km`, `u s a`. */
export function withoutSpacing(text: string): string {
  return text
    .replace(/ ?([-+*/=<>≤≥^]) ?/g, '$1')
    .replace(/(?<=\d) (?=\p{L})/gu, '')
    .replace(/(?<=(?:^| )\p{L}) (?=\p{L}(?: |$))/gu, '');
}
