// `socratic annotate` with a real model behind a real runtime: SmolLM2-135M in llama.cpp. What it writes is what our own engine writes
// from the same file; every answer is paid for once, over a kill and a second start. SOCRATIC_SMOLLM2 names the file.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { datasetFromSplits, generateArithmetic, writeDataset } from '../../src/data/index.ts';
import { encodePrompt, promptFormat, tokenizerOf } from '../../src/distill/index.ts';
import {
  BatchDecoder,
  type RowAction,
  type RowEvent,
  type RowProgram,
} from '../../src/engine/generate/index.ts';
import { loadModel, readModelFiles } from '../../src/engine/model/index.ts';
import { type Annotation, ResponseStore } from '../../src/teacher/index.ts';
import { needs, pathOf } from '../support/optional-data.ts';
import { socraticJson } from '../teacher/cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Answered {
  readonly choices: [
    {
      readonly message: { readonly content: string };
      readonly finish_reason: string;
      readonly logprobs: { readonly content: readonly LogProb[] } | null;
    },
  ];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
}

interface LogProb {
  readonly token: string;
  readonly logprob: number;
  readonly top_logprobs: readonly { readonly token: string; readonly logprob: number }[];
}

describe('SmolLM2 in llama.cpp', needs('llama-cpp', 'smollm2'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-real-'));
  let server: ChildProcess;
  let url = '';

  beforeAll(async () => {
    const argv = [
      '--import',
      'tsx',
      'test/real/llama-server.ts',
      pathOf('smollm2'),
      '--port',
      '0',
      '--parallel',
      '2',
    ];
    server = spawn(process.execPath, argv, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    if (server.stdout === null) throw new Error('no pipe');
    for await (const line of createInterface({ input: server.stdout })) {
      url = (JSON.parse(line) as { url: string }).url;
      break;
    }
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => server.on('close', resolve));
    server.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  const post = (body: object) =>
    fetch(`${url}/chat/completions`, { method: 'POST', body: JSON.stringify(body) });
  const ask = async (question: string, more: object = {}): Promise<Answered> => {
    const messages = [{ role: 'user', content: question }];
    const response = await post({ messages, temperature: 0, max_tokens: 24, ...more });
    expect(response.status).toBe(200);
    return (await response.json()) as Answered;
  };
  const health = async () =>
    (await (await fetch(url.replace('/v1', '/health'))).json()) as { answered: number };

  test('at temperature 0 it writes what our engine writes from the same file', async () => {
    const questions = [
      'What is 2+2?',
      'Name three colours.',
      'Why is the sky blue?',
      'What is the capital of France?',
      'Write one sentence about a cat.',
      'How many days does a week have?',
    ];
    const ours = await greedy(questions);
    let equal = 0;
    for (const [index, question] of questions.entries()) {
      const { choices, usage } = await ask(question, { logprobs: true, top_logprobs: 2 });
      const [{ message, logprobs }] = choices;
      const { promptTokens, text } = ours[index] ?? { promptTokens: 0, text: '' };
      expect(usage.prompt_tokens).toBe(promptTokens);
      const parted = commonStart(message.content, text);
      if (parted === Math.max(message.content.length, text.length)) {
        equal++;
        expect((await ask(question)).choices[0].message.content).toBe(text);
        continue;
      }
      // llama.cpp multiplies in 8 bits, we in 32: the texts may part where the two likeliest tokens are close to each other, and only there
      const tokens = logprobs?.content ?? [];
      const at = tokens.findIndex((_, end) => lengthOf(tokens.slice(0, end + 1)) > parted);
      const [first, second] = tokens[at]?.top_logprobs ?? [];
      expect((first?.logprob ?? 0) - (second?.logprob ?? Number.NEGATIVE_INFINITY)).toBeLessThan(0.6);
    }
    expect(equal).toBeGreaterThan(0);
  });

  test('a schema binds the answer; what it cannot do is refused', async () => {
    const schema = {
      type: 'object',
      properties: { kind: { enum: ['fruit', 'animal'] }, edible: { type: 'boolean' } },
      required: ['kind', 'edible'],
      additionalProperties: false,
    };
    const format = { type: 'json_schema', json_schema: { name: 'thing', schema } };
    const { choices } = await ask('What is an apple?', { response_format: format, max_tokens: 60 });
    const [{ message, finish_reason }] = choices;
    expect(finish_reason).toBe('stop');
    expect(JSON.parse(message.content)).toEqual({
      kind: expect.stringMatching(/^(fruit|animal)$/),
      edible: expect.any(Boolean),
    });
    for (const refused of [{ stream: true }, { n: 2 }, { messages: [] }]) {
      const response = await post({ messages: [{ role: 'user', content: 'x' }], ...refused });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
    }
  });

  test('problems are annotated; a killed run goes on and pays for no stored answer again', async () => {
    const problems = 6;
    const data = join(folder, 'data');
    const generated = generateArithmetic({ seed: 3, train: problems, validation: 0, test: 1 });
    const { structures: _, ...splits } = generated;
    writeDataset(data, datasetFromSplits('arithmetic', splits));
    const [out, store] = [join(folder, 'pairs.jsonl'), join(folder, 'store')];
    const argv = [
      ...['annotate', '--data', data, '--teacher', `openai-compatible:${url}#smollm2`, '--kind', 'socratic'],
      ...['--concurrency', '2', '--max-tokens', '160', '--out', out, '--store', store],
    ];
    const before = (await health()).answered;
    const first = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...argv], {
      cwd: root,
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => first.on('close', (code, signal) => resolve(code ?? signal)));
    while ((await health()).answered < before + 2) await sleep(50);
    first.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    const opened = await ResponseStore.open(store);
    const kept = opened.count();
    await opened.close();
    expect(kept).toBeLessThan(problems);
    const { exitCode, json } = await socraticJson(...argv);
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ problems, chains: problems, reused: kept, answered: problems - kept });
    // two calls were under way when it was killed; the server may have seen them to their end
    expect((await health()).answered - before).toBeLessThanOrEqual(problems + 2);
    const annotations = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(annotations.map((line) => (JSON.parse(line) as Annotation).problemId)).toEqual(
      splits.train.map(({ id }) => id),
    );
    for (const line of annotations) {
      const { usage, teacher } = JSON.parse(line) as Annotation;
      expect(usage.inputTokens).toBeGreaterThan(300); // the prompt with its examples
      expect(usage.outputTokens).toBeGreaterThan(0);
      expect(teacher).toContain('#smollm2');
    }
    const again = await socraticJson(...argv);
    expect(again.json).toMatchObject({ answered: 0, reused: problems });
  });
});

