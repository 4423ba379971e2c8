// What is known to be secret about a model that somebody else has made: nothing of it may get into a store, a record or an error.
import type { LanguageModelV3 } from '@ai-sdk/provider';

type Environment = Readonly<Record<string, string | undefined>>;

const secretName = /(?:^|_)(?:API_?KEY|KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)$/i;
const secretHeader = /auth|key|token|secret|cookie/i;

/** The secrets that were named, those of the environment, and those that the model would send; the longest first. */
export function knownSecrets(
  model: LanguageModelV3 | null,
  named: readonly string[],
  environment: Environment,
): string[] {
  const fromEnvironment = Object.entries(environment).flatMap(([name, value]) =>
    secretName.test(name) && value !== undefined ? [value.trim()] : [],
  );
  const all = new Set([...named, ...fromEnvironment, ...(model === null ? [] : secretsInHeaders(model))]);
  return [...all].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
}

/**
 * The models of the AI SDK's own providers keep their headers in `config.headers`. Others, and models in a wrapper, hide theirs; and a
 * promise of headers is not waited for, since it may log in somewhere.
 */
function secretsInHeaders(model: LanguageModelV3): string[] {
  let headers: unknown;
  try {
    const { config } = model as { readonly config?: { readonly headers?: unknown } };
    headers = typeof config?.headers === 'function' ? config.headers() : config?.headers;
  } catch {
    return []; // such as a missing key, which the first call will tell of
  }
  if (typeof headers !== 'object' || headers === null) return [];
  return Object.entries(headers).flatMap(([name, value]) => {
    if (!secretHeader.test(name) || typeof value !== 'string') return [];
    return [value, value.replace(/^\w+\s+/, '')]; // `Bearer KEY`
  });
}
