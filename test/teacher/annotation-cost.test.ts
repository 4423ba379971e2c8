// What `socratic annotate` says of tokens and money, with a server that answers as told.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { datasetFromSplits, writeDataset } from '../../src/data/index.ts';
import { annotateWorld } from './annotate-world.ts';
import { socratic, socraticJson } from './cli.ts';
import { startFaultServer } from './fault-server.ts';
import { goodChain, sumProblem, writePrices } from './fixtures.ts';

const world = annotateWorld(12);

test('answers from the store: what they took in all, and that nothing was paid through this --out', async () => {
  await socratic(...world.command('--limit', '5'));
  const other = ['--out', join(world.store, '..', 'other.jsonl')];
  const { json } = await socraticJson(...world.command(...other));
  expect(json).toMatchObject({
    ...{ answered: 7, reused: 5, kept: 12 },
    usage: { inputTokens: 700, outputTokens: 140, estimated: 0 },
    used: { inputTokens: 1200, outputTokens: 240, cost: 0.00168 },
    cost: { spent: 0.00098 },
  });
  const { stdout } = await socratic(...world.command(...other));
  expect(stdout).toContain('answers   0 paid for now, 12 from the store\n');
  expect(stdout).toContain('; asked for through this --out, over all starts: 700 in, 140 out\n');
  expect(stdout).toMatch(
    /cost {6}\$0\.00168, \$0\.00014 a chain .*; paid through this --out, over all starts: \$0\.00098\n/,
  );
});

test.each([
  ['annotate', ['--kind', 'cot', '--output', 'text', '--teacher']],
  ['evaluate-teacher', ['--prompting', 'cot', '--split', 'train']],
])('%s: a budget that is reached while a call is under way counts it too', async (name, options) => {
  const [short, long] = [sumProblem(0), sumProblem(1)];
  const train = [
    short,
    { ...long, question: `${'It is said again and again. '.repeat(40)}${long.question}` },
  ];
  const data = join(world.store, '..', 'two');
  writeDataset(data, datasetFromSplits('two', { train, validation: [], test: [] }));
  const slow = await startFaultServer((call) => ({ do: 'answer', text: goodChain(call) }), 100);
  const spec = `openai-compatible:${slow.url}#teacher`;
  const prices = ['--prices', writePrices(join(world.store, '..'), spec), '--store', world.store];
  const command = [name, '--data', data, ...options, spec, ...prices, '--out', join(data, 'out')];
  const dry = await socraticJson(...command, '--dry-run', '--limit', '1');
  const { exitCode, stderr } = await socratic(...command, '--max-cost', String(dry.json.mostCost));
  await slow.close();
  expect([exitCode, slow.log.length]).toEqual([1, 1]);
  expect(stderr).toContain(': $0.00014 are spent, and the call could cost');
  if (name === 'annotate') expect(stderr).toMatch(/^cost {6}\$0\.00014, /m);
});

test.each([
  [
    'annotate',
    (spec: string) => ['--teacher', spec, '--kind', 'cot', '--out', join(world.store, '..', 'o.jsonl')],
  ],
  ['evaluate-teacher', (spec: string) => [spec, '--prompting', 'cot']],
])('%s: a price file without the teacher is reported', async (name, options) => {
  const dry = (spec: string, prices: string) =>
    socraticJson(name, '--data', world.data, ...options(spec), '--dry-run', '--prices', prices);
  const prices = writePrices(join(world.store, '..'), 'GPT-4.1-mini');
  const { stderr, json } = await dry('openai:gpt-4.1-mini', prices);
  expect(stderr).toBe(
    `warning  --prices: ${prices} has no price of openai:gpt-4.1-mini. It has GPT-4.1-mini. If "GPT-4.1-mini" is this teacher, its name must be "openai:gpt-4.1-mini".\n`,
  );
  expect(json.price).toMatchObject({ input: 0.4 });
  expect(await dry('openai:x', writePrices(join(world.store, '..'), 'openai:x'))).toMatchObject({
    stderr: '',
    json: { price: { input: 1, output: 2 } },
  });
});

test('usage that the provider does not report is counted as estimated, also from the store', async () => {
  world.plan = (call) => ({ do: 'answer', text: goodChain(call), usage: world.server.log.length % 3 > 0 });
  const first = await socraticJson(...world.command());
  expect(first.json).toMatchObject({ answered: 12, usage: { estimated: 4 } });
  const again = await socraticJson(...world.command());
  expect(again.json).toMatchObject({ answered: 0, reused: 12, usage: { estimated: 4 } });
  const { stdout } = await socratic(...world.command());
  expect(stdout).toContain('of 4 answers the most possible, since the teacher did not say');
});