const newTokens = 24;

class Greedy implements RowProgram {
  readonly tokens: number[] = [];
  readonly prompt: readonly number[];
  readonly #end: number;

  constructor(prompt: readonly number[], end: number) {
    this.prompt = prompt;
    this.#end = end;
  }

  next(event: RowEvent): RowAction {
    if (event.type === 'sampled') this.tokens.push(event.id);
    const over = this.tokens.length >= newTokens || this.tokens.at(-1) === this.#end;
    return { type: over ? 'done' : 'sample' };
  }
}

/** What our engine writes after each question, asked by the model's chat template. */
async function greedy(questions: readonly string[]): Promise<{ promptTokens: number; text: string }[]> {
  const files = readModelFiles(pathOf('smollm2'));
  const { config, weights } = loadModel(files);
  const tokenizer = tokenizerOf(files);
  const format = promptFormat('chat', tokenizer);
  const programs = questions.map(
    (question) => new Greedy(encodePrompt(tokenizer, format, question), format.stop.id),
  );
  const decoder = await BatchDecoder.create({ config, weights, threads: 1, slots: programs.length });
  for (const program of programs) decoder.add(program);
  while (await decoder.step());
  await decoder.release();
  return programs.map(({ prompt, tokens }) => ({
    promptTokens: prompt.length,
    text: tokenizer.decode(tokens.filter((token) => token !== format.stop.id)),
  }));
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a[length] === b[length]) length++;
  return length;
}

const lengthOf = (tokens: readonly LogProb[]) => tokens.reduce((sum, { token }) => sum + token.length, 0);
