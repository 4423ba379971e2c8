// Forms of gold answers that mean a number, or yes or no, where nearly all other answers of a data set do; alone they are texts.

import { onlyNumber } from './canonical.ts';
import { readAnswer } from './extract.ts';
import { ownTable } from './own-table.ts';

/** Up to four words, perhaps with signs of units: `apples`, `dollars per hour`, `m²`, `km/h`. */
const WORDS = /^[\s.]*(?:(?:\p{L}[\p{L}'’-]*|[/²³°$€£¥₹%])[\s./²³]*){1,4}$/u;
/** Words that make another number of it, or no number: `5 or more`, `3 hundredths`, `8 pm`, `4th`. */
const CHANGES =
  /(?<!\p{L})(?:or|and|more|less|than|fewer|times|plus|minus|of|to|out|over|under|least|most|not|no|am|pm|o['’]clock|st|nd|rd|th|squared|cubed|pi|r|remainder|dozens?|scores?|half|halves|thirds?|quarters?|(?:four|fif|six|seven|eigh|nin|ten|hundred|thousand|million)ths?|hundreds?|thousands?|millions?|billions?)(?!\p{L})/iu;
/** `4K`, `5M`: a thousand, or a unit. */
const SCALE_LETTER = /^[KMBTx](?!\p{L})/u;

/** `x = `, where a number follows and nothing else. */
const UNKNOWN = /^\W*[a-z]\s*=\s*$/i;

/**
 * Whether a text is one number with the words for what it counts or measures behind it (`12 apples`, `5 cm²`, `$3 per hour`), or with the
 * words or signs that state it (`x = 5`, `Answer: 5`, `5;`).
 */
export function isCounted(text: string): boolean {
  const only = onlyNumber(text, {});
  if (only === null || only.number.value === null) return false;
  const { number, plain } = only;
  const [before, behind] = [plain.slice(0, number.start), plain.slice(number.end)];
  if (before.replace(/[^\p{L}\p{N}]/gu, '') !== '') {
    return (UNKNOWN.test(before) && behind === '') || isStated(text);
  }
  if (/^[\s.,;]+$/.test(behind)) return true;
  const words = behind.replace(/[)"\]]+|'(?!\p{L})/gu, ' ').replace(/\^[23]\b/g, '');
  return WORDS.test(words) && !CHANGES.test(words) && !SCALE_LETTER.test(words);
}

function isStated(text: string): boolean {
  const { answer } = readAnswer(text, 'number');
  return answer !== null && (answer.rule === 'phrase' || answer.rule === 'label');
}

const BOOLEAN_WORDS = ownTable<'yes' | 'no'>({
  y: 'yes',
  t: 'yes',
  yep: 'yes',
  yeah: 'yes',
  yup: 'yes',
  correct: 'yes',
  n: 'no',
  f: 'no',
  nope: 'no',
  nah: 'no',
  incorrect: 'no',
});

/** `yes` or `no` for `Y`, `nope`, `No, it is not.`; null for a text that does not begin with a clear word. */
export function looseBoolean(text: string): 'yes' | 'no' | null {
  const word = /^\W*(\p{L}+)\W*$/u.exec(text)?.[1]?.toLowerCase() ?? '';
  if (Object.hasOwn(BOOLEAN_WORDS, word)) return BOOLEAN_WORDS[word] ?? null;
  const { answer } = readAnswer(text, 'boolean');
  return answer?.rule === 'opening' ? (answer.value as 'yes' | 'no') : null;
}
