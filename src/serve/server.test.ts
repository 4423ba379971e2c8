// What the server does before and around solving, with a solver that is none.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { trainedRecord } from '../../test/support/trained-record.ts';
import { SocraticError } from '../common/index.ts';
import { createSolver } from '../solve/index.ts';
import { Metrics } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import { routesOf } from './routes.ts';
import { createServer, type SolverServer } from './server.ts';
import type { CreateServerOptions } from './server-options.ts';
import { solveFields } from './solve-route.ts';

vi.mock('../solve/index.ts', async (original) => ({ ...(await original<object>()), createSolver: vi.fn() }));

const key = 'a-key-of-the-tests-1';
const folder = mkdtempSync(join(tmpdir(), 'server-'));
const solve = vi.fn();
const close = vi.fn(() => Promise.resolve());
beforeAll(() => writeFileSync(join(folder, 'run.json'), JSON.stringify(trainedRecord)));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  vi.clearAllMocks();
  solve.mockResolvedValue({
    answer: '7',
    steps: [],
    output: '#### 7',
    limits: [],
    promptTokens: 5,
    generatedTokens: 3,
  });
  vi.mocked(createSolver).mockResolvedValue({ isOpen: true, solve, close } as never);
});

const start = (options: Partial<CreateServerOptions> = {}) =>
  createServer({ runs: { mine: folder }, port: 0, ...options });

