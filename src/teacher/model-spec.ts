// Which teacher is meant: `openai:MODEL`, `anthropic:MODEL`, `google:MODEL` or `openai-compatible:URL#MODEL`, and its key.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { UsageError } from '../common/index.ts';

export const teacherProviders = ['openai', 'anthropic', 'google', 'openai-compatible'] as const;
export type TeacherProvider = (typeof teacherProviders)[number];

export interface TeacherSpec {
  readonly provider: TeacherProvider;
  readonly model: string;
  /** Of an OpenAI-compatible server, without a slash at its end. */
  readonly url?: string;
  /** The whole in one spelling: `openai:gpt-4.1-mini`. */
  readonly text: string;
}

const forms = 'openai:MODEL, anthropic:MODEL, google:MODEL or openai-compatible:URL#MODEL';

/** Reads a teacher's name; throws `teacher-unknown`, and `teacher-url` for a URL that cannot be used. */
export function parseTeacherSpec(text: string): TeacherSpec {
  const colon = text.indexOf(':');
  const provider = teacherProviders.find((name) => name === text.slice(0, Math.max(0, colon)));
  const rest = text.slice(colon + 1).trim();
  if (provider === undefined || rest === '') throw unknownTeacher(text);
  if (provider !== 'openai-compatible') return { provider, model: rest, text: `${provider}:${rest}` };
  const hash = rest.indexOf('#');
  const model = rest.slice(hash + 1).trim();
  if (hash < 1 || model === '') throw unknownTeacher(text);
  const url = serverUrl(rest.slice(0, hash));
  return { provider, model, url, text: `${provider}:${url}#${model}` };
}

function unknownTeacher(text: string): UsageError {
  return new UsageError('teacher-unknown', `--teacher must be ${forms}, found "${text}".`, {
    details: { flag: '--teacher', received: text },
  });
}

/** A URL is written to records and stores, so a secret must not be part of it. */
function serverUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw badUrl(`"${text}" is not a URL such as http://localhost:8000/v1.`);
  }
  if (!['http:', 'https:'].includes(url.protocol))
    throw badUrl(`expected http or https, found ${url.protocol}`);
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    throw badUrl(
      'it holds a user, a password or a query, which would be written to the records of the run. ' +
        `Put the key into the environment variable ${keyVariables['openai-compatible'].name}.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}

function badUrl(why: string): UsageError {
  return new UsageError('teacher-url', `--teacher: ${why}`, { details: { flag: '--teacher' } });
}

const keyVariables: Readonly<Record<TeacherProvider, { readonly name: string; readonly required: boolean }>> =
  {
    openai: { name: 'OPENAI_API_KEY', required: true },
    anthropic: { name: 'ANTHROPIC_API_KEY', required: true },
    google: { name: 'GOOGLE_GENERATIVE_AI_API_KEY', required: true },
    'openai-compatible': { name: 'OPENAI_COMPATIBLE_API_KEY', required: false },
  };

export interface Teacher {
  readonly model: LanguageModelV3;
  readonly spec: string;
  /** What must never be written anywhere. */
  readonly secrets: readonly string[];
}

/** The teacher, with its key from `environment`; its requests go through `fetch`. Throws `key-missing`. */
export async function createTeacher(
  spec: TeacherSpec,
  environment: Readonly<Record<string, string | undefined>>,
  fetch?: typeof globalThis.fetch,
): Promise<Teacher> {
  const variable = keyVariables[spec.provider];
  const apiKey = environment[variable.name]?.trim() || undefined;
  if (apiKey === undefined && variable.required) {
    throw new UsageError(
      'key-missing',
      `${spec.text} needs a key in the environment variable ${variable.name}, which is not set.`,
      { details: { variable: variable.name } },
    );
  }
  const model = await createModel(spec, { ...(apiKey && { apiKey }), ...(fetch && { fetch }) });
  return { model, spec: spec.text, secrets: apiKey === undefined ? [] : [apiKey] };
}

async function createModel(
  { provider, model, url = '' }: TeacherSpec,
  settings: { readonly apiKey?: string; readonly fetch?: typeof globalThis.fetch },
): Promise<LanguageModelV3> {
  switch (provider) {
    case 'openai': {
      const { createOpenAI } = await import('@ai-sdk/openai');
      return createOpenAI(settings)(model);
    }
    case 'anthropic': {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return createAnthropic(settings)(model);
    }
    case 'google': {
      const { createGoogleGenerativeAI } = await import('@ai-sdk/google');
      return createGoogleGenerativeAI(settings)(model);
    }
    case 'openai-compatible': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      return createOpenAICompatible({ name: 'teacher', baseURL: url, ...settings })(model);
    }
  }
}
