// An annotation: one chain of a teacher, what it cost and whether it is kept. One a line in the file of `socratic annotate`.
import { z } from 'zod';
import { sha256 } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { nanoDollarsPerDollar, printable } from './call/index.ts';
import { type AnnotationKind, annotationKinds } from './kinds.ts';
import { type Chain, readPairs, readQuestions, readStatements } from './parse/index.ts';
import type { PromptTemplate } from './prompts/index.ts';
import type { StoredResponse } from './store/index.ts';
import {
  isNearDuplicate,
  type Reason,
  reasonCodes,
  unusable,
  type Verdict,
  verifyChain,
  verifyQuestions,
} from './verify/index.ts';

export const annotationRecord = z.object({
  problemId: z.string(),
  /** Of question and answer: ids alone may mean other problems in another dataset. */
  problemHash: z.string(),
  kind: z.enum(annotationKinds),
  steps: z.array(z.object({ question: z.string().exactOptional(), solution: z.string() })),
  /** Canonical text; null where none can be read. */
  answer: z.string().nullable(),
  teacher: z.string(),
  promptVersion: z.string(),
  /** Which of the answers to the same prompt, from 0. */
  sample: z.number().int().nonnegative(),
  usage: z.object({ inputTokens: z.number(), outputTokens: z.number() }),
  /** Dollars; null where no price is known. */
  cost: z.number().nullable(),
  verdict: z.object({
    correct: z.boolean(),
    verified: z.boolean(),
    reasons: z.array(
      z.object({
        code: z.enum(reasonCodes),
        detail: z.string(),
        step: z.number().int().positive().exactOptional(),
      }),
    ),
  }),
});

export type Annotation = z.infer<typeof annotationRecord>;

/** Names a problem by what it says. */
export function problemHash({ question, answer }: Pick<Problem, 'question' | 'answer'>): string {
  return sha256(JSON.stringify([question, answer])).slice(0, 16);
}

/** Whether a chain is one to learn from. */
export function isKept({ verdict }: Pick<Annotation, 'verdict'>): boolean {
  return verdict.correct && verdict.verified;
}

export interface AnsweredSample {
  readonly sample: number;
  readonly response: StoredResponse;
}

/** The annotations of one problem: every answer read and judged, and of those that say the same all but the first rejected. */
export function annotationsOf(
  problem: Problem,
  kind: AnnotationKind,
  template: PromptTemplate,
  teacher: string,
  answers: readonly AnsweredSample[],
): Annotation[] {
  const kept: { readonly sample: number; readonly chain: Chain }[] = [];
  return answers.map(({ sample, response }) => {
    const chain = chainOf(problem, kind, template, response);
    let verdict = 'reason' in chain ? unusable(chain.reason) : verdictOn(problem, kind, template, chain);
    if (!('reason' in chain) && verdict.correct && verdict.verified) {
      const twin = kept.find((other) => isNearDuplicate(other.chain.steps, chain.steps));
      if (twin === undefined) kept.push({ sample, chain });
      else {
        const reason: Reason = {
          code: 'near-duplicate',
          detail: `nearly the words of sample ${twin.sample}`,
        };
        verdict = { ...verdict, verified: false, reasons: [reason] };
      }
    }
    const { inputTokens, outputTokens } = response.usage;
    return {
      problemId: problem.id,
      problemHash: problemHash(problem),
      kind,
      steps: 'reason' in chain ? [] : chain.steps.map((step) => ({ ...step })),
      answer: 'reason' in chain ? null : chain.answer,
      teacher,
      promptVersion: template.version,
      sample,
      usage: { inputTokens, outputTokens },
      cost: response.cost === null ? null : response.cost / nanoDollarsPerDollar,
      verdict: { ...verdict, reasons: [...verdict.reasons] },
    };
  });
}

function verdictOn(problem: Problem, kind: AnnotationKind, { task }: PromptTemplate, chain: Chain): Verdict {
  return task === 'sub-questions' ? verifyQuestions(problem, chain.steps) : verifyChain(problem, kind, chain);
}

const refusal =
  /^\W*(?:i['’]?m sorry|sorry,|i (?:can(?:no|['’])t|am unable|am not able|won['’]t)|i apologi[sz]e|as an ai\b|unfortunately,? i)/i;

/** The chain in an answer, or why there is none. */
function chainOf(
  problem: Problem,
  kind: AnnotationKind,
  { task }: PromptTemplate,
  { text, finishReason }: StoredResponse,
): Chain | { readonly reason: Reason } {
  if (finishReason === 'content-filter') {
    return { reason: { code: 'refused', detail: 'the provider filtered the answer' } };
  }
  if (finishReason === 'length') {
    return { reason: { code: 'cut-off', detail: 'the answer is longer than --max-tokens' } };
  }
  if (task === 'sub-questions') {
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
  if (refusal.test(text) && chain.answer === null) return { reason: refused(text) };
  return chain;
}

function refused(text: string): Reason {
  return { code: 'refused', detail: printable(text).slice(0, 80) };
}
