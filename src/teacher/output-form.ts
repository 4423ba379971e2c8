// Whether answers are asked for as JSON of a schema or as text: one of the two for a whole run, since it decides what is asked.
import { option, required, SocraticError, say } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import type { Answer, Prompt } from './call/index.ts';
import { jsonTemplate, type PromptSet, renderPrompt, type TeacherTask } from './prompts/index.ts';

export const outputForms = ['json', 'text'] as const;
export type OutputForm = (typeof outputForms)[number];
/** `auto`: JSON where the teacher takes a schema. */
export const outputChoices = ['auto', ...outputForms] as const;
export type OutputChoice = (typeof outputChoices)[number];

/** The prompts that ask for answers in this form. Throws `prompt-not-json` for an example that cannot be written as JSON. */
export function promptsIn(form: OutputForm, prompts: PromptSet): PromptSet {
  if (form === 'text') return prompts;
  return new Map(
    [...prompts].map(([task, template]) => {
      const json = jsonTemplate(template);
      if (json !== null) return [task, json];
      throw new SocraticError(
        'prompt-not-json',
        say`An example of the prompt ${task} (${template.version}) cannot be written as JSON, because it is not in the form in which its answers are read. Write it as the package's ${task}.md does, or choose ${option('output', 'text')}.`,
        { subject: { option: 'output' }, details: { task } },
      );
    }),
  );
}

export interface DecisionOptions {
  readonly output: OutputChoice;
  /** What an earlier start of the run has decided. */
  readonly decided?: OutputForm | null | undefined;
  readonly prompts: PromptSet;
  readonly taskOf: (problem: Problem) => TeacherTask;
  readonly problems: AsyncIterable<Problem>;
  readonly isStored: (prompt: Prompt) => boolean;
  /** The form where no answer is stored: then nobody is asked. */
  readonly assumed?: OutputForm | undefined;
  /** Asks; none where no call may go out. Null: no answer now. */
  readonly ask?: (prompt: Prompt) => Promise<Answer | null>;
  readonly warn: (message: string) => void;
}

export interface Decision {
  readonly form: OutputForm;
  /** False where no answer has shown it: the next start decides anew. */
  readonly settled: boolean;
}

/** So many problems may bring no answer before the rest is asked for without knowing. */
const mostProbes = 3;

/**
 * The form for a run. `auto` asks for the first problem as JSON: a teacher that answers is asked so from then on. One that refuses, but
 * answers to the same problem as text, is asked for text: a refused request is not paid for, and the answer is part of the run. Where
 * the store has an answer already, its form is taken and nobody is asked. Throws what `ask` throws.
 */
export async function decideOutput(options: DecisionOptions): Promise<Decision> {
  const { output, decided, assumed, prompts, taskOf, problems, isStored, ask, warn } = options;
  if (output !== 'auto') return { form: output, settled: true };
  if (decided !== null && decided !== undefined) return { form: decided, settled: true };
  const unwritable = [...prompts.values()].find((template) => jsonTemplate(template) === null);
  if (unwritable !== undefined) {
    warn(
      `The examples of ${unwritable.version} cannot be written as JSON, so answers are asked for as text.`,
    );
    return { form: 'text', settled: true };
  }
  const asJson = promptsIn('json', prompts);
  let [probes, refused] = [0, false];
  for await (const problem of problems) {
    const task = taskOf(problem);
    if (!prompts.has(task)) continue; // not asked about
    if (probes++ === mostProbes) break;
    const prompt = (set: PromptSet) => renderPrompt(required(set.get(task), 'prompt of a task'), problem);
    const [json, text] = [prompt(asJson), prompt(prompts)];
    if (isStored(json)) return { form: 'json', settled: true };
    if (isStored(text)) return { form: 'text', settled: true };
    if (ask === undefined || assumed !== undefined) break;
    const answer = await ask(json);
    if (answer === null) continue;
    if (answer.kind === 'answered') return { form: 'json', settled: true };
    const { kind, billed, message } = answer.failure;
    if (billed !== 'no' || !['rejected', 'forbidden', 'server-error'].includes(kind)) continue;
    if ((await ask(text))?.kind === 'answered') {
      warn(`The teacher does not answer as JSON of a schema (${message}): answers are asked for as text.`);
      return { form: 'text', settled: true };
    }
    refused = true;
  }
  if (assumed !== undefined) return { form: assumed, settled: true };
  return { form: refused ? 'text' : 'json', settled: false };
}
