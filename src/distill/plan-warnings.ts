// What must be said of a training before its first step: that it has too few problems or steps to teach much, and which problems it leaves out.
import { command, countOf, formatCount, joinMessages, type Message, option, say } from '../common/index.ts';
import type { RunLength } from '../engine/train/index.ts';
import {
  type LeftOut,
  type Requirement,
  type RoleName,
  requirementOf,
  type StrategyName,
} from '../strategy/index.ts';
import type { ModelRecord, RunRecord } from './run-directory.ts';
import { titleOf } from './run-sequences.ts';
import { isScratch } from './student.ts';

/**
 * Fewer train problems than that are learned by heart. Losses on train and validation after 1,000 steps of scratch:tiny (`cot`) on the first
 * problems of `data arithmetic --families purchases --steps 2-3 --max-number 100 --distractors 0 --train 3000`: 30 problems 0.00 and 3.93,
 * 100 0.05 and 1.86, 200 0.47 and 0.96, 500 0.54 and 0.65, 1,000 0.65 and 0.62.
 */
export const fewProblems = 200;

/** In fewer optimizer steps than that a student has hardly learned the form of a solution; 100 are an epoch of about 500 short problems. */
export const fewSteps = 100;

/** What a strategy's problems must have, as it is counted. */
const nounOf: Readonly<Record<Exclude<Requirement, 'answer'>, string>> = {
  steps: 'steps',
  'sub-questions': 'sub-questions',
};

export interface Chosen {
  /** Of all train problems, those that can be used. */
  readonly usable: number;
  readonly leftOut: readonly LeftOut[];
  readonly requirement: Requirement;
  /** The dataset's path, and whether its steps come from annotations. */
  readonly dataset: Pick<RunRecord['dataset'], 'path' | 'annotations'>;
}

/** How many train problems are left out and why, and what makes them usable; null where none is. `by`: the option that leaves them out. */
export function leftOutWarning(
  { usable, leftOut, requirement, dataset }: Chosen,
  by: Message | null = null,
): Message | null {
  const count = leftOut.reduce((sum, reason) => sum + reason.count, 0);
  if (count === 0 || requirement === 'answer') return null;
  const total = usable + count;
  const noun = nounOf[requirement];
  const annotated = dataset.annotations !== undefined;
  const reasons = leftOut.map(({ reason: missing, count: some }) => {
    // the dataset's own steps are not used then
    const reason = annotated && missing === 'no steps' ? 'no annotation that is kept' : missing;
    return leftOut.length === 1 ? reason : `${formatCount(some)}: ${reason}`;
  });
  const kind = requirement === 'steps' ? 'cot' : 'socratic';
  const advice = annotated
    ? 'To use more, annotate the others too.'
    : say`To use them, let a teacher write ${noun}: ${command('annotate', option('data', dataset.path ?? 'DATA'), option('teacher', 'TEACHER'), option('kind', kind), option('out', 'chains.jsonl'))}`;
  return say`${formatCount(usable)} of ${countOf(total, 'train problem')} ${usable === 1 ? 'has' : 'have'} ${noun}; ${formatCount(count)} ${count === 1 ? 'is' : 'are'} left out${by === null ? '' : say` by ${by}`} (${reasons.join('; ')}). ${advice}`;
}

/** That there are few problems, and what helps; null where there are enough. */
export function fewProblemsWarning({
  strategy,
  student,
  dataset: { trainProblems, annotations },
}: Pick<RunRecord, 'strategy' | 'student'> & {
  readonly dataset: Pick<RunRecord['dataset'], 'trainProblems' | 'annotations'>;
}): Message | null {
  if (trainProblems >= fewProblems) return null;
  const chains =
    requirementOf(strategy) === 'answer' || annotations !== undefined
      ? []
      : [say`several chains for each problem (${command('annotate', option('samples', 4))})`];
  const helps = [
    'more problems of the same kind',
    ...(isScratch(student) ? [say`a pretrained ${option('student')}`] : []),
    ...chains,
  ];
  const what = isScratch(student)
    ? 'a student from random weights learns them by heart and solves hardly any other'
    : 'a student learns them by heart before it learns much else';
  return say`${countOf(trainProblems, 'train problem')} ${trainProblems === 1 ? 'is' : 'are'} few: under about ${fewProblems}, ${what}. What helps: ${joinMessages(helps, ', ')}.`;
}

