// Files of annotations that no teacher had to write.
import { writeFileSync } from 'node:fs';
import type { Problem } from '../../src/data/index.ts';
import type { Annotation } from '../../src/teacher/index.ts';
import { problemHash } from '../../src/teacher/index.ts';

type Changes = Partial<Annotation> & Readonly<Record<string, unknown>>;

/** A chain that is kept, with `changes`. */
export function annotationOf(problem: Problem, changes: Changes = {}): Annotation {
  return {
    problemId: problem.id,
    problemHash: problemHash(problem),
    kind: 'cot',
    steps: [{ solution: 'First it is one.' }, { solution: `Then it is ${problem.answer}.` }],
    answer: problem.answer,
    teacher: 'openai:some-model',
    promptVersion: 'cot-1@abc',
    sample: 0,
    usage: { inputTokens: 100, outputTokens: 20 },
    cost: 0.001,
    verdict: { correct: true, verified: true, reasons: [] },
    ...changes,
  };
}

/** The verdict on a chain that is rejected. */
export function rejectedFor(
  ...reasons: readonly (readonly [code: Annotation['verdict']['reasons'][number]['code'], detail: string])[]
): Annotation['verdict'] {
  return {
    correct: false,
    verified: false,
    reasons: reasons.map(([code, detail]) => ({ code, detail })),
  };
}

export function writeAnnotations(path: string, annotations: readonly Annotation[]): void {
  writeFileSync(path, annotations.map((annotation) => `${JSON.stringify(annotation)}\n`).join(''));
}
