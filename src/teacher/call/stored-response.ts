// What is stored of an answer: without secrets, with what it cost.
import type { StoredResponse } from '../store/index.ts';
import type { CallerOptions } from './caller-options.ts';
import type { Parameters, Prompt, RawAnswer } from './generate.ts';
import { costOf, mostInputTokens } from './prices.ts';
import { redact } from './redact.ts';
import { bookedUsage } from './usage.ts';

/** Times in milliseconds since 1970. */
export function storedResponse(
  answer: RawAnswer,
  prompt: Prompt,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  { price, parameters, secrets }: Pick<CallerOptions, 'price' | 'parameters' | 'secrets'>,
): StoredResponse {
  const usage = bookedUsage(answer.usage, mostUsage(prompt, parameters));
  const text = redact(answer.text, secrets);
  // tokens would spell out a secret that the text no longer has
  const logprobs = text === answer.text ? answer.logprobs : undefined;
  return {
    text,
    finishReason: answer.finishReason,
    usage,
    cost: price === null ? null : costOf(price, usage),
    model: answer.model === null ? null : redact(answer.model, secrets),
    calledAt: new Date(startMs).toISOString(),
    seconds: (endMs - startMs) / 1000,
    body: answer.body === null ? null : redact(answer.body, secrets),
    ...(logprobs === undefined ? {} : { logprobs }),
  };
}

/** The most tokens that a call can have. */
export function mostUsage(prompt: Prompt, { maxOutputTokens }: Parameters) {
  return { inputTokens: mostInputTokens(prompt), outputTokens: maxOutputTokens };
}
