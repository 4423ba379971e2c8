// What an evaluation comes to, whoever solved the problems, and the files that it is kept in.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import {
  countOf,
  InterruptedError,
  SocraticError,
  say,
  sha256,
  silentReporter,
  writeJson,
  writeJsonLines,
} from '../common/index.ts';
import { extractorVersion, normalizedQuestion } from '../data/index.ts';
import { runFiles } from '../distill/index.ts';
import {
  type AskedOptions,
  type EngineOptions,
  type Limit,
  type Prediction,
  type ProblemOptions,
  type SolveAllOptions,
  type SolveOutput,
  type SolverSpec,
  solveAll,
  solveDefaults,
  solveOptionsOf,
} from '../solve/index.ts';
import type { StrategyName } from '../strategy/index.ts';
import {
  type ConfidenceFit,
  type ConfidenceSummary,
  confidenceOf,
  summarizeConfidence,
} from './confidence.ts';
import { confidenceDiagram } from './confidence-diagram.ts';
import type { EvaluatedData, EvaluatedDataset, EvaluationContext } from './evaluated-data.ts';
import { penaltyOf, type Sampling, samplingOf } from './evaluated-sampling.ts';
import { type Asking, evaluationNameIn } from './evaluation-name.ts';
import { type GuidanceSummary, summarizeGuidance } from './guidance-summary.ts';
import { PartialPredictions } from './partial-predictions.ts';
import { type RepeatSummary, summarizeRepeats } from './repeat-summary.ts';
import { type ResamplingSummary, summarizeResampling } from './resampling-summary.ts';
import { type Summary, summarize } from './summary.ts';
import { summarizeVotes, type VoteSummary } from './vote-summary.ts';

export interface Evaluation extends Summary {
  /** Strategy by which the outputs were read. */
  readonly strategy: string;
  /** The split that was evaluated. */
  readonly split: string;
  /** The dataset. */
  readonly dataset: EvaluatedDataset;
  /** Problems whose question occurs earlier in the split. Each counts. */
  readonly duplicates: number;
  /** Whether the calculator was on. */
  readonly calculator: boolean;
  /** How often it inserted a value. */
  readonly calculatorUses: number;
  /** Tokens that the models chose, over all problems. */
  readonly generatedTokens: number;
  /** Tokens that were added without a choice of the models: prompts of a pair, values of the calculator. */
  readonly forcedTokens: number;
  /** What the weights were rounded to; absent: they were as they were trained. */
  readonly weights?: 'int8' | 'int4';
  /** Penalty on the logits of tokens that the text already had; absent: there was none. */
  readonly repetitionPenalty?: number;
  /** How tokens were drawn; absent: the most likely one was always taken. */
  readonly sampling?: Sampling;
  /** What the samples of each problem came to; absent: there was one a problem. `correct` counts the winning answers. */
  readonly votes?: VoteSummary;
  /** What confidence in the answers is worth; absent: predictions say nothing of themselves (no samples, no log-probabilities). */
  readonly confidence?: ConfidenceSummary;
  /** Sub-questions that the pair repeated; absent: it was not a Socratic pair. */
  readonly repeats?: RepeatSummary;
  /** The plans of a Socratic pair with guidance; absent: it writes none. */
  readonly guidance?: GuidanceSummary;
  /** Lines with a wrong calculation that were written again; absent: lines stayed as they were. */
  readonly resampling?: ResamplingSummary;
  /** Number of problems that each limit cut short. */
  readonly limits: Readonly<Record<Limit, number>>;
  /** Time to solve the problems, without loading the models. */
  readonly seconds: number;
  /** Path of the predictions, one JSON object a line. */
  readonly predictions: string;
  /** Hash of that file. */
  readonly predictionsSha256: string;
}

interface SolvingOptions extends ProblemOptions, EngineOptions, EvaluationContext {
  /** Directory for predictions and evaluation. */
  readonly out: string;
  /** What the progress calls it. */
  readonly label?: string;
  /** Whether the data is the run's own, as in `evaluationNameIn`. */
  readonly isOwn?: boolean;
  /** What turns scores into confidence. */
  readonly confidenceFit?: ConfidenceFit | null;
  /** Who is asked in place of the pair's models, for the name of the evaluation. */
  readonly asking?: Asking | undefined;
  /** How they are asked. */
  readonly askOutside?: SolveAllOptions['askOutside'];
  readonly atOnce?: SolveAllOptions['atOnce'];
  readonly note?: SolveAllOptions['note'];
  /** Asked before results are written: why they do not belong into `out` any more. */
  readonly refusal?: () => SocraticError | null;
}

