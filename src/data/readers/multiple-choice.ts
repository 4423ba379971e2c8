// Multiple choice, as ARC (labels and texts) and MMLU (a list, and the place of the answer in it) have it. A place counts from 0 or from 1:
// which one, only the whole file says.
import { type Fields, isObject, nameIn, without } from './fields.ts';
import { type SourceRecord, UnusableRecord } from './reading.ts';

/** From where the file of a record counts places; null where it does not show. `shown`: a place of so many choices, which may show it. */
export type FirstPlace = (shown?: { readonly place: number; readonly choices: number }) => 0 | 1 | null;

/** The record with the text of the choice for its answer; null for other records. Throws `UnusableRecord` where it may be one of several. */
export function multipleChoice(value: Fields, firstPlace: FirstPlace): Fields | null {
  const choicesName = ['choices', 'options'].find((name) => value[name] !== undefined) ?? '';
  const answerName = ['answerKey', 'answer', 'label'].find((name) => value[name] !== undefined) ?? '';
  const choices = choicesIn(value[choicesName]);
  const named = value[answerName];
  if (choices === null || (typeof named !== 'string' && typeof named !== 'number')) return null;
  const question = String(value[nameIn(value, 'question') ?? ''] ?? '');
  if (choices.texts.every((text) => question.includes(text))) return null;
  const chosen = choices.labels.includes(labelOf(named))
    ? (choices.texts[choices.labels.indexOf(labelOf(named))] ?? null)
    : choices.arePlaces
      ? textAtPlace(choices.texts, named, answerName === 'answerKey', firstPlace)
      : null;
  if (chosen === null) return null;
  const isText = answerName !== 'answerKey' && choices.texts.includes(String(named));
  if (isText && chosen !== String(named)) {
    if (typeof named === 'string') return null; // the answer itself
    throw unclear(named);
  }
  return { ...without(value, choicesName, answerName), answer: chosen };
}

function unclear(named: string | number): UnusableRecord {
  return new UnusableRecord(
    `its answer ${named} may be one of its choices or the place of one: write the text of the choice`,
  );
}

const labelOf = (named: string | number) => String(named).trim().toUpperCase();

/** The text at a place; null where the answer is no place, but stands for itself. `isKey`: it can only be a place. */
function textAtPlace(
  texts: readonly string[],
  named: string | number,
  isKey: boolean,
  firstPlace: FirstPlace,
): string | null {
  const place = /^\d+$/.test(String(named).trim()) ? Number(named) : Number.NaN;
  if (!(place <= texts.length)) return null;
  const holding = isKey ? [] : texts.filter((text) => holdsNumber(text, place));
  if (holding.length > 0 && typeof named === 'string') return null;
  const first = holding.length > 0 ? firstPlace() : firstPlace({ place, choices: texts.length });
  const chosen = first === null ? undefined : texts[place - first];
  if (holding.length > 0 && !holding.includes(chosen ?? '')) throw unclear(named);
  if (chosen !== undefined) return chosen;
  throw new UnusableRecord(
    `its answer ${named} is the place of a choice, and its file does not show whether places begin at 0 or at 1: write the text of the choice`,
  );
}

/** `2 pens` and `2.0` hold 2. */
function holdsNumber(text: string, number: number): boolean {
  const numbers = text.match(/\d+(?:,\d{3})*(?:\.\d+)?/g) ?? [];
  return numbers.some((each) => Number(each.replaceAll(',', '')) === number);
}

/**
 * From where the places in a file count: an answer 0 shows the one, an answer as high as there are choices the other; null where neither is
 * there, or both. `convert` is what reads a record.
 */
export function placesBegin(
  records: Iterable<SourceRecord>,
  convert: (value: unknown, firstPlace: FirstPlace) => unknown,
): 0 | 1 | null {
  let [zeros, highest] = [0, 0];
  const count: FirstPlace = (shown) => {
    if (shown?.place === 0) zeros++;
    if (shown !== undefined && shown.place === shown.choices) highest++;
    return null;
  };
  for (const { value } of records) {
    try {
      convert(value, count);
    } catch (error) {
      if (!(error instanceof UnusableRecord)) throw error;
    }
  }
  if (zeros > 0 === highest > 0) return null;
  return zeros > 0 ? 0 : 1;
}

interface Choices {
  readonly texts: readonly string[];
  /** What each is called, in capitals. */
  readonly labels: readonly string[];
  /** Whether they may be called by their places too. */
  readonly arePlaces: boolean;
}

/** `A) 21` */
const letterBefore = /^\s*\(?[A-J][).:]\s*/;

const isTexts = (list: unknown): list is readonly unknown[] =>
  Array.isArray(list) && list.length > 1 && list.every((item) => ['string', 'number'].includes(typeof item));

function choicesIn(value: unknown): Choices | null {
  if (isTexts(value)) {
    const lettered = value.every((text) => letterBefore.test(String(text)));
    return {
      texts: value.map((text) => (lettered ? String(text).replace(letterBefore, '') : String(text))),
      labels: value.map((_, index) => String.fromCharCode(65 + index)),
      arePlaces: true,
    };
  }
  if (!isObject(value)) return null;
  const { label, text } = value;
  if (!isTexts(label) || !isTexts(text) || label.length !== text.length) return null;
  const labels = label.map((each) => String(each).toUpperCase());
  return { texts: text.map(String), labels, arePlaces: false };
}
