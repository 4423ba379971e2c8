// One call through the AI SDK: no retries of its own, nothing on the terminal.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import type { StoredResponse, Usage } from '../store/index.ts';

export interface Prompt {
  readonly system: string;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
}

export interface Parameters {
  readonly temperature: number | undefined;
  readonly maxOutputTokens: number;
}

/** An answer, before its price is known. */
export type RawAnswer = Omit<StoredResponse, 'usage' | 'cost' | 'calledAt' | 'seconds'> & {
  /** Null where the provider does not say. */
  readonly usage: Omit<Usage, 'reported'> | null;
};

/** A success that says itself that it is none. */
export class EmptyAnswerError extends Error {}

/** Asks once. Throws whatever the SDK throws, and EmptyAnswerError. */
export async function generateOnce(
  model: LanguageModelV3,
  { system, messages }: Prompt,
  { temperature, maxOutputTokens }: Parameters,
  signal: AbortSignal,
): Promise<RawAnswer> {
  const { generateText } = await import('ai');
  Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false }); // it would write to the console
  const { text, finishReason, usage, response } = await generateText({
    model,
    ...(system === '' ? {} : { system }),
    messages: messages.map(({ role, content }) => ({ role, content })),
    ...(temperature === undefined ? {} : { temperature }),
    maxOutputTokens,
    maxRetries: 0,
    abortSignal: signal,
  });
  // Of nothing but a stop it is an answer too: it has been paid for, and the next one would be the same.
  if (text.trim() === '' && !['stop', 'length', 'content-filter'].includes(finishReason)) {
    throw new EmptyAnswerError(`the answer is empty (finish reason ${finishReason})`);
  }
  const { inputTokens, outputTokens } = usage;
  return {
    text,
    finishReason,
    usage: inputTokens === undefined || outputTokens === undefined ? null : { inputTokens, outputTokens },
    model: response.modelId ?? null,
    body: response.body === undefined ? null : JSON.stringify(response.body),
  };
}
