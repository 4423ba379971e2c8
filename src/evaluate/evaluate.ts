// A trained run on a dataset's problems: every prediction is kept in the run directory, with what they amount to.
import {
  assertOptions,
  type OptionTable,
  optionKinds,
  SocraticError,
  silentReporter,
  usingOption,
} from '../common/index.ts';
import { type ModelRecord, readRunRecord, runSha256 } from '../distill/index.ts';
import {
  assertPairForSteps,
  checkPromptFit,
  type EngineOptions,
  type SolveOptions,
  solveDefaults,
  solveKinds,
  solverFit,
  solverSpec,
} from '../solve/index.ts';
import {
  type EvaluatedDataOptions,
  type EvaluationContext,
  evaluatedData,
  evaluatedDataKinds,
} from './evaluated-data.ts';
import { type Evaluation, evaluateSolver } from './evaluation.ts';

export interface EvaluateOptions
  extends EvaluatedDataOptions,
    SolveOptions,
    EngineOptions,
    EvaluationContext {
  /** A run directory whose training is finished. */
  readonly run: string;
}

const table: OptionTable<EvaluateOptions> = { ...evaluatedDataKinds, ...solveKinds, run: optionKinds.text };

export interface RunEvaluation extends Evaluation {
  /** The run directory. */
  readonly run: string;
  /** Hash of its `run.json`: identifies the run that was evaluated. */
  readonly runSha256: string;
  /** The models, and what their training took. */
  readonly models: Readonly<Record<string, ModelRecord>>;
  /** Maximum generated tokens of a problem. */
  readonly maxNewTokens: number;
  /** Maximum sub-questions of a problem; null if the run is not a Socratic pair. */
  readonly maxSteps: number | null;
}

/**
 * Measures the accuracy of a trained run: solves the problems greedily, writes `predictions-<split>.jsonl` and `evaluation-<split>.json`
 * into the run directory, and returns the latter. With the calculator the files are called `…-<split>-calculator.…`, so that neither
 * replaces the other.
 *
 * ```ts
 * const { accuracy, ci95 } = await evaluate({ run: 'runs/mine', data: 'data/mine' });
 * ```
 *
 * Throws `not-a-run`, `run-unfinished`, `not-a-solver`; `no-problems`, and what reading `data` throws (`dataset-missing`,
 * `data-unreadable`, …); `prompt-too-long` when not one problem fits the context; `option-unused` for `maxSteps` of a run that is no
 * Socratic pair; `invalid-value`; `engine-died`; `run-replaced`, without writing anything, when the run was replaced in the meantime; and
 * InterruptedError once `signal` is aborted.
 */
export async function evaluate(options: EvaluateOptions): Promise<RunEvaluation> {
  assertOptions(options, table, ['run', 'data']);
  const { run, reporter = silentReporter } = options;
  const before = runSha256(run); // of the run whose models are read from here on
  const spec = usingOption('run', () => solverSpec(run));
  assertPairForSteps(run, spec.strategy, options.maxSteps);
  const evaluated = await evaluatedData(options);
  const advice = 'Train a student with a longer context, or leave long problems out of the dataset.';
  checkPromptFit(
    usingOption('run', () => solverFit(spec, evaluated.problems)),
    advice,
    reporter,
  );
  const { models } = readRunRecord(run);
  const isPair = spec.strategy === 'socratic';
  const about = {
    run,
    runSha256: before ?? '',
    models: models as Record<string, ModelRecord>,
    maxNewTokens: options.maxNewTokens ?? solveDefaults.maxNewTokens,
    maxSteps: isPair ? (options.maxSteps ?? solveDefaults.maxSteps) : null,
  };
  const refusal = () => (runSha256(run) === before ? null : replaced(run));
  return evaluateSolver(spec, evaluated, { ...options, out: run, refusal }, about);
}

function replaced(run: string): SocraticError {
  return new SocraticError(
    'run-replaced',
    `${run} was replaced while it was being evaluated. Nothing was written. Evaluate it again once its training is finished.`,
    { subject: { path: run } },
  );
}
