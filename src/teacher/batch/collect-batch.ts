// A batch that has ended: its answers go to the store, a chunk of lines at a time, and its account is settled. Collecting may be
// interrupted anywhere and done twice, by two processes at once too: a call is booked once.
import { rmSync } from 'node:fs';
import { SocraticError } from '../../common/index.ts';
import { bookedUsage, type CallFailure, costOf, printable, redact } from '../call/index.ts';
import type { BatchRecord, BatchRow, StoredResponse } from '../store/index.ts';
import { type BatchContext, BatchRequestError, failureOf, fileOf, insist } from './batch-context.ts';
import { isQueueFull, type ProviderBatch, type ProviderRow, providerRow } from './provider-records.ts';

const linesAtOnce = 200;
const errorsShown = 5;

/** `queue-full`: the provider did not begin it, since too much is queued already. */
export type Collection = 'collected' | 'queue-full';

/**
 * Books every call of a batch that has ended. Throws `batch-refused` for one that the provider found invalid, `batch-cancelled` for one
 * that somebody ended there, BatchRequestError, and the signal's reason.
 */
export async function collectBatch(
  context: BatchContext,
  record: BatchRecord,
  batch: ProviderBatch,
): Promise<Collection> {
  const { store, reporter } = context;
  const { id } = record;
  const before = store.account(record.account).answers;
  const output = await collectFile(context, record, batch, batch.output_file_id);
  const failed = await collectFile(context, record, batch, batch.error_file_id);
  // Those that are in no file were not made, unless the provider has answered more than can be read, or does not say how many.
  const answered = output.answers + failed.answers;
  const counted =
    batch.request_counts?.completed ?? (batch.status === 'failed' ? 0 : Number.POSITIVE_INFINITY);
  const unseen = output.gone || failed.gone || counted > answered;
  const rest: Omit<CallFailure, 'retryAfterMs'> = unseen
    ? { kind: 'unreadable', billed: 'maybe', message: 'its answer is not in the files of its batch' }
    : { kind: 'expired', billed: 'no', message: `its batch ended (${batch.status}) before its turn came` };
  const refusal = batch.status === 'failed' ? errorsOf(context, batch) : '';
  const missing = batch.status === 'failed' && !unseen ? 0 : await store.batches.failRest(id, rest);
  if (batch.status === 'failed') await store.batches.release(id, refusal);
  else await store.batches.close(id, batch.status);
  rmSync(fileOf(context, id), { force: true });
  if (isQueueFull(refusal)) return 'queue-full';
  if (batch.status === 'failed') throw refused(batch, refusal);
  const answers = store.account(record.account).answers - before;
  const unanswered = missing === 0 ? '' : `, ${missing} requests in no file`;
  reporter.info(`Batch ${batch.id}: ${batch.status}, ${answers} answers stored${unanswered}.`);
  if (batch.status === 'cancelled') {
    throw new SocraticError(
      'batch-cancelled',
      `Batch ${batch.id} was cancelled at the provider. The answers that it had are stored: run it again to ask for the rest.`,
      { details: { batch: batch.id } },
    );
  }
  return 'collected';
}

interface FileCount {
  /** Lines with an answer, booked now or earlier. */
  readonly answers: number;
  /** The provider does not have the file any more. */
  readonly gone: boolean;
}

async function collectFile(
  context: BatchContext,
  record: BatchRecord,
  batch: ProviderBatch,
  fileId: string | null | undefined,
): Promise<FileCount> {
  if (fileId === null || fileId === undefined) return { answers: 0, gone: false };
  const { client, reporter } = context;
  const what = `File ${fileId} of batch ${batch.id} could not be read`;
  try {
    return await insist(context, what, async () => {
      let [answers, line] = [0, 0];
      let chunk: ProviderRow[] = [];
      for await (const text of client.lines(fileId)) {
        context.signal?.throwIfAborted();
        line++;
        const row = rowOf(text);
        if (row === null) {
          reporter.warn(`${fileId}, line ${line}: not an answer of a batch; set aside.`);
          continue;
        }
        if (row.response?.status_code === 200) answers++;
        if (chunk.push(row) < linesAtOnce) continue;
        await bookRows(context, record, batch, chunk);
        chunk = [];
      }
      await bookRows(context, record, batch, chunk);
      return { answers, gone: false };
    });
  } catch (error) {
    if (!(error instanceof BatchRequestError) || error.status !== 404) throw error;
    reporter.warn(`${what}: the provider has it no longer.`);
    return { answers: 0, gone: true };
  }
}

