// A chain with a single fault gets a second chance: that step alone is asked for again, put in its place, and the whole judged anew.
import { numbersIn, type Problem, type Step } from '../data/index.ts';
import { flatten } from '../strategy/index.ts';
import type { Answer } from './call/index.ts';
import { isRefusal, verdictOn } from './judge.ts';
import type { AnnotationKind } from './kinds.ts';
import { type Chain, readPart } from './parse/index.ts';
import {
  formOf,
  type PromptSet,
  type RepairPlaces,
  renderPrompt,
  type TeacherTask,
} from './prompts/index.ts';
import type { StoredResponse } from './store/index.ts';
import {
  checkArithmetic,
  contextOf,
  type Reason,
  type ReasonCode,
  resultsIn,
  same,
  type Verdict,
} from './verify/index.ts';

export interface RepairCall {
  readonly attempt: number;
  readonly response: StoredResponse;
  /** Why its step was not taken. */
  readonly rejected?: string;
}

export interface Repair {
  /** The step that was asked for again, from 1. */
  readonly step: number;
  readonly original: Step;
  readonly fault: Reason;
  readonly promptVersion: string;
  readonly calls: readonly RepairCall[];
  /** The chain with its new step, which the checks keep; null when no attempt brought one. */
  readonly chain: Chain | null;
}

export interface RepairOptions {
  readonly kind: AnnotationKind;
  /** What the chain is an answer to, and which of the answers it is. */
  readonly task: TeacherTask;
  readonly sample: number;
  readonly prompts: PromptSet;
  /** How often a step is asked for again. */
  readonly attempts: number;
  readonly temperature: number | undefined;
  /** Asks for one step; null when there will be no answer now. `sample` keeps repairs of different chains apart. */
  readonly ask: (prompt: ReturnType<typeof renderPrompt>, sample: number) => Promise<Answer | null>;
}

const repairTasks = {
  steps: 'repair-cot',
  pairs: 'repair-socratic',
  questions: 'repair-sub-questions',
} as const;

/** The task that asks for a step of an answer to `task` again. */
export function repairTaskOf(task: TeacherTask): TeacherTask | null {
  const tasks: Partial<Record<string, TeacherTask>> = repairTasks;
  return tasks[formOf[task] ?? 'none'] ?? null;
}

/** What a chain may hold so that a step of it is asked for again, in bytes: a bound for what a repair can cost. */
export const largestRepair = 8192;
const longestStepShown = 600;

/**
 * Asks again for the one step at fault. Null where the chain is not one to repair: one that is kept, at fault in more than one
 * step, or whose answer is wrong for another reason than that its last step is. An attempt whose question is one that was asked before is left out when its answer would be the same.
 */
export async function repairChain(
  problem: Problem,
  chain: Chain,
  verdict: Verdict,
  options: RepairOptions,
): Promise<Repair | null> {
  const { kind, task, sample, prompts, attempts, temperature, ask } = options;
  const fault = faultOf(task, problem, chain, verdict);
  const repairTask = repairTaskOf(task);
  const template = repairTask === null ? undefined : prompts.get(repairTask);
  const original = fault === null ? undefined : chain.steps[fault.step - 1];
  if (fault === null || template === undefined || original === undefined) return null;
  const form = partOf[repairTask as keyof typeof partOf];
  const before = chain.steps.slice(0, fault.step - 1);
  const calls: RepairCall[] = [];
  const asked = new Set<string>();
  let [shown, wrong]: [Step, Reason] = [original, fault];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const places = placesOf(form, before, shown, wrong);
    if (Buffer.byteLength(Object.values(places).join('')) > largestRepair) break;
    const prompt = renderPrompt(template, problem, places);
    const text = prompt.messages.at(-1)?.content ?? '';
    if (temperature === 0 && asked.has(text)) break;
    asked.add(text);
    const answer = await ask(prompt, sample + 100 * attempt);
    if (answer?.kind !== 'answered') continue;
    const { response } = answer;
    const part = partIn(response, form, problem);
    const step: Step = { ...(form === 'question' ? original : { solution: '' }), ...part };
    const rejected = part === null ? `not one ${form}` : saysLess(problem, fault, original, step);
    if (rejected !== null) {
      calls.push({ attempt, response, rejected });
      continue;
    }
    const mended = withStep(chain, fault, step);
    const after = verdictOn(problem, kind, task, mended);
    const reason = after.reasons[0] ?? staleValue(problem, original, mended, fault.step - 1);
    if (after.correct && reason === null) {
      calls.push({ attempt, response });
      return { step: fault.step, original, fault, promptVersion: template.version, calls, chain: mended };
    }
    calls.push({ attempt, response, rejected: reason?.detail ?? 'the answer of the chain is wrong' });
    const still = faultOf(task, problem, mended, after);
    if (still?.step === fault.step) [shown, wrong] = [step, still];
  }
  return calls.length === 0
    ? null
    : { step: fault.step, original, fault, promptVersion: template.version, calls, chain: null };
}

/** The part of a chain that an answer is; null where it was cut off or refused. */
function partIn({ text, finishReason }: StoredResponse, form: Part, problem: Problem) {
  if (finishReason === 'length' || finishReason === 'content-filter' || isRefusal(text)) return null;
  const part = readPart(text, form, problem);
  if (part === null || [part.question, part.solution].some((said = '') => isRefusal(said))) return null;
  return part;
}

