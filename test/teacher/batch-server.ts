// OpenAI's Files and Batches as its documentation describes them: multipart upload, validation, states over time, output and error
// files with their rows in any order, paging, cancelling, a limit of what may be queued. It answers single calls as well. What happens
// to a row or a batch is decided by a plan; what was paid for, and every batch that was made, is in its log.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../src/common/index.ts';
import { answerBody, bytesOf, promptOf, type RequestBody } from './batch-answers.ts';

export interface BatchRequestRow {
  readonly customId: string;
  readonly body: RequestBody;
  /** Its last user message. */
  readonly prompt: string;
  /** Rows with this prompt that were executed before it, in any batch. */
  readonly earlier: number;
}

/** What happens to a row. */
export type RowPlan =
  | { readonly do: 'answer'; readonly text: string; readonly usage?: boolean }
  /** The model's server refuses or fails. */
  | { readonly do: 'status'; readonly status: number; readonly message?: string }
  /** Not reached within the batch's window. */
  | { readonly do: 'expire' }
  /** In neither file. `paid`: it was answered all the same. */
  | { readonly do: 'vanish'; readonly paid: boolean }
  /** A line that is no JSON in place of its answer. */
  | { readonly do: 'garble' };

export interface BatchPlan {
  readonly end?: 'completed' | 'expired' | 'cancelled';
  /** Found invalid, before any row is executed. */
  readonly errors?: readonly { readonly code: string; readonly message: string; readonly line?: number }[];
  readonly validatingMs?: number;
  readonly workingMs?: number;
}

/** A request has had its effect (`creating`: not even that) and is not answered yet; of content half has been sent. */
export type Moment = 'uploaded' | 'creating' | 'created' | 'listed' | 'retrieved' | 'content';

export interface BatchServerPlan {
  readonly row: (row: BatchRequestRow) => RowPlan;
  readonly batch?: (number: number) => BatchPlan;
  /** May let the answer to a request fail: with a status, or by breaking the connection. */
  readonly at?: (
    moment: Moment,
    batchId: string | null,
  ) => 'drop' | { readonly status: number } | undefined | Promise<undefined>;
  /** Before a request has any effect. */
  readonly before?: (method: string, path: string) => { readonly status: number } | undefined;
  /** The most rows that may be queued at once. */
  readonly queuedRows?: number;
  /** How long the provider works on the request that starts a batch, before the batch is there. */
  readonly creatingMs?: number;
  /** How many batches a page of the list has. */
  readonly pageSize?: number;
}

export interface CreatedBatch {
  readonly id: string;
  readonly rows: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly status: string;
}

export interface BatchServer {
  readonly url: string;
  plan: BatchServerPlan;
  /** How often an answer to a prompt was paid for, in batches and by single calls. */
  readonly paid: ReadonlyMap<string, number>;
  readonly batches: () => readonly CreatedBatch[];
  /** The bodies of batch rows and of single calls, as text. */
  readonly rowBodies: readonly string[];
  readonly singleBodies: readonly string[];
  readonly uploads: readonly { readonly bytes: number; readonly filename: string }[];
  readonly requests: readonly {
    readonly method: string;
    readonly path: string;
    readonly authorization: string;
  }[];
  cancel(id: string): void;
  /** Its time is up. */
  hurry(id: string): void;
  forget(id: string): void;
  close(): Promise<void>;
}

interface Batch {
  readonly id: string;
  readonly number: number;
  readonly endpoint: string;
  readonly inputFileId: string;
  readonly metadata: Record<string, string>;
  readonly createdMs: number;
  /** From when its stages are counted. */
  startedMs: number;
  readonly lines: readonly string[];
  readonly plan: BatchPlan;
  status: string;
  errors: { code: string; message: string; line: number | null; param: null }[];
  outputFileId: string | null;
  errorFileId: string | null;
  counts: { total: number; completed: number; failed: number };
  endedAt: number | null;
}

