// A model as it is, before any training of ours: asked with an instruction and examples in its prompt, and measured like a run.
import { existsSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { InterruptedError, makeDirectory, Random, required, SocraticError } from '../common/index.ts';
import { normalizedQuestion, type Problem } from '../data/index.ts';
import {
  choosePrompt,
  createStudent,
  isScratch,
  type PromptChoice,
  type PromptFormat,
  promptFormat,
  runFiles,
  type Student,
} from '../distill/index.ts';
import { parameterCount } from '../engine/model/index.ts';
import { checkPromptFit, type PromptFit, promptFit } from '../solve/index.ts';
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
  /** How the format was chosen: the model's validation loss under each; null where there was nothing to choose. */
  readonly promptChoice: PromptChoice['losses'];
}

/**
 * Measures an untrained model. Throws `rationale-missing` when too few train problems have what the examples need, `out-exists`
 * when `out` holds something other than evaluations, and what `createStudent` and `evaluateRun` throw.
 */
export async function evaluateModel(
  options: EvaluateModelOptions,
  context: EvaluateContext,
): Promise<ModelEvaluation> {
  const { model, prompting, shots, seed } = options;
  const { strategy, instruction } = forms[prompting];
  const examples = chooseExamples(strategy, options);
  if (isScratch(model)) {
    throw new SocraticError(
      'model-untrained',
      `--model ${model}: random weights have nothing to measure. Expected a model directory, a GGUF file or a hub id.`,
    );
  }
  refuseTakenOut(options.out);
  const student = await createStudent(model, [], context);
  const base = required(student.base ?? undefined, 'pretrained weights');
  const { format, losses } = await formatOf(student, options, context);
  const promptWith = (count: number) =>
    withExamples(student, format, { instruction, strategy, examples: examples.slice(0, count) });
  const prompt = promptWith(shots);
  const fit = promptFit({ ...student, prompt }, student.config.contextLength, options.problems);
  checkPromptFit(fit, adviceOn(shots, promptWith, fit), context.reporter);
  const solver = { strategy, mode: 'upfront', prompt, models: { student: base.path } } as const;
  const isNew = !existsSync(options.out);
  makeDirectory(options.out); // an error here is better than one after all the solving
  try {
    return await evaluateSolver(solver, { ...options, label: `${prompting} prompting` }, context, {
      model: { spec: model, name: base.origin.name, parameters: parameterCount(student.config) },
      prompting,
      shots,
      examples: examples.map(({ id }) => id),
      seed,
      prompt: { kind: prompt.kind, before: prompt.before.text, after: prompt.after.text },
      promptChoice: losses,
    });
  } catch (error) {
    if (isNew && readdirSync(options.out).length === 0) rmdirSync(options.out);
    throw error;
  }
}

/** Throws `out-exists` unless nothing is in `out`, or an evaluation like this one is. */
export function refuseTakenOut(out: string): void {
  if (!existsSync(out)) return;
  const refused = (what: string) =>
    new SocraticError('out-exists', `--out: ${out} ${what}. Choose another directory.`, {
      subject: { path: out },
    });
  if (!statSync(out).isDirectory()) throw refused('is a file, expected a directory');
  if (existsSync(runFiles.record(out)))
    throw refused('is a trained run, whose own evaluation would be replaced');
  const names = readdirSync(out);
  const isEvaluation = names.some((name) =>
    /^(evaluation-.*\.json|predictions-.*-partial\.jsonl)$/.test(name),
  );
  if (names.length > 0 && !isEvaluation) throw refused('holds something other than an evaluation');
}

/** What helps where problems do not fit the context: how many examples would leave room for all of them. */
function adviceOn(
  shots: number,
  promptWith: (count: number) => PromptFormat,
  { lengths, contextLength }: PromptFit,
): string {
  const over = lengths.reduce((most, length) => Math.max(most, length), 0) - (contextLength - 1);
  if (over <= 0) return '';
  const room = promptWith(shots).before.ids.length - over;
  for (let count = shots - 1; count >= 0; count--) {
    if (promptWith(count).before.ids.length <= room) return `With --shots ${count} all of them fit.`;
  }
  return shots === 0
    ? 'Take a model with a longer context.'
    : 'Give fewer --shots, or take a model with a longer context.';
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
    throw new SocraticError(
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
): Promise<PromptChoice> {
  if (prompt !== 'auto') return { format: promptFormat(prompt, student.tokenizer), losses: null };
  return choosePrompt({ student, validation, threads }, context).catch((error: unknown) => {
    if (!(error instanceof InterruptedError)) throw error;
    throw new InterruptedError(
      'Stopped while choosing the prompt format: nothing was evaluated or written.',
      {
        cause: error,
      },
    );
  });
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
