// A server of real trained runs, in processes of their own, asked by the real client of OpenAI and by plain requests.
// One file, over 400 lines: every test is about the same two runs, which are trained once.
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Problem } from '../../src/data/index.ts';
import { knownProblems, trainKnown } from '../runs/trained-run.ts';
import { skipUnless } from '../support/optional-data.ts';
import { ask, eventsIn, lastOf, type Served, serve } from './world.ts';

vi.mock('../../src/engine/model/index.ts', async (original) => {
  const actual = await original<typeof import('../../src/engine/model/index.ts')>();
  const micro = { width: 32, layers: 2, heads: 2, contextLength: 192, vocabularySize: 400 };
  return { ...actual, presets: { ...actual.presets, 'scratch:micro': micro } };
});

/** Every process that is started, so that tests can stop and kill them. */
const started = vi.hoisted((): ChildProcess[] => []);
vi.mock('node:child_process', async (original) => {
  const actual = await original<typeof import('node:child_process')>();
  const fork = (...args: Parameters<typeof actual.fork>) => {
    const child = actual.fork(...args);
    started.push(child);
    return child;
  };
  return { ...actual, fork };
});

let folder = '';
let runs: { readonly pair: string; readonly steps: string };
let both: Served;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serve-'));
  const [pair, steps] = await Promise.all([
    trainKnown(join(folder, 'pair'), { strategy: 'socratic' }),
    trainKnown(join(folder, 'steps'), { strategy: 'cot' }),
  ]);
  runs = { pair, steps };
  both = await serve({ runs });
});
afterAll(async () => {
  await both.server.close();
  rmSync(folder, { recursive: true, force: true });
});

const [known] = knownProblems as [Problem];
const pairOutput =
  'Question: How many pens after Ann buys some?\nAnswer: 3+4=<<3+4=7>>7 pens.\n' +
  'Question: How many pens in the end?\nAnswer: 7*2=<<7*2=14>>14 pens.\n#### 14';
const messages = [
  { role: 'system' as const, content: 'You are helpful.' },
  { role: 'user' as const, content: known.question },
];
const onPosix = skipUnless(process.platform !== 'win32', 'signals between processes');
const until = <T>(isSo: () => T | Promise<T>) => vi.waitFor(isSo, { timeout: 60_000, interval: 50 });
const clientOf = ({ server }: Served, apiKey = 'none') =>
  new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 });
const solveBody = { model: 'pair', problem: known.question };

