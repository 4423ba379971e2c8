// What is said of the proxies that the environment names, and of a server on this machine.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { assertPriceForBudget } from './call-options.ts';
import { findTeacher } from './find-teacher.ts';

async function saidOf(teacher: string, environment: Readonly<Record<string, string>>) {
  const said = { warned: [] as string[], told: [] as string[] };
  await findTeacher(teacher, {
    environment,
    warn: (message) => said.warned.push(String(message)),
    info: (message) => said.told.push(String(message)),
  });
  return said;
}
const remote = 'openai-compatible:https://llm.example/v1#m';

test('an HTTP proxy is named', async () => {
  const { warned, told } = await saidOf(remote, { HTTPS_PROXY: 'http://me:secret@p:3128' });
  expect(told).toEqual(['The calls go through the proxy http://p:3128, which the environment names.']);
  expect(warned.join()).not.toContain('prox');
});

test('a proxy of another kind is no silent bypass', async () => {
  const { warned } = await saidOf(remote, { ALL_PROXY: 'socks5://me:secret@p:1080' });
  expect(warned).toContain(
    'The environment names the proxy socks5://p:1080. Only HTTP proxies are spoken: the calls go out without it.',
  );
  const here = await saidOf('openai-compatible:http://localhost:1234/v1#m', { ALL_PROXY: 'socks5://p:1080' });
  expect(here.warned.join()).not.toContain('prox');
});

test.each([
  ['openai-compatible:http://localhost:11434/v1#m', {}, 0],
  ['openai-compatible:http://127.0.0.1:8000/v1#m', {}, 0],
  ['openai-compatible:http://[::1]:8000/v1#m', {}, 0],
  ['openai-compatible:http://192.168.0.7:8000/v1#m', {}, null],
  ['openai-compatible:http://localhost.example/v1#m', {}, null],
  ['openai:a-model', { OPENAI_BASE_URL: 'http://localhost:4000/v1' }, 0],
  ['openai:gpt-4.1-mini', { OPENAI_BASE_URL: 'http://localhost:4000/v1' }, 0.4], // a gateway: the model's own price
  ['openai:a-model', {}, null],
] as const)('the price of %s with %j is %s', async (teacher, environment, input) => {
  const { price } = await findTeacher(teacher, { environment });
  expect(price?.input ?? null).toBe(input);
});

test('prices of a file go before the 0 of this machine', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'prices-')), 'prices.json');
  const teacher = 'openai-compatible:http://localhost:4000/v1#m';
  writeFileSync(file, JSON.stringify({ [teacher]: { input: 3, output: 4 } }));
  expect((await findTeacher(teacher, { environment: {}, prices: file })).price?.input).toBe(3);
  rmSync(dirname(file), { recursive: true });
});

test('a ceiling for a model without a known price names the one with a price that may be meant', () => {
  const refused = (teacher: string) => () => assertPriceForBudget({ maxCost: 1 }, teacher, null);
  expect(refused('openai:gpt-4.1-mimi')).toThrow(/ If you mean openai:gpt-4\.1-mini, its price is known\.$/);
  expect(refused('openai:else')).toThrow(/name the file with `prices`\.$/);
});
