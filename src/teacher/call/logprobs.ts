// Log-probabilities of an answer's tokens: how providers are asked for them, and where their answers have them.
import { z } from 'zod';
import type { TokenLogprob, TokenText } from '../store/index.ts';

/** Every provider reads the options under its own name: OpenAI's of the SDK, a compatible server's as its request body has them. */
export function logprobOptions(count: number) {
  return { openai: { logprobs: count }, teacher: { logprobs: true, top_logprobs: count } };
}

const alternative = z.object({
  token: z.string(),
  logprob: z.number(),
  bytes: z.array(z.number()).nullish(),
});
const tokens = z.array(alternative.extend({ top_logprobs: z.array(alternative).nullish() }));
const ofChatCompletion = z.object({
  choices: z.array(z.object({ logprobs: z.object({ content: tokens }) })).min(1),
});
const ofResponse = z.object({
  output: z.array(z.object({ content: z.array(z.object({ logprobs: tokens.nullish() })).nullish() })),
});

/** The log-probabilities in the body of an answer, rounded to 1e-5; null where there are none. */
export function logprobsIn(body: unknown): TokenLogprob[] | null {
  const completion = ofChatCompletion.safeParse(body);
  const response = ofResponse.safeParse(body);
  const found = completion.success
    ? (completion.data.choices[0]?.logprobs.content ?? [])
    : response.success
      ? response.data.output.flatMap(
          ({ content }) => content?.flatMap(({ logprobs }) => logprobs ?? []) ?? [],
        )
      : [];
  if (found.length === 0) return null;
  return found.map((entry) => [
    tokenText(entry),
    rounded(entry.logprob),
    (entry.top_logprobs ?? []).map((other) => [tokenText(other), rounded(other.logprob)] as const),
  ]);
}

/** The body without them: they are kept once, in fewer bytes. */
export function withoutLogprobs(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(withoutLogprobs);
  if (typeof body !== 'object' || body === null) return body;
  const rest = Object.entries(body).filter(
    ([name, value]) => name !== 'logprobs' || typeof value !== 'object',
  );
  return Object.fromEntries(rest.map(([name, value]) => [name, withoutLogprobs(value)]));
}

/** A part of a character has no text: providers then write a replacement, and its bytes beside it. */
function tokenText({ token, bytes }: z.infer<typeof alternative>): TokenText {
  if (bytes === null || bytes === undefined || Buffer.from(bytes).equals(Buffer.from(token))) return token;
  return bytes;
}

const rounded = (logprob: number): number => Number(logprob.toFixed(5));
