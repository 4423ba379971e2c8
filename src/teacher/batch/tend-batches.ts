// Batches that are open: looked at now and then, collected when they have ended, and brought on their way where a process that died
// left them half-sent.
import { option, SocraticError, say } from '../../common/index.ts';
import type { BatchRecord } from '../store/index.ts';
import { type BatchContext, BatchRequestError, insist, leaseMarginMs } from './batch-context.ts';
import { collectBatch } from './collect-batch.ts';
import { hasEnded, type ProviderBatch } from './provider-records.ts';
import { submitBatch } from './submit-batch.ts';

const firstPollMs = 5000;
const pollGrowth = 1.5;

/** How a batch stands after a look at it. `rows` is how many calls it held if the provider did not begin it for lack of room. */
export type Look =
  | { readonly kind: 'open'; readonly batch: ProviderBatch | null }
  | { readonly kind: 'ended' }
  | { readonly kind: 'queue-full'; readonly rows: number };

/** Looks at a batch once, and does what can be done for it now. Throws what collecting and submitting throw, and `batch-not-found`. */
export async function lookAt(context: BatchContext, id: string, slowlyMs: number): Promise<Look> {
  const { batches } = context.store;
  const record = batches.record(id);
  const { state, rows, providerId } = record;
  if (state === 'done') return { kind: 'ended' };
  if (state === 'submitted' && providerId !== undefined) {
    const batch = await retrieve(context, record, providerId, slowlyMs);
    if (batch === null) return { kind: 'ended' };
    if (!hasEnded(batch)) return { kind: 'open', batch };
    const collection = await collectBatch(context, record, batch);
    return collection === 'queue-full' ? { kind: 'queue-full', rows } : { kind: 'ended' };
  }
  if (!(await batches.takeOver(id, leaseMarginMs))) return { kind: 'open', batch: null };
  const taken = batches.record(id).state;
  if (taken === 'building') {
    await batches.release(id, 'not sent');
    return { kind: 'ended' };
  }
  if (taken === 'uploading' || taken === 'creating') {
    const submission = await submitBatch(context, id);
    if (submission === 'queue-full') return { kind: 'queue-full', rows };
  }
  return { kind: 'open', batch: null };
}

/** Null: the provider does not know it, and its calls were given up. */
async function retrieve(
  context: BatchContext,
  { id, spec }: BatchRecord,
  providerId: string,
  slowlyMs: number,
): Promise<ProviderBatch | null> {
  const what = `Batch ${providerId} could not be looked at`;
  try {
    return await insist(context, what, () => context.client.retrieve(providerId), slowlyMs);
  } catch (error) {
    if (!(error instanceof BatchRequestError) || error.status !== 404) throw error;
    if (!context.giveUpUnknown) {
      throw new SocraticError(
        'batch-not-found',
        say`${spec} does not know batch ${providerId}: ${error.failure.message}\nUse the key of the account and project that sent it: its answers may have been paid for. ${option('clearUnresolved', true)} gives the batch up, and its requests are made again.`,
        { details: { batch: providerId } },
      );
    }
    const message = 'the provider does not know its batch any more';
    // what it may have cost is no longer counted: the user says so
    const count = await context.store.batches.failRest(id, { kind: 'unreadable', billed: 'no', message });
    await context.store.batches.close(id, 'given up');
    context.reporter.warn(`Batch ${providerId} is given up with ${count} requests.`);
    return null;
  }
}

export interface TendOptions {
  /** The batches to wait for. */
  readonly ids: readonly string[];
  /** Return as soon as one of them has ended. */
  readonly untilFirst: boolean;
  readonly onEnd: (id: string) => void;
}

/**
 * Waits until batches have ended, and collects them. Returns how many calls were in the largest batch that the provider did not begin
 * for lack of room, or 0. Throws as `lookAt` does.
 */
export async function tendBatches(
  context: BatchContext,
  { ids, untilFirst, onEnd }: TendOptions,
): Promise<number> {
  const { store, reporter, clock, settings, signal } = context;
  const open = new Map<string, ProviderBatch | null>(ids.map((id) => [id, null]));
  const total = ids.reduce((sum, id) => sum + store.batches.record(id).rows, 0);
  let [ended, refusedRows, stage] = [0, 0, ''];
  let waitMs = Math.min(firstPollMs, settings.pollMs);
  for (;;) {
    for (const id of open.keys()) {
      const { rows } = store.batches.record(id);
      const look = await lookAt(context, id, waitMs);
      if (look.kind === 'open') {
        open.set(id, look.batch);
        continue;
      }
      if (look.kind === 'queue-full') refusedRows = Math.max(refusedRows, look.rows);
      open.delete(id);
      ended += rows;
      onEnd(id);
    }
    const counts = [...open.values()].map((batch) => batch?.request_counts);
    const worked = counts.reduce((sum, count) => sum + (count?.completed ?? 0) + (count?.failed ?? 0), 0);
    const finished = open.size === 0;
    // a batch whose calls are all made is not yet collected
    const done = finished ? total : Math.min(ended + worked, total - 1);
    const note = stagesOf(open);
    if (total > 0) reporter.progress('batches', { done, total, note });
    if (finished || (untilFirst && ended > 0)) return refusedRows;
    if (note !== stage) waitMs = Math.min(firstPollMs, settings.pollMs);
    stage = note;
    await clock.sleep(waitMs, signal);
    waitMs = Math.min(settings.pollMs, waitMs * pollGrowth);
  }
}

/** `2 in_progress, 1 validating`. */
function stagesOf(open: ReadonlyMap<string, ProviderBatch | null>): string {
  const counts = new Map<string, number>();
  for (const batch of open.values()) {
    const status = batch?.status ?? 'being sent';
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts].map(([status, count]) => `${count} ${status.replace('_', ' ')}`).join(', ');
}
