import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseTeacherSpec, placedBy } from './model-spec.ts';

describe('the name of a teacher', () => {
  test.each([
    ['openai:gpt-4.1-mini', { provider: 'openai', model: 'gpt-4.1-mini', text: 'openai:gpt-4.1-mini' }],
    ['google:models/x', { provider: 'google', model: 'models/x', text: 'google:models/x' }],
    [
      'openai-compatible:http://localhost:8000/v1/#Qwen/Qwen3-8B:free',
      {
        provider: 'openai-compatible',
        model: 'Qwen/Qwen3-8B:free',
        url: 'http://localhost:8000/v1',
        text: 'openai-compatible:http://localhost:8000/v1#Qwen/Qwen3-8B:free',
      },
    ],
  ])('%s', (text, spec) => expect(parseTeacherSpec(text)).toEqual(spec));

  test.each([
    '',
    'gpt-4',
    'openai:',
    'mistral:x',
    'openai-compatible:http://x/v1',
    'openai-compatible:#m',
  ])('%j is none', (text) =>
    expect(() => parseTeacherSpec(text)).toThrow(expect.objectContaining({ code: 'teacher-unknown' })));

  test.each([
    'http://me:secret@x/v1',
    'me:secret@x/v1',
    'x?key=secret',
    'http://x/v1?key=secret',
    'ftp://x',
    'nonsense',
  ])('the URL %s is refused, without repeating what may be a secret', (url) => {
    const attempt = () => parseTeacherSpec(`openai-compatible:${url}#m`);
    expect(attempt).toThrow(expect.objectContaining({ code: 'teacher-url' }));
    expect(attempt).not.toThrow(/secret/);
  });

  test.each([
    ['http://x/v1', 'teacher-unknown', 'Expected openai-compatible:http://x/v1#MODEL'],
    ['http://x/v1/#', 'teacher-unknown', 'http://x/v1/models'],
    ['localhost:8000/v1#m', 'teacher-url', 'expected openai-compatible:http://localhost:8000/v1#MODEL'],
    ['127.0.0.1:8000#m', 'teacher-url', 'has no http:// or https:// in front'],
    ['http://x/v1/chat/completions#m', 'teacher-url', 'leave /chat/completions out'],
    ['http://x/v1/chat/completions/#m', 'teacher-url', 'expected openai-compatible:http://x/v1#MODEL'],
  ])('an error about a server named as %s says what is expected', (name, code, words) => {
    expect(() => parseTeacherSpec(`openai-compatible:${name}`)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    );
  });

  test('a model may have a # in its name', () => {
    expect(parseTeacherSpec('openai-compatible:http://x/v1#a#b')).toMatchObject({ model: 'a#b' });
  });

  test.each(['openai:', 'openai-compatible:ftp://x#m'])('an error about %s names the option', (text) => {
    for (const option of ['teacher', 'model'] as const) {
      expect(() => parseTeacherSpec(text, { option })).toThrow(
        expect.objectContaining({
          message: expect.stringMatching(new RegExp(`^\`${option}\``)),
          subject: expect.objectContaining({ option }),
        }),
      );
    }
  });

  test('students are named only where they can be the teacher', () => {
    expect(() => parseTeacherSpec('openai:', { students: true })).toThrow(/run:DIR/);
    expect(() => parseTeacherSpec('openai:')).not.toThrow(/run:DIR/);
  });
});

describe('an address in the environment', () => {
  test.each([
    ['openai:m', { OPENAI_BASE_URL: 'http://localhost:1/v1/' }, 'openai:m@http://localhost:1/v1'],
    ['anthropic:m', { ANTHROPIC_BASE_URL: 'https://gate.example' }, 'anthropic:m@https://gate.example'],
  ])('makes %s another teacher', (name, environment, text) => {
    const { spec, variable } = placedBy(environment, parseTeacherSpec(name));
    expect(spec).toMatchObject({ text, url: text.split('@')[1] });
    expect(variable).toBe(Object.keys(environment)[0]);
    expect(placedBy(environment, spec).spec).toEqual(spec);
  });

  test.each([
    ['openai:m', { OPENAI_BASE_URL: 'https://api.openai.com/v1/' }],
    ['anthropic:m', { ANTHROPIC_BASE_URL: 'https://api.anthropic.com' }],
    ['openai:m', { OPENAI_BASE_URL: ' ' }],
    ['openai:m', { ANTHROPIC_BASE_URL: 'http://localhost:1' }],
    ['google:m', { OPENAI_BASE_URL: 'http://localhost:1/v1' }],
    ['openai-compatible:http://a/v1#m', { OPENAI_BASE_URL: 'http://localhost:1/v1' }],
  ])('leaves %s with %j as it is', (name, environment) => {
    expect(placedBy(environment, parseTeacherSpec(name))).toEqual({ spec: parseTeacherSpec(name) });
  });

  test('with a secret in it is refused by the name of its variable', () => {
    const environment = { OPENAI_BASE_URL: 'https://user:word@gate.example/v1' };
    expect(() => placedBy(environment, parseTeacherSpec('openai:m'))).toThrow(
      expect.objectContaining({ code: 'teacher-url', message: expect.stringContaining('OPENAI_BASE_URL') }),
    );
  });
});

