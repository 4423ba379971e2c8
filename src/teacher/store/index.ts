export { BatchLedger, type NewBatch, type RowOutcome } from './batch-ledger.ts';
export type { Charge, Claim, ClaimOptions } from './claims.ts';
export {
  type Account,
  type BatchRecord,
  type BatchRow,
  emptyAccount,
  type NanoDollars,
  type Refusal,
  type RequestIdentity,
  type RowFailure,
  requestKey,
  type StoredResponse,
  type TokenLogprob,
  type TokenText,
  type Usage,
} from './records.ts';
export { ResponseStore } from './response-store.ts';
