// One line of a predictions file: what it says, and which problem it is about.
import type { SkippedLine } from '../common/index.ts';
import { itemName, type Problem, questionKey, recordsOfFile } from '../data/index.ts';

/** What an earlier evaluation or scoring read from the same output. */
export interface EarlierReading {
  readonly answer: string | null;
  readonly correct: boolean;
  /** The version of its extractor, where the line says it. */
  readonly extractor: string | null;
}

export interface PredictionLine {
  readonly line: number;
  readonly id: string | null;
  readonly question: string | null;
  readonly output: string;
  readonly earlier: EarlierReading | null;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

function earlierReading(fields: Readonly<Record<string, unknown>>): EarlierReading | null {
  const { answer, correct, extractor } = fields;
  if (typeof correct !== 'boolean' || (typeof answer !== 'string' && answer !== null)) return null;
  return { answer, correct, extractor: typeof extractor === 'string' ? extractor : null };
}

/** One record of a file of outputs. */
export interface OutputRecord {
  readonly line: number;
  readonly value: unknown;
  /** `item 3 ` in front of what is said of it, where several may stand on one line. */
  readonly item: string;
}

/**
 * The records of a file of outputs: JSON Lines, an array, one object that has the outputs by their ids, or a table with a header. Throws
 * `data-format-unknown`, `csv-header-unreadable`, `file-unreadable` and `line-too-long`.
 */
export function* outputRecords(
  file: string,
  onSkipped: (line: SkippedLine) => void,
): Generator<OutputRecord> {
  for (const { line, value, number } of recordsOfFile(file, ['output'], { onSkipped })) {
    const byId = outputsById(value);
    if (byId === null) yield { line, value: withOurNames(value), item: itemName(number) };
    else for (const output of byId) yield { line, value: output, item: '' };
  }
}

/** `{"gsm8k-test-1": "So 18.", …}` */
function outputsById(value: unknown): { id: string; output: string }[] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value);
  const known = entries.some(([name]) => ours.has(name.toLowerCase()));
  if (known || entries.length < 2 || !entries.every(([, output]) => typeof output === 'string')) return null;
  return entries.map(([id, output]) => ({ id, output: output as string }));
}

const ours = new Set(['id', 'question', 'output', 'response', 'completion', 'prediction', 'unanswered']);

/** The record with our names in small letters, and with an empty output where a table has an empty cell. */
function withOurNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      const lower = name.toLowerCase();
      const ourName = ours.has(lower) && !Object.hasOwn(value, lower) ? lower : name;
      return [ourName, ourName === 'output' && field === undefined ? '' : field];
    }),
  );
}

/** The prediction of one line, or why it is none. */
export function readPredictionLine(line: number, value: unknown): PredictionLine | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `expected an object with "output" and "id" or "question", found ${describe(value)}`;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const { id, question, output, unanswered } = fields;
  if (unanswered !== undefined) return 'it has no answer ("unanswered")';
  if (output === undefined)
    return `no "output"; found ${Object.keys(value).slice(0, 8).join(', ') || 'no field'}`;
  if (typeof output !== 'string') return `expected "output" to be a string, found ${describe(output)}`;
  const hasId = typeof id === 'string' || typeof id === 'number';
  if (!hasId && typeof question !== 'string') return 'neither "id" nor "question" is a string';
  return {
    line,
    id: hasId ? String(id) : null,
    question: typeof question === 'string' ? question : null,
    output,
    earlier: earlierReading(fields),
  };
}

/** The problem of a line, and what is odd about the way in which the line names it. */
export interface FoundProblem {
  readonly problem: Problem | null;
  readonly disagreement?: string;
}

/**
 * Finds the problem of a prediction: by id, else by question; of several equal questions the next one unanswered. Where the id names one
 * problem and the question is another one's, the question decides.
 */
export class ProblemIndex {
  readonly #byId: ReadonlyMap<string, Problem>;
  readonly #byQuestion = new Map<string, Problem[]>();

  constructor(problems: readonly Problem[]) {
    this.#byId = new Map(problems.map((problem) => [problem.id, problem]));
    for (const problem of problems) {
      const key = questionKey(problem.question);
      const same = this.#byQuestion.get(key) ?? [];
      same.push(problem);
      this.#byQuestion.set(key, same);
    }
  }

  find({ id, question }: PredictionLine, answered: ReadonlyMap<string, unknown>): FoundProblem {
    const named = id === null ? undefined : this.#byId.get(id);
    const key = question === null ? null : questionKey(question);
    const same = key === null ? [] : (this.#byQuestion.get(key) ?? []);
    if (named === undefined) {
      return { problem: same.find((problem) => !answered.has(problem.id)) ?? same[0] ?? null };
    }
    // A question may stand within a prompt.
    if (key === null || key === '' || key.includes(questionKey(named.question))) return { problem: named };
    const [other] = same;
    const what = `its id is that of ${named.id}`;
    if (other === undefined) {
      return { problem: named, disagreement: `${what}, but its question is another one; the id decides` };
    }
    return {
      problem: other,
      disagreement: `${what}, but its question is that of ${other.id}; the question decides`,
    };
  }
}

/** How a line that belongs to no problem names the one it means. */
export function nameOf({ id, question }: PredictionLine): string {
  if (id !== null) return `no problem has the id ${JSON.stringify(id)}`;
  const text = question ?? '';
  return `no problem has the question "${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}
