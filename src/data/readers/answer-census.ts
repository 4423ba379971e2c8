// Counts how the answers of a file are written, over the whole file: by that the unclear ones are read, and a person sees what they are.
import { type NumberFormat, NumberFormatVotes } from '../answer/index.ts';
import type { AnswerType, Step } from '../problem.ts';
import {
  type AnswerConventions,
  type AnswerForm,
  readGoldAnswer,
  shortened,
  standsForNothing,
  typeOfForm,
  type WrittenAnswer,
} from './gold-answer.ts';
import { StepNumbers } from './step-numbers.ts';
import type { AnswerSummary } from './types.ts';

/** Answers of each form that are named by their lines. */
const namedLines = 100;
/** Of all answers, the share that makes it nearly all. */
const NEARLY_ALL = 0.9;
/** Of those, the share that must say clearly what they are. */
const CLEAR = 0.2;
/** A number in digits, and nothing else. */
const PLAIN_NUMBER = /^\s*[-+\u2212]?[\d.,'\u00A0\u202F ]+\s*$/;
/** `1.500` is 1.5, or 1500 with decimal commas. */
const TWO_READINGS = /^\D*[1-9]\d{0,2}\.\d{3}(?![\d.,])\D*$/;
/** The letters of yes and no, and of true and false. */
const LETTER_PAIRS: readonly string[] = ['NY', 'FT'];

interface Place {
  readonly file: string;
  readonly line: number;
  /** Its number, where several records may stand on one line. */
  readonly item: number | undefined;
  readonly written: WrittenAnswer;
}

/** How many answers there are of a kind, and the first of them. */
class Group {
  count = 0;
  readonly first: Place[] = [];

  add(place: Place): void {
    this.count++;
    if (this.first.length < namedLines) this.first.push(place);
  }

  /** `lines 3, 8, 12 and 4 more`, or items, where lines do not say which are meant */
  get places(): string {
    const shown = 8;
    const what = this.first.some(({ item }) => item !== undefined) ? 'item' : 'line';
    const numbers = this.first.slice(0, shown).map(({ line, item }) => item ?? line);
    const more = this.count - numbers.length;
    if (more > 0) return `${what}s ${numbers.join(', ')} and ${more} more`;
    const last = numbers.pop();
    return numbers.length === 0 ? `${what} ${last}` : `${what}s ${numbers.join(', ')} and ${last}`;
  }
}

export class AnswerCensus {
  readonly #forms: Record<AnswerForm, Group> = {
    number: new Group(),
    boolean: new Group(),
    text: new Group(),
    counted: new Group(),
    loose: new Group(),
  };
  /** Numbers whose type nothing states: how many are in plain digits, and the others. */
  #plain = 0;
  readonly #special = new Group();
  /** Texts, as is stated, that could stand for missing values. */
  readonly #likeMissing = new Group();
  /** Texts that are sentences, whose type nothing states. */
  readonly #prose = new Group();
  readonly #letters = new Set<string>();
  readonly #votes = new NumberFormatVotes();
  readonly #steps = new StepNumbers();
  /** Numbers as text that can be read in two ways. */
  readonly #ambiguous = new Group();
  #stated = 0;
  #missing = 0;

  /** Counts the answer of a problem. */
  add(written: WrittenAnswer, file: string, line: number, item?: number): void {
    const { text, isText, stated, form } = written;
    const place = { file, line, item, written };
    if (isText) this.#votes.add(text);
    if (isText && form !== 'text' && TWO_READINGS.test(text)) this.#ambiguous.add(place);
    this.#forms[form].add(place);
    if (stated !== undefined) {
      this.#stated++;
      if (stated === 'text' && standsForNothing(text)) this.#likeMissing.add(place);
    } else if (form === 'number') {
      if (PLAIN_NUMBER.test(text)) this.#plain++;
      else this.#special.add(place);
    } else if (form === 'text' && isProse(text)) this.#prose.add(place);
    else if (form === 'loose') this.#letters.add(text.trim().toUpperCase());
  }

  /** Counts the steps of a problem. */
  addSteps(steps: readonly Step[]): void {
    this.#steps.add(steps);
  }

  /** Counts a record without an answer. */
  addMissing(): void {
    this.#missing++;
  }

  /** How the answers and the steps are to be read: as is `stated`, else as they are written, else as the others are. */
  conventions(stated: AnswerConventions): AnswerConventions {
    const [answers, steps] = [this.#votes.format, this.#steps.format];
    return {
      numberFormat: stated.numberFormat ?? commas(answers ?? steps),
      stepFormat: stated.numberFormat ?? commas(steps ?? answers),
      nearlyAll: this.#nearlyAll(),
    };
  }

  #nearlyAll(): 'number' | 'boolean' | undefined {
    const { boolean, counted, loose } = this.#forms;
    const all = Object.values(this.#forms).reduce((sum, { count }) => sum + count, 0) - this.#stated;
    const numbers = this.#plain + this.#special.count;
    const isMost = (clear: number, unclear: number) =>
      clear > 0 && clear + unclear >= NEARLY_ALL * all && clear >= CLEAR * (clear + unclear);
    if (isMost(numbers, counted.count)) return 'number';
    const letters = [...this.#letters].sort().join('');
    const areLetters = loose.count === all && LETTER_PAIRS.includes(letters);
    if (areLetters || isMost(boolean.count, loose.count)) return 'boolean';
    return undefined;
  }

  /** What the answers are once they are read so. */
  summary(conventions: AnswerConventions): AnswerSummary {
    const counts: Record<AnswerType, number> = { number: 0, boolean: 0, text: 0 };
    for (const [form, { count }] of this.#entries()) counts[typeOfForm(form, conventions)] += count;
    const [main] = (['number', 'boolean', 'text'] as const).toSorted((a, b) => counts[b] - counts[a]);
    const others = this.#entries().flatMap(([form, { first }]) => {
      const type = typeOfForm(form, conventions);
      const what = { number: 'a number', boolean: 'yes or no', text: 'text' }[type];
      return type === main
        ? []
        : first.map(({ file, line, item, written: { text } }) => ({
            file,
            line,
            reason: `${item === undefined ? '' : `item ${item}: `}the answer "${shortened(text)}" is ${what}`,
          }));
    });
    others.sort((a, b) => (a.file === b.file ? a.line - b.line : 0));
    return { ...counts, missing: this.#missing, others: others.slice(0, namedLines) };
  }

  /** What makes answers of no use. */
  warnings(): string[] {
    const { count, places } = this.#prose;
    if (count === 0) return [];
    const [are, end] = count === 1 ? ['answer is', 'Let it end'] : ['answers are', 'Let each end'];
    return [
      `${count} ${are} prose that marks no answer, and ${count === 1 ? 'is' : 'are'} kept as text (${places}). Such a text counts as right only where a student writes the same. ${end} with a line "#### ANSWER", or put the answer alone into the answer column and the prose into the steps.`,
    ];
  }

  /** What a person should know about how the answers are read. `stated`: what was said of them. */
  notes(conventions: AnswerConventions, stated: AnswerConventions): string[] {
    const { counted, loose } = this.#forms;
    const notes: string[] = [];
    notes.push(...this.#formatNotes(conventions, stated));
    const tell = (group: Group, what: string) => {
      if (group.count > 0) notes.push(`${answers(group.count)} ${what} (${group.places})`);
    };
    const asRead = (group: Group) => examplesOf(group, conventions);
    tell(this.#special, `not written in plain digits and read as numbers: ${asRead(this.#special)}`);
    if (conventions.nearlyAll === 'number') {
      tell(
        counted,
        `a number and words, and read as the number, as nearly all answers are numbers: ${asRead(counted)}`,
      );
    } else {
      const [first] = counted.first;
      tell(
        counted,
        `a number and words, such as "${shortened(first?.written.text ?? '')}", and read as text: state the answer type number if they are numbers`,
      );
    }
    if (conventions.nearlyAll === 'boolean') {
      tell(loose, `read as yes or no, as nearly all answers are: ${asRead(loose)}`);
    }
    tell(this.#likeMissing, 'kept as text, as is stated, though they may stand for missing values');
    return notes;
  }

  /** Which number format is taken, and why; that answers are ambiguous where nothing says which. */
  #formatNotes(conventions: AnswerConventions, stated: AnswerConventions): string[] {
    const notes: string[] = [];
    const isFound = stated.numberFormat === undefined;
    const wrong = isFound ? ' State the number format decimal-point if that is wrong.' : '';
    if (isFound && conventions.numberFormat === 'decimal-comma') {
      const why = this.#votes.format === undefined ? 'the calculations in the steps' : 'nearly all of them';
      notes.push(`Answers are read with decimal commas, as ${why} are written: "1.234" is 1234.${wrong}`);
    }
    if (conventions.stepFormat === 'decimal-comma' && this.#steps.inCommas > 0) {
      notes.push(`${this.#steps.note}${wrong}`);
    }
    const [first] = this.#ambiguous.first;
    if (!isFound || conventions.numberFormat !== undefined || first === undefined) return notes;
    const example = shortened(first.written.text);
    const value = (numberFormat: NumberFormat) =>
      readGoldAnswer(first.written, { ...conventions, numberFormat }).answer;
    const [point, comma] = [value('decimal-point'), value('decimal-comma')];
    const count = answers(this.#ambiguous.count);
    const { places } = this.#ambiguous;
    notes.push(
      (this.#votes.format ?? this.#steps.format) === 'decimal-point'
        ? `${count} read with decimal points, as the other numbers are written: "${example}" is ${point} (${places}). State the number format decimal-comma if it is ${comma}.`
        : `${count} ambiguous, and no other number shows how they are meant: "${example}" is read as ${point}, and could be ${comma} (${places}). State the number format: decimal-point for ${point}, decimal-comma for ${comma}.`,
    );
    return notes;
  }

  #entries(): [AnswerForm, Group][] {
    return Object.entries(this.#forms) as [AnswerForm, Group][];
  }
}

/** Only decimal commas need another reading than the usual one. */
const commas = (format: NumberFormat | undefined): NumberFormat | undefined =>
  format === 'decimal-comma' ? format : undefined;

/** Words from which on a text is a sentence, and no answer that a student could write in the same words. */
const proseWords = 12;

function isProse(text: string): boolean {
  const words = text.trim().split(/\s+/);
  return words.length >= proseWords || (words.length > 4 && /[.!?]\s+\p{Lu}/u.test(text));
}

function answers(count: number): string {
  return count === 1 ? '1 answer is' : `${count} answers are`;
}

/** Up to three answers and what is read: `"18 dollars" is 18, "½" is 0.5`; no two that differ in digits only. */
function examplesOf({ first }: Group, conventions: AnswerConventions): string {
  const examples = new Map<string, string>();
  for (const { written } of first) {
    const { text } = written;
    const kind = text.replace(/\d+/g, '#');
    if (!examples.has(kind))
      examples.set(kind, `"${shortened(text)}" is ${readGoldAnswer(written, conventions).answer}`);
    if (examples.size === 3) break;
  }
  return [...examples.values()].join(', ');
}