interface Got {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function send(server: SolverServer, path: string, options: RequestOptions = {}, body?: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${server.url}${path}`,
      { agent: false, ...options },
      async (response: IncomingMessage) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const post = (
  server: SolverServer,
  body: string,
  headers: Record<string, string> = json,
  path = '/v1/solve',
) => send(server, path, { method: 'POST', headers }, body);
const codeOf = ({ status, text }: Got) => [
  status,
  (JSON.parse(text) as { error: { code: string } }).error.code,
];
const good = JSON.stringify({ problem: 'How many?' });

test('options reach the solver; a request gives it the problem and its own options', async () => {
  const server = await start({
    calculator: true,
    threads: 3,
    slots: 9,
    maxNewTokens: 50,
    topP: 0.9,
    temperature: 1,
  });
  expect(createSolver).toHaveBeenCalledWith(
    expect.objectContaining({
      run: folder,
      calculator: true,
      threads: 3,
      slots: 9,
      maxNewTokens: 50,
      topP: 0.9,
    }),
  );
  const body = { problem: 'How many?', samples: 4, temperature: 0.5, model: null };
  expect((await post(server, JSON.stringify(body))).status).toBe(200);
  expect(solve).toHaveBeenCalledWith('How many?', {
    samples: 4,
    temperature: 0.5,
    signal: expect.any(AbortSignal),
  });
  await server.close();
  expect(close).toHaveBeenCalledTimes(1);
});

describe('a body that is none', () => {
  let server: SolverServer;
  beforeAll(async () => {
    vi.mocked(createSolver).mockResolvedValue({ isOpen: true, solve, close } as never);
    server = await start({ maxBodyBytes: 2000, maxProblemLength: 100 });
  });
  afterAll(() => server.close());

  test.each<[string, string, Record<string, string>, number, string]>([
    ['no JSON', '{"problem": ', json, 400, 'not-json'],
    ['a list', '[]', json, 400, 'not-json'],
    ['nothing', '', json, 400, 'not-json'],
    ['of another type', good, { 'content-type': 'text/plain' }, 415, 'not-json'],
    ['of no type', good, {}, 415, 'not-json'],
    ['too large', 'x'.repeat(2001), json, 413, 'body-too-large'],
    ['much too large', 'x'.repeat(5e6), { ...json, 'transfer-encoding': 'chunked' }, 413, 'body-too-large'],
    ['a long problem', JSON.stringify({ problem: 'x'.repeat(101) }), json, 400, 'problem-too-long'],
  ])('%s', async (_, body, headers, status, code) => {
    expect(codeOf(await post(server, body, headers))).toEqual([status, code]);
    expect(solve).not.toHaveBeenCalled();
  });

  test('one of the right size is taken, with a charset too', async () => {
    expect((await post(server, good, { 'content-type': 'application/json; charset=utf-8' })).status).toBe(
      200,
    );
  });
});

test('paths and methods that are none', async () => {
  const server = await start();
  expect(codeOf(await send(server, '/nothing'))).toEqual([404, 'unknown-path']);
  expect(codeOf(await send(server, '/v1/models/mine/more'))).toEqual([404, 'unknown-path']);
  const wrong = await send(server, '/v1/solve');
  expect([...codeOf(wrong), wrong.headers.allow]).toEqual([405, 'wrong-method', 'POST']);
  expect(await send(server, '/healthz', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  await server.close();
});

describe('names, pages and keys', () => {
  test('another name or page solves nothing, whatever the path', async () => {
    const server = await start();
    for (const path of ['/v1/solve', '/healthz', '/metrics', '/nothing']) {
      const rebound = await post(server, good, { ...json, host: 'evil.example' }, path);
      expect(codeOf(rebound)).toEqual([403, 'host-not-allowed']);
      const foreign = await post(server, good, { ...json, origin: 'https://evil.example' }, path);
      expect(codeOf(foreign)).toEqual([403, 'origin-not-allowed']);
      expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect(solve).not.toHaveBeenCalled();
    const plain = await post(server, good);
    expect(plain.headers['access-control-allow-origin']).toBeUndefined();
    await server.close();
  });

  test('an allowed page asks first, then reads the answer, errors too', async () => {
    const server = await start({ allowedOrigins: ['https://page.example'], key });
    const origin = 'https://page.example';
    const headers = { origin, 'access-control-request-method': 'POST' };
    const preflight = await send(server, '/v1/solve', { method: 'OPTIONS', headers });
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-headers': 'authorization, content-type',
      },
    });
    const refused = await post(server, good, { ...json, origin });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, origin]);
    const answered = await post(server, good, { ...json, origin, authorization: `Bearer ${key}` });
    expect([answered.status, answered.headers['access-control-allow-origin']]).toEqual([200, origin]);
    await server.close();
  });

  test('with a key, only health and the document are open', async () => {
    const server = await start({ key });
    for (const path of ['/v1/models', '/v1/models/mine', '/metrics'])
      expect(codeOf(await send(server, path))).toEqual([401, 'key-wrong']);
    expect(codeOf(await post(server, 'no JSON'))).toEqual([401, 'key-wrong']);
    const authorization = `Bearer ${key}`;
    expect((await send(server, '/v1/models', { headers: { authorization } })).status).toBe(200);
    for (const path of ['/healthz', '/openapi.json']) expect((await send(server, path)).status).toBe(200);
    await server.close();
  });

  test.each(['0.0.0.0', '::'])('%s needs a key', async (host) => {
    await expect(start({ host })).rejects.toMatchObject({
      code: 'missing-option',
      subject: { option: 'key' },
    });
    expect(createSolver).not.toHaveBeenCalled();
  });

  test('with a key it can be reached from elsewhere', async () => {
    const server = await start({ host: '0.0.0.0', key });
    expect(server.url).toBe(`http://0.0.0.0:${server.port}`);
    expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
    await server.close();
  });
});

describe('failures of the solver', () => {
  test.each<[unknown, number, string, RegExp]>([
    [new SocraticError('system', 'No space left.'), 500, 'system', /No space left/],
    [new SocraticError('model-released', 'Closed.'), 503, 'server-stopping', /is stopping/],
    [
      new TypeError('x of undefined in /home'),
      500,
      'internal',
      /^The server has failed\. This is a bug in socratic\.$/,
    ],
  ])('%s', async (thrown, status, code, message) => {
    const warn = vi.fn();
    const server = await start({ reporter: { progress: vi.fn(), info: vi.fn(), warn } });
    solve.mockRejectedValue(thrown);
    const got = await post(server, good);
    expect(codeOf(got)).toEqual([status, code]);
    expect((JSON.parse(got.text) as { error: { message: string } }).error.message).toMatch(message);
    expect(warn.mock.calls.length).toBe(code === 'internal' ? 1 : 0); // the stack is for the operator
    await server.close();
  });

  test('options are named as the request names them', async () => {
    const server = await start();
    solve.mockRejectedValue(
      new SocraticError('invalid-value', 'Wrong.', { subject: { option: 'maxNewTokens' } }),
    );
    const body = JSON.stringify({ model: 'mine', messages: [{ role: 'user', content: 'How many?' }] });
    const got = await post(server, body, json, '/v1/chat/completions');
    expect(JSON.parse(got.text)).toMatchObject({ error: { param: 'max_tokens', code: 'invalid-value' } });
    await server.close();
  });
});

