// What a teacher is asked when it is measured: the options, who answers, which problems, and with which prompt.
import {
  assertOptions,
  choiceKinds,
  command,
  type NumberRange,
  numberKinds,
  type OptionTable,
  optionKinds,
  SocraticError,
  say,
  sha256,
  silentReporter,
  usingOption,
} from '../common/index.ts';
import type { StrategyName } from '../strategy/index.ts';
import {
  assertPriceForBudget,
  assertTeacherOptions,
  assertUnknownProblems,
  type BlindTask,
  blindPrompt,
  type CallOptions,
  callDefaults,
  callKinds,
  namedTeacher,
  type Parameters,
  type Price,
  type PromptTemplate,
  type TeacherOptions,
  type TeacherSpec,
  type Temperature,
  teacherKinds,
  temperatureKind,
} from '../teacher/index.ts';
import { type Prompting, promptings } from './evaluate-model.ts';
import {
  type EvaluatedData,
  type EvaluatedDataOptions,
  type EvaluationContext,
  evaluatedData,
  evaluatedDataKinds,
} from './evaluated-data.ts';

export interface EvaluateTeacherOptions
  extends EvaluatedDataOptions,
    CallOptions,
    TeacherOptions,
    EvaluationContext {
  /** What it is asked for: `answer`, `cot` (steps), or `socratic` (sub-questions with their answers). */
  readonly prompting: Prompting;
  /** Directory for predictions and evaluation. It must be free, or hold an earlier evaluation. Default `runs/teacher-NAME-PROMPTING`. */
  readonly out?: string | undefined;
  /** The first so many examples of the prompt file. Default: all. */
  readonly shots?: number | undefined;
  /** A folder of your own prompt files. Default: those of the package. */
  readonly prompts?: string | undefined;
  /** From 0 to 2; `default` sends none, for models that accept none. Default 0. */
  readonly temperature?: Temperature | undefined;
  /** Length of an answer, at most. Default 1,024, as for annotations: then annotations as text find the same answers in the store. */
  readonly maxNewTokens?: number | undefined;
}

export const evaluateTeacherDefaults = {
  ...callDefaults,
  temperature: 0,
  maxNewTokens: 1024,
} as const satisfies Partial<EvaluateTeacherOptions>;

export const evaluateTeacherRanges = {
  shots: { min: 0, max: 64, whole: true },
  maxNewTokens: { min: 1, whole: true },
} as const satisfies Readonly<Partial<Record<keyof EvaluateTeacherOptions, NumberRange>>>;

const table: OptionTable<EvaluateTeacherOptions> = {
  ...evaluatedDataKinds,
  ...callKinds,
  ...teacherKinds,
  ...numberKinds(evaluateTeacherRanges),
  ...choiceKinds({ prompting: promptings }),
  out: optionKinds.text,
  prompts: optionKinds.text,
  temperature: temperatureKind,
};

/** The prompt of each way of asking, and the strategy as whose output the answer is read. */
const forms: Readonly<Record<Prompting, { readonly task: BlindTask; readonly strategy: StrategyName }>> = {
  answer: { task: 'answer', strategy: 'answer' },
  cot: { task: 'cot-blind', strategy: 'cot' },
  socratic: { task: 'socratic-blind', strategy: 'socratic-unified' },
};

/** What is asked of a teacher, and who pays for it. */
export interface Baseline {
  readonly spec: TeacherSpec;
  /** Null where none is known. */
  readonly price: Price | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly evaluated: EvaluatedData;
  readonly prompting: Prompting;
  readonly strategy: StrategyName;
  readonly template: PromptTemplate;
  readonly shots: number;
  readonly parameters: Parameters;
  readonly out: string;
  /** Names the account in the store: that of everything asked with this prompt about this split of this dataset. */
  readonly account: string;
}

/** Reads what checked options name. Nothing is asked or written. Throws as `evaluateTeacher` says. */
export async function planBaseline(options: EvaluateTeacherOptions): Promise<Baseline> {
  const { prompting, reporter = silentReporter, environment = process.env } = options;
  const { spec, price } = await namedTeacher(options, reporter);
  assertPriceForBudget(options, spec.text, price);
  const evaluated = await evaluatedData(options);
  const { problems, split, splits, dataset } = evaluated;
  const { task, strategy } = forms[prompting];
  const template = promptOf(task, options);
  assertUnknownProblems(template, [...splits.validation, ...splits.test, ...problems]);
  const shots = (template.turns.length - 1) / 2;
  const parameters = parametersOf(options);
  const { text } = spec;
  const identity = { spec: text, prompt: template.sha256, shots, parameters, data: dataset.sha256, split };
  return {
    ...{ spec, price, environment, evaluated, prompting, strategy, template, shots, parameters },
    out: options.out ?? `runs/teacher-${text.replace(/[^\w.-]+/g, '-')}-${prompting}`,
    account: `evaluate-${sha256(JSON.stringify(identity)).slice(0, 32)}`,
  };
}

/** Throws what `evaluateTeacher` says of options. */
export function assertBaselineOptions(options: EvaluateTeacherOptions): void {
  assertOptions(options, table, ['teacher', 'prompting', 'data']);
  assertTeacherOptions(options);
  const { teacher } = options;
  if (typeof teacher !== 'string' || !teacher.startsWith('run:')) return;
  const run = teacher.slice('run:'.length).trim() || 'RUN';
  throw new SocraticError(
    'model-is-run',
    say`${teacher} is a trained run. Evaluate it with: ${command('evaluate', run)}`,
    { subject: { option: 'teacher', model: teacher } },
  );
}

function promptOf(task: BlindTask, { shots, prompts }: EvaluateTeacherOptions): PromptTemplate {
  return prompts === undefined
    ? blindPrompt(task, shots)
    : usingOption('prompts', () => blindPrompt(task, shots, prompts));
}

function parametersOf(options: EvaluateTeacherOptions): Parameters {
  const { temperature = evaluateTeacherDefaults.temperature } = options;
  const { maxNewTokens = evaluateTeacherDefaults.maxNewTokens } = options;
  return {
    temperature: temperature === 'default' ? undefined : temperature,
    maxOutputTokens: maxNewTokens,
  };
}
