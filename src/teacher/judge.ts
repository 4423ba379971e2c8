// An answer of a teacher as a chain, and the verdict on it.
import type { Problem } from '../data/index.ts';
import { printable } from './call/index.ts';
import type { AnnotationKind } from './kinds.ts';
import { type Chain, readPairs, readQuestions, readStatements } from './parse/index.ts';
import { formOf, type TeacherTask } from './prompts/index.ts';
import type { StoredResponse } from './store/index.ts';
import { type Reason, type Verdict, verifyChain, verifyQuestions } from './verify/index.ts';

/** Judges a chain that an answer to `task` holds. */
export function verdictOn(problem: Problem, kind: AnnotationKind, task: TeacherTask, chain: Chain): Verdict {
  return formOf[task] === 'questions'
    ? verifyQuestions(problem, chain.steps)
    : verifyChain(problem, kind, chain);
}

const refusal =
  /^\W*(?:i['’]?m sorry|sorry,|i (?:can(?:no|['’])t|am unable|am not able|won['’]t)|i apologi[sz]e|as an ai\b|unfortunately,? i)/i;

/** Whether a text says that there will be no answer. */
export function isRefusal(text: string): boolean {
  return refusal.test(text);
}

/** The chain in an answer, or why there is none. */
export function chainIn(
  problem: Problem,
  kind: AnnotationKind,
  task: TeacherTask,
  { text, finishReason }: StoredResponse,
): Chain | { readonly reason: Reason } {
  if (finishReason === 'content-filter') {
    return { reason: { code: 'refused', detail: 'the provider filtered the answer' } };
  }
  if (finishReason === 'length') {
    return { reason: { code: 'cut-off', detail: 'the answer reached the token limit' } };
  }
  if (formOf[task] === 'questions') {
    const steps = problem.steps ?? [];
    const questions = readQuestions(text, steps.length);
    if (questions !== null) {
      const asked = steps.map(({ solution }, index) => ({ question: questions[index] ?? '', solution }));
      return { steps: asked, answer: problem.answer };
    }
    if (refusal.test(text)) return { reason: refused(text) };
    const detail = `not one numbered question for each of the ${steps.length} steps`;
    return { reason: { code: 'wrong-count', detail } };
  }
  const chain = kind === 'cot' ? readStatements(text, problem) : readPairs(text, problem);
  const refuses =
    chain.answer === null ? isRefusal(text) : chain.steps.some(({ solution }) => isRefusal(solution));
  if (refuses) return { reason: refused(text) };
  const { stated = [], unread } = chain;
  if (unread !== undefined) return { reason: { code: 'unreadable', detail: unread } };
  if (stated.length > 1) {
    return {
      reason: { code: 'contradicts-itself', detail: `it states ${stated.join(' and ')} as the answer` },
    };
  }
  return chain;
}

function refused(text: string): Reason {
  return { code: 'refused', detail: printable(text).slice(0, 80) };
}
