// For tests of failures: what a call throws, and what it is taken for at a fixed time.
import { APICallError } from '@ai-sdk/provider';
import { type CallFailure, describeFailure } from './failure.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
export const describeIt = (error: unknown, timedOut = false): CallFailure =>
  describeFailure(error, { secrets: ['sk-secret-0123'], timedOut, now });

export function http(
  statusCode: number | undefined,
  more: Partial<ConstructorParameters<typeof APICallError>[0]> = {},
): APICallError {
  return new APICallError({
    message: 'failed',
    url: 'http://x/v1/chat/completions',
    requestBodyValues: {},
    ...(statusCode === undefined ? {} : { statusCode }),
    ...more,
  });
}

/** An error of the system with its code. */
export const system = (code: string) => Object.assign(new Error(code), { code });
