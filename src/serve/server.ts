// Trained runs behind HTTP: the way of a request from the socket to its answer, and the beginning and end of the server.
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  isSystemError,
  option,
  type Reporter,
  SocraticError,
  say,
  silentReporter,
  usingOption,
} from '../common/index.ts';
import { readRunRecord } from '../distill/index.ts';
import { assertSampling, solveDefaults } from '../solve/index.ts';
import { Exchange } from './exchange.ts';
import { Guard } from './guard.ts';
import { failureBody, HttpFailure, httpFailure, stopping } from './http-failure.ts';
import { readJson } from './json-body.ts';
import { Metrics } from './metrics.ts';
import type { RequestRecord } from './request-record.ts';
import { type FoundRoute, findRoute, type Route, routesOf } from './routes.ts';
import { ServedModel } from './served-model.ts';
import {
  addressOf,
  assertServerOptions,
  type CreateServerOptions,
  serverDefaults,
} from './server-options.ts';

/** A server that listens. */
export interface SolverServer {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** The names of the runs. */
  readonly models: readonly string[];
  /** Requests that were answered so far. */
  readonly requests: number;
  /** Takes no more requests, finishes those that it took, and ends the processes of the models. */
  close(): Promise<void>;
  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Serves trained runs over HTTP: the API of OpenAI (`/v1/chat/completions`, `/v1/completions`, `/v1/models`), and `/v1/solve` with all
 * options of solving and with steps as they come. The last message of the user is the problem. The models of each run are in a process of
 * their own, which is replaced when it ends. The options of solving are those of requests that do not say otherwise; `maxNewTokens` is the
 * most that a request gets.
 *
 * ```ts
 * const server = await createServer({ runs: { mine: 'runs/mine' }, port: 8080 });
 * console.log(server.url);
 * await server.close();
 * ```
 *
 * Throws what `createSolver` throws, `missing-option` where other machines can reach `host` and there is no `key`, `key-unusable`,
 * `address-unusable` for an address that cannot be listened on, and the signal's reason.
 */
export async function createServer(options: CreateServerOptions): Promise<SolverServer> {
  assertServerOptions(options);
  const { runs, host = serverDefaults.host, port = serverDefaults.port, key } = options;
  const { reporter = silentReporter, signal } = options;
  assertSampling(options);
  const { samples = solveDefaults.samples, slots = solveDefaults.slots } = options;
  if (samples > slots) {
    throw new SocraticError(
      'invalid-value',
      say`${option('samples', samples)} needs as many ${option('slots')}, found ${slots}.`,
      { subject: { option: 'samples' } },
    );
  }
  const address = await addressOf(host, key);
  const models = await loadAll(runs, options, reporter, signal);
  const server = new HttpSolverServer(models, { ...options, host });
  try {
    signal?.throwIfAborted();
    await server.listen(address, port);
  } catch (error) {
    await server.close();
    throw error;
  }
  return server;
}

/** Loads one run after the other; where one fails, the others are closed. */
async function loadAll(
  runs: CreateServerOptions['runs'],
  options: CreateServerOptions,
  reporter: Reporter,
  signal: AbortSignal | undefined,
): Promise<ServedModel[]> {
  const models: ServedModel[] = [];
  try {
    for (const [name, run] of Object.entries(runs)) {
      const createdAt = usingOption('run', () => Date.parse(readRunRecord(run).createdAt));
      const created = Number.isNaN(createdAt) ? 0 : Math.floor(createdAt / 1000);
      const { maxWaiting = serverDefaults.maxWaiting } = options;
      const solver = { run, ...solverOptionsOf(options) };
      models.push(await ServedModel.load({ name, created, solver, maxWaiting, reporter }, signal));
    }
    return models;
  } catch (error) {
    await Promise.all(models.map((model) => model.close()));
    throw error;
  }
}

/** Of the server's options those that are a solver's. */
function solverOptionsOf(options: CreateServerOptions) {
  const {
    runs: _r,
    host: _h,
    port: _p,
    key: _k,
    allowedHosts: _ah,
    allowedOrigins: _ao,
    ...further
  } = options;
  const { maxWaiting: _w, timeoutMs: _t, maxProblemLength: _l, maxBodyBytes: _b, ...more } = further;
  const { onRequest: _q, reporter: _e, signal: _s, ...own } = more;
  return own;
}

/** The longest time that the headers and the body of a request may take, in milliseconds. */
const receivingMs = { headers: 10_000, body: 30_000 };
/** How long after the time of a request its client may take to read the response. */
const unreadMs = 5_000;
/** How long a request may go on to arrive once the server stops. */
const arrivingMs = 1_000;

class HttpSolverServer implements SolverServer {
  readonly #models: ReadonlyMap<string, ServedModel>;
  readonly #options: CreateServerOptions;
  readonly #guard: Guard;
  readonly #metrics = new Metrics();
  readonly #routes: readonly Route[] = routesOf(this.#metrics);
  readonly #server: Server;
  /** Requests that were taken and are not answered. */
  readonly #taken = new Set<Promise<void>>();
  /** Requests whose bodies are being read. */
  readonly #arriving = new Set<IncomingMessage>();
  #url = '';
  #port = 0;
  #closing: Promise<void> | undefined;

