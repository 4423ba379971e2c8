// A local teacher for `bench annotate`, in a process of its own: an OpenAI-compatible server that answers at once or after a latency,
// and remembers how often it was asked for what. `GET /statistics` says so, `POST /reset` forgets it.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { sha256 } from '../../src/common/index.ts';

export interface ServerStatistics {
  /** Calls whose prompt arrived. */
  readonly calls: number;
  /** Calls that were answered to the end. */
  readonly answered: number;
  readonly differentPrompts: number;
  /** Calls beyond the first with the same prompt. */
  readonly repeated: number;
  readonly mostAtOnce: number;
  /** From the first call's arrival to the end of the last answer. */
  readonly seconds: number;
  /** Processor time of the server so far. */
  readonly cpuSeconds: number;
}

const chatRequest = z.object({
  model: z.string().default('teacher'),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })).min(1),
});

const ordinals =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth'.split(
    ' ',
  );

/** A usable answer to the prompts of prompts/: a sub-question for each step, or a chain that ends in the answer that it was told. */
export function answerTo(prompt: string): string {
  const steps = prompt.match(/^\d+\. /gm)?.length ?? 0;
  if (steps > 0) {
    return Array.from(
      { length: steps },
      (_, index) => `${index + 1}. What does the ${ordinals[index] ?? `${index + 1}th`} step find?`,
    ).join('\n');
  }
  const answer = /^Correct answer: (.*)$/m.exec(prompt)?.[1] ?? '1';
  return `The amounts of the problem are put together.\nTogether they are ${answer}.\n#### ${answer}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** Serves until the process is ended; prints its URL as a JSON line. */
async function serve(latencyMs: number): Promise<void> {
  let times = new Map<string, number>();
  let [calls, answered, open, mostAtOnce] = [0, 0, 0, 0];
  let [firstMs, lastMs] = [0, 0];
  const statistics = (): ServerStatistics => {
    const { user, system } = process.cpuUsage();
    const differentPrompts = times.size;
    const repeated = [...times.values()].reduce((sum, count) => sum + count - 1, 0);
    const cpuSeconds = (user + system) / 1e6;
    const seconds = (lastMs - firstMs) / 1000;
    return { calls, answered, differentPrompts, repeated, mostAtOnce, seconds, cpuSeconds };
  };
  const server = createServer(async (request, response) => {
    const json = (value: unknown, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    try {
      if (request.url === '/statistics') return json(statistics());
      if (request.url === '/reset') {
        times = new Map();
        [calls, answered, mostAtOnce, firstMs, lastMs] = [0, 0, 0, 0, 0];
        return json({});
      }
      const text = await bodyOf(request);
      const parsed = chatRequest.safeParse(JSON.parse(text));
      if (!request.url?.endsWith('/chat/completions') || !parsed.success) {
        return json({ error: { message: `no chat completion: ${request.url}`, type: 'invalid' } }, 404);
      }
      const { model, messages } = parsed.data;
      const prompt = promptOf(messages.at(-1)?.content);
      const key = sha256(prompt).slice(0, 16);
      times.set(key, (times.get(key) ?? 0) + 1);
      if (calls++ === 0) firstMs = performance.now();
      open++;
      mostAtOnce = Math.max(mostAtOnce, open);
      response.on('close', () => {
        open--;
        if (!response.writableFinished) return;
        answered++;
        lastMs = performance.now();
      });
      if (latencyMs > 0) await sleep(latencyMs);
      const answer = answerTo(prompt);
      const usage = { prompt_tokens: Math.ceil(text.length / 4), completion_tokens: answer.length >> 2 };
      json({
        id: `chatcmpl-${calls}`,
        object: 'chat.completion',
        created: Math.floor(Date.now() / 1000),
        model,
        choices: [{ index: 0, message: { role: 'assistant', content: answer }, finish_reason: 'stop' }],
        usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
      });
    } catch {
      response.destroy(); // the client was killed while it was asking
    }
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
}

/** The text of a message: a string, or the parts of one as some clients send them. */
function promptOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts = z.array(z.object({ text: z.string() })).safeParse(content);
  return parts.success ? parts.data.map(({ text }) => text).join('') : '';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { 'latency-ms': { type: 'string', default: '20' } } });
  process.stdin.on('end', () => process.exit(0)).resume();
  await serve(Number(values['latency-ms']));
}
