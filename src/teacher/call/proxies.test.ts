// Which proxy a request goes through, by the environment.
import { expect, test } from 'vitest';
import { proxiesOf, proxyFor, proxySecrets, shownProxy } from './index.ts';

const proxied = (url: string, environment: Record<string, string>) =>
  proxyFor(new URL(url), proxiesOf(environment));

test.each<[string, Record<string, string>, string | null]>([
  ['https://a.example/v1', {}, null],
  ['https://a.example/v1', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1'],
  ['https://a.example/v1', { https_proxy: 'http://q:1', HTTPS_PROXY: 'http://p:1' }, 'http://q:1'],
  ['https://a.example/v1', { HTTP_PROXY: 'http://p:1' }, null],
  ['http://a.example/v1', { HTTP_PROXY: 'http://p:1' }, 'http://p:1'],
  ['https://a.example/v1', { ALL_PROXY: 'p:3128' }, 'http://p:3128'],
  ['https://a.example/v1', { ALL_PROXY: 'socks5://p:1080' }, null],
  ['https://a.example/v1', { HTTPS_PROXY: '  ' }, null],
  ['https://a.example/v1', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'b.example, a.example' }, null],
  ['https://a.example/v1', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '.example' }, null],
  ['https://a.example/v1', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*.example' }, null],
  ['https://a.example/v1', { HTTPS_PROXY: 'http://p:1', no_proxy: '*' }, null],
  ['https://a.example/v1', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.example:443' }, null],
  ['https://a.example/v1', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.example:8443' }, 'http://p:1'],
  ['https://nota.example/v1', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.example' }, 'http://p:1'],
  ['http://localhost:8000/v1', { HTTP_PROXY: 'http://p:1' }, null],
  ['http://127.0.0.1:8000/v1', { HTTP_PROXY: 'http://p:1' }, null],
  ['http://[::1]:8000/v1', { HTTP_PROXY: 'http://p:1' }, null],
  ['http://192.168.1.7:8000/v1', { HTTP_PROXY: 'http://p:1', NO_PROXY: '192.168.1.7' }, null],
])('%s with %j: %s', (url, environment, expected) => {
  expect(proxied(url, environment)).toBe(expected);
});

test('the password of a proxy is a secret, and its address is shown without', () => {
  const settings = proxiesOf({ HTTPS_PROXY: 'http://me:pass%2Fword@p:1' });
  expect(proxySecrets(settings)).toEqual(['pass/word']);
  expect(shownProxy(settings.https ?? '')).toBe('http://p:1');
});

test('proxies of another kind are named, without user and password', () => {
  const { unspoken } = proxiesOf({ ALL_PROXY: 'socks5://me:secret@p:1080', HTTPS_PROXY: 'http://q:1' });
  expect(unspoken.map(shownProxy)).toEqual(['socks5://p:1080']);
  expect(proxiesOf({ HTTPS_PROXY: 'http://q:1' }).unspoken).toEqual([]);
});
