// A user's own problems: JSON Lines or CSV with a question and an answer, and whatever reasoning stands beside them.
import { basename, extname } from 'node:path';
import { jsonLinesOf, type LineListeners, nearestName, SocraticError } from '../../common/index.ts';
import type { NumberFormat } from '../answer/index.ts';
import type { AnswerType, Problem, Step } from '../problem.ts';
import { csvRecordsOf } from './csv.ts';
import { type Fields, kindOf, objectOf, textField, textListField, textOrNumberField } from './fields.ts';
import { exactNumberText, goldAnswer, goldAnswerType, standsForNothing } from './gold-answer.ts';
import { parseStepLine, parseWorkedSolution } from './gsm8k.ts';
import { type ReadingReport, type SourceRecord, sourceProblems, UnusableRecord } from './reading.ts';
import { unresolvedReference } from './strategyqa.ts';
import { type ColumnMapping, publishedDatasets } from './types.ts';

const answerTypes: readonly AnswerType[] = ['number', 'boolean', 'text'];

export interface UserFileOptions {
  readonly columns?: ColumnMapping;
  readonly answerType?: AnswerType;
  /** How numbers in answers are written; reads `1.234` and `1,234`. */
  readonly numberFormat?: NumberFormat;
}

export interface UserFileListeners {
  /** How many bytes have been read so far. */
  readonly onRead?: ((bytes: number) => void) | undefined;
  /** The answer of the problem that comes next, as it is written; null where it is no text. */
  readonly onAnswer?: ((text: string | null) => void) | undefined;
}

/**
 * Reads a `.jsonl` or `.csv` file, problem by problem. Columns are found by their names (`question`, `answer`, and optionally `id`,
 * `steps`, `facts`, `decomposition`, `answerType`; capitals aside) or by `columns`. An answer in GSM8K's form, steps and a last
 * line `#### 18`, is taken apart. Throws `data-format-unknown`, and
 * `column-unknown` when all has been read.
 */
export function userProblems(
  path: string,
  options: UserFileOptions,
  report: ReadingReport,
  { onRead, onAnswer }: UserFileListeners = {},
): Generator<Problem> {
  const columns = options.columns ?? {};
  const onSkipped: LineListeners['onSkipped'] = (line) => report.skipped.push(line);
  const records = withColumns(path, columns, recordsOf(path, { onSkipped, onRead }));
  const name = basename(path, extname(path));
  return sourceProblems(path, records, report, (value, line) => {
    const fields = objectOf(value);
    if (holdsReplacement(fields)) throw new UnusableRecord(notUtf8);
    /** The record's own name for one of our columns. */
    const column = (ours: keyof ColumnMapping): string =>
      columns[ours] ?? Object.keys(fields).find((key) => key.toLowerCase() === ours.toLowerCase()) ?? ours;

    const question = textField(fields, column('question')).trim();
    if (standsForNothing(question)) {
      throw new UnusableRecord(`the question "${question}" stands for a missing value`);
    }
    const { answer, answerType, worked, written } = answerOf(fields, column, options);
    onAnswer?.(written);
    const steps = stepsOf(fields, column('steps')) ?? worked;
    const facts = listOf(fields, column('facts'));
    let decomposition = listOf(fields, column('decomposition'));
    const unresolved = unresolvedReference(decomposition);
    if (unresolved !== null) {
      const reason = `its decomposition is left out: ${unresolved}, which is no earlier one`;
      report.withoutSteps.push({ file: path, line, reason });
      decomposition = [];
    }
    const id = column('id');
    return {
      id: fields[id] === undefined || fields[id] === null ? `${name}-${line}` : textOrNumberField(fields, id),
      question,
      answer,
      answerType,
      ...(steps.length > 0 && { steps }),
      ...(facts.length > 0 && { facts }),
      ...(decomposition.length > 0 && { decomposition }),
    };
  });
}

const notUtf8 =
  'holds bytes that are not UTF-8: save the file as UTF-8 (iconv -f LATIN1 -t UTF-8, for example)';

/** Whether there is U+FFFD, which stands where bytes were no UTF-8, here or in an earlier conversion. */
function holdsReplacement(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\uFFFD');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsReplacement);
}

