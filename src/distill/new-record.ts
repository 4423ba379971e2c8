// The record of a run that is about to begin.
import { fingerprintOf } from '../engine/weights/index.ts';
import { strategyOf } from '../strategy/index.ts';
import type { RunRecord } from './run-directory.ts';
import type { RunOptions } from './run-options.ts';
import { commonAnswerType, type RunProblems } from './run-problems.ts';
import type { Student } from './student.ts';
import { gitRevision, packageVersions } from './versions.ts';

/** The prompt format is not in it yet: it may have to be chosen. */
export function newRecord(
  options: RunOptions,
  { base }: Student,
  selected: Pick<RunProblems, 'train' | 'usable' | 'withoutEquations'>,
): RunRecord {
  const { train, usable, withoutEquations } = selected;
  const { problems, leftOut, rationaleSource } = train;
  const { dataset, strategy, mode, guidance, style, student, seed, device = 'cpu' } = options;
  const roles = strategyOf(strategy)
    .roles(mode)
    .map(({ name }) => name);
  return {
    format: 1,
    strategy,
    mode,
    ...(guidance === undefined ? {} : { guidance }),
    style,
    student,
    base: base && {
      path: base.path,
      fingerprint: fingerprintOf(base.path),
      name: base.origin.name,
      licence: base.origin.licence,
    },
    prompt: null,
    promptChoice: null,
    seed,
    status: 'training',
    createdAt: new Date().toISOString(),
    dataset: {
      name: dataset.name,
      path: dataset.path,
      sha256: dataset.sha256,
      ...(dataset.annotations === undefined ? {} : { annotations: dataset.annotations }),
      answerType: commonAnswerType(problems),
      trainProblems: problems.length,
      usableProblems: usable,
      leftOut: [...leftOut],
      rationaleSource,
      ...(withoutEquations === undefined ? {} : { withoutEquations }),
    },
    settings: {
      ...options.optimizer,
      length: Object.fromEntries(roles.map((role) => [role, options.lengthOf(role)])),
      threads: options.threads,
      prompt: options.prompt,
      device,
      ...(options.require === undefined ? {} : { require: options.require }),
    },
    versions: packageVersions(),
    gitRevision: gitRevision(),
    models: {},
  };
}
