// Requests that differ in nothing but the most tokens of their answers: a whole answer to one of them is an answer to the others.
import { type RequestIdentity, requestKey, type StoredResponse } from './records.ts';

/** Limits that stores of earlier versions, which do not say theirs, are likely to have been filled with. */
export const usualTokenLimits: readonly number[] = [256, 512, 1024, 2048, 4096, 8192, 16_384];

/** The keys of the same request with each of the other `limits`. */
export function keysWithOtherLimits(identity: RequestIdentity, limits: readonly number[]): string[] {
  const own = identity.parameters.maxOutputTokens;
  return limits
    .filter((limit) => limit !== own)
    .map((maxOutputTokens) =>
      requestKey({ ...identity, parameters: { ...identity.parameters, maxOutputTokens } }),
    );
}

/** Whether an answer that was asked for with another limit would be the same with `limit`: it is whole, and not longer. */
export function isWholeWithin({ finishReason, usage }: StoredResponse, limit: number): boolean {
  return finishReason !== 'length' && usage.outputTokens <= limit;
}
