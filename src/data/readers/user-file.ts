// A user's own problems: JSON or CSV with a question and an answer, and whatever reasoning stands beside them.
import { basename, extname } from 'node:path';
import { type LineListeners, nearestName, SocraticError } from '../../common/index.ts';
import type { AnswerType, Problem, Step } from '../problem.ts';
import { ColumnCensus, columnsOf } from './column-census.ts';
import { csvRecordsOf } from './csv.ts';
import { type Fields, kindOf, objectOf, textField, textListField, textOrNumberField } from './fields.ts';
import {
  type AnswerConventions,
  formOf,
  MissingAnswer,
  numberText,
  readGoldAnswer,
  standsForNothing,
  type WrittenAnswer,
} from './gold-answer.ts';
import { parseStepLine, parseWorkedSolution } from './gsm8k.ts';
import { jsonRecordsOf } from './json-records.ts';
import { NotPython, parsePython } from './python-literal.ts';
import { type ReadingReport, type SourceRecord, sourceProblems, UnusableRecord } from './reading.ts';
import { shapedRecord } from './record-shapes.ts';
import { unresolvedReference } from './strategyqa.ts';
import { TextDamage } from './text-damage.ts';
import { type ColumnMapping, publishedDatasets } from './types.ts';

const answerTypes: readonly AnswerType[] = ['number', 'boolean', 'text'];

export interface UserFileOptions extends AnswerConventions {
  readonly columns?: ColumnMapping;
  readonly answerType?: AnswerType;
}

export interface UserFileListeners {
  /** How many bytes have been read so far. */
  readonly onRead?: ((bytes: number) => void) | undefined;
  /** The answer of the problem that comes next, as it is written, and where it stands. */
  readonly onAnswer?: ((written: WrittenAnswer, file: string, line: number) => void) | undefined;
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
  { onRead, onAnswer, onMissingAnswer }: UserFileListeners = {},
): Generator<Problem> {
  const columns = options.columns ?? {};
  const onSkipped: LineListeners['onSkipped'] = (line) => report.skipped.push(line);
  const census = new ColumnCensus(columns);
  const conversions = new Map<string, number>();
  const damage = new TextDamage();
  const isMapped = columns.question !== undefined || columns.answer !== undefined;
  const name = basename(path, extname(path));
  let questionColumn = 'question';

  const toProblem = (value: unknown, line: number, number: number): Problem => {
    const shaped = shapedRecord(value, isMapped);
    const fields = objectOf(shaped.value);
    census.add(fields);
    if (shaped.told !== null) conversions.set(shaped.told, (conversions.get(shaped.told) ?? 0) + 1);
    if (holdsReplacement(fields)) throw new UnusableRecord(notUtf8);
    /** The record's own name for one of our columns. */
    const column = (ours: keyof ColumnMapping): string => {
      const found =
        columns[ours] ?? Object.keys(fields).find((key) => key.toLowerCase() === ours.toLowerCase()) ?? ours;
      census.use(found);
      return found;
    };
    questionColumn = column('question');
    const parts = columnsOf(questionColumn, { has: (key) => Object.hasOwn(fields, key) });
    for (const part of parts) census.use(part);
    const question = parts.map((part) => textField(fields, part).trim()).join('\n');
    if (standsForNothing(question)) {
      throw new UnusableRecord(`the question "${question}" stands for a missing value`);
    }
    const names = { answer: column('answer'), answerType: column('answerType') };
    const lists = { steps: column('steps'), facts: column('facts'), decomposition: column('decomposition') };
    const id = column('id');
    const { written, answer, answerType, worked } = answerOf(fields, names, options);
    const steps = stepsOf(fields, lists.steps) ?? worked;
    const facts = listOf(fields, lists.facts);
    let decomposition = listOf(fields, lists.decomposition);
    const unresolved = unresolvedReference(decomposition);
    if (unresolved !== null) {
      const reason = `its decomposition is left out: ${unresolved}, which is no earlier one`;
      report.withoutSteps.push({ file: path, line, reason });
      decomposition = [];
    }
    const hasId = fields[id] !== undefined && fields[id] !== null;
    const problem = {
      id: hasId ? textOrNumberField(fields, id) : `${name}-${number}`,
      question,
      answer,
      answerType,
      ...(steps.length > 0 && { steps }),
      ...(facts.length > 0 && { facts }),
      ...(decomposition.length > 0 && { decomposition }),
    };
    damage.add(question, line);
    onAnswer?.(written, path, line);
    return problem;
  };

  yield* sourceProblems(path, recordsOf(path, { onSkipped, onRead }), report, (value, line, number) => {
    try {
      return toProblem(value, line, number);
    } catch (error) {
      if (error instanceof MissingAnswer) onMissingAnswer?.();
      throw error;
    }
  });
  census.assertMapped(path);
  for (const [told, count] of conversions) report.notes.push(`${path}: ${records(count)} ${told}`);
  for (const note of [census.note(path, questionColumn), damage.note(path)]) {
    if (note !== null) report.notes.push(note);
  }
}

const records = (count: number): string => (count === 1 ? '1 record' : `${count} records`);

const notUtf8 =
  'holds bytes that are not UTF-8: save the file as UTF-8 (iconv -f WINDOWS-1252 -t UTF-8, for example)';

/** Whether there is U+FFFD, which stands where bytes were no UTF-8, here or in an earlier conversion. */
function holdsReplacement(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\uFFFD');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsReplacement);
}

