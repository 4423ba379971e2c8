// Which problems of a dataset a run is trained on, and what is said about those that it leaves out.
import { countOf, formatCount, option, type Reporter, SocraticError, say } from '../common/index.ts';
import type { AnswerType, Problem } from '../data/index.ts';
import {
  hasPlan,
  type LeftOut,
  leftOutWithout,
  problemsWith,
  selectTrainable,
  type TrainableProblems,
} from '../strategy/index.ts';
import { leftOutWarning, noEquationsWarning, strictest } from './plan-warnings.ts';
import type { RunDataset, RunOptions } from './run-options.ts';

export interface RunProblems {
  /** The dataset, without the problems that lack what is required of all. */
  readonly dataset: RunDataset;
  /** Those that the strategy can use, up to the limit; `leftOut` counts those without what is required as well. */
  readonly train: TrainableProblems;
  /** How many the strategy can use, whatever the limit. */
  readonly usable: number;
  /** With guidance by equations: how many of those that are trained on state none in their steps. */
  readonly withoutEquations?: number;
}

/** Chooses the problems and warns of those left out. Throws `rationale-missing` where there are none. */
export function selectProblems(
  { dataset: whole, strategy, guidance, require, limit }: RunOptions,
  reporter: Reporter,
): RunProblems {
  const notRequired = require === undefined ? [] : leftOutWithout(require, whole.train);
  const dataset =
    require === undefined
      ? whole
      : {
          ...whole,
          train: problemsWith(require, whole.train),
          validation: problemsWith(require, whole.validation),
        };
  if (require !== undefined && dataset.train.length === 0 && whole.train.length > 0) {
    throw new SocraticError(
      'rationale-missing',
      say`None of the ${countOf(whole.train.length, 'train problem')} of ${whole.name} has what ${option('require', require)} asks for (${reasonsOf(notRequired)}). Leave it out, or take a dataset that has it.`,
      { subject: { option: 'require' }, details: { require, problems: whole.train.length } },
    );
  }
  const trainable = selectTrainable(strategy, dataset.train, { dataset: dataset.name, split: 'train' });
  const usable = trainable.problems.length;
  const leftOut = [...notRequired, ...trainable.leftOut];
  const by = require === undefined || notRequired.length === 0 ? null : say`${option('require', require)}`;
  const requirement = strictest(require, strategy);
  const warning = leftOutWarning({ usable, leftOut, requirement, dataset: whole }, by);
  if (warning !== null) reporter.warn(warning);
  const train = { ...trainable, problems: trainable.problems.slice(0, limit), leftOut };
  if (guidance !== 'equations') return { dataset, train, usable };
  const withoutEquations = countWithoutEquations(train.problems, whole.name);
  const planless = noEquationsWarning({ trainProblems: train.problems.length, withoutEquations });
  if (planless !== null) reporter.warn(planless);
  return { dataset, train, usable, withoutEquations };
}

/** Throws `rationale-missing` where not one problem states an equation. */
function countWithoutEquations(problems: readonly Problem[], dataset: string): number {
  const count = problems.filter((problem) => !hasPlan('equations', problem)).length;
  if (count < problems.length) return count;
  throw new SocraticError(
    'rationale-missing',
    say`The steps of ${countOf(count, 'train problem')} of ${dataset} state no equation, so that ${option('guidance', 'equations')} has nothing to plan by. Use ${option('guidance', 'steps')}, or leave it out.`,
    { subject: { option: 'guidance' }, details: { problems: count } },
  );
}

function reasonsOf(leftOut: readonly LeftOut[]): string {
  return leftOut.map(({ reason, count }) => `${formatCount(count)}: ${reason}`).join('; ');
}

/** How the answers of most problems are read. */
export function commonAnswerType(problems: readonly Problem[]): AnswerType {
  const count = (type: AnswerType) => problems.filter(({ answerType }) => answerType === type).length;
  const types: readonly AnswerType[] = ['number', 'boolean', 'text'];
  return types.reduce((best, type) => (count(type) > count(best) ? type : best));
}
