import { describe, expect, test } from 'vitest';
import { Guard } from './guard.ts';

const key = 'a-key-of-the-tests-1';
const guard = new Guard({
  host: 'solver.local',
  allowedHosts: ['Example.org'],
  allowedOrigins: ['https://page.example'],
  key,
});

describe('the name of the server', () => {
  test.each([
    'localhost',
    'LOCALHOST:9000',
    'solver.local:80',
    'example.org',
    '127.0.0.1:8080',
    '192.168.1.7',
    '[::1]:8080',
    '[fe80::1]',
  ])('%s is taken', (host) => {
    expect(guard.checkPlace({ host })).toEqual({});
  });

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    '',
    'localhost:8080:1',
    '[evil.example]',
  ])('%s is refused', (host) => {
    expect(() => guard.checkPlace({ host })).toThrow(
      expect.objectContaining({ status: 403, code: 'host-not-allowed' }),
    );
  });
});

describe('the page that calls', () => {
  test('its own, and allowed ones, which may read the answer', () => {
    expect(guard.checkPlace({ host: 'localhost:8080', origin: 'http://localhost:8080' })).toEqual({});
    expect(guard.checkPlace({ host: 'localhost:8080', origin: 'https://page.example' })).toEqual({
      'access-control-allow-origin': 'https://page.example',
      vary: 'Origin',
    });
  });

  test.each([
    'https://evil.example',
    'null',
    'http://localhost:9999',
    'http://page.example',
    'https://page.example.evil',
  ])('%s is refused', (origin) => {
    expect(() => guard.checkPlace({ host: 'localhost:8080', origin })).toThrow(
      expect.objectContaining({ status: 403, code: 'origin-not-allowed' }),
    );
  });
});

describe('the key', () => {
  test.each([`Bearer ${key}`, `bearer  ${key}`])('%s', (authorization) => {
    expect(() => guard.checkKey({ authorization })).not.toThrow();
  });

  test.each([
    undefined,
    '',
    key,
    `Basic ${key}`,
    `Bearer ${key}x`,
    `Bearer ${key.slice(1)}`,
    'Bearer',
    `Bearer ${key} x`,
  ])('%s is refused', (authorization) => {
    expect(() => guard.checkKey(authorization === undefined ? {} : { authorization })).toThrow(
      expect.objectContaining({ status: 401, code: 'key-wrong', headers: { 'www-authenticate': 'Bearer' } }),
    );
  });

  test('is not asked for where there is none', () => {
    const open = new Guard({ host: 'localhost', allowedHosts: [], allowedOrigins: [], key: undefined });
    expect(() => open.checkKey({})).not.toThrow();
  });
});
