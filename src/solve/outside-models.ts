// The models that are asked for parts of a Socratic pair's solutions: found, opened with the store of their answers, asked, and counted.
import { countOf, type Reporter, SocraticError, say, sha256, silentReporter } from '../common/index.ts';
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
  partCaller,
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
  /** Dollars that all starts of this evaluation or solver have paid so far; null where a price is unknown. */
  readonly spent: number | null;
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
  /** What tells the run from others that a server of this name may run later. */
  readonly runSha256: string | null;
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
    const same = Object.values(models).find((model) => model.teacher === teacher);
    if (same !== undefined) {
      models[role] = { ...same, option }; // what is said of it is said once
      continue;
    }
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
  /** Aborted: calls that have not gone out yet never will. */
  readonly #closing: AbortController;

  private constructor(
    parts: OutsideParts,
    teachers: Readonly<Partial<Record<Role, PartTeacher>>>,
    {
      store,
      account,
      calculator,
      closing,
    }: { store: ResponseStore; account: string; calculator: boolean; closing: AbortController },
  ) {
    this.#closing = closing;
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
    { spec, account, calculator, maxNewTokens, runSha256, reporter = silentReporter, signal }: OutsideContext,
  ): Promise<OutsideModels> {
    const store = await openStore(options);
    try {
      const payer = `parts-${sha256(JSON.stringify([account, namesOf(named)])).slice(0, 32)}`;
      await settleEarlierCalls(store, payer, options, reporter);
      const closing = new AbortController();
      const ending = AbortSignal.any([closing.signal, ...(signal === undefined ? [] : [signal])]);
      const callers = new Map<string, ReturnType<typeof partCaller>>();
      const callerOf = (model: NamedPartTeacher) => {
        const { text } = model.spec;
        const isContinued = model.spec.provider === 'completions';
        const caller =
          callers.get(text) ??
          partCaller(model, {
            store,
            account: payer,
            signal: ending,
            // what a server of this name runs tomorrow may be another student
            ...(isContinued && { storedAs: `${text} of ${(runSha256 ?? '').slice(0, 8)}` }),
            maxTokens: isContinued ? maxNewTokens : options.maxTokens,
          });
        callers.set(text, caller);
        return caller;
      };
      const teachers: Partial<Record<Role, PartTeacher>> = {};
      for (const role of ['questions', 'answers'] as const) {
        const model = named.models[role];
        if (model === undefined) continue;
        const isContinued = model.spec.provider === 'completions';
        const writing: PartWriting = isContinued ? continuedParts(formatOf(spec)) : instructedParts();
        teachers[role] = new PartTeacher(model, await callerOf(model), writing);
        reporter.info(leaving(role, model, named.parts));
      }
      return new OutsideModels(named.parts, teachers, { store, account: payer, calculator, closing });
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
    const notes = [...new Set(waits), ...(isPriced ? [dollarsText(this.#spent)] : [])];
    return notes.length === 0 ? null : notes.join(', ');
  }

  use(): OutsideUse {
    const { questions, answers } = this.#teachers;
    const usedOf = ({ spec, price, usage }: PartTeacher): AskedModel => ({
      model: spec.text,
      price,
      ...usage,
    });
    const isPriced = Object.values(this.#teachers).every(({ price }) => price !== null);
    return {
      spent: isPriced ? this.#spent : null,
      ...(questions ? { questions: usedOf(questions) } : {}),
      ...(answers ? { answers: usedOf(answers) } : {}),
      unsureBelow: typeof this.parts.answers === 'number' ? this.parts.answers : null,
    };
  }

  /** Throws `teacher-silent` where calls went out and not one was answered: what is measured then says nothing about the models. */
  assertAnswered(): void {
    for (const { spec, usage } of Object.values(this.#teachers)) {
      const { answered, reused, failed, example } = usage;
      if (failed === 0 || answered + reused > 0) continue;
      throw new SocraticError(
        'teacher-silent',
        say`${spec.text} answered none of ${countOf(failed, 'question')}, so there is nothing to measure. The first: ${example ?? ''}\nRun it again to ask again.`,
        { subject: { model: spec.text }, details: { unanswered: failed } },
      );
    }
  }

  get #spent(): number {
    return this.#store.account(this.#account).spent / nanoDollarsPerDollar;
  }

  /** Waits for the calls that are out, whose answers are paid for, and closes the store; others do not go out any more. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('nothing more is asked'));
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
