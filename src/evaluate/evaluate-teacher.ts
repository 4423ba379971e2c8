// The teacher itself, measured like its students: the same problems, the same extractor, the same files. It is not shown anything of the
// solution: its prompts are those of blind annotation, and its answers are stored and paid for once as an annotation's are.
//
// What it writes is read exactly as a student's output is: the answer is what stands behind `####`, which its prompt asks for as our
// students are taught it. The calculator cannot be used: it writes into a text while a model generates it.
import {
  countOf,
  InterruptedError,
  messageOf,
  required,
  SocraticError,
  say,
  silentReporter,
  writeJsonLines,
} from '../common/index.ts';
import { answersMatch, extractAnswer } from '../data/index.ts';
import { runFiles } from '../distill/index.ts';
import { directPrediction, type Prediction } from '../solve/index.ts';
import type { StrategyName } from '../strategy/index.ts';
import {
  askBlind,
  type BlindAnswers,
  callerSettings,
  costOf,
  createTeacher,
  type Estimate,
  estimateBlind,
  likelyTokens,
  nanoDollarsPerDollar,
  openStore,
  optionUnused,
  type Price,
  type ResponseStore,
  settleEarlierCalls,
  withExistingStore,
} from '../teacher/index.ts';
import type { Prompting } from './evaluate-model.ts';
import { type Evaluation, writeEvaluation } from './evaluation.ts';
import { assertEvaluationDirectory, inEvaluationDirectory } from './evaluation-directory.ts';
import { evaluationNameIn } from './evaluation-name.ts';
import {
  assertBaselineOptions,
  type Baseline,
  type EvaluateTeacherOptions,
  planBaseline,
} from './teacher-baseline.ts';

export interface UnansweredProblem {
  /** Id of the problem. */
  readonly id: string;
  /** Kind of failure. */
  readonly kind: string;
  /** Message of the provider. */
  readonly message: string;
}

export interface TeacherEvaluation extends Evaluation {
  /** `spec`: the teacher. `name`: what the provider calls the model that answered; null if it does not say. */
  readonly model: { readonly spec: string; readonly name: string | null };
  /** What was asked for. */
  readonly prompting: Prompting;
  /** Number of solved examples in the prompt. */
  readonly shots: number;
  /** Version and hash of the prompt file. */
  readonly prompt: { readonly version: string; readonly sha256: string };
  /** Sampling temperature; null if none was sent. */
  readonly temperature: number | null;
  /** Maximum tokens of an answer. */
  readonly maxNewTokens: number;
  /** Problems without an answer after all retries. They count as not correct. */
  readonly missing: number;
  /** These problems, with the reason. */
  readonly unanswered: readonly UnansweredProblem[];
  /**
   * Outputs without `####` in which `score` would find an answer, and how many of these answers are correct. They count as unreadable, as
   * for a student.
   */
  readonly unmarked: { readonly count: number; readonly correct: number };
  /** Answers that this start paid for. */
  readonly answered: number;
  /** Answers from the store. */
  readonly reused: number;
  /** Tokens of all answers. `estimated`: number of answers for which the provider did not report tokens. */
  readonly usage: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly estimated: number;
  };
  /** Dollars for a million tokens; null if unknown. */
  readonly price: Price | null;
  /** Dollars; null if the price is unknown. */
  readonly cost: {
    /** Paid over all starts, for these and other problems of the split. */
    readonly spent: number | null;
    /** Highest possible cost of calls with an unknown outcome. */
    readonly unresolved: number | null;
    /** Number of these calls. */
    readonly unresolvedCalls: number;
    /** Average cost of an answer, whichever start paid for it. */
    readonly perProblem: number | null;
  };
}

/** What an evaluation would cost. Dollars; null where no price is known. */
export interface TeacherEvaluationEstimate extends Estimate {
  /** The teacher. */
  readonly model: string;
  /** What would be asked for. */
  readonly prompting: Prompting;
  /** The limit on the cost, in dollars; null if there is none. */
  readonly maxCost: number | null;
  /** Dollars for a million tokens; null if unknown. */
  readonly price: Price | null;
}

