// Self-consistency (Wang et al. 2023): of several solutions of a problem, the answer that most of them reach.
import { type OptionalCount, optionalCounts, type Prediction } from './types.ts';

/** The prediction that several samples of one problem come to. Of answers with equally many votes the one that was reached first wins. */
export function vote(samples: readonly Prediction[]): Prediction {
  const [first] = samples;
  if (first === undefined) throw new Error('a vote needs samples');
  if (samples.length === 1) return first;
  const answers = samples.map(({ answer }) => answer);
  const counts = new Map<string, number>();
  for (const answer of answers) if (answer !== null) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  const winner = samples.find(({ answer }) => answer !== null && counts.get(answer) === most) ?? first;
  const sum = (value: (sample: Prediction) => number) =>
    samples.reduce((all, sample) => all + value(sample), 0);
  const unanswered = answers.some((answer) => answer !== null)
    ? undefined
    : samples.find((sample) => sample.unanswered !== undefined)?.unanswered;
  return {
    ...winner,
    ...(unanswered && { unanswered }),
    generatedTokens: sum(({ generatedTokens }) => generatedTokens),
    forcedTokens: sum(({ forcedTokens }) => forcedTokens),
    calculatorUses: sum(({ calculatorUses }) => calculatorUses),
    ...optionalSums(samples),
    votes: {
      answers,
      correct: samples.filter(({ correct }) => correct).length,
      agreement: most / samples.length,
    },
  };
}

/** The sums of counts that predictions have only where an option or the strategy has them. */
function optionalSums(samples: readonly Prediction[]): Partial<Record<OptionalCount, number>> {
  const counted = optionalCounts.filter((name) => samples.some((sample) => sample[name] !== undefined));
  return Object.fromEntries(
    counted.map((name) => [name, samples.reduce((sum, sample) => sum + (sample[name] ?? 0), 0)]),
  );
}