function rowOf(line: string): ProviderRow | null {
  try {
    return providerRow.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

async function bookRows(
  context: BatchContext,
  record: BatchRecord,
  batch: ProviderBatch,
  rows: readonly ProviderRow[],
): Promise<void> {
  const { batches } = context.store;
  const answers: { key: string; response: StoredResponse }[] = [];
  const failed: { key: string; failure: Omit<CallFailure, 'retryAfterMs'> }[] = [];
  for (const row of rows) {
    const key = row.custom_id;
    const asked = batches.row(record.id, key);
    if (asked === undefined) continue; // booked earlier
    const outcome = await outcomeOf(context, record, batch, row, asked);
    if ('response' in outcome) answers.push({ key, response: outcome.response });
    else failed.push({ key, failure: outcome.failure });
  }
  if (answers.length > 0) await batches.resolveRows(record.id, answers);
  if (failed.length > 0) await batches.failRows(record.id, failed);
}

async function outcomeOf(
  context: BatchContext,
  record: BatchRecord,
  batch: ProviderBatch,
  row: ProviderRow,
  asked: BatchRow,
): Promise<{ response: StoredResponse } | { failure: Omit<CallFailure, 'retryAfterMs'> }> {
  if (row.response === null || row.response === undefined) return { failure: unansweredRow(context, row) };
  const { status_code: status, body } = row.response;
  const { secrets } = context.transport.teacher;
  try {
    const answer = await context.transport.answerOf(
      { status, body: JSON.stringify(body) },
      context.parameters,
    );
    const usage = bookedUsage(answer.usage, asked.most);
    const createdAt = batch.created_at ?? context.clock.now() / 1000;
    const endedAt = batch.completed_at ?? batch.expired_at ?? batch.cancelled_at ?? createdAt;
    return {
      response: {
        text: redact(answer.text, secrets),
        finishReason: answer.finishReason,
        usage,
        cost: record.price === null ? null : costOf(record.price, usage),
        model: answer.model === null ? null : redact(answer.model, secrets),
        calledAt: new Date(1000 * createdAt).toISOString(),
        seconds: endedAt - createdAt,
        body: answer.body === null ? null : redact(answer.body, secrets),
        batch: record.id,
      },
    };
  } catch (error) {
    const { kind, billed, message } = failureOf(context, error);
    return { failure: { kind, billed, message } };
  }
}

/** A request that the provider did not come to, or that failed otherwise than with an answer. */
function unansweredRow({ transport }: BatchContext, { error }: ProviderRow): CallFailure {
  const code = error?.code ?? '';
  const text = printable(redact(`${code}: ${error?.message ?? ''}`, transport.teacher.secrets)).slice(0, 300);
  if (['batch_expired', 'batch_cancelled'].includes(code)) {
    return { kind: 'expired', billed: 'no', message: text };
  }
  return { kind: 'server-error', billed: 'maybe', message: text };
}

/** What is wrong with a batch, with the lines of its file. */
function errorsOf({ transport }: BatchContext, { errors }: ProviderBatch): string {
  const all = errors?.data ?? [];
  const shown = all.slice(0, errorsShown).map(({ code, message, line }) => {
    const where = line === null || line === undefined ? '' : `line ${line}: `;
    return `${where}${code ?? ''}: ${message ?? ''}`;
  });
  const more = all.length > errorsShown ? [`and ${all.length - errorsShown} more`] : [];
  return printable(redact([...shown, ...more].join('; '), transport.teacher.secrets)).slice(0, 2000);
}

function refused(batch: ProviderBatch, errors: string): SocraticError {
  const why = errors === '' ? 'it does not say why' : errors;
  return new SocraticError(
    'batch-refused',
    `The provider refuses batch ${batch.id}: ${why}\nNone of its requests was made. Fix that and run it again: every answer so far is stored.`,
    { details: { batch: batch.id } },
  );
}
