// A model as it is, before any training of ours: asked with an instruction and examples in its prompt, and measured like a run.
import { existsSync, statSync } from 'node:fs';
import { makeDirectory, Random, required, UsageError } from '../common/index.ts';
import { normalizedQuestion, type Problem } from '../data/index.ts';
import {
  choosePrompt,
  createStudent,
  isScratch,
  type PromptFormat,
  promptFormat,
  runFiles,
  type Student,
} from '../distill/index.ts';
import { parameterCount } from '../engine/model/index.ts';
import { requirementOf, type StrategyName, sequencesFor } from '../strategy/index.ts';
import {
  type EvaluateContext,
  type EvaluateOptions,
  type Evaluation,
  evaluateSolver,
} from './evaluate-run.ts';

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

export interface EvaluateModelOptions extends EvaluateOptions {
  /** A model directory, a GGUF file or a hub id. */
  readonly model: string;
  readonly prompting: Prompting;
  /** Examples in the prompt. */
  readonly shots: number;
  /** Which examples. */
  readonly seed: number;
  readonly prompt: PromptFormat['kind'] | 'auto';
  /** Where examples come from; none is taken that asks what a problem of validation or test asks, or one that is evaluated. */
  readonly train: readonly Problem[];
  /** The whole split; the format is chosen on it. */
  readonly validation: readonly Problem[];
  /** The whole split, however few of it are evaluated. */
  readonly test: readonly Problem[];
  /** Directory for predictions and evaluation. */
  readonly out: string;
}

export interface ModelEvaluation extends Evaluation {
  readonly model: { readonly spec: string; readonly name: string | null; readonly parameters: number };
  readonly prompting: Prompting;
  readonly shots: number;
  /** Ids of the examples, in their order. */
  readonly examples: readonly string[];
  readonly seed: number;
  readonly prompt: { readonly kind: PromptFormat['kind']; readonly before: string; readonly after: string };
}

/**
 * Measures an untrained model. Throws `rationale-missing` when too few train problems have what the examples need, and what
 * `createStudent` and `evaluateRun` throw.
 */
export async function evaluateModel(
  options: EvaluateModelOptions,
  context: EvaluateContext,
): Promise<ModelEvaluation> {
  const { model, prompting, shots, seed } = options;
  const { strategy, instruction } = forms[prompting];
  const examples = chooseExamples(strategy, options);
  if (isScratch(model)) {
    throw new UsageError(
      'model-untrained',
      `--model ${model}: random weights have nothing to measure. Expected a model directory, a GGUF file or a hub id.`,
    );
  }
  if (existsSync(runFiles.record(options.out))) {
    throw new UsageError(
      'out-exists',
      `--out: ${options.out} is a trained run, whose own evaluation would be replaced. Choose another directory.`,
    );
  }
  makeDirectory(options.out);
  if (!statSync(options.out).isDirectory()) {
    throw new UsageError('out-exists', `--out: ${options.out} is a file, expected a directory.`);
  }
  const student = await createStudent(model, [], context);
  const base = required(student.base ?? undefined, 'pretrained weights');
  const plain = await formatOf(student, options, context);
  const prompt = withExamples(student, plain, { instruction, strategy, examples });
  const solver = { strategy, mode: 'upfront', prompt, models: { student: base.path } } as const;
  return evaluateSolver(solver, options, context, {
    model: { spec: model, name: base.origin.name, parameters: parameterCount(student.config) },
    prompting,
    shots,
    examples: examples.map(({ id }) => id),
    seed,
    prompt: { kind: prompt.kind, before: prompt.before.text, after: prompt.after.text },
  });
}

function chooseExamples(
  strategy: StrategyName,
  { train, validation, test, problems, shots, seed }: EvaluateModelOptions,
): Problem[] {
  const heldOut = [...validation, ...test, ...problems];
  const asked = new Set(heldOut.map(({ question }) => normalizedQuestion(question)));
  const usable = train.filter(
    (problem) =>
      sequencesFor(strategy, problem).length > 0 && !asked.has(normalizedQuestion(problem.question)),
  );
  if (usable.length < shots) {
    throw new UsageError(
      'rationale-missing',
      `--shots ${shots}: only ${usable.length} train problems have the ${requirementOf(strategy)} that the examples need.`,
    );
  }
  return new Random(`examples/${seed}`).shuffle(usable).slice(0, shots);
}

async function formatOf(
  student: Student,
  { prompt, validation, threads }: EvaluateModelOptions,
  context: EvaluateContext,
): Promise<PromptFormat> {
  if (prompt !== 'auto') return promptFormat(prompt, student.tokenizer);
  return (await choosePrompt({ student, validation, threads }, context)).format;
}

/** The format with an instruction and solved examples before the problem. */
function withExamples(
  { tokenizer }: Student,
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
  const opening = `${instruction}\n\n`;
  let text = `${format.before.text}${opening}`;
  const ids = [...format.before.ids, ...tokenizer.encode(opening)];
  const add = (piece: string) => {
    text += piece;
    for (const id of tokenizer.encode(piece)) ids.push(id);
  };
  const join = (piece: PromptFormat['before']) => {
    text += piece.text;
    for (const id of piece.ids) ids.push(id);
  };
  for (const example of examples) {
    const [sequence] = sequencesFor(strategy, example);
    for (const segment of sequence?.segments ?? []) {
      if (!segment.prompt) add(segment.text);
      else {
        add(format.kind === 'chat' ? segment.text.trimEnd() : segment.text);
        join(format.after);
      }
    }
    join(format.next);
  }
  return { ...format, before: { text, ids } };
}
