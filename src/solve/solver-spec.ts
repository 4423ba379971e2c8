// What solves problems: a strategy, where its models are, and how problems are put to them.
import { existsSync } from 'node:fs';
import { command, option, SocraticError, say } from '../common/index.ts';
import { type PromptFormat, readRunRecord, runFiles } from '../distill/index.ts';
import {
  type Guidance,
  type PairMode,
  type RoleName,
  type StrategyName,
  strategyOf,
} from '../strategy/index.ts';

export interface SolverSpec {
  readonly strategy: StrategyName;
  /** How the pair works together. */
  readonly mode: PairMode;
  /** What the decomposer of the pair plans by; absent: it writes no plan. */
  readonly guidance?: Guidance;
  /** How problems are put to the models; null for plain text in their own tokenizers. */
  readonly prompt: PromptFormat | null;
  /** Model directories or GGUF files, by role. */
  readonly models: Readonly<Partial<Record<RoleName, string>>>;
  /** Adapters of the pair: both roles are then the same model, each with its own. */
  readonly adapters?: Readonly<Partial<Record<RoleName, string>>>;
  /** The option in which the caller named the models: what cannot be read there is input. */
  readonly namedBy: 'run' | 'model';
}

/** The models that a run trained to solve problems; throws `not-a-run`, `run-unfinished`, `not-a-solver`. */
export function solverSpec(run: string): SolverSpec {
  const spec = trainedSpec(run);
  if (spec.strategy === 'annotator') {
    throw new SocraticError(
      'not-a-solver',
      say`${run} was trained to write sub-questions for given steps. It solves no problems. Use it to annotate: ${command('annotate', option('teacher', `run:${run}`))}`,
      { subject: { path: run } },
    );
  }
  return spec;
}

/** The models that a run trained, whatever for; throws `not-a-run`, `run-unfinished`. */
export function trainedSpec(run: string): SolverSpec {
  const { status, strategy, mode, guidance, prompt } = readRunRecord(run);
  if (status === 'diverged') {
    throw new SocraticError(
      'run-unfinished',
      say`The training of ${run} diverged, so that it has no trained model. Train again with a lower ${option('learningRate')}.`,
      { subject: { path: run }, details: { status } },
    );
  }
  if (status !== 'trained') {
    throw new SocraticError(
      'run-unfinished',
      say`The training of ${run} is not finished (${status}). Repeat its training with ${option('resume', true)} to finish it.`,
      { subject: { path: run }, details: { status } },
    );
  }
  const roles = strategyOf(strategy).roles(mode);
  const of = (path: (name: RoleName) => string) =>
    Object.fromEntries(roles.map(({ name }) => [name, path(name)]));
  const shared = { strategy, mode, ...(guidance === undefined ? {} : { guidance }), prompt } as const;
  if (!existsSync(runFiles.base(run)))
    return { ...shared, models: of((name) => runFiles.model(run, name)), namedBy: 'run' };
  const models = of(() => runFiles.base(run));
  const adapters = of((name) => runFiles.adapter(run, name));
  return { ...shared, models, adapters, namedBy: 'run' };
}
