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
