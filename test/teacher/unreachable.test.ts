// Addresses at which no teacher can ever answer: the run ends at once, and says what to change. And what the progress counts.
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ProgressUpdate, silentReporter } from '../../src/common/index.ts';
import { evaluateTeacher } from '../../src/evaluate/index.ts';
import { annotate } from '../../src/solve/index.ts';
import { socraticJson } from './cli.ts';
import { type FaultServer, startFaultServer } from './fault-server.ts';
import { goodChain, writeSums } from './fixtures.ts';

let folder = '';
let server: FaultServer;
let failing = 0;
let data = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unreachable-'));
  server = await startFaultServer((call) =>
    server.log.length <= failing
      ? { do: 'status', status: 400, body: '{"error": {"message": "not this one"}}' }
      : { do: 'answer', text: goodChain(call) },
  );
  data = writeSums(folder, 6);
});
afterEach(async () => {
  failing = 0;
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A server that greets with something other than HTTP, as SSH does. */
async function greeter(): Promise<{ readonly server: Server; readonly port: number }> {
  const listening = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('SSH-2.0-OpenSSH_9.6\r\n');
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return { server: listening, port: (listening.address() as AddressInfo).port };
}

/** Asks with the retries that a run has, and returns the error and how many seconds it took. */
async function askedAt(address: string) {
  const started = performance.now();
  const { exitCode, json } = await socraticJson(
    ...['annotate', '--data', data, '--teacher', `openai-compatible:${address}#m`, '--kind', 'cot'],
    ...['--out', join(folder, 'chains.jsonl'), '--store', join(folder, 'store')],
  );
  return { exitCode, error: json.error, seconds: (performance.now() - started) / 1000 };
}

test.each([6000, 6667, 1])('port %i, which no fetch asks', async (port) => {
  const { error, seconds } = await askedAt(`http://127.0.0.1:${port}/v1`);
  expect(error).toEqual({
    code: 'teacher-unavailable',
    message: `The teacher cannot be asked: Cannot connect to API: bad port (the port ${port} is one that browsers and Node's fetch never ask, as it belongs to another service: let the server listen at another one, such as 8000)\nNo call went out. Correct the address, and run it again.`,
  });
  expect(seconds).toBeLessThan(20); // a process starts slowly here; the retries alone would take minutes
});

test('https:// of a server that speaks http://', async () => {
  const { error, seconds } = await askedAt(server.url.replace('http:', 'https:'));
  expect(error).toMatchObject({
    code: 'teacher-unavailable',
    message: expect.stringMatching(
      /^The teacher cannot be reached: .*the server speaks http:\/\/ in place of https:\/\//,
    ),
  });
  expect(seconds).toBeLessThan(20);
});

test('a server that speaks something else', async () => {
  const { server: ssh, port } = await greeter();
  const { error, seconds } = await askedAt(`http://127.0.0.1:${port}/v1`);
  ssh.close();
  expect(error).toMatchObject({
    code: 'teacher-unavailable',
    message: expect.stringMatching(/the server speaks no HTTP there: does it want https:\/\//),
  });
  expect(seconds).toBeLessThan(20);
});

test('problems without an answer are not done: the progress counts the others, and names how many failed', async () => {
  failing = 2;
  const updates: ProgressUpdate[] = [];
  const reporter = {
    ...silentReporter,
    progress: (_: string, update: ProgressUpdate) => void updates.push(update),
  };
  const teacher = `openai-compatible:${server.url}#m`;
  const shared = { data, teacher, store: join(folder, 'store'), concurrency: 1, reporter } as const;
  await annotate({ ...shared, kind: 'cot', out: join(folder, 'chains.jsonl'), output: 'text' });
  expect(updates.at(-1)).toMatchObject({ done: 4, total: 4, note: expect.stringContaining('2 failed') });

  updates.length = 0;
  failing = server.log.length + 2;
  await evaluateTeacher({
    ...shared,
    prompting: 'answer',
    split: 'train',
    out: join(folder, 'baseline'),
  }).catch(() => undefined);
  expect(updates.at(-1)).toMatchObject({ done: 4, total: 4, note: expect.stringContaining('2 failed') });
});
