// The models that are asked for parts of a Socratic pair's solutions: found, opened with the store of their answers, asked, and counted.
import { type Reporter, say, sha256, silentReporter } from '../common/index.ts';
import { annotateCalculations } from '../data/index.ts';
import { type PromptFormat, plainFormat, tokenizerOf } from '../distill/index.ts';
import { readModelFiles } from '../engine/model/index.ts';
import {
  dollarsText,
  instructedParts,
  type NamedPartTeacher,
  namedPartTeacher,
  nanoDollarsPerDollar,
  openStore,
  type PartReply,
  type PartRequest,
  PartTeacher,
  type PartUsage,
  type PartWriting,
  type Price,
  type ResponseStore,
  settleEarlierCalls,
} from '../teacher/index.ts';
import { calculatedBeginning, continuedParts } from './continued-parts.ts';
import { type OutsideOptions, outsideParts } from './outside-options.ts';
import type { OutsideParts } from './outside-parts.ts';
import type { SolverSpec } from './solver-spec.ts';

/** Who was asked for a part, and what it took. */
export interface AskedModel extends PartUsage {
  /** The model's name. */
  readonly model: string;
  /** Dollars for a million tokens; null if unknown. */
  readonly price: Price | null;
}

/** What was asked elsewhere. */
export interface OutsideUse {
  /** Who asked the sub-questions in place of the decomposer. */
  readonly questions?: AskedModel;
  /** Who answered the sub-questions in place of the solver. */
  readonly answers?: AskedModel;
  /** The likelihood below which sub-questions were asked elsewhere; null: all of them were. */
  readonly unsureBelow: number | null;
}

interface OutsideContext {
  readonly spec: SolverSpec;
  /** Names the account that pays, over all starts: what is equal has one. */
  readonly account: unknown;
  /** Whether values of calculations are written as the calculator reads them. */
  readonly calculator: boolean;
  /** Tokens of an answer of a server that continues texts, at most. */
  readonly maxNewTokens: number;
  readonly reporter?: Reporter | undefined;
  readonly signal?: AbortSignal | undefined;
}

type Role = 'questions' | 'answers';

/** Models that are named and found; nothing is opened or asked yet. */
export interface NamedOutside {
  readonly parts: OutsideParts;
  readonly models: Readonly<Partial<Record<Role, NamedPartTeacher>>>;
}

/** Finds who is asked; null: nobody. Throws what `namedPartTeacher` throws. */
export async function namedOutside(
  options: OutsideOptions,
  reporter: Reporter,
): Promise<NamedOutside | null> {
  const parts = outsideParts(options);
  if (parts === null) return null;
  const { questionsFrom, answersFrom } = options;
  const isConfigured = (teacher: unknown) => typeof teacher === 'string' && teacher.startsWith('config:');
  const readsConfig = [questionsFrom, answersFrom].some(isConfigured);
  const models: Partial<Record<Role, NamedPartTeacher>> = {};
  for (const [role, option, teacher] of [
    ['questions', 'questionsFrom', questionsFrom],
    ['answers', 'answersFrom', answersFrom],
  ] as const) {
    if (teacher === undefined) continue;
    const { config, ...rest } = options;
    const calls = isConfigured(teacher) || !readsConfig ? { ...rest, config } : rest; // it is of no use to the other one
    models[role] = await namedPartTeacher({ teacher, option, calls, reporter });
  }
  return { parts, models };
}

/** The names of the models that are asked. */
export function namesOf({ models }: NamedOutside): Partial<Record<Role, string>> {
  return Object.fromEntries(Object.entries(models).map(([role, { spec }]) => [role, spec.text]));
}

export class OutsideModels {
  readonly parts: OutsideParts;
  readonly #store: ResponseStore;
  readonly #account: string;
  readonly #teachers: Readonly<Partial<Record<Role, PartTeacher>>>;
  readonly #calculator: boolean;
  readonly #underWay = new Set<Promise<unknown>>();

  private constructor(
    parts: OutsideParts,
    teachers: Readonly<Partial<Record<Role, PartTeacher>>>,
    { store, account, calculator }: { store: ResponseStore; account: string; calculator: boolean },
  ) {
    this.parts = parts;
    this.#teachers = teachers;
    this.#store = store;
    this.#account = account;
    this.#calculator = calculator;
  }

