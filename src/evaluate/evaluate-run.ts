// A trained run on a dataset's problems: every prediction kept in the run directory, and what they amount to.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  InterruptedError,
  type Reporter,
  SocraticError,
  writeJson,
  writeJsonLines,
} from '../common/index.ts';
import { normalizedQuestion, type Problem } from '../data/index.ts';
import { type ModelRecord, readRunRecord, runFiles } from '../distill/index.ts';
import {
  checkPromptFit,
  type Limit,
  type Prediction,
  type SolveOptions,
  type SolveOutput,
  type Solver,
  solverFit,
  solverOf,
  solveWith,
} from '../solve/index.ts';
import type { StrategyName } from '../strategy/index.ts';
import { type Summary, summarize } from './summary.ts';

export interface EvaluatedDataset {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
}

export interface EvaluateOptions extends SolveOptions {
  /** Names the split in the files that are written. */
  readonly split: string;
  readonly problems: readonly Problem[];
  /** Where the problems are from; `sha256` identifies the dataset directory's content. */
  readonly dataset: EvaluatedDataset;
  readonly threads: number;
  readonly slots?: number;
  /** What the progress calls it, `cot solving` where it is left out. */
  readonly label?: string;
}

export interface EvaluateRunOptions extends EvaluateOptions {
  readonly run: string;
}

export interface Evaluation extends Summary {
  readonly strategy: string;
  readonly split: string;
  readonly dataset: EvaluatedDataset;
  /** Problems whose question already occurred before; they count each time. */
  readonly duplicates: number;
  readonly calculator: boolean;
  readonly calculatorUses: number;
  /** Tokens that the models chose, over all problems. */
  readonly generatedTokens: number;
  readonly forcedTokens: number;
  /** How many problems were cut short by each limit. */
  readonly limits: Readonly<Record<Limit, number>>;
  /** Time spent solving, models loaded. */
  readonly seconds: number;
  /** Path of the predictions, one JSON object a problem. */
  readonly predictions: string;
}

export interface RunEvaluation extends Evaluation {
  readonly run: string;
  /** What the models are and what their training took. */
  readonly models: Readonly<Record<string, ModelRecord>>;
}

export interface EvaluateContext {
  readonly reporter: Reporter;
  readonly signal?: AbortSignal;
}

/**
 * Solves the problems greedily, writes `predictions-<split>.jsonl` and `evaluation-<split>.json` into the run directory and
 * returns the latter. Throws `no-problems`, and `prompt-too-long` when not one problem fits the context. With the calculator the files are called `…-<split>-calculator.…`, so that neither replaces the other.
 */
export async function evaluateRun(
  { run, ...options }: EvaluateRunOptions,
  context: EvaluateContext,
): Promise<RunEvaluation> {
  const solver = solverOf(run);
  const { models } = readRunRecord(run);
  const advice = 'Train a student with a longer context, or leave long problems out of the dataset.';
  checkPromptFit(solverFit(solver, options.problems), advice, context.reporter);
  return evaluateSolver(solver, { ...options, out: run }, context, {
    run,
    models: models as Record<string, ModelRecord>,
  });
}

/** As {@link evaluateRun}, with any models; `about` says in the evaluation what was measured. */
export async function evaluateSolver<About>(
  solver: Solver,
  options: EvaluateOptions & { readonly out: string },
  context: EvaluateContext,
  about: About,
): Promise<Evaluation & About> {
  const { out, split } = options;
  refuseEmptySplit(options);
  const name = options.calculator ? `${split}-calculator` : split;
  const partial = runFiles.predictions(out, `${name}-partial`);
  const { predictions, seconds } = await solveKeeping(solver, options, context, partial);
  const { strategy } = solver;
  return writeEvaluation({ strategy, predictions, seconds }, { ...options, name }, context, about);
}

/** Throws `no-problems`. */
export function refuseEmptySplit({ split, problems }: Pick<EvaluateOptions, 'split' | 'problems'>): void {
  if (problems.length > 0) return;
  throw new SocraticError(
    'no-problems',
    `The split ${split} has no problems to evaluate on. Choose another --split or dataset.`,
  );
}

/** Writes `predictions-<name>.jsonl` and `evaluation-<name>.json`, the latter with what the predictions amount to, which is returned. */
export function writeEvaluation<About>(
  { strategy, predictions, seconds }: SolveOutput & { readonly strategy: StrategyName },
  options: Pick<EvaluateOptions, 'split' | 'dataset' | 'calculator'> & {
    readonly out: string;
    readonly name: string;
  },
  context: EvaluateContext,
  about: About,
): Evaluation & About {
  const { out, split, name } = options;
  const path = runFiles.predictions(out, name);
  if (existsSync(path)) context.reporter.info(`${path} of an earlier evaluation is replaced.`);
  writeJsonLines(path, predictions);
  rmSync(runFiles.predictions(out, `${name}-partial`), { force: true }); // of an earlier one that was stopped
  const asked = new Set(predictions.map(({ question }) => normalizedQuestion(question)));
  const evaluation: Evaluation & About = {
    ...about,
    strategy,
    split,
    dataset: options.dataset,
    duplicates: predictions.length - asked.size,
    ...summarizePredictions(predictions),
    calculator: options.calculator ?? false,
    calculatorUses: sumOf(predictions, ({ calculatorUses }) => calculatorUses),
    generatedTokens: sumOf(predictions, ({ generatedTokens }) => generatedTokens),
    forcedTokens: sumOf(predictions, ({ forcedTokens }) => forcedTokens),
    limits: countLimits(predictions),
    seconds,
    predictions: path,
  };
  writeJson(join(out, `evaluation-${name}.json`), evaluation);
  return evaluation;
}

/** Solves; when stopped, writes what was solved by then to `partial`. */
async function solveKeeping(
  solver: Solver,
  options: EvaluateOptions,
  context: EvaluateContext,
  partial: string,
): Promise<SolveOutput> {
  const finished: Prediction[] = [];
  try {
    const onSolved = (prediction: Prediction) => void finished.push(prediction);
    return await solveWith(solver, options, { ...context, onSolved });
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    if (finished.length > 0) writeJsonLines(partial, finished);
    const kept =
      finished.length > 0
        ? ` Their predictions are in ${partial}.`
        : ' None was finished; earlier results are as they were.';
    throw new InterruptedError(
      `Stopped after ${finished.length} of ${options.problems.length} problems.${kept} The same command starts again from the first.`,
      { cause: error },
    );
  }
}

export function summarizePredictions(predictions: readonly Prediction[]): Summary {
  return summarize(
    predictions.map(({ id, correct, answer, goldSteps, generatedTokens, unanswered }) => ({
      id,
      correct,
      readable: answer !== null || unanswered !== undefined,
      ...(goldSteps === null ? {} : { steps: goldSteps }),
      ...(unanswered === undefined ? { generatedTokens } : {}),
    })),
  );
}

function countLimits(predictions: readonly Prediction[]): Record<Limit, number> {
  const count = (limit: Limit) => predictions.filter(({ limits }) => limits.includes(limit)).length;
  return { steps: count('steps'), tokens: count('tokens'), context: count('context'), stuck: count('stuck') };
}

function sumOf(predictions: readonly Prediction[], value: (prediction: Prediction) => number): number {
  return predictions.reduce((sum, prediction) => sum + value(prediction), 0);
}