function recordsOf(path: string, listeners: LineListeners): Iterable<SourceRecord> {
  return formatOf(path) === 'csv' ? csvRecordsOf(path, listeners) : jsonLinesOf(path, listeners);
}

const formats: ReadonlyMap<string, 'csv' | 'jsonl'> = new Map([
  ['.csv', 'csv'],
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
]);

/** Whether a path ends as a file of problems does. */
export function isProblemFile(path: string): boolean {
  return formats.has(extname(path).toLowerCase());
}

/** By the end of the file's name. Throws `data-format-unknown`, which asks whether a dataset was meant. */
export function formatOf(path: string): 'csv' | 'jsonl' {
  const format = formats.get(extname(path).toLowerCase());
  if (format !== undefined) return format;
  const suggestion = nearestName(path, [...publishedDatasets, 'arithmetic']);
  const question = suggestion === null ? '' : ` Did you mean ${suggestion}?`;
  throw new SocraticError(
    'data-format-unknown',
    `${path} is neither a dataset that is read as published (${publishedDatasets.join(', ')}) nor a file that ends in .jsonl or .csv.${question}`,
    { subject: { path }, details: { suggestion } },
  );
}

/** The records. A mapping that names a column which no record has is a mistake, not a reason to leave the column out. */
function* withColumns(
  path: string,
  columns: ColumnMapping,
  records: Iterable<SourceRecord>,
): Generator<SourceRecord> {
  const mapped = Object.entries(columns).filter(([, theirs]) => typeof theirs === 'string');
  const found = new Set<string>();
  for (const record of records) {
    const { value } = record;
    if (mapped.length > 0 && typeof value === 'object' && value !== null) {
      for (const key of Object.keys(value)) found.add(key);
    }
    yield record;
  }
  if (found.size === 0) return;
  for (const [ours, theirs] of mapped) {
    if (found.has(theirs)) continue;
    throw new SocraticError(
      'column-unknown',
      `${path} has no column "${theirs}" to read "${ours}" from; it has ${[...found].slice(0, 12).join(', ')}.`,
      { subject: { path }, details: { column: theirs, found: [...found] } },
    );
  }
}

interface Answer {
  readonly answer: string;
  readonly answerType: AnswerType;
  /** The steps that stood before `####` in the same field. */
  readonly worked: readonly Step[];
  /** The answer as it is written; null for a JSON number, which is written in one way only. */
  readonly written: string | null;
}

function answerOf(
  fields: Fields,
  column: (ours: keyof ColumnMapping) => string,
  options: UserFileOptions,
): Answer {
  const name = column('answer');
  const raw = fields[name];
  if (typeof raw === 'number') exactNumberText(raw);
  const stated = typeof raw === 'boolean' ? String(raw) : textOrNumberField(fields, name);
  const solution = parseWorkedSolution(stated);
  const text = solution?.answer ?? stated;
  if (text === '') throw new UnusableRecord(`"${name}" has nothing after "####"`);
  const answerType = answerTypeOf(fields, column('answerType')) ?? options.answerType ?? goldAnswerType(text);
  const written = typeof raw === 'string' ? text : null;
  const answer = goldAnswer(text, answerType, written === null ? undefined : options.numberFormat);
  return { answer, answerType, worked: solution?.steps ?? [], written };
}

function answerTypeOf(fields: Fields, name: string): AnswerType | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  const type = answerTypes.find((known) => known === value);
  if (type !== undefined) return type;
  const found = typeof value === 'string' ? `"${value}"` : kindOf(value);
  throw new UnusableRecord(`expected "${name}" to be number, boolean or text, found ${found}`);
}

/** A cell of text that holds a list, as JSON or one item a line; anything else passes through. */
function withListCell(fields: Fields, name: string): Fields {
  const cell = fields[name];
  if (typeof cell !== 'string') return fields;
  if (standsForNothing(cell)) return {};
  if (!cell.trimStart().startsWith('[')) {
    return { [name]: cell.split('\n').filter((line) => line.trim() !== '') };
  }
  try {
    return { [name]: JSON.parse(cell) };
  } catch {
    throw new UnusableRecord(`"${name}" begins like a JSON array but is not JSON`);
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
