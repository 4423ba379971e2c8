// How many tokens a call took, by what the provider reports; and where that cannot be true, the most that it can have taken.
import type { LanguageModelV3Usage } from '@ai-sdk/provider';
import type { Usage } from '../store/index.ts';

/** Undefined where the provider does not say, or says what cannot be. */
export interface ReportedUsage {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

/**
 * What the provider reports for an answer. Some servers count thoughts only in the total, or only among the details: they are output, and
 * are charged as output. A call without input, or a text of no tokens, is no report: many servers fill in zeros.
 */
export function reportedUsage(
  { inputTokens: input, outputTokens: output, raw }: LanguageModelV3Usage,
  wroteSomething: boolean,
): ReportedUsage {
  const inputTokens = positive(input.total);
  const total = positive(raw?.total_tokens) ?? positive(raw?.totalTokenCount) ?? 0;
  const rest = inputTokens === undefined ? 0 : total - inputTokens;
  const most = Math.max(positive(output.total) ?? 0, positive(output.reasoning) ?? 0, rest);
  const isSaid = most > 0 || (output.total === 0 && !wroteSomething);
  return { inputTokens, outputTokens: isSaid ? most : undefined };
}

function positive(count: unknown): number | undefined {
  return typeof count === 'number' && count > 0 && count < Number.POSITIVE_INFINITY
    ? Math.ceil(count)
    : undefined;
}

/** What is booked: what was reported, and `most` in place of what was not. */
export function bookedUsage(
  { inputTokens, outputTokens }: ReportedUsage,
  most: { readonly inputTokens: number; readonly outputTokens: number },
): Usage {
  return {
    inputTokens: inputTokens ?? most.inputTokens,
    outputTokens: outputTokens ?? most.outputTokens,
    reported: inputTokens !== undefined && outputTokens !== undefined,
  };
}
