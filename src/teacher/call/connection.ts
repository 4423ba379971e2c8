// The network as calls to a teacher use it: through the proxies that the environment names, as long as our own timeout allows, to no other
// host than the one that was named, with the name of the token limit that the model takes, and with answers that the SDK can read.
import type { Dispatcher, RequestInit as UndiciRequestInit } from 'undici';
import { type ProxySettings, proxyFor } from './proxies.ts';
import { fitBody } from './response-body.ts';

type Fetch = typeof globalThis.fetch;

/** So many redirects within one server are followed. */
const mostRedirects = 3;
const connectTimeoutMs = 30_000;

export interface ConnectionOptions {
  readonly proxies: ProxySettings;
  /** For tests: sends in place of the network. */
  readonly send?: Fetch;
}

/** A `fetch` for the requests to one teacher. */
export function teacherFetch({ proxies, send = networkFetch(proxies) }: ConnectionOptions): Fetch {
  let usesCompletionLimit = false;
  return async (input, init = {}) => {
    const url = new URL(String(input instanceof Request ? input.url : input));
    const first = usesCompletionLimit ? withCompletionLimit(init) : init;
    const response = fitting(url, await following(send, url, first));
    if (response.status !== 400 || usesCompletionLimit) return response;
    const refusal = await response.clone().text();
    const other = /max_completion_tokens/.test(refusal) ? withCompletionLimit(init) : init;
    if (other === init) return response;
    const again = fitting(url, await following(send, url, other));
    if (again.ok) usesCompletionLimit = true;
    return again;
  };
}

/** A success with a body that the SDK can read. The body is read when the SDK reads it, so that one that breaks off fails there. */
function fitting(url: URL, response: Response): Response {
  if (!response.ok || response.body === null) return response;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      controller.enqueue(new TextEncoder().encode(fitBody(url.href, await response.text())));
      controller.close();
    },
    cancel: (reason) => response.body?.cancel(reason),
  });
  const headers = new Headers([...response.headers]);
  for (const name of ['content-encoding', 'content-length']) headers.delete(name);
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}

/** Newer models of OpenAI, behind any server, have `max_completion_tokens` in place of `max_tokens`: the limit includes their thoughts. */
function withCompletionLimit(init: RequestInit): RequestInit {
  if (typeof init.body !== 'string') return init;
  const { max_tokens: limit, ...body } = JSON.parse(init.body) as { max_tokens?: number };
  return limit === undefined
    ? init
    : { ...init, body: JSON.stringify({ ...body, max_completion_tokens: limit }) };
}

/**
 * Sends a request, and once more to where the same server says that it belongs, as the POST that it is. A redirect to another host is returned
 * as it came: the request has the key.
 */
async function following(send: Fetch, start: URL, init: RequestInit): Promise<Response> {
  let url = start;
  for (let redirects = 0; ; redirects++) {
    const response = await send(url, { ...init, redirect: 'manual' });
    const location = response.headers.get('location');
    const isRedirect = [301, 302, 307, 308].includes(response.status) && location !== null;
    if (!isRedirect || redirects === mostRedirects) return response;
    const next = new URL(location, url);
    if (!isSameServer(start, next) || !isSameEndpoint(url, next)) return response;
    await response.body?.cancel();
    url = next;
  }
}

/** The same origin, or the same host with TLS in place of none. */
function isSameServer(from: URL, to: URL): boolean {
  if (from.origin === to.origin) return true;
  const isUpgrade = from.protocol === 'http:' && to.protocol === 'https:';
  return isUpgrade && from.hostname === to.hostname && from.port === '' && to.port === '';
}

/** A redirect to a page for people, such as one to sign in, is no other address of the endpoint. */
function isSameEndpoint({ pathname: from }: URL, { pathname: to }: URL): boolean {
  const last = (path: string) => path.replace(/\/+$/, '').split('/').at(-1);
  return last(from) === last(to);
}

/** The network by way of undici, of which Node's `fetch` is made: only there can proxies and timeouts be set. */
export function networkFetch(proxies: ProxySettings): Fetch {
  const agents = new Map<string, Dispatcher>();
  return async (input, init) => {
    const { Agent, ProxyAgent, fetch } = await import('undici');
    const url = new URL(String(input));
    const proxy = proxyFor(url, proxies);
    const isTls = url.protocol === 'https:';
    let dispatcher = agents.get(`${proxy} ${isTls}`);
    if (dispatcher === undefined) {
      // our own timeout ends a call; without these, undici does after five minutes
      const times = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: connectTimeoutMs } };
      dispatcher =
        proxy === null ? new Agent(times) : new ProxyAgent({ ...times, uri: proxy, proxyTunnel: isTls });
      agents.set(`${proxy} ${isTls}`, dispatcher);
    }
    const response = await fetch(url, { ...(init as unknown as UndiciRequestInit), dispatcher });
    return response as unknown as Response;
  };
}
