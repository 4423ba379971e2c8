export type { Answer, Asker } from './asker.ts';
export { BudgetError } from './budget-error.ts';
export { Caller } from './caller.ts';
export type { CallerOptions, CallerSettings } from './caller-options.ts';
export type { BreakerSettings } from './circuit-breaker.ts';
export { type Clock, systemClock } from './clock.ts';
export { type ConnectionOptions, networkFetch, teacherFetch } from './connection.ts';
export {
  type CallFailure,
  describeFailure,
  type FailureKind,
  isRefusedRequest,
  isTransient,
  printable,
} from './failure.ts';
export { generateOnce, NoAnswerError, type Parameters, type Prompt, type RawAnswer } from './generate.ts';
export {
  batchPrice,
  costOf,
  dollarsText,
  knownPrices,
  knownPricesSource,
  likelyInputTokens,
  likelyTokens,
  mostInputTokens,
  nanoDollarsPerDollar,
  type Price,
  type PriceTable,
  priceOf,
  readPrices,
  withoutEntry,
} from './prices.ts';
export {
  isThisMachine,
  type ProxySettings,
  proxiesOf,
  proxyFor,
  proxySecrets,
  shownProxy,
} from './proxies.ts';
export { redact, withoutQuotes } from './redact.ts';
export { fitBody } from './response-body.ts';
export { mostUsage } from './stored-response.ts';
export { bookedUsage, type ReportedUsage } from './usage.ts';
