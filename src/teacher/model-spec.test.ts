import { describe, expect, test } from 'vitest';
import { createTeacher, parseTeacherSpec } from './model-spec.ts';

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

describe('the key', () => {
  test.each([
    ['openai:m', 'OPENAI_API_KEY'],
    ['anthropic:m', 'ANTHROPIC_API_KEY'],
    ['google:m', 'GOOGLE_GENERATIVE_AI_API_KEY'],
  ])('of %s comes from %s and is required', async (spec, variable) => {
    await expect(createTeacher(parseTeacherSpec(spec), { [variable]: ' ' })).rejects.toMatchObject({
      code: 'key-missing',
      message: expect.stringContaining(variable),
    });
    const teacher = await createTeacher(parseTeacherSpec(spec), { [variable]: 'k' });
    expect(teacher).toMatchObject({ spec, secrets: ['k'], model: { modelId: 'm' } });
  });

  test('of a local server may be missing', async () => {
    const spec = parseTeacherSpec('openai-compatible:http://localhost:1/v1#m');
    expect((await createTeacher(spec, {})).secrets).toEqual([]);
  });
});
