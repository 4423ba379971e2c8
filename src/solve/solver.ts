// What solves problems: a strategy, where its models are, and how problems are put to them.
import { existsSync } from 'node:fs';
import { SocraticError } from '../common/index.ts';
import { type PromptFormat, readRunRecord, runFiles } from '../distill/index.ts';
import { type PairMode, type RoleName, type StrategyName, strategyOf } from '../strategy/index.ts';

export interface Solver {
  readonly strategy: StrategyName;
  /** How the pair works together. */
  readonly mode: PairMode;
  /** How problems are put to the models; null for plain text in their own tokenizers. */
  readonly prompt: PromptFormat | null;
  /** Model directories or GGUF files, by role. */
  readonly models: Readonly<Partial<Record<RoleName, string>>>;
  /** Adapters of the pair: both roles are then the same model, each with its own. */
  readonly adapters?: Readonly<Partial<Record<RoleName, string>>>;
}

/** The models that a run trained to solve problems; throws `not-a-run`, `run-unfinished`, `not-a-solver`. */
export function solverOf(run: string): Solver {
  const solver = trainedModels(run);
  if (solver.strategy === 'annotator') {
    throw new SocraticError(
      'not-a-solver',
      `${run} writes sub-questions for steps that it is given; it solves no problems. Let it annotate: socratic annotate --teacher run:${run}`,
      { details: { run } },
    );
  }
  return solver;
}

/** The models that a run trained, whatever for; throws `not-a-run`, `run-unfinished`. */
export function trainedModels(run: string): Solver {
  const { status, strategy, mode, prompt } = readRunRecord(run);
  if (status !== 'trained') {
    throw new SocraticError(
      'run-unfinished',
      `The training of ${run} is not finished (${status}). Finish it by repeating its train command with --resume.`,
    );
  }
  const roles = strategyOf(strategy).roles(mode);
  const of = (path: (name: RoleName) => string) =>
    Object.fromEntries(roles.map(({ name }) => [name, path(name)]));
  if (!existsSync(runFiles.base(run)))
    return { strategy, mode, prompt, models: of((name) => runFiles.model(run, name)) };
  const models = of(() => runFiles.base(run));
  return { strategy, mode, prompt, models, adapters: of((name) => runFiles.adapter(run, name)) };
}