/** From this share of the train problems on, it is said that they state no equations. */
const manyWithoutEquations = 0.1;

/** That many problems state no equation to plan by; null where few do, and without guidance by equations. */
export function noEquationsWarning({
  trainProblems,
  withoutEquations = 0,
}: Pick<RunRecord['dataset'], 'trainProblems' | 'withoutEquations'>): Message | null {
  if (withoutEquations === 0 || withoutEquations < manyWithoutEquations * trainProblems) return null;
  return say`The steps of ${formatCount(withoutEquations)} of ${countOf(trainProblems, 'train problem')} state no equation: their plan only says how many steps there are. ${option('guidance', 'steps')} plans by that alone.`;
}

/** That a model has few optimizer steps, and what gives more; null where there are enough. */
export function fewStepsWarning(
  name: string,
  totalSteps: number,
  { epochs, maxSteps, maxFlops }: RunLength,
): Message | null {
  if (totalSteps >= fewSteps) return null;
  const isLimited = maxSteps !== undefined && totalSteps >= maxSteps;
  const more = isLimited
    ? say` Raise ${option('maxSteps')}.`
    : epochs !== undefined
      ? say` Raise ${option('epochs')}: ${Math.ceil((epochs * fewSteps) / totalSteps)} would give about ${fewSteps} steps.`
      : maxFlops !== undefined
        ? ' It needs more training compute.'
        : '';
  return say`${name}: ${countOf(totalSteps, 'optimizer step')} ${totalSteps === 1 ? 'is' : 'are'} few: under about ${fewSteps}, a student hardly learns the form of a solution.${more}`;
}

/** That sequences are longer than the context, which may be named; null where none is. */
export function tooLongWarning(name: string, tooLong: number, contextLength?: number): Message | null {
  if (tooLong === 0) return null;
  const context = contextLength === undefined ? '' : ` of ${contextLength} tokens`;
  return say`${name}: ${countOf(tooLong, 'sequence')} ${tooLong === 1 ? 'is' : 'are'} longer than the context${context} and left out.`;
}

/** The warnings of before the first step, of a run on record. */
export function planWarnings(record: RunRecord): Message[] {
  const { strategy, dataset, settings, models } = record;
  const { require } = settings as { readonly require?: Requirement };
  const lengths = (settings.length ?? {}) as Readonly<Partial<Record<RoleName, RunLength>>>;
  const { leftOut, usableProblems = dataset.trainProblems } = dataset;
  const requirement = strictest(require, strategy);
  return [
    leftOutWarning({ usable: usableProblems, leftOut, requirement, dataset }),
    fewProblemsWarning(record),
    noEquationsWarning(dataset),
    ...(Object.entries(models) as [RoleName, Pick<ModelRecord, 'totalSteps' | 'tooLong'>][]).flatMap(
      ([role, { totalSteps, tooLong }]) => [
        fewStepsWarning(titleOf(strategy, role), totalSteps, lengths[role] ?? {}),
        tooLongWarning(titleOf(strategy, role), tooLong),
      ],
    ),
  ].filter((warning) => warning !== null);
}

/** What every problem must have: what is required of all, or what the strategy needs, whichever is more. */
export function strictest(require: Requirement | undefined, strategy: StrategyName): Requirement {
  const order: readonly Requirement[] = ['answer', 'steps', 'sub-questions'];
  const [asked, needed] = [require ?? 'answer', requirementOf(strategy)];
  return order.indexOf(asked) > order.indexOf(needed) ? asked : needed;
}
