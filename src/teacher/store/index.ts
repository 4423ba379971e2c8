export {
  type Account,
  emptyAccount,
  type NanoDollars,
  type RequestIdentity,
  requestKey,
  type StoredResponse,
  type TokenLogprob,
  type TokenText,
  type Usage,
} from './records.ts';
export { type Claim, type ClaimOptions, ResponseStore } from './response-store.ts';
