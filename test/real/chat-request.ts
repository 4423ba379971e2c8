// What the server of a real model understands of an OpenAI chat request. What it does not do is refused, never passed over.
import { z } from 'zod';

const textParts = z
  .array(z.object({ type: z.literal('text'), text: z.string() }))
  .transform((parts) => parts.map(({ text }) => text).join(''));

const chatRequest = z.object({
  model: z.string().optional(),
  messages: z
    .array(
      z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.union([z.string(), textParts]) }),
    )
    .min(1),
  temperature: z.number().min(0).max(2).default(1),
  top_p: z.number().gt(0).max(1).default(1),
  seed: z.number().int().nonnegative().optional(),
  max_tokens: z.number().int().positive().optional(),
  max_completion_tokens: z.number().int().positive().optional(),
  stop: z
    .union([z.string(), z.array(z.string())])
    .transform((stop) => [stop].flat())
    .default([]),
  response_format: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('text') }),
      z.object({
        type: z.literal('json_schema'),
        json_schema: z.object({ schema: z.record(z.string(), z.unknown()) }),
      }),
    ])
    .optional(),
  logprobs: z.boolean().default(false),
  top_logprobs: z.number().int().min(0).max(20).default(0),
  n: z.literal(1).optional(),
  stream: z.literal(false).optional(),
});

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** 0: the likeliest token, always. */
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number | undefined;
  /** Undefined: as many as the context has room for. */
  readonly maxTokens: number | undefined;
  readonly stop: readonly string[];
  /** Every answer is JSON of this schema. */
  readonly schema: Readonly<Record<string, unknown>> | undefined;
  readonly logprobs: boolean;
  readonly topLogprobs: number;
}

/** An error of the request: answered with 400. */
export class RequestError extends Error {}

/** Reads the body of a request; throws RequestError with what is wrong. */
export function readChatRequest(body: string): ChatRequest {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new RequestError('the body is not JSON');
  }
  const parsed = chatRequest.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new RequestError(`${issue?.path.join('.') || 'the body'}: ${issue?.message}`);
  }
  const { messages, temperature, top_p: topP, seed, stop, response_format: format } = parsed.data;
  const { max_completion_tokens, max_tokens, logprobs, top_logprobs: topLogprobs } = parsed.data;
  const schema = format?.type === 'json_schema' ? format.json_schema.schema : undefined;
  const maxTokens = max_completion_tokens ?? max_tokens;
  return { messages, temperature, topP, seed, maxTokens, stop, schema, logprobs, topLogprobs };
}
