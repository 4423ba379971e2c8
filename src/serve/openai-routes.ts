// The routes of OpenAI's API: chat completions, completions, models.
import { randomUUID } from 'node:crypto';
import type { Solution } from '../solve/index.ts';
import type { Exchange } from './exchange.ts';
import {
  chatRequest,
  completionRequest,
  lastProblem,
  readRequest,
  solveOptionsOf,
} from './openai-request.ts';
import type { ServedModel } from './served-model.ts';

/** How the two kinds of completions differ. */
interface Form {
  readonly object: string;
  readonly chunkObject: string;
  readonly idPrefix: string;
  /** The whole text in a choice. */
  readonly whole: (text: string) => object;
  /** A piece of the text in a choice; the first one says whose it is. */
  readonly piece: (text: string, isFirst: boolean) => object;
  /** The last chunk has no text. */
  readonly empty: object;
}

const chat: Form = {
  object: 'chat.completion',
  chunkObject: 'chat.completion.chunk',
  idPrefix: 'chatcmpl-',
  whole: (content) => ({ message: { role: 'assistant', content, refusal: null } }),
  piece: (content, isFirst) => ({ delta: { ...(isFirst ? { role: 'assistant' } : {}), content } }),
  empty: { delta: {} },
};

const completion: Form = {
  object: 'text_completion',
  chunkObject: 'text_completion',
  idPrefix: 'cmpl-',
  whole: (text) => ({ text }),
  piece: (text) => ({ text }),
  empty: { text: '' },
};

interface Asked {
  readonly model: ServedModel;
  readonly problem: string;
  /** The field that has the problem. */
  readonly param: string;
  readonly options: ReturnType<typeof solveOptionsOf>;
  readonly stream: boolean;
  readonly withUsage: boolean;
}

export async function chatCompletions(exchange: Exchange): Promise<void> {
  const request = readRequest(chatRequest, exchange.body);
  const { messages, max_completion_tokens, max_tokens, stream, stream_options } = request;
  const model = exchange.modelNamed(request.model);
  await answer(exchange, chat, {
    model,
    problem: lastProblem(messages),
    param: 'messages',
    options: solveOptionsOf({ ...request, max_tokens: max_completion_tokens ?? max_tokens }, model),
    stream: stream ?? false,
    withUsage: stream_options?.include_usage ?? false,
  });
}

export async function completions(exchange: Exchange): Promise<void> {
  const request = readRequest(completionRequest, exchange.body);
  const { prompt, stream, stream_options } = request;
  const model = exchange.modelNamed(request.model);
  await answer(exchange, completion, {
    model,
    problem: typeof prompt === 'string' ? prompt : prompt[0],
    param: 'prompt',
    options: solveOptionsOf(request, model),
    stream: stream ?? false,
    withUsage: stream_options?.include_usage ?? false,
  });
}

async function answer(exchange: Exchange, form: Form, asked: Asked): Promise<void> {
  const { model, options, stream, withUsage } = asked;
  const head = {
    id: `${form.idPrefix}${randomUUID()}`,
    object: stream ? form.chunkObject : form.object,
    created: Math.floor(Date.now() / 1000),
    model: model.name,
  };
  if (!stream) {
    const solution = await exchange.solve(model, asked, options);
    const choice = { index: 0, ...form.whole(solution.output), logprobs: null };
    const choices = [{ ...choice, finish_reason: finishReason(solution) }];
    exchange.json({ ...head, choices, usage: usageOf(solution), socratic: extrasOf(solution) });
    return;
  }
  const events = exchange.events();
  const send = (choice: object, finish_reason: string | null, more: object = {}) =>
    events.send({
      ...head,
      choices: [{ index: 0, ...choice, logprobs: null, finish_reason }],
      ...(withUsage ? { usage: null } : {}),
      ...more,
    });
  let isFirst = true;
  const onText = (text: string) => {
    send(form.piece(text, isFirst), null);
    isFirst = false;
  };
  const solution = await exchange.solve(model, asked, { ...options, onText });
  send(form.empty, finishReason(solution), { socratic: extrasOf(solution) });
  if (withUsage) events.send({ ...head, choices: [], usage: usageOf(solution) });
  events.send('[DONE]');
  events.end();
}

function finishReason({ limits }: Solution): 'stop' | 'length' {
  return limits.length === 0 ? 'stop' : 'length';
}

function usageOf({ promptTokens, generatedTokens }: Solution) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: generatedTokens,
    total_tokens: promptTokens + generatedTokens,
  };
}

/** What OpenAI's API has no place for. */
function extrasOf({ answer: read, steps, limits }: Solution) {
  return { answer: read, steps, limits };
}

export function listModels(exchange: Exchange): void {
  const data = [...exchange.models.values()].map(describeModel);
  exchange.json({ object: 'list', data });
}

export function getModel(exchange: Exchange): void {
  exchange.json(describeModel(exchange.modelNamed(exchange.rest)));
}

function describeModel({ name, created }: ServedModel) {
  return { id: name, object: 'model', created, owned_by: 'socratic' };
}
