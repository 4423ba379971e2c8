// What a run of annotation came to: how many problems are covered, what was kept, what was rejected for which reason.

import { type Annotation, isKept } from './annotation.ts';
import { type Answer, type CallFailure, nanoDollarsPerDollar, type Price } from './call/index.ts';
import type { Account, NanoDollars } from './store/index.ts';
import type { ReasonCode } from './verify/index.ts';

export interface RejectedExample {
  /** Id of the problem. */
  readonly problemId: string;
  /** Number of the sample, from 0. */
  readonly sample: number;
  /** What the check found. */
  readonly detail: string;
}

export interface RejectedFor {
  /** Code of the reason. */
  readonly code: ReasonCode;
  /** Number of chains. */
  readonly count: number;
  /** Up to three examples. */
  readonly examples: readonly RejectedExample[];
}

export interface UnansweredFor {
  /** Kind of failure. */
  readonly kind: CallFailure['kind'];
  /** Number of requests. */
  readonly count: number;
  /** How many of them the provider refuses. They are not asked again unless `retryFailed` is set. */
  readonly setAside: number;
  /** Ids of the first of their problems. */
  readonly problems: readonly string[];
  /** Message of the provider for the first of them. */
  readonly example: { readonly problemId: string; readonly message: string };
}

const naturalOrder = new Intl.Collator('en', { numeric: true });

/** `p2` before `p10`, whatever came first. */
export function inNaturalOrder(ids: readonly string[]): string[] {
  return ids.toSorted(naturalOrder.compare);
}

/** How many problems of unanswered requests are named. */
const namedProblems = 100;

export interface AnnotationSummary {
  /** Problems with at least one answer. */
  readonly problems: number;
  /** Problems with at least one kept chain. */
  readonly covered: number;
  /** Problems without the steps that this teacher, a student, asks about. */
  readonly notAsked: number;
  /** Answers that were read, one a sample. */
  readonly chains: number;
  /** Chains that pass all checks. */
  readonly kept: number;
  /** Kept chains in which a repair corrected a step. */
  readonly repaired: number;
  /** Chains in which a repair was tried without success. */
  readonly unrepaired: number;
  /** The other chains, by the first reason against each; the most frequent reason first. */
  readonly rejected: readonly RejectedFor[];
  /** Requests without an answer, by kind. The next start asks them again. */
  readonly unanswered: readonly UnansweredFor[];
  /** Answers from the store. */
  readonly reused: number;
  /** Answers that this start received. */
  readonly answered: number;
  /** Answers for which the provider did not report tokens, so that their maximum counts. */
  readonly estimated: number;
  /** Tokens and dollars of all answers in the file, whichever start paid for them. `cost` is null if a price was unknown. */
  readonly used: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    /** Dollars; null where the price of some was not known. */
    readonly cost: number | null;
  };
}

/** What was asked for through one account, and how much of it for each chain that is kept. */
export interface UsageReport {
  /** Input tokens. */
  readonly inputTokens: number;
  /** Output tokens. */
  readonly outputTokens: number;
  /** Answers for which the provider did not report tokens, so that their maximum counts. */
  readonly estimated: number;
  /** Tokens divided by the number of kept chains; null if none is kept. */
  readonly perKeptChain: { readonly inputTokens: number; readonly outputTokens: number } | null;
}

export function usageOf(
  { inputTokens, outputTokens }: Pick<UsageReport, 'inputTokens' | 'outputTokens'>,
  { estimated, kept }: Pick<AnnotationSummary, 'estimated' | 'kept'>,
): UsageReport {
  const perKeptChain =
    kept === 0 ? null : { inputTokens: inputTokens / kept, outputTokens: outputTokens / kept };
  return { inputTokens, outputTokens, estimated, perKeptChain };
}

/** What a run came to: its summary, and what its account was asked for and spent. Dollars; null where no price is known. */
export interface AnnotationReport extends Omit<AnnotationSummary, 'estimated'> {
  /** Tokens that were paid for through this output file, over all starts. */
  readonly usage: UsageReport;
  /** Dollars; null if the price is unknown. */
  readonly cost: {
    /** Paid through this output file, over all starts. */
    readonly spent: number | null;
    /** Highest possible cost of calls with an unknown outcome. */
    readonly unresolved: number | null;
    /** Number of these calls. */
    readonly unresolvedCalls: number;
    /** Highest possible cost of calls in open batches. */
    readonly inBatches: number | null;
    /** Number of these calls. */
    readonly callsInBatches: number;
    /** `spent` divided by the number of kept chains; null if none is kept. */
    readonly perKeptChain: number | null;
  };
  /** Dollars for a million tokens; null if unknown. */
  readonly price: Price | null;
}