/** Lets models solve the problems and writes what that comes to; `about` says in the evaluation what was measured, and `more` what follows from the predictions. */
export async function evaluateSolver<About>(
  spec: SolverSpec,
  evaluated: EvaluatedData,
  options: SolvingOptions,
  about: About,
  more: (predictions: readonly Prediction[], name: string) => Partial<About> = () => ({}),
): Promise<Evaluation & About> {
  const name = evaluationNameIn(evaluated, options);
  warnOfReplacing(evaluated.problems.length, name, options);
  const solved = await solveKeeping(spec, evaluated, options, { name, about });
  const all = { ...about, ...more(solved.predictions, name) };
  return writeEvaluation({ ...solved, strategy: spec.strategy }, evaluated, { ...options, name }, all);
}

/** An evaluation of fewer problems must not take the place of a longer one without a word before the work begins. */
function warnOfReplacing(
  count: number,
  name: string,
  { out, reporter = silentReporter }: SolvingOptions,
): void {
  const path = runFiles.evaluation(out, name);
  const total = totalIn(path);
  if (total === null || total <= count) return;
  reporter.warn(
    `This evaluation of ${countOf(count, 'problem')} will replace that of ${countOf(total, 'problem')} in ${path}. Stop it and copy the directory to keep both.`,
  );
}

/** How many problems an evaluation is about; null where there is none that can be read. */
function totalIn(path: string): number | null {
  try {
    const { total } = JSON.parse(readFileSync(path, 'utf8')) as { readonly total?: unknown };
    return typeof total === 'number' ? total : null;
  } catch {
    return null;
  }
}

/**
 * Writes `predictions-<name>.jsonl` and `evaluation-<name>.json`, the latter with what the predictions amount to, which is returned. Throws
 * the `refusal`, where there is one.
 */
export function writeEvaluation<About>(
  { strategy, predictions: solved, seconds }: SolveOutput & { readonly strategy: StrategyName },
  { split, dataset }: Pick<EvaluatedData, 'split' | 'dataset'>,
  options: Pick<
    SolvingOptions,
    keyof AskedOptions | 'weights' | 'out' | 'reporter' | 'refusal' | 'confidenceFit'
  > & {
    readonly name: string;
  },
  about: About,
): Evaluation & About {
  const { weights = solveDefaults.weights } = options;
  const { out, name, calculator = false, reporter = silentReporter, refusal = () => null } = options;
  const path = runFiles.predictions(out, name);
  const confidence = summarizeConfidence(solved, options.confidenceFit ?? null);
  const predictions = withConfidence(solved, confidence);
  const refused = refusal();
  if (refused !== null) throw refused;
  if (existsSync(path)) reporter.info(`Replacing ${path} of an earlier evaluation.`);
  // The old evaluation must never be beside the new predictions, and stays where they cannot be written.
  const removeOld = () => rmSync(runFiles.evaluation(out, name), { force: true });
  try {
    writeJsonLines(path, predictions, removeOld);
  } catch (error) {
    throw refusal() ?? error; // the directory may have gone in this very moment
  }
  rmSync(runFiles.predictions(out, `${name}-partial`), { force: true }); // of an earlier one that was stopped
  const asked = new Set(predictions.map(({ question }) => normalizedQuestion(question)));
  const evaluation: Evaluation & About = {
    ...about,
    strategy,
    split,
    dataset,
    duplicates: predictions.length - asked.size,
    ...summarizePredictions(predictions),
    ...(weights === solveDefaults.weights ? {} : { weights }),
    ...penaltyOf(options),
    ...samplingOf(options),
    ...summarizeVotes(predictions),
    ...(confidence === null ? {} : { confidence }),
    ...summarizeRepeats(predictions, options.repeats),
    ...summarizeGuidance(predictions, options.oracle),
    ...summarizeResampling(predictions, options),
    calculator,
    calculatorUses: sumOf(predictions, ({ calculatorUses }) => calculatorUses),
    generatedTokens: sumOf(predictions, ({ generatedTokens }) => generatedTokens),
    forcedTokens: sumOf(predictions, ({ forcedTokens }) => forcedTokens),
    limits: countLimits(predictions),
    seconds,
    predictions: path,
    predictionsSha256: sha256(readFileSync(path)),
  };
  const late = refusal();
  if (late !== null) {
    rmSync(path, { force: true });
    throw late;
  }
  writeJson(runFiles.evaluation(out, name), evaluation);
  const diagram = runFiles.confidence(out, name);
  if (confidence === null)
    rmSync(diagram, { force: true }); // of an earlier evaluation
  else writeFileSync(diagram, confidenceDiagram(name, confidence));
  return evaluation;
}

