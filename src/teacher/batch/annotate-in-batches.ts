// A run of annotation whose calls go out in batches: through the problems for what is missing, the batches sent and waited for, and
// through the problems again until nothing is.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Reporter, SocraticError } from '../../common/index.ts';
import { BudgetError, batchPrice, systemClock } from '../call/index.ts';
import {
  type WriteAnnotationsContext,
  type WriteAnnotationsOptions,
  type WrittenAnnotations,
  writeAnnotations,
} from '../write-annotations.ts';
import { BatchAsker, type BatchRunState, type Send } from './batch-asker.ts';
import { BatchClient } from './batch-client.ts';
import {
  type BatchContext,
  type BatchSettings,
  fileOf,
  leaseMarginMs,
  withDefaults,
} from './batch-context.ts';
import type { SdkTransport } from './sdk-transport.ts';
import { submitBatch } from './submit-batch.ts';
import { lookAt, tendBatches } from './tend-batches.ts';

export interface BatchOptions extends Omit<WriteAnnotationsOptions, 'asker' | 'teacher'> {
  readonly transport: SdkTransport;
  readonly batches: BatchSettings;
  /** Where the files of requests are until they are answered. */
  readonly folder: string;
  /** A batch that the provider does not know has its calls made again. */
  readonly giveUpUnknown?: boolean;
}

/**
 * Writes the annotations of all problems, as `writeAnnotations` does, with batches in place of calls: all that is missing is sent, waited for,
 * collected, and what failed for a reason that may pass is sent again. What ends the run early is returned, `batch-refused`,
 * `batch-cancelled` and `batch-not-found` among it; batches that were sent go on at the provider, and the next start collects them.
 */
export async function annotateInBatches(
  options: BatchOptions,
  context: WriteAnnotationsContext,
): Promise<WrittenAnnotations> {
  const shared = await contextOf(options, context);
  const { store, account, settings, clock, signal } = shared;
  const { batches } = store;
  await store.settleAbandoned();
  await batches.clearFailures(account);
  removeLeftovers(shared);
  const state: BatchRunState = { maxRows: settings.maxRows, collected: new Set(), met: new Set() };
  const { reporter, passed } = quietAfterFirst(context.reporter);
  const pass = async (send: Send | null) => {
    const asker = new BatchAsker(shared, state, send);
    const teacher = shared.transport.teacher;
    try {
      const result = await writeAnnotations({ ...options, teacher, asker }, { reporter });
      return { asker, result };
    } catch (error) {
      asker.stop(error);
      throw error;
    } finally {
      await asker.finish();
      passed();
    }
  };
  try {
    for (;;) {
      const { asker, result } = await pass(sendAfterOthers(shared, state));
      const stoppedBy = result.stoppedBy ?? asker.error;
      if (stoppedBy !== undefined || asker.unasked === 0) return { ...result, stoppedBy };
      const answers = store.count();
      const ids = waitedFor(shared, state);
      if (ids.length === 0 && asker.budget !== null) {
        return { ...result, stoppedBy: BudgetError.settled(asker.budget, store.account(account)) };
      }
      try {
        if (ids.length === 0) await clock.sleep(settings.pollMs, signal); // calls of other processes, or a full queue
        const onEnd = (id: string) => state.collected.add(id);
        const refusedRows = await tendBatches(shared, { ids, untilFirst: asker.queueFull, onEnd });
        if (refusedRows > 0) makeSmaller(shared, state, refusedRows);
      } catch (error) {
        const last = store.count() === answers ? result : (await pass(null)).result;
        return { ...last, stoppedBy: error };
      }
    }
  } finally {
    await batches.letGo();
  }
}

