// The directory of an evaluation that belongs to no run.
import { existsSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { makeDirectory, SocraticError, usingOption } from '../common/index.ts';
import { runFiles } from '../distill/index.ts';

/** Throws `out-exists` unless nothing is in `out`, or an evaluation. */
export function assertEvaluationDirectory(out: string): void {
  if (!existsSync(out)) return;
  const taken = (what: string) =>
    new SocraticError('out-exists', `${out} ${what}. Choose another directory.`, { subject: { path: out } });
  if (!statSync(out).isDirectory()) throw taken('is a file, expected a directory');
  if (existsSync(runFiles.record(out))) {
    throw taken('is a trained run, whose own evaluation would be replaced');
  }
  const names = readdirSync(out);
  const isEvaluation = names.some((name) =>
    /^(evaluation-.*\.json|predictions-.*-partial\.jsonl)$/.test(name),
  );
  if (names.length > 0 && !isEvaluation) throw taken('holds something other than an evaluation');
}

/** Does the work with the directory in place, which is removed again when it is new and the work leaves nothing in it. */
export async function inEvaluationDirectory<T>(out: string, work: () => Promise<T>): Promise<T> {
  const isNew = !existsSync(out);
  usingOption('out', () => makeDirectory(out)); // an error here is better than one after all the solving
  try {
    return await work();
  } catch (error) {
    if (isNew && readdirSync(out).length === 0) rmdirSync(out);
    throw error;
  }
}