/** The predictions with their confidence, where it was fitted. */
function withConfidence(
  predictions: readonly Prediction[],
  summary: ConfidenceSummary | null,
): readonly Prediction[] {
  if (summary === null || summary.fit === null) return predictions;
  const { measure, fit } = summary;
  return predictions.map((prediction) => ({
    ...prediction,
    confidence: confidenceOf(prediction, measure, fit),
  }));
}

/** What decides the predictions of an evaluation: one that was stopped goes on only where all of it is the same. */
function identityOf(
  spec: SolverSpec,
  { split, dataset, problems }: EvaluatedData,
  options: SolvingOptions,
  about: unknown,
): string {
  const asked = sha256(JSON.stringify(problems.map(({ id, question, answer }) => [id, question, answer])));
  const { strategy, mode, prompt } = spec;
  const { weights = solveDefaults.weights } = options;
  const asking = options.asking === undefined ? {} : { asking: options.asking };
  const settings = [
    solveOptionsOf(options),
    { strategy, mode, prompt, weights, ...asking },
    extractorVersion,
  ];
  return sha256(JSON.stringify([split, dataset, asked, settings, about]));
}

/** Solves what an evaluation that was stopped has not; each prediction is in `predictions-<name>-partial.jsonl` as soon as it is there. */
async function solveKeeping(
  spec: SolverSpec,
  evaluated: EvaluatedData,
  options: SolvingOptions,
  { name, about }: { readonly name: string; readonly about: unknown },
): Promise<SolveOutput> {
  const { problems } = evaluated;
  const { reporter = silentReporter, refusal = () => null } = options;
  const path = runFiles.predictions(options.out, `${name}-partial`);
  const partial = new PartialPredictions(path, identityOf(spec, evaluated, options, about));
  const solved = new Map(partial.found.map((prediction) => [prediction.id, prediction]));
  const left = problems.filter(({ id }) => !solved.has(id));
  if (solved.size > 0)
    reporter.info(
      `Going on with an evaluation that was stopped: ${solved.size} of ${countOf(problems.length, 'problem')} are solved.`,
    );
  const started = performance.now();
  const onSolved = (prediction: Prediction) => {
    solved.set(prediction.id, prediction);
    // what a model elsewhere did not answer is asked again
    const isAnswered = prediction.unanswered === undefined && !prediction.failedSteps;
    if (refusal() === null && isAnswered) partial.add(prediction, (performance.now() - started) / 1000);
  };
  try {
    const { seconds } =
      left.length > 0 ? await solveAll(spec, { ...options, problems: left, onSolved }) : { seconds: 0 };
    const predictions = problems.flatMap(({ id }) => solved.get(id) ?? []);
    return { predictions, seconds: partial.seconds + seconds };
  } catch (error) {
    if (error instanceof SocraticError && !(error instanceof InterruptedError) && options.askOutside) {
      throw stoppedAsking(error, { solved: solved.size, total: problems.length });
    }
    if (!(error instanceof InterruptedError)) throw error;
    const refused = refusal();
    const kept =
      refused !== null
        ? `Their predictions are not kept. ${refused.message}`
        : solved.size > 0
          ? `Their predictions are in ${path}. Evaluate again with the same options to go on.`
          : 'No problem was finished. Earlier results are unchanged.';
    throw new InterruptedError(
      `Stopped after ${solved.size} of ${countOf(problems.length, 'problem')}. ${kept}`,
      { cause: error },
    );
  }
}

/** The same error, with what is kept: the calls so far are paid for. */
function stoppedAsking(
  error: SocraticError,
  { solved, total }: { readonly solved: number; readonly total: number },
): SocraticError {
  const { code, text, subject, details, fault } = error;
  const kept = `Stopped after ${solved} of ${countOf(total, 'problem')}. Their predictions are kept, and every answer that was paid for is stored.`;
  return new SocraticError(code, say`${text}\n${kept} Evaluate again with the same options to go on.`, {
    ...{ subject, details, fault },
    cause: error,
  });
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
