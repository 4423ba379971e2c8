// A trained run on a dataset's problems: every prediction is kept in the run directory, with what they amount to.
import {
  assertOptions,
  choiceKinds,
  countOf,
  formatCount,
  type OptionTable,
  optionKinds,
  SocraticError,
  silentReporter,
  usingOption,
} from '../common/index.ts';
import {
  annotatedSha256,
  type ModelRecord,
  type RunRecord,
  readRunRecord,
  runSha256,
  trainedAmong,
} from '../distill/index.ts';
import {
  type AskedOptions,
  assertPairOptions,
  assertSampling,
  assertWritesCalculations,
  checkPromptFit,
  type EngineOptions,
  oracles,
  solveDefaults,
  solveKinds,
  solverFit,
  solverSpec,
} from '../solve/index.ts';
import {
  type EvaluatedData,
  type EvaluatedDataOptions,
  type EvaluationContext,
  evaluatedData,
  evaluatedDataKinds,
} from './evaluated-data.ts';
import { evaluateSolver } from './evaluation.ts';
import { assertOracle, differenceToOwn, oracleData } from './oracle.ts';
import type { RunEvaluation } from './run-evaluation.ts';
import { validationFit } from './validation-fit.ts';

export interface EvaluateOptions
  extends EvaluatedDataOptions,
    AskedOptions,
    EngineOptions,
    EvaluationContext {
  /** A run directory whose training is finished. */
  readonly run: string;
}

const table: OptionTable<EvaluateOptions> = {
  ...evaluatedDataKinds,
  ...solveKinds,
  ...choiceKinds({ oracle: oracles }),
  run: optionKinds.text,
};

/**
 * Measures the accuracy of a trained run: solves the problems, writes `predictions-<split>.jsonl` and `evaluation-<split>.json`
 * into the run directory, and returns the latter. With the calculator the files are called `…-<split>-calculator.…`, and on another
 * dataset than that of the training `…-<dataset>-<split>.…`, so that none replaces another. The reporter and `warnings` say how many of
 * the problems the run was trained on.
 *
 * ```ts
 * const { accuracy, ci95 } = await evaluate({ run: 'runs/mine', data: 'data/mine' });
 * ```
 *
 * Throws `not-a-run`, `run-unfinished`, `not-a-solver`; `no-problems`, and what reading `data` throws (`dataset-missing`,
 * `data-unreadable`, …); `prompt-too-long` when not one problem fits the context; `option-unused` for `maxSteps` and `repeats` of a
 * run that is no Socratic pair, and for `resampleSteps` of the strategy `answer`; `invalid-value`; `engine-died`; `run-replaced`, without writing anything, when the run was replaced in the meantime; and
 * InterruptedError once `signal` is aborted.
 */
export async function evaluate(options: EvaluateOptions): Promise<RunEvaluation> {
  assertOptions(options, table, ['run', 'data']);
  const { run, reporter = silentReporter } = options;
  const before = runSha256(run); // of the run whose models are read from here on
  const spec = usingOption('run', () => solverSpec(run));
  assertPairOptions(run, spec.strategy, options);
  assertWritesCalculations(spec.strategy, options);
  assertSampling(options);
  const { oracle } = options;
  assertOracle(run, spec, oracle);
  const given = { oracle, guidance: spec.guidance };
  const evaluated = oracleData(await evaluatedData(options), given, reporter);
  const advice = 'Train a student with a longer context, or leave long problems out of the dataset.';
  checkPromptFit(
    usingOption('run', () => solverFit(spec, evaluated.problems)),
    advice,
    reporter,
  );
  const { models, dataset: trained } = readRunRecord(run);
  const isOwn = isTrainedDataset(trained, evaluated.dataset.sha256);
  const trainedOn = trainedAmong(run, evaluated.problems)?.length ?? null;
  const warnings = trainedOnWarnings(trainedOn, evaluated);
  for (const warning of warnings) reporter.warn(warning);
  const isPair = spec.strategy === 'socratic';
  const about = {
    run,
    runSha256: before ?? '',
    models: models as Record<string, ModelRecord>,
    maxNewTokens: options.maxNewTokens ?? solveDefaults.maxNewTokens,
    maxSteps: isPair ? (options.maxSteps ?? solveDefaults.maxSteps) : null,
    trainedOn,
    warnings,
  };
  const refusal = () => (runSha256(run) === before ? null : replaced(run));
  const asked = { ...options, isOwn };
  const confidenceFit = validationFit(run, evaluated, asked);
  return evaluateSolver(
    spec,
    evaluated,
    { ...asked, out: run, refusal, confidenceFit },
    about,
    (predictions) => {
      if (oracle === undefined) return {};
      const oracleDifference = differenceToOwn(run, evaluated, asked, predictions);
      return { oracle, ...(oracleDifference === null ? {} : { oracleDifference }) };
    },
  );
}

/** Whether a run was trained on the dataset with this hash, with its own steps or with annotations. */
function isTrainedDataset(
  { sha256: trained, annotations }: RunRecord['dataset'],
  evaluated: string,
): boolean {
  return trained === (annotations === undefined ? evaluated : annotatedSha256(evaluated, annotations.sha256));
}

/** What is said of an evaluation on problems that the run was trained on. */
function trainedOnWarnings(
  trainedOn: number | null,
  { problems: { length: total }, split, dataset }: EvaluatedData,
): string[] {
  if (trainedOn === null || trainedOn === 0) return [];
  const which = `${formatCount(trainedOn)} of ${countOf(total, 'problem')} (${split} of ${dataset.name})`;
  const what = `The run was trained on ${which}`;
  return trainedOn === total
    ? [`${what}: the accuracy says how well it remembers them, and nothing about new problems.`]
    : [`${what}: on these, it may only remember the answer. Leave them out to measure new problems.`];
}

function replaced(run: string): SocraticError {
  return new SocraticError(
    'run-replaced',
    `${run} was replaced while it was being evaluated. Nothing was written. Evaluate it again once its training is finished.`,
    { subject: { path: run } },
  );
}
