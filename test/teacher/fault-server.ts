// An OpenAI-compatible server that answers as real ones do on bad days. What it does with a call is decided by a plan; every call
// that it receives is in its log.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What happens to one call. */
export type Behaviour =
  | {
      readonly do: 'answer';
      readonly text: string;
      readonly finish?: string;
      readonly usage?: boolean;
      /** What `choices[0].logprobs.content` has. */
      readonly logprobs?: readonly object[];
    }
  | {
      readonly do: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Says nothing, until the client gives up. */
  | { readonly do: 'hang' }
  /** Breaks the connection: before a word, or within the body of the answer. */
  | { readonly do: 'reset'; readonly within?: boolean }
  | { readonly do: 'html' }
  | { readonly do: 'truncated' }
  | { readonly do: 'empty-choices' };

export interface ReceivedCall {
  /** The last user message. */
  readonly prompt: string;
  /** Everything that was sent: the body of the request as JSON text. */
  readonly sent: string;
  /** Calls with this prompt before it. */
  readonly earlier: number;
  readonly authorization: string | undefined;
  readonly atMs: number;
  readonly temperature: number | undefined;
  /** The few-shot answers. */
  readonly examples: readonly string[];
  readonly responseFormat:
    | { readonly type: string; readonly json_schema?: { readonly schema: object } }
    | undefined;
  readonly logprobs: boolean | undefined;
  readonly topLogprobs: number | undefined;
}

export interface FaultServer {
  /** For `openai-compatible:URL#MODEL`. */
  readonly url: string;
  readonly log: readonly ReceivedCall[];
  /** The most calls that were open at once. */
  readonly mostAtOnce: () => number;
  /** Resolves when the log has grown beyond `count`. */
  beyond(count: number): Promise<void>;
  close(): Promise<void>;
}

export type Plan = (call: ReceivedCall) => Behaviour;

/** Starts a server on a free port of this machine. `latencyMs`: before every answer. */
export async function startFaultServer(plan: Plan, latencyMs = 0): Promise<FaultServer> {
  const log: ReceivedCall[] = [];
  const counts = new Map<string, number>();
  const waiting = new Set<{ readonly count: number; readonly resolve: () => void }>();
  let [open, most] = [0, 0];
  const server = createServer(async (request, response) => {
    open++;
    most = Math.max(most, open);
    response.on('close', () => open--);
    const body = await bodyOf(request);
    const prompt = String(body.messages.at(-1)?.content ?? '');
    const earlier = counts.get(prompt) ?? 0;
    counts.set(prompt, earlier + 1);
    const call: ReceivedCall = {
      prompt,
      sent: JSON.stringify(body),
      earlier,
      authorization: request.headers.authorization,
      atMs: Date.now(),
      temperature: body.temperature,
      examples: body.messages
        .filter(({ role }) => role === 'assistant')
        .map(({ content }) => String(content)),
      responseFormat: body.response_format,
      logprobs: body.logprobs,
      topLogprobs: body.top_logprobs,
    };
    log.push(call);
    for (const waiter of waiting) {
      if (log.length <= waiter.count) continue;
      waiting.delete(waiter);
      waiter.resolve();
    }
    if (latencyMs > 0) await sleep(latencyMs);
    behave(plan(call), body.model, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    log,
    mostAtOnce: () => most,
    beyond: (count) =>
      log.length > count ? Promise.resolve() : new Promise((resolve) => waiting.add({ count, resolve })),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly temperature?: number;
  readonly response_format?: ReceivedCall['responseFormat'];
  readonly logprobs?: boolean;
  readonly top_logprobs?: number;
}

async function bodyOf(request: IncomingMessage): Promise<ChatRequest> {
  const parts: Buffer[] = [];
  try {
    for await (const part of request) parts.push(part as Buffer);
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as ChatRequest;
  } catch {
    return { model: '', messages: [] }; // the client was killed while it was asking
  }
}

function behave(behaviour: Behaviour, model: string, response: ServerResponse): void {
  const json = (text: string) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(text);
  };
  switch (behaviour.do) {
    case 'answer':
      json(JSON.stringify(completion(model, behaviour)));
      return;
    case 'status':
      response.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers });
      response.end(behaviour.body ?? JSON.stringify({ error: { message: 'no', type: 'fault' } }));
      return;
    case 'hang':
      return;
    case 'reset':
      if (behaviour.within) {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"id": "x", "choi');
        setTimeout(() => response.destroy(), 5);
      } else response.destroy();
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html><body>Down for maintenance</body></html>');
      return;
    case 'truncated':
      json('{"id": "x", "choices": [{"index": 0, "mess');
      return;
    case 'empty-choices':
      json(JSON.stringify({ ...completion(model, { text: '' }), choices: [] }));
      return;
  }
}

/** Of every answer. */
export const answerUsage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

function completion(
  model: string,
  { text, finish = 'stop', usage = true, logprobs }: Omit<Behaviour & { do: 'answer' }, 'do'>,
) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text },
        finish_reason: finish,
        ...(logprobs === undefined ? {} : { logprobs: { content: logprobs } }),
      },
    ],
    ...(usage ? { usage: answerUsage } : {}),
  };
}
