// An OpenAI-compatible server over a GGUF model in llama.cpp: a real teacher without a network.
//   node --import tsx test/real/llama-server.ts MODEL.gguf [--port 8080] [--parallel 2] [--context 2048] [--threads 1]
// Prints {"url": …} when it listens; POST /v1/chat/completions, GET /v1/models, GET /health. See README.md beside this file.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RequestError, readChatRequest } from './chat-request.ts';
import { type Generated, LlamaTeacher, type TokenLogprob } from './llama-model.ts';

export interface LlamaServer {
  /** Ends in /v1. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly path: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly parallel: number;
  readonly contextTokens: number;
  readonly threads: number;
}

/** Loads the model and listens on this machine alone. */
export async function startLlamaServer(options: ServerOptions): Promise<LlamaServer> {
  const teacher = await LlamaTeacher.load(options);
  const model = basename(options.path, '.gguf');
  const counts = { asked: 0, answered: 0, completionTokens: 0 };
  const server = createServer(async (request, response) => {
    const json = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      if (request.url === '/health') return json(200, { status: 'ok', ...counts });
      if (request.url === '/v1/models')
        return json(200, { object: 'list', data: [{ id: model, object: 'model' }] });
      if (request.url !== '/v1/chat/completions' || request.method !== 'POST') {
        return json(404, errorBody(`${request.method} ${request.url} is not served here`, 'not_found'));
      }
      counts.asked++;
      const asked = readChatRequest(await bodyOf(request));
      const generated = await teacher.generate(asked, gone.signal);
      counts.answered++;
      counts.completionTokens += generated.completionTokens;
      json(200, completion(model, counts.answered, generated, asked.logprobs));
    } catch (error) {
      reportFailure(error, gone.signal, response, json);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await teacher.close();
    },
  };
}

function reportFailure(
  error: unknown,
  gone: AbortSignal,
  response: ServerResponse,
  json: (status: number, value: unknown) => void,
): void {
  if (gone.aborted) response.destroy();
  else if (error instanceof RequestError) json(400, errorBody(error.message, 'invalid_request_error'));
  else json(500, errorBody(error instanceof Error ? error.message : String(error), 'server_error'));
}

const errorBody = (message: string, type: string) => ({ error: { message, type } });

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function completion(model: string, count: number, generated: Generated, withLogprobs: boolean) {
  const { text, finishReason, promptTokens, completionTokens } = generated;
  const plain = ({ token, logprob, bytes }: TokenLogprob) => ({ token, logprob, bytes });
  const content = generated.logprobs.map((one) => ({ ...plain(one), top_logprobs: one.top.map(plain) }));
  return {
    id: `chatcmpl-${count}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text },
        logprobs: withLogprobs ? { content } : null,
        finish_reason: finishReason,
      },
    ],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '8080' },
      parallel: { type: 'string', default: '2' },
      context: { type: 'string', default: '2048' },
      // one core stays free: threads of llama.cpp wait for each other in a loop, and a core that is busy otherwise holds all of them up
      threads: { type: 'string', default: String(Math.max(1, availableParallelism() - 1)) },
    },
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new Error('expected one MODEL.gguf');
  const number = (name: keyof typeof values, least: number) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= least) return value;
    throw new Error(`--${name}: received "${values[name]}", expected a whole number from ${least}`);
  };
  const server = await startLlamaServer({
    path,
    port: number('port', 0),
    parallel: number('parallel', 1),
    contextTokens: number('context', 128),
    threads: number('threads', 1),
  });
  process.stdout.write(`${JSON.stringify({ url: server.url, model: basename(path, '.gguf') })}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
