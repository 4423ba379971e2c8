// Annotations as the steps of problems, for training.
import { countOf, jsonLinesOf, type SkippedLine, SocraticError, sha256OfText } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { type Annotation, annotationRecord, isKept, problemHash } from './annotation.ts';

/** What training needs of an annotation. */
export type KeptChain = Pick<Annotation, 'problemHash' | 'steps'>;

export interface Annotations {
  /** Of the file. */
  readonly sha256: string;
  /** The chains that are kept, by the id of the problem that they solve. */
  readonly kept: ReadonlyMap<string, readonly KeptChain[]>;
  readonly rejected: number;
  readonly skipped: readonly SkippedLine[];
}

/**
 * Reads a file of `socratic annotate` line by line; of the chains that are not kept only the number stays. Throws `file-unreadable`,
 * `line-too-long`, and `annotations-empty` when it holds no chain that is kept.
 */
export function readAnnotations(path: string): Annotations {
  const kept = new Map<string, KeptChain[]>();
  const skipped: SkippedLine[] = [];
  const foreign: SkippedLine[] = [];
  let rejected = 0;
  for (const { line, value } of jsonLinesOf(path, { onSkipped: (line) => skipped.push(line) })) {
    const parsed = annotationRecord.safeParse(value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const reason = `not an annotation: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
      foreign.push({ file: path, line, reason });
    } else if (!isKept(parsed.data)) rejected++;
    else {
      const { problemId, problemHash: hash, steps } = parsed.data;
      const chains = kept.get(problemId);
      if (chains === undefined) kept.set(problemId, [{ problemHash: hash, steps }]);
      else chains.push({ problemHash: hash, steps });
    }
  }
  const unusable = [...skipped, ...foreign];
  if (kept.size === 0) {
    throw new SocraticError(
      'annotations-empty',
      `${path} has no chain that is kept: ${rejected} ${rejected === 1 ? 'is' : 'are'} rejected, ${countOf(unusable.length, 'line')} cannot be read${firstOf(unusable)}.`,
      { subject: { path }, details: { rejected, skipped: unusable } },
    );
  }
  return { sha256: sha256OfText(path), kept, rejected, skipped: unusable };
}

function firstOf([first]: readonly SkippedLine[]): string {
  return first === undefined ? '' : ` (line ${first.line}: ${first.reason})`;
}

/** The chains that are kept of this problem: of its id, question and answer. */
export function chainsOf(problem: Problem, { kept }: Annotations): readonly KeptChain[] {
  const hash = problemHash(problem);
  return (kept.get(problem.id) ?? []).filter((annotation) => annotation.problemHash === hash);
}

/**
 * The problems with the steps that a teacher wrote in place of their own: one for every chain that is kept, the second and further ones
 * of a problem with `#2`, … behind its id. Problems without one keep no steps.
 */
export function annotatedProblems(problems: readonly Problem[], annotations: Annotations): Problem[] {
  return problems.flatMap(({ steps: _, facts: __, ...problem }): Problem[] => {
    const chains = chainsOf(problem, annotations);
    if (chains.length === 0) return [problem];
    return chains.map(({ steps }, index) => ({
      ...problem,
      id: index === 0 ? problem.id : `${problem.id}#${index + 1}`,
      steps,
    }));
  });
}
