// One request on its way through the server, as the handlers of the routes see it.
import type { ServerResponse } from 'node:http';
import type { Solution, SolveCallOptions } from '../solve/index.ts';
import { EventStream } from './event-stream.ts';
import { HttpFailure } from './http-failure.ts';
import type { ServedModel } from './served-model.ts';

/** What is noted of the request while it is answered. */
export interface Notes {
  model: string | null;
  promptTokens: number | null;
  generatedTokens: number | null;
}

export interface ExchangeOptions {
  readonly response: ServerResponse;
  readonly body: Record<string, unknown>;
  /** Aborted when the client gives up or the time is over. */
  readonly signal: AbortSignal;
  readonly models: ReadonlyMap<string, ServedModel>;
  readonly maxProblemLength: number;
  /** The part of the path behind the route's own, decoded. */
  readonly rest: string;
  readonly accept: string;
}

export class Exchange {
  readonly body: Record<string, unknown>;
  readonly models: ReadonlyMap<string, ServedModel>;
  readonly rest: string;
  readonly notes: Notes = { model: null, promptTokens: null, generatedTokens: null };
  readonly #response: ServerResponse;
  readonly #signal: AbortSignal;
  readonly #maxProblemLength: number;
  readonly #accept: string;

  constructor(options: ExchangeOptions) {
    this.body = options.body;
    this.models = options.models;
    this.rest = options.rest;
    this.#response = options.response;
    this.#signal = options.signal;
    this.#maxProblemLength = options.maxProblemLength;
    this.#accept = options.accept;
  }

  /** Whether the client asks for events by its headers. */
  get acceptsEvents(): boolean {
    return /\btext\/event-stream\b/i.test(this.#accept);
  }

  /** Throws HttpFailure 404 `unknown-model`. */
  modelNamed(name: string): ServedModel {
    const model = this.models.get(name);
    if (model !== undefined) return model;
    const known = [...this.models.keys()].join(', ');
    throw new HttpFailure(
      404,
      'unknown-model',
      `There is no model ${JSON.stringify(name.slice(0, 100))}. Models: ${known}.`,
      { param: 'model' },
    );
  }

  /** Solves a problem that came in the field `param`. Throws HttpFailure 400 `problem-too-long`, and what `ServedModel.solve` throws. */
  async solve(
    model: ServedModel,
    { problem, param }: { readonly problem: string; readonly param: string },
    options: SolveCallOptions,
  ): Promise<Solution> {
    this.notes.model = model.name;
    if (problem.length > this.#maxProblemLength) {
      throw new HttpFailure(
        400,
        'problem-too-long',
        `The problem has ${problem.length.toLocaleString('en-US')} characters. The server takes ${this.#maxProblemLength.toLocaleString('en-US')}.`,
        { param },
      );
    }
    const solution = await model.solve(problem, { ...options, signal: this.#signal });
    this.notes.promptTokens = solution.promptTokens;
    this.notes.generatedTokens = solution.generatedTokens;
    return solution;
  }

  /** Answers with JSON. */
  json(value: object, status = 200): void {
    this.text(JSON.stringify(value), 'application/json; charset=utf-8', status);
  }

  text(text: string, type: string, status = 200): void {
    this.#response.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
    });
    this.#response.end(text);
  }

  /** Answers with events. */
  events(): EventStream {
    return new EventStream(this.#response);
  }
}
