// What the model behind the imitated API is asked and answers: chat completions and responses.
import type { IncomingMessage } from 'node:http';

export interface RequestBody {
  readonly model: string;
  readonly messages?: readonly { readonly role: string; readonly content: unknown }[];
  readonly input?: readonly { readonly role: string; readonly content: unknown }[];
}

/** Of every answer. */
export const rowUsage = { input: 100, output: 20 };

/** The last message. */
export function promptOf({ messages, input }: RequestBody): string {
  const content = (messages ?? input ?? []).at(-1)?.content;
  if (typeof content === 'string') return content;
  return Array.isArray(content) ? String((content[0] as { text?: unknown }).text ?? '') : '';
}

export function answerBody(
  endpoint: string,
  model: string,
  { text, usage = true }: { text: string; usage?: boolean },
): unknown {
  const { input, output } = rowUsage;
  if (endpoint === '/v1/responses') {
    const content = [{ type: 'output_text', text, annotations: [] }];
    return {
      id: 'resp_1',
      object: 'response',
      created_at: 1_700_000_000,
      model,
      output: [{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content }],
      incomplete_details: null,
      usage: { input_tokens: input, output_tokens: output, total_tokens: input + output },
    };
  }
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    ...(usage
      ? { usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output } }
      : {}),
  };
}

/** The body of a request; null where it does not come to its end. */
export async function bytesOf(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  try {
    for await (const part of request) parts.push(part as Buffer);
    return Buffer.concat(parts);
  } catch {
    return null;
  }
}
