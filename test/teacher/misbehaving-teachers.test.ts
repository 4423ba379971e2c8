// `socratic annotate` with servers that misbehave, over all starts that write to the same file.
import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { annotateWorld } from './annotate-world.ts';
import { socratic, socraticJson } from './cli.ts';
import { goodChain, numbersOf } from './fixtures.ts';

const world = annotateWorld(12);
const text = ['--output', 'text'] as const;

test('rows that are always refused are named, and no later start asks for them but on request', async () => {
  const isBad = (a: number) => [13, 14, 15, 16, 17, 18].includes(a);
  world.plan = (call) =>
    isBad(numbersOf(call).a)
      ? { do: 'status', status: 403, body: 'flagged' }
      : { do: 'answer', text: goodChain(call) };
  const { json } = await socraticJson(...world.command(...text));
  expect(json).toMatchObject({ kept: 6, unanswered: [{ kind: 'forbidden', count: 6, setAside: 6 }] });
  expect((json.unanswered as { problems: string[] }[])[0]?.problems).toHaveLength(6);
  const calls = world.server.log.length;
  const again = await socratic(...world.command(...text));
  expect(again.stdout).toMatch(
    /6 requests without an answer \(forbidden\)\. They are set aside; --retry-failed asks again/,
  );
  expect(world.server.log).toHaveLength(calls);
  const dry = await socratic(...world.command(...text, '--dry-run'));
  expect(dry.stdout).toContain('6 calls that the teacher refused');
  await socratic(...world.command(...text, '--retry-failed'));
  expect(world.server.log).toHaveLength(calls + 6);
});

test('a higher --max-tokens goes on with the run and asks only for what was cut off', async () => {
  world.plan = (call) => {
    const isCut = numbersOf(call).a % 3 === 0 && JSON.parse(call.sent).max_tokens < 2000;
    return { do: 'answer', text: isCut ? '' : goodChain(call), finish: isCut ? 'length' : 'stop' };
  };
  const first = await socraticJson(...world.command(...text));
  expect(first.json).toMatchObject({ kept: 8, rejected: [{ code: 'cut-off', count: 4 }] });
  const calls = world.server.log.length;
  const second = await socraticJson(...world.command(...text, '--max-tokens', '4096'));
  expect(second.json).toMatchObject({ kept: 12, answered: 4, reused: 8 });
  expect(world.server.log).toHaveLength(calls + 4);
});

test('a ceiling is for all that was paid for a file, whatever replaced what', async () => {
  const first = await socraticJson(...world.command(...text));
  const { spent } = first.json.cost as { spent: number };
  expect(spent).toBeGreaterThan(0);
  const calls = world.server.log.length;
  const other = await socratic(
    ...world.command(...text, '--temperature', '0.5', '--force', '--max-cost', String(spent)),
  );
  expect(other.stderr).toContain('budget-reached');
  expect(world.server.log).toHaveLength(calls);
});

test('a store that was cut off is refused with what can be read, and recovered on request', async () => {
  await socratic(...world.command(...text));
  const file = join(world.store, 'data.mdb');
  truncateSync(file, Math.floor(statSync(file).size / 2));
  const refused = await socratic(...world.command(...text));
  expect(refused.stderr).toMatch(/store-damaged .*is damaged: .* can be read/);
  const { json } = await socraticJson(...world.command(...text, '--recover-store'));
  expect(json).toMatchObject({ kept: 12 });
  expect(Number(json.answered) + Number(json.reused)).toBe(12);
});

test('answers with odd fields are read, each paid for once', async () => {
  const bodies: readonly ((content: string) => unknown)[] = [
    (content) => ({
      id: 7,
      created: 1.5,
      choices: [{ message: { role: 'model', content }, finish_reason: 0 }],
      usage: { prompt_tokens: '100', completion_tokens: '20' },
    }),
    (content) => ({
      choices: [{ text: content, finish_reason: 'eos' }],
      usage: { prompt_tokens: 100, completion_tokens: 20 },
    }),
    (content) => ({
      choices: [{ message: { content: [{ type: 'output_text', text: content }] }, finish_reason: null }],
      usage: { input_tokens: 100, output_tokens: 20 },
    }),
    (content) =>
      `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\ndata: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 100, completion_tokens: 20 } })}\n\ndata: [DONE]\n\n`,
  ];
  world.plan = (call) => {
    const body = bodies[numbersOf(call).a % bodies.length]?.(goodChain(call));
    return { do: 'status', status: 200, body: typeof body === 'string' ? body : JSON.stringify(body) };
  };
  const { json } = await socraticJson(...world.command(...text));
  expect(json).toMatchObject({ kept: 12, answered: 12, unanswered: [], cost: { unresolvedCalls: 0 } });
  expect(json).toMatchObject({ usage: { inputTokens: 1200, outputTokens: 240, estimated: 0 } });
  expect(world.server.log).toHaveLength(12);
});

test('a server that sends something else ends the run after a few, with what it sent', async () => {
  world.plan = () => ({
    do: 'status',
    status: 200,
    body: '{"status": "queued", "usage": {"prompt_tokens": 100, "completion_tokens": 20}}',
  });
  const { exitCode, stderr } = await socratic(...world.command(...text, '--concurrency', '1'));
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/answers-unreadable .* 5 times in a row .*"status": ?"queued"/s);
  expect(world.server.log).toHaveLength(5);
});

test('chains that cannot be read end the run after ten, and a second start asks for no answer again', async () => {
  world.plan = () => ({ do: 'answer', text: '{"result": 5}' });
  const { exitCode, stderr } = await socratic(...world.command(...text, '--concurrency', '1'));
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /answers-unreadable .*The last 10 answers could not be read as chains.*"result": 5.*--output json/s,
  );
  expect(world.server.log.length).toBeLessThan(13);
});
