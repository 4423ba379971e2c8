// A batch whose file is whole on disk goes to the provider, once: whatever is known of the request that starts it is on disk before it
// goes out, and where its outcome is not known the provider's list of batches says it.
import { existsSync, rmSync } from 'node:fs';
import { APICallError } from '@ai-sdk/provider';
import { messageOf } from '../../common/index.ts';
import type { BatchRecord } from '../store/index.ts';
import {
  type BatchContext,
  BatchRequestError,
  backOff,
  failureOf,
  fileOf,
  insist,
  leaseMarginMs,
  statusOf,
  unsupported,
} from './batch-context.ts';
import { isQueueFull, type ProviderBatch } from './provider-records.ts';

/** The key under which the provider keeps our name of a batch. */
const nameKey = 'socratic_batch';
/** Clocks may differ by this. */
const clockDifferenceMs = 86_400_000;

/** `queue-full`: the provider takes no further batch now; its calls are free again. `lost`: so are they, since its file is gone. */
export type Submission = 'submitted' | 'queue-full' | 'lost';

/**
 * Brings a batch of this process's from `uploading` or `creating` to `submitted`. Throws BatchRequestError, `batch-unsupported`,
 * `batch-taken-over`, and the signal's reason.
 */
export async function submitBatch(context: BatchContext, id: string): Promise<Submission> {
  const { ledger } = partsOf(context);
  if (ledger.record(id).state === 'uploading') {
    if (!existsSync(fileOf(context, id))) {
      await ledger.release(id, 'its file was removed before it was sent');
      return 'lost';
    }
    await uploadFile(context, id);
  }
  const { createCalledAt } = ledger.record(id);
  const earlier = createCalledAt === undefined ? null : await findCreated(context, id);
  if (earlier !== null) {
    await noteSubmitted(context, id, earlier);
    return 'submitted';
  }
  return create(context, id);
}

/** Whatever ends this, nothing has been started: the calls of the batch are then free again. */
async function uploadFile(context: BatchContext, id: string): Promise<void> {
  const { ledger, client, signal } = partsOf(context);
  const path = fileOf(context, id);
  let fileId: string;
  try {
    fileId = await insist(context, 'The file of a batch could not be uploaded', async () => {
      await ledger.advance(id, {}, client.uploadMs(path) + leaseMarginMs);
      return client.upload(path, `socratic-${id}.jsonl`, signal);
    });
  } catch (error) {
    if (ledger.isOwn(ledger.record(id))) await discard(context, id, messageOf(error));
    if (error instanceof BatchRequestError && isNoSuchPath(error.status)) {
      throw unsupported(context.spec, error.failure);
    }
    throw error;
  }
  await ledger.advance(id, { state: 'creating', fileId }, leaseMarginMs);
  rmSync(path, { force: true });
}

const isNoSuchPath = (status: number | undefined) => status === 404 || status === 405;

/** Starts the batch. A request that may have started it is followed by a look at the provider's list, never by a second one at once. */
async function create(context: BatchContext, id: string): Promise<Submission> {
  const { ledger, client, clock, settings, signal } = partsOf(context);
  const { fileId = '', account } = ledger.record(id);
  const leaseMs = settings.timeoutMs + settings.createGraceMs + leaseMarginMs;
  const metadata = { [nameKey]: id, socratic_run: account };
  for (let failures = 1; ; failures++) {
    signal?.throwIfAborted();
    await ledger.advance(id, { createCalledAt: clock.now() }, leaseMs);
    try {
      await noteSubmitted(context, id, await client.create(fileId, context.endpoint, metadata));
      return 'submitted';
    } catch (error) {
      if (!APICallError.isInstance(error)) throw error; // of the store
      const failure = failureOf(context, error);
      const status = statusOf(error);
      const surelyNot = failure.billed === 'no' && (status === undefined || (status >= 400 && status < 500));
      const limited = failure.kind === 'rate-limited';
      if (surelyNot && isQueueFull(failure.message)) {
        await discard(context, id, failure.message);
        return 'queue-full';
      }
      if (surelyNot && !limited && status !== undefined) {
        await discard(context, id, failure.message);
        if (isNoSuchPath(status)) throw unsupported(context.spec, failure);
        throw new BatchRequestError('A batch could not be started', failure, status);
      }
      if (failures > (limited ? 10 : 1) * settings.retries) {
        throw new BatchRequestError('A batch could not be started', failure, status);
      }
      if (!surelyNot) {
        const created = await findCreated(context, id);
        if (created !== null) {
          await noteSubmitted(context, id, created);
          return 'submitted';
        }
      }
      await backOff(context, failures, failure.retryAfterMs);
    }
  }
}

/**
 * The batch that an earlier request may have started. The provider may still be working on that request, so that only a look after a
 * while says that there is none.
 */
async function findCreated(context: BatchContext, id: string): Promise<ProviderBatch | null> {
  const { ledger, clock, settings, signal } = partsOf(context);
  const { createCalledAt = 0 } = ledger.record(id);
  const found = await lookUp(context, ledger.record(id));
  if (found !== null) return found;
  const settledAt = createCalledAt + settings.createGraceMs;
  if (clock.now() < settledAt) await clock.sleep(settledAt - clock.now(), signal);
  return lookUp(context, ledger.record(id));
}

/** By our name for it or, at servers that forget that, by its file, which belongs to this batch alone. */
function lookUp(context: BatchContext, record: BatchRecord): Promise<ProviderBatch | null> {
  const { id, fileId, createCalledAt = 0 } = record;
  return insist(context, 'The batches of the account could not be listed', async () => {
    for await (const batch of context.client.list()) {
      if (batch.metadata?.[nameKey] === id || batch.input_file_id === fileId) return batch;
      const createdMs = 1000 * (batch.created_at ?? Number.POSITIVE_INFINITY);
      if (createdMs < createCalledAt - clockDifferenceMs) break; // newest first
    }
    return null;
  });
}

async function noteSubmitted(context: BatchContext, id: string, { id: providerId }: ProviderBatch) {
  const { ledger, reporter } = partsOf(context);
  await ledger.advance(id, { state: 'submitted', providerId }, 0);
  reporter.info(`Batch ${providerId}: ${ledger.record(id).rows} requests sent.`);
}

async function discard(context: BatchContext, id: string, why: string): Promise<void> {
  await context.store.batches.release(id, why);
  rmSync(fileOf(context, id), { force: true });
}

function partsOf(context: BatchContext) {
  return { ...context, ledger: context.store.batches };
}
