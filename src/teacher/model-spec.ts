// Which teacher is meant: `openai:MODEL`, `anthropic:MODEL`, `google:MODEL` or `openai-compatible:URL#MODEL`; or one of the user's own,
// `config:NAME`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { command, type Message, nearestName, option, SocraticError, say } from '../common/index.ts';

export const teacherProviders = ['openai', 'anthropic', 'google', 'openai-compatible', 'config'] as const;
export type TeacherProvider = (typeof teacherProviders)[number];

export interface TeacherSpec {
  /**
   * `run`: a student of ours, which a layer that knows runs has opened. `own`: a model that the caller has made. `completions`: a server
   * that continues texts, such as one that serves a student of ours.
   */
  readonly provider: TeacherProvider | 'completions' | 'run' | 'own';
  readonly model: string;
  /** Of an OpenAI-compatible server, of one that continues texts, and of a provider that the environment places elsewhere, without a slash at its end. */
  readonly url?: string;
  /** Of Azure OpenAI: `?api-version=` in the address. */
  readonly apiVersion?: string;
  /** The whole in one spelling: `openai:gpt-4.1-mini`. */
  readonly text: string;
  /** Of `config:NAME`, once `findTeacher` has found it, of `run` and of `own`. */
  readonly configured?: Teacher;
}

export interface Teacher {
  readonly model: LanguageModelV3;
  readonly spec: string;
  /** What must never be written anywhere. */
  readonly secrets: readonly string[];
}

/** Where a teacher is named: the caller's option, for the errors, and whether it takes trained students too. */
export interface TeacherPlace {
  /** Default `teacher`. */
  readonly option?: string | undefined;
  /** Default false. */
  readonly students?: boolean | undefined;
  /** Whether it takes servers that continue texts. Default false. */
  readonly completions?: boolean | undefined;
}

function formsIn({ students = false, completions = false }: TeacherPlace): string {
  const hosted = 'openai:MODEL, anthropic:MODEL, google:MODEL, openai-compatible:URL#MODEL';
  const student = students ? 'run:DIR for a trained student, ' : '';
  const served = completions ? 'completions:URL#MODEL for a server of a trained student, ' : '';
  return `${hosted}, ${student}${served}or config:NAME for a model of socratic.config.ts`;
}

/** Whether a name is a teacher's, however it goes on: a model's path or hub id never begins with a provider and a colon. */
export function isTeacherSpec(text: string): boolean {
  return teacherProviders.some((name) => text.startsWith(`${name}:`));
}

