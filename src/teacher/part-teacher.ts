// A teacher that is asked for parts of a solution: the sub-questions, the next one, a sub-solution, or the answer that follows from them.
// Its answers are stored and paid for once, as all answers are.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { type Message, type Reporter, required, silentReporter } from '../common/index.ts';
import { type AnswerType, extractAnswer, type Problem, type Step } from '../data/index.ts';
import {
  type Answer,
  Caller,
  costOf,
  nanoDollarsPerDollar,
  type Parameters,
  type Price,
  type Prompt,
} from './call/index.ts';
import { assertPriceForBudget, type CallOptions, callerSettings } from './call-options.ts';
import { createTeacher } from './create-teacher.ts';
import type { TeacherSpec } from './model-spec.ts';
import { readPart, readQuestions } from './parse/index.ts';
import { type PromptSet, readPrompts, renderPrompt } from './prompts/index.ts';
import type { NanoDollars, ResponseStore } from './store/index.ts';
import { namedTeacher } from './teacher-options.ts';
import { checkArithmetic } from './verify/index.ts';

/** A part of the solution of `question` is wanted, behind the sub-questions of `steps`, which are answered. */
export interface PartRequest {
  /** `questions`: all sub-questions. `question`: the next one. `solution`: that of `subQuestion`. `answer`: the answer to the problem. */
  readonly wanted: 'questions' | 'question' | 'solution' | 'answer';
  readonly question: string;
  readonly answerType: AnswerType;
  readonly steps: readonly Step[];
  readonly subQuestion?: string;
  /** The beginning of the line that is wanted, which is to be continued; only where texts are continued. */
  readonly begun?: string;
}

export interface PartReply {
  /**
   * One line each; of `questions` and `question` none where nothing more is to be asked; of `answer` what stands behind `####`, with its
   * space. Null: there is no usable answer.
   */
  readonly lines: readonly string[] | null;
  /** Why there is none. */
  readonly failure?: { readonly kind: string; readonly message: string };
}

/** How parts are asked for, and what an answer says; null where it says nothing of use. */
export interface PartWriting {
  promptOf(request: PartRequest): Prompt;
  read(text: string, request: PartRequest): readonly string[] | null;
}

/** What was asked of a teacher, and what it cost. */
export interface PartUsage {
  /** Answers that were new, so that they were paid for. */
  readonly answered: number;
  /** Answers from the store. */
  readonly reused: number;
  /** Questions that were not answered, or not in a way that is of use. */
  readonly failed: number;
  /** Tokens of the questions. */
  readonly inputTokens: number;
  /** Tokens of the answers. */
  readonly outputTokens: number;
  /** Dollars for all of these answers, whichever start has paid; null where the price is unknown. */
  readonly cost: number | null;
}

export interface PartTeacherOptions {
  readonly teacher: string | LanguageModelV3;
  /** The option in which the caller named it. */
  readonly option: string;
  readonly calls: CallOptions;
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  readonly reporter?: Reporter | undefined;
}

/** A teacher that is found, and not yet asked. */
export interface NamedPartTeacher extends PartTeacherOptions {
  readonly spec: TeacherSpec;
  /** Null where none is known. */
  readonly price: Price | null;
}

/** Finds the teacher. Throws `teacher-unknown`, `teacher-url`, `price-unknown`, and what reading prices and configuration throws. */
export async function namedPartTeacher(options: PartTeacherOptions): Promise<NamedPartTeacher> {
  const { teacher, option, calls, environment, reporter = silentReporter } = options;
  const place = { option, completions: true };
  const { spec, price } = await namedTeacher({ ...calls, teacher, environment }, reporter, place);
  assertPriceForBudget(calls, spec.text, price);
  return { ...options, spec, price };
}

/** Long enough for a line by a model that thinks first. */
const longestPart = 1024;

export class PartTeacher {
  readonly spec: TeacherSpec;
  readonly price: Price | null;
  readonly #caller: Caller;
  readonly #writing: PartWriting;
  #usage = { answered: 0, reused: 0, failed: 0, inputTokens: 0, outputTokens: 0 };
  #nano: NanoDollars = 0;

  private constructor({ spec, price }: NamedPartTeacher, caller: Caller, writing: PartWriting) {
    this.spec = spec;
    this.price = price;
    this.#caller = caller;
    this.#writing = writing;
  }

