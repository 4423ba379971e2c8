// A user's own problems: JSON or CSV with a question and an answer, and whatever reasoning stands beside them.
import { basename, extname } from 'node:path';
import type { LineListeners, SocraticError } from '../../common/index.ts';
import type { AnswerType, Problem, SplitName, Step } from '../problem.ts';
import { ColumnCensus, columnsOf } from './column-census.ts';
import { csvRecordsOf } from './csv.ts';
import { otherEncoding } from './encoding.ts';
import { type Fields, kindOf, objectOf, textField, textOrNumberField } from './fields.ts';
import { assertText, isRegularFile } from './file-content.ts';
import { formatOf } from './file-format.ts';
import {
  type AnswerConventions,
  formOf,
  MissingAnswer,
  numberText,
  readGoldAnswer,
  standsForNothing,
  type WrittenAnswer,
} from './gold-answer.ts';
import { jsonRecordsOf } from './json-records.ts';
import { listOf, stepsOf } from './list-fields.ts';
import { placesBegin } from './multiple-choice.ts';
import { type ReadingReport, type SourceRecord, sourceProblems, UnusableRecord } from './reading.ts';
import { shapedRecord } from './record-shapes.ts';
import { SplitColumn } from './split-column.ts';
import { readSteps } from './step-numbers.ts';
import { unresolvedReference } from './strategyqa.ts';
import { TextDamage } from './text-damage.ts';
import { stepsWithoutThoughts, thoughtsTold, withoutThoughts } from './thoughts.ts';
import type { ColumnMapping } from './types.ts';
import { type WorkedAnswer, workedAnswer } from './worked-answer.ts';

const answerTypes: readonly AnswerType[] = ['number', 'boolean', 'text'];

export interface UserFileOptions extends AnswerConventions {
  readonly columns?: ColumnMapping;
  readonly answerType?: AnswerType;
}

export interface UserFileListeners {
  /** How many bytes have been read so far. */
  readonly onRead?: ((bytes: number) => void) | undefined;
  /** The answer of the problem that comes next, as it is written, and where it stands. */
  readonly onAnswer?:
    | ((written: WrittenAnswer, file: string, line: number, item?: number) => void)
    | undefined;
  /** The steps of the problem that comes next, as they are written. */
  readonly onSteps?: ((steps: readonly Step[]) => void) | undefined;
  /** The split that the record of the problem that comes next names; null where it names none. */
  readonly onSplit?: ((split: SplitName | null) => void) | undefined;
  /** A record that is left out because it has no answer. */
  readonly onMissingAnswer?: (() => void) | undefined;
}

/**
 * Reads a `.json`, `.jsonl`, `.csv` or `.tsv` file, problem by problem. Columns are found by their names (`question`, `answer`, and optionally
 * `id`, `steps`, `facts`, `decomposition`, `answerType`; capitals aside) or by `columns`; records of shapes that are well known are
 * converted (`shapedRecord`). An answer in GSM8K's form, steps and a last line `#### 18`, is taken apart. What was converted, and columns
 * that are not used, are noted in the report. Throws `data-format-unknown`, and `column-unknown` when all has been read.
 */
export function* userProblems(
  path: string,
  options: UserFileOptions,
  report: ReadingReport,
  listeners: UserFileListeners = {},
): Generator<Problem> {
  const { onRead, onMissingAnswer } = listeners;
  const onSkipped: LineListeners['onSkipped'] = (line) => report.skipped.push(line);
  const reader = new RecordReader(path, options, report, listeners);
  yield* sourceProblems(
    path,
    recordsOf(path, { onSkipped, onRead }, options.columns),
    report,
    (value, line, number, item) => {
      try {
        return reader.problem(value, { line, number, item });
      } catch (error) {
        if (error instanceof MissingAnswer) onMissingAnswer?.();
        throw error;
      }
    },
  );
  reader.finish();
}

/** Where a record stands. */
interface Place {
  readonly line: number;
  readonly number: number;
  /** Its number again, where several records may stand on one line. */
  readonly item: number | undefined;
}

/** Makes problems of records, and remembers what there is to say of all of them. */
class RecordReader {
  readonly #path: string;
  readonly #name: string;
  readonly #options: UserFileOptions;
  readonly #report: ReadingReport;
  readonly #listeners: UserFileListeners;
  readonly #census: ColumnCensus;
  readonly #conversions = new Map<string, number>();
  readonly #damage = new TextDamage();
  readonly #splits = new SplitColumn();
  /** Where the file's places of choices begin; undefined until one is met. */
  #firstPlace: 0 | 1 | null | undefined;
  #questionColumn = 'question';
  /** Of the whole file, once a record is not UTF-8: the error where it is in another encoding. */
  #encoding: SocraticError | 'UTF-8' | undefined;

  constructor(path: string, options: UserFileOptions, report: ReadingReport, listeners: UserFileListeners) {
    this.#path = path;
    this.#name = basename(path, extname(path));
    this.#options = options;
    this.#report = report;
    this.#listeners = listeners;
    this.#census = new ColumnCensus(options.columns ?? {});
  }