  constructor(models: readonly ServedModel[], options: CreateServerOptions & { readonly host: string }) {
    this.#models = new Map(models.map((model) => [model.name, model]));
    this.#options = options;
    const { host, key, allowedHosts = [], allowedOrigins = [] } = options;
    this.#guard = new Guard({ host, key, allowedHosts, allowedOrigins });
    this.#server = createHttpServer(
      { headersTimeout: receivingMs.headers, requestTimeout: receivingMs.body },
      (request, response) => {
        const answered = this.#answer(request, response).finally(() => this.#taken.delete(answered));
        this.#taken.add(answered);
      },
    );
  }

  get url(): string {
    return this.#url;
  }

  get port(): number {
    return this.#port;
  }

  get models(): readonly string[] {
    return [...this.#models.keys()];
  }

  get requests(): number {
    return this.#metrics.requests;
  }

  /** Throws `address-unusable`. */
  async listen(address: string, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) => reject(unusable(error, address, port)));
      this.#server.listen({ host: address, port }, resolve);
    });
    const bound = this.#server.address() as AddressInfo;
    this.#port = bound.port;
    this.#url = `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const late = setTimeout(() => {
      for (const request of this.#arriving) request.destroy();
    }, arrivingMs);
    while (this.#taken.size > 0) await Promise.all(this.#taken);
    clearTimeout(late);
    this.#server.closeAllConnections(); // what is left has sent no request
    await closed;
    await Promise.all([...this.#models.values()].map((model) => model.close()));
  }

  /** Answers a request, whatever happens, and notes it. */
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    const time = new Date().toISOString();
    const { timeoutMs = serverDefaults.timeoutMs } = this.#options;
    const giveUp = new AbortController();
    const timers = [
      setTimeout(() => giveUp.abort(timedOut(timeoutMs)), timeoutMs),
      setTimeout(() => response.destroy(), timeoutMs + unreadMs), // the client does not read
    ];
    const ended = new Promise<void>((resolve) => {
      response.once('close', () => {
        if (!response.writableFinished) giveUp.abort(gone());
        resolve();
      });
    });
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const { method = '' } = request;
    let found: FoundRoute | undefined;
    let exchange: Exchange | undefined;
    let failure: HttpFailure | null = null;
    try {
      if (this.#closing !== undefined) throw stopping();
      const headers = this.#guard.checkPlace(request.headers);
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      if (isPreflight(request)) {
        response.writeHead(204, preflightHeaders).end();
      } else {
        found = findRoute(this.#routes, method, path);
        if (!found.route.isOpen) this.#guard.checkKey(request.headers);
        exchange = await this.#exchange(request, response, found, giveUp.signal);
        await found.route.answer(exchange);
      }
    } catch (error) {
      failure = httpFailure(giveUp.signal.aborted ? giveUp.signal.reason : error, found?.route.fields);
      this.#fail(request, response, failure);
    }
    await ended;
    for (const timer of timers) clearTimeout(timer);
    if (this.#closing !== undefined) this.#server.closeIdleConnections();
    const record: RequestRecord = {
      time,
      method,
      path: path.slice(0, 200),
      status: failure?.status ?? (giveUp.signal.aborted ? gone().status : response.statusCode),
      ms: Math.round(10 * (performance.now() - started)) / 10,
      ...(exchange?.notes ?? { model: null, promptTokens: null, generatedTokens: null }),
      code: failure?.code ?? null,
    };
    this.#metrics.add(found?.route.path ?? 'other', record);
    this.#options.onRequest?.(record);
  }

  async #exchange(
    request: IncomingMessage,
    response: ServerResponse,
    { route, rest }: FoundRoute,
    signal: AbortSignal,
  ): Promise<Exchange> {
    const { maxBodyBytes = serverDefaults.maxBodyBytes } = this.#options;
    const { maxProblemLength = serverDefaults.maxProblemLength } = this.#options;
    this.#arriving.add(request);
    const read = route.method === 'POST' ? readJson(request, maxBodyBytes) : {};
    const body = await Promise.resolve(read).finally(() => this.#arriving.delete(request));
    const { accept = '' } = request.headers;
    return new Exchange({ response, body, signal, models: this.#models, maxProblemLength, rest, accept });
  }

  /** Sends a failure: as the response, or where that has begun, as its last event. */
  #fail(request: IncomingMessage, response: ServerResponse, failure: HttpFailure): void {
    const { reporter = silentReporter } = this.#options;
    if (failure.code === 'internal') reporter.warn(`A request failed: ${stackOf(failure.cause)}`);
    request.resume(); // what is left of the body is of no use
    if (response.destroyed || response.writableEnded) return;
    const body = JSON.stringify(failureBody(failure));
    if (response.headersSent) {
      const event = request.url?.startsWith('/v1/solve') ? 'event: error\n' : '';
      response.end(`${event}data: ${body}\n\n`);
      return;
    }
    response.writeHead(failure.status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      ...(this.#closing === undefined ? {} : { connection: 'close' }),
      ...failure.headers,
    });
    response.end(body);
  }
}

/** A browser asks so before a page of another origin, which was allowed, sends a request. */
function isPreflight({ method, headers }: IncomingMessage): boolean {
  const { origin, 'access-control-request-method': asked } = headers;
  return method === 'OPTIONS' && origin !== undefined && asked !== undefined;
}

const preflightHeaders = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': '600',
};

function timedOut(timeoutMs: number): HttpFailure {
  return new HttpFailure(
    504,
    'request-timeout',
    `The request took more than ${timeoutMs / 1000} s and was given up.`,
  );
}

function gone(): HttpFailure {
  return new HttpFailure(499, 'client-gone', 'The client closed the connection.');
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function unusable(error: Error, address: string, port: number): unknown {
  if (!isSystemError(error)) return error;
  const at = `${address}:${port}`;
  const why: Readonly<Record<string, ReturnType<typeof say>>> = {
    EADDRINUSE: say`Another program listens on ${at}. End it, or choose another ${option('port')}.`,
    EACCES: say`This user may not listen on ${at}. Choose a ${option('port')} of at least 1024.`,
    EADDRNOTAVAIL: say`${address} is no address of this machine. Choose another ${option('host')}.`,
  };
  const { code = '' } = error;
  return new SocraticError('address-unusable', why[code] ?? say`Cannot listen on ${at}: ${error.message}.`, {
    subject: { option: code === 'EADDRNOTAVAIL' ? 'host' : 'port' },
    cause: error,
  });
}
