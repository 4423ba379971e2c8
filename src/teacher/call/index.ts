export { type Answer, BudgetError, Caller, type CallerOptions, type CallerSettings } from './caller.ts';
export type { BreakerSettings } from './circuit-breaker.ts';
export { type Clock, systemClock } from './clock.ts';
export { type CallFailure, printable, redact } from './failure.ts';
export type { Parameters, Prompt } from './generate.ts';
export {
  costOf,
  likelyInputTokens,
  likelyTokens,
  mostInputTokens,
  nanoDollarsPerDollar,
  type Price,
  type PriceTable,
  priceOf,
  readPrices,
} from './prices.ts';
