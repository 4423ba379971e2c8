// A model as it is, before any training here: asked with an instruction and examples in its prompt, and measured like a run.
import {
  assertOptions,
  choiceKinds,
  command,
  InterruptedError,
  type Message,
  type NumberRange,
  numberKinds,
  type OptionTable,
  option,
  optionKinds,
  Random,
  required,
  SocraticError,
  say,
  silentReporter,
  usingOption,
} from '../common/index.ts';
import { normalizedQuestion, type Problem, type Splits } from '../data/index.ts';
import {
  choosePrompt,
  createStudent,
  encodePrompt,
  isScratch,
  type PromptChoice,
  type PromptFormat,
  promptFormat,
  type Student,
} from '../distill/index.ts';
import { parameterCount } from '../engine/model/index.ts';
import {
  assertSampling,
  assertWritesCalculations,
  checkPromptFit,
  type EngineOptions,
  type PromptFit,
  promptFit,
  type SolveOptions,
  solveDefaults,
  solveKinds,
} from '../solve/index.ts';
import { requirementOf, type StrategyName, sequencesFor } from '../strategy/index.ts';
import { isTeacherSpec } from '../teacher/index.ts';
import {
  type EvaluatedData,
  type EvaluatedDataOptions,
  type EvaluationContext,
  evaluatedData,
  evaluatedDataKinds,
} from './evaluated-data.ts';
import { type Evaluation, evaluateSolver } from './evaluation.ts';
import { assertEvaluationDirectory, inEvaluationDirectory } from './evaluation-directory.ts';

export const promptings = ['answer', 'cot', 'socratic'] as const;
export type Prompting = (typeof promptings)[number];

/** What is asked, and the strategy in whose form the examples are written and the output is read. */
const forms: Readonly<Record<Prompting, { readonly strategy: StrategyName; readonly instruction: string }>> =
  {
    answer: {
      strategy: 'answer',
      instruction: 'Solve the problem. Write only "#### " and the final answer.',
    },
    cot: {
      strategy: 'cot',
      instruction: 'Solve the problem step by step, one step a line. End with "#### " and the final answer.',
    },
    socratic: {
      strategy: 'socratic-unified',
      instruction:
        'Solve the problem by asking sub-questions and answering them: lines with "Question:" and "Answer:" in turn. End with "#### " and the final answer.',
    },
  };

export interface EvaluateModelOptions
  extends EvaluatedDataOptions,
    Omit<SolveOptions, 'maxSteps' | 'repeats'>,
    EngineOptions,
    EvaluationContext {
  /** A model directory, a GGUF file or a hub id. */
  readonly model: string;
  /** What it is asked for: `answer`, `cot` (steps), or `socratic` (sub-questions with their answers). */
  readonly prompting: Prompting;
  /** Directory for predictions and evaluation. It must be free, or hold an earlier evaluation. */
  readonly out: string;
  /** Solved train problems in the prompt, 0 to 64. None of them asks what a problem of validation or test asks. Default 4. */
  readonly shots?: number | undefined;
  /** Decides which problems those are, and what samples draw. Default 0. */
  readonly seed?: number | undefined;
  /** `plain` text, the model's `chat` template, or `auto`: the one with the lower validation loss. Default `auto`. */
  readonly prompt?: (typeof modelPrompts)[number] | undefined;
}

export const modelPrompts = ['auto', 'plain', 'chat'] as const satisfies readonly (
  | PromptFormat['kind']
  | 'auto'
)[];
export const evaluateModelDefaults = {
  shots: 4,
  seed: 0,
  prompt: 'auto',
} as const satisfies Partial<EvaluateModelOptions>;
export const evaluateModelRanges = {
  shots: { min: 0, max: 64, whole: true },
  seed: { min: 0, whole: true },
} as const satisfies Readonly<Partial<Record<keyof EvaluateModelOptions, NumberRange>>>;

const { maxSteps: _, repeats: __, ...solveKindsOfOne } = solveKinds; // one model writes all sub-questions
const table: OptionTable<EvaluateModelOptions> = {
  ...evaluatedDataKinds,
  ...solveKindsOfOne,
  ...numberKinds(evaluateModelRanges),
  ...choiceKinds({ prompting: promptings, prompt: modelPrompts }),
  model: optionKinds.text,
  out: optionKinds.text,
};

