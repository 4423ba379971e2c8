// The choice of a prompt format for a pretrained student, before anything is trained: the one under which the student as it is
// finds the validation problems' reasoning less surprising. It looks at the same texts whatever strategy will be trained, so that
// all strategies of a student and dataset get the same format.
import { childModule, type Reporter, runChildTask, SocraticError, say } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import type { TrainingSequence } from '../engine/train/index.ts';
import type { LossMessage, LossOutput, LossTask } from './loss-child.ts';
import { chatFormat, type PromptFormat, plainFormat } from './prompt-format.ts';
import type { RunContext } from './run-options.ts';
import { tokenizeSegments } from './sequence-files.ts';
import { richestSequence, type Student } from './student.ts';

/** The most validation problems that the choice looks at. */
const PROBLEMS = 32;

export interface PromptChoice {
  readonly format: PromptFormat;
  /** Mean loss a supervised token by the formats' kinds; null where there was nothing to choose. */
  readonly losses: Readonly<Record<string, number>> | null;
}

export async function choosePrompt(
  options: { readonly student: Student; readonly validation: readonly Problem[]; readonly threads: number },
  context: RunContext,
): Promise<PromptChoice> {
  const { student, validation, threads } = options;
  const { tokenizer, base, config } = student;
  const plain = plainFormat(tokenizer);
  const chat = base ? usableChatFormat(tokenizer, context.reporter) : null;
  if (!base || !chat) return { format: plain, losses: null };
  const formats = [plain, chat];
  const sequencesOf = (prompt: PromptFormat): TrainingSequence[] =>
    validation
      .slice(0, PROBLEMS)
      .map((problem) => tokenizeSegments({ tokenizer, prompt }, problem.id, richestSequence(problem)))
      .filter(({ ids }) => ids.length <= config.contextLength);
  const task: LossTask = { model: base.path, threads, sets: formats.map(sequencesOf) };
  if (task.sets.some((set) => set.length === 0)) {
    const why = validation.length === 0 ? 'there are no validation problems' : 'no validation problem fits';
    context.reporter.info(`Prompt format: plain (${why} to choose the better one by).`);
    return { format: plain, losses: null };
  }
  const name = 'choosing the prompt format';
  context.reporter.progress(name, { done: 0, total: 1 });
  const { losses } = await runChildTask<LossTask, LossMessage, LossOutput>(
    childModule(import.meta.url, './loss-child'),
    task,
    {
      onMessage: ({ done, total }) => context.reporter.progress(name, { done: done / total, total: 1 }),
      ...(context.signal ? { signal: context.signal } : {}),
    },
  );
  const [plainLoss = 0, chatLoss = 0] = losses;
  const format = chatLoss < plainLoss ? chat : plain;
  context.reporter.info(
    `Prompt format: ${format.kind} (validation loss of the untrained student: plain ${plainLoss.toFixed(3)}, chat ${chatLoss.toFixed(3)}).`,
  );
  return { format, losses: { plain: plainLoss, chat: chatLoss } };
}

/** The chat format; null, with a warning, where the template is of no use, as it is on every machine. Other failures are errors. */
function usableChatFormat(tokenizer: Student['tokenizer'], reporter: Reporter): PromptFormat | null {
  try {
    return chatFormat(tokenizer);
  } catch (error) {
    if (!(error instanceof SocraticError) || error.code !== 'chat-template-invalid') throw error;
    reporter.warn(say`${error.text} The prompt is plain.`);
    return null;
  }
}
