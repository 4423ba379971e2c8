// A teacher that is asked for parts of a solution: the sub-questions, the next one, a sub-solution, or the answer that follows from them.
// Its answers are stored and paid for once, as all answers are.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { type Message, type Reporter, required, silentReporter } from '../common/index.ts';
import { type AnswerType, extractAnswer, type Problem, type Step, spokenText } from '../data/index.ts';
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
  /** `isCut`: the limit of tokens ended the text. */
  read(text: string, request: PartRequest, isCut?: boolean): readonly string[] | null;
}

/** What was asked of a teacher, and what it cost. A question that was asked several times counts once. */
export interface PartUsage {
  /** Answers that were new, so that they were paid for. */
  readonly answered: number;
  /** Answers from the store. */
  readonly reused: number;
  /** Questions without an answer: the call failed. The next start asks them again. */
  readonly failed: number;
  /** Answers that were not used: they are not the part that was asked for, are cut off, or have a wrong calculation. */
  readonly unusable: number;
  /** The first failure or answer that was not used; null: there was none. */
  readonly example: string | null;
  /** Tokens of the questions. */
  readonly inputTokens: number;
  /** Tokens of the answers. */
  readonly outputTokens: number;
  /** Dollars for all of these answers, whichever start has paid; null where the price is unknown. */
  readonly cost: number | null;
  /** Dollars for the new ones; null where the price is unknown. */
  readonly newCost: number | null;
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

/** Long enough for a line by a model that thinks a little first. */
export const longestPart = 1024;

interface PartCallerOptions {
  readonly store: ResponseStore;
  /** Who pays, over all starts. */
  readonly account: string;
  /** Under what answers are stored, where that is not the teacher's name alone. */
  readonly storedAs?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Of an answer. Default 1024. */
  readonly maxTokens?: number | undefined;
}

/** Who calls the teacher, for all parts that it is asked for. Throws what `createTeacher` throws. */
export async function partCaller(
  { spec, price, calls, environment = process.env, reporter = silentReporter }: NamedPartTeacher,
  { store, account, storedAs, signal, maxTokens = longestPart }: PartCallerOptions,
): Promise<Caller> {
  const teacher = await createTeacher(spec, environment);
  const parameters: Parameters = { temperature: 0, maxOutputTokens: maxTokens };
  await store.noteTokenLimit(maxTokens);
  const { maxCost, retryFailed } = calls;
  const ceiling = maxCost === undefined ? null : maxCost * nanoDollarsPerDollar;
  return new Caller({
    ...teacher,
    spec: storedAs ?? teacher.spec,
    ...{ parameters, store, account, price, ceiling, retryFailed, signal },
    settings: callerSettings(calls),
    warn: (message: string | Message) => reporter.warn(message),
  });
}

export class PartTeacher {
  readonly spec: TeacherSpec;
  readonly price: Price | null;
  readonly #caller: Caller;
  readonly #writing: PartWriting;
  #usage = { answered: 0, reused: 0, failed: 0, unusable: 0, inputTokens: 0, outputTokens: 0 };
  #example: string | null = null;
  #nano: NanoDollars = 0;
  #newNano: NanoDollars = 0;
  /** The keys of the questions that are counted. */
  readonly #counted = new Set<string>();

  /** `caller`: as `partCaller` makes it. */
  constructor({ spec, price }: NamedPartTeacher, caller: Caller, writing: PartWriting) {
    this.spec = spec;
    this.price = price;
    this.#caller = caller;
    this.#writing = writing;
  }

  get usage(): PartUsage {
    const dollars = (nano: NanoDollars) => (this.price === null ? null : nano / nanoDollarsPerDollar);
    return {
      ...this.#usage,
      example: this.#example,
      cost: dollars(this.#nano),
      newCost: dollars(this.#newNano),
    };
  }

  /** What its calls wait for; null where they do not. */
  waitText(): string | null {
    return this.#caller.waitText();
  }

  /** Asks for a part. Throws what `Caller.ask` throws: after that nothing more can be asked. */
  async ask(request: PartRequest): Promise<PartReply> {
    const prompt = this.#writing.promptOf(request);
    const answer = await this.#caller.ask(prompt, 0);
    const reply = this.#read(answer, request, prompt);
    const key = this.#caller.keyOf(prompt, 0);
    if (!this.#counted.has(key)) this.#count(answer, reply);
    this.#counted.add(key);
    return reply;
  }

  #count(answer: Answer, { failure }: PartReply): void {
    const usage = this.#usage;
    if (failure !== undefined) this.#example ??= failure.message;
    if (answer.kind === 'unanswered') {
      usage.failed++;
      return;
    }
    if (failure !== undefined) usage.unusable++;
    usage[answer.reused ? 'reused' : 'answered']++;
    usage.inputTokens += answer.response.usage.inputTokens;
    usage.outputTokens += answer.response.usage.outputTokens;
    const cost = this.price === null ? 0 : costOf(this.price, answer.response.usage);
    this.#nano += cost;
    if (!answer.reused) this.#newNano += cost;
  }

  #read(answer: Answer, request: PartRequest, { continues }: Prompt): PartReply {
    if (answer.kind === 'unanswered') {
      const { kind, message } = answer.failure;
      return { lines: null, failure: { kind, message } };
    }
    const { text, finishReason } = answer.response;
    // our own models' text is read up to its last whole line too
    const isCut = finishReason === 'length' && continues !== 'text';
    const lines = isCut ? null : this.#writing.read(text, request, finishReason === 'length');
    if (lines !== null) return { lines };
    const why = isCut ? 'is cut off' : `is not one ${nounOf[request.wanted]}`;
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
          if (saysDone(text)) return [];
          const question = readPart(text, 'question', problem)?.question;
          return question === undefined ? null : [question];
        }
        case 'solution':
          return solutionIn(text, request);
        case 'answer': {
          const answer = statedAnswer(text, request.answerType);
          return answer === null ? null : [` ${answer}`];
        }
      }
    },
  };
}

/** Whether nothing more is to be asked, however that is put: bare, behind thoughts, behind `####`, in JSON. */
function saysDone(text: string): boolean {
  const said = spokenText(text).text.trim();
  const json = /^(?:```\w*\s*)?\{\s*"(\w+)"\s*:\s*(?:"\W*done\W*"|true)\s*\}\s*(?:```)?$/i.exec(said);
  if (json !== null) return /true/.test(said) ? /^(?:done|finished|complete)$/i.test(json[1] ?? '') : true;
  return /^\W*done\W*$/i.test(said);
}

/** Where a teacher says what the answer is; elsewhere in a text a number may be anything. */
const stating: ReadonlySet<string> = new Set([
  'marker',
  'box',
  'tag',
  'json',
  'phrase',
  'label',
  'bold',
  'opening',
]);

/** The answer that a text states or is; null where it only holds numbers. */
function statedAnswer(text: string, answerType: AnswerType): string | null {
  const found = extractAnswer(text, answerType);
  if (found === null) return null;
  const said = spokenText(text).text.trim();
  const isLine = !said.includes('\n');
  const isAlone =
    isLine && (answerType === 'text' || said.replace(/^\W+|\W+$/g, '').split(/\s+/).length <= 2);
  return stating.has(found.rule) || isAlone ? found.value : null;
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
