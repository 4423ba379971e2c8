// A GGUF model in llama.cpp, as a server needs it: chat requests in, text with its tokens counted out; several at once share a batch.
import { Template } from '@huggingface/jinja';
import {
  type GbnfJsonConstSchema,
  getLlama,
  type LlamaContext,
  type LlamaContextSequence,
  LlamaGrammarEvaluationState,
  LlamaLogLevel,
  type LlamaModel,
  type SequenceEvaluateOutput,
  type Token,
} from 'node-llama-cpp';
import { type ChatRequest, RequestError } from './chat-request.ts';

export interface LlamaOptions {
  /** A GGUF file with a chat template. */
  readonly path: string;
  /** Tokens of a prompt and its answer together. */
  readonly contextTokens: number;
  /** Requests that are worked on at once; the others wait. */
  readonly parallel: number;
  readonly threads: number;
}

export interface TokenLogprob {
  readonly token: string;
  /** Natural logarithm of its probability. */
  readonly logprob: number;
  readonly bytes: readonly number[];
}

export interface Generated {
  readonly text: string;
  readonly finishReason: 'stop' | 'length';
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Every token with its likeliest alternatives; empty where they were not asked for. */
  readonly logprobs: readonly (TokenLogprob & { readonly top: readonly TokenLogprob[] })[];
}

export class LlamaTeacher {
  readonly #model: LlamaModel;
  readonly #context: LlamaContext;
  readonly #contextTokens: number;
  readonly #template: Template;
  readonly #free: LlamaContextSequence[];
  readonly #waiting: ((sequence: LlamaContextSequence) => void)[] = [];

  private constructor(model: LlamaModel, context: LlamaContext, template: string, options: LlamaOptions) {
    this.#model = model;
    this.#context = context;
    this.#contextTokens = options.contextTokens;
    this.#template = new Template(template);
    this.#free = Array.from({ length: options.parallel }, () => context.getSequence());
  }

  static async load(options: LlamaOptions): Promise<LlamaTeacher> {
    const llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error });
    const model = await llama.loadModel({ modelPath: options.path });
    const template = model.fileInfo.metadata.tokenizer.chat_template;
    if (template === undefined) throw new Error(`${options.path} has no chat template`);
    const { contextTokens: contextSize, parallel: sequences, threads } = options;
    const context = await model.createContext({ contextSize, sequences, threads });
    return new LlamaTeacher(model, context, template, options);
  }

  /** The ids of a chat with the mark behind which the assistant speaks. */
  promptTokens(messages: ChatRequest['messages']): Token[] {
    const { bosString, eosString } = this.#model.tokens;
    const text = this.#template.render({
      messages: messages.map((message) => ({ ...message })),
      add_generation_prompt: true,
      bos_token: bosString,
      eos_token: eosString,
    });
    return this.#model.tokenize(text, true);
  }

  /** Answers a request. `signal` aborted: stops in the middle. Throws RequestError. */
  async generate(request: ChatRequest, signal?: AbortSignal): Promise<Generated> {
    const prompt = this.promptTokens(request.messages);
    const room = this.#contextTokens - prompt.length;
    if (room < 1) {
      throw new RequestError(`the prompt has ${prompt.length} tokens, the context ${this.#contextTokens}`);
    }
    const grammar = await this.#grammarOf(request.schema);
    const sequence = await this.#takeSequence();
    try {
      return await this.#write(sequence, prompt, Math.min(request.maxTokens ?? room, room), request, {
        grammar,
        signal,
      });
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(sequence);
      else next(sequence);
    }
  }

  async close(): Promise<void> {
    await this.#context.dispose();
    await this.#model.dispose();
  }

  async #write(
    sequence: LlamaContextSequence,
    prompt: Token[],
    most: number,
    { temperature, topP, seed, stop, schema, logprobs, topLogprobs }: ChatRequest,
    more: { grammar: LlamaGrammarEvaluationState | undefined; signal: AbortSignal | undefined },
  ): Promise<Generated> {
    // What an earlier request left is kept as far as the two begin alike, but for the last token: behind it the answer begins.
    await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
    const written: Token[] = [];
    const tokens: Generated['logprobs'][number][] = [];
    const done = (text: string, finishReason: Generated['finishReason']): Generated => ({
      text,
      finishReason,
      promptTokens: prompt.length,
      completionTokens: written.length,
      logprobs: tokens,
    });
    const events = sequence.evaluateWithMetadata(
      prompt.slice(sequence.nextTokenIndex),
      { probabilities: logprobs },
      {
        temperature,
        topP,
        ...(seed === undefined ? {} : { seed }),
        ...(more.grammar === undefined ? {} : { grammarEvaluationState: more.grammar }),
      },
    );
    let text = '';
    for await (const event of events) {
      more.signal?.throwIfAborted();
      written.push(event.token);
      const { probabilities } = event as Partial<SequenceEvaluateOutput>; // the types know it only where it is always asked for
      if (probabilities !== undefined) tokens.push(this.#logprobOf(event.token, probabilities, topLogprobs));
      text = this.#model.detokenize(written, false, prompt.slice(-8));
      const end = Math.min(...stop.map((word) => text.indexOf(word)).filter((at) => at >= 0));
      if (Number.isFinite(end)) return done(text.slice(0, end), 'stop');
      if (schema !== undefined && isWhole(text)) return done(text.trimEnd(), 'stop'); // the grammar would allow white space for ever
      if (written.length >= most) return done(text, 'length');
    }
    return done(text, 'stop'); // at its end-of-turn token, which is not given
  }

  #logprobOf(token: Token, probabilities: ReadonlyMap<Token, number>, count: number) {
    const described = (id: Token): TokenLogprob => {
      const word = this.#model.detokenize([id]);
      return {
        token: word,
        logprob: Math.log(probabilities.get(id) ?? 0),
        bytes: [...Buffer.from(word)],
      };
    };
    return { ...described(token), top: [...probabilities.keys()].slice(0, count).map(described) };
  }

  async #grammarOf(schema: ChatRequest['schema']): Promise<LlamaGrammarEvaluationState | undefined> {
    if (schema === undefined) return undefined;
    try {
      // its types describe the schemas that it can read; what it cannot read it says itself
      const grammar = await this.#model.llama.createGrammarForJsonSchema(schema as GbnfJsonConstSchema);
      return new LlamaGrammarEvaluationState({ model: this.#model, grammar });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new RequestError(`response_format: the schema cannot be made a grammar: ${why}`);
    }
  }

  async #takeSequence(): Promise<LlamaContextSequence> {
    return this.#free.pop() ?? new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** Whether a text is an object or a list of JSON to its end. */
function isWhole(text: string): boolean {
  if (!/[}\]]\s*$/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
