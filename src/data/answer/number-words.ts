// Numbers written as English words: `eighteen`, `twenty-one`, `a hundred and five`, `minus forty-two`, `two and a half`, `a dozen`.

const values = (words: string, first: number, by: number): Readonly<Record<string, number>> =>
  Object.fromEntries(words.split(' ').map((word, index) => [word, first + by * index]));

const UNITS = values(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
    'seventeen eighteen nineteen',
  0,
  1,
);
const TENS = values('twenty thirty forty fifty sixty seventy eighty ninety', 20, 10);
const SCALES: Readonly<Record<string, number>> = {
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
};
const PARTS: Readonly<Record<string, number>> = {
  half: 2,
  halves: 2,
  third: 3,
  thirds: 3,
  quarter: 4,
  quarters: 4,
  fourth: 4,
  fourths: 4,
  fifth: 5,
  fifths: 5,
  sixth: 6,
  sixths: 6,
  eighth: 8,
  eighths: 8,
  tenth: 10,
  tenths: 10,
};

const WORD = [...Object.keys(UNITS), ...Object.keys(TENS), 'hundred', ...Object.keys(SCALES)].join('|');
const PART = Object.keys(PARTS).join('|');
const WHOLE = `(?:(?:an? )?(?:hundred|thousand|million|billion)|${WORD})(?:(?:[ -]|[ ]and[ ])(?:${WORD}))*`;
const DIGIT = Object.keys(UNITS).slice(0, 10).join('|');
const SIGN = '(?:(minus|negative) )?';
/** In the order in which they are tried; the groups of each are named in `FORMS` below. */
const PATTERN = new RegExp(
  // the look-ahead passes over all other words at once
  `\\b(?=(?:minus|negative|half|an?|dozen|${WORD})\\b)${SIGN}(?:` +
    [
      '(?<halfDozens>(?:an?|one|two|three|four|five|six|seven|eight|nine|ten) (?:dozens? and a half|and a half dozen))',
      '(?<dozens>(?:half )?a(?: half)? dozen|dozen|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty) dozens?)',
      `(?<mixedWhole>${WHOLE}) and (?<mixedCount>a|one|two|three|four|five|seven)[ -](?<mixedPart>${PART})`,
      `(?<count>one|two|three|four|five|seven)[ -](?<part>${PART})`,
      '(?<lone>(?:a )?half|a (?:third|quarter|fourth|fifth|tenth))(?=\\W*$)',
      `(?<point>${WHOLE}) point (?<decimals>(?:${DIGIT})(?: (?:${DIGIT})){0,5})`,
      `(?<whole>${WHOLE})`,
    ].join('|') +
    ')\\b',
  'gi',
);

/** What makes a number word something else: `one of`, `three times`, `two and a`, `two-day`. */
const NOT_A_VALUE =
  /^(?:[ -](?:of|half|halves|thirds?|fourths?|quarters?|fifths?|sixths?|eighths?|tenths?|times|more|less|dozen|plus|minus)\b|[ ]and[ ]a\b|[-'’]\w)/i;
/** `a quarter of` and `half of` take a part of something else. */
const PART_OF = /^[ -](?:of|as|times|more|less|the|way|full|empty)\b/i;

export interface NumberWord {
  readonly start: number;
  readonly end: number;
  readonly value: number;
}

/** The value of a run of number words, or null when they do not form one number (`two three`). */
function wordsValue(text: string): number | null {
  let total = 0;
  let group = 0;
  let last = Number.POSITIVE_INFINITY; // what may follow must be smaller
  for (const word of text.toLowerCase().split(/[ -]/)) {
    const unit = UNITS[word] ?? TENS[word];
    const scale = SCALES[word];
    if (unit !== undefined) {
      const fits = last >= 100 || (last >= 20 && unit > 0 && unit < 10);
      if (!fits) return null;
      group += unit;
      last = unit;
    } else if (word === 'hundred') {
      if (group > 19) return null;
      group = Math.max(1, group) * 100;
      last = 100;
    } else if (scale !== undefined) {
      if (total > 0 && total < scale * 1000) return null;
      total += Math.max(1, group) * scale;
      group = 0;
      last = Number.POSITIVE_INFINITY;
    }
  }
  return total + group;
}

function part(count: string, name: string): number {
  return (UNITS[count] ?? 1) / (PARTS[name] ?? 1); // `a` is one
}

function dozens(text: string): number {
  if (text.includes('half')) return 6;
  const count = text.split(' ')[0] ?? '';
  return 12 * (UNITS[count] ?? TENS[count] ?? 1);
}

function valueIn(groups: Readonly<Record<string, string | undefined>>): number | null {
  const get = (name: string) => groups[name]?.toLowerCase();
  const halfDozens = get('halfDozens');
  if (halfDozens !== undefined) return dozens(halfDozens.replace(/ and a half/, '')) + 6;
  const dozen = get('dozens');
  if (dozen !== undefined) return dozens(dozen);
  const mixed = get('mixedWhole');
  if (mixed !== undefined) {
    const whole = wordsValue(mixed);
    return whole === null ? null : whole + part(get('mixedCount') ?? '', get('mixedPart') ?? '');
  }
  const count = get('count');
  if (count !== undefined) return part(count, get('part') ?? '');
  const lone = get('lone');
  if (lone !== undefined) return part('a', lone.split(' ').at(-1) ?? '');
  const point = get('point');
  if (point !== undefined) {
    const whole = wordsValue(point);
    const decimals = (get('decimals') ?? '').split(' ').map((word) => UNITS[word]);
    return whole === null ? null : Number(`${whole}.${decimals.join('')}`);
  }
  return wordsValue(get('whole') ?? '');
}

/** Every number written in words in `text`, in order. A bare `hundred` or `thousand` is none. */
export function findNumberWords(text: string): NumberWord[] {
  const found: NumberWord[] = [];
  for (const match of text.matchAll(PATTERN)) {
    const { 0: whole, 1: sign, index, groups = {} } = match;
    const end = index + whole.length;
    const after = text.slice(end, end + 12);
    const isPart = groups.count !== undefined;
    if ((isPart ? PART_OF : NOT_A_VALUE).test(after)) continue;
    const isCompound = /(?:\p{L}[-–]|\bnon )$/iu.test(text.slice(Math.max(0, index - 5), index));
    if (sign === undefined && text[index - 1] === '-') continue;
    if (/^(?:hundred|thousand|million|billion|trillion)$/i.test(groups.whole ?? '')) continue;
    const value = valueIn(groups);
    if (value !== null)
      found.push({ start: index, end, value: sign === undefined || isCompound ? value : -value }); // non-negative five
  }
  return found;
}
