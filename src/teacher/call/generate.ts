// One call to a model of the AI SDK, by the interface that its providers have: no retries but ours, nothing on the terminal. Whether an
// answer fits the schema is judged when it is read: it has been paid for, so it is stored first.
import type {
  JSONSchema7,
  LanguageModelV3,
  LanguageModelV3Content,
  LanguageModelV3Message,
} from '@ai-sdk/provider';
import type { StoredResponse } from '../store/index.ts';
import { logprobOptions, logprobsIn, withoutLogprobs } from './logprobs.ts';
import { isObject, parsedLoosely } from './response-parts.ts';
import { type ReportedUsage, reportedUsage } from './usage.ts';

export interface Prompt {
  readonly system: string;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
  /** Where the answer is asked for as JSON of this schema. */
  readonly schema?: JSONSchema7;
  /** Of a text that is to be continued: to the end of the line, or to its own end. What is written may be empty. */
  readonly continues?: 'line' | 'text';
}

export interface Parameters {
  readonly temperature: number | undefined;
  readonly maxOutputTokens: number;
  /** Decides what a student draws; services are not sent one. */
  readonly seed?: number | undefined;
  /** Of how many tokens in each place the log-probability is asked for. */
  readonly logprobs?: number | undefined;
}

/** An answer, before its price is known. */
export type RawAnswer = Omit<StoredResponse, 'usage' | 'cost' | 'calledAt' | 'seconds'> & {
  readonly usage: ReportedUsage;
};

/** A success that is no answer: it is empty, or the provider says that it broke off. */
export class NoAnswerError extends Error {
  /** `empty`: nothing of it is an answer. `broken`: the provider failed within it. */
  readonly reason: 'empty' | 'broken';
  readonly usage: ReportedUsage;

  constructor(reason: NoAnswerError['reason'], message: string, usage: ReportedUsage) {
    super(message);
    this.reason = reason;
    this.usage = usage;
  }
}

/** Asks once. Throws whatever the SDK throws, and NoAnswerError. */
export async function generateOnce(
  model: LanguageModelV3,
  { system, messages, schema, continues }: Prompt,
  { temperature, maxOutputTokens, seed, logprobs }: Parameters,
  signal: AbortSignal,
): Promise<RawAnswer> {
  const { content, finishReason, usage, response } = await model.doGenerate({
    prompt: [...(system === '' ? [] : [{ role: 'system' as const, content: system }]), ...messages.map(turn)],
    ...(temperature === undefined ? {} : { temperature }),
    maxOutputTokens,
    ...(seed === undefined ? {} : { seed }),
    ...(continues === 'line' ? { stopSequences: ['\n'] } : {}),
    ...(schema === undefined ? {} : { responseFormat: { type: 'json', schema } }),
    ...(logprobs === undefined ? {} : { providerOptions: logprobOptions(logprobs) }),
    abortSignal: signal,
  });
  const written = partsOf(content, 'text');
  const reported = reportedUsage(usage, written.trim() !== '');
  if (finishReason.unified === 'error' || finishReason.raw?.toLowerCase() === 'error') {
    throw new NoAnswerError('broken', brokenText(response?.body), reported);
  }
  const text = written.trim() === '' ? elsewhere(content) : written;
  // An answer of nothing but a token limit or a filter has been paid for, and asking again would bring the same.
  const isEnd = ['length', 'content-filter'].includes(finishReason.unified);
  if (text === '' && !isEnd && continues === undefined) {
    throw new NoAnswerError('empty', emptyText(content, finishReason.unified), reported);
  }
  const asked = logprobs !== undefined && response?.body !== undefined;
  const tokens = asked ? logprobsIn(response.body) : null;
  const body = asked ? withoutLogprobs(response.body) : response?.body;
  return {
    text,
    finishReason: finishReason.unified,
    usage: reported,
    model: response?.modelId ?? model.modelId,
    body: body === undefined ? null : JSON.stringify(body),
    ...(tokens === null ? {} : { logprobs: tokens }),
  };
}

function partsOf(content: readonly LanguageModelV3Content[], type: 'text' | 'reasoning'): string {
  return content.map((part) => (part.type === type ? part.text : '')).join('');
}

/**
 * The answer of a server that put it into another field than the text: the arguments of a tool that nobody offered, or the thoughts, where a
 * reasoning parser took the whole answer for them. Of thoughts only JSON is an answer; other thoughts are none.
 */
function elsewhere(content: readonly LanguageModelV3Content[]): string {
  const inputs = content.flatMap((part) => (part.type === 'tool-call' ? [part.input] : []));
  const [input = '', another] = inputs;
  const candidates = [another === undefined ? input : '', partsOf(content, 'reasoning').trim()];
  return candidates.find((text) => isObject(parsedLoosely(text))) ?? '';
}

function emptyText(content: readonly LanguageModelV3Content[], finish: string): string {
  const thoughts = partsOf(content, 'reasoning').trim().length;
  return thoughts === 0
    ? `the answer is empty (finish reason ${finish})`
    : `the answer is empty: all ${thoughts} characters that the teacher wrote are thoughts, in a field of their own (finish reason ${finish}). A server's reasoning parser may have taken the answer for thoughts`;
}

/** OpenRouter and others end an answer so when the provider behind them fails, and say why beside it. */
function brokenText(body: unknown): string {
  const {
    choices,
    error,
    incomplete_details: details,
  } = (body ?? {}) as {
    choices?: { error?: unknown }[];
    error?: unknown;
    incomplete_details?: { error?: unknown } | null;
  };
  const said = choices?.[0]?.error ?? error ?? details?.error;
  const why = said === undefined || said === null ? '' : `: ${JSON.stringify(said)}`;
  return `the provider broke the answer off (finish reason error)${why}`;
}

function turn({ role, content }: Prompt['messages'][number]): LanguageModelV3Message {
  return { role, content: [{ type: 'text', text: content }] };
}