describe('the client of OpenAI', () => {
  test('lists the runs, and gets one', async () => {
    const client = clientOf(both);
    const listed = await client.models.list();
    expect(listed.data.map(({ id }) => id)).toEqual(['pair', 'steps']);
    const model = await client.models.retrieve('pair');
    expect(model).toMatchObject({ id: 'pair', object: 'model', owned_by: 'socratic' });
    expect(model.created).toBeGreaterThan(1.7e9);
    await expect(client.models.retrieve('other')).rejects.toMatchObject({
      status: 404,
      code: 'unknown-model',
    });
  });

  test.each([['pair'], ['steps']])('%s: chat, whole and streamed, is the same text', async (model) => {
    const client = clientOf(both);
    const whole = await client.chat.completions.create({ model, messages });
    const [choice] = whole.choices;
    expect(choice).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant' } });
    expect(choice?.message.content).toContain('#### 14');
    if (model === 'pair') expect(choice?.message.content).toBe(pairOutput);
    expect(whole).toMatchObject({ object: 'chat.completion', model, socratic: { answer: '14', limits: [] } });
    const { prompt_tokens = 0, completion_tokens = 0, total_tokens } = whole.usage ?? {};
    expect(prompt_tokens).toBeGreaterThan(10);
    expect(completion_tokens).toBeGreaterThan(10);
    expect(total_tokens).toBe(prompt_tokens + completion_tokens);

    const stream = await client.chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    const pieces = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? ''));
    expect(pieces.join('')).toBe(choice?.message.content);
    expect(pieces.filter((piece) => piece !== '').length).toBeGreaterThan(2);
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.flatMap(({ choices }) => choices.map((each) => each.finish_reason)).at(-1)).toBe('stop');
    expect(chunks.at(-1)?.usage).toEqual(whole.usage);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  test('completions, whole and streamed', async () => {
    const client = clientOf(both);
    const asked = { model: 'pair', prompt: known.question };
    const whole = await client.completions.create(asked);
    expect(whole.choices).toEqual([{ index: 0, text: pairOutput, logprobs: null, finish_reason: 'stop' }]);
    let text = '';
    for await (const { choices } of await client.completions.create({ ...asked, stream: true }))
      text += choices[0]?.text ?? '';
    expect(text).toBe(pairOutput);
  });

  test('the helper for streams ends with the whole message', async () => {
    const stream = clientOf(both).chat.completions.stream({ model: 'pair', messages });
    expect((await stream.finalMessage()).content).toBe(pairOutput);
  });

  test('fewer tokens, and more than the server gives', async () => {
    const create = async (max_tokens: number) => {
      const { choices, usage } = await clientOf(both).chat.completions.create({
        model: 'pair',
        messages,
        max_tokens,
      });
      return { reason: choices[0]?.finish_reason, tokens: usage?.completion_tokens ?? 0 };
    };
    const few = await create(7);
    expect(few.reason).toBe('length');
    expect(few.tokens).toBeLessThanOrEqual(8);
    expect((await create(1_000_000)).reason).toBe('stop');
  });

  test('draws: with a seed the same text, at temperature 0 the most likely one', async () => {
    const draw = async (options: object) =>
      (await clientOf(both).chat.completions.create({ model: 'pair', messages, ...options })).choices[0]
        ?.message.content;
    expect(await draw({ temperature: 0, seed: 4, top_p: 0.5 })).toBe(pairOutput);
    const hot = { temperature: 2, top_p: 1 };
    const [first, again] = [await draw({ ...hot, seed: 5 }), await draw({ ...hot, seed: 5 })];
    expect(again).toBe(first);
    const unseeded = await Promise.all(Array.from({ length: 8 }, () => draw(hot)));
    expect(new Set(unseeded).size).toBeGreaterThan(1);
  });

  test('errors are those of the client', async () => {
    const client = clientOf(both);
    const wrong = client.chat.completions.create({ model: 'nobody', messages });
    await expect(wrong).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(wrong).rejects.toMatchObject({ code: 'unknown-model', param: 'model' });
    const tools = [{ type: 'function' as const, function: { name: 'add' } }];
    await expect(client.chat.completions.create({ model: 'pair', messages, tools })).rejects.toMatchObject({
      status: 400,
      param: 'tools',
      code: 'unsupported',
    });
  });

  test('a failure within a stream reaches the client', async () => {
    const content = `${'1 2 3 4 5 6 7 8 9 '.repeat(20)}How many?`;
    const client = clientOf(both);
    const read = async () => {
      const stream = await client.chat.completions.create({
        model: 'pair',
        messages: [{ role: 'user', content }],
        stream: true,
      });
      for await (const chunk of stream) expect(chunk.object).toBe('chat.completion.chunk');
    };
    await expect(read()).rejects.toMatchObject({ code: 'prompt-too-long' });
  });
});

