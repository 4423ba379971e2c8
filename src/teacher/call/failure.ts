// Why a call brought no answer, what that means for the next one, and whether it may have been paid for.
import {
  APICallError,
  InvalidArgumentError,
  InvalidPromptError,
  LoadAPIKeyError,
  LoadSettingError,
  NoSuchModelError,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider';
import { messageOf, SocraticError } from '../../common/index.ts';

export type FailureKind =
  /** 429: slower. */
  | 'rate-limited'
  /** 5xx. */
  | 'server-error'
  | 'timeout'
  /** No connection, or one that broke off. */
  | 'connection'
  /** A success that is no answer: HTML, half a JSON, no choices. */
  | 'unreadable'
  /** The provider refuses this request: too long, not allowed. Asking again does not help. */
  | 'rejected'
  /** The provider refuses every request: a wrong key, an unknown model. */
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
  /** For a person; holds no secret. */
  readonly message: string;
}

/** Failures after which the same call may succeed. */
export function isTransient(kind: FailureKind): boolean {
  return ['rate-limited', 'server-error', 'timeout', 'connection', 'unreadable', 'expired'].includes(kind);
}

const longestMessage = 300;

/** Shorter keys are placeholders (`EMPTY`, `lm-studio`) that local servers ask for: replacing them would damage answers. */
const shortestSecret = 12;

/** Removes secrets from a text that others wrote. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .filter(({ length }) => length >= shortestSecret)
    .reduce((clean, secret) => clean.replaceAll(secret, '[key]'), text);
}

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
  if (withoutAccess.some((kind) => kind.isInstance(error))) return of('no-access', 'no', messageOf(error));
  if (refusedBySdk.some((kind) => kind.isInstance(error))) return of('rejected', 'no', messageOf(error));
  if (!APICallError.isInstance(error)) return of('unreadable', 'maybe', messageOf(error));
  const { statusCode, responseBody = '', responseHeaders = {} } = error;
  if (statusCode === undefined) {
    return of('connection', neverSent(error) ? 'no' : 'maybe', error.message);
  }
  const text = `HTTP ${statusCode}: ${error.message} ${responseBody}`;
  if (statusCode < 400) {
    const broken = isNetworkError(error.cause);
    return broken ? of('connection', 'maybe', text) : of('unreadable', 'maybe', text, hintOf(error.url));
  }
  if (
    statusCode === 402 ||
    /insufficient_quota|credit balance is too low|billing_hard_limit/i.test(responseBody)
  ) {
    return of('no-credit', 'no', text);
  }
  if (statusCode === 429) {
    const failure = of('rate-limited', 'no', text);
    const retryAfterMs = retryAfter(responseHeaders, now);
    return retryAfterMs === undefined ? failure : { ...failure, retryAfterMs };
  }
  if (statusCode === 404) return of('no-access', 'no', text, hintOf(error.url));
  if ([401, 403].includes(statusCode)) return of('no-access', 'no', text);
  if (statusCode === 408 || statusCode === 409) return of('server-error', 'maybe', text);
  if (statusCode < 500) return of('rejected', 'no', text);
  // Gateways give up on servers that go on: what they answer says nothing of what is charged.
  const refusedBeforeWork = [500, 501, 503, 529].includes(statusCode);
  const failure = of('server-error', refusedBeforeWork ? 'no' : 'maybe', text);
  const retryAfterMs = retryAfter(responseHeaders, now);
  return retryAfterMs === undefined ? failure : { ...failure, retryAfterMs };
}

/** What ends a run whose next calls would be refused like this one. */
export function refusalOf(
  { kind, message }: CallFailure,
  { spec, secrets }: { readonly spec: string; readonly secrets: readonly string[] },
): SocraticError {
  const keyless = kind === 'no-access' && spec.startsWith('openai-compatible:') && secrets.length === 0;
  const cause =
    kind === 'no-credit'
      ? 'The account has no credit left. '
      : keyless
        ? 'No key was sent: OPENAI_COMPATIBLE_API_KEY is not set. '
        : '';
  return new SocraticError(
    'teacher-refuses',
    `The teacher refuses: ${message}\n${cause}Fix that and run it again: every answer so far is stored.`,
    { details: { kind } },
  );
}

/** Where a request went that found no such server, and what such URLs often lack. */
function hintOf(requestUrl: string): string {
  const [url = ''] = requestUrl.split('?'); // a query may hold a key
  const [, server = '', endpoint] = /^(.*?)(\/chat\/completions|\/responses)$/.exec(url) ?? [];
  const lacksVersion = endpoint !== undefined && !/\/v\d/.test(server);
  return `(asked at ${url}${lacksVersion ? `: most servers want /v1, openai-compatible:${server}/v1#MODEL` : ''})`;
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

/** Whether there was no connection to send the request over. */
function neverSent(error: unknown): boolean {
  const codes = codesOf(error);
  return codes.length > 0 && codes.every((code) => neverSentCodes.includes(code));
}

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
