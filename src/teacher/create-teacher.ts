// From a teacher that was named to one that can be asked: its key, its address and its connection, by what the environment has.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { required, SocraticError } from '../common/index.ts';
import { proxiesOf, proxySecrets, teacherFetch, withoutQuotes } from './call/index.ts';
import { continuingFetch } from './continuing-fetch.ts';
import { placedBy, serverKeys, type Teacher, type TeacherProvider, type TeacherSpec } from './model-spec.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type KnownProvider = Exclude<TeacherProvider, 'config'> | 'completions';

const keyVariables: Readonly<Record<KnownProvider, { readonly name: string; readonly required: boolean }>> = {
  openai: { name: 'OPENAI_API_KEY', required: true },
  anthropic: { name: 'ANTHROPIC_API_KEY', required: true },
  google: { name: 'GOOGLE_GENERATIVE_AI_API_KEY', required: true },
  'openai-compatible': { name: serverKeys['openai-compatible'], required: false },
  completions: { name: serverKeys.completions, required: false },
};

/** Named, so that the SDK does not look for other addresses in the environment: that one was looked for before, and is on record. */
const ownUrls = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
} as const satisfies Partial<Record<KnownProvider, string>>;

/**
 * The teacher, with its key from `environment`; its requests go through `fetch`, by default through the proxies of the environment. Throws
 * `key-missing`, `key-unusable`, and `teacher-url` for an address in the environment that cannot be used.
 */
export async function createTeacher(
  named: TeacherSpec,
  environment: Environment,
  fetch?: typeof globalThis.fetch,
): Promise<Teacher> {
  const { spec } = placedBy(environment, named);
  const { provider } = spec;
  if (provider === 'config' || provider === 'run' || provider === 'own') {
    return required(spec.configured, `the model of ${spec.text}`);
  }
  const apiKey = keyOf(spec.text, keyVariables[provider], environment);
  const proxies = proxiesOf(environment);
  const settings = { ...(apiKey && { apiKey }), fetch: fetch ?? teacherFetch({ proxies }) };
  const model = await createModel({ ...spec, provider }, settings);
  const secrets = [...(apiKey === undefined ? [] : [apiKey]), ...proxySecrets(proxies)];
  return { model, spec: spec.text, secrets };
}

function keyOf(
  teacher: string,
  { name, required: isRequired }: (typeof keyVariables)[KnownProvider],
  environment: Environment,
): string | undefined {
  const key = environment[name]?.trim() || undefined;
  if (key === undefined && isRequired) {
    throw new SocraticError(
      'key-missing',
      `${teacher} needs a key in the environment variable ${name}, which is not set.`,
      { subject: { model: teacher }, details: { variable: name } },
    );
  }
  const wrong = key === undefined ? null : wrongInKey(key);
  if (wrong === null) return key;
  throw new SocraticError('key-unusable', `The key in the environment variable ${name} ${wrong}`, {
    details: { variable: name },
  });
}

const invisible: Readonly<Record<number, string>> = {
  8203: 'a zero-width space',
  8204: 'a zero-width character',
  8205: 'a zero-width character',
  65279: 'a byte order mark',
  160: 'a no-break space',
  8288: 'a zero-width character',
};

/** What no key has and no header can carry, without a word of the key itself. */
function wrongInKey(key: string): string | null {
  if (/^(["'`]).*\1$/s.test(key)) return 'is in quotes. Leave them out.';
  if (/^bearer\s/i.test(key)) return 'begins with "Bearer". Leave that out: it is added.';
  const index = [...key].findIndex((character) => !/^[\x21-\x7e]$/.test(character));
  if (index < 0) return null;
  const found = [...key][index] ?? '';
  const place = `as character ${index + 1} of ${[...key].length}`;
  const code = found.codePointAt(0) ?? 0;
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (/\s/.test(found) && code < 128) return `has a space or a line break ${place}. Take it out.`;
  const edge = withoutQuotes(found) === '' && !(code in invisible);
  const what = invisible[code] ?? (edge ? `the quotation mark ${found}` : `"${found}"`);
  return `has ${what} (${hex}) ${place}, which no key has: it may have come with copying. Take it out.`;
}

async function createModel(
  { provider, model, url, apiVersion }: TeacherSpec & { readonly provider: KnownProvider },
  settings: { readonly apiKey?: string; readonly fetch: typeof globalThis.fetch },
): Promise<LanguageModelV3> {
  switch (provider) {
    case 'openai': {
      const { createOpenAI } = await import('@ai-sdk/openai');
      return createOpenAI({ ...settings, baseURL: url ?? ownUrls.openai })(model);
    }
    case 'anthropic': {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return createAnthropic({ ...settings, baseURL: url ?? ownUrls.anthropic })(model);
    }
    case 'google': {
      const { createGoogleGenerativeAI } = await import('@ai-sdk/google');
      return createGoogleGenerativeAI({ ...settings, baseURL: ownUrls.google })(model);
    }
    case 'completions': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      const { fetch, ...key } = settings;
      const server = { name: 'completions', baseURL: url ?? '', fetch: continuingFetch(fetch), ...key };
      return createOpenAICompatible(server).completionModel(model);
    }
    case 'openai-compatible': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      const { apiKey, fetch } = settings;
      const baseURL = url ?? '';
      const takesHeader = apiVersion !== undefined || isAzure(baseURL);
      return createOpenAICompatible({
        name: 'teacher', // logprobOptions names it too
        baseURL,
        supportsStructuredOutputs: true,
        fetch,
        // Azure takes a key in a header of its own, and what comes as a bearer for a token of another kind
        ...(apiKey && !isAzure(baseURL) && { apiKey }),
        ...(apiKey && takesHeader && { headers: { 'api-key': apiKey } }),
        ...(apiVersion && { queryParams: { 'api-version': apiVersion } }),
      })(model);
    }
  }
}

function isAzure(url: string): boolean {
  return URL.canParse(url) && /\.azure\.(?:com|us|cn)$/i.test(new URL(url).hostname);
}
