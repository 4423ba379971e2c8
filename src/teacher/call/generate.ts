// One call to a model of the AI SDK, by the interface that its providers have: no retries but ours, nothing on the terminal. Whether an
// answer fits the schema is judged when it is read: it has been paid for, so it is stored first.
import type { JSONSchema7, LanguageModelV3, LanguageModelV3Message } from '@ai-sdk/provider';
import type { StoredResponse, Usage } from '../store/index.ts';
import { logprobOptions, logprobsIn, withoutLogprobs } from './logprobs.ts';

export interface Prompt {
  readonly system: string;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
  /** Where the answer is asked for as JSON of this schema. */
  readonly schema?: JSONSchema7;
}

export interface Parameters {
  readonly temperature: number | undefined;
  readonly maxOutputTokens: number;
  /** Of how many tokens in each place the log-probability is asked for. */
  readonly logprobs?: number | undefined;
}

/** An answer, before its price is known. */
export type RawAnswer = Omit<StoredResponse, 'usage' | 'cost' | 'calledAt' | 'seconds'> & {
  /** Null where the provider does not say. */
  readonly usage: Omit<Usage, 'reported'> | null;
};

/** A success that says itself that it is none, and not that anything was written for it. */
export class EmptyAnswerError extends Error {}

/** Asks once. Throws whatever the SDK throws, and EmptyAnswerError. */
export async function generateOnce(
  model: LanguageModelV3,
  { system, messages, schema }: Prompt,
  { temperature, maxOutputTokens, logprobs }: Parameters,
  signal: AbortSignal,
): Promise<RawAnswer> {
  const { content, finishReason, usage, response } = await model.doGenerate({
    prompt: [...(system === '' ? [] : [{ role: 'system' as const, content: system }]), ...messages.map(turn)],
    ...(temperature === undefined ? {} : { temperature }),
    maxOutputTokens,
    ...(schema === undefined ? {} : { responseFormat: { type: 'json', schema } }),
    ...(logprobs === undefined ? {} : { providerOptions: logprobOptions(logprobs) }),
    abortSignal: signal,
  });
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const inputTokens = usage.inputTokens.total;
  const outputTokens = usage.outputTokens.total;
  // Of nothing but a stop, or of tokens without text, it is an answer too: it has been paid for, and is not paid for again.
  const ended = ['stop', 'length', 'content-filter'].includes(finishReason.unified);
  if (text.trim() === '' && !ended && (outputTokens ?? 0) === 0) {
    throw new EmptyAnswerError(`the answer is empty (finish reason ${finishReason.unified})`);
  }
  const asked = logprobs !== undefined && response?.body !== undefined;
  const tokens = asked ? logprobsIn(response.body) : null;
  const body = asked ? withoutLogprobs(response.body) : response?.body;
  return {
    text,
    finishReason: finishReason.unified,
    usage: inputTokens === undefined || outputTokens === undefined ? null : { inputTokens, outputTokens },
    model: response?.modelId ?? model.modelId,
    body: body === undefined ? null : JSON.stringify(body),
    ...(tokens === null ? {} : { logprobs: tokens }),
  };
}

function turn({ role, content }: Prompt['messages'][number]): LanguageModelV3Message {
  return { role, content: [{ type: 'text', text: content }] };
}
