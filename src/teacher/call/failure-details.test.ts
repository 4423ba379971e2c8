// What a failure says beside its kind: its message, what it cost, how long to wait, and what to change. Kinds: failure.test.ts.
import { InvalidResponseDataError } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import { describeIt, http, system } from './failure.fixture.ts';
import { refusalOf } from './failure.ts';
import { NoAnswerError } from './generate.ts';

const asked = '(asked at http://x/v1/chat/completions)';
const unreported = { inputTokens: undefined, outputTokens: undefined };
const said = (message: string) => describeIt(new NoAnswerError('empty', message, unreported)).message;

describe('a message', () => {
  test.each([
    ['Bearer abcdefgh was refused', 'Bearer [key] was refused'],
    ['authorization: basic dXNlcjpwYXNz/+=', 'authorization: basic [key]'],
    ['the Bearer token is missing', 'the Bearer token is missing'],
    ['Bearer {{{{{{{{{{', 'Bearer {{{{{{{{{{'],
    ['key sk-secret-0123', 'key [key]'],
    ['two\n lines\u001b[31m', 'two lines [31m'],
  ])('%j reads %j', (text, message) => {
    expect(said(text)).toBe(message);
  });

  test('is cut behind 300 characters', () => {
    expect(said('x'.repeat(300))).toBe('x'.repeat(300));
    expect(said('x'.repeat(301))).toBe(`${'x'.repeat(300)}…`);
  });

  test.each<[string, unknown, string]>([
    ['a failure', http(400, { responseBody: 'too long' }), 'HTTP 400: failed too long'],
    [
      'an error in a success',
      http(200, { responseBody: '{"error": {"code": 400}}' }),
      'HTTP 200 with an error in place of an answer: {"error": {"code": 400}}',
    ],
    [
      'a success that broke off',
      http(200, { responseBody: '{"half": 1}', cause: system('ECONNRESET') }),
      'HTTP 200: failed {"half": 1}',
    ],
    ['a success of nothing', http(200, { responseBody: '' }), `HTTP 200 with an empty body ${asked}`],
    ['a success of spaces', http(200, { responseBody: ' \n ' }), `HTTP 200 with an empty body ${asked}`],
    [
      'no JSON',
      http(200, { message: 'Invalid JSON response', responseBody: 'hello' }),
      `HTTP 200 with a body that holds no answer: hello ${asked}`,
    ],
    [
      'what the SDK says of it',
      http(200, { message: 'No choices', responseBody: 'hello' }),
      `HTTP 200: No choices hello ${asked}`,
    ],
    [
      'data that the SDK cannot read',
      new InvalidResponseDataError({ data: { a: 1 } }),
      'HTTP 200 with a body that holds no answer: {"a":1}',
    ],
    [
      'a redirect',
      http(301, { url: 'http://x/v1?key=1', responseHeaders: { location: 'http://y/v1?key=1' } }),
      'HTTP 301: http://x/v1 redirects to http://y/v1. The request was not sent there: it has the key. If that is the right server, name its address in place of this one.',
    ],
    [
      'a redirect to nowhere',
      http(308),
      'HTTP 308: http://x/v1/chat/completions redirects to nowhere. The request was not sent there: it has the key. If that is the right server, name its address in place of this one.',
    ],
  ])('of %s', (_, error, message) => {
    expect(describeIt(error).message).toBe(message);
  });

  test.each([
    [
      'http://x/responses',
      '(asked at http://x/responses: most servers want /v1, openai-compatible:http://x/v1#MODEL)',
    ],
    ['http://x/responses/7', '(asked at http://x/responses/7)'],
    ['http://x/models', '(asked at http://x/models)'],
  ])('of 404 says what %s lacks, where that is known', (url, hint) => {
    expect(describeIt(http(404, { url })).message).toBe(`HTTP 404: failed ${hint}`);
  });
});

describe('a success without an answer', () => {
  test.each<[string, boolean]>([
    ['{"hello": 1}', true],
    [': ping\n\n{"hello": 1}', true],
    ['  {"id": 1, "cho', true],
    ['[{"id": 1, "cho', true],
    ['data: {"cho', true],
    ['upstream error {"id": 1, "cho', false],
    ['page{', false],
    ['<script>{"a": 1', false],
    ['', false],
  ])('%j has probably been paid for: %s', (responseBody, isLikelyPaid) => {
    const failure = describeIt(http(200, { responseBody }));
    expect(failure).toMatchObject({ kind: 'unreadable', billed: 'maybe' });
    expect('isLikelyPaid' in failure).toBe(isLikelyPaid);
  });

  test.each<[string, object]>([
    ['{"usage": {"prompt_tokens": 7}}', { inputTokens: 7, outputTokens: undefined }],
    ['{"usage": {"completion_tokens": 3}}', { inputTokens: undefined, outputTokens: 3 }],
    ['{"usage": {"prompt_tokens": 7, "completion_tokens": 3}}', { inputTokens: 7, outputTokens: 3 }],
  ])('%s took what it says', (responseBody, usage) => {
    expect(describeIt(http(200, { responseBody })).usage).toEqual(usage);
  });

  test.each([
    '{"usage": {"prompt_tokens": 0, "completion_tokens": 0}}',
    '{"a": 1}',
    'hello',
  ])('%s says nothing of what it took', (responseBody) => {
    expect(describeIt(http(200, { responseBody }))).not.toHaveProperty('usage');
  });

  test.each([300, 400, 500])('but HTTP %i is no success, whatever it counts', (status) => {
    const failure = describeIt(http(status, { responseBody: '{"usage": {"prompt_tokens": 7}}' }));
    expect(failure.billed).toBe('no');
    expect(failure).not.toHaveProperty('usage');
  });
});

