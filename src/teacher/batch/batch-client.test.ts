// What comes over the wire and is not what was hoped for: thrown with its status, so that it is judged as any failed call.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { describeFailure } from '../call/index.ts';
import { BatchClient } from './batch-client.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function clientOf(listener: RequestListener, timeoutMs = 2000): Promise<BatchClient> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return new BatchClient({ baseUrl: `http://127.0.0.1:${port}/v1`, headers: { 'x-who': 'me' }, timeoutMs });
}

const failureOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const { kind, billed, message } = describeFailure(error, { secrets: [], timedOut: false, now: 0 });
  return { kind, billed, message };
};

const allLines = async (client: BatchClient) => {
  const lines: string[] = [];
  for await (const line of client.lines('f')) lines.push(line);
  return lines;
};

test.each([
  [200, '<html>', 'unreadable', /not JSON/],
  [200, '{"id": "b", "status": "dancing"}', 'unreadable', /status: .*validating/],
  [404, '{"error": {"message": "No batch"}}', 'forbidden', /No batch/],
  [503, 'busy', 'server-error', /HTTP 503.*busy/],
  [429, '{}', 'rate-limited', /HTTP 429/],
])('a look at a batch that brings %i %s is %s', async (status, body, kind, message) => {
  const client = await clientOf((_, response) => response.writeHead(status).end(body));
  const failure = await failureOf(client.retrieve('b'));
  expect(failure.kind).toBe(kind);
  expect(failure.message).toMatch(message);
});

test('a server that says nothing, and one that is not there', async () => {
  const client = await clientOf(() => undefined, 100);
  expect(await failureOf(client.retrieve('b'))).toMatchObject({ kind: 'connection', billed: 'maybe' });
  expect(await failureOf(allLines(client))).toMatchObject({ kind: 'connection', billed: 'maybe' });
  server.close();
  const nobody = await clientOf(() => undefined);
  await new Promise((resolve) => server.close(resolve));
  expect(await failureOf(nobody.retrieve('b'))).toMatchObject({ kind: 'connection', billed: 'no' });
});

test('a file comes line by line, over the borders of its parts, and a broken one is a failure', async () => {
  const text = '{"a": "é"}\n\n{"b": 2}\n{"c": 3}';
  let whole = true;
  const client = await clientOf(async (_, response) => {
    response.writeHead(200);
    for (const byte of Buffer.from(text)) {
      response.write(Uint8Array.of(byte));
      if (byte === 0x0a) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    if (whole) response.end();
    else response.destroy();
  });
  expect(await allLines(client)).toEqual(['{"a": "é"}', '{"b": 2}', '{"c": 3}']);
  whole = false;
  expect(await failureOf(allLines(client))).toMatchObject({ kind: 'connection', billed: 'maybe' });
});

test('the list is followed over its pages, and ends where a server repeats itself', async () => {
  const asked: string[] = [];
  const client = await clientOf((request, response) => {
    asked.push(request.url ?? '');
    const page = asked.length;
    const data = [{ id: `b${page}`, status: 'completed' }];
    const last_id = page < 3 ? `b${page}` : 'b2';
    response.end(JSON.stringify({ object: 'list', data, last_id, has_more: true }));
  });
  const ids: string[] = [];
  for await (const { id } of client.list()) ids.push(id);
  expect(ids).toEqual(['b1', 'b2', 'b3']);
  expect(asked).toEqual([
    '/v1/batches?limit=100',
    '/v1/batches?limit=100&after=b1',
    '/v1/batches?limit=100&after=b2',
  ]);
});

test('an upload is a form with the file, its purpose and its length', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'upload-'));
  const path = join(folder, 'rows.jsonl');
  writeFileSync(path, '{"custom_id":"a"}\n'.repeat(20_000));
  const received: { length: number; headers: Record<string, unknown>; form?: FormData }[] = [];
  const client = await clientOf(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const form = await new Response(new Uint8Array(body), { headers }).formData();
    received.push({ length: body.length, headers: request.headers, form });
    response.end('{"id": "file-1"}');
  });
  expect(await client.upload(path, 'rows.jsonl')).toBe('file-1');
  rmSync(folder, { recursive: true });
  const [{ length, headers, form } = { length: 0, headers: {}, form: new FormData() }] = received;
  expect(headers['content-length']).toBe(String(length));
  expect(headers['x-who']).toBe('me');
  expect(form?.get('purpose')).toBe('batch');
  const file = form?.get('file');
  expect(file instanceof File ? [file.name, file.size] : null).toEqual(['rows.jsonl', 18 * 20_000]);
});
