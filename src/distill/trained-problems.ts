// trained-problems.jsonl: which problems a run was trained on, so that an evaluation can say how many of its own are among them.
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { readJsonLines, writeJsonLines } from '../common/index.ts';
import { type Problem, questionKey } from '../data/index.ts';
import { runFiles } from './run-directory.ts';

const line = z.object({ id: z.string(), question: z.string() });

export function writeTrainedProblems(run: string, problems: readonly Problem[]): void {
  writeJsonLines(
    runFiles.trainedProblems(run),
    problems.map(({ id, question }) => ({ id, question })),
  );
}

/**
 * Those of `problems` that the run was trained on, whatever their ids are: the questions are compared. Null where the run does not say
 * what it was trained on, as runs of earlier versions do not.
 */
export function trainedAmong(run: string, problems: readonly Problem[]): Problem[] | null {
  const path = runFiles.trainedProblems(run);
  if (!existsSync(path)) return null;
  const trained = new Set<string>();
  for (const { value } of readJsonLines(path).values) {
    const parsed = line.safeParse(value);
    if (parsed.success) trained.add(questionKey(parsed.data.question));
  }
  return problems.filter(({ question }) => trained.has(questionKey(question)));
}
