// What every kind of failure is taken for, and whether its call may have been paid for.
import {
  APICallError,
  InvalidArgumentError,
  InvalidPromptError,
  LoadAPIKeyError,
  LoadSettingError,
  NoSuchModelError,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import { describeIt, http, system } from './failure.fixture.ts';
import { type CallFailure, refusalOf } from './failure.ts';
import { NoAnswerError } from './generate.ts';

function itsOwnCause(): Error {
  const error: Error = system('ECONNRESET');
  error.cause = error;
  return error;
}

test.each<[string, unknown, CallFailure['kind'], CallFailure['billed']]>([
  ['429', http(429), 'rate-limited', 'no'],
  [
    '429 of an empty account',
    http(429, { responseBody: '{"code": "insufficient_quota"}' }),
    'no-credit',
    'no',
  ],
  ['402', http(402), 'no-credit', 'no'],
  [
    '400 of an empty account',
    http(400, { responseBody: 'Your credit balance is too low' }),
    'no-credit',
    'no',
  ],
  ['400', http(400), 'rejected', 'no'],
  ['401', http(401), 'no-access', 'no'],
  ['403', http(403), 'forbidden', 'no'],
  ['404', http(404), 'forbidden', 'no'],
  ['a redirect', http(301), 'no-access', 'no'],
  [
    'an error 429 in a success',
    http(200, { responseBody: '{"error": {"code": 429}}' }),
    'rate-limited',
    'no',
  ],
  [
    'an error 502 in a success',
    http(200, { responseBody: '{"error": {"code": 502}}' }),
    'server-error',
    'no',
  ],
  ['an error 401 in a success', http(200, { responseBody: '{"error": {"code": 401}}' }), 'no-access', 'no'],
  [
    'an error without a code in a success',
    http(200, { responseBody: '{"error": "down"}' }),
    'server-error',
    'no',
  ],
  [
    'a wrong path in a success, as LM Studio says it',
    http(200, { responseBody: '{"error": "Unexpected endpoint or method. (POST /chat/completions)"}' }),
    'no-access',
    'no',
  ],
  [
    'an error beside an answer',
    http(200, { responseBody: '{"error": {"code": 502}, "choices": [{"text": "a"}]}' }),
    'unreadable',
    'maybe',
  ],
  [
    'a model that loads',
    http(503, { responseBody: '{"error": {"message": "Loading model"}}' }),
    'loading',
    'no',
  ],
  [
    'a model that loads elsewhere',
    http(503, { responseBody: 'Model x/y is currently loading' }),
    'loading',
    'no',
  ],
  [
    'a temperature that is not taken',
    http(400, { responseBody: "Unsupported value: 'temperature' does not support 0 with this model." }),
    'no-access',
    'no',
  ],
  ['no JSON at Groq', http(400, { responseBody: '{"code": "json_validate_failed"}' }), 'empty', 'maybe'],
  ['a certificate', http(undefined, { cause: system('DEPTH_ZERO_SELF_SIGNED_CERT') }), 'connection', 'no'],
  ['no TLS there', http(undefined, { cause: system('EPROTO') }), 'connection', 'no'],
  [
    'a port that no fetch asks',
    http(undefined, { message: 'Cannot connect to API: bad port' }),
    'no-access',
    'no',
  ],
  [
    'another scheme',
    http(undefined, { message: 'Cannot connect to API: unknown scheme' }),
    'no-access',
    'no',
  ],
  ['no URL', http(undefined, { message: 'Cannot connect to API: Invalid URL' }), 'no-access', 'no'],
  [
    'a proxy that wants a password',
    http(undefined, { message: 'Cannot connect to API: Proxy response (407) !== 200 when HTTP Tunneling' }),
    'no-access',
    'no',
  ],
  [
    'a proxy that is overloaded',
    http(undefined, { message: 'Cannot connect to API: Proxy response (503) !== 200 when HTTP Tunneling' }),
    'connection',
    'no',
  ],
  ['no HTTP there', http(undefined, { cause: system('HPE_INVALID_CONSTANT') }), 'connection', 'maybe'],
  [
    'a key that no header can have',
    new TypeError('Cannot convert argument to a ByteString because the character at index 7 is 8220'),
    'no-access',
    'no',
  ],
  [
    'nothing in an answer',
    new NoAnswerError('empty', 'empty', { inputTokens: 1, outputTokens: 0 }),
    'empty',
    'maybe',
  ],
  ['408', http(408), 'server-error', 'maybe'],
  ['409', http(409), 'server-error', 'maybe'],
  [
    'a wrong path with a status of its own',
    http(405, { responseBody: 'Unexpected endpoint' }),
    'rejected',
    'no',
  ],
  [
    'an error in a success that is no text',
    http(200, { responseBody: '{"error": ["Unexpected endpoint"]}' }),
    'server-error',
    'no',
  ],
  [
    'a redirect with an error in it',
    http(300, { responseBody: '{"error": {"code": 429}}' }),
    'no-access',
    'no',
  ],
  [
    'a redirect with counts in it',
    http(300, { responseBody: '{"usage": {"prompt_tokens": 5}}' }),
    'no-access',
    'no',
  ],
  [
    'a refusal with counts in it',
    http(400, { responseBody: '{"usage": {"prompt_tokens": 5}}' }),
    'rejected',
    'no',
  ],
  ['500 that speaks of loading', http(500, { responseBody: 'Loading model' }), 'server-error', 'no'],
  [
    'a temperature out of range',
    http(400, { responseBody: 'temperature must be at most 2' }),
    'rejected',
    'no',
  ],
  [
    'something else that is not taken',
    http(400, { responseBody: 'images are not supported' }),
    'rejected',
    'no',
  ],
  [
    'a success that broke off in the SDK',
    http(200, { cause: system('UND_ERR_SOCKET') }),
    'connection',
    'maybe',
  ],
  [
    'one address refused, another that broke off',
    http(undefined, { cause: new AggregateError([system('ECONNREFUSED'), system('ECONNRESET')]) }),
    'connection',
    'maybe',
  ],
  [
    'a code that is a number',
    http(undefined, { cause: Object.assign(new Error('x'), { code: 7 }) }),
    'connection',
    'maybe',
  ],
  ['an error that is its own cause', http(undefined, { cause: itsOwnCause() }), 'connection', 'maybe'],
  ['a name that no header can have', new TypeError('Invalid authorization header'), 'no-access', 'no'],
  ['500', http(500), 'server-error', 'no'],
  ['503', http(503), 'server-error', 'no'],
  ['529', http(529), 'server-error', 'no'],
  ['502 of a gateway', http(502), 'server-error', 'maybe'],
  ['504 of a gateway', http(504), 'server-error', 'maybe'],
  ['a success that is no JSON', http(200), 'unreadable', 'maybe'],
  ['a success that broke off', http(200, { cause: system('ECONNRESET') }), 'connection', 'maybe'],
  ['nobody listens', http(undefined, { cause: system('ECONNREFUSED') }), 'connection', 'no'],
  [
    'nobody listens on any address',
    http(undefined, { cause: new AggregateError([system('ECONNREFUSED'), system('ENETUNREACH')]) }),
    'connection',
    'no',
  ],
  ['a reset', http(undefined, { cause: system('ECONNRESET') }), 'connection', 'maybe'],
  ['a failure without a code', http(undefined), 'connection', 'maybe'],
  ['no key', new LoadAPIKeyError({ message: 'OPENAI_API_KEY is missing' }), 'no-access', 'no'],
  ['no setting', new LoadSettingError({ message: 'resource name is missing' }), 'no-access', 'no'],
  [
    'what the SDK cannot ask for',
    new UnsupportedFunctionalityError({ functionality: 'logprobs' }),
    'rejected',
    'no',
  ],
  ['a prompt that is none', new InvalidPromptError({ prompt: [], message: 'empty' }), 'rejected', 'no'],
  [
    'an argument out of range',
    new InvalidArgumentError({ argument: 'maxOutputTokens', message: 'must be >= 1' }),
    'rejected',
    'no',
  ],
  [
    'a model the SDK does not know',
    new NoSuchModelError({ modelId: 'm', modelType: 'languageModel' }),
    'rejected',
    'no',
  ],
  ['anything else', new TypeError('x is undefined'), 'unreadable', 'maybe'],
])('%s', (_name, error, kind, billed) => {
  expect(describeIt(error)).toMatchObject({ kind, billed });
});

test('our own timeout is one, whatever was thrown', () => {
  expect(describeIt(new Error('aborted'), true)).toMatchObject({ kind: 'timeout', billed: 'maybe' });
});

test.each<[Record<string, string>, number | undefined]>([
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
  [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:07 GMT' }, 7000],
  [{ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
  [{ 'retry-after': '86400' }, 600_000],
  [{ 'retry-after': ' 2 ' }, 2000],
  [{ 'retry-after': '0.25' }, 250],
  [{ 'retry-after-ms': '0', 'retry-after': '9' }, 0],
  [{ 'retry-after': '2026-01-01T00:00:07Z' }, 7000],
  [{ 'retry-after': '2026-01-01T00:00:07+00:00' }, 7000],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('Retry-After in %j is %s ms', (responseHeaders, expected) => {
  expect(describeIt(http(429, { responseHeaders })).retryAfterMs).toBe(expected);
});

test.each([
  [
    'http://x/chat/completions',
    '(asked at http://x/chat/completions: most servers want /v1, openai-compatible:http://x/v1#MODEL)',
  ],
  [
    'http://x:1/api/chat/completions',
    '(asked at http://x:1/api/chat/completions: most servers want /v1, openai-compatible:http://x:1/api/v1#MODEL)',
  ],
  ['http://x/v1/chat/completions', '(asked at http://x/v1/chat/completions)'],
  [
    'https://x/v1beta/models/m:generateContent?key=secret',
    '(asked at https://x/v1beta/models/m:generateContent)',
  ],
])('404 says where it was asked, behind even a long page: %s', (url, hint) => {
  const { message } = describeIt(http(404, { url, responseBody: '<p>'.repeat(900) }));
  expect(message).toMatch(/^HTTP 404: failed <p>/);
  expect(message.slice(message.indexOf('(asked'))).toBe(hint);
});

test('a body that is said to be compressed and is not is named as that', () => {
  const broken = Object.assign(new Error('incorrect header check'), { code: 'Z_DATA_ERROR' });
  const cause = Object.assign(new TypeError('terminated'), { cause: broken });
  const url = 'http://x/v1/chat/completions';
  const error = new APICallError({ message: 'Failed', url, requestBodyValues: {}, statusCode: 200, cause });
  expect(describeIt(error)).toMatchObject({
    kind: 'unreadable',
    isLikelyPaid: true,
    message: expect.stringContaining('a body that cannot be unpacked'),
  });
});

test('a page of HTML in place of an answer says where it came from', () => {
  const { kind, message } = describeIt(
    http(200, { url: 'http://x:1/chat/completions', responseBody: '<html>Welcome</html>' }),
  );
  expect(kind).toBe('unreadable');
  expect(message).toContain(
    '<html>Welcome</html> (asked at http://x:1/chat/completions: most servers want /v1',
  );
});

test.each([
  ['http://x:1/completions', 'completions:http://x:1/v1#MODEL'],
  ['http://x:1/chat/completions', 'openai-compatible:http://x:1/v1#MODEL'],
])('a server that is asked at %s without a version', (url, expected) => {
  expect(describeIt(http(404, { url })).message).toContain(`most servers want /v1, ${expected}`);
});

test('a refusal says that no key was sent, where that may be why', () => {
  const failure = describeIt(http(401, { responseBody: 'no key' }));
  const keyless = { spec: 'openai-compatible:http://x/v1#m', secrets: [] };
  expect(refusalOf(failure, keyless).message).toContain('OPENAI_COMPATIBLE_API_KEY is not set');
  const served = { spec: 'completions:http://x/v1#m of 0123abcd', secrets: [] };
  expect(refusalOf(failure, served).message).toContain('No key was sent: COMPLETIONS_API_KEY is not set');
  expect(refusalOf(failure, { ...keyless, secrets: ['sk-secret-0123'] }).message).not.toContain('is not set');
  expect(refusalOf(failure, { ...keyless, spec: 'openai:m' }).message).not.toContain('is not set');
});

test('the key of a request never gets into the message, and a page of HTML is cut', () => {
  const { message } = describeIt(
    http(401, { responseBody: `bad key sk-secret-0123 \u001b[31m\n${'x'.repeat(900)}` }),
  );
  expect(message).toContain('bad key [key] [31m xxx');
  expect(message).not.toContain('sk-secret');
  expect(message.length).toBeLessThanOrEqual(301);
});