/**
 * Measures a teacher: asks it for the problems of a split, writes `predictions-<split>.jsonl` and `evaluation-<split>.json` into `out` and
 * returns the latter; where these are of another dataset, `…-<dataset>-<split>.…`. Every answer is stored and paid for once: the same call continues after an interruption.
 *
 * ```ts
 * const { accuracy, cost } = await evaluateTeacher({
 *   teacher: 'openai:gpt-4.1-mini', prompting: 'cot', data: 'data/mine', limit: 200, maxCost: 1,
 * });
 * ```
 *
 * What stops it early (`budget-reached`, `teacher-refuses`, `teacher-unavailable`, `teacher-limited`, InterruptedError) is thrown after the
 * answers so far are written to `predictions-<split>-partial.jsonl`. Throws `teacher-silent` when no problem was answered. Before the first
 * call it throws `teacher-unknown`, `teacher-url`, `model-is-run`, `key-missing`, `price-unknown`, `too-many-shots`, `example-evaluated`,
 * `no-problems`, `out-exists`, `invalid-value`, `option-unused`, and what reading data, prompts, prices and configuration throws.
 */
export async function evaluateTeacher(options: EvaluateTeacherOptions): Promise<TeacherEvaluation> {
  assertBaselineOptions(options);
  const baseline = await planBaseline(options);
  const { spec, out, environment } = baseline;
  assertEvaluationDirectory(out);
  const teacher = await createTeacher(spec, environment);
  const store = await openStore(options);
  try {
    await settleEarlierCalls(store, baseline.account, options, options.reporter ?? silentReporter);
    return await inEvaluationDirectory(out, () => ask({ ...baseline, teacher, store }, options));
  } finally {
    await store.close();
  }
}

/**
 * Counts the calls, tokens and dollars of `evaluateTeacher` with the same options. No call is made and nothing is written. Throws what
 * `evaluateTeacher` throws before its first call but for `key-missing` and `out-exists`, and `option-unused` for `clearUnresolved`.
 */
export async function estimateTeacherEvaluation(
  options: EvaluateTeacherOptions,
): Promise<TeacherEvaluationEstimate> {
  assertBaselineOptions(options);
  for (const name of ['clearUnresolved', 'recoverStore'] as const) {
    if (options[name]) throw optionUnused(name, 'an estimate changes nothing');
  }
  const { retryFailed } = options;
  const { spec, price, prompting, template, parameters, evaluated } = await planBaseline(options);
  const { problems } = evaluated;
  const estimate = await withExistingStore(options, async (store) =>
    estimateBlind({ problems, template, parameters }, { spec: spec.text, price, store, retryFailed }),
  );
  return { model: spec.text, prompting, ...estimate, maxCost: options.maxCost ?? null, price };
}

/** Asks for every problem and writes what that comes to. */
async function ask(baseline: AskedBaseline, options: EvaluateTeacherOptions): Promise<TeacherEvaluation> {
  const { evaluated, template, parameters, teacher, store, account, price, prompting, strategy, out } =
    baseline;
  const { reporter = silentReporter, signal, maxCost, retryFailed } = options;
  const { problems } = evaluated;
  const name = evaluationNameIn(evaluated, { out });
  const ceiling = maxCost === undefined ? null : maxCost * nanoDollarsPerDollar;
  const settings = callerSettings(options);
  const started = performance.now();
  const asked = await askBlind(
    { problems, template, parameters, teacher, store, account, price, ceiling, settings, retryFailed },
    { reporter, ...(signal && { signal }), label: `${prompting} prompting` },
  );
  const seconds = (performance.now() - started) / 1000;
  const predictions = asked.answers.map((answer) => predictionOf(answer, strategy));
  if (asked.stoppedBy !== undefined) {
    const partial = runFiles.predictions(out, `${name}-partial`);
    throw stopped(predictions, problems.length, partial, asked.stoppedBy);
  }
  assertAnswered(predictions);
  const about = aboutTeacher(baseline, asked, predictions);
  return writeEvaluation({ strategy, predictions, seconds }, evaluated, { out, name, reporter }, about);
}

/** A baseline with who answers and where the answers are kept. */
interface AskedBaseline extends Baseline {
  readonly teacher: Awaited<ReturnType<typeof createTeacher>>;
  readonly store: ResponseStore;
}

