// An annotation: one chain of a teacher, what it cost and whether it is kept. One a line in the file of `socratic annotate`.
import { z } from 'zod';
import { sha256 } from '../common/index.ts';
import { annotateCalculations, type Problem } from '../data/index.ts';
import { nanoDollarsPerDollar } from './call/index.ts';
import { chainIn, verdictOn } from './judge.ts';
import { type AnnotationKind, annotationKinds } from './kinds.ts';
import type { Chain } from './parse/index.ts';
import { formOf, type PromptTemplate } from './prompts/index.ts';
import type { Repair } from './repair.ts';
import type { NanoDollars, StoredResponse } from './store/index.ts';
import {
  isNearDuplicate,
  type Reason,
  type ReasonCode,
  reasonCodes,
  unusable,
  type Verdict,
} from './verify/index.ts';

const stepRecord = z.object({ question: z.string().exactOptional(), solution: z.string() });
const reasonRecord = z.object({
  code: z.enum(reasonCodes),
  detail: z.string(),
  step: z.number().int().positive().exactOptional(),
});
const usageRecord = z.object({ inputTokens: z.number(), outputTokens: z.number() });

export const annotationRecord = z.object({
  problemId: z.string(),
  /** Of question and answer: ids alone may mean other problems in another dataset. */
  problemHash: z.string(),
  kind: z.enum(annotationKinds),
  steps: z.array(stepRecord),
  /** Canonical text; null where none can be read. */
  answer: z.string().nullable(),
  /** What the teacher wrote, where it could not be read as a chain; the middle of a very long text is left out. */
  text: z.string().exactOptional(),
  teacher: z.string(),
  promptVersion: z.string(),
  /** Which of the answers to the same prompt, from 0. */
  sample: z.number().int().nonnegative(),
  /** Of all calls, those of a repair included. */
  usage: usageRecord,
  /** Dollars; null where no price is known. */
  cost: z.number().nullable(),
  verdict: z.object({
    correct: z.boolean(),
    verified: z.boolean(),
    reasons: z.array(reasonRecord),
  }),
  /** How a single wrong step was asked for again. */
  repair: z
    .object({
      /** From 1. */
      step: z.number().int().positive(),
      /** As the chain had it, and what was wrong with it. */
      original: stepRecord,
      fault: reasonRecord,
      promptVersion: z.string(),
      /** Whether the chain has a new step; otherwise it stays as it was. */
      repaired: z.boolean(),
      /** What was asked, in order: the last of them gave the new step. `rejected`: why an answer was not taken. */
      calls: z.array(
        z.object({
          attempt: z.number().int().nonnegative(),
          usage: usageRecord,
          cost: z.number().nullable(),
          rejected: z.string().exactOptional(),
        }),
      ),
    })
    .exactOptional(),
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
  /** Where one of its steps was asked for again. */
  readonly repair?: Repair | undefined;
}

export interface AnnotationSettings {
  readonly kind: AnnotationKind;
  /** Whether the solutions of kept chains get GSM8K's calculator annotations. */
  readonly calculator?: boolean;
}

/** The annotations of one problem: every answer read and judged, and of those that say the same all but the first rejected. */
export function annotationsOf(
  problem: Problem,
  { kind, calculator = false }: AnnotationSettings,
  template: PromptTemplate,
  teacher: string,
  answers: readonly AnsweredSample[],
): Annotation[] {
  const kept: { readonly sample: number; readonly chain: Chain }[] = [];
  return answers.map(({ sample, response, repair }) => {
    const chain = repair?.chain ?? chainIn(problem, kind, template.task, response);
    let verdict = 'reason' in chain ? unusable(chain.reason) : verdictOn(problem, kind, template.task, chain);
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
    const steps = 'reason' in chain ? [] : chain.steps.map((step) => ({ ...step }));
    // gold steps stay as they are
    const annotated = calculator && verdict.verified && formOf[template.task] !== 'questions';
    const calls = [response, ...(repair?.calls.map((call) => call.response) ?? [])];
    return {
      problemId: problem.id,
      problemHash: problemHash(problem),
      kind,
      steps: annotated
        ? steps.map((step) => ({ ...step, solution: annotateCalculations(step.solution) }))
        : steps,
      answer: 'reason' in chain ? null : chain.answer,
      ...(isRead(verdict, steps.length) ? {} : { text: shortened(response.text) }),
      teacher,
      promptVersion: template.version,
      sample,
      usage: {
        inputTokens: sum(calls.map(({ usage }) => usage.inputTokens)),
        outputTokens: sum(calls.map(({ usage }) => usage.outputTokens)),
      },
      cost: dollars(calls.some(({ cost }) => cost === null) ? null : sum(calls.map(({ cost }) => cost ?? 0))),
      verdict: { ...verdict, reasons: [...verdict.reasons] },
      ...(repair === undefined ? {} : { repair: repairRecord(repair) }),
    };
  });
}

/** Reasons that are about how a text could be read, and not about what it says. */
const readingFaults: ReadonlySet<ReasonCode> = new Set([
  'refused',
  'cut-off',
  'unreadable',
  'no-steps',
  'no-sub-question',
  'no-solution',
  'wrong-count',
  'no-answer',
  'contradicts-itself',
]);

function isRead({ reasons }: Verdict, steps: number): boolean {
  return steps > 0 && !reasons.some(({ code }) => readingFaults.has(code));
}

/** Characters of a text that an annotation holds: its start, and its end, where an answer stands. The store has all of it. */
const [longestStart, longestEnd] = [12_000, 8_000];

function shortened(text: string): string {
  const left = text.length - longestStart - longestEnd;
  if (left <= 0) return text;
  return `${text.slice(0, longestStart)}\n… ${left} characters left out …\n${text.slice(-longestEnd)}`;
}

function repairRecord(repair: Repair): NonNullable<Annotation['repair']> {
  const { step, original, fault, promptVersion, chain, calls } = repair;
  return {
    step,
    original: { ...original },
    fault: { ...fault },
    promptVersion,
    repaired: chain !== null,
    calls: calls.map(({ attempt, response: { usage, cost }, rejected }) => ({
      attempt,
      usage: { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens },
      cost: dollars(cost),
      ...(rejected === undefined ? {} : { rejected }),
    })),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const dollars = (cost: NanoDollars | null): number | null =>
  cost === null ? null : cost / nanoDollarsPerDollar;
