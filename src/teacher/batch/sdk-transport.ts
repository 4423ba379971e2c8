// The AI SDK with a connection of our own in place of the network: what it would send for a prompt, and what it makes of an answer that
// came in a file. So a call in a batch is the ordinary call to the letter, and is stored under the same key.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { option, required, SocraticError, say } from '../../common/index.ts';
import {
  fitBody,
  generateOnce,
  networkFetch,
  type Parameters,
  type Prompt,
  proxiesOf,
  type RawAnswer,
} from '../call/index.ts';
import { createTeacher } from '../create-teacher.ts';
import type { Teacher, TeacherSpec } from '../model-spec.ts';

/** A request as the SDK would send it. */
export interface SdkRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string;
}

/** An answer of the provider to one request. */
export interface SdkResponse {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

type Exchange = { sent?: SdkRequest; readonly response?: SdkResponse };

/** Thrown in place of sending. */
const notSent = new Error('captured');
const anyPrompt: Prompt = { system: '', messages: [{ role: 'user', content: '-' }] };
const never = new AbortController().signal;

/** Throws `batch-unsupported` for teachers that cannot have OpenAI's batches. */
export function assertHasBatches({ provider, text }: TeacherSpec): void {
  if (provider === 'openai' || provider === 'openai-compatible') return;
  throw new SocraticError(
    'batch-unsupported',
    say`${option('batch')} works with openai:MODEL and openai-compatible:URL#MODEL, found ${text}. Leave it out.`,
    { subject: { option: 'batch', model: text } },
  );
}

export class SdkTransport {
  readonly teacher: Teacher;
  /** What requests that are made go through. */
  readonly network: typeof globalThis.fetch;
  readonly #model: LanguageModelV3;
  readonly #exchange: AsyncLocalStorage<Exchange>;

  private constructor(
    teacher: Teacher,
    exchange: AsyncLocalStorage<Exchange>,
    network: typeof globalThis.fetch,
  ) {
    this.teacher = teacher;
    this.network = network;
    this.#model = teacher.model;
    this.#exchange = exchange;
  }

  /** Throws `batch-unsupported` and `key-missing`. */
  static async create(
    spec: TeacherSpec,
    environment: Readonly<Record<string, string | undefined>>,
  ): Promise<SdkTransport> {
    assertHasBatches(spec);
    const exchange = new AsyncLocalStorage<Exchange>();
    const connection: typeof globalThis.fetch = async (input, init) => {
      const current = required(exchange.getStore(), 'exchange of a batch');
      if (current.response === undefined) {
        const headers = Object.fromEntries(new Headers(init?.headers).entries());
        current.sent = { url: String(input), headers, body: String(init?.body) };
        throw notSent;
      }
      const { status, body } = current.response;
      const fit = status < 300 ? fitBody(String(input), body) : body;
      return new Response(fit, { status, headers: { 'content-type': 'application/json' } });
    };
    const network = networkFetch(proxiesOf(environment));
    return new SdkTransport(await createTeacher(spec, environment, connection), exchange, network);
  }

  /** What the SDK would send. */
  async requestOf(prompt: Prompt, parameters: Parameters): Promise<SdkRequest> {
    const exchange: Exchange = {};
    try {
      await this.#exchange.run(exchange, () => generateOnce(this.#model, prompt, parameters, never));
    } catch (error) {
      if (exchange.sent === undefined) throw error;
    }
    return required(exchange.sent, 'request of the SDK');
  }

  /** What the SDK makes of the answer to a request with `parameters`. Throws what it throws for one that is none: APICallError with its status, and others. */
  answerOf(response: SdkResponse, parameters: Parameters): Promise<RawAnswer> {
    return this.#exchange.run({ response }, () => generateOnce(this.#model, anyPrompt, parameters, never));
  }
}