function predictionOf(
  { problem, answer }: BlindAnswers['answers'][number],
  strategy: StrategyName,
): Prediction {
  const none = { problem, forcedTokens: 0, calculator: false, calculatorUses: 0 };
  if (answer.kind === 'unanswered') {
    const { kind, message } = answer.failure;
    const prediction = directPrediction({ ...none, generatedTokens: 0, limits: [] }, strategy, '');
    return { ...prediction, unanswered: { kind, message } };
  }
  const { text, finishReason, usage } = answer.response;
  const generatedTokens = usage.reported ? usage.outputTokens : likelyTokens([text]);
  const limits = finishReason === 'length' ? (['tokens'] as const) : [];
  return directPrediction({ ...none, generatedTokens, limits: [...limits] }, strategy, text);
}

function aboutTeacher(
  { teacher, store, price, prompting, shots, template, parameters, account }: AskedBaseline,
  { answers }: BlindAnswers,
  predictions: readonly Prediction[],
): Omit<TeacherEvaluation, keyof Evaluation> {
  const unanswered = predictions.flatMap(({ id, unanswered: why }) => (why ? [{ id, ...why }] : []));
  const answered = answers.flatMap(({ answer }) => (answer.kind === 'answered' ? [answer] : []));
  const reused = answered.filter((answer) => answer.reused).length;
  let [inputTokens, outputTokens, estimated, nano] = [0, 0, 0, 0];
  for (const { response } of answered) {
    inputTokens += response.usage.inputTokens;
    outputTokens += response.usage.outputTokens;
    if (!response.usage.reported) estimated++;
    if (price !== null) nano += costOf(price, response.usage);
  }
  const paid = store.account(account);
  const dollars = (amount: number) => (price === null ? null : amount / nanoDollarsPerDollar);
  return {
    model: { spec: teacher.spec, name: answered[0]?.response.model ?? null },
    prompting,
    shots,
    prompt: { version: template.version, sha256: template.sha256 },
    temperature: parameters.temperature ?? null,
    maxNewTokens: parameters.maxOutputTokens,
    missing: unanswered.length,
    unanswered,
    unmarked: unmarkedOf(answers, predictions),
    answered: answered.length - reused,
    reused,
    usage: { inputTokens, outputTokens, estimated },
    price,
    cost: {
      spent: dollars(paid.spent),
      unresolved: dollars(paid.unresolved),
      unresolvedCalls: paid.unresolvedCalls,
      perProblem: dollars(nano / answered.length),
    },
  };
}

/** Outputs that our own rule cannot read, read by every rule of the extractor. */
function unmarkedOf(
  answers: BlindAnswers['answers'],
  predictions: readonly Prediction[],
): TeacherEvaluation['unmarked'] {
  let [count, correct] = [0, 0];
  for (const [index, { problem }] of answers.entries()) {
    const { answer, output } = required(predictions[index], 'prediction');
    const { answerType, question } = problem;
    const found = answer === null ? extractAnswer(output, answerType, { question }) : null;
    if (found === null) continue;
    count++;
    if (answersMatch(found, problem.answer, problem.answerType)) correct++;
  }
  return { count, correct };
}

/** Throws `teacher-silent`: an accuracy of 0 would say something about the teacher, and not one answer does not. */
function assertAnswered(predictions: readonly Prediction[]): void {
  const first = predictions[0]?.unanswered;
  if (first === undefined || predictions.some(({ unanswered }) => unanswered === undefined)) return;
  throw new SocraticError(
    'teacher-silent',
    `The teacher answered none of the ${countOf(predictions.length, 'problem')}, so there is nothing to measure: ${first.message} (${first.kind}).`,
    { details: { kind: first.kind } },
  );
}

/** Writes what was answered to `partial`, and says so in the error that is to be thrown. */
function stopped(
  predictions: readonly Prediction[],
  problems: number,
  partial: string,
  error: unknown,
): Error {
  if (predictions.length > 0) writeJsonLines(partial, predictions);
  const kept = predictions.length > 0 ? ` Their predictions are in ${partial}.` : '';
  const where = `Stopped after ${predictions.length} of ${countOf(problems, 'problem')}.${kept}`;
  if (error instanceof SocraticError && !(error instanceof InterruptedError)) {
    const { code, text, subject, details, fault } = error;
    return new SocraticError(code, say`${text}\n${where}`, { subject, details, fault, cause: error });
  }
  if (error instanceof InterruptedError || (error instanceof Error && error.name === 'AbortError')) {
    return new InterruptedError(
      `${where} Every answer that was paid for is stored. Repeat the evaluation to go on from there.`,
      { cause: error },
    );
  }
  return error instanceof Error ? error : new Error(messageOf(error));
}
