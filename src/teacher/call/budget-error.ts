// The error of a budget that does not allow another call.
import { option, SocraticError, say } from '../../common/index.ts';
import type { Account, NanoDollars } from '../store/index.ts';
import { dollarsText, nanoDollarsPerDollar } from './prices.ts';

/** The run's budget does not allow another call. */
export class BudgetError extends SocraticError {
  readonly #worstCase: NanoDollars;
  readonly #ceiling: NanoDollars;

  constructor(account: Account, worstCase: NanoDollars, ceiling: NanoDollars) {
    const dollars = (nano: NanoDollars) => dollarsText(nano / nanoDollarsPerDollar);
    const unresolved =
      account.unresolvedCalls === 0
        ? ''
        : ` Calls with an unknown outcome: ${account.unresolvedCalls}, which count with at most ${dollars(account.unresolved)}.`;
    const batched =
      account.batchedCalls === 0
        ? ''
        : ` Calls in batches: ${account.batchedCalls}, which count with at most ${dollars(account.batched)}.`;
    super(
      'budget-reached',
      say`The next call could exceed the budget of ${dollars(ceiling)}: ${dollars(account.spent)} are spent, and the call could cost ${dollars(worstCase)}.${unresolved}${batched} Run it again with a higher ${option('maxCost')} to continue.`,
      { details: { ...account, worstCase, ceiling } },
    );
    this.#worstCase = worstCase;
    this.#ceiling = ceiling;
  }

  /** `error`, where it is one of these with what is spent now: calls that were under way when it was thrown have come back since. */
  static settled(error: unknown, account: Account): unknown {
    return error instanceof BudgetError ? new BudgetError(account, error.#worstCase, error.#ceiling) : error;
  }
}
