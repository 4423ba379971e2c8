// What an evaluation reports: accuracy with its interval, unreadable outputs apart from wrong ones, accuracy by steps.
import { type Interval, wilsonInterval } from './intervals.ts';

/** What became of one problem. */
export interface Outcome {
  readonly id: string;
  readonly correct: boolean;
  /** Whether an answer could be read from the output; an unreadable one is never correct. */
  readonly readable: boolean;
  /** The number of steps of the gold solution, where the dataset has one. */
  readonly steps?: number;
  readonly generatedTokens?: number;
}

export interface Accuracy {
  /** Number of problems. */
  readonly total: number;
  /** Number of problems with a correct answer. */
  readonly correct: number;
  /** correct / total; 0 if there are no problems. */
  readonly accuracy: number;
  /** 95 % confidence interval of the accuracy (Wilson), low and high. */
  readonly ci95: Interval;
}

export interface Summary extends Accuracy {
  /** Outputs without a readable answer. They count as not correct. */
  readonly unreadable: number;
  /** Accuracy by number of gold steps, ascending. Problems without gold steps are in no row. */
  readonly bySteps: readonly (Accuracy & { readonly steps: number })[];
  /** Average number of tokens that the models chose for a problem; null if they were not counted. */
  readonly generatedTokensPerProblem: number | null;
}

/** Accuracy and its 95 % interval. */
export function accuracyOf(outcomes: readonly { readonly correct: boolean }[]): Accuracy {
  const total = outcomes.length;
  const correct = outcomes.filter((outcome) => outcome.correct).length;
  return {
    total,
    correct,
    accuracy: total === 0 ? 0 : correct / total,
    ci95: wilsonInterval(correct, total),
  };
}

/** Everything that is reported about a system's outcomes. */
export function summarize(outcomes: readonly Outcome[]): Summary {
  const groups = new Map<number, Outcome[]>();
  for (const outcome of outcomes) {
    if (outcome.steps === undefined) continue;
    const group = groups.get(outcome.steps) ?? [];
    group.push(outcome);
    groups.set(outcome.steps, group);
  }
  const counted = outcomes.flatMap(({ generatedTokens }) => generatedTokens ?? []);
  return {
    ...accuracyOf(outcomes),
    unreadable: outcomes.filter(({ readable }) => !readable).length,
    bySteps: [...groups].sort(([a], [b]) => a - b).map(([steps, group]) => ({ steps, ...accuracyOf(group) })),
    generatedTokensPerProblem:
      counted.length === 0 ? null : counted.reduce((sum, tokens) => sum + tokens, 0) / counted.length,
  };
}
