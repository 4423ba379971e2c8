// What scoring old predictions again changes: the readings of an earlier extractor beside those of this one.
import { canonicalAnswer, type Problem } from '../data/index.ts';
import type { EarlierReading } from './prediction-lines.ts';

/** An output that is read differently. */
export interface ChangedReading {
  readonly id: string;
  readonly line: number;
  readonly gold: string;
  readonly before: string | null;
  readonly now: string | null;
  /** The rule by which it is read now. */
  readonly rule: string | null;
  readonly correctBefore: boolean;
  readonly correctNow: boolean;
}

export interface ReadingChanges {
  /** Predictions that carry an earlier reading. */
  readonly compared: number;
  /** The extractors that read them; null where a line does not say which. */
  readonly extractors: readonly (string | null)[];
  readonly changed: number;
  readonly becameCorrect: number;
  readonly becameWrong: number;
  /**
   * Of the changed ones, those that had no answer and have one now that stands neither behind `####` nor in a box: an evaluation of
   * our own models counts only `####`.
   */
  readonly unmarkedOnly: number;
  readonly examples: readonly ChangedReading[];
}

const MOST_EXAMPLES = 10;

export interface ReadTwice {
  readonly problem: Problem;
  readonly line: number;
  readonly earlier: EarlierReading;
  readonly now: {
    readonly predicted: string | null;
    readonly rule: string | null;
    readonly correct: boolean;
  };
}

function isChanged({ problem, earlier, now }: ReadTwice): boolean {
  if (earlier.correct !== now.correct || (earlier.answer === null) !== (now.predicted === null)) return true;
  if (earlier.answer === null || now.predicted === null) return false;
  const canonical = (text: string) => canonicalAnswer(text, problem.answerType) ?? text;
  return canonical(earlier.answer) !== canonical(now.predicted);
}

/** Null when no prediction carries an earlier reading. */
export function changesOf(readings: readonly ReadTwice[]): ReadingChanges | null {
  if (readings.length === 0) return null;
  const changed = readings.filter(isChanged);
  const count = (holds: (reading: ReadTwice) => boolean) => changed.filter(holds).length;
  // Changed verdicts first: they move the accuracy.
  const moved = ({ earlier, now }: ReadTwice) => Number(earlier.correct !== now.correct);
  return {
    compared: readings.length,
    extractors: [...new Set(readings.map(({ earlier }) => earlier.extractor))],
    changed: changed.length,
    becameCorrect: count(({ earlier, now }) => !earlier.correct && now.correct),
    becameWrong: count(({ earlier, now }) => earlier.correct && !now.correct),
    unmarkedOnly: count(
      ({ earlier, now }) =>
        earlier.answer === null && now.predicted !== null && now.rule !== 'marker' && now.rule !== 'box',
    ),
    examples: changed
      .toSorted((a, b) => moved(b) - moved(a))
      .slice(0, MOST_EXAMPLES)
      .map(({ problem, line, earlier, now }) => ({
        id: problem.id,
        line,
        gold: problem.answer,
        before: earlier.answer,
        now: now.predicted,
        rule: now.rule,
        correctBefore: earlier.correct,
        correctNow: now.correct,
      })),
  };
}
