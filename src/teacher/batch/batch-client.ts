// OpenAI's Files and Batches over HTTP: one request a method, no repetition. What fails is thrown as the AI SDK's APICallError, so that
// it is judged as every other call's failure is.
import { openAsBlob, statSync } from 'node:fs';
import { APICallError } from '@ai-sdk/provider';
import type { z } from 'zod';
import { messageOf } from '../../common/index.ts';
import { type ProviderBatch, providerBatch, providerBatchList, providerFile } from './provider-records.ts';

export interface BatchClientOptions {
  /** `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Those that say who asks. */
  readonly headers: Readonly<Record<string, string>>;
  /** For a request and its answer; for files, for every part of them. */
  readonly timeoutMs: number;
  /** What the requests go through. */
  readonly fetch?: typeof globalThis.fetch;
}

/** A file goes at this speed at least, or its upload is given up. */
const slowestBytesPerMs = 100;
const longestErrorBody = 2000;
const longestLine = 2 ** 24;
const listedAtOnce = 100;

export class BatchClient {
  readonly #options: BatchClientOptions;

  constructor(options: BatchClientOptions) {
    this.#options = options;
  }

  /** How long an upload of a file may take. */
  uploadMs(path: string): number {
    return Math.ceil(this.#options.timeoutMs + statSync(path).size / slowestBytesPerMs);
  }

  /** Uploads a file of requests, read from the disk as it is sent; its name at the provider. */
  async upload(path: string, name: string, signal?: AbortSignal): Promise<string> {
    const form = new FormData();
    form.set('purpose', 'batch');
    form.set('file', await openAsBlob(path, { type: 'application/jsonl' }), name);
    const timeout = AbortSignal.timeout(this.uploadMs(path));
    const both = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
    const response = await this.#send('/files', { method: 'POST', body: form, signal: both });
    return (await this.#read(response, providerFile)).id;
  }

  async create(
    fileId: string,
    endpoint: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<ProviderBatch> {
    const body = JSON.stringify({ input_file_id: fileId, endpoint, completion_window: '24h', metadata });
    const headers = { 'content-type': 'application/json' };
    return this.#read(await this.#send('/batches', { method: 'POST', body, headers }), providerBatch);
  }

  async retrieve(id: string): Promise<ProviderBatch> {
    return this.#read(await this.#send(`/batches/${encodeURIComponent(id)}`), providerBatch);
  }

  /** The batches of the account, newest first, a page at a time. */
  async *list(): AsyncGenerator<ProviderBatch> {
    for (let after: string | undefined; ; ) {
      const query = new URLSearchParams({ limit: String(listedAtOnce), ...(after && { after }) });
      const page = await this.#read(await this.#send(`/batches?${query}`), providerBatchList);
      yield* page.data;
      const last = page.last_id ?? page.data.at(-1)?.id;
      if (!page.has_more || last === undefined || last === after) return;
      after = last;
    }
  }

  /** The lines of a file, as they come. Throws when they stop coming. */
  async *lines(fileId: string): AsyncGenerator<string> {
    const controller = new AbortController();
    const stalled = () => controller.abort(new Error('the file stopped coming'));
    const watch = () => setTimeout(stalled, this.#options.timeoutMs);
    let timer = watch();
    const path = `/files/${encodeURIComponent(fileId)}/content`;
    try {
      const response = await this.#send(path, { signal: controller.signal });
      const decoder = new TextDecoder();
      let rest = '';
      for await (const chunk of response.body ?? []) {
        clearTimeout(timer); // whoever reads the lines may take their time
        const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
        rest = parts.pop() ?? '';
        if (rest.length > longestLine) throw new Error(`a line longer than ${longestLine} characters`);
        for (const line of parts) if (line.trim() !== '') yield line;
        timer = watch();
      }
      rest += decoder.decode();
      if (rest.trim() !== '') yield rest;
    } catch (error) {
      if (APICallError.isInstance(error)) throw error;
      throw this.#noAnswer(path, error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #send(path: string, init: RequestInit = {}): Promise<Response> {
    const { baseUrl, timeoutMs, fetch = globalThis.fetch } = this.#options;
    const headers = { ...this.#options.headers, ...(init.headers as Record<string, string> | undefined) };
    const signal = init.signal ?? AbortSignal.timeout(timeoutMs);
    let response: Response;
    try {
      response = await fetch(`${baseUrl}${path}`, { ...init, headers, signal });
    } catch (error) {
      throw this.#noAnswer(path, error);
    }
    if (response.ok) return response;
    const body = await response.text().catch(() => '');
    throw this.#failure(path, response, response.statusText, body.slice(0, longestErrorBody));
  }

  async #read<T extends z.ZodType>(response: Response, shape: T): Promise<z.infer<T>> {
    const path = new URL(response.url).pathname;
    let text = '';
    let value: unknown;
    try {
      text = await response.text();
    } catch (error) {
      throw this.#noAnswer(path, error);
    }
    try {
      value = JSON.parse(text);
    } catch {
      throw this.#failure(path, response, 'not JSON', text.slice(0, longestErrorBody));
    }
    const parsed = shape.safeParse(value);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const why = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
    throw this.#failure(path, response, why, text.slice(0, longestErrorBody));
  }

  #failure(path: string, response: Response, message: string, responseBody: string): APICallError {
    return new APICallError({
      message: `${path}: ${message}`,
      url: `${this.#options.baseUrl}${path}`,
      requestBodyValues: {},
      statusCode: response.status,
      responseHeaders: Object.fromEntries(response.headers.entries()),
      responseBody,
    });
  }

  #noAnswer(path: string, error: unknown): APICallError {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return new APICallError({
      message: `${path}: ${messageOf(error)}: ${messageOf(cause)}`,
      url: `${this.#options.baseUrl}${path}`,
      requestBodyValues: {},
      cause,
    });
  }
}
