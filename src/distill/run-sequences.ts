// The training and validation sequences of a run's models: made of its problems, checked against the batches, written.
import { countOf, forEachInPortions, formatCount, option, type Reporter, say } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import type { ModelConfig } from '../engine/model/index.ts';
import type { TrainingSequence } from '../engine/train/index.ts';
import { type RoleName, type StrategyName, sequencesFor } from '../strategy/index.ts';
import type { RoleSequences } from './memory-check.ts';
import { runFiles } from './run-directory.ts';
import type { RunOptions } from './run-options.ts';
import { tokenizeSegments, writeSequences } from './sequence-files.ts';
import { untilStopped } from './stop-point.ts';

/** The sequences of every role, tokenized; the roles in training order. Throws InterruptedError when a stop is requested. */
export async function makeSequences(
  options: Pick<RunOptions, 'dataset' | 'strategy' | 'mode' | 'guidance' | 'style'>,
  problems: readonly Problem[],
  coding: Parameters<typeof tokenizeSegments>[0],
  signal: AbortSignal | undefined,
): Promise<Map<RoleName, RoleSequences>> {
  const { dataset, strategy, mode, guidance, style } = options;
  const made = new Map<RoleName, { train: TrainingSequence[]; validation: TrainingSequence[] }>();
  const add = (split: 'train' | 'validation') => (problem: Problem) => {
    for (const { role, segments } of sequencesFor(strategy, problem, { mode, guidance, style })) {
      const sequences = made.get(role) ?? { train: [], validation: [] };
      made.set(role, sequences);
      sequences[split].push(tokenizeSegments(coding, problem.id, segments));
    }
  };
  await forEachInPortions(untilStopped(problems, signal), add('train'));
  await forEachInPortions(untilStopped(dataset.validation, signal), add('validation'));
  return made;
}

export function writeSequenceFiles(out: string, made: ReadonlyMap<RoleName, RoleSequences>): void {
  for (const [role, { train, validation }] of made) {
    writeSequences(runFiles.sequences(out, role, 'train'), train);
    writeSequences(runFiles.sequences(out, role, 'validation'), validation);
  }
}

/** How a strategy's model is called in progress and messages: `cot`, `socratic qa`. */
export function titleOf(strategy: StrategyName, role: RoleName): string {
  return role === 'student' ? strategy : `${strategy} ${role}`;
}

/** Warns of sequences that fit the context and not a micro-batch: each makes one of its own, larger than was asked for. */
export function warnOfLongSequences(
  { strategy, optimizer: { tokenBudget } }: Pick<RunOptions, 'strategy' | 'optimizer'>,
  { contextLength }: Pick<ModelConfig, 'contextLength'>,
  made: ReadonlyMap<RoleName, RoleSequences>,
  reporter: Reporter,
): void {
  for (const [role, { train }] of made) {
    const lengths = train.map(({ ids }) => ids.length).filter((length) => length <= contextLength);
    const long = lengths.filter((length) => length > tokenBudget);
    if (long.length === 0) continue;
    const all = countOf(lengths.length, 'sequence');
    const which =
      lengths.length === 1
        ? 'The only sequence'
        : long.length === lengths.length
          ? `All ${all}`
          : `${formatCount(long.length)} of ${all}`;
    const are = long.length === 1 ? 'is' : 'are';
    const longest = long.reduce((most, length) => Math.max(most, length), 0);
    reporter.warn(
      say`${titleOf(strategy, role)}: ${which} ${are} longer than ${option('batchTokens', tokenBudget)}. Each such sequence is a micro-batch of its own; the longest has ${formatCount(longest)} tokens.`,
    );
  }
}
