// Multiple choice, as ARC (labels and texts) and MMLU (a list, and the place of the answer in it) have it. A place counts from 0 or from 1:
// which one, only the whole file says.
import { type Choices, choicesOf } from './choices.ts';
import { type Fields, nameIn, without } from './fields.ts';
import { type SourceRecord, UnusableRecord } from './reading.ts';
import type { ColumnMapping } from './types.ts';

/** From where the file of a record counts places; null where it does not show. `shown`: a place of so many choices, which may show it. */
export type FirstPlace = (shown?: { readonly place: number; readonly choices: number }) => 0 | 1 | null;

/** Names of the field that says which choice is meant; those of the first kind never hold its text. */
const keyNames = ['answerKey', 'answer_key', 'answer_idx', 'answer_index', 'correct_option', 'cop'];
const answerNames = ['answer', 'correct', 'correct_answer', 'label'];

/**
 * The record with its choices in the question, and the text of one of them for its answer; null for other records. `columns` names question
 * and answer where they are called otherwise. Throws `UnusableRecord` where the answer may be one of several.
 */
export function multipleChoice(
  value: Fields,
  firstPlace: FirstPlace,
  columns: ColumnMapping = {},
): Fields | null {
  const choices = choicesOf(value);
  const questionName = columns.question?.split('+').at(-1)?.trim() ?? nameIn(value, 'question') ?? '';
  const answerName =
    columns.answer ??
    [...keyNames.slice(0, 1), ...answerNames.slice(0, 1), ...keyNames, ...answerNames].find(
      (name) => value[name] !== undefined,
    ) ??
    '';
  const [question, named] = [value[questionName], value[answerName]];
  if (choices === null || typeof question !== 'string') return null;
  if (typeof named !== 'string' && typeof named !== 'number') return null;
  const isMapped = columns.question?.split('+').some((name) => choices.names.includes(name.trim()));
  if (isMapped === true || listsChoices(question, choices)) return null;
  const chosen = chosenText(choices, named, keyNames.includes(answerName), firstPlace);
  if (chosen === null) return null;
  const answer = columns.answer ?? 'answer';
  return {
    ...without(value, ...choices.names, answerName),
    [questionName]: `${question.trim()}\n${listOfChoices(choices)}`,
    [answer]: chosen,
  };
}

/** Whether the question has the choices already, with their letters. */
function listsChoices(question: string, { texts }: Choices): boolean {
  const letters = question.match(/(?<!\p{L})\(?[A-J]\s?[).:]/giu) ?? [];
  const isListed = letters.length > 1 || !texts.every((text) => /^[\d.,\s]+$/.test(text));
  return isListed && texts.every((text) => question.includes(text));
}

const listOfChoices = ({ texts }: Choices): string =>
  `Choices: ${texts.join(texts.some((text) => text.includes(';')) ? ' | ' : '; ')}`;

/** The text of the choice that is meant; null where the answer is neither one of them nor names one. */
function chosenText(
  { texts, labels, arePlaces }: Choices,
  named: string | number,
  isKey: boolean,
  firstPlace: FirstPlace,
): string | null {
  const labelled = labels.indexOf(labelOf(named));
  const chosen =
    labelled >= 0
      ? (texts[labelled] ?? null)
      : arePlaces
        ? textAtPlace(texts, named, isKey, firstPlace)
        : null;
  const itself = String(named).trim();
  const isText = !isKey && texts.some((text) => text.trim() === itself || holdsNumber(text, Number(itself)));
  if (chosen === null) return isText ? itself : null;
  if (!isKey && texts.includes(String(named)) && chosen !== String(named)) {
    if (typeof named === 'string') return itself;
    throw unclear(named);
  }
  return chosen;
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
