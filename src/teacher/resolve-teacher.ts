// The teacher that a caller means: a name for a provider's or a configured model, a model object, or a trained student.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { InterruptedError, option, type Reporter, SocraticError, say, usingOption } from '../common/index.ts';
import type { StrategyName } from '../strategy/index.ts';
import type { AnnotateOptions } from './annotate-options.ts';
import type { Price } from './call/index.ts';
import { callDefaults, optionUnused, studentCallDefaults } from './call-options.ts';
import type { AnnotationKind } from './kinds.ts';
import { assertHasLogprobs, type TeacherSpec } from './model-spec.ts';
import { type PromptSet, readPrompts, repairTasksOf, studentPrompts, tasksOf } from './prompts/index.ts';
import { namedTeacher } from './teacher-options.ts';

/** A trained run as a language model. */
export interface StudentTeacher extends LanguageModelV3 {
  readonly strategy: StrategyName;
  /** Loads its models. Throws what reading them throws, and the signal's reason. */
  load(signal?: AbortSignal): Promise<void>;
  /** Ends what runs for it. */
  release(): Promise<void>;
}

/** Opens the run in `directory`, which answers `slots` calls at once. A layer that knows runs gives it. Throws `not-a-run`, `run-unfinished`. */
export type OpenStudent = (
  directory: string,
  options: { readonly threads: number | undefined; readonly slots: number },
) => StudentTeacher;

export interface ResolvedTeacher {
  readonly spec: TeacherSpec;
  /** Null where none is known. */
  readonly price: Price | null;
  /** A student has its own prompts and writes text. */
  readonly isStudent: boolean;
  readonly defaults: typeof callDefaults | typeof studentCallDefaults;
  /** How it is asked; `repair`: also for a single step again. Throws `teacher-cannot`, and what `readPrompts` throws. */
  prompts(kind: AnnotationKind, blind: boolean, repair: boolean): PromptSet;
  /** Makes ready what runs here, before the first call. Throws what is wrong with it. */
  load(signal: AbortSignal | undefined): Promise<void>;
  /** Ends what it has running here. */
  release(): Promise<void>;
}

const runPrefix = 'run:';

/**
 * Finds the teacher of `options`. Throws `teacher-unknown`, `teacher-url`, `not-a-run`, `run-unfinished`, `logprobs-unsupported`,
 * `invalid-value` for an object that is no model, `option-unused` for options that have no effect with this teacher, and what reading
 * prices and configuration throws.
 */
export async function resolveTeacher(
  options: AnnotateOptions,
  openStudent: OpenStudent,
  reporter: Reporter,
): Promise<ResolvedTeacher> {
  const resolved = await found(options, openStudent, reporter);
  if (options.logprobs !== undefined) assertHasLogprobs(resolved.spec);
  return resolved;
}

async function found(
  options: AnnotateOptions,
  openStudent: OpenStudent,
  reporter: Reporter,
): Promise<ResolvedTeacher> {
  const { teacher, threads } = options;
  const directory = directoryOf(teacher);
  if (directory !== null) return student(directory, options, openStudent, reporter);
  if (threads !== undefined) throw optionUnused('threads', 'only a student of run:DIR runs on this machine');
  const asked = {
    isStudent: false,
    defaults: callDefaults,
    prompts: (kind: AnnotationKind, blind: boolean, repair: boolean) =>
      promptsOf([...tasksOf(kind, blind), ...(repair ? repairTasksOf(kind, blind) : [])], options),
    load: async () => undefined,
    release: async () => undefined,
  };
  return { ...asked, ...(await namedTeacher(options, reporter, { students: true })) };
}

function promptsOf(tasks: Parameters<typeof readPrompts>[0], { prompts }: AnnotateOptions): PromptSet {
  return prompts === undefined
    ? readPrompts(tasks)
    : usingOption('prompts', () => readPrompts(tasks, prompts));
}

/** Of `run:DIR`; null for all other teachers. */
function directoryOf(teacher: AnnotateOptions['teacher']): string | null {
  if (typeof teacher !== 'string' || !teacher.startsWith(runPrefix)) return null;
  const directory = teacher.slice(runPrefix.length).trim();
  return directory === '' ? null : directory;
}

function student(
  directory: string,
  options: AnnotateOptions,
  openStudent: OpenStudent,
  reporter: Reporter,
): ResolvedTeacher {
  assertStudentOptions(options);
  if (options.maxCost !== undefined) {
    reporter.info(say`A student of yours costs nothing: ${option('maxCost')} is never reached.`);
  }
  const { threads, concurrency: slots = studentCallDefaults.concurrency } = options;
  const model = openNamed(() => openStudent(directory, { threads, slots }));
  const text = `${runPrefix}${model.modelId}`;
  const configured = { model, spec: text, secrets: [] };
  return {
    spec: { provider: 'run', model: directory, text, configured },
    price: { input: 0, output: 0, source: 'a student of yours' },
    isStudent: true,
    defaults: studentCallDefaults,
    prompts: (kind, blind) => studentPrompts(model.strategy, kind, blind),
    load: (signal) => model.load(signal).catch(throwNamed),
    release: () => model.release(),
  };
}

/** Opens the run that the caller has named as the teacher: whatever is wrong with it, the caller must name another one. */
function openNamed(open: () => StudentTeacher): StudentTeacher {
  try {
    return open();
  } catch (error) {
    return throwNamed(error);
  }
}

function throwNamed(error: unknown): never {
  if (!(error instanceof SocraticError) || error instanceof InterruptedError) throw error;
  const { code, text, details } = error;
  const subject = { ...error.subject, option: 'teacher' };
  const isInput = error.subject.path !== undefined;
  throw new SocraticError(code, text, {
    subject,
    details,
    cause: error,
    fault: isInput ? 'input' : error.fault,
  });
}

/** Throws `option-unused`. */
function assertStudentOptions(options: AnnotateOptions): void {
  const { temperature, repair = 0, output, prompts, config, prices } = options;
  if (output === 'json') throw optionUnused('output', 'a student writes as it was trained');
  if (repair > 0) throw optionUnused('repair', 'a student was not trained to write a step again');
  if (prompts !== undefined) throw optionUnused('prompts', 'a student is asked as it was trained');
  if (temperature === 'default') throw optionUnused('temperature', 'a student has no temperature of its own');
  if (config !== undefined) throw optionUnused('config', 'it is for config:NAME');
  if (prices !== undefined) throw optionUnused('prices', 'a student costs nothing');
}
