// A teacher as a command names it: a provider's model, or one of our own students.
import { UsageError } from '../common/index.ts';
import type { StudentModelOptions } from '../solve/index.ts';
import { StudentLanguageModel } from '../solve/index.ts';
import {
  type AnnotationKind,
  createTeacher,
  type PromptSet,
  parseTeacherSpec,
  readPrompts,
  repairTasksOf,
  requireLogprobs,
  studentPrompts,
  type Teacher,
  tasksOf,
} from '../teacher/index.ts';

export interface NamedTeacher {
  /** The name in records and in the store: `openai:gpt-4.1-mini`, `run:writer@1f2e3d4c`. */
  readonly spec: string;
  /** A student of ours: it has its own prompts, generates greedily, and works best on many calls at once. */
  readonly isStudent: boolean;
  /**
   * How it is asked; `folder`: prompts of the user's; `repair`: also for a single step again. Throws `teacher-cannot`, and what
   * `readPrompts` throws.
   */
  prompts(kind: AnnotationKind, blind: boolean, folder?: string, repair?: boolean): PromptSet;
  /** Throws `logprobs-unsupported` where it gives no log-probabilities. */
  requireLogprobs(): void;
  /** The model, with its key from `environment`. Throws `key-missing`. */
  open(environment: Readonly<Record<string, string | undefined>>): Promise<Teacher>;
  /** Ends what it has running. */
  release(): Promise<void>;
}

const runPrefix = 'run:';

/** Reads `--teacher`. Throws `teacher-unknown`, `teacher-url`, `not-a-run`, `run-unfinished`. */
export function namedTeacher(text: string, options: StudentModelOptions): NamedTeacher {
  const directory = text.startsWith(runPrefix) ? text.slice(runPrefix.length).trim() : '';
  return directory === '' ? provided(text) : student(directory, options);
}

function provided(text: string): NamedTeacher {
  const spec = parseTeacherSpec(text);
  return {
    spec: spec.text,
    isStudent: false,
    prompts: (kind, blind, folder, repair = false) =>
      readPrompts([...tasksOf(kind, blind), ...(repair ? repairTasksOf(kind, blind) : [])], folder),
    requireLogprobs: () => requireLogprobs(spec),
    open: (environment) => createTeacher(spec, environment),
    release: async () => undefined,
  };
}

function student(directory: string, options: StudentModelOptions): NamedTeacher {
  const model = new StudentLanguageModel(directory, { ...options, calculator: true });
  const spec = `${runPrefix}${model.modelId}`;
  return {
    spec,
    isStudent: true,
    prompts: (kind, blind) => studentPrompts(model.strategy, kind, blind),
    requireLogprobs: () => {
      throw new UsageError(
        'logprobs-unsupported',
        `--logprobs: ${spec} gives no log-probabilities. Leave it out.`,
        {
          details: { flag: '--logprobs', teacher: spec },
        },
      );
    },
    open: async () => ({ model, spec, secrets: [] }),
    release: () => model.release(),
  };
}