function recordsOf(path: string, listeners: LineListeners): Iterable<SourceRecord> {
  return formatOf(path) === 'csv' ? csvRecordsOf(path, listeners) : jsonRecordsOf(path, listeners);
}

const formats: ReadonlyMap<string, 'csv' | 'json'> = new Map([
  ['.csv', 'csv'],
  ['.tsv', 'csv'],
  ['.jsonl', 'json'],
  ['.ndjson', 'json'],
  ['.json', 'json'],
]);

/** Files that hold tables and are none of ours, and what to do about them. */
const otherFormats: ReadonlyMap<string, string> = new Map([
  ['.xlsx', 'It is an Excel workbook: save the sheet as "CSV UTF-8".'],
  ['.xls', 'It is an Excel workbook: save the sheet as "CSV UTF-8".'],
  ['.ods', 'It is a spreadsheet: save the sheet as CSV, in UTF-8.'],
  [
    '.parquet',
    'It is a Parquet file: write it as JSON Lines (pandas: to_json(path, orient="records", lines=True)).',
  ],
  ['.arrow', 'It is an Arrow file: write it as JSON Lines (datasets: to_json(path)).'],
  ['.gz', 'It is compressed: unpack it first.'],
  ['.zip', 'It is compressed: unpack it first.'],
]);

/** Whether a path ends as a file of problems does. */
export function isProblemFile(path: string): boolean {
  return formats.has(extname(path).toLowerCase());
}

/** By the end of the file's name. Throws `data-format-unknown`, which asks whether a dataset was meant. */
export function formatOf(path: string): 'csv' | 'json' {
  const extension = extname(path).toLowerCase();
  const format = formats.get(extension);
  if (format !== undefined) return format;
  const suggestion = nearestName(path, [...publishedDatasets, 'arithmetic']);
  const question = suggestion === null ? '' : ` Did you mean ${suggestion}?`;
  const advice = otherFormats.has(extension) ? ` ${otherFormats.get(extension)}` : question;
  throw new SocraticError(
    'data-format-unknown',
    `${path} is neither a dataset that is read as published (${publishedDatasets.join(', ')}) nor a file that ends in .jsonl, .json, .csv or .tsv.${advice}`,
    { subject: { path }, details: { suggestion } },
  );
}

interface Answer {
  readonly written: WrittenAnswer;
  readonly answer: string;
  readonly answerType: AnswerType;
  /** The steps that stood before `####` in the same field. */
  readonly worked: readonly Step[];
}

/** Throws `MissingAnswer`, and `UnusableRecord` for an answer that cannot be read. */
function answerOf(
  fields: Fields,
  names: Readonly<Record<'answer' | 'answerType', string>>,
  options: UserFileOptions,
): Answer {
  const { answer: name } = names;
  const raw = fields[name];
  if (raw === null || (Object.hasOwn(fields, name) && isBlank(raw))) {
    throw new MissingAnswer(`"${name}" is ${raw === null ? 'null' : 'empty'}`);
  }
  const stated =
    typeof raw === 'number'
      ? numberText(raw)
      : typeof raw === 'boolean'
        ? String(raw)
        : textOrNumberField(fields, name);
  const solution = parseWorkedSolution(stated);
  const text = solution?.answer ?? stated;
  if (text === '') throw new MissingAnswer(`"${name}" has nothing after "####"`);
  const type = answerTypeOf(fields, names.answerType) ?? options.answerType;
  const written = { text, isText: typeof raw === 'string', stated: type, form: formOf(text, type) };
  return { written, ...readGoldAnswer(written, options), worked: solution?.steps ?? [] };
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

/** A cell of text that holds a list: as JSON, as Python prints it, or one item a line; anything else passes through. */
function withListCell(fields: Fields, name: string): Fields {
  const cell = fields[name];
  if (typeof cell !== 'string') return fields;
  if (standsForNothing(cell)) return {};
  const isList = cell.trimStart().startsWith('[');
  if (isList || /^\s*(?:\(|(?:np\.)?array\()/.test(cell)) {
    const list = listIn(cell);
    if (list instanceof Error && isList) {
      throw new UnusableRecord(
        `"${name}" begins like a list but is no JSON and no Python list: ${list.message}`,
      );
    }
    if (Array.isArray(list)) return { [name]: list.filter((item) => item !== null) };
  }
  return { [name]: cell.split('\n').filter((line) => line.trim() !== '') };
}

/** The value of a cell that begins like a list; why it is none. */
function listIn(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    try {
      return parsePython(cell);
    } catch (error) {
      if (error instanceof NotPython) return error;
      throw error;
    }
  }
}

function listOf(fields: Fields, name: string): readonly string[] {
  return textListField(withListCell(fields, name), name) ?? [];
}

function stepsOf(fields: Fields, name: string): readonly Step[] | undefined {
  const value = withListCell(fields, name)[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) {
    throw new UnusableRecord(`expected "${name}" to be an array of steps, found ${kindOf(value)}`);
  }
  return value.map((item: unknown, index): Step => {
    if (typeof item === 'string' && item.trim() !== '') return parseStepLine(item);
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      const found = item === '' ? 'empty text' : kindOf(item);
      throw new UnusableRecord(
        `expected "${name}[${index}]" to be text or an object with "solution", found ${found}`,
      );
    }
    const step = item as Fields;
    const solution = textField(step, 'solution').trim();
    if (step.question === undefined || step.question === null) return { solution };
    return { question: textField(step, 'question').trim(), solution };
  });
}
