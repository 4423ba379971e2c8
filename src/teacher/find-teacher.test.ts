// What is said of the proxies that the environment names.
import { expect, test } from 'vitest';
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