describe('the wait that a body asks for', () => {
  test.each<[string, number | undefined]>([
    ['{"retryDelay":"3s"}', 3000],
    ['{"retryDelay" : "12.25s"}', 12_250],
    ['Please retry in 3.25s.', 3250],
    ['Please retry in 12 s.', 12_000],
    ['Retry in 7s', 7000],
    ['{"retryDelay": "9999s"}', 600_000],
    ['{"retryDelay": "soon"}', undefined],
    ['retry in 500ms', undefined],
    ['slow down', undefined],
  ])('429 %s: %s ms', (responseBody, ms) => {
    const failure = describeIt(http(429, { responseBody }));
    expect(failure.retryAfterMs).toBe(ms);
    expect('retryAfterMs' in failure).toBe(ms !== undefined);
  });

  test('a header goes before it', () => {
    const more = { responseBody: 'retry in 3s', responseHeaders: { 'retry-after': '5' } };
    expect(describeIt(http(429, more)).retryAfterMs).toBe(5000);
  });

  test.each<[string, number | undefined]>([
    ['20', 20_000],
    ['0.5', 500],
    ['90', 60_000],
    ['0', undefined],
    ['-3', undefined],
    ['"20"', undefined],
    ['null', undefined],
  ])('a model that loads for %s s: %s ms', (seconds, ms) => {
    const responseBody = `{"error": "Model m is currently loading", "estimated_time": ${seconds}}`;
    expect(describeIt(http(503, { responseBody }))).toMatchObject({ kind: 'loading' });
    expect(describeIt(http(503, { responseBody })).retryAfterMs).toBe(ms);
    const responseHeaders = { 'retry-after': '5' };
    expect(describeIt(http(503, { responseBody, responseHeaders })).retryAfterMs).toBe(5000);
  });
});

describe('no connection', () => {
  const tls = { isNoServer: true };
  const other = { isNoServer: true, isOtherProtocol: true };
  test.each<[readonly string[], object, string]>([
    [['ECONNRESET'], {}, ''],
    [['ECONNREFUSED'], { isNoServer: true }, ''],
    [['ENOTFOUND'], { isNoServer: true }, ''],
    [['ENETUNREACH'], {}, ''],
    [['CERT_HAS_EXPIRED'], tls, 'NODE_EXTRA_CA_CERTS'],
    [['ECONNRESET', 'DEPTH_ZERO_SELF_SIGNED_CERT'], tls, 'NODE_EXTRA_CA_CERTS'],
    [['EPROTO'], other, 'http:// in place of https://'],
    [['ERR_SSL_WRONG_VERSION_NUMBER'], other, 'http:// in place of https://'],
    [['ERR_OSSL_EVP_UNSUPPORTED'], other, 'http:// in place of https://'],
    [['ECONNRESET', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'], other, 'http:// in place of https://'],
    [['HPE_INVALID_CONSTANT'], other, 'https:// in place of http://'],
    [['ECONNRESET', 'HPE_INVALID_CONSTANT'], other, 'https:// in place of http://'],
  ])('%j', (codes, flags, hint) => {
    const cause = new AggregateError(codes.map(system));
    const { kind, billed, message, ...rest } = describeIt(http(undefined, { cause }));
    expect(kind).toBe('connection');
    expect(rest).toStrictEqual(flags);
    if (hint === '') expect(message).toBe('failed');
    else expect(message).toContain(hint);
  });

  test('to an address that can never be asked ends the run by what to change', () => {
    const failure = describeIt(http(undefined, { message: 'bad port', url: 'http://x:22/v1' }));
    expect(failure).toMatchObject({ kind: 'no-access', isNeverSent: true });
    expect(failure.message).toContain('the port 22 is one');
    expect(refusalOf(failure, { spec: 'openai:m', secrets: [] })).toMatchObject({
      code: 'teacher-unavailable',
      message: `The teacher cannot be asked: ${failure.message}\nNo call went out. Correct the address, and run it again.`,
      details: { kind: 'no-access' },
    });
  });
});

describe('what ends a run', () => {
  const fix = 'Fix that and run it again: every answer so far is stored.';
  const temperature = '{"error": "temperature is not supported"}';
  test.each<[string, unknown, number | undefined, string]>([
    ['one refusal', http(401), undefined, `The teacher refuses: HTTP 401: failed\n${fix}`],
    ['one of a row', http(403), 1, `The teacher refuses: HTTP 403: failed\n${fix}`],
    [
      'several in a row',
      http(403),
      2,
      `The teacher refuses: 2 different requests in a row, the last with: HTTP 403: failed\n${fix}`,
    ],
    [
      'an empty account',
      http(402),
      undefined,
      `The teacher refuses: HTTP 402: failed\nThe account has no credit left. ${fix}`,
    ],
    [
      'a temperature that is not taken',
      http(400, { responseBody: temperature }),
      undefined,
      `The teacher refuses: HTTP 400: failed ${temperature}\nThe model takes no temperature of its own choice: \`temperature: "default"\` sends none. ${fix}`,
    ],
  ])('%s', (_, thrown, inARow, message) => {
    const failure = describeIt(thrown);
    const error = refusalOf(failure, { spec: 'openai:m', secrets: ['k'] }, inARow);
    expect(error.message).toBe(message);
    expect(error).toMatchObject({ code: 'teacher-refuses', details: { kind: failure.kind } });
  });
});
