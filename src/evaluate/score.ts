// Scores the outputs of any system: finds each line's problem, reads its answer, compares it with the gold answer.
import { readJsonLines, type SkippedLine, SocraticError } from '../common/index.ts';
import { answersMatch, extractAnswer, extractorVersion, type Problem } from '../data/index.ts';
import { type Accuracy, accuracyOf } from './summary.ts';

/** How one problem was scored. `line` and `rule` (of the extractor) are null where there is nothing to name. */
export interface Verdict {
  readonly id: string;
  readonly correct: boolean;
  readonly readable: boolean;
  /** False when no line of the predictions is about this problem. */
  readonly answered: boolean;
  /** The answer read from the output, in canonical text. */
  readonly predicted: string | null;
  readonly gold: string;
  readonly rule: string | null;
  readonly line: number | null;
  readonly steps?: number;
}

export interface Score extends Accuracy {
  /** Predictions from which no answer could be read; they count as wrong. */
  readonly unreadable: number;
  /** Problems without a prediction; they count as wrong. */
  readonly missing: number;
  /** Lines whose id and question belong to no problem. */
  readonly unmatched: readonly SkippedLine[];
  /** Second and later lines about the same problem; the first one counts. */
  readonly duplicates: readonly SkippedLine[];
  /** Lines that are not JSON, or lack what a prediction needs. */
  readonly skipped: readonly SkippedLine[];
  /** Version of the answer extractor. */
  readonly extractor: string;
  /** One for every problem, in their order. */
  readonly verdicts: readonly Verdict[];
}

interface Prediction {
  readonly line: number;
  readonly id: string | null;
  readonly question: string | null;
  readonly output: string;
}

/** The form in which questions are compared: capitals, spacing, and the shape of quotes and dashes aside. */
function questionKey(question: string): string {
  return question
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’‚′`´]/g, "'")
    .replace(/[“”„″]|''/g, '"')
    .replace(/[‐‑–—−]/g, '-')
    .replace(/\s+/g, '');
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

/** The prediction of one line, or why it is none. */
function readPrediction(line: number, value: unknown): Prediction | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `expected an object with "output" and "id" or "question", found ${describe(value)}`;
  }
  const { id, question, output, unanswered } = value as Readonly<Record<string, unknown>>;
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
  };
}

/** Finds the problem of a prediction: by id, else by question; of several equal questions the next one unanswered. */
class ProblemIndex {
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

  find({ id, question }: Prediction, answered: ReadonlyMap<string, unknown>): Problem | null {
    const named = id === null ? undefined : this.#byId.get(id);
    if (named !== undefined) return named;
    const same = question === null ? [] : (this.#byQuestion.get(questionKey(question)) ?? []);
    return same.find((problem) => !answered.has(problem.id)) ?? same[0] ?? null;
  }
}

function nameOf({ id, question }: Prediction): string {
  if (id !== null) return `no problem has the id ${JSON.stringify(id)}`;
  const text = question ?? '';
  return `no problem has the question "${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}

function judge(problem: Problem, prediction: Prediction | undefined): Verdict {
  const extraction = prediction === undefined ? null : extractAnswer(prediction.output, problem.answerType);
  const verdict = {
    id: problem.id,
    correct: extraction !== null && answersMatch(extraction, problem.answer, problem.answerType),
    readable: extraction !== null,
    answered: prediction !== undefined,
    predicted: extraction?.value ?? null,
    gold: problem.answer,
    rule: extraction?.rule ?? null,
    line: prediction?.line ?? null,
  };
  return problem.steps === undefined ? verdict : { ...verdict, steps: problem.steps.length };
}

/**
 * Scores a JSONL file of `{id}` or `{question}` and `{output}` against `problems`; other fields are ignored, so the
 * predictions that an evaluation writes can be scored again. The total is always all of `problems`.
 * Throws `predictions-unusable` when not one line is about one of them.
 */
export function scorePredictions(input: {
  readonly problems: readonly Problem[];
  readonly predictionsPath: string;
}): Score {
  const { problems, predictionsPath: file } = input;
  const lines = readJsonLines(file);
  const skipped = [...lines.skipped];
  const unmatched: SkippedLine[] = [];
  const duplicates: SkippedLine[] = [];
  const index = new ProblemIndex(problems);
  const predictions = new Map<string, Prediction>();
  for (const { line, value } of lines.values) {
    const prediction = readPrediction(line, value);
    if (typeof prediction === 'string') {
      skipped.push({ file, line, reason: prediction });
      continue;
    }
    const problem = index.find(prediction, predictions);
    const earlier = problem === null ? undefined : predictions.get(problem.id);
    if (problem === null) unmatched.push({ file, line, reason: nameOf(prediction) });
    else if (earlier === undefined) predictions.set(problem.id, prediction);
    else
      duplicates.push({
        file,
        line,
        reason: `problem ${problem.id} was answered on line ${earlier.line} already`,
      });
  }
  if (predictions.size === 0) throw unusable(file, problems, skipped, unmatched);
  const verdicts = problems.map((problem) => judge(problem, predictions.get(problem.id)));
  return {
    ...accuracyOf(verdicts),
    unreadable: verdicts.filter(({ answered, readable }) => answered && !readable).length,
    missing: verdicts.filter(({ answered }) => !answered).length,
    unmatched,
    duplicates,
    skipped: skipped.sort((a, b) => a.line - b.line),
    extractor: extractorVersion,
    verdicts,
  };
}

function unusable(
  file: string,
  problems: readonly Problem[],
  skipped: readonly SkippedLine[],
  unmatched: readonly SkippedLine[],
): SocraticError {
  const count = skipped.length + unmatched.length;
  const [first] = [...unmatched, ...skipped];
  const example =
    problems[0] === undefined ? 'there are no problems' : `the first problem's id is "${problems[0].id}"`;
  const why =
    first === undefined
      ? 'it has no lines'
      : `none of its ${count} lines belongs to one of the ${problems.length} problems; line ${first.line}: ${first.reason}`;
  return new SocraticError(
    'predictions-unusable',
    `${file} cannot be scored: ${why}. Each line needs "output" and the problem's "id" or "question" (${example}).`,
    { subject: { path: file }, details: { skipped: skipped.length, unmatched: unmatched.length } },
  );
}
