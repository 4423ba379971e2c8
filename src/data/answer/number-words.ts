// Numbers written as English words: `eighteen`, `twenty-one`, `one hundred and five`, `two thousand`.

const UNITS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
    'seventeen eighteen nineteen'
  )
    .split(' ')
    .map((word, value) => [word, value]),
);
const TENS: Readonly<Record<string, number>> = Object.fromEntries(
  'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, index) => [word, 20 + 10 * index]),
);
const SCALES: Readonly<Record<string, number>> = {
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
};

const WORD = [...Object.keys(UNITS), ...Object.keys(TENS), 'hundred', ...Object.keys(SCALES)].join('|');
const PHRASE = new RegExp(`\\b(?:${WORD})(?:(?:[ -]|[ ]and[ ])(?:${WORD}))*\\b`, 'gi');

/** What makes a number word something else: `one of`, `two-thirds`, `three times`, `two and a half`, `one day`. */
const NOT_A_VALUE =
  /^(?:[ -](?:of|half|halves|thirds?|fourths?|quarters?|fifths?|sixths?|eighths?|tenths?|times|more|less|dozen|plus|minus)\b|[ ]and[ ]a\b|[-'’]\w)/i;

export interface NumberWord {
  readonly start: number;
  readonly end: number;
  readonly value: number;
}

/** The value of a run of number words, or null when they do not form one number (`two three`). */
function wordsValue(words: readonly string[]): number | null {
  let total = 0;
  let group = 0;
  let last = Number.POSITIVE_INFINITY; // what may follow must be smaller
  for (const word of words) {
    const unit = UNITS[word] ?? TENS[word];
    const scale = SCALES[word];
    if (unit !== undefined) {
      const fits = last >= 100 || (last >= 20 && unit > 0 && unit < 10);
      if (!fits) return null;
      group += unit;
      last = unit === 0 ? 0 : unit;
    } else if (word === 'hundred') {
      if (group === 0 || group > 19) return null;
      group *= 100;
      last = 100;
    } else if (scale !== undefined) {
      if (group === 0 || (total > 0 && total < scale * 1000)) return null;
      total += group * scale;
      group = 0;
      last = Number.POSITIVE_INFINITY;
    }
  }
  return total + group;
}

/** Every number written in words in `text`, in order. */
export function findNumberWords(text: string): NumberWord[] {
  const found: NumberWord[] = [];
  for (const match of text.matchAll(PHRASE)) {
    const end = match.index + match[0].length;
    if (NOT_A_VALUE.test(text.slice(end, end + 12)) || text[match.index - 1] === '-') continue;
    const value = wordsValue(
      match[0]
        .toLowerCase()
        .split(/[ -]/)
        .filter((word) => word !== 'and'),
    );
    if (value !== null) found.push({ start: match.index, end, value });
  }
  return found;
}