  /** Opens the store and the models, and says what leaves this machine. Throws what `openStore` and `createTeacher` throw. */
  static async open(
    named: NamedOutside,
    options: OutsideOptions,
    { spec, account, calculator, maxNewTokens, reporter = silentReporter, signal }: OutsideContext,
  ): Promise<OutsideModels> {
    const store = await openStore(options);
    try {
      const payer = `parts-${sha256(JSON.stringify([account, namesOf(named)])).slice(0, 32)}`;
      await settleEarlierCalls(store, payer, options, reporter);
      const teachers: Partial<Record<Role, PartTeacher>> = {};
      for (const role of ['questions', 'answers'] as const) {
        const model = named.models[role];
        if (model === undefined) continue;
        const isContinued = model.spec.provider === 'completions';
        const writing: PartWriting = isContinued ? continuedParts(formatOf(spec)) : instructedParts();
        const tokens = isContinued ? { maxTokens: maxNewTokens } : {};
        teachers[role] = await PartTeacher.create(model, writing, {
          store,
          account: payer,
          signal,
          ...tokens,
        });
        reporter.info(leaving(role, model, named.parts));
      }
      return new OutsideModels(named.parts, teachers, { store, account: payer, calculator });
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Asks for a part of a solution. */
  readonly ask = (request: PartRequest): Promise<PartReply> => {
    const asked = this.#ask(request);
    this.#underWay.add(asked);
    const over = () => void this.#underWay.delete(asked);
    asked.then(over, over);
    return asked;
  };

  /** What a progress line says beside its count; null: nothing. */
  note(): string | null {
    const waits = Object.values(this.#teachers).flatMap((teacher) => teacher.waitText() ?? []);
    const isPriced = Object.values(this.#teachers).some(({ price }) => price !== null && price.output > 0);
    const spent = this.#store.account(this.#account).spent / nanoDollarsPerDollar;
    const notes = [...waits, ...(isPriced ? [dollarsText(spent)] : [])];
    return notes.length === 0 ? null : notes.join(', ');
  }

  use(): OutsideUse {
    const { questions, answers } = this.#teachers;
    const usedOf = ({ spec, price, usage }: PartTeacher): AskedModel => ({
      model: spec.text,
      price,
      ...usage,
    });
    return {
      ...(questions ? { questions: usedOf(questions) } : {}),
      ...(answers ? { answers: usedOf(answers) } : {}),
      unsureBelow: typeof this.parts.answers === 'number' ? this.parts.answers : null,
    };
  }

  /** Waits for the calls under way, whose answers are paid for, and closes the store. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await this.#store.close();
  }

  async #ask(request: PartRequest): Promise<PartReply> {
    const { wanted } = request;
    const role = wanted === 'questions' || wanted === 'question' ? 'questions' : 'answers';
    const teacher = this.#teachers[role];
    if (teacher === undefined) throw new Error(`nobody was named who is asked for ${role}`);
    const reply = await teacher.ask(request);
    const calculates = this.#calculator && (wanted === 'solution' || wanted === 'answer');
    if (!calculates) return reply;
    if (teacher.spec.provider === 'completions') return continueCalculating(teacher, request, reply);
    return wanted === 'solution' && reply.lines ? { lines: reply.lines.map(annotateCalculations) } : reply;
  }
}

/** More calculations than a line has. */
const mostCalculations = 32;

/** The calculator over what a server writes: from the first value that it would have written otherwise on, the line is continued anew. */
async function continueCalculating(
  teacher: PartTeacher,
  request: PartRequest,
  first: PartReply,
): Promise<PartReply> {
  let reply = first;
  for (let calculation = 0; calculation < mostCalculations; calculation++) {
    const [line] = reply.lines ?? [];
    const begun = line === undefined ? null : calculatedBeginning(line);
    if (begun === null) return reply;
    reply = await teacher.ask({ ...request, begun });
  }
  return reply;
}

/** How problems are put to the pair's models. */
function formatOf({ prompt, models }: SolverSpec): PromptFormat {
  if (prompt !== null) return prompt;
  const [path = ''] = Object.values(models);
  return plainFormat(tokenizerOf(readModelFiles(path)));
}

/** What leaves this machine, and when. */
function leaving(role: Role, { spec }: NamedPartTeacher, { answers }: OutsideParts) {
  const when =
    role === 'answers' && typeof answers === 'number'
      ? `where the student's own sub-solution has a likelihood below ${answers}`
      : 'always';
  const { text, url } = spec;
  const where = url === undefined || text.includes(url) ? text : `${text} (${url})`;
  const what = role === 'questions' ? 'the sub-questions' : 'sub-solutions';
  return say`${where} is asked for ${what}, ${when}. It gets the text of the problem, and the sub-questions and sub-solutions so far.`;
}
