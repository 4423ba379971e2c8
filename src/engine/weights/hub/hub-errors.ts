// What can go wrong between us and the hub, as errors for a person. SocraticErrors are those that come again until a name, a variable or a
// token is another one.
import { messageOf, SocraticError } from '../../../common/index.ts';
import { answerInvalid } from './hub-connection.ts';
import type { HubSpec } from './hub-spec.ts';

const LOCAL = 'Or give a model directory or a GGUF file on this machine.';

/** Anything that was thrown while fetching; `lacking` says what the cache has not, `: a, b missing` or nothing. */
export async function explained(
  error: unknown,
  { repo, revision }: HubSpec,
  endpoint: string,
  lacking: string,
): Promise<SocraticError> {
  if (error instanceof SocraticError) return error;
  const { HubApiError, InvalidApiResponseFormatError } = await import('@huggingface/hub');
  if (error instanceof HubApiError)
    return refused(error.statusCode, repo, `${repo} (${revision}) at ${endpoint}`);
  if (error instanceof InvalidApiResponseFormatError) {
    return answerInvalid(endpoint, `does not answer as the hub does (${error.message})`);
  }
  if (error instanceof TypeError && /token/.test(error.message)) {
    return new SocraticError('hub-forbidden', `HF_TOKEN is not a hub token: ${error.message}.`);
  }
  return new SocraticError(
    'hub-unreachable',
    `${repo} could not be fetched from ${endpoint} (${reasonOf(error)}), and it is not whole in the cache${lacking}. Give a model directory or a GGUF file on this machine, or set HF_ENDPOINT to a hub that can be reached.`,
    { details: { repo, endpoint }, cause: error },
  );
}

function refused(status: number, repo: string, at: string): SocraticError {
  const options = { details: { repo, status } };
  if (status === 401 || status === 403) {
    return new SocraticError(
      'hub-forbidden',
      `The hub does not give ${at}: it is private, needs its licence accepted on its page, or does not exist. Set HF_TOKEN to a token that may read it. ${LOCAL}`,
      options,
    );
  }
  if (status === 404) {
    const message = `The hub has no ${at}. Check the name and the revision. ${LOCAL}`;
    return new SocraticError('hub-not-found', message, options);
  }
  const message = `The hub answered ${status} to a request for ${at}. Try again later. ${LOCAL}`;
  return new SocraticError('hub-failed', message, options);
}

/** What is behind `fetch failed`. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : `${messageOf(error)}: ${messageOf(cause)}`;
}

/** Whether what is in the cache may serve instead: the hub was not reached, was in trouble, or was not the hub at all. */
export const mayUseCache = ({ code, details }: SocraticError): boolean =>
  code === 'hub-unreachable' ||
  code === 'hub-answer-invalid' ||
  (code === 'hub-failed' && Number(details.status) >= 500);

/** Why it has to, as a sentence. */
export const whyTheCache = ({ code, message }: SocraticError, endpoint: string): string =>
  code === 'hub-unreachable' ? `${endpoint} cannot be reached:` : message;

/** HF_HUB_OFFLINE is set and the cache has not what is needed. */
export function offline({ repo }: HubSpec, directory: string, lacking: string): never {
  throw new SocraticError(
    'hub-offline',
    `HF_HUB_OFFLINE is set, so nothing is fetched, and ${repo} is not whole in the cache (${directory})${lacking}. Unset HF_HUB_OFFLINE and try again; or copy the cache from a machine that has the model there; or give a model directory or a GGUF file on this machine.`,
    { details: { repo, directory } },
  );
}

/** The hub has the repository, but not what is needed in it. */
export function notUsable({ repo, file }: HubSpec, files: readonly string[]): never {
  throw new SocraticError(
    'hub-not-usable',
    `${repo} has ${file ?? 'no config.json, tokenizer.json and safetensors weights together'}${file === null ? '' : ' not'}: found ${files.join(', ') || 'nothing of use'}.`,
    { details: { repo, files } },
  );
}
