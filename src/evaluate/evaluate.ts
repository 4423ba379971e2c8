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
  runFiles,
  runSha256,
  trainedAmong,
} from '../distill/index.ts';
import {
  type AskedOptions,
  assertOutsideOptions,
  assertPairOptions,
  assertSampling,
  assertWritesCalculations,
  checkPromptFit,
  type EngineOptions,
  namedOutside,
  namesOf,
  OutsideModels,
  type OutsideOptions,
  oracles,
  outsideKinds,
  problemsAtOnce,
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
import { type Evaluation, evaluateSolver } from './evaluation.ts';
import { assertOracle, differenceWithout, oracleData } from './oracle.ts';
import { summarizeOutside } from './outside-summary.ts';
import type { RunEvaluation } from './run-evaluation.ts';
import { validationFit } from './validation-fit.ts';

export interface EvaluateOptions
  extends EvaluatedDataOptions,
    AskedOptions,
    EngineOptions,
    OutsideOptions,
    EvaluationContext {
  /** A run directory whose training is finished. */
  readonly run: string;
}

const table: OptionTable<EvaluateOptions> = {
  ...evaluatedDataKinds,
  ...solveKinds,
  ...outsideKinds,
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
 * Of a Socratic pair, `questionsFrom` and `answersFrom` ask another model for a part, always or where the student is unsure. Right chains of
 * these are kept in `consulted-<split>….jsonl`, to train on.
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
  assertOutsideOptions(run, spec, options);
  const named = await namedOutside(options, reporter);
  const given = { oracle, guidance: spec.guidance };
  const evaluated = oracleData(await evaluatedData(options), given, reporter);
  const advice = 'Train a student with a longer context, or leave long problems out of the dataset.';
  const fit = usingOption('run', () => solverFit(spec, evaluated.problems, named?.parts));
  if (fit !== null) checkPromptFit(fit, advice, reporter);
  const { models, dataset: trained } = readRunRecord(run);
  const isOwn = isTrainedDataset(trained, evaluated.dataset.sha256);
  const trainedOn = trainedAmong(run, evaluated.problems)?.length ?? null;
  const warnings = trainedOnWarnings(trainedOn, evaluated);
  for (const warning of warnings) reporter.warn(warning);
  const isPair = spec.strategy === 'socratic';
  const about: Omit<RunEvaluation, keyof Evaluation> = {
    run,
    runSha256: before ?? '',
    models: models as Record<string, ModelRecord>,
    maxNewTokens: options.maxNewTokens ?? solveDefaults.maxNewTokens,
    maxSteps: isPair ? (options.maxSteps ?? solveDefaults.maxSteps) : null,
    trainedOn,
    warnings,
  };
  const asking = named === null ? undefined : { ...namesOf(named), unsureBelow: options.unsureBelow };
  const refusal = () => (runSha256(run) === before ? null : replaced(run));
  const outside =
    named &&
    (await OutsideModels.open(named, options, {
      spec,
      account: ['evaluate', before, evaluated.dataset.sha256, evaluated.split],
      calculator: options.calculator ?? false,
      runSha256: before,
      maxNewTokens: about.maxNewTokens,
      reporter,
      signal: options.signal,
    }));
  const asked = {
    ...options,
    isOwn,
    ...(outside && {
      asking,
      outside: outside.parts,
      askOutside: outside.ask,
      atOnce: problemsAtOnce(options),
      note: () => outside.note(),
    }),
  };
  try {
    const confidenceFit = validationFit(run, evaluated, asked);
    return await evaluateSolver(
      spec,
      evaluated,
      { ...asked, out: run, refusal, confidenceFit },
      about,
      (predictions, name) => {
        outside?.assertAnswered();
        const compared = { run, evaluated, options: asked, predictions };
        const oracleDifference = oracle === undefined ? null : differenceWithout('oracle', compared);
        return {
          ...(oracle === undefined ? {} : { oracle, ...(oracleDifference && { oracleDifference }) }),
          ...(outside && {
            outside: summarizeOutside(outside.use(), predictions, evaluated.problems, {
              chains: refusal() === null ? runFiles.consulted(run, name) : null,
              difference: differenceWithout('asking', compared),
            }),
          }),
        };
      },
    );
  } finally {
    await outside?.close();
  }
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
