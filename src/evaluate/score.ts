// Scores the outputs of any system: finds each line's problem, reads its answer, compares it with the gold answer.
import { countOf, type SkippedLine, SocraticError } from '../common/index.ts';
import {
  answersMatch,
  extractorVersion,
  findNumberFormat,
  type NumberFormat,
  type Problem,
  readAnswer,
  type SplitName,
} from '../data/index.ts';
import { changesOf, type ReadingChanges } from './changed-readings.ts';
import {
  nameOf,
  outputRecords,
  type PredictionLine,
  ProblemIndex,
  readPredictionLine,
} from './prediction-lines.ts';
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
  /** Why no answer was read from the output; null where one was, or where there is no output. */
  readonly unreadable: string | null;
  /** What the expression would give that the output states without its value; it does not count as the answer. */
  readonly notComputed?: string;
  readonly steps?: number;
}

export interface Score extends Accuracy {
  /** Accuracy if only answers behind `####` or in a box count. */
  readonly strict: Accuracy;
  /** Outputs without a readable answer. They count as not correct. */
  readonly unreadable: number;
  /** Unreadable outputs that state an expression without its value, and how many of these would be correct. */
  readonly notComputed: { readonly count: number; readonly correct: number };
  /** Problems without an output. They count as not correct. */
  readonly missing: number;
  /** Lines whose id and question belong to no problem. */
  readonly unmatched: readonly SkippedLine[];
  /** Lines whose id and question belong to different problems. */
  readonly disagreeing: readonly SkippedLine[];
  /** Second and later lines about the same problem. The first one counts. */
  readonly duplicates: readonly SkippedLine[];
  /** Lines that are not JSON, or lack a required field. */
  readonly skipped: readonly SkippedLine[];
  /** Number format of the outputs, as stated or as nearly all of them have it; null if nothing decides it. */
  readonly numberFormat: NumberFormat | null;
  /** Version of the answer extractor. */
  readonly extractor: string;
  /** What changed against earlier readings in the lines; null if the lines have none. */
  readonly changes: ReadingChanges | null;
  /** One for each problem, in their order. */
  readonly verdicts: readonly Verdict[];
}

function judge(
  problem: Problem,
  prediction: PredictionLine | undefined,
  numberFormat: NumberFormat | undefined,
): Verdict {
  const { id, answer: gold, answerType, steps } = problem;
  const about = { id, gold, ...(steps !== undefined && { steps: steps.length }) };
  if (prediction === undefined) {
    const nothing = { predicted: null, rule: null, line: null, unreadable: null };
    return { ...about, ...nothing, correct: false, readable: false, answered: false };
  }
  const reading = readAnswer(prediction.output, answerType, { numberFormat });
  const { line } = prediction;
  if (reading.answer === null) {
    const { unreadable } = reading;
    const nothing = { predicted: null, rule: null, line, unreadable: unreadable.why };
    const value = unreadable.why === 'not-computed' ? { notComputed: unreadable.value } : {};
    return { ...about, ...nothing, ...value, correct: false, readable: false, answered: true };
  }
  const { value: predicted, rule } = reading.answer;
  const correct = answersMatch(reading.answer, gold, answerType);
  return { ...about, predicted, rule, line, unreadable: null, correct, readable: true, answered: true };
}

const isStrict = ({ rule }: Verdict): boolean => rule === 'marker' || rule === 'box';

/** The problems of other splits, by the name of their split: for lines that belong there. */
export type OtherSplits = Readonly<Partial<Record<SplitName, readonly Problem[]>>>;

/** The ids of the problems that a file of predictions is about. */
export function answeredIds(problems: readonly Problem[], file: string): ReadonlySet<string> {
  return new Set(readPredictions(problems, file).predictions.keys());
}

/** Says of a line which other split its problem is in; null where that is none. */
function finderIn(others: OtherSplits): (prediction: PredictionLine) => string | null {
  const indices = Object.entries(others).map(
    ([split, problems]) => [split, new ProblemIndex(problems)] as const,
  );
  return (prediction) => {
    for (const [split, index] of indices) {
      const { problem } = index.find(prediction, new Map());
      if (problem !== null) return `its problem, ${problem.id}, is in the ${split} split`;
    }
    return null;
  };
}

