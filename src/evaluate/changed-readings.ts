// What scoring old predictions again changes: the readings of an earlier extractor beside those of this one.
import { canonicalAnswer, type Problem } from '../data/index.ts';
import type { EarlierReading } from './prediction-lines.ts';

/** An output that is read differently. */
export interface ChangedReading {
  /** Id of the problem. */
  readonly id: string;
  /** Number of the line, from 1. */
  readonly line: number;
  /** The gold answer. */
  readonly gold: string;
  /** The answer that was read before; null if none. */
  readonly before: string | null;
  /** The answer that is read now; null if none. */
  readonly now: string | null;
  /** Rule of the extractor that reads it now; null if none does. */
  readonly rule: string | null;
  /** Whether the earlier answer was correct. */
  readonly correctBefore: boolean;
  /** Whether the answer is correct now. */
  readonly correctNow: boolean;
}

export interface ReadingChanges {
  /** Lines with an earlier reading. */
  readonly compared: number;
  /** Versions of the extractor that read them; null for lines without a version. */
  readonly extractors: readonly (string | null)[];
  /** Lines that are read differently now. */
  readonly changed: number;
  /** Changed lines that became correct. */
  readonly becameCorrect: number;
  /** Changed lines that became wrong. */
  readonly becameWrong: number;
  /**
   * Changed lines that had no answer and now have one that is neither behind `####` nor in a box. Evaluations of our own models count
   * only `####`.
   */
  readonly unmarkedOnly: number;
  /** Some of the changed lines. */
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