/** Why a step cannot take the place of another, though nothing in it is wrong: it leaves out what that one did. */
function saysLess({ answerType }: Problem, { code }: Fault, original: Step, step: Step): string | null {
  if (code === 'wrong-arithmetic' && checkArithmetic(step.solution).checked === 0)
    return 'it calculates nothing';
  const lost = numbersIn(original.solution).length > 0 && numbersIn(step.solution).length === 0;
  return answerType === 'number' && lost ? 'it finds no number' : null;
}

const partOf = {
  'repair-cot': 'step',
  'repair-socratic': 'pair',
  'repair-sub-questions': 'question',
} as const;
type Part = (typeof partOf)[keyof typeof partOf];

/** Faults that lie in one step and that another step in its place mends. */
const mendable: readonly ReasonCode[] = [
  'no-solution',
  'no-sub-question',
  'repeats-problem',
  'repeats-itself',
  'answer-leaked',
  'unresolved-reference',
  'number-from-nowhere',
  'too-long',
];

interface Fault extends Reason {
  readonly step: number;
}

/** The one step that is wrong with a chain, and what with it; null for all other chains. */
function faultOf(task: TeacherTask, problem: Problem, chain: Chain, { reasons }: Verdict): Fault | null {
  const reason = reasons.find(({ step }) => step !== undefined);
  if (reason?.step === undefined) return null;
  const fault = { ...reason, step: reason.step };
  const follows = ({ code, step }: Reason) =>
    step === fault.step ||
    code === 'answer-not-derived' ||
    (code === 'wrong-answer' && isResultOfLast(chain, fault));
  if (!reasons.every(follows)) return null;
  if (fault.code !== 'wrong-arithmetic') return mendable.includes(fault.code) ? fault : null;
  // a gold step is not the teacher's, and of two wrong steps the second may build on the first
  const wrong = chain.steps.filter(
    ({ solution }, index) =>
      checkArithmetic(solution, contextOf(problem, chain.steps, index)).wrong.length > 0,
  );
  return formOf[task] === 'questions' || wrong.length > 1 ? null : fault;
}

/** Whether the answer of a chain is the wrong result of its last step, so that the right one takes its place. */
function isResultOfLast({ steps, answer }: Chain, { code, step }: Fault): boolean {
  const result = resultsIn(steps.at(-1)?.solution ?? '').at(-1);
  return (
    code === 'wrong-arithmetic' &&
    step === steps.length &&
    result !== undefined &&
    same(result, Number(answer))
  );
}

/** The chain with another step; its answer too, where that was what the step found. */
function withStep(chain: Chain, fault: Fault, step: Step): Chain {
  const result = resultsIn(step.solution).at(-1);
  const answer = isResultOfLast(chain, fault) && result !== undefined ? String(result) : chain.answer;
  return { steps: chain.steps.with(fault.step - 1, step), answer };
}

const foundResult = /[=≈]\s*-?\s?[$€£]?\s?[\d.,]+/g;

/** What the wrong step found and the new one does not, where a later step still uses it. */
function staleValue(problem: Problem, original: Step, { steps }: Chain, index: number): Reason | null {
  const known = [problem.question, ...steps.slice(0, index + 1).map(({ solution }) => solution)].flatMap(
    numbersIn,
  );
  const isKnown = (value: number) => known.some((other) => same(other, value));
  const stale = resultsIn(original.solution).filter((value) => !isKnown(value));
  for (const [later, { question = '', solution }] of steps.slice(index + 1).entries()) {
    const used = [...numbersIn(question), ...numbersIn(solution.replace(foundResult, ''))];
    const found = stale.find((value) => used.some((other) => same(other, value)) && !isKnown(value));
    if (found !== undefined) {
      const step = index + later + 2;
      return {
        code: 'number-from-nowhere',
        detail: `step ${step} uses ${found}, which step ${index + 1} no longer finds`,
        step,
      };
    }
    known.push(...resultsIn(solution));
  }
  return null;
}

function placesOf(form: Part, before: readonly Step[], step: Step, fault: Reason): RepairPlaces {
  const short = (text: string) =>
    text.length <= longestStepShown ? flatten(text) : `${flatten(text.slice(0, longestStepShown))} …`;
  const pair = ({ question = '', solution }: Step) =>
    `Question: ${short(question) || 'missing'}\nAnswer: ${short(solution) || 'missing'}`;
  const earlier =
    form === 'step'
      ? before.map(({ solution }, index) => `${index + 1}. ${short(solution)}`)
      : before.map(pair);
  return {
    before: earlier.join('\n') || 'none',
    step: form === 'step' ? short(step.solution) || 'missing' : pair(step),
    fault: spokenFault(fault, form),
  };
}

/** A fault in words for the teacher. */
function spokenFault({ code, detail }: Reason, form: Part): string {
  const what = detail.replace(/^(?:sub-question|step) \d+:? /, '');
  const part = form === 'step' ? 'step' : 'pair';
  switch (code) {
    case 'wrong-arithmetic':
      return `the calculation ${what}`;
    case 'repeats-problem':
      return 'it is the problem again';
    case 'repeats-itself':
      return what.includes('question')
        ? `an earlier ${part} has the same question`
        : `an earlier ${part} says the same`;
    case 'answer-leaked':
      return `the question ${what}, which it asks for`;
    case 'number-from-nowhere':
      return `it ${what}, which neither the problem nor an earlier step gives`;
    case 'unresolved-reference':
      return `it ${what}: write out what that stands for`;
    case 'too-long':
      return 'it is far too long';
    default:
      return `it ${what}`;
  }
}
