// Which teacher is meant: `openai:MODEL`, `anthropic:MODEL`, `google:MODEL` or `openai-compatible:URL#MODEL`, and its key; or one of the
// user's own, `config:NAME`.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { type Message, option, required, SocraticError, say } from '../common/index.ts';

export const teacherProviders = ['openai', 'anthropic', 'google', 'openai-compatible', 'config'] as const;
export type TeacherProvider = (typeof teacherProviders)[number];

export interface TeacherSpec {
  /** `run`: a student of ours, which a layer that knows runs has opened. `own`: a model that the caller has made. */
  readonly provider: TeacherProvider | 'run' | 'own';
  readonly model: string;
  /** Of an OpenAI-compatible server, without a slash at its end. */
  readonly url?: string;
  /** The whole in one spelling: `openai:gpt-4.1-mini`. */
  readonly text: string;
  /** Of `config:NAME`, once `findTeacher` has found it, of `run` and of `own`. */
  readonly configured?: Teacher;
}

/** Where a teacher is named: the caller's option, for the errors, and whether it takes trained students too. */
export interface TeacherPlace {
  /** Default `teacher`. */
  readonly option?: string | undefined;
  /** Default false. */
  readonly students?: boolean | undefined;
}

function formsIn({ students = false }: TeacherPlace): string {
  const hosted = 'openai:MODEL, anthropic:MODEL, google:MODEL, openai-compatible:URL#MODEL';
  const student = students ? 'run:DIR for a trained student, ' : '';
  return `${hosted}, ${student}or config:NAME for a model of socratic.config.ts`;
}

/** Whether a name is a teacher's, however it goes on: a model's path or hub id never begins with a provider and a colon. */
export function isTeacherSpec(text: string): boolean {
  return teacherProviders.some((name) => text.startsWith(`${name}:`));
}

/** Reads a teacher's name. Throws `teacher-unknown`, and `teacher-url` for a URL that cannot be used. Both name the option. */
export function parseTeacherSpec(text: string, place: TeacherPlace = {}): TeacherSpec {
  const colon = text.indexOf(':');
  const provider = teacherProviders.find((name) => name === text.slice(0, Math.max(0, colon)));
  const rest = text.slice(colon + 1).trim();
  if (provider === undefined || rest === '') throw unknownTeacher(text, place);
  if (provider !== 'openai-compatible') return { provider, model: rest, text: `${provider}:${rest}` };
  const [, address = '', model = ''] = /^([^#]*)#?(.*)$/s.exec(rest) ?? [];
  if (address.trim() === '') throw unknownTeacher(text, place);
  const url = serverUrl(address.trim(), place);
  if (model.trim() === '') throw withoutModel(url, place);
  return { provider, model: model.trim(), url, text: `${provider}:${url}#${model.trim()}` };
}

function unknownTeacher(text: string, place: TeacherPlace): SocraticError {
  const name = nameOf(place);
  return new SocraticError(
    'teacher-unknown',
    say`${option(name)} must be ${formsIn(place)}, found "${text}".`,
    { subject: { option: name, model: text } },
  );
}

function withoutModel(url: string, place: TeacherPlace): SocraticError {
  const name = nameOf(place);
  return new SocraticError(
    'teacher-unknown',
    say`${option(name)}: openai-compatible:${url} does not name a model. Expected openai-compatible:${url}#MODEL. Most servers list their models at ${url}/models.`,
    { subject: { option: name }, details: { url } },
  );
}

const nameOf = ({ option: name = 'teacher' }: TeacherPlace): string => name;

/** What the SDK adds to a server's URL itself, and what stands beside it. */
const endpoint = /\/(chat\/completions|completions|responses|embeddings|models)$/;
/** `localhost:8000/v1`: nothing but a host, perhaps with port and path. */
const hostAlone = /^[\w.-]+(:\d+)?(\/[\w./-]*)?$/;

/** A URL is written to records and stores, so a secret must not be part of it. */
function serverUrl(text: string, place: TeacherPlace): string {
  if (hostAlone.test(text)) {
    throw badUrl(
      place,
      `"${text}" has no http:// or https:// in front: expected openai-compatible:http://${text}#MODEL.`,
    );
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw badUrl(place, 'expected a URL such as http://localhost:8000/v1 after openai-compatible:.');
  }
  if (!['http:', 'https:'].includes(url.protocol))
    throw badUrl(place, `expected http or https, found ${url.protocol}`);
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    throw badUrl(
      place,
      'it holds a user, a password or a query, which would be written to the records of the run. ' +
        `Put the key into the environment variable ${keyVariables['openai-compatible'].name}.`,
    );
  }
  const server = url.href.replace(/\/+$/, '');
  const [found] = endpoint.exec(server) ?? [];
  if (found === undefined) return server;
  const expected = server.slice(0, -found.length);
  throw badUrl(place, `leave ${found} out, it is added: expected openai-compatible:${expected}#MODEL.`);
}

function badUrl(place: TeacherPlace, why: string | Message): SocraticError {
  const name = nameOf(place);
  return new SocraticError('teacher-url', say`${option(name)}: ${why}`, { subject: { option: name } });
}

type KnownProvider = Exclude<TeacherProvider, 'config'>;

const keyVariables: Readonly<Record<KnownProvider, { readonly name: string; readonly required: boolean }>> = {
  openai: { name: 'OPENAI_API_KEY', required: true },
  anthropic: { name: 'ANTHROPIC_API_KEY', required: true },
  google: { name: 'GOOGLE_GENERATIVE_AI_API_KEY', required: true },
  'openai-compatible': { name: 'OPENAI_COMPATIBLE_API_KEY', required: false },
};

/** Whose answers may carry log-probabilities. The SDK's Google provider cannot ask for them. */
const givesLogprobs: Readonly<Record<TeacherSpec['provider'], boolean>> = {
  openai: true,
  anthropic: false,
  google: false,
  'openai-compatible': true,
  config: false,
  run: false,
  own: false,
};

/** Throws `logprobs-unsupported` for a teacher that has no log-probabilities. */
export function assertHasLogprobs({ provider, text }: TeacherSpec): void {
  if (givesLogprobs[provider]) return;
  throw new SocraticError(
    'logprobs-unsupported',
    say`${text} gives no log-probabilities: only openai: and openai-compatible: teachers can. Leave ${option('logprobs')} out.`,
    { subject: { option: 'logprobs', model: text } },
  );
}

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
  const { provider } = spec;
  if (provider === 'config' || provider === 'run' || provider === 'own') {
    return required(spec.configured, `the model of ${spec.text}`);
  }
  const variable = keyVariables[provider];
  const apiKey = environment[variable.name]?.trim() || undefined;
  if (apiKey === undefined && variable.required) {
    throw new SocraticError(
      'key-missing',
      `${spec.text} needs a key in the environment variable ${variable.name}, which is not set.`,
      { subject: { model: spec.text }, details: { variable: variable.name } },
    );
  }
  const settings = { ...(apiKey && { apiKey }), ...(fetch && { fetch }) };
  const model = await createModel({ ...spec, provider }, settings);
  return { model, spec: spec.text, secrets: apiKey === undefined ? [] : [apiKey] };
}

async function createModel(
  { provider, model, url = '' }: TeacherSpec & { readonly provider: KnownProvider },
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
      return createOpenAICompatible({
        name: 'teacher', // logprobOptions names it too
        baseURL: url,
        supportsStructuredOutputs: true,
        ...settings,
      })(model);
    }
  }
}
