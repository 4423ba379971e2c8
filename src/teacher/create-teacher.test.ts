// The key of a teacher, and where its requests go.
import { describe, expect, test, vi } from 'vitest';
import { createTeacher } from './create-teacher.ts';
import { parseTeacherSpec } from './model-spec.ts';

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

  test.each([
    ['“sk-0123456789abcdef”', /quotation mark “ \(U\+201C\) as character 1 of 21/],
    ['sk-0123\u200b456789abcdef', /zero-width space \(U\+200B\) as character 8/],
    ['\u00e9sk-0123456789', /"é" \(U\+00E9\) as character 1/],
    ['"sk-0123456789abcdef"', /in quotes/],
    ['Bearer sk-0123456789abcdef', /begins with "Bearer"/],
    ['sk-0123456789\nabcdef', /a space or a line break as character 14/],
  ])('%j is refused before anything is sent, and not shown', async (given, expected) => {
    const environment = { OPENAI_API_KEY: given };
    const error = await createTeacher(parseTeacherSpec('openai:m'), environment).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ code: 'key-unusable', message: expect.stringMatching(expected) });
    expect(String((error as Error).message)).not.toMatch(/sk-|456789/);
  });
});

interface Sent {
  readonly url: string;
  readonly headers: Headers;
}

async function sent(spec: string, environment: Record<string, string>): Promise<Sent> {
  let seen: Sent | undefined;
  const fetch: typeof globalThis.fetch = (input, init) => {
    seen = { url: String(input), headers: new Headers(init?.headers) };
    return Promise.resolve(new Response('{}', { status: 418 }));
  };
  const { model } = await createTeacher(parseTeacherSpec(spec), environment, fetch);
  const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'q' }] }];
  await Promise.resolve(model.doGenerate({ prompt })).catch(() => undefined);
  if (seen === undefined) throw new Error('nothing was sent');
  return seen;
}

describe('where a request goes, and with which key', () => {
  test('Azure OpenAI: the version in the query, the key in a header of its own and in no other', async () => {
    const url = 'https://x.openai.azure.com/openai/deployments/d';
    const { url: asked, headers } = await sent(`openai-compatible:${url}?api-version=2024-10-21#m`, {
      OPENAI_COMPATIBLE_API_KEY: 'k-0123456789',
    });
    expect(asked).toBe(`${url}/chat/completions?api-version=2024-10-21`);
    expect(headers.get('api-key')).toBe('k-0123456789');
    expect(headers.get('authorization')).toBeNull();
  });

  test('a gateway with an api-version: both headers', async () => {
    const { headers } = await sent('openai-compatible:http://localhost:1/v1?api-version=1#m', {
      OPENAI_COMPATIBLE_API_KEY: 'k-0123456789',
    });
    expect(headers.get('api-key')).toBe('k-0123456789');
    expect(headers.get('authorization')).toBe('Bearer k-0123456789');
  });

  test.each([
    ['openai:m', { OPENAI_API_KEY: 'k' }, 'https://api.openai.com/v1/responses'],
    [
      'openai:m',
      { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://localhost:1/x' },
      'http://localhost:1/x/responses',
    ],
    ['anthropic:m', { ANTHROPIC_API_KEY: 'k' }, 'https://api.anthropic.com/v1/messages'],
    [
      'anthropic:m',
      { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'http://localhost:1' },
      'http://localhost:1/messages',
    ],
  ])('%s with %j: %s, whatever this process has in its own environment', async (spec, environment, url) => {
    vi.stubEnv('OPENAI_BASE_URL', 'http://elsewhere/v1');
    vi.stubEnv('ANTHROPIC_BASE_URL', 'http://elsewhere/v1');
    expect((await sent(spec, environment)).url).toBe(url);
    vi.unstubAllEnvs();
  });
});
