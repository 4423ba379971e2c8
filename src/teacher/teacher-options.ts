// The options of every function that takes a teacher: who it is, and how it answers.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import {
  isWithin,
  type NumberRange,
  type OptionKind,
  type OptionTable,
  option,
  optionKinds,
  type Reporter,
  rangeText,
  SocraticError,
  say,
} from '../common/index.ts';
import type { Price } from './call/index.ts';
import { type CallOptions, optionUnused } from './call-options.ts';
import { whatIsNotModel } from './config/index.ts';
import { findTeacher, ownTeacher } from './find-teacher.ts';
import type { TeacherPlace, TeacherSpec } from './model-spec.ts';

export interface TeacherOptions {
  /**
   * `openai:MODEL`, `anthropic:MODEL`, `google:MODEL`, `openai-compatible:URL#MODEL`, `config:NAME` (a model of `socratic.config.ts`), or any
   * LanguageModelV3 of the AI SDK. `annotate` also takes `run:DIR`, a trained student.
   */
  readonly teacher: string | LanguageModelV3;
  /** For a LanguageModelV3: its price. Default: unknown. */
  readonly price?: Price | undefined;
  /** For a LanguageModelV3: texts that must not be written anywhere, such as its key. */
  readonly secrets?: readonly string[] | undefined;
  /** For a LanguageModelV3: answers are stored under `NAME=PROVIDER/MODEL`. Use another name for other settings of a model. Default `model`. */
  readonly teacherName?: string | undefined;
  /** Where keys are read from. Default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

export const defaultTeacherName = 'model';

/** From 0 to 2, or `default` for none. */
export type Temperature = number | 'default';
export const temperatureRange = { min: 0, max: 2 } as const satisfies NumberRange;

/** The rows of these options in the tables of every function that takes a teacher. What is wrong with a model object is said by whoever uses it. */
export const teacherKinds: OptionTable<TeacherOptions> = {
  teacher: {
    expected: 'the name of a teacher or a model of the AI SDK',
    accepts: (value) => typeof value === 'string' || optionKinds.object.accepts(value),
  },
  price: optionKinds.object,
  secrets: optionKinds.texts,
  teacherName: optionKinds.text,
  environment: optionKinds.object,
};

export const temperatureKind: OptionKind = {
  expected: `a number${rangeText(temperatureRange)}, or "default"`,
  accepts: (value) => value === 'default' || isWithin(value, temperatureRange),
};

/** Throws `option-unused` for what is for a model object and is given with a name, or the other way round. */
export function assertTeacherOptions(options: TeacherOptions & CallOptions): void {
  const ofModels = ['price', 'secrets', 'teacherName'] as const;
  const ofNames = ['prices', 'config'] as const;
  const [unused, why] =
    typeof options.teacher === 'string'
      ? [ofModels, 'it is for a model object as the teacher']
      : [ofNames, 'it is for a teacher that is named'];
  for (const name of unused) if (options[name] !== undefined) throw optionUnused(name, why);
}

export interface NamedTeacher {
  readonly spec: TeacherSpec;
  /** Null where none is known. */
  readonly price: Price | null;
}

/**
 * The teacher of `options`, named or a model object. Throws `teacher-unknown`, `teacher-url`, `invalid-value` for an object that is no model,
 * and what reading prices and configuration throws.
 */
export async function namedTeacher(
  options: TeacherOptions & CallOptions,
  reporter: Reporter,
  place: TeacherPlace = {},
): Promise<NamedTeacher> {
  const { teacher, environment = process.env, config, prices } = options;
  if (typeof teacher !== 'string') return modelObject(teacher, options);
  const warn: Reporter['warn'] = (message) => reporter.warn(message);
  const info: Reporter['info'] = (message) => reporter.info(message);
  return findTeacher(teacher, { ...place, config, prices, environment, warn, info });
}

function modelObject(
  model: LanguageModelV3,
  { teacherName = defaultTeacherName, secrets, environment, price }: TeacherOptions,
): NamedTeacher {
  const wrong = whatIsNotModel(model);
  if (wrong !== null) throw notModel(wrong);
  const configured = ownTeacher(teacherName, model, {
    ...(secrets && { secrets }),
    ...(environment && { environment }),
  });
  return {
    spec: { provider: 'own', model: model.modelId, text: configured.spec, configured },
    price: price ?? null,
  };
}

function notModel({ expected, found }: { readonly expected: string; readonly found: string }): SocraticError {
  return new SocraticError(
    'invalid-value',
    say`${option('teacher')} must be the name of a teacher or ${expected}, found ${found}.`,
    { subject: { option: 'teacher' } },
  );
}