/** What the lines of a predictions file come to: the prediction of each problem, and the lines that are none. */
function readPredictions(problems: readonly Problem[], file: string, others: OtherSplits = {}) {
  const skipped: SkippedLine[] = [];
  const unmatched: SkippedLine[] = [];
  const disagreeing: SkippedLine[] = [];
  const duplicates: SkippedLine[] = [];
  const index = new ProblemIndex(problems);
  const elsewhere = finderIn(others);
  const predictions = new Map<string, PredictionLine>();
  for (const { line, value, item } of outputRecords(file, (left) => skipped.push(left))) {
    const prediction = readPredictionLine(line, value);
    if (typeof prediction === 'string') {
      skipped.push({ file, line, reason: `${item}${prediction}` });
      continue;
    }
    const { problem, disagreement } = index.find(prediction, predictions);
    if (disagreement !== undefined) disagreeing.push({ file, line, reason: `${item}${disagreement}` });
    const earlier = problem === null ? undefined : predictions.get(problem.id);
    if (problem === null)
      unmatched.push({ file, line, reason: `${item}${elsewhere(prediction) ?? nameOf(prediction)}` });
    else if (earlier === undefined) predictions.set(problem.id, prediction);
    else
      duplicates.push({
        file,
        line,
        reason: `${item}problem ${problem.id} was answered on line ${earlier.line} already`,
      });
  }
  skipped.sort((a, b) => a.line - b.line);
  return { predictions, skipped, unmatched, disagreeing, duplicates };
}

/**
 * Scores a file of `{id}` or `{question}` and `{output}` (JSON Lines, a JSON array, CSV) against `problems`. The total is always all of `problems`. Where the lines
 * carry an earlier reading (`answer`, `correct` and perhaps `extractor`, as the predictions of an evaluation do), what changed is counted.
 * `others`: problems of other splits, of which unmatched lines are said to be.
 * `numberFormat` reads `1.234` and `1,234`; without it, the format in which nearly all numbers of the outputs are written.
 * Throws `predictions-unusable` when not one line is about one of the problems.
 */
export function scorePredictions(input: {
  readonly problems: readonly Problem[];
  readonly predictionsPath: string;
  readonly numberFormat?: NumberFormat | undefined;
  readonly others?: OtherSplits;
}): Score {
  const { problems, predictionsPath: file, others } = input;
  const { predictions, skipped, unmatched, disagreeing, duplicates } = readPredictions(
    problems,
    file,
    others,
  );
  if (predictions.size === 0) throw unusable(file, problems, skipped, unmatched);
  const numberFormat =
    input.numberFormat ?? findNumberFormat([...predictions.values()].map(({ output }) => output));
  const judged = problems.map((problem) => {
    const prediction = predictions.get(problem.id);
    return { problem, prediction, now: judge(problem, prediction, numberFormat) };
  });
  const verdicts = judged.map(({ now }) => now);
  const notComputed = verdicts.flatMap(({ notComputed: value, gold }) =>
    value === undefined ? [] : [{ value, gold }],
  );
  const readTwice = judged.flatMap(({ problem, prediction, now }) =>
    prediction?.earlier ? [{ problem, line: prediction.line, earlier: prediction.earlier, now }] : [],
  );
  return {
    ...accuracyOf(verdicts),
    strict: accuracyOf(verdicts.map((verdict) => ({ correct: verdict.correct && isStrict(verdict) }))),
    unreadable: verdicts.filter(({ answered, readable }) => answered && !readable).length,
    notComputed: {
      count: notComputed.length,
      correct: notComputed.filter(({ value, gold }) => answersMatch(value, gold, 'number')).length,
    },
    missing: verdicts.filter(({ answered }) => !answered).length,
    unmatched,
    disagreeing,
    duplicates,
    skipped,
    numberFormat: numberFormat ?? null,
    extractor: extractorVersion,
    changes: changesOf(readTwice),
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
      : `${count === 1 ? 'its only line belongs' : `none of its ${count} lines belongs`} to ${count === 1 ? 'none of the' : 'one of the'} ${countOf(problems.length, 'problem')}; line ${first.line}: ${first.reason}`;
  const isText = skipped.length === count && skipped.every(({ reason }) => reason.startsWith('not JSON'));
  const advice = isText
    ? `It is neither JSON nor a table with a header. Write one JSON object a line, {"id": …, "output": …}, or a CSV file with the columns id and output (${example}).`
    : `Each record needs "output" and the problem's "id" or "question" (${example}).${renamed(skipped)}`;
  return new SocraticError('predictions-unusable', `${file} cannot be scored: ${why}. ${advice}`, {
    subject: { path: file },
    details: { skipped: skipped.length, unmatched: unmatched.length },
  });
}

/** Names under which other programs keep what a model wrote, the more telling first. */
const outputNames =
  /^(?:output_text|generated_text|generation|completion|response|prediction|predicted|model_output|outputs|answer|text)$/i;

/** Which field may hold the outputs, where none is called so. */
function renamed(skipped: readonly SkippedLine[]): string {
  const found = skipped.map(({ reason }) => /no "output"; found (.*)/.exec(reason)?.[1]).find(Boolean);
  const name = found?.split(', ').find((each) => outputNames.test(each));
  return name === undefined ? '' : ` Rename "${name}" to "output", if it holds what the system wrote.`;
}