/** The summary with what was asked for and spent through `account`, over all starts. */
export function reportOf(
  { estimated, ...summary }: AnnotationSummary,
  account: Account,
  price: Price | null,
): AnnotationReport {
  const dollars = (nano: number) => (price === null ? null : nano / nanoDollarsPerDollar);
  return {
    ...summary,
    usage: usageOf(account, { estimated, kept: summary.kept }),
    cost: {
      spent: dollars(account.spent),
      unresolved: dollars(account.unresolved),
      unresolvedCalls: account.unresolvedCalls,
      inBatches: dollars(account.batched),
      callsInBatches: account.batchedCalls,
      perKeptChain: summary.kept === 0 ? null : dollars(account.spent / summary.kept),
    },
    price,
  };
}

const examplesKept = 3;

export class SummaryCounter {
  #problems = 0;
  #covered = 0;
  #notAsked = 0;
  #chains = 0;
  #kept = 0;
  #repaired = 0;
  #unrepaired = 0;
  #reused = 0;
  #answered = 0;
  #pending = 0;
  #estimated = 0;
  #inputTokens = 0;
  #outputTokens = 0;
  #cost: NanoDollars | null = 0;
  readonly #rejected = new Map<ReasonCode, { count: number; examples: RejectedExample[] }>();
  readonly #unanswered = new Map<
    CallFailure['kind'],
    {
      count: number;
      setAside: number;
      readonly problems: string[];
      readonly example: UnansweredFor['example'];
    }
  >();

  get kept(): number {
    return this.#kept;
  }

  get chains(): number {
    return this.#chains;
  }

  /** Requests whose answers are not there yet: of batches. */
  get pending(): number {
    return this.#pending;
  }

  addPending(): void {
    this.#pending++;
  }

  addProblem(annotations: readonly Annotation[]): void {
    if (annotations.length > 0) this.#problems++;
    if (annotations.some(isKept)) this.#covered++;
    for (const annotation of annotations) {
      this.#chains++;
      const [reason] = annotation.verdict.reasons;
      if (annotation.repair?.repaired === false) this.#unrepaired++;
      else if (annotation.repair !== undefined && isKept(annotation)) this.#repaired++;
      if (isKept(annotation)) this.#kept++;
      this.#addUsed(annotation);
      if (reason === undefined) continue;
      const entry = this.#rejected.get(reason.code) ?? { count: 0, examples: [] };
      this.#rejected.set(reason.code, entry);
      entry.count++;
      const { problemId, sample } = annotation;
      if (entry.examples.length < examplesKept)
        entry.examples.push({ problemId, sample, detail: reason.detail });
    }
  }

  #addUsed({ usage, cost }: Annotation): void {
    this.#inputTokens += usage.inputTokens;
    this.#outputTokens += usage.outputTokens;
    // whole billionths, as they were booked: their sum is exact
    this.#cost =
      this.#cost === null || cost === null ? null : this.#cost + Math.round(cost * nanoDollarsPerDollar);
  }

  addNotAsked(): void {
    this.#notAsked++;
  }

  addAnswer({ reused, response }: Answer & { readonly kind: 'answered' }): void {
    if (reused) this.#reused++;
    else this.#answered++;
    if (!response.usage.reported) this.#estimated++;
  }

  addUnanswered(problemId: string, { kind, message }: CallFailure, isSetAside = false): void {
    const none = { count: 0, setAside: 0, problems: [] as string[], example: { problemId, message } };
    const entry = this.#unanswered.get(kind) ?? none;
    this.#unanswered.set(kind, entry);
    entry.count++;
    if (isSetAside) entry.setAside++;
    const isNew = !entry.problems.includes(problemId);
    if (isNew && entry.problems.length < namedProblems) entry.problems.push(problemId);
  }

  summary(): AnnotationSummary {
    const byCount = <T extends { readonly count: number }>(entries: readonly T[]) =>
      entries.toSorted((a, b) => b.count - a.count);
    return {
      problems: this.#problems,
      covered: this.#covered,
      notAsked: this.#notAsked,
      chains: this.#chains,
      kept: this.#kept,
      repaired: this.#repaired,
      unrepaired: this.#unrepaired,
      rejected: byCount([...this.#rejected].map(([code, entry]) => ({ code, ...entry }))),
      unanswered: byCount(
        [...this.#unanswered].map(([kind, { problems, ...entry }]) => ({
          ...{ kind, ...entry },
          problems: inNaturalOrder(problems),
        })),
      ),
      reused: this.#reused,
      answered: this.#answered,
      estimated: this.#estimated,
      used: {
        inputTokens: this.#inputTokens,
        outputTokens: this.#outputTokens,
        cost: this.#cost === null ? null : this.#cost / nanoDollarsPerDollar,
      },
    };
  }
}