  /** Throws `UnusableRecord`, `MissingAnswer` among them. */
  problem(value: unknown, { line, number, item }: Place): Problem {
    const given = this.#fieldsOf(value);
    const names = this.#namesIn(given);
    const cleaned = stepsWithoutThoughts(given, names.steps);
    const fields = cleaned ?? given;
    const question = this.#questionOf(fields, names.question);
    const { written, answer, answerType, worked, thought } = answerOf(fields, names, this.#options);
    const steps = stepsOf(fields, names.steps) ?? worked?.steps ?? [];
    const facts = listOf(fields, names.facts);
    const decomposition = this.#resolved(listOf(fields, names.decomposition), line, item);
    const hasId = fields[names.id] !== undefined && fields[names.id] !== null;
    const problem = {
      id: hasId ? textOrNumberField(fields, names.id) : `${this.#name}-${number}`,
      question,
      answer,
      answerType,
      ...(steps.length > 0 && { steps: readSteps(steps, this.#options) }),
      ...(facts.length > 0 && { facts }),
      ...(decomposition.length > 0 && { decomposition }),
    };
    this.#damage.add(question, line, item);
    if (thought || cleaned !== null) this.#tell(thoughtsTold);
    if (worked !== null && worked.told !== null) this.#tell(worked.told);
    this.#listeners.onAnswer?.(written, this.#path, line, item);
    this.#listeners.onSteps?.(steps);
    this.#listeners.onSplit?.(this.#splits.add(fields));
    return problem;
  }

  /** Notes what there is to say of all records. Throws `column-unknown`. */
  finish(): void {
    this.#census.assertMapped(this.#path);
    if (this.#splits.used !== undefined) this.#census.use(this.#splits.used);
    for (const [told, count] of this.#conversions) {
      this.#report.notes.push(`${this.#path}: ${conversionNote(count, told)}`);
    }
    const notes = [
      this.#census.note(this.#path, this.#questionColumn),
      this.#splits.note(this.#path),
      this.#damage.note(this.#path),
    ];
    for (const note of notes) if (note !== null) this.#report.notes.push(note);
  }

  #fieldsOf(value: unknown): Fields {
    const { columns = {} } = this.#options;
    const shaped = shapedRecord(value, columns, () => {
      if (this.#firstPlace === undefined) this.#firstPlace = this.#placesBegin(columns);
      return this.#firstPlace;
    });
    const fields = objectOf(shaped.value);
    this.#census.add(fields);
    const { told } = shaped;
    if (told !== null) this.#tell(told);
    if (holdsReplacement(fields)) this.#refuseEncoding();
    return fields;
  }

  /** Throws for the whole file where all of it is in another encoding, else for this record. */
  #refuseEncoding(): never {
    this.#encoding ??= otherEncoding(this.#path) ?? 'UTF-8';
    if (this.#encoding !== 'UTF-8') throw this.#encoding;
    throw new UnusableRecord(notUtf8);
  }

  /** Reads the whole file for it, where it can be read once more. */
  #placesBegin(columns: ColumnMapping): 0 | 1 | null {
    if (!isRegularFile(this.#path)) return null;
    return placesBegin(recordsOf(this.#path, { onSkipped: () => undefined }, columns), (value, firstPlace) =>
      shapedRecord(value, columns, firstPlace),
    );
  }

  #tell(told: string): void {
    this.#conversions.set(told, (this.#conversions.get(told) ?? 0) + 1);
  }

  /** The record's own names for our columns. */
  #namesIn(fields: Fields): Record<keyof ColumnMapping, string> {
    const column = (ours: keyof ColumnMapping): string => {
      const mapped = this.#options.columns?.[ours];
      const found = mapped ?? Object.keys(fields).find((key) => key.toLowerCase() === ours.toLowerCase());
      this.#census.use(found ?? ours);
      return found ?? ours;
    };
    return {
      id: column('id'),
      question: column('question'),
      answer: column('answer'),
      answerType: column('answerType'),
      steps: column('steps'),
      facts: column('facts'),
      decomposition: column('decomposition'),
    };
  }

  /** The question; of several columns, those that hold something. */
  #questionOf(fields: Fields, name: string): string {
    this.#questionColumn = name;
    const parts = columnsOf(name, { has: (key) => Object.hasOwn(fields, key) });
    for (const part of parts) this.#census.use(part);
    const filled = parts.filter((part) => !isBlank(fields[part]));
    const texts = (filled.length > 0 ? filled : parts).map((part) => textField(fields, part).trim());
    const question = texts.join('\n');
    if (totals.test(question)) {
      throw new UnusableRecord(`the question "${question}" is a line of totals, not a problem`);
    }
    if (!standsForNothing(question)) return question;
    throw new UnusableRecord(`the question "${question}" stands for a missing value`);
  }

  /** The decomposition, unless it refers to what is not there. */
  #resolved(decomposition: readonly string[], line: number, item: number | undefined): readonly string[] {
    const unresolved = unresolvedReference(decomposition);
    if (unresolved === null) return decomposition;
    const whose = item === undefined ? 'its' : `item ${item}: its`;
    const reason = `${whose} decomposition is left out: ${unresolved}, which is no earlier one`;
    this.#report.withoutSteps.push({ file: this.#path, line, reason });
    return [];
  }
}

/** What spreadsheets write before the sums under a table. */
const totals =
  /^(?:(?:grand |sub[- ]?|overall )?totals?|sum|average|mean|median|count|gesamt(?:summe)?|summe|durchschnitt|total general|suma|promedio|somme|moyenne|totale|somma|media|totaal)(?: (?:problems|questions|rows|items|points|score))?\s*[:=]?$/i;

/** `told` is written for several. */
function conversionNote(count: number, told: string): string {
  if (count > 1) return `${count} records ${told}`;
  const one = told
    .replace(/^are (conversation|task)s\b/, 'is a $1')
    .replace(/^are /, 'is ')
    .replace(/^have /, 'has ')
    .replace(/\b(?:their|they)\b/g, (word) => (word === 'they' ? 'it' : 'its'));
  return `1 record ${one}`;
}

const notUtf8 =
  'holds the sign \uFFFD or bytes that are not UTF-8, which the rest of the file is: write this record again';

/** Whether there is U+FFFD, which stands where bytes were no UTF-8, here or in an earlier conversion. */
function holdsReplacement(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\uFFFD');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some((entry) => entry.some(holdsReplacement));
}

function recordsOf(
  path: string,
  listeners: LineListeners,
  columns: ColumnMapping = {},
): Iterable<SourceRecord> {
  const format = formatOf(path);
  assertText(path);
  return format === 'csv'
    ? csvRecordsOf(path, { ...listeners, needed: neededColumns(columns) })
    : jsonRecordsOf(path, listeners);
}

/** What the header of a table has to name, where titles may stand above it. */
const neededColumns = ({ question = 'question', answer = 'answer' }: ColumnMapping): readonly string[] =>
  [...question.split('+'), answer].map((name) => name.trim().toLowerCase());

interface Answer {
  readonly written: WrittenAnswer;
  readonly answer: string;
  readonly answerType: AnswerType;
  /** The whole solution that stood in its place; null where it is an answer alone. */
  readonly worked: WorkedAnswer | null;
  /** Whether thoughts stood before it. */
  readonly thought: boolean;
}

/** Throws `MissingAnswer`, and `UnusableRecord` for an answer that cannot be read. */
function answerOf(
  fields: Fields,
  names: Readonly<Record<'answer' | 'answerType', string>>,
  options: UserFileOptions,
): Answer {
  const { answer: name } = names;
  const raw = onlyValue(fields[name], name);
  if (raw === null || (Object.hasOwn(fields, name) && isBlank(raw))) {
    throw new MissingAnswer(`"${name}" is ${raw === null ? 'null' : 'empty'}`);
  }
  const stated =
    typeof raw === 'number'
      ? numberText(raw)
      : typeof raw === 'boolean'
        ? String(raw)
        : textOrNumberField(raw === undefined ? fields : { ...fields, [name]: raw }, name);
  const rest = withoutThoughts(stated, name);
  const worked = workedAnswer(rest ?? stated);
  const text = worked?.answer ?? rest ?? stated;
  if (text === '') throw new MissingAnswer(`"${name}" has nothing after "####"`);
  const type = answerTypeOf(fields, names.answerType) ?? options.answerType;
  const written = { text, isText: typeof raw === 'string', stated: type, form: formOf(text, type) };
  return { written, ...readGoldAnswer(written, options), worked, thought: rest !== null };
}

/** The value of a list of one, or of an object that has nothing but a text or value; anything else as it is. Throws for several. */
function onlyValue(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    if (value.length === 0) return null;
    const [first, ...others] = value as readonly unknown[];
    const isSame = others.every((other) => JSON.stringify(other) === JSON.stringify(first));
    if (isSame) return onlyValue(first, name);
    throw new UnusableRecord(`has ${value.length} different values in "${name}": a problem has one answer`);
  }
  if (typeof value !== 'object' || value === null) return value;
  const inner = ['text', 'value', 'answer'].filter((key) => Object.hasOwn(value, key));
  const [only, another] = inner;
  return only === undefined || another !== undefined ? value : onlyValue((value as Fields)[only], name);
}

function isBlank(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

function answerTypeOf(fields: Fields, name: string): AnswerType | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  const type = answerTypes.find((known) => known === value);
  if (type !== undefined) return type;
  const found = typeof value === 'string' ? `"${value}"` : kindOf(value);
  throw new UnusableRecord(`expected "${name}" to be number, boolean or text, found ${found}`);
}
