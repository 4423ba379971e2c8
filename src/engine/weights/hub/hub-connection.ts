// How the hub is asked: where it is, with which token, and how much it may answer. Its answers are those of a stranger.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { largestFile, messageOf, readBoundedText, SocraticError } from '../../../common/index.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** An answer is some hundred kB at most: the hub lists a thousand files a page. No model's folder has as many files as this allows. */
const limits = { answerBytes: 2 ** 22, pages: 100, entries: 20_000 } as const;

/** Of the answers only what is used. */
const modelAnswer = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/, 'expected a commit of 40 hexadecimal digits'),
});
const listingAnswer = z
  .array(
    z.object({
      type: z.string(),
      path: z.string(),
      size: z.int().min(0).default(0),
      oid: z.string().optional(),
      lfs: z.object({ oid: z.string(), size: z.int().min(0) }).nullish(),
    }),
  )
  .max(limits.entries);

export interface Connection {
  /** Where the hub is, without a slash at the end. */
  readonly endpoint: string;
  readonly accessToken: string | undefined;
  /** Asks for files. */
  readonly fetch: typeof fetch;
  /** Asks about a model. */
  readonly fetchModel: typeof fetch;
  /** Asks for a model's files, page by page. */
  readonly fetchListing: typeof fetch;
}

/** Throws `hub-endpoint-invalid` (SocraticError). Its functions throw `hub-answer-invalid`, and what `fetch` throws. */
export function connect(environment: Environment, signal: AbortSignal | undefined): Connection {
  const endpoint = endpointOf(environment);
  const send: typeof fetch = async (url, init) => {
    const headers = new Headers(init?.headers);
    // The library sends the token wherever the hub's `Link` and redirects lead: it is for the hub alone.
    if (new URL(url instanceof Request ? url.url : url).origin !== new URL(endpoint).origin) {
      headers.delete('authorization');
    }
    // Plain downloads, not the chunk protocol that the library prefers: a file is then one stream, which can be continued.
    if (headers.get('accept')?.includes('xet')) headers.delete('accept');
    const response = await fetch(url, { ...init, headers, ...(signal ? { signal } : {}) });
    return response.ok ? response : withoutBody(response);
  };
  let pages = 0;
  return {
    endpoint,
    accessToken: tokenOf(environment),
    fetch: send,
    fetchModel: async (url, init) => checked(await send(url, init), modelAnswer, String(url)),
    fetchListing: async (url, init) => {
      if (++pages > limits.pages) {
        const found = `a list of files of more than ${limits.pages} pages`;
        throw answerInvalid(String(url), `answered with ${found}, which no model has`);
      }
      return checked(await send(url, init), listingAnswer, String(url));
    },
  };
}

/** What an answer that says no has to say is in its status; the library would read all of its text. */
async function withoutBody({ body, status, headers }: Response): Promise<Response> {
  await body?.cancel().catch(() => undefined);
  const code = headers.get('x-error-code');
  const isPage = headers.get('content-type')?.includes('html') ?? false;
  return new Response(null, {
    status: Math.min(status, 599), // the highest that a Response can be made with
    headers: {
      ...(code === null ? {} : { 'x-error-code': code }),
      ...(isPage ? { 'content-type': 'text/html' } : {}),
    },
  });
}

/** The answer to a request for `asked`, once it is known to be small and what the library expects. */
async function checked(response: Response, schema: z.ZodType, asked: string): Promise<Response> {
  const { ok, status, headers } = response;
  const url = response.url || asked; // where redirects have led
  const isPage = headers.get('content-type')?.includes('html') ?? false;
  if (!ok && isPage && status < 500) {
    throw answerInvalid(url, `answered ${status} with a web page, not with the hub's JSON`);
  }
  if (!ok) return response;
  const text = await boundedText(response, url);
  if (isPage || /^\s*</.test(text)) {
    throw answerInvalid(url, "answered with a web page, not with the hub's JSON");
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw answerInvalid(url, `answered with what is no JSON (${messageOf(error)})`);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') || 'the whole';
    throw answerInvalid(url, `answered with JSON that is not the hub's (${where}: ${issue?.message})`);
  }
  const link = headers.get('link');
  return new Response(JSON.stringify(parsed.data), { headers: link === null ? {} : { link } });
}

async function boundedText({ body }: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length; // leaving the loop ends the connection
    if (size > limits.answerBytes)
      throw answerInvalid(url, `answered with more than ${limits.answerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The error for an answer that cannot be the hub's: `problem` goes on from the URL. */
export function answerInvalid(url: string, problem: string): SocraticError {
  const { origin, pathname } = URL.canParse(url) ? new URL(url) : { origin: url, pathname: '' };
  return new SocraticError(
    'hub-answer-invalid',
    `${origin}${pathname} ${problem}. Check HF_ENDPOINT, and whether a proxy or a sign-in page stands between.`,
    { details: { url: `${origin}${pathname}` } },
  );
}

const standard = 'https://huggingface.co';

function endpointOf({ HF_ENDPOINT: given }: Environment): string {
  if (given === undefined || given.trim() === '') return standard;
  const url = URL.canParse(given.trim()) ? new URL(given.trim()) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return refuseEndpoint(`received ${JSON.stringify(given)}, expected a URL, such as ${standard}`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return refuseEndpoint(`expected a URL without user, password, ? and #, such as ${standard}`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function refuseEndpoint(problem: string): never {
  throw new SocraticError('hub-endpoint-invalid', `HF_ENDPOINT: ${problem}. Correct it, or unset it.`, {
    details: { variable: 'HF_ENDPOINT' },
  });
}

export const isOffline = ({ HF_HUB_OFFLINE }: Environment): boolean =>
  /^(1|true|yes|on)$/i.test(HF_HUB_OFFLINE ?? '');

export function cacheDirectory(environment: Environment): string {
  return environment.HF_HUB_CACHE ?? environment.HUGGINGFACE_HUB_CACHE ?? join(homeOf(environment), 'hub');
}

const homeOf = (environment: Environment): string =>
  environment.HF_HOME ?? join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huggingface');

/** HF_TOKEN, or what `hf auth login` left. It is sent to the endpoint and nowhere written. */
function tokenOf(environment: Environment): string | undefined {
  const path = environment.HF_TOKEN_PATH ?? join(homeOf(environment), 'token');
  const token = environment.HF_TOKEN ?? (existsSync(path) ? readBoundedText(path, largestFile.prose) : '');
  return token.trim() === '' ? undefined : token.trim();
}
