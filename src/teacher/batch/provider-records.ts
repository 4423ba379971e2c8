// What a provider with OpenAI's Batch API answers, checked once as it comes in. Fields that are not used here are not looked at, since
// servers that imitate it leave some out.
import { z } from 'zod';

export const providerFile = z.object({ id: z.string().min(1) });

export const providerBatch = z.object({
  id: z.string().min(1),
  status: z.enum([
    'validating',
    'failed',
    'in_progress',
    'finalizing',
    'completed',
    'expired',
    'cancelling',
    'cancelled',
  ]),
  input_file_id: z.string().nullish(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
  created_at: z.number().nullish(),
  completed_at: z.number().nullish(),
  expired_at: z.number().nullish(),
  cancelled_at: z.number().nullish(),
  errors: z
    .object({
      data: z
        .array(
          z.object({
            code: z.string().nullish(),
            message: z.string().nullish(),
            line: z.number().nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
  request_counts: z.object({ total: z.number(), completed: z.number(), failed: z.number() }).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});

export type ProviderBatch = z.infer<typeof providerBatch>;

export const providerBatchList = z.object({
  data: z.array(providerBatch),
  has_more: z.boolean().nullish(),
  last_id: z.string().nullish(),
});

/** One line of an output or error file. */
export const providerRow = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.number(), body: z.unknown() }).nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});

export type ProviderRow = z.infer<typeof providerRow>;

/** Whether a batch will not change any more. */
export function hasEnded({ status }: ProviderBatch): boolean {
  return ['failed', 'completed', 'expired', 'cancelled'].includes(status);
}

/** Whether a refusal means that too much is queued already, which passes as earlier batches end. */
export function isQueueFull(text: string): boolean {
  return /token_limit_exceeded|enqueued[ _-]token/i.test(text);
}
