// A secret leaves a text whichever way it is escaped there.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact } from './index.ts';

const key = 'sk-"te/st"+key&0123456789';
const html = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('/', '&#x2F;').replaceAll('+', '&#43;');

test.each<[string, string]>([
  ['as it is', key],
  ['in JSON', JSON.stringify(key)],
  ['in JSON within JSON', JSON.stringify(JSON.stringify(key))],
  ['in JSON three deep', JSON.stringify(JSON.stringify(JSON.stringify(key)))],
  ['with slashes escaped, as PHP does', key.replaceAll('/', '\\/')],
  ['with JSON codes, as Go and Rails do', key.replaceAll('&', '\\u0026').replaceAll('"', '\\u0022')],
  ['in a URL', encodeURIComponent(key)],
  ['in a URL with small letters', encodeURIComponent(key).toLowerCase()],
  ['in HTML', html(key)],
])('%s', (_name, written) => {
  const clean = redact(`Incorrect API key provided: ${written}. Ask for one.`, [key]);
  expect(clean).toContain('[key]');
  expect(clean).not.toContain('0123456789');
  expect(clean).not.toContain('sk-');
});

test('a key that was pasted with quotes is found without them, and with others', () => {
  for (const pasted of [
    '"sk-right-key-1234567890"',
    '“sk-right-key-1234567890”',
    "'sk-right-key-1234567890' ",
  ]) {
    expect(redact('no such key: sk-right-key-1234567890', [pasted])).toBe('no such key: [key]');
    expect(redact('{"message": "\\"sk-right-key-1234567890\\""}', [pasted])).not.toContain('sk-right');
  }
});

test('placeholders and other words stay', () => {
  expect(redact('EMPTY lm-studio', ['EMPTY', 'lm-studio'])).toBe('EMPTY lm-studio');
  expect(redact('sk-test-other-0123456789', [key])).toBe('sk-test-other-0123456789');
});

test('no secret of printable characters survives JSON or a URL', () => {
  const secret = fc
    .string({ unit: 'grapheme-ascii', minLength: 14, maxLength: 40 })
    .map((text) => `k9${text.trim()}Zq7`);
  fc.assert(
    fc.property(
      secret.filter((text) => text.length > 14),
      (text) => {
        for (const form of [
          text,
          JSON.stringify(text),
          JSON.stringify(JSON.stringify(text)),
          encodeURIComponent(text),
        ]) {
          expect(redact(`<${form}>`, [text])).toContain('[key]');
        }
      },
    ),
  );
});
