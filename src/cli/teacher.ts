// A teacher as a command names it: one that a provider or the configuration has, or one of our own students.
import { availableParallelism } from 'node:os';
import { type Reporter, SocraticError } from '../common/index.ts';
import { StudentLanguageModel } from '../solve/index.ts';
import {
  type AnnotationKind,
  findTeacher,
  type OutputChoice,
  type Price,
  type PromptSet,
  readPrompts,
  repairTasksOf,
  requireLogprobs,
  studentPrompts,
  type TeacherSpec,
  tasksOf,
} from '../teacher/index.ts';

export interface TeacherFlags {
  readonly concurrency?: number;
  readonly timeout?: number;
  readonly threads?: number;
  readonly config?: string;
  readonly prices?: string;
  readonly prompts?: string;
  readonly samples?: number;
  readonly temperature?: number | 'default';
  readonly maxCost?: number;
  readonly output?: OutputChoice;
  readonly repair?: number;
  readonly logprobs?: number;
}

export interface CommandTeacher {
  readonly spec: TeacherSpec;
  /** Null where none is known. */
  readonly price: Price | null;
  /** A student of ours: it has its own prompts and writes text. */
  readonly isStudent: boolean;
  /** How it is asked; `repair`: also for a single step again. Throws `teacher-cannot`, and what `readPrompts` throws. */
  prompts(kind: AnnotationKind, blind: boolean, repair?: boolean): PromptSet;
  /** Ends what it has running here. */
  release(): Promise<void>;
}

const runPrefix = 'run:';
/** A student's calls share one machine: many together take little longer than one, and each takes longer. */
const studentDefaults = { concurrency: 64, timeout: 290 };

/** The flags with the defaults of the teacher that `name` is. */
export function withTeacherDefaults<Flags extends TeacherFlags>(
  name: string,
  flags: Flags,
): Flags & { concurrency: number; timeout: number } {
  const { concurrency, timeout } = name.startsWith(runPrefix)
    ? studentDefaults
    : { concurrency: 8, timeout: 120 };
  return { ...flags, concurrency: flags.concurrency ?? concurrency, timeout: flags.timeout ?? timeout };
}

/** Finds `--teacher`. Throws what `findTeacher` throws, `not-a-run`, `run-unfinished`, and `option-unused` for what does nothing with it. */
export async function commandTeacher(
  name: string,
  flags: TeacherFlags,
  reporter: Reporter,
): Promise<CommandTeacher> {
  const directory = name.startsWith(runPrefix) ? name.slice(runPrefix.length).trim() : '';
  if (directory !== '') return student(directory, flags);
  if (flags.threads !== undefined) throw unused('--threads', 'only a student of run:DIR runs here.');
  const found = await findTeacher(name, {
    ...flags,
    environment: process.env,
    warn: (message) => reporter.warn(message),
  });
  if (flags.logprobs !== undefined) requireLogprobs(found.spec);
  return {
    ...found,
    isStudent: false,
    prompts: (kind, blind, repair = false) =>
      readPrompts([...tasksOf(kind, blind), ...(repair ? repairTasksOf(kind, blind) : [])], flags.prompts),
    release: async () => undefined,
  };
}

function student(directory: string, flags: TeacherFlags): CommandTeacher {
  refuseForStudent(flags);
  const { threads = availableParallelism(), concurrency = studentDefaults.concurrency } = flags;
  const model = new StudentLanguageModel(directory, { threads, slots: concurrency, calculator: true });
  const text = `${runPrefix}${model.modelId}`;
  const configured = { model, spec: text, secrets: [] };
  const spec: TeacherSpec = { provider: 'run', model: directory, text, configured };
  if (flags.logprobs !== undefined) requireLogprobs(spec);
  return {
    spec,
    price: { input: 0, output: 0, source: 'a student of yours' },
    isStudent: true,
    prompts: (kind, blind) => studentPrompts(model.strategy, kind, blind),
    release: () => model.release(),
  };
}

function refuseForStudent({
  samples = 1,
  temperature = 0,
  prompts,
  config,
  prices,
  maxCost,
  output,
  repair = 0,
}: TeacherFlags): void {
  if (output === 'json') throw unused('--output json', 'a student writes as it was trained.');
  if (repair > 0) throw unused('--repair', 'a student was not trained to write a step anew.');
  if (prompts !== undefined) throw unused('--prompts', 'a student is asked as it was trained.');
  if (samples > 1) throw unused('--samples', 'a student always gives the same answer.');
  if (temperature !== 0) throw unused('--temperature', 'a student generates greedily.');
  if (config !== undefined) throw unused('--config', 'it is read for config:NAME.');
  if (prices !== undefined) throw unused('--prices', 'a student costs nothing.');
  if (maxCost !== undefined) throw unused('--max-cost', 'a student costs nothing.');
}

function unused(flag: string, why: string): SocraticError {
  return new SocraticError('option-unused', `${flag}: ${why} Leave it out.`, { subject: { option: flag } });
}
