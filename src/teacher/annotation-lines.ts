// A file of annotations read line by line, problem by problem: for what must not hold all of it in memory.
import { linesOf, messageOf, type SkippedLine } from '../common/index.ts';
import { type Annotation, annotationRecord } from './annotation.ts';

export interface AnnotationLine {
  /** From 1. */
  readonly line: number;
  /** As it stands in the file, fields of later versions included. */
  readonly text: string;
  readonly annotation: Annotation;
}

/**
 * The annotations of one problem after another, in the order of the file. Lines that are none are left out and given to `onSkipped`.
 * Throws `file-unreadable` and `line-too-long`.
 */
export async function* annotationsByProblem(
  path: string,
  onSkipped: (line: SkippedLine) => void,
): AsyncGenerator<readonly AnnotationLine[]> {
  let group: AnnotationLine[] = [];
  for await (const next of annotationLines(path, onSkipped)) {
    const last = group.at(-1);
    if (last !== undefined && !isOfSameProblem(last.annotation, next.annotation)) {
      yield group;
      group = [];
    }
    group.push(next);
  }
  if (group.length > 0) yield group;
}

/** The samples of a problem go up: where they do not, the same problem stands in the data again. */
function isOfSameProblem(last: Annotation, next: Annotation): boolean {
  return (
    last.problemId === next.problemId && last.problemHash === next.problemHash && last.sample < next.sample
  );
}

async function* annotationLines(
  path: string,
  onSkipped: (line: SkippedLine) => void,
): AsyncGenerator<AnnotationLine> {
  let line = 0;
  for await (const text of linesOf(path)) {
    line++;
    if (text.trim() === '') continue;
    const read = annotationIn(text);
    if (typeof read === 'string') onSkipped({ file: path, line, reason: read });
    else yield { line, text, annotation: read };
  }
}

/** The annotation, or why the line holds none. */
function annotationIn(text: string): Annotation | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not JSON: ${messageOf(error)}`;
  }
  const parsed = annotationRecord.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return `not an annotation: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
}
