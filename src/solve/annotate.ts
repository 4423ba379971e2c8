// `annotate` for callers: the teacher layer's function, with trained runs as teachers, which that layer does not know.
import {
  type AnnotateOptions,
  type AnnotateResult,
  type AnnotationEstimate,
  annotateWith,
  estimateWith,
  type OpenStudent,
} from '../teacher/index.ts';
import { StudentLanguageModel } from './language-model.ts';
import { solveDefaults } from './solve-options.ts';

const openStudent: OpenStudent = (directory, { threads = solveDefaults.threads, slots }) =>
  new StudentLanguageModel(directory, { threads, slots, calculator: true });

/**
 * Lets a teacher write the reasoning of problems, and keeps the chains that end in the gold answer and pass the checks. Every answer is
 * stored and paid for once: the same call continues after an interruption.
 *
 *     const { kept, chains } = await annotate({
 *       data: 'data/mine', teacher: 'openai:gpt-4.1-mini', kind: 'cot', maxCost: 2, out: 'chains.jsonl',
 *     });
 *
 * What stops it early (`budget-reached`, `teacher-refuses`, `teacher-unavailable`, `teacher-limited`, `answers-cut-off`, `answers-empty`,
 * `answers-unreadable`, `interrupted`, a full disk) is thrown after the annotations so far are written: `annotationsSoFar(error)` has what they came to. Throws `teacher-silent` where no request was
 * answered. Before the first call it throws `invalid-value`, `option-unused`, `samples-identical`, `teacher-unknown`, `teacher-url`,
 * `key-missing`, `key-unusable`, `store-damaged`, `price-unknown`, `batch-unsupported`, `logprobs-unsupported`, `teacher-cannot`, `example-evaluated`, `annotations-differ`,
 * `annotations-merged`, `out-exists`, `out-is-directory`, and what reading data, prompts, prices and configuration throws.
 */
export function annotate(options: AnnotateOptions): Promise<AnnotateResult> {
  return annotateWith(openStudent, options);
}

/**
 * Counts the calls, tokens and dollars of `annotate` with the same options. No call is made and nothing is written.
 *
 *     const { calls, cost } = await estimateAnnotations({ data: 'data/mine', teacher: 'openai:gpt-4.1-mini', kind: 'cot', out: 'chains.jsonl' });
 *
 * Throws what `annotate` throws before its first call but for `key-missing`, and `option-unused` for `force` and `clearUnresolved`.
 */
export function estimateAnnotations(options: AnnotateOptions): Promise<AnnotationEstimate> {
  return estimateWith(openStudent, options);
}
