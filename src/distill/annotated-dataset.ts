// A dataset with the steps that a teacher wrote, in place of its own.
import { countOf, formatCount, option, type Reporter, SocraticError, say, sha256 } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { requirementOf, type StrategyName } from '../strategy/index.ts';
import { type Annotations, annotatedProblems, chainsOf, readAnnotations } from '../teacher/index.ts';
import type { RunDataset } from './run-options.ts';

/**
 * The train and validation problems with the steps of the file `annotations`; those without an annotation have no steps. Throws
 * `annotations-unmatched` when the file is about other problems, `annotations-without-questions` when the strategy needs
 * sub-questions and it has none, and what `readAnnotations` throws.
 */
export function annotatedDataset(
  dataset: RunDataset,
  annotations: string,
  strategy: StrategyName,
  reporter: Reporter,
): RunDataset {
  const { train, validation } = dataset;
  const what = dataset.path ?? dataset.name;
  const read = readAnnotations(annotations);
  for (const { file, line, reason } of read.skipped) reporter.warn(`${file}:${line}: ${reason}; set aside.`);
  const matched = (problems: readonly Problem[]) =>
    problems.filter((problem) => chainsOf(problem, read).length > 0).length;
  const [inTrain, inValidation] = [matched(train), matched(validation)];
  if (inTrain === 0) {
    throw new SocraticError(
      'annotations-unmatched',
      `${annotations} has chains for ${countOf(read.kept.size, 'problem')}. None of them is a train problem of ${what}.`,
      { subject: { path: annotations }, details: { data: dataset.path } },
    );
  }
  const changed = [...train, ...validation].filter(
    (problem) => read.kept.has(problem.id) && chainsOf(problem, read).length === 0,
  ).length;
  if (changed > 0) {
    reporter.warn(
      `${countOf(changed, 'problem')} of ${what} ${changed === 1 ? 'has' : 'have'} another question or answer than when ${annotations} was written. Their chains are not used.`,
    );
  }
  if (requirementOf(strategy) === 'sub-questions' && !hasQuestions(read)) {
    throw new SocraticError(
      'annotations-without-questions',
      say`The strategy ${strategy} needs sub-questions, and the chains of ${annotations} have none. Annotate with ${option('kind', 'socratic')}, or train with ${option('strategy', 'cot')} on these.`,
      { subject: { path: annotations }, details: { strategy } },
    );
  }
  reporter.info(
    `${annotations} has chains for ${formatCount(inTrain)} of ${formatCount(train.length)} train and ${formatCount(inValidation)} of ${formatCount(validation.length)} validation problems. The others are left out.`,
  );
  return {
    ...dataset,
    sha256: annotatedSha256(dataset.sha256, read.sha256),
    annotations: { path: annotations, sha256: read.sha256 },
    train: annotatedProblems(train, read),
    validation: annotatedProblems(validation, read),
  };
}

/** The hash of a dataset with the steps of annotations, from the hashes of both. */
export function annotatedSha256(dataset: string, annotations: string): string {
  return sha256(`${dataset}\n${annotations}`);
}

function hasQuestions({ kept }: Annotations): boolean {
  return [...kept.values()].some((chains) =>
    chains.some(({ steps }) => steps.some(({ question }) => question !== undefined)),
  );
}