async function contextOf(options: BatchOptions, context: WriteAnnotationsContext): Promise<BatchContext> {
  const { transport, parameters, price, clock = systemClock } = options;
  const prompt = { system: '', messages: [{ role: 'user' as const, content: '-' }] };
  const { url, headers } = await transport.requestOf(prompt, parameters);
  const [, baseUrl = '', path = ''] = /^(.*?)(\/chat\/completions|\/responses)$/.exec(url) ?? [];
  if (baseUrl === '') throw new Error(`internal error: the SDK asks ${url}, for which there are no batches`);
  const settings = withDefaults(options.batches);
  const identity = Object.entries(headers).filter(([name]) => /^(authorization$|openai-)/.test(name));
  return {
    store: options.store,
    client: new BatchClient({
      baseUrl,
      headers: Object.fromEntries(identity),
      timeoutMs: settings.timeoutMs,
      fetch: transport.network,
    }),
    transport,
    spec: transport.teacher.spec,
    account: options.account,
    parameters,
    price: price === null ? null : batchPrice(price),
    ceiling: options.ceiling,
    endpoint: `/v1${path}`,
    folder: options.folder,
    settings,
    giveUpUnknown: options.giveUpUnknown ?? false,
    clock,
    reporter: context.reporter,
    signal: context.signal,
  };
}

/** Files of batches that are answered, or whose process ended before it had sent them. */
function removeLeftovers({ folder, store }: BatchContext): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const id = name.replace(/\.jsonl$/, '');
    if (store.batches.isDone(id)) rmSync(join(folder, name), { force: true });
  }
}

/** The open batches of this run, and those of others that hold calls of it. */
function waitedFor({ store, spec, account }: BatchContext, { met }: BatchRunState): string[] {
  return store.batches
    .open(spec)
    .filter((record) => record.account === account || met.has(record.id))
    .map(({ id }) => id);
}

/**
 * Sends a batch once the provider has found the ones before it valid: what is wrong with one is wrong with all, and so is a queue that
 * is full.
 */
function sendAfterOthers(context: BatchContext, state: BatchRunState): Send {
  const { clock, settings, signal, store } = context;
  let last: string | null = null;
  /** False: the provider did not begin the last one, since its queue is full. */
  const lastIsValid = async (id: string): Promise<boolean> => {
    for (let waitMs = Math.min(1000, settings.pollMs); last !== null; waitMs *= 2) {
      waitMs = Math.min(waitMs, settings.pollMs);
      const look = await lookAt(context, last, waitMs);
      if (look.kind === 'queue-full') {
        makeSmaller(context, state, look.rows);
        return false;
      }
      if (look.kind === 'ended') state.collected.add(last);
      if (look.kind === 'ended' || (look.batch !== null && look.batch.status !== 'validating')) last = null;
      else {
        await store.batches.advance(id, {}, waitMs + leaseMarginMs);
        await clock.sleep(waitMs, signal);
      }
    }
    return true;
  };
  const takeBack = async (id: string) => {
    await store.batches.release(id, 'not sent');
    rmSync(fileOf(context, id), { force: true });
  };
  return async (id) => {
    try {
      if (!(await lastIsValid(id))) {
        await takeBack(id);
        return 'queue-full';
      }
    } catch (error) {
      if (store.batches.isOwn(store.batches.record(id))) await takeBack(id);
      throw error;
    }
    const { rows } = store.batches.record(id);
    const submission = await submitBatch(context, id);
    if (submission === 'submitted') last = id;
    if (submission === 'queue-full') makeSmaller(context, state, rows);
    return submission;
  };
}

/**
 * After a batch of so many calls was too much: where others are open it has to wait for them; otherwise the next ones are smaller.
 * Throws `batch-refused` when that is not possible.
 */
function makeSmaller({ store, spec, reporter }: BatchContext, state: BatchRunState, rows: number): void {
  if (store.batches.open(spec).some((record) => record.state === 'submitted')) {
    reporter.info('The provider takes no further batch now; the next one is sent when another has ended.');
    return;
  }
  if (rows <= 1) {
    throw new SocraticError(
      'batch-refused',
      `${spec} takes no batch now, not even one of a single request: too many tokens are queued. Run it again later: every answer so far is stored.`,
    );
  }
  state.maxRows = Math.max(1, Math.floor(rows / 2));
  reporter.info(`The provider has no room for a batch of ${rows} requests; trying with ${state.maxRows}.`);
}

/** Every pass through the problems finds the same unreadable lines: they are reported once. */
function quietAfterFirst(reporter: Reporter): { readonly reporter: Reporter; readonly passed: () => void } {
  let first = true;
  return {
    passed: () => {
      first = false;
    },
    reporter: {
      info: (message) => reporter.info(message),
      warn: (message) => {
        if (first) reporter.warn(message);
      },
      progress: (_name, { done, total }) => reporter.progress('read', { done, total }),
    },
  };
}
