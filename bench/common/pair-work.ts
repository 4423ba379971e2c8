// What the solving benchmarks have written: for each problem as many tokens as its reference has, whatever the model would choose, so that
// every side does the same work and untrained weights serve.
import type { Problem } from '../../src/data/index.ts';
import type { Tokenizer } from '../../src/engine/tokenizer/index.ts';
import {
  answerCue,
  answerMarker,
  problemLine,
  questionLine,
  solutionPieces,
} from '../../src/strategy/index.ts';

/** One problem for the pair, with all sub-questions written first. */
export interface PairTask {
  /** Ids of the problem, which both models read. */
  readonly prompt: readonly number[];
  readonly steps: readonly {
    /** What QG writes, and QA is given, with the cue behind it. */
    readonly question: readonly number[];
    readonly cue: readonly number[];
    /** Tokens that QA writes. */
    readonly solution: number;
  }[];
  /** What QA is given behind the last solution. */
  readonly marker: readonly number[];
  /** Tokens that it then writes. */
  readonly answer: number;
}

export interface TaskTotals {
  readonly written: number;
  readonly given: number;
  readonly read: number;
}

export function pairTasks(tokenizer: Tokenizer, problems: readonly Problem[]): PairTask[] {
  const encode = (text: string) => tokenizer.encode(text);
  return problems.map(({ question, steps = [], answer }) => ({
    prompt: [...tokenizer.prefixIds, ...encode(problemLine(question))],
    steps: steps.map((step) => ({
      question: encode(questionLine(step.question ?? '')),
      cue: encode(answerCue),
      solution: solutionPieces(step.solution).flatMap(encode).length,
    })),
    marker: encode(answerMarker),
    answer: encode(` ${answer}`).length + 1, // and the end of the text
  }));
}

/** Tokens of all tasks: written by the models, given to QA between them, and read as prompts. */
export function totalsOf(tasks: readonly PairTask[]): TaskTotals {
  const sum = (of: (task: PairTask) => number) => tasks.reduce((total, task) => total + of(task), 0);
  return {
    written: sum(
      ({ steps, answer }) =>
        answer + steps.reduce((total, { question, solution }) => total + question.length + solution, 0),
    ),
    given: sum(
      ({ steps, marker }) =>
        marker.length + steps.reduce((total, { question, cue }) => total + question.length + cue.length, 0),
    ),
    read: sum(({ prompt }) => 2 * prompt.length),
  };
}
