// The teacher itself, measured like its students: the same problems, the same extractor, the same files. It is asked without being shown
// anything of the solution, with the prompts of blind annotation, and its answers are stored and paid for once as an annotation's are.
//
// What it writes is read exactly as a student's output is: the answer is what stands behind `####`, which its prompt asks for as our
// students are taught it. The calculator cannot be used: it writes into a text while a model generates it.
import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import {
  InterruptedError,
  makeDirectory,
  messageOf,
  required,
  SocraticError,
  sha256,
  UsageError,
  writeJsonLines,
} from '../common/index.ts';
import { answersMatch, extractAnswer, type Problem } from '../data/index.ts';
import { runFiles } from '../distill/index.ts';
import { directPrediction, type Prediction } from '../solve/index.ts';
import type { StrategyName } from '../strategy/index.ts';
import {
  askBlind,
  type BlindAnswers,
  type BlindTask,
  blindPrompt,
  type CallerSettings,
  costOf,
  likelyTokens,
  nanoDollarsPerDollar,
  type Parameters,
  type Price,
  type PromptTemplate,
  type ResponseStore,
  refuseKnownProblems,
  type Teacher,
} from '../teacher/index.ts';
import { type Prompting, refuseTakenOut } from './evaluate-model.ts';
import {
  type EvaluateContext,
  type EvaluatedDataset,
  type Evaluation,
  refuseEmptySplit,
  writeEvaluation,
} from './evaluate-run.ts';

/** The prompt of each way of asking, and the strategy as whose output the answer is read. */
const forms: Readonly<Record<Prompting, { readonly task: BlindTask; readonly strategy: StrategyName }>> = {
  answer: { task: 'answer', strategy: 'answer' },
  cot: { task: 'cot-blind', strategy: 'cot' },
  socratic: { task: 'socratic-blind', strategy: 'socratic-unified' },
};

export interface BaselineOptions {
  /** Names the teacher, `openai:gpt-4.1-mini`. */
  readonly spec: string;
  readonly prompting: Prompting;
  /** Examples in the prompt; all that the prompt file has where it is left out. */
  readonly shots?: number | undefined;
  /** A folder of prompt files, the package's where it is left out. */
  readonly prompts?: string | undefined;
  /** Default: temperature 0, at most 1,024 tokens. */
  readonly parameters?: Parameters | undefined;
  readonly split: string;
  readonly problems: readonly Problem[];
  readonly dataset: EvaluatedDataset;
  /** The whole of validation and test: no example of the prompt may be one of them. */
  readonly heldOut: readonly Problem[];
}

/** What is asked of a teacher, and who pays for it. */
export interface Baseline {
  readonly prompting: Prompting;
  readonly strategy: StrategyName;
  readonly template: PromptTemplate;
  readonly shots: number;
  readonly parameters: Parameters;
  /** Names the account in the store: that of everything asked with this prompt about this split of this dataset. */
  readonly account: string;
}

/** Throws `too-many-shots`, `example-evaluated`, `no-problems`, and what reading prompts throws. */
export function baselineOf(options: BaselineOptions): Baseline {
  const { spec, prompting, dataset, split, heldOut, problems } = options;
  const { parameters = { temperature: 0, maxOutputTokens: 1024 } } = options;
  refuseEmptySplit(options);
  const { task, strategy } = forms[prompting];
  const template = blindPrompt(task, options.shots, options.prompts);
  refuseKnownProblems(template, [...heldOut, ...problems]);
  const shots = (template.turns.length - 1) / 2;
  const identity = { spec, prompt: template.sha256, shots, parameters, data: dataset.sha256, split };
  return {
    prompting,
    strategy,
    template,
    shots,
    parameters,
    account: `evaluate-${sha256(JSON.stringify(identity)).slice(0, 32)}`,
  };
}

export interface EvaluateTeacherOptions extends Omit<BaselineOptions, 'spec'> {
  readonly teacher: Teacher;
  readonly store: ResponseStore;
  /** Default: unknown. */
  readonly price?: Price | null;
  /** The most dollars that it may cost, over all starts; null, the default: no bound. Needs a price. */
  readonly maxCost?: number | null;
  /** Default: 8 calls at once, 2 minutes for each, 6 repetitions. */
  readonly settings?: CallerSettings;
  /** Directory for predictions and evaluation. */
  readonly out: string;
}

export interface UnansweredProblem {
  readonly id: string;
  readonly kind: string;
  /** What the provider said. */
  readonly message: string;
}

