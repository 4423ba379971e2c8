// What is known to be secret about a model that somebody else has made.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import { knownSecrets } from './index.ts';

const model = (config: unknown) => ({ config }) as unknown as LanguageModelV3;

test('the key in the headers of a model of the AI SDK, alone and with its scheme', () => {
  const own = createOpenAICompatible({
    name: 'own',
    baseURL: 'http://localhost/v1',
    apiKey: 'sk-hidden-0123456789',
    headers: { 'x-tenant-secret': 'tenant-0123456789', 'x-region': 'north' },
  })('m');
  expect(knownSecrets(own, [], {})).toEqual(
    expect.arrayContaining(['sk-hidden-0123456789', 'Bearer sk-hidden-0123456789', 'tenant-0123456789']),
  );
  expect(knownSecrets(own, [], {}).join()).not.toContain('north');
});

test('variables of the environment whose names say so, and what was named, the longest first', () => {
  const environment = {
    MY_API_KEY: ' abc-key ',
    GH_TOKEN: 'token',
    DB_PASSWORD: 'longest-of-them-all',
    KEYBOARD: 'us',
    MONKEY: 'ape',
    EMPTY_KEY: '',
    PATH: '/bin',
  };
  expect(knownSecrets(null, ['named'], environment)).toEqual([
    'longest-of-them-all',
    'abc-key',
    'named',
    'token',
  ]);
});

test.each([
  ['none', undefined],
  [
    'headers that throw',
    {
      headers: () => {
        throw new Error('no key');
      },
    },
  ],
  ['a promise of headers', { headers: async () => ({ authorization: 'x' }) }],
  ['headers that are no texts', { headers: { authorization: 5 } }],
])('a model with %s is no error', (_name, config) => {
  expect(knownSecrets(model(config), [], {})).toEqual([]);
});