describe('an api-version', () => {
  const base = 'https://x.openai.azure.com/openai/deployments/d';

  test('is part of the teacher', () => {
    expect(parseTeacherSpec(`openai-compatible:${base}?api-version=2024-10-21#gpt-4o`)).toEqual({
      provider: 'openai-compatible',
      model: 'gpt-4o',
      url: base,
      apiVersion: '2024-10-21',
      text: `openai-compatible:${base}?api-version=2024-10-21#gpt-4o`,
    });
  });

  test.each([
    `${base}?api-version=1&key=secret`,
    `${base}?key=secret`,
    `${base}?api-version=`,
  ])('is all that a query may have: %s', (url) => {
    expect(() => parseTeacherSpec(`openai-compatible:${url}#m`)).toThrow(/query other than api-version/);
  });
});

test.each([
  ['http://127.0.0.1:8000/v1', 'openai-compatible:http://127.0.0.1:8000/v1#MODEL'],
  ['127.0.0.1:8000', 'openai-compatible:http://127.0.0.1:8000/v1#MODEL'],
  ['https://api.example.com', 'openai-compatible:https://api.example.com/v1#MODEL'],
  ['http://localhost:1234/v1/chat/completions#qwen', 'openai-compatible:http://localhost:1234/v1#qwen'],
])('an address alone says how a server is named: %s', (text, expected) => {
  expect(() => parseTeacherSpec(text)).toThrow(`Did you mean ${expected}?`);
});

test.each([
  ['opnai:gpt-4.1-mini', 'openai:gpt-4.1-mini'],
  ['OpenAI:gpt-4.1-mini', 'openai:gpt-4.1-mini'],
  ['openai/gpt-4.1-mini', 'openai:gpt-4.1-mini'],
  ['antropic:claude-haiku-4-5', 'anthropic:claude-haiku-4-5'],
  ['openai-compatable:http://h:1/v1#m', 'openai-compatible:http://h:1/v1#m'],
  ['gpt-4.1-mini', 'openai:gpt-4.1-mini'],
  ['o3-mini', 'openai:o3-mini'],
  ['claude-haiku-4-5', 'anthropic:claude-haiku-4-5'],
  ['gemini-2.5-flash', 'google:gemini-2.5-flash'],
  ['confg:mine', 'config:mine'],
])('a misspelt provider, or a model without one: %s', (text, expected) => {
  expect(() => parseTeacherSpec(text)).toThrow(`Did you mean ${expected}?`);
});

test('a run is named where students are taken, and nowhere else', () => {
  const run = mkdtempSync(join(tmpdir(), 'teacher-run-'));
  writeFileSync(join(run, 'run.json'), '{}');
  expect(() => parseTeacherSpec(run, { students: true })).toThrow(`Did you mean run:${run}?`);
  expect(() => parseTeacherSpec(run)).toThrow(/^(?!.*Did you mean)/s);
  rmSync(run, { recursive: true });
});

test('a name that is no address gets no such advice', () => {
  for (const text of ['llama3.1', 'mistral:large', 'hub:x', 'my/model']) {
    expect(() => parseTeacherSpec(text)).toThrow(/^(?!.*Did you mean)/s);
  }
});

const served = { option: 'answersFrom', completions: true };
test.each([
  ['run:runs/mine', 'A run is asked as a server of its model: export it'],
  ['completions:localhost:8080/v1#qa', 'expected completions:http://localhost:8080/v1#MODEL'],
  ['completions:http://h/v1/completions#qa', 'expected completions:http://h/v1#MODEL'],
  ['completions:http://u:p@h/v1#qa', 'COMPLETIONS_API_KEY'],
  ['completions:http://h/v1', 'Expected completions:http://h/v1#MODEL'],
  ['completions:', 'completions:URL#MODEL for a server of a trained student'],
])('%s is said to be wrong in its own words', (text, words) => {
  expect(() => parseTeacherSpec(text, served)).toThrow(words);
});
