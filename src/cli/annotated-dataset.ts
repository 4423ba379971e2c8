// The dataset that `socratic train` trains on: its own steps, or those of a teacher.
import { type Reporter, SocraticError, sha256 } from '../common/index.ts';
import type { LoadedDataset } from '../data/index.ts';
import type { DistillOptions } from '../distill/index.ts';
import { requirementOf, type StrategyName } from '../strategy/index.ts';
import { type Annotations, annotatedProblems, chainsOf, readAnnotations } from '../teacher/index.ts';
import { countOf, formatCount } from './format.ts';

/**
 * The train and validation problems, with the steps of `annotations` in place of their own where such a file is given. Throws
 * `annotations-unmatched` when it is about other problems, `annotations-without-questions` when the strategy needs sub-questions, and what
 * `readAnnotations` throws.
 */
export function trainingDataset(
  data: LoadedDataset,
  path: string,
  { annotations, strategy }: { readonly annotations?: string; readonly strategy: StrategyName },
  reporter: Reporter,
): DistillOptions['dataset'] {
  const { train, validation } = data.splits;
  if (annotations === undefined) return { name: data.name, path, sha256: data.sha256, train, validation };
  const read = readAnnotations(annotations);
  for (const { file, line, reason } of read.skipped) reporter.warn(`${file}:${line}: ${reason}; set aside.`);
  const matched = (problems: typeof train) =>
    problems.filter((problem) => chainsOf(problem, read).length > 0).length;
  const [inTrain, inValidation] = [matched(train), matched(validation)];
  const changed = [...train, ...validation].filter(
    (problem) => read.kept.has(problem.id) && chainsOf(problem, read).length === 0,
  ).length;
  if (changed > 0 && inTrain > 0) {
    reporter.warn(
      `${countOf(changed, 'problem')} of ${path} ${changed === 1 ? 'has' : 'have'} another question or answer than when ${annotations} was written: their chains are not used.`,
    );
  }
  if (inTrain === 0) {
    throw new SocraticError(
      'annotations-unmatched',
      `${annotations} has chains for ${countOf(read.kept.size, 'problem')}, none of which is a train problem of ${path}.`,
      { details: { annotations, data: path } },
    );
  }
  if (requirementOf(strategy) === 'sub-questions' && !hasQuestions(read)) {
    throw new SocraticError(
      'annotations-without-questions',
      `--strategy ${strategy} needs sub-questions, and the chains of ${annotations} have none. Annotate with --kind socratic, or train --strategy cot on these.`,
      { details: { annotations, strategy } },
    );
  }
  reporter.info(
    `${annotations}: chains for ${formatCount(inTrain)} of ${formatCount(train.length)} train and ${formatCount(inValidation)} of ${formatCount(validation.length)} validation problems; the others are left out.`,
  );
  return {
    name: data.name,
    path,
    sha256: sha256(`${data.sha256}\n${read.sha256}`),
    annotations: { path: annotations, sha256: read.sha256 },
    train: annotatedProblems(train, read),
    validation: annotatedProblems(validation, read),
  };
}

function hasQuestions({ kept }: Annotations): boolean {
  return [...kept.values()].some((chains) =>
    chains.some(({ steps }) => steps.some(({ question }) => question !== undefined)),
  );
}
