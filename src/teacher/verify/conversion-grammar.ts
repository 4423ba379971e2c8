// Whether what stands around two quantities makes a statement of them: that the one is the other, and not a part of a calculation or of
// another statement (`after 2 hours is 60 minutes of rest`).

export interface Sign {
  readonly span: readonly [start: number, end: number];
  /** `=`; a word such as `is`; a remark such as `, or`; `has`, of one of a unit; `in`, of `There are 60 minutes in an hour`. */
  readonly form: 'equals' | 'word' | 'remark' | 'has' | 'in';
  readonly about: boolean;
}

const forms: readonly (readonly [Sign['form'], RegExp])[] = [
  ['equals', /(?<![<>!=≈])[=≈](?![=>])/g],
  [
    'remark',
    /,? (?:which|that) (?:is|are|equals?|makes?) (?:(?:also|equal to|the same as|equivalent to) )?/gi,
  ],
  ['remark', /(?:, (?:or|i\.e\.,?|that is,?) |\s?\((?:or|i\.e\.,?|that is,?|which is|=)\s)/gi],
  [
    'word',
    /(?<!\bwhich|\bthat) (?:is|are|equals?|makes?|comes? to|amounts? to|converts? to) (?:(?:also|equal to|the same as|equivalent to) )?/gi,
  ],
  ['word', / ?(?:→|⇒|⟶|⟹|-{1,2}>|=>) ?/g],
  ['has', / (?:has|have|contains?|consists? of) /gi],
  ['in', / in (?=(?:an?|one|1|each|every|\d) )/gi],
];

/** Every place where a conversion may be stated. */
export function signs(line: string): Sign[] {
  return forms.flatMap(([form, pattern]) =>
    [...line.matchAll(pattern)].map(({ index, 0: text }) => ({
      span: [index, index + text.length] as const,
      form,
      about: text === '≈',
    })),
  );
}

const calculating =
  /(?:[\d)%]|[-+*/×÷·−–^]|\b(?:of|times|plus|minus|by|over|divided|multiplied|twice|double|half|thirds?|quarters?|dozen|less|more|and|per|every|each|another|additional|extra|other|remaining|from|between|x))\s*$/i;
const goesOn =
  /^(?:\s*[-+*/×÷·−–^](?=\s*[\d($€£.\p{L}])|\s*\(\d|\s?%|,?\s(?:and\s)?(?:\d[\d.,]*|an?|one|half) ?\p{L}+(?!\s*(?:[=≈]|is\b|are\b))|\s(?:per|each|apiece|an?|every|times|more|less|fewer|longer|shorter|later|earlier|sooner|older|younger|taller|before|after|ago|away|left|than|plus|minus|divided|multiplied|x|-)(?![\p{L}]))/iu;

/** Whether one of the quantities belongs to a calculation: `2 days + 48 hours = 4 days`, `2 hours = 60 minutes * 2`. */
export const isCalculatedWith = (before: string, behind: string): boolean =>
  calculating.test(before) || goesOn.test(behind);

const boundary = /[.;:!?=≈(→](?!\d)|\b(?:is|are|was|so|then|which|thus|hence|because|since)\b/gi;
const begins =
  /(?:^|[.;:!?(,])\W*$|\b(?:so|then|since|because|that|thus|hence|therefore|and|as|if|knows?|knowing|where|but|now)\s$/i;
const ends =
  /^\.?\s?(?:$|[.,;:!?)=≈]|(?:so|and|because|since|then|when|while|but|in total|total|altogether|in all|long)\b)/i;

/** Whether the words around say no more than that the one quantity is the other. `count`: how many of its unit the left one is. */
export function isStatement(sign: Sign, before: string, count: number, behind: string): boolean {
  const at = [...before.matchAll(boundary)].at(-1)?.index ?? 0;
  if (/\d/.test(before.slice(at))) return false; // 3 boxes of 5 kg
  // the number of months in a year = 36
  if (sign.form === 'equals') return !/\bin\s$/i.test(before);
  if (!ends.test(behind)) return false;
  if (sign.form === 'remark') return true;
  if (sign.form === 'in') return /\bthere (?:are|is|were) (?:exactly |only )?$/i.test(before);
  if (sign.form === 'has' && count !== 1) return false;
  return begins.test(before);
}