export interface TeacherEvaluation extends Evaluation {
  /** `name`: what the provider calls the model that answered; null where it does not say. */
  readonly model: { readonly spec: string; readonly name: string | null };
  readonly prompting: Prompting;
  readonly shots: number;
  readonly prompt: { readonly version: string; readonly sha256: string };
  /** Null: none was sent. */
  readonly temperature: number | null;
  readonly maxNewTokens: number;
  /** How many problems have no answer after all repetitions; they count as not solved. */
  readonly missing: number;
  readonly unanswered: readonly UnansweredProblem[];
  /** Outputs without `####` in which `socratic score` would find an answer: they count as unreadable here, as a student's do. */
  readonly unmarked: { readonly count: number; readonly correct: number };
  /** Answers that were paid for in this start, and such from the store. */
  readonly answered: number;
  readonly reused: number;
  /** Of all answers; `estimated`: of how many the provider did not say, so that their text was measured. */
  readonly usage: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly estimated: number;
  };
  /** Dollars for a million tokens, and where that is from; null where no price is known. */
  readonly price: Price | null;
  /** Dollars; null where no price is known. */
  readonly cost: {
    /** Paid over all starts, for these problems and others of the split. */
    readonly spent: number | null;
    /** The most that calls with an unknown outcome can have cost. */
    readonly unresolved: number | null;
    readonly unresolvedCalls: number;
    /** What an answer costs on average, whoever paid for it. */
    readonly perProblem: number | null;
  };
}

const defaultSettings: CallerSettings = { concurrency: 8, timeoutMs: 120_000, retries: 6 };

/**
 * Asks the teacher for every problem, writes `predictions-<split>.jsonl` and `evaluation-<split>.json` into `out` and returns the
 * latter. What ends it early (`budget-reached`, `teacher-refuses`, `teacher-unavailable`, the signal) is thrown, after what was
 * answered is written to `predictions-<split>-partial.jsonl`; the same call goes on from the store. Throws `teacher-silent` where no
 * problem was answered, `out-exists`, `price-unknown`, and what `baselineOf` throws.
 */
export async function evaluateTeacher(
  options: EvaluateTeacherOptions,
  context: EvaluateContext,
): Promise<TeacherEvaluation> {
  const { teacher, store, problems, split, out, price = null, maxCost = null } = options;
  const baseline = baselineOf({ ...options, spec: teacher.spec });
  const { prompting, template, parameters, account } = baseline;
  if (maxCost !== null && price === null) {
    throw new UsageError('price-unknown', `A ceiling of costs needs the price of ${teacher.spec}.`);
  }
  refuseTakenOut(out);
  const isNew = !existsSync(out);
  makeDirectory(out); // an error here is better than one after all the asking
  const partial = runFiles.predictions(out, `${split}-partial`);
  try {
    const started = performance.now();
    const ceiling = maxCost === null ? null : maxCost * nanoDollarsPerDollar;
    const { settings = defaultSettings } = options;
    const asked = await askBlind(
      { problems, template, parameters, teacher, store, account, price, ceiling, settings },
      { ...context, label: `${prompting} prompting` },
    );
    const seconds = (performance.now() - started) / 1000;
    const predictions = asked.answers.map((answer) => predictionOf(answer, baseline.strategy));
    if (asked.stoppedBy !== undefined) throw stopped(predictions, options, partial, asked.stoppedBy);
    refuseSilence(predictions);
    const about = aboutTeacher(options, baseline, asked, predictions);
    const { strategy } = baseline;
    return writeEvaluation({ strategy, predictions, seconds }, { ...options, name: split }, context, about);
  } catch (error) {
    if (isNew && readdirSync(out).length === 0) rmdirSync(out);
    throw error;
  }
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
  { teacher, store, price = null }: EvaluateTeacherOptions,
  { prompting, shots, template, parameters, account }: Baseline,
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

/** An accuracy of 0 would say something of the teacher; that it never answered does not. */
function refuseSilence(predictions: readonly Prediction[]): void {
  const first = predictions[0]?.unanswered;
  if (first === undefined || predictions.some(({ unanswered }) => unanswered === undefined)) return;
  throw new SocraticError(
    'teacher-silent',
    `None of the ${predictions.length} problems was answered, so there is nothing to measure: ${first.message} (${first.kind}).`,
    { details: { kind: first.kind } },
  );
}

/** Writes what was answered to `partial`, and says so in the error that is to be thrown. */
function stopped(
  predictions: readonly Prediction[],
  { problems }: EvaluateTeacherOptions,
  partial: string,
  error: unknown,
): Error {
  if (predictions.length > 0) writeJsonLines(partial, predictions);
  const kept = predictions.length > 0 ? ` Their predictions are in ${partial}.` : '';
  const where = `Stopped after ${predictions.length} of ${problems.length} problems.${kept}`;
  if (error instanceof SocraticError && !(error instanceof InterruptedError)) {
    return new SocraticError(error.code, `${error.message}\n${where}`, {
      details: error.details,
      cause: error,
    });
  }
  if (error instanceof InterruptedError || (error instanceof Error && error.name === 'AbortError')) {
    return new InterruptedError(
      `${where} Every answer that was paid for is stored: the same command goes on from there.`,
      { cause: error },
    );
  }
  return error instanceof Error ? error : new Error(messageOf(error));
}