export interface ModelEvaluation extends Evaluation {
  /** The model: as it was named, its name in its files, its parameters. */
  readonly model: { readonly spec: string; readonly name: string | null; readonly parameters: number };
  /** What was asked for. */
  readonly prompting: Prompting;
  /** Number of solved examples in the prompt. */
  readonly shots: number;
  /** Ids of these examples, in their order. */
  readonly examples: readonly string[];
  /** Seed that chose them. */
  readonly seed: number;
  /** Format of the prompt, and the text before and after the problem. */
  readonly prompt: { readonly kind: PromptFormat['kind']; readonly before: string; readonly after: string };
  /** Validation loss of the model under each prompt format; null if there was no choice. */
  readonly promptChoice: PromptChoice['losses'];
}

/**
 * Measures a model before any training here: asks it for the problems of a split with an instruction and solved examples in its prompt.
 * Writes `predictions-<split>.jsonl` and `evaluation-<split>.json` into `out` and returns the latter; where these are of another
 * dataset, `…-<dataset>-<split>.…`.
 *
 * ```ts
 * const { accuracy } = await evaluateModel({
 *   model: 'HuggingFaceTB/SmolLM2-135M-Instruct', prompting: 'cot', data: 'data/mine', out: 'runs/untrained',
 * });
 * ```
 *
 * Throws `model-untrained` for `scratch:…`, `model-is-run` and `model-is-teacher` for what is evaluated otherwise, `student-unknown` and
 * what reading and fetching a model throws; `rationale-missing` when too few train problems have what the examples need; `prompt-too-long`
 * when not one problem fits the context; `option-unused` for the train split, and for `resampleSteps` where the answer alone is asked for; `out-exists` when `out` holds something other than
 * evaluations; and what `evaluate` throws.
 */
export async function evaluateModel(options: EvaluateModelOptions): Promise<ModelEvaluation> {
  assertModelOptions(options);
  const { model, prompting, out, reporter = silentReporter, signal } = options;
  assertWritesCalculations(forms[prompting].strategy, options);
  assertSampling({ ...options, seed: undefined }); // the seed chooses examples too
  const { shots = evaluateModelDefaults.shots, seed = evaluateModelDefaults.seed } = options;
  const evaluated = await evaluatedData(options);
  const { strategy, instruction } = forms[prompting];
  const examples = chooseExamples(strategy, evaluated, { shots, seed });
  usingOption('out', () => assertEvaluationDirectory(out));
  const student = await usingOption('model', () => createStudent(model, [], { reporter, signal }));
  const base = required(student.base ?? undefined, 'pretrained weights');
  const { format, losses } = await formatOf(student, evaluated.splits.validation, options);
  const promptWith = (count: number) =>
    withExamples(format, { instruction, strategy, examples: examples.slice(0, count) });
  const prompt = promptWith(shots);
  const fit = promptFit({ ...student, prompt }, student.config.contextLength, evaluated.problems);
  const lengthWith = (count: number) => encodePrompt(student.tokenizer, promptWith(count), '').length;
  checkPromptFit(fit, adviceOn(shots, lengthWith, fit), reporter);
  const models = { student: base.path };
  const spec = { strategy, mode: 'upfront', prompt, models, namedBy: 'model' } as const;
  const about = {
    model: { spec: model, name: base.origin.name, parameters: parameterCount(student.config) },
    prompting,
    shots,
    examples: examples.map(({ id }) => id),
    seed,
    prompt: {
      kind: prompt.kind,
      before: [prompt.before, ...prompt.opening].map(({ text }) => text).join(''),
      after: prompt.after.text,
    },
    promptChoice: losses,
  };
  const label = `${prompting} prompting`;
  return inEvaluationDirectory(out, () =>
    evaluateSolver(spec, evaluated, { ...options, seed, label }, about),
  );
}

