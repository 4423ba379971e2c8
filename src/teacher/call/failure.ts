// Why a call brought no answer, what that means for the next one, and whether it may have been paid for.
import {
  APICallError,
  InvalidArgumentError,
  InvalidPromptError,
  InvalidResponseDataError,
  LoadAPIKeyError,
  LoadSettingError,
  NoSuchModelError,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider';
import { type Message, messageOf, option, SocraticError, say } from '../../common/index.ts';
import { NoAnswerError } from './generate.ts';
import { redact } from './redact.ts';
import { bodyIn } from './response-body.ts';
import { failedStatusIn } from './response-ending.ts';
import { isObject, listIn, parsedLoosely, tokensIn } from './response-parts.ts';
import type { ReportedUsage } from './usage.ts';

export type FailureKind =
  /** 429: slower. */
  | 'rate-limited'
  /** 5xx. */
  | 'server-error'
  /** 503 of a server that is loading its model. */
  | 'loading'
  | 'timeout'
  /** No connection, or one that broke off. */
  | 'connection'
  /** A success that is no answer: HTML, half a JSON, no choices. */
  | 'unreadable'
  /** The teacher wrote, and there is no answer in it: nothing, nothing but thoughts, or no JSON where that is the server's own check. */
  | 'empty'
  /** The provider refuses this request: too long, not allowed. Asking again does not help. */
  | 'rejected'
  /** 403 or 404: the provider refuses this request, or every one of this key or model. */
  | 'forbidden'
  /** The provider refuses every request: a wrong key, a setting that the model does not take. */
  | 'no-access'
  /** The account has no money left. */
  | 'no-credit'
  /** It was in a batch that ended before its turn came. */
  | 'expired'
  /** It waits in a batch that is not answered yet. */
  | 'in-batch';

export interface CallFailure {
  readonly kind: FailureKind;
  /** Whether the provider may charge for the call. */
  readonly billed: 'no' | 'maybe';
  /** What the provider asks to wait. */
  readonly retryAfterMs?: number;
  /** What it was charged with, where the provider says so. */
  readonly usage?: ReportedUsage;
  /** Nothing listens at the address, or it is not the server that it should be: waiting will hardly help. */
  readonly isNoServer?: boolean;
  /** What listens there speaks another protocol: unless it has answered before, waiting is of no use at all. */
  readonly isOtherProtocol?: boolean;
  /** No request to this address can ever go out. */
  readonly isNeverSent?: boolean;
  /** Of a success that is no answer: its body is neither a page nor nothing. The model has probably written it, and every further try is paid for. */
  readonly isLikelyPaid?: boolean;
  /** For a person; holds no secret. */
  readonly message: string;
}

/** Failures after which the same call may succeed. */
export function isTransient(kind: FailureKind): boolean {
  return transient.includes(kind);
}

const transient: readonly FailureKind[] = [
  'rate-limited',
  'server-error',
  'loading',
  'timeout',
  'connection',
  'unreadable',
  'empty',
  'expired',
];

/** Refusals that may be of one request alone. */
export function isRefusedRequest(kind: FailureKind): boolean {
  return kind === 'rejected' || kind === 'forbidden';
}

const longestMessage = 300;

/** On one line, without the characters by which a text could steer a terminal. */
export function printable(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
}

/** What anything thrown by a call means. `timedOut`: our own timeout ended it. */
export function describeFailure(
  error: unknown,
  { secrets, timedOut, now }: { secrets: readonly string[]; timedOut: boolean; now: number },
): CallFailure {
  const of = (kind: FailureKind, billed: CallFailure['billed'], text: string, hint = ''): CallFailure => {
    const plain = printable(redact(text, secrets)).replace(/\b(Bearer|Basic) [\w.~+/=-]{8,}/gi, '$1 [key]');
    const message = plain.length <= longestMessage ? plain : `${plain.slice(0, longestMessage)}…`;
    return { kind, billed, message: hint === '' ? message : `${message} ${redact(hint, secrets)}` };
  };
  if (timedOut) return of('timeout', 'maybe', 'no answer within the time allowed');
  if (error instanceof NoAnswerError) {
    const { reason, usage, message } = error;
    return { ...of(reason === 'empty' ? 'empty' : 'server-error', 'maybe', message), usage };
  }
  if (withoutAccess.some((kind) => kind.isInstance(error))) return of('no-access', 'no', messageOf(error));
  if (refusedBySdk.some((kind) => kind.isInstance(error))) return of('rejected', 'no', messageOf(error));
  if (isUnsendable(error)) return of('no-access', 'no', messageOf(error));
  if (InvalidResponseDataError.isInstance(error)) return unreadable(JSON.stringify(error.data), of);
  if (!APICallError.isInstance(error)) return of('unreadable', 'maybe', messageOf(error));
  const { statusCode } = error;
  if (statusCode === undefined) return connectionFailure(error, of);
  const failure = httpFailure(error, statusCode, now, of);
  const reported = statusCode < 300 ? reportedBy(error.responseBody ?? '') : undefined;
  // whoever counts tokens may charge for them, whatever else he says
  return reported === undefined ? failure : { ...failure, billed: 'maybe', usage: reported };
}

/** The failure of a call that the server answered. */
function httpFailure(error: APICallError, statusCode: number, now: number, of: MakeFailure): CallFailure {
  const { responseBody = '', responseHeaders = {} } = error;
  const body = parsedLoosely(responseBody);
  const within = statusCode < 300 ? errorWithin(body) : null;
  const status = within?.status ?? statusCode;
  const text =
    within === null
      ? `HTTP ${statusCode}: ${error.message} ${responseBody}`
      : `HTTP ${statusCode} with an error in place of an answer: ${responseBody}`;
  if (within !== null && within.status === null) return of('server-error', 'no', text, hintOf(error.url));
  if (status < 300) {
    const broken = isNetworkError(error.cause);
    if (broken) return of('connection', 'maybe', text);
    if (codesOf(error).some((code) => unpacking.test(code))) {
      const what = `HTTP ${statusCode} with a body that cannot be unpacked: a proxy or the server says that it is compressed, and it is not`;
      return { ...of('unreadable', 'maybe', what, hintOf(error.url)), isLikelyPaid: true };
    }
    return unreadable(responseBody, of, { said: error.message, hint: hintOf(error.url) });
  }
  if (status < 400) return of('no-access', 'no', redirectText(statusCode, error.url, responseHeaders));
  if (status === 402 || withoutCredit.test(responseBody)) return of('no-credit', 'no', text);
  if (status === 429) {
    return withWait(of('rate-limited', 'no', text), retryAfter(responseHeaders, now) ?? waitIn(responseBody));
  }
  if (status === 404 && /unexpected endpoint/i.test(responseBody)) {
    return of('no-access', 'no', text, hintOf(error.url));
  }
  if (status === 404) return of('forbidden', 'no', text, hintOf(error.url));
  if (status === 401) return of('no-access', 'no', text);
  if (status === 403) return of('forbidden', 'no', text);
  if (status === 408 || status === 409) return of('server-error', 'maybe', text);
  // Groq: the model wrote something that is no JSON; another try may bring some
  if (/json_validate_failed/.test(responseBody)) return of('empty', 'maybe', text);
  if (status < 500) return of(refusesSetting(responseBody) ? 'no-access' : 'rejected', 'no', text);
  if (status === 503 && loading.test(responseBody)) {
    return withWait(of('loading', 'no', text), retryAfter(responseHeaders, now) ?? loadingTime(body));
  }
  // Gateways give up on servers that go on: what they answer says nothing of what is charged. An error in a success is no gateway's.
  const refusedBeforeWork = within !== null || [500, 501, 503, 529].includes(status);
  return withWait(
    of('server-error', refusedBeforeWork ? 'no' : 'maybe', text),
    retryAfter(responseHeaders, now),
  );
}

/** A success with a body that holds no answer; what it says that it took is what it costs. */
function unreadable(
  body: string,
  of: MakeFailure,
  { said = '', hint = '' }: { readonly said?: string; readonly hint?: string } = {},
): CallFailure {
  const read = bodyIn(body);
  const usage = reportedBy(body);
  // what the SDK says of its schema is of no use
  const why =
    said === '' || said === 'Invalid JSON response' ? ' with a body that holds no answer:' : `: ${said}`;
  return {
    ...of(
      'unreadable',
      'maybe',
      body.trim() === '' ? 'HTTP 200 with an empty body' : `HTTP 200${why} ${body}`,
      hint,
    ),
    ...(usage !== undefined && { usage }),
    ...((read !== undefined || /^\s*(?:[[{]|data:)/.test(body)) && { isLikelyPaid: true }),
  };
}

/** What a body without an answer says that it took. */
function reportedBy(body: string): ReportedUsage | undefined {
  const { input, output } = tokensIn(bodyIn(body));
  return (input ?? 0) + (output ?? 0) > 0 ? { inputTokens: input, outputTokens: output } : undefined;
}

type MakeFailure = (
  kind: FailureKind,
  billed: CallFailure['billed'],
  text: string,
  hint?: string,
) => CallFailure;

function withWait(failure: CallFailure, retryAfterMs: number | undefined): CallFailure {
  return retryAfterMs === undefined ? failure : { ...failure, retryAfterMs };
}

const withoutCredit = /insufficient_quota|credit balance is too low|billing_hard_limit/i;
const loading =
  /loading (?:the )?model|model (?:\S+ )?is (?:currently |still )?(?:loading|starting)|currently loading/i;

/** Whether a model does not take the temperature that every request has. */
function refusesSetting(body: string): boolean {
  return (
    /temperature/i.test(body) &&
    /unsupported|not supported|does not support|deprecated|only the default/i.test(body)
  );
}

function connectionFailure(error: APICallError, of: MakeFailure): CallFailure {
  const never = neverAnswered(messageOf(error), error.url);
  if (never !== null) return { ...of('no-access', 'no', error.message, never), isNeverSent: true };
  const codes = codesOf(error);
  const isTls = codes.some((code) => tlsCode.test(code));
  const isPlain = codes.some(
    (code) => code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_OSSL'),
  );
  const isNoHttp = codes.some((code) => code.startsWith('HPE_'));
  const hint = isPlain
    ? '(the server speaks http:// in place of https://, or another version of TLS: correct the address)'
    : isNoHttp
      ? '(the server speaks no HTTP there: does it want https:// in place of http://, or another port?)'
      : isTls
        ? '(the certificate of the server is not trusted here; NODE_EXTRA_CA_CERTS names a file with that of your authority)'
        : '';
  const failure = of('connection', neverSent(error) ? 'no' : 'maybe', error.message, hint);
  if (isPlain || isNoHttp) return { ...failure, isNoServer: true, isOtherProtocol: true };
  const isNoServer = isTls || ['ECONNREFUSED', 'ENOTFOUND'].some((code) => codes.includes(code));
  return isNoServer ? { ...failure, isNoServer } : failure;
}

/** What to change where no request can ever go out, whatever the server does; null where one could. */
function neverAnswered(message: string, url: string): string | null {
  if (/\bbad port\b/.test(message)) {
    const port = URL.canParse(url) ? ` ${new URL(url).port}` : '';
    return `(the port${port} is one that browsers and Node's fetch never ask, as it belongs to another service: let the server listen at another one, such as 8000)`;
  }
  if (/unknown scheme|not implemented/i.test(message)) return '(only http:// and https:// can be asked)';
  if (/Invalid URL|Failed to parse URL/i.test(message)) return '(the address is no URL that can be asked)';
  return /Proxy response \(407\)/.test(message)
    ? '(the proxy wants a user and a password: name them in HTTPS_PROXY, http://USER:PASSWORD@HOST:PORT)'
    : null;
}

/** An error in place of an answer, with the status that it should have come with: routers answer so with status 200. */
function errorWithin(body: unknown): { readonly status: number | null } | null {
  if (!isObject(body) || listIn(body.choices).length > 0) return null;
  const { error } = body;
  const status = failedStatusIn(body) ?? (isObject(error) ? failedStatusIn(error) : undefined);
  if (!error) return status === undefined ? null : { status };
  if (typeof error === 'string' && /unexpected endpoint/i.test(error)) return { status: 404 };
  return { status: status ?? null };
}

function redirectText(status: number, url: string, headers: Readonly<Record<string, string>>): string {
  const [from = ''] = url.split('?');
  const to = headers.location?.split('?')[0] ?? 'nowhere';
  return `HTTP ${status}: ${from} redirects to ${to}. The request was not sent there: it has the key. If that is the right server, name its address in place of this one.`;
}

/** `Please retry in 3.2s`, `"retryDelay": "3s"`: in bodies of Google. */
function waitIn(body: string): number | undefined {
  const seconds = /(?:"retryDelay"\s*:\s*"|retry in )(\d+(?:\.\d+)?) ?s/i.exec(body)?.[1];
  return seconds === undefined ? undefined : Math.min(1000 * Number(seconds), longestWaitMs);
}

/** Hugging Face says how long a model takes to load. */
function loadingTime(body: unknown): number | undefined {
  const seconds = (body as { estimated_time?: unknown } | null)?.estimated_time;
  return typeof seconds === 'number' && seconds > 0 ? Math.min(1000 * seconds, 60_000) : undefined;
}

/** What ends a run whose next calls would be refused like this one. `inARow`: how many of them were, where it was not the first. */
export function refusalOf(
  { kind, message, isNeverSent = false }: CallFailure,
  { spec, secrets }: { readonly spec: string; readonly secrets: readonly string[] },
  inARow = 1,
): SocraticError {
  if (isNeverSent) {
    return new SocraticError(
      'teacher-unavailable',
      `The teacher cannot be asked: ${message}\nNo call went out. Correct the address, and run it again.`,
      { details: { kind } },
    );
  }
  const count = inARow > 1 ? `${inARow} different requests in a row, the last with: ` : '';
  return new SocraticError(
    'teacher-refuses',
    say`The teacher refuses: ${count}${message}\n${adviceFor(kind, message, spec, secrets)}Fix that and run it again: every answer so far is stored.`,
    { details: { kind } },
  );
}

function adviceFor(kind: FailureKind, message: string, spec: string, secrets: readonly string[]): Message {
  if (kind === 'no-credit') return say`The account has no credit left. `;
  if (refusesSetting(message)) {
    return say`The model takes no temperature of its own choice: ${option('temperature', 'default')} sends none. `;
  }
  const [provider = ''] = spec.split(':', 1);
  const variable = { 'openai-compatible': 'OPENAI_COMPATIBLE_API_KEY', completions: 'COMPLETIONS_API_KEY' }[
    provider
  ];
  const isKeyless = /\b40[13]\b/.test(message) && variable !== undefined && secrets.length === 0;
  return isKeyless ? say`No key was sent: ${variable} is not set. ` : say``;
}

/** Where a request went that found no such server, and what such URLs often lack. */
function hintOf(requestUrl: string): string {
  const [url = ''] = requestUrl.split('?'); // a query may hold a key
  const [, server, endpoint] = /^(.*?)\/(chat\/completions|completions|responses)$/.exec(url) ?? [];
  const provider = endpoint === 'completions' ? 'completions' : 'openai-compatible';
  const lacksVersion = server !== undefined && !/\/v\d/.test(server);
  return `(asked at ${url}${lacksVersion ? `: most servers want /v1, ${provider}:${server}/v1#MODEL` : ''})`;
}

/** What the SDK throws before anything goes out: for every request alike, and for what this one asks. */
const withoutAccess = [LoadAPIKeyError, LoadSettingError];
const refusedBySdk = [
  UnsupportedFunctionalityError,
  InvalidPromptError,
  InvalidArgumentError,
  NoSuchModelError,
];

const neverSentCodes = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];
const tlsCode =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|EPROTO|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|ERR_OSSL)/;
/** Errors without a code of their own that come before anything is sent. */
const neverSentText = /bad port|unknown scheme|before secure TLS connection|Proxy response \(/;

/** A header or an address that no request can have, such as a key with a curly quote. */
function isUnsendable(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    /ByteString|Invalid URL|Failed to parse URL|invalid header|Headers\.|invalid \S+ header/i.test(
      error.message,
    )
  );
}

/** Whether there was no connection to send the request over. */
function neverSent(error: unknown): boolean {
  const codes = codesOf(error);
  const isBefore = (code: string) => neverSentCodes.includes(code) || tlsCode.test(code);
  return (codes.length > 0 && codes.every(isBefore)) || neverSentText.test(messageOf(error));
}

/** Of zlib and Brotli. */
const unpacking = /^(?:Z_|ERR_BROTLI|ERR__ERROR_FORMAT|ERR_PADDING|ERR_BUFFER)/;

function isNetworkError(error: unknown): boolean {
  return codesOf(error).some((code) => code.startsWith('E') || code.startsWith('UND_ERR'));
}

/** The system's codes in an error, its causes, and what an AggregateError (several addresses) holds. */
function codesOf(error: unknown, depth = 5): string[] {
  if (!(error instanceof Error) || depth === 0) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const parts = error instanceof AggregateError ? error.errors : [error.cause];
  return [
    ...(error instanceof AggregateError ? [] : own),
    ...parts.flatMap((part) => codesOf(part, depth - 1)),
  ];
}

/** Longer waits than this are not believed. */
const longestWaitMs = 10 * 60_000;

/** `retry-after-ms: 1500`, `retry-after: 2`, or an HTTP date. */
function retryAfter(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const exact = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (exact >= 0) return Math.min(exact, longestWaitMs);
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(1000 * Number(text), longestWaitMs);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, date - now), longestWaitMs);
}
