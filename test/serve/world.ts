// Servers of small trained runs, and what clients of the tests share.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { CreateServerOptions, RequestRecord, SolverServer } from '../../src/serve/index.ts';
import { createServer } from '../../src/serve/index.ts';

export interface Served {
  readonly server: SolverServer;
  readonly records: RequestRecord[];
  readonly warnings: string[];
}

/** Serves on any free port; what it noted of its requests, and its warnings. */
export async function serve(
  options: Partial<CreateServerOptions> & Pick<CreateServerOptions, 'runs'>,
): Promise<Served> {
  const records: RequestRecord[] = [];
  const warnings: string[] = [];
  const reporter = {
    progress: () => undefined,
    info: () => undefined,
    warn: (message: unknown) => void warnings.push(String(message)),
  };
  const server = await createServer({
    port: 0,
    threads: 1,
    onRequest: (record) => records.push(record),
    reporter,
    ...options,
  });
  return { server, records, warnings };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the server sends
  readonly json: any;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** One request with any headers, which `fetch` would not send. */
export async function ask(
  server: SolverServer,
  path: string,
  { method, headers, body }: Asked = {},
): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const sent = request(`${server.url}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    agent: false,
  });
  sent.end(text);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const received = Buffer.concat(chunks).toString('utf8');
  const isJson = response.headers['content-type']?.startsWith('application/json') === true;
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: received,
    json: isJson ? JSON.parse(received) : undefined,
  };
}

/** The events of a stream: their types, and their data as JSON. */
export function eventsIn(text: string): { readonly type: string; readonly data: Record<string, unknown> }[] {
  return text
    .split('\n\n')
    .filter((part) => part !== '')
    .map((part) => {
      const [, type = 'message', data = ''] = /^(?:event: (.*)\n)?data: (.*)$/.exec(part) ?? [];
      return { type, data: data === '[DONE]' ? {} : (JSON.parse(data) as Record<string, unknown>) };
    });
}

/** The process that was started last. */
export function lastOf(started: readonly ChildProcess[]): ChildProcess {
  const last = started.at(-1);
  if (last === undefined) throw new Error('no process was started');
  return last;
}