/** Throws for values out of range, and for what is no model or has another function of its own. */
function assertModelOptions(options: EvaluateModelOptions): void {
  assertOptions(options, table, ['model', 'prompting', 'data', 'out']);
  const { model, split } = options;
  const subject = { option: 'model', model };
  if (model.startsWith('run:')) {
    const run = model.slice('run:'.length).trim() || 'RUN';
    throw new SocraticError(
      'model-is-run',
      say`${model} is a trained run. Evaluate it with: ${command('evaluate', run)}`,
      { subject },
    );
  }
  if (isTeacherSpec(model)) {
    throw new SocraticError(
      'model-is-teacher',
      say`${model} is a teacher, which does not run here. Evaluate it with: ${command('evaluate-teacher', model)}`,
      { subject },
    );
  }
  if (isScratch(model)) {
    throw new SocraticError(
      'model-untrained',
      `${model} has random weights: there is nothing to measure. Expected a model directory, a GGUF file or a hub id.`,
      { subject },
    );
  }
  if (split === 'train') {
    throw new SocraticError(
      'option-unused',
      say`The examples in the prompt are train problems, so that ${option('split', 'train')} would measure nothing. Evaluate another split.`,
      { subject: { option: 'split' } },
    );
  }
}

/** What helps where problems do not fit the context: how many examples would leave room for all of them. */
function adviceOn(
  shots: number,
  lengthWith: (count: number) => number,
  { lengths, contextLength }: PromptFit,
): string | Message {
  const over = lengths.reduce((most, length) => Math.max(most, length), 0) - (contextLength - 1);
  if (over <= 0) return '';
  const room = lengthWith(shots) - over;
  for (let count = shots - 1; count >= 0; count--) {
    if (lengthWith(count) <= room) return say`With ${option('shots', count)} all of them fit.`;
  }
  return shots === 0
    ? 'Use a model with a longer context.'
    : say`Lower ${option('shots')}, or use a model with a longer context.`;
}

function chooseExamples(
  strategy: StrategyName,
  { splits: { train, validation, test }, problems }: EvaluatedData,
  { shots, seed }: { readonly shots: number; readonly seed: number },
): Problem[] {
  const heldOut = [...validation, ...test, ...problems];
  const asked = new Set(heldOut.map(({ question }) => normalizedQuestion(question)));
  const usable = train.filter(
    (problem) =>
      sequencesFor(strategy, problem).length > 0 && !asked.has(normalizedQuestion(problem.question)),
  );
  if (usable.length < shots) {
    throw new SocraticError(
      'rationale-missing',
      say`${option('shots', shots)} needs as many train problems with ${neededBy(strategy)}, and there are ${usable.length}. Lower it, or use other ${option('data')}.`,
      { subject: { option: 'shots' }, details: { shots, usable: usable.length } },
    );
  }
  return new Random(`examples/${seed}`).shuffle(usable).slice(0, shots);
}

function neededBy(strategy: StrategyName): string {
  const requirement = requirementOf(strategy);
  return requirement === 'answer' ? 'an answer' : requirement;
}

async function formatOf(
  student: Student,
  validation: Splits['validation'],
  options: EvaluateModelOptions,
): Promise<PromptChoice> {
  const { prompt = evaluateModelDefaults.prompt, threads = solveDefaults.threads } = options;
  const { reporter = silentReporter, signal } = options;
  if (prompt !== 'auto') return { format: promptFormat(prompt, student.tokenizer), losses: null };
  return choosePrompt({ student, validation, threads }, { reporter, signal }).catch((error: unknown) => {
    if (!(error instanceof InterruptedError)) throw error;
    throw new InterruptedError(
      'Stopped while choosing the prompt format: nothing was evaluated or written.',
      { cause: error },
    );
  });
}

/** The format with an instruction and solved examples before the problem. */
function withExamples(
  format: PromptFormat,
  {
    instruction,
    strategy,
    examples,
  }: {
    readonly instruction: string;
    readonly strategy: StrategyName;
    readonly examples: readonly Problem[];
  },
): PromptFormat {
  const opening: { text: string; special: boolean }[] = [];
  const own = (text: string) => opening.push({ text, special: false });
  const templates = ({ text }: PromptFormat['before']) =>
    opening.push({ text, special: format.kind === 'chat' });
  own(`${instruction}\n\n`);
  for (const example of examples) {
    const [sequence] = sequencesFor(strategy, example);
    for (const segment of sequence?.segments ?? []) {
      if (!segment.prompt) own(segment.text);
      else {
        own(format.kind === 'chat' ? segment.text.trimEnd() : segment.text);
        templates(format.after);
      }
    }
    templates(format.next);
  }
  return { ...format, opening };
}