/** Reads a teacher's name. Throws `teacher-unknown`, and `teacher-url` for a URL that cannot be used. Both name the option. */
export function parseTeacherSpec(text: string, place: TeacherPlace = {}): TeacherSpec {
  const colon = text.indexOf(':');
  const providers = [...teacherProviders, ...(place.completions ? (['completions'] as const) : [])];
  const provider = providers.find((name) => name === text.slice(0, Math.max(0, colon)));
  const rest = text.slice(colon + 1).trim();
  if (provider === undefined || rest === '') throw unknownTeacher(text, place);
  if (provider !== 'openai-compatible' && provider !== 'completions')
    return { provider, model: rest, text: `${provider}:${rest}` };
  const [, address = '', model = ''] = /^([^#]*)#?(.*)$/s.exec(rest) ?? [];
  if (address.trim() === '') throw unknownTeacher(text, place);
  const { url, apiVersion } = serverUrl(address.trim(), { ...place, provider });
  const query = apiVersion === undefined ? '' : `?api-version=${apiVersion}`;
  if (model.trim() === '') throw withoutModel(provider, `${url}${query}`, place);
  const name = `${provider}:${url}${query}#${model.trim()}`;
  return { provider, model: model.trim(), url, ...(apiVersion && { apiVersion }), text: name };
}

/** Where the environment may place a provider: read by the SDK and by other tools, such as gateways and their guides. */
const baseUrlVariables = { openai: 'OPENAI_BASE_URL', anthropic: 'ANTHROPIC_BASE_URL' } as const;

/**
 * The teacher where the environment places it: `OPENAI_BASE_URL` and `ANTHROPIC_BASE_URL` make another teacher, `openai:MODEL@URL`, since
 * other servers answer otherwise. `variable` is the one that does. Throws `teacher-url`.
 */
export function placedBy(
  environment: Readonly<Record<string, string | undefined>>,
  spec: TeacherSpec,
): { readonly spec: TeacherSpec; readonly variable?: string } {
  const { provider, url, text } = spec;
  if ((provider !== 'openai' && provider !== 'anthropic') || url !== undefined) return { spec };
  const variable = baseUrlVariables[provider];
  const given = environment[variable]?.trim() ?? '';
  if (given === '') return { spec };
  const { url: placed, apiVersion } = serverUrl(given, { variable });
  if (apiVersion !== undefined) {
    throw badUrl({ variable }, 'it has an api-version: name the server as openai-compatible:URL#MODEL.');
  }
  if (defaultUrls[provider].includes(placed)) return { spec };
  return { spec: { ...spec, url: placed, text: `${text}@${placed}` }, variable };
}

const defaultUrls: Readonly<Record<keyof typeof baseUrlVariables, readonly string[]>> = {
  openai: ['https://api.openai.com/v1'],
  anthropic: ['https://api.anthropic.com/v1', 'https://api.anthropic.com'],
};

function unknownTeacher(text: string, place: TeacherPlace): SocraticError {
  const name = nameOf(place);
  const near = meantTeacher(text.trim(), place);
  const hint = isServedStudent(text, place)
    ? say` A run is asked as a server of its model: export it (${command('export', 'RUN', option('to', 'gguf'))}), let llama.cpp or vLLM serve it, and name that as completions:URL#MODEL.`
    : near === null
      ? ''
      : ` Did you mean ${near}?`;
  return new SocraticError(
    'teacher-unknown',
    say`${option(name)} must be ${formsIn(place)}, found "${text}".${hint}`,
    { subject: { option: name, model: text } },
  );
}

/** A run that is named where only a server of one can be asked. */
function isServedStudent(text: string, { students = false, completions = false }: TeacherPlace): boolean {
  return completions && !students && text.trim().startsWith('run:');
}

/** The beginnings of the names that providers give to their models. */
const modelNames: readonly (readonly [provider: TeacherProvider, beginning: RegExp])[] = [
  ['openai', /^(?:gpt-|chatgpt-|o\d(?:-|$))/i],
  ['anthropic', /^claude-/i],
  ['google', /^gemini-/i],
];

/** The teacher that was meant by a name that is none: an address, a misspelt provider, a model without its provider, a run; null for others. */
function meantTeacher(text: string, { students = false }: TeacherPlace): string | null {
  if (students && existsSync(join(text, 'run.json'))) return `run:${text}`;
  const address = addressIn(text);
  if (address !== null) return `openai-compatible:${address}`;
  const [, word = '', rest = ''] = /^([^:/#]+)[:/](.*)$/s.exec(text) ?? [];
  const names = [...teacherProviders, ...(students ? ['run'] : [])];
  // two letters make any short word another one
  const isShort = word.length <= 3;
  const near = nearestName(word, names);
  const provider = isShort && near !== word.toLowerCase() ? null : near;
  if (provider !== null && rest !== '') return `${provider}:${rest}`;
  const maker = modelNames.find(([, beginning]) => beginning.test(text));
  return maker === undefined ? null : `${maker[0]}:${text}`;
}

/** The address of a server, and its model, where a text is that and nothing else; without the endpoint, which calls add. */
function addressIn(text: string): string | null {
  const [, scheme = 'http://', host, path = '', model = '#MODEL'] =
    /^(https?:\/\/)?([\w.-]+:\d+|(?<=\/\/)[\w.-]+|localhost)(\/[^#\s]*)?(#\S+)?$/i.exec(text.trim()) ?? [];
  if (host === undefined) return null;
  const base = path.replace(/\/(?:chat\/)?completions\/?$/, '').replace(/\/+$/, '');
  return `${scheme}${host}${base === '' ? '/v1' : base}${model}`;
}

function withoutModel(provider: string, url: string, place: TeacherPlace): SocraticError {
  const name = nameOf(place);
  return new SocraticError(
    'teacher-unknown',
    say`${option(name)}: ${provider}:${url} does not name a model. Expected ${provider}:${url}#MODEL. Most servers list their models at ${url}/models.`,
    { subject: { option: name }, details: { url } },
  );
}

const nameOf = ({ option: name = 'teacher' }: TeacherPlace): string => name;

/** What the SDK adds to a server's URL itself, and what stands beside it. */
const endpoint = /\/(chat\/completions|completions|responses|embeddings|models)$/;
/** `localhost:8000/v1`: nothing but a host, perhaps with port and path. */
const hostAlone = /^[\w.-]+(:\d+)?(\/[\w./-]*)?$/;

/** Where the key of a server is read from. */
export const serverKeys = {
  'openai-compatible': 'OPENAI_COMPATIBLE_API_KEY',
  completions: 'COMPLETIONS_API_KEY',
} as const;

/** What a URL is given by: an option, or a variable of the environment. */
type UrlPlace = TeacherPlace & {
  readonly variable?: string;
  /** Of the name in which the URL stands. Default `openai-compatible`. */
  readonly provider?: 'openai-compatible' | 'completions';
};

/** A URL is written to records and stores, so a secret must not be part of it. */
function serverUrl(text: string, place: UrlPlace): { readonly url: string; readonly apiVersion?: string } {
  const { provider = 'openai-compatible' } = place;
  if (hostAlone.test(text)) {
    throw badUrl(
      place,
      `"${text}" has no http:// or https:// in front: expected ${provider}:http://${text}#MODEL.`,
    );
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw badUrl(place, `expected a URL such as http://localhost:8000/v1 after ${provider}:.`);
  }
  if (!['http:', 'https:'].includes(url.protocol))
    throw badUrl(place, `expected http or https, found ${url.protocol}`);
  const apiVersion = url.searchParams.get('api-version') ?? undefined;
  const isVersion = apiVersion !== undefined && /^[\w.-]+$/.test(apiVersion) && url.searchParams.size === 1;
  if (url.username !== '' || url.password !== '' || (url.search !== '' && !isVersion)) {
    throw badUrl(
      place,
      'it holds a user, a password or a query other than api-version, which would be written to the records of the run. ' +
        `Put the key into the environment variable ${serverKeys[provider]}.`,
    );
  }
  const query = url.search;
  url.search = '';
  const server = url.href.replace(/[/?]+$/, '');
  const [found] = endpoint.exec(server) ?? [];
  if (found === undefined) return { url: server, ...(apiVersion && { apiVersion }) };
  const expected = `${server.slice(0, -found.length)}${query}`;
  throw badUrl(place, `leave ${found} out, it is added: expected ${provider}:${expected}#MODEL.`);
}

function badUrl(place: UrlPlace, why: string | Message): SocraticError {
  if (place.variable !== undefined) {
    return new SocraticError('teacher-url', say`The environment variable ${place.variable}: ${why}`, {
      details: { variable: place.variable },
    });
  }
  const name = nameOf(place);
  return new SocraticError('teacher-url', say`${option(name)}: ${why}`, { subject: { option: name } });
}

/** Whose answers may carry log-probabilities. The SDK's Google provider cannot ask for them. */
const givesLogprobs: Readonly<Record<TeacherSpec['provider'], boolean>> = {
  openai: true,
  anthropic: false,
  google: false,
  'openai-compatible': true,
  completions: false,
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