describe('POST /v1/solve', () => {
  test('the solution, with the library’s options', async () => {
    const { status, json } = await ask(both.server, '/v1/solve', {
      body: { ...solveBody, calculator: true },
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      model: 'pair',
      answer: '14',
      steps: known.steps,
      calculatorUses: 2,
      limits: [],
    });
    const limited = await ask(both.server, '/v1/solve', {
      body: { ...solveBody, maxSteps: 1, model: 'pair' },
    });
    expect(limited.json.limits).toEqual(['steps']);
  });

  test.each([
    [{ stream: true }, {}],
    [{}, { accept: 'text/event-stream' }],
  ])('events %j %j', async (more, headers) => {
    const {
      status,
      text,
      headers: got,
    } = await ask(both.server, '/v1/solve', {
      body: { ...solveBody, ...more },
      headers: headers as Record<string, string>,
    });
    expect([status, got['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const events = eventsIn(text);
    const [first, second] = known.steps ?? [];
    expect(events.map(({ type }) => type).sort()).toEqual(
      ['question', 'question', 'solution', 'solution', 'answer', 'done'].sort(),
    );
    expect(events).toContainEqual({ type: 'question', data: { index: 0, question: first?.question } });
    expect(events).toContainEqual({ type: 'solution', data: { index: 1, solution: second?.solution } });
    expect(events.at(-2)).toEqual({ type: 'answer', data: { answer: '14' } });
    expect(events.at(-1)).toMatchObject({
      type: 'done',
      data: { model: 'pair', output: pairOutput, steps: known.steps },
    });
  });

  test('a run of one model has steps; several samples are counted', async () => {
    const steps = await ask(both.server, '/v1/solve', {
      body: { ...solveBody, model: 'steps', stream: true },
    });
    expect(eventsIn(steps.text).map(({ type }) => type)).toEqual(['step', 'step', 'answer', 'done']);
    const sampled = await ask(both.server, '/v1/solve', { body: { ...solveBody, samples: 3, stream: true } });
    expect(eventsIn(sampled.text).slice(0, 3)).toEqual(
      [1, 2, 3].map((done) => ({ type: 'sample', data: { done, samples: 3 } })),
    );
  });

  test.each<[object, number, string, string | null]>([
    [{ model: 'pair' }, 400, 'missing-option', 'problem'],
    [{ problem: 'What?' }, 400, 'missing-option', 'model'],
    [{ ...solveBody, problem: ' ' }, 400, 'empty-problem', null],
    [{ ...solveBody, problem: 7 }, 400, 'invalid-value', 'problem'],
    [{ ...solveBody, problem: 'x'.repeat(8001) }, 400, 'problem-too-long', 'problem'],
    [{ ...solveBody, maxStep: 3 }, 400, 'unknown-option', 'maxStep'],
    [{ ...solveBody, maxSteps: 0 }, 400, 'invalid-value', 'maxSteps'],
    [{ ...solveBody, samples: 'many' }, 400, 'invalid-value', 'samples'],
    [{ ...solveBody, samples: 65 }, 400, 'invalid-value', 'samples'],
    [{ ...solveBody, maxNewTokens: 257 }, 400, 'invalid-value', 'maxNewTokens'],
    [{ ...solveBody, topK: 3 }, 400, 'option-unused', 'topK'],
    [{ ...solveBody, model: 'steps', maxSteps: 3 }, 400, 'option-unused', 'maxSteps'],
    [{ ...solveBody, model: 'nobody' }, 404, 'unknown-model', 'model'],
    [{ ...solveBody, problem: '1 2 3 '.repeat(90) }, 400, 'prompt-too-long', null],
  ])('%j', async (body, status, code, param) => {
    const answer = await ask(both.server, '/v1/solve', { body });
    expect([answer.status, answer.json.error]).toMatchObject([
      status,
      { code, param, type: 'invalid_request_error' },
    ]);
    expect(answer.json.error.message).toMatch(/^.{10,}[.?]$/s);
  });
});

describe('a client that gives up', onPosix, () => {
  test('ends the work on its problem, and is noted', async () => {
    const served = await serve({ runs: { pair: runs.pair }, slots: 1 });
    lastOf(started).kill('SIGSTOP'); // so that the problem is not solved before the client is gone
    const sent = request(`${served.server.url}/v1/solve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    sent.on('error', () => undefined);
    sent.end(JSON.stringify(solveBody));
    const metric = async () => (await ask(served.server, '/metrics')).text;
    await until(async () => expect(await metric()).toContain('socratic_slots_used{model="pair"} 1'));
    sent.destroy();
    await until(() =>
      expect(served.records.filter(({ path }) => path === '/v1/solve')).toMatchObject([
        { status: 499, code: 'client-gone', generatedTokens: null },
      ]),
    );
    expect(await metric()).toContain('socratic_slots_used{model="pair"} 0');
    lastOf(started).kill('SIGCONT');
    expect((await ask(served.server, '/v1/solve', { body: solveBody })).json.answer).toBe('14');
    await served.server.close();
  });
});

describe('more than the server can do', onPosix, () => {
  test('what cannot wait is turned away; what waits is solved; the time of a request ends', async () => {
    const served = await serve({ runs: { pair: runs.pair }, slots: 1, maxWaiting: 1, timeoutMs: 60_000 });
    lastOf(started).kill('SIGSTOP');
    const taken = [1, 2].map(() => ask(served.server, '/v1/solve', { body: solveBody }));
    await until(async () => {
      const { text } = await ask(served.server, '/metrics');
      expect(text).toContain('socratic_problems_waiting{model="pair"} 1');
    });
    const refused = await ask(served.server, '/v1/solve', { body: solveBody });
    expect(refused).toMatchObject({
      status: 429,
      json: { error: { code: 'server-busy', type: 'rate_limit_error' } },
    });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    await expect(
      clientOf(served).chat.completions.create({ model: 'pair', messages }),
    ).rejects.toBeInstanceOf(OpenAI.RateLimitError);
    lastOf(started).kill('SIGCONT');
    expect((await Promise.all(taken)).map(({ json }) => json.answer)).toEqual(['14', '14']);
    await served.server.close();
  });

  test('a request that takes too long', async () => {
    const served = await serve({ runs: { pair: runs.pair }, timeoutMs: 300 });
    lastOf(started).kill('SIGSTOP');
    const { status, json } = await ask(served.server, '/v1/solve', { body: solveBody });
    expect([status, json.error]).toMatchObject([504, { code: 'request-timeout', type: 'server_error' }]);
    lastOf(started).kill('SIGCONT');
    await served.server.close();
  });
});

test('a process that dies: its requests are told, another one takes its place', onPosix, async () => {
  const served = await serve({ runs: { pair: runs.pair } });
  const first = lastOf(started);
  first.kill('SIGSTOP');
  const asked = [solveBody, { ...solveBody, stream: true }].map((body) =>
    ask(served.server, '/v1/solve', { body }),
  );
  await until(async () => {
    expect((await ask(served.server, '/metrics')).text).toContain('socratic_slots_used{model="pair"} 2');
  });
  first.kill('SIGKILL');
  for (const { status, json } of await Promise.all(asked))
    expect([status, json.error]).toMatchObject([502, { code: 'engine-died', type: 'server_error' }]);
  const { json } = await ask(served.server, '/v1/solve', { body: solveBody });
  expect(json.answer).toBe('14');
  expect(lastOf(started)).not.toBe(first);
  expect(served.warnings).toEqual([
    expect.stringMatching(/^The process of pair ended and is started again\. .*was ended by SIGKILL/),
  ]);
  expect((await ask(served.server, '/metrics')).text).toContain(
    'socratic_engine_restarts_total{model="pair"} 1',
  );

  const second = lastOf(started);
  const gone = new Promise((resolve) => second.once('exit', resolve));
  second.kill('SIGKILL'); // while it has nothing to do
  await gone;
  await until(async () => expect((await ask(served.server, '/healthz')).status).toBe(503));
  await until(async () =>
    expect(await ask(served.server, '/healthz')).toMatchObject({ status: 200, json: { status: 'ok' } }),
  );
  await served.server.close();
});

test('a process that cannot be replaced: 503, and healthz says so', async () => {
  const run = await trainKnown(join(folder, 'lost'), {
    strategy: 'answer',
    lengthOf: () => ({ maxSteps: 1 }),
  });
  const served = await serve({ runs: { lost: run } });
  const child = lastOf(started);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  rmSync(run, { recursive: true });
  child.kill('SIGKILL');
  await gone;
  await until(async () => expect((await ask(served.server, '/healthz')).json.models).toEqual(['failed']));
  const { status, json } = await ask(served.server, '/v1/solve', { body: { problem: known.question } });
  expect([status, json.error]).toMatchObject([503, { code: 'model-unavailable' }]);
  await served.server.close();
});

describe('the end of the server', onPosix, () => {
  test('finishes what it took, takes no more, and leaves no process', async () => {
    const served = await serve({ runs: { pair: runs.pair } });
    const child = lastOf(started);
    child.kill('SIGSTOP');
    const taken = [solveBody, { ...solveBody, stream: true }].map((body) =>
      ask(served.server, '/v1/solve', { body }),
    );
    await until(async () => {
      expect((await ask(served.server, '/metrics')).text).toContain('socratic_slots_used{model="pair"} 2');
    });
    const closed = served.server.close();
    await expect(ask(served.server, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(child.signalCode).toBeNull();
    child.kill('SIGCONT');
    const [whole, streamed] = await Promise.all(taken);
    expect(whole?.json.answer).toBe('14');
    expect(eventsIn(streamed?.text ?? '').at(-1)).toMatchObject({ type: 'done', data: { answer: '14' } });
    await closed;
    expect(child.signalCode).toBe('SIGKILL');
  });

  test('while the models are loaded: the reason of the signal, and no process', async () => {
    const before = started.length;
    const controller = new AbortController();
    const loading = serve({ runs, signal: controller.signal });
    await until(() => expect(started.length).toBe(before + 1));
    controller.abort(new Error('enough'));
    await expect(loading).rejects.toThrow('enough');
    expect(started.length).toBe(before + 1);
    expect(lastOf(started).signalCode).toBe('SIGKILL');
  });

  test('a port that is taken, and a run that is none, leave no process', async () => {
    const before = started.length;
    await expect(serve({ runs: { pair: runs.pair }, port: both.server.port })).rejects.toMatchObject({
      code: 'address-unusable',
      subject: { option: 'port' },
    });
    await expect(serve({ runs: { pair: runs.pair, none: join(folder, 'none') } })).rejects.toMatchObject({
      code: 'not-a-run',
      subject: { option: 'run' },
    });
    expect(started.length - before).toBe(2);
    for (const child of started.slice(before)) expect(child.signalCode).toBe('SIGKILL');
  });
});

test('what is noted has no text of problems or answers', async () => {
  const served = await serve({ runs: { pair: runs.pair } });
  await ask(served.server, '/v1/solve?secret=1', { body: { problem: known.question } });
  await ask(served.server, '/nothing');
  await served.server.close();
  expect(served.records).toEqual([
    {
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      method: 'POST',
      path: '/v1/solve',
      status: 200,
      ms: expect.any(Number),
      model: 'pair',
      promptTokens: expect.any(Number),
      generatedTokens: expect.any(Number),
      code: null,
    },
    expect.objectContaining({
      method: 'GET',
      path: '/nothing',
      status: 404,
      model: null,
      code: 'unknown-path',
    }),
  ]);
  expect(JSON.stringify(served.records)).not.toMatch(/Ann|pens|secret/);
});