  /** `account`: who pays, over all starts. `maxTokens`: of an answer. Throws what `createTeacher` throws. */
  static async create(
    named: NamedPartTeacher,
    writing: PartWriting,
    {
      store,
      account,
      signal,
      maxTokens = longestPart,
    }: {
      readonly store: ResponseStore;
      readonly account: string;
      readonly signal?: AbortSignal | undefined;
      readonly maxTokens?: number;
    },
  ): Promise<PartTeacher> {
    const { spec, price, calls, environment = process.env, reporter = silentReporter } = named;
    const teacher = await createTeacher(spec, environment);
    const parameters: Parameters = { temperature: 0, maxOutputTokens: maxTokens };
    await store.noteTokenLimit(maxTokens);
    const { maxCost, retryFailed } = calls;
    const ceiling = maxCost === undefined ? null : maxCost * nanoDollarsPerDollar;
    const warn = (message: string | Message) => reporter.warn(message);
    const settings = callerSettings(calls);
    const caller = new Caller({
      ...teacher,
      ...{ parameters, store, account, price, ceiling, settings, retryFailed, signal, warn },
    });
    return new PartTeacher(named, caller, writing);
  }

  get usage(): PartUsage {
    const cost = this.price === null ? null : this.#nano / nanoDollarsPerDollar;
    return { ...this.#usage, cost };
  }

  /** What its calls wait for; null where they do not. */
  waitText(): string | null {
    return this.#caller.waitText();
  }

  /** Asks for a part. Throws what `Caller.ask` throws: after that nothing more can be asked. */
  async ask(request: PartRequest): Promise<PartReply> {
    const reply = this.#read(await this.#caller.ask(this.#writing.promptOf(request), 0), request);
    if (reply.lines === null) this.#usage.failed++;
    return reply;
  }

  #read(answer: Answer, request: PartRequest): PartReply {
    if (answer.kind === 'unanswered') {
      const { kind, message } = answer.failure;
      return { lines: null, failure: { kind, message } };
    }
    const { text, usage, finishReason } = answer.response;
    if (answer.reused) this.#usage.reused++;
    else this.#usage.answered++;
    this.#usage.inputTokens += usage.inputTokens;
    this.#usage.outputTokens += usage.outputTokens;
    if (this.price !== null) this.#nano += costOf(this.price, usage);
    const lines = finishReason === 'length' ? null : this.#writing.read(text, request);
    if (lines !== null) return { lines };
    const why = finishReason === 'length' ? 'is cut off' : `is not one ${nounOf[request.wanted]}`;
    return { lines: null, failure: { kind: 'unusable', message: `The answer ${why}: ${shown(text)}` } };
  }
}

const nounOf = {
  questions: 'list of sub-questions',
  question: 'sub-question',
  solution: 'sub-solution with right calculations',
  answer: 'answer',
} as const satisfies Record<PartRequest['wanted'], string>;

function shown(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 200 ? line : `${line.slice(0, 200)} …`;
}

const tasks = {
  questions: 'decompose',
  question: 'next-question',
  solution: 'sub-solution',
  answer: 'final-answer',
} as const;

/** How a teacher that follows instructions is asked. */
export function instructedParts(prompts: PromptSet = readPrompts(Object.values(tasks))): PartWriting {
  return {
    promptOf(request) {
      const { wanted, steps, subQuestion = '' } = request;
      const template = required(prompts.get(tasks[wanted]), `prompt ${tasks[wanted]}`);
      const pairs = steps.map(({ question = '', solution }) => `Question: ${question}\nAnswer: ${solution}`);
      const places = { before: pairs.join('\n') || 'none', sub_question: subQuestion };
      return renderPrompt(template, problemOf(request), places);
    },
    read(text, request) {
      const problem = problemOf(request);
      switch (request.wanted) {
        case 'questions':
          return readQuestions(text);
        case 'question': {
          if (/^\W*done\W*$/i.test(text)) return [];
          const question = readPart(text, 'question', problem)?.question;
          return question === undefined ? null : [question];
        }
        case 'solution':
          return solutionIn(text, request);
        case 'answer': {
          const answer = extractAnswer(text, request.answerType);
          return answer === null ? null : [` ${answer.value}`];
        }
      }
    },
  };
}

/** The sub-solution, unless one of its calculations is wrong. */
function solutionIn(text: string, request: PartRequest): readonly string[] | null {
  const problem = problemOf(request);
  const part = readPart(text, 'pair', problem) ?? readPart(text, 'step', problem); // some say the sub-question again
  const solution = part?.solution?.replace(/^(?:sub-?)?(?:answer|solution)\s*:\s*/i, '') ?? '';
  if (solution === '') return null;
  const context = [request.question, ...request.steps.map((step) => step.solution)].join('\n');
  return checkArithmetic(solution, context).wrong.length > 0 ? null : [solution];
}

function problemOf({ question, answerType }: PartRequest): Problem {
  return { id: '', question, answer: '', answerType };
}
