// Requests to a teacher over real sockets: redirects, proxies, the name of the token limit.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type ProxySettings, proxiesOf, teacherFetch } from './index.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

async function serve(answer: (received: Received, response: ServerResponse) => void) {
  const log: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    const received = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
    log.push(received);
    answer(received, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, port, origin: `http://127.0.0.1:${port}`, log };
}

const none: ProxySettings = { http: null, https: null, unspoken: [], exceptions: '' };
const request = (body: object = { max_tokens: 5 }) => ({
  method: 'POST',
  headers: { 'x-api-key': 'k-0123456789', 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const well = (response: ServerResponse) => response.end('{"ok": true}');

test.each([
  301, 302, 307, 308,
])('HTTP %i within the server is followed as the POST that it is', async (status) => {
  const { origin, log } = await serve(({ url }, response) => {
    if (url.startsWith('/real')) return well(response);
    response.writeHead(status, { location: '/real/v1/chat/completions' });
    response.end();
  });
  const response = await teacherFetch({ proxies: none })(`${origin}/v1/chat/completions`, request());
  expect(await response.json()).toEqual({ ok: true });
  expect(log.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['POST', '/v1/chat/completions', '{"max_tokens":5}'],
    ['POST', '/real/v1/chat/completions', '{"max_tokens":5}'],
  ]);
});

test('a redirect to another host or port is not followed: nobody else gets the key', async () => {
  const other = await serve((_, response) => well(response));
  const { origin } = await serve((_, response) => {
    response.writeHead(307, { location: `${other.origin}/v1/chat/completions` });
    response.end();
  });
  const response = await teacherFetch({ proxies: none })(`${origin}/v1/chat/completions`, request());
  expect(response.status).toBe(307);
  expect(other.log).toEqual([]);
});

test('a redirect to a page to sign in, and one without end, are returned as they come', async () => {
  const login = await serve((_, response) => {
    response.writeHead(302, { location: '/login' });
    response.end();
  });
  expect((await teacherFetch({ proxies: none })(`${login.origin}/v1/messages`, request())).status).toBe(302);
  expect(login.log).toHaveLength(1);
  const circle = await serve(({ url }, response) => {
    response.writeHead(307, { location: url });
    response.end();
  });
  expect((await teacherFetch({ proxies: none })(`${circle.origin}/v1/messages`, request())).status).toBe(307);
  expect(circle.log.length).toBeLessThan(6);
});

test('a model that wants max_completion_tokens gets it, and is asked so from then on', async () => {
  const { origin, log } = await serve(({ body }, response) => {
    if (!('max_tokens' in JSON.parse(body))) return well(response);
    response.writeHead(400);
    response.end(
      `{"error": {"message": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."}}`,
    );
  });
  const fetch = teacherFetch({ proxies: none });
  expect((await fetch(`${origin}/v1/chat/completions`, request({ model: 'm', max_tokens: 7 }))).ok).toBe(
    true,
  );
  expect((await fetch(`${origin}/v1/chat/completions`, request({ model: 'm', max_tokens: 8 }))).ok).toBe(
    true,
  );
  expect(log.map(({ body }) => JSON.parse(body))).toEqual([
    { model: 'm', max_tokens: 7 },
    { model: 'm', max_completion_tokens: 7 },
    { model: 'm', max_completion_tokens: 8 },
  ]);
});

test('another refusal is returned whole, after one request', async () => {
  const { origin, log } = await serve((_, response) => {
    response.writeHead(400);
    response.end('context too long');
  });
  const response = await teacherFetch({ proxies: none })(`${origin}/v1/chat/completions`, request());
  expect(await response.text()).toBe('context too long');
  expect(log).toHaveLength(1);
});

test('plain requests go through a proxy with its user, and to this machine they go directly', async () => {
  const proxy = await serve((_, response) => well(response));
  const direct = await serve((_, response) => well(response));
  const proxies = proxiesOf({ HTTP_PROXY: `http://me:pass%40word@127.0.0.1:${proxy.port}` });
  const fetch = teacherFetch({ proxies });
  await (await fetch('http://teacher.example/v1/chat/completions', request())).text();
  expect(proxy.log.map(({ url }) => url)).toEqual(['http://teacher.example/v1/chat/completions']);
  expect(proxy.log[0]?.headers['proxy-authorization']).toBe(`Basic ${btoa('me:pass@word')}`);
  await (await fetch(`${direct.origin}/v1/chat/completions`, request())).text();
  expect(direct.log).toHaveLength(1);
  expect(direct.log[0]?.headers['proxy-authorization']).toBeUndefined();
  expect(proxy.log).toHaveLength(1);
});

test('requests with TLS are tunnelled', async () => {
  const tunnels: string[] = [];
  const proxy = await serve((_, response) => well(response));
  proxy.server.on('connect', (received, socket) => {
    tunnels.push(received.url ?? '');
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  });
  const proxies = proxiesOf({ HTTPS_PROXY: `127.0.0.1:${proxy.port}` });
  await expect(teacherFetch({ proxies })('https://teacher.example/v1', request())).rejects.toThrow();
  expect(tunnels).toEqual(['teacher.example:443']);
});
