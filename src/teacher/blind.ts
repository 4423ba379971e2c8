// A teacher solves problems by itself: the baseline of its students. It is asked with the prompts of blind annotation, through the same
// caller, so that answers are stored and paid for once; annotations that are asked for as text find them too.
import {
  type Message,
  mapInOrder,
  option,
  type Reporter,
  required,
  SocraticError,
  say,
} from '../common/index.ts';
import { normalizedQuestion, type Problem } from '../data/index.ts';
import {
  type Answer,
  BudgetError,
  Caller,
  type CallerSettings,
  type Clock,
  dollarsText,
  nanoDollarsPerDollar,
  type Parameters,
  type Price,
  type Prompt,
} from './call/index.ts';
import { CallCounter, type Estimate } from './estimate.ts';
import type { Teacher } from './model-spec.ts';
import { exampleAnswers, type PromptTemplate, readPrompts, renderPrompt } from './prompts/index.ts';
import type { NanoDollars, ResponseStore } from './store/index.ts';

/** What can be asked for without showing the answer. */
export const blindTasks = ['answer', 'cot-blind', 'socratic-blind'] as const;
export type BlindTask = (typeof blindTasks)[number];

/**
 * The prompt of a task with the first `shots` of its examples, all of them where `shots` is left out; `folder` as `readPrompts` takes
 * it. Throws `too-many-shots`, and what `readPrompts` throws.
 */
export function blindPrompt(task: BlindTask, shots?: number, folder?: string): PromptTemplate {
  const template = required(readPrompts([task], folder).get(task), `prompt ${task}`);
  const examples = exampleAnswers(template).length;
  if (shots === undefined) return template;
  if (shots > examples) {
    throw new SocraticError(
      'too-many-shots',
      say`The prompt ${template.version} has ${examples} examples, and ${option('shots', shots)} asks for more. Ask for at most ${examples}, or name a folder with your own prompt files: ${option('prompts')}.`,
      { subject: { option: 'shots' }, details: { shots, examples } },
    );
  }
  return { ...template, turns: [...template.turns.slice(0, 2 * shots), ...template.turns.slice(-1)] };
}

/** The prompt for a problem. Nothing of its solution gets here, whatever places a prompt file has. */
export function renderBlind(template: PromptTemplate, { id, question, answerType }: Problem): Prompt {
  return renderPrompt(template, { id, question, answerType, answer: '' });
}

/** Shorter questions may stand in an example by chance. */
const shortestQuestion = 16;

/** Throws `example-evaluated` where the prompt itself asks, anywhere in it, what one of the problems asks. */
export function assertUnknownProblems(template: PromptTemplate, problems: readonly Problem[]): void {
  const check = knownProblemCheck(template);
  for (const problem of problems) check(problem);
}

/** The same for several prompts and problems that are read as a stream. */
export async function assertUnknownStream(
  templates: Iterable<PromptTemplate>,
  problems: AsyncIterable<Problem>,
): Promise<void> {
  const checks = [...templates].map(knownProblemCheck);
  for await (const problem of problems) for (const check of checks) check(problem);
}

function knownProblemCheck(template: PromptTemplate): (problem: Problem) => void {
  const { version } = template;
  // with nothing in its places: what every problem's prompt says
  const { system, messages } = renderPrompt(template, {
    id: '',
    question: '',
    answer: '',
    answerType: 'text',
  });
  const texts = [system, ...messages.map(({ content }) => content)].map(normalizedQuestion);
  return ({ id, question }) => {
    const asked = normalizedQuestion(question);
    if (asked.length < shortestQuestion || !texts.some((text) => text.includes(asked))) return;
    throw new SocraticError(
      'example-evaluated',
      `The prompt ${version} contains the problem ${id}, which is held out for evaluation: a result on it would say nothing. Take it out of the prompt file.`,
      { details: { problem: id } },
    );
  };
}

export interface BlindRequests {
  readonly problems: readonly Problem[];
  readonly template: PromptTemplate;
  readonly parameters: Parameters;
}

export interface AskBlindOptions extends BlindRequests {
  readonly teacher: Teacher;
  readonly store: ResponseStore;
  /** Who pays, over all starts. */
  readonly account: string;
  readonly price: Price | null;
  /** The most that the account may pay; null: no bound. */
  readonly ceiling: NanoDollars | null;
  readonly settings: CallerSettings;
  /** Whether requests that were set aside are asked again. */
  readonly retryFailed?: boolean | undefined;
  readonly clock?: Clock;
}

export interface AskContext {
  readonly reporter: Reporter;
  readonly signal?: AbortSignal;
  /** What the progress calls it. */
  readonly label: string;
}

export interface BlindAnswers {
  /** Of the problems that were asked, in their order: all of them unless something stopped it. */
  readonly answers: readonly { readonly problem: Problem; readonly answer: Answer }[];
  /** What ended it before its last problem; a second start finds every answer in the store. */
  readonly stoppedBy: unknown;
}

const waitReportMs = 1000;

/** Asks for every problem once. What ends it early (see `Caller.ask`) is returned, after the calls under way have come back. */
export async function askBlind(options: AskBlindOptions, context: AskContext): Promise<BlindAnswers> {
  const { problems, template, teacher, settings, store, account, price } = options;
  const { reporter, signal, label } = context;
  const { model, spec, secrets } = teacher;
  const warn = (message: string | Message) => reporter.warn(message);
  const caller = new Caller({ ...options, model, spec, secrets, signal, warn });
  let [stoppedBy, done, failed] = [undefined as unknown, 0, 0];
  await store.noteTokenLimit(options.parameters.maxOutputTokens);
  const ask = async (problem: Problem) => {
    try {
      return { problem, answer: await caller.ask(renderBlind(template, problem), 0) };
    } catch (error) {
      stoppedBy ??= error;
      return null;
    }
  };
  const answers: { problem: Problem; answer: Answer }[] = [];
  const asked = mapInOrder(problems, ask, {
    width: 4 * settings.concurrency + 1,
    stopped: () => stoppedBy !== undefined,
  });
  const report = () => {
    const spent = store.account(account).spent / nanoDollarsPerDollar;
    const notes = [
      caller.waitText(),
      price === null ? null : dollarsText(spent),
      failed === 0 ? null : `${failed} failed`,
    ];
    const note = notes.filter((each) => each !== null).join(', ');
    // a problem without an answer is not done
    reporter.progress(label, { done, total: problems.length - failed, note });
  };
  const waiting = setInterval(() => {
    if (done + failed < problems.length && caller.waitText() !== null) report();
  }, waitReportMs);
  try {
    for await (const one of asked) {
      if (one === null) continue; // it was given up
      answers.push(one);
      if (one.answer.kind === 'answered') done++;
      else failed++;
      report();
    }
  } finally {
    clearInterval(waiting);
  }
  return { answers, stoppedBy: BudgetError.settled(stoppedBy, store.account(account)) };
}

/** What asking would cost; no call goes out. `store`: null where there is none yet. */
export function estimateBlind(
  { problems, template, parameters }: BlindRequests,
  teacher: {
    readonly spec: string;
    readonly price: Price | null;
    readonly store: ResponseStore | null;
    readonly retryFailed?: boolean | undefined;
  },
): Estimate {
  const counter = new CallCounter({ ...teacher, parameters });
  for (const problem of problems) {
    const prompt = renderBlind(template, problem);
    counter.addProblem();
    if (counter.find(prompt, 0) === undefined) counter.addCall(template, prompt, 0);
    else counter.addReused(1);
  }
  return counter.estimate('text');
}