export async function startBatchServer(initial: BatchServerPlan): Promise<BatchServer> {
  const files = new Map<string, string>();
  const batches: Batch[] = [];
  const paid = new Map<string, number>();
  const executed = new Map<string, number>();
  const rowBodies: string[] = [];
  const singleBodies: string[] = [];
  const uploads: { bytes: number; filename: string }[] = [];
  const requests: { method: string; path: string; authorization: string }[] = [];
  const random = new Random(11);
  const open = new Set<ServerResponse>();
  let ids = 0;

  const pay = (prompt: string) => paid.set(prompt, (paid.get(prompt) ?? 0) + 1);

  /** Brings a batch to where it is by now. */
  const advance = (batch: Batch) => {
    const age = Date.now() - batch.startedMs;
    const { validatingMs = 5, workingMs = 10 } = batch.plan;
    if (batch.status === 'validating' && age >= validatingMs) validate(batch);
    if (batch.status === 'in_progress' && age >= validatingMs + workingMs) execute(batch);
    else if (batch.status === 'finalizing' && age >= validatingMs + workingMs + 5) {
      end(batch, batch.plan.end ?? 'completed');
    } else if (batch.status === 'cancelling') {
      execute(batch);
      end(batch, 'cancelled');
    }
  };
  const end = (batch: Batch, status: string) => {
    batch.status = status;
    batch.endedAt = Date.now();
  };
  const fail = (batch: Batch, errors: BatchPlan['errors'] = []) => {
    batch.errors = errors.map(({ code, message, line = null }) => ({ code, message, line, param: null }));
    end(batch, 'failed');
  };

  const validate = (batch: Batch) => {
    if (batch.plan.errors !== undefined) return fail(batch, batch.plan.errors);
    const seen = new Set<string>();
    for (const [index, text] of batch.lines.entries()) {
      const line = index + 1;
      try {
        const row = JSON.parse(text) as { custom_id?: string; method?: string; url?: string };
        if (row.custom_id === undefined || seen.has(row.custom_id)) {
          return fail(batch, [
            { code: 'duplicate_custom_id', message: 'The custom_id is not unique.', line },
          ]);
        }
        seen.add(row.custom_id);
        if (row.method !== 'POST' || row.url !== batch.endpoint) {
          return fail(batch, [{ code: 'invalid_url', message: `The URL must be ${batch.endpoint}.`, line }]);
        }
      } catch {
        return fail(batch, [{ code: 'invalid_json_line', message: 'This line is not parseable.', line }]);
      }
    }
    const queued = batches.filter(({ status }) => ['in_progress', 'finalizing'].includes(status));
    const rows = queued.reduce((sum, { lines }) => sum + lines.length, batch.lines.length);
    if (rows > (server.plan.queuedRows ?? Number.POSITIVE_INFINITY)) {
      const message = `Enqueued token limit reached for teacher in organization org-x. Limit: ${server.plan.queuedRows} enqueued tokens. Please try again once some in_progress batches have been completed.`;
      return fail(batch, [{ code: 'token_limit_exceeded', message }]);
    }
    batch.counts = { total: batch.lines.length, completed: 0, failed: 0 };
    batch.status = 'in_progress';
  };

  const execute = (batch: Batch) => {
    const [output, errors]: [string[], string[]] = [[], []];
    for (const text of batch.status === 'validating' ? [] : batch.lines) {
      const { custom_id: customId, body } = JSON.parse(text) as { custom_id: string; body: RequestBody };
      const prompt = promptOf(body);
      const earlier = executed.get(prompt) ?? 0;
      executed.set(prompt, earlier + 1);
      const row: BatchRequestRow = { customId, body, prompt, earlier };
      const plan = server.plan.row(row);
      const id = `batch_req_${++ids}`;
      const line = (status: number, answer: unknown) =>
        JSON.stringify({
          id,
          custom_id: customId,
          response: { status_code: status, request_id: `req_${ids}`, body: answer },
          error: null,
        });
      if (plan.do === 'answer') {
        pay(prompt);
        batch.counts.completed++;
        output.push(line(200, answerBody(batch.endpoint, body.model, plan)));
      } else if (plan.do === 'garble') {
        pay(prompt);
        batch.counts.completed++;
        output.push('{"id": "batch_req_x", "custom_id"');
      } else if (plan.do === 'vanish') {
        if (plan.paid) {
          pay(prompt);
          batch.counts.completed++;
        }
      } else if (plan.do === 'status') {
        batch.counts.failed++;
        const message = plan.message ?? 'no';
        errors.push(line(plan.status, { error: { message, type: 'fault', param: null, code: null } }));
      } else {
        batch.counts.failed++;
        const message = 'This request could not be executed before the completion window expired.';
        const error = { code: 'batch_expired', message };
        errors.push(JSON.stringify({ id, custom_id: customId, response: null, error }));
      }
    }
    const fileOf = (lines: string[]) => {
      if (lines.length === 0) return null;
      const id = `file-${++ids}`;
      files.set(id, `${random.shuffle(lines).join('\n')}\n`);
      return id;
    };
    batch.outputFileId = fileOf(output);
    batch.errorFileId = fileOf(errors);
    batch.status = 'finalizing';
  };

  const shown = (batch: Batch) => ({
    id: batch.id,
    object: 'batch',
    endpoint: batch.endpoint,
    input_file_id: batch.inputFileId,
    completion_window: '24h',
    status: batch.status,
    // the files are named when the batch has ended
    output_file_id: batch.endedAt === null ? null : batch.outputFileId,
    error_file_id: batch.endedAt === null ? null : batch.errorFileId,
    errors: batch.errors.length === 0 ? null : { object: 'list', data: batch.errors },
    created_at: Math.floor(batch.createdMs / 1000),
    completed_at:
      batch.status === 'completed' && batch.endedAt !== null ? Math.ceil(batch.endedAt / 1000) : null,
    expired_at: batch.status === 'expired' && batch.endedAt !== null ? Math.ceil(batch.endedAt / 1000) : null,
    request_counts: batch.counts,
    metadata: batch.metadata,
  });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://x');
    const path = url.pathname.replace(/^\/v1/, '');
    const method = request.method ?? 'GET';
    requests.push({ method, path, authorization: request.headers.authorization ?? '' });
    const body = await bytesOf(request);
    if (body === null) return; // the client was killed while it was sending
    const json = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const refuse = (status: number, message: string) =>
      json(status, { error: { message, type: 'invalid_request_error', param: null, code: null } });
    const answer = async (moment: Moment, batchId: string | null, value: unknown) => {
      const fault = await server.plan.at?.(moment, batchId);
      if (fault === 'drop') response.destroy();
      else if (fault !== undefined) refuse(fault.status, 'fault');
      else json(200, value);
    };
    const early = server.plan.before?.(method, path);
    if (early !== undefined) return refuse(early.status, 'fault');
    if (method === 'POST' && path === '/files') {
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      const form = await new Response(new Uint8Array(body), { headers }).formData();
      const file = form.get('file');
      if (form.get('purpose') !== 'batch' || !(file instanceof File)) return refuse(400, 'purpose or file');
      const id = `file-${++ids}`;
      files.set(id, await file.text());
      uploads.push({ bytes: file.size, filename: file.name });
      return answer('uploaded', null, { id, object: 'file', purpose: 'batch', bytes: file.size });
    }
    if (method === 'POST' && path === '/batches') {
      const asked = JSON.parse(body.toString('utf8')) as {
        input_file_id: string;
        endpoint: string;
        completion_window: string;
        metadata?: Record<string, string>;
      };
      const text = files.get(asked.input_file_id);
      if (text === undefined) return refuse(400, `no file ${asked.input_file_id}`);
      if (asked.completion_window !== '24h') return refuse(400, 'completion_window must be 24h');
      const lines = text.split('\n').filter((line) => line !== '');
      if (server.plan.creatingMs !== undefined) {
        await server.plan.at?.('creating', null);
        await sleep(server.plan.creatingMs);
      }
      for (const line of lines) rowBodies.push(JSON.stringify((JSON.parse(line) as { body: unknown }).body));
      const batch: Batch = {
        id: `batch_${++ids}`,
        number: batches.length,
        endpoint: asked.endpoint,
        inputFileId: asked.input_file_id,
        metadata: asked.metadata ?? {},
        createdMs: Date.now(),
        startedMs: Date.now(),
        lines,
        plan: server.plan.batch?.(batches.length) ?? {},
        status: 'validating',
        errors: [],
        outputFileId: null,
        errorFileId: null,
        counts: { total: 0, completed: 0, failed: 0 },
        endedAt: null,
      };
      batches.push(batch);
      return answer('created', batch.id, shown(batch));
    }
    if (method === 'GET' && path === '/batches') {
      const newest = batches.toReversed();
      const start = 1 + newest.findIndex(({ id }) => id === url.searchParams.get('after'));
      const size = Math.min(Number(url.searchParams.get('limit') ?? 20), server.plan.pageSize ?? 100);
      const page = newest.slice(start, start + size);
      for (const batch of page) advance(batch);
      return answer('listed', null, {
        object: 'list',
        data: page.map(shown),
        first_id: page[0]?.id ?? null,
        last_id: page.at(-1)?.id ?? null,
        has_more: start + size < newest.length,
      });
    }
    const [, batchId, action] = /^\/batches\/([^/]+)(\/cancel)?$/.exec(path) ?? [];
    if (batchId !== undefined) {
      const batch = batches.find(({ id }) => id === batchId);
      if (batch === undefined) return refuse(404, `No batch found with id '${batchId}'.`);
      if (action !== undefined && method === 'POST') batch.status = 'cancelling';
      else advance(batch);
      return answer('retrieved', batch.id, shown(batch));
    }
    const [, fileId] = /^\/files\/([^/]+)\/content$/.exec(path) ?? [];
    if (fileId !== undefined) {
      const content = files.get(fileId);
      if (content === undefined) return refuse(404, `No such File object: ${fileId}`);
      const half = Math.floor(content.length / 2);
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.write(content.slice(0, half));
      const fault = await server.plan.at?.('content', fileId);
      if (fault !== undefined) response.destroy();
      else response.end(content.slice(half));
      return;
    }
    if (method === 'POST' && (path === '/chat/completions' || path === '/responses')) {
      const asked = JSON.parse(body.toString('utf8')) as RequestBody;
      const prompt = promptOf(asked);
      singleBodies.push(JSON.stringify(asked));
      const plan = server.plan.row({ customId: '', body: asked, prompt, earlier: 0 });
      if (plan.do !== 'answer') return refuse(500, 'fault');
      pay(prompt);
      return json(200, answerBody(`/v1${path}`, asked.model, plan));
    }
    refuse(404, `Invalid URL (${method} ${path})`);
  };

  const http = createServer((request, response) => {
    open.add(response);
    response.on('close', () => open.delete(response));
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const server: BatchServer = {
    url: `http://127.0.0.1:${port}/v1`,
    plan: initial,
    paid,
    batches: () =>
      batches.map(({ id, lines, metadata, status }) => ({ id, rows: lines.length, metadata, status })),
    rowBodies,
    singleBodies,
    uploads,
    requests,
    cancel: (id) => {
      const batch = batches.find((other) => other.id === id);
      if (batch !== undefined) batch.status = 'cancelling';
    },
    hurry: (id) => {
      const batch = batches.find((other) => other.id === id);
      if (batch !== undefined) batch.startedMs = 0;
    },
    forget: (id) => {
      const at = batches.findIndex((other) => other.id === id);
      if (at >= 0) batches.splice(at, 1);
    },
    close: async () => {
      http.closeAllConnections();
      await Promise.race([new Promise((resolve) => http.close(resolve)), sleep(1000)]);
    },
  };
  return server;
}
