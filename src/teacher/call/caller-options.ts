// What a caller needs: who is asked, who pays, how much at most, and how patiently.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import type { Message } from '../../common/index.ts';
import type { NanoDollars, ResponseStore } from '../store/index.ts';
import type { BreakerSettings } from './circuit-breaker.ts';
import type { Clock } from './clock.ts';
import type { Parameters } from './generate.ts';
import type { Price } from './prices.ts';

export interface CallerSettings {
  readonly concurrency: number;
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  /** From sending a request to having read its answer. */
  readonly timeoutMs: number;
  /** How often a call is repeated after a failure that may pass; ten times as often after 429. */
  readonly retries: number;
  readonly backoffMs?: number;
  readonly breaker?: BreakerSettings;
}

export interface CallerOptions {
  readonly model: LanguageModelV3;
  readonly spec: string;
  readonly parameters: Parameters;
  readonly secrets: readonly string[];
  readonly store: ResponseStore;
  /** The run that pays. */
  readonly account: string;
  readonly price: Price | null;
  /** Null: no bound. */
  readonly ceiling: NanoDollars | null;
  readonly settings: CallerSettings;
  /** Whether requests that were set aside, since the provider refused them, are asked again. Default false. */
  readonly retryFailed?: boolean | undefined;
  readonly clock?: Clock;
  /** Aborted: no call goes out any more, those under way are waited for. */
  readonly signal?: AbortSignal | undefined;
  readonly warn?: (message: string | Message) => void;
}