describe('what it says of itself', () => {
  test('metrics: requests by route, tokens, times', async () => {
    const server = await start();
    await post(server, good);
    await post(server, good);
    await send(server, '/made/up');
    const { text, headers } = await send(server, '/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    for (const line of [
      'socratic_requests_total{route="/v1/solve",method="POST",status="200"} 2',
      'socratic_requests_total{route="other",method="GET",status="404"} 1',
      'socratic_prompt_tokens_total{model="mine"} 10',
      'socratic_generated_tokens_total{model="mine"} 6',
      'socratic_slots{model="mine"} 64',
      'socratic_request_seconds_bucket{route="/v1/solve",le="+Inf"} 2',
      'socratic_request_seconds_count{route="/v1/solve"} 2',
    ])
      expect(text.split('\n')).toContain(line);
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)+\})? [\d.e+-]+)$/);
    expect(server.requests).toBe(4);
    await server.close();
  });

  test('the document has every route, and the fields of /v1/solve', async () => {
    const server = await start();
    const document = JSON.parse((await send(server, '/openapi.json')).text) as ReturnType<
      typeof openApiDocument
    >;
    expect(document).toEqual(openApiDocument());
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
    );
    for (const [method, path] of routes) {
      const got = await send(
        server,
        path.replace('{model}', 'mine'),
        { method, headers: json },
        method === 'GET' ? '' : '{}',
      );
      expect([path, got.status]).toEqual([path, method === 'GET' ? 200 : 400]);
    }
    const served = routesOf(new Metrics()).map(({ method, path }) => `${method} ${path}`);
    expect(routes.map((route) => route.join(' ')).sort()).toEqual(served.sort());
    expect(Object.keys(document.components.schemas.SolveRequest.properties).sort()).toEqual(
      [...solveFields].sort(),
    );
    const used = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name,
    );
    expect(new Set(used)).toEqual(new Set(Object.keys(document.components.schemas)));
    await server.close();
  });
});

test('a body that never comes does not hold up the end', async () => {
  const server = await start();
  const idle = request(`${server.url}/v1/solve`, {
    method: 'POST',
    headers: { ...json, 'content-length': '10' },
  });
  const reset = new Promise((resolve) => idle.on('error', resolve));
  idle.flushHeaders();
  await send(server, '/healthz');
  await server.close();
  await reset;
  expect(close).toHaveBeenCalledTimes(1);
});

describe('options that cannot be used', () => {
  test.each<[object, string, string]>([
    [{ runs: {} }, 'missing-option', 'runs'],
    [{ runs: { 'a b': folder } }, 'invalid-value', 'runs'],
    [{ runs: { mine: 7 } }, 'invalid-value', 'runs'],
    [{ key: 'short' }, 'key-unusable', 'key'],
    [{ key: `${key}\n` }, 'key-unusable', 'key'],
    [{ port: 65_536 }, 'invalid-value', 'port'],
    [{ allowedOrigins: ['https://page.example/'] }, 'invalid-value', 'allowedOrigins'],
    [{ allowedOrigins: ['*'] }, 'invalid-value', 'allowedOrigins'],
    [{ allowedHosts: ['example.org:80'] }, 'invalid-value', 'allowedHosts'],
    [{ samples: 9, slots: 8 }, 'invalid-value', 'samples'],
    [{ topK: 3 }, 'option-unused', 'topK'],
    [{ host: 'no such name' }, 'address-unusable', 'host'],
    [{ prot: 8080 }, 'unknown-option', 'prot'],
  ])('%j', async (options, code, option) => {
    await expect(start(options)).rejects.toMatchObject({ code, subject: { option }, fault: 'input' });
    expect(createSolver).not.toHaveBeenCalled();
  });
});
