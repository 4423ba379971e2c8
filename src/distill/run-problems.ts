// Which problems of a dataset a run is trained on, and what is said about those that it leaves out.
import { countOf, formatCount, option, type Reporter, SocraticError, say } from '../common/index.ts';
import type { AnswerType, Problem } from '../data/index.ts';
import {
  type LeftOut,
  leftOutWithout,
  problemsWith,
  selectTrainable,
  type TrainableProblems,
} from '../strategy/index.ts';
import { leftOutWarning, strictest } from './plan-warnings.ts';
import type { RunDataset, RunOptions } from './run-options.ts';

export interface RunProblems {
  /** The dataset, without the problems that lack what is required of all. */
  readonly dataset: RunDataset;
  /** Those that the strategy can use, up to the limit; `leftOut` counts those without what is required as well. */
  readonly train: TrainableProblems;
  /** How many the strategy can use, whatever the limit. */
  readonly usable: number;
}

/** Chooses the problems and warns of those left out. Throws `rationale-missing` where there are none. */
export function selectProblems(
  { dataset: whole, strategy, require, limit }: RunOptions,
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
  return { dataset, train: { ...trainable, problems: trainable.problems.slice(0, limit), leftOut }, usable };
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
