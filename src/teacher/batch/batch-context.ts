// What the parts of a batched run share: the store, the provider, the settings, and how a request is repeated when it fails.
import { join } from 'node:path';
import { APICallError } from '@ai-sdk/provider';
import { option, Random, type Reporter, SocraticError, say } from '../../common/index.ts';
import {
  type CallFailure,
  type Clock,
  describeFailure,
  isTransient,
  type Parameters,
  type Price,
} from '../call/index.ts';
import type { NanoDollars, ResponseStore } from '../store/index.ts';
import type { BatchClient } from './batch-client.ts';
import type { SdkTransport } from './sdk-transport.ts';

export interface BatchSettings {
  /** The longest time between two looks at a batch. */
  readonly pollMs: number;
  /** For a request to the provider and its answer. */
  readonly timeoutMs: number;
  /** How often a request to the provider is repeated, and a call is put into another batch, after failures that may pass. */
  readonly retries: number;
  readonly backoffMs?: number;
  /** So long after the request that starts a batch, a batch that is not in the provider's list was not started. */
  readonly createGraceMs?: number;
  /** The provider's limits for one batch. */
  readonly maxRows?: number;
  readonly maxBytes?: number;
}

/** As OpenAI documents them. */
const openAiLimits = { maxRows: 50_000, maxBytes: 200_000_000 };
const defaults = { ...openAiLimits, backoffMs: 500, createGraceMs: 120_000 };

export interface BatchContext {
  readonly store: ResponseStore;
  readonly client: BatchClient;
  readonly transport: SdkTransport;
  readonly spec: string;
  /** The run that pays. */
  readonly account: string;
  /** Of every call of the run, and so of every call in a batch that holds one of them. */
  readonly parameters: Parameters;
  /** Of a call in a batch. */
  readonly price: Price | null;
  readonly ceiling: NanoDollars | null;
  /** Where the calls go when they go alone, as a batch names it: `/v1/responses`. */
  readonly endpoint: string;
  /** Where the files of requests are until they are answered. */
  readonly folder: string;
  readonly settings: Required<BatchSettings>;
  /** A batch that the provider does not know has its calls made again. */
  readonly giveUpUnknown: boolean;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly signal: AbortSignal | undefined;
}

export function withDefaults(settings: BatchSettings): Required<BatchSettings> {
  return { ...defaults, ...settings };
}

export const fileOf = ({ folder }: BatchContext, id: string): string => join(folder, `${id}.jsonl`);

/** How long a step of a batch may take, besides what is waited for at the provider. */
export const leaseMarginMs = 120_000;
/** Between two chunks of calls there may be many problems that are answered already. */
export const buildLeaseMs = 600_000;
const longestBackoffMs = 60_000;
const random = new Random(process.pid + Date.now());

/** A request to the provider that brought no answer, for good. */
export class BatchRequestError extends SocraticError {
  readonly failure: CallFailure;
  readonly status: number | undefined;

  constructor(what: string, failure: CallFailure, status: number | undefined) {
    const passes = isTransient(failure.kind);
    super(
      passes ? 'teacher-unavailable' : 'teacher-refuses',
      `${what}: ${failure.message}\nEvery answer so far is stored, and batches that were sent go on at the provider. Run it again to continue.`,
      { details: { kind: failure.kind } },
    );
    this.failure = failure;
    this.status = status;
  }
}

/** What a failed request means. */
export function failureOf({ transport, clock }: BatchContext, error: unknown): CallFailure {
  return describeFailure(error, {
    secrets: transport.teacher.secrets,
    timedOut: false,
    now: clock.now(),
  });
}

export function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}

/**
 * Repeats a request that may be repeated until it is answered. Throws BatchRequestError, what the store and the disk throw, and the
 * signal's reason. `slowlyMs`: the shortest wait before a repetition.
 */
export async function insist<T>(
  context: BatchContext,
  what: string,
  request: () => Promise<T>,
  slowlyMs = 0,
): Promise<T> {
  const { settings, signal } = context;
  for (let failures = 1; ; failures++) {
    signal?.throwIfAborted();
    try {
      return await request();
    } catch (error) {
      signal?.throwIfAborted();
      if (!APICallError.isInstance(error)) throw error;
      const failure = failureOf(context, error);
      const mostFailures = failure.kind === 'rate-limited' ? 10 * settings.retries : settings.retries;
      if (!isTransient(failure.kind) || failures > mostFailures) {
        throw new BatchRequestError(what, failure, statusOf(error));
      }
      if (failures === 3) context.reporter.warn(`${what}: ${failure.message}; trying again.`);
      await backOff(context, failures, Math.max(slowlyMs, failure.retryAfterMs ?? 0));
    }
  }
}

/** Waits: longer after every failure, with some of it at random. */
export async function backOff(
  { settings, clock, signal }: BatchContext,
  failures: number,
  leastMs = 0,
): Promise<void> {
  const ms = Math.min(longestBackoffMs, settings.backoffMs * 2 ** Math.min(failures - 1, 20));
  await clock.sleep(Math.max(leastMs, ms * (0.5 + random.float() / 2)), signal);
}

/** A server that has no files or no batches. */
export function unsupported(spec: string, { message }: CallFailure): SocraticError {
  return new SocraticError(
    'batch-unsupported',
    say`${spec} has no Batch API: ${message}. Leave ${option('batch')} out to make single calls.`,
    { subject: { option: 'batch', model: spec } },
  );
}
