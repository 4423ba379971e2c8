// Asking to make a call, and what may come of it.
import type { Account, NanoDollars, StoredResponse } from './records.ts';

export interface ClaimOptions {
  /** The run that pays. */
  readonly account: string;
  /** The most that this call can cost. */
  readonly worstCase: NanoDollars;
  /** The most that the run may cost, calls under way and unresolved ones included; null: no bound. */
  readonly ceiling: NanoDollars | null;
  /** How long nobody else may make this call. Longer than the call can take. */
  readonly leaseMs: number;
}

export type Claim =
  /** The call is this process's to make. */
  | { readonly kind: 'claimed'; readonly attempt: string }
  | { readonly kind: 'stored'; readonly response: StoredResponse }
  /** Another process is making it. */
  | { readonly kind: 'leased'; readonly untilMs: number }
  /** It is in a batch that the provider has not answered yet. */
  | { readonly kind: 'in-batch'; readonly batch: string }
  /** It would break the ceiling. `final`: also when all calls that are under way cost nothing. */
  | { readonly kind: 'over-budget'; readonly final: boolean; readonly account: Account };

/** What a call that brought no answer cost, where that is known. */
export interface Charge {
  readonly cost: NanoDollars;
  readonly inputTokens: number;
  readonly outputTokens: number;
}
