// Which problems a strategy can be trained on, and the sequences that they become.
import { formatCount, joinMessages, option, required, SocraticError, say } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { type Guidance, planLine, planOf } from './guidance.ts';
import { rationaleOf } from './rationale.ts';
import { strategyOf } from './strategies.ts';
import type {
  Rationale,
  RationaleSource,
  Requirement,
  SequenceOptions,
  StrategyName,
  TrainingSequence,
} from './types.ts';

/** What a problem must have, besides its answer, to train this strategy. */
export function requirementOf(strategy: StrategyName): Requirement {
  return strategyOf(strategy).requirement;
}

/**
 * The training sequences of one problem: one for each model of the strategy, `qg` before `qa`; none when the
 * problem lacks what the strategy needs. Every sequence is followed by a supervised end-of-text token.
 */
export function sequencesFor(
  strategy: StrategyName,
  problem: Problem,
  options: SequenceOptions = {},
): TrainingSequence[] {
  const { requirement, roles } = strategyOf(strategy);
  const found = rationaleOf(problem, requirement, options.style);
  if ('missing' in found) return [];
  const rationale = planned(found.rationale, options.guidance);
  return roles(options.mode ?? 'upfront').map((role) => ({
    role: role.name,
    segments: role.sequence(problem, rationale),
  }));
}

function planned(rationale: Rationale, guidance: Guidance | undefined): Rationale {
  if (guidance === undefined) return rationale;
  const solutions = rationale.steps.map(({ solution }) => solution);
  return { ...rationale, planLine: planLine(guidance, planOf(guidance, solutions)) };
}

/** The problems that have what `requirement` says, so that strategies can be compared on the same ones. */
export function problemsWith(requirement: Requirement, problems: readonly Problem[]): Problem[] {
  return problems.filter((problem) => !('missing' in rationaleOf(problem, requirement)));
}

/** Problems that were left out for one reason, such as `steps without sub-questions`. */
export interface LeftOut {
  readonly reason: string;
  readonly count: number;
}

/** The problems that `problemsWith` leaves out, counted by what they have or lack. */
export function leftOutWithout(requirement: Requirement, problems: readonly Problem[]): LeftOut[] {
  const reasons = new Map<string, number>();
  for (const problem of problems) {
    const found = rationaleOf(problem, requirement);
    if ('missing' in found) reasons.set(found.missing, (reasons.get(found.missing) ?? 0) + 1);
  }
  return [...reasons].map(([reason, count]) => ({ reason, count }));
}

export interface TrainableProblems {
  readonly problems: readonly Problem[];
  readonly leftOut: readonly LeftOut[];
  /** Where the steps of the usable problems come from; `mixed` when some have steps and others only facts. */
  readonly rationaleSource: RationaleSource | 'mixed';
}

/** The usable problems; throws `rationale-missing`, naming what is missing, when there is none. */
export function selectTrainable(
  strategy: StrategyName,
  problems: readonly Problem[],
  origin: { readonly dataset?: string; readonly split?: string } = {},
): TrainableProblems {
  const requirement = requirementOf(strategy);
  const usable: Problem[] = [];
  const sources = new Set<RationaleSource>();
  for (const problem of problems) {
    const found = rationaleOf(problem, requirement);
    if ('missing' in found) continue;
    usable.push(problem);
    sources.add(found.rationale.source);
  }
  if (usable.length === 0) throw rationaleMissing(strategy, problems, origin);
  return {
    problems: usable,
    leftOut: leftOutWithout(requirement, problems),
    rationaleSource: sources.size > 1 ? 'mixed' : required([...sources][0], 'source of the rationales'),
  };
}

function rationaleMissing(
  strategy: StrategyName,
  problems: readonly Problem[],
  { dataset, split }: { readonly dataset?: string; readonly split?: string },
): SocraticError {
  const requirement = requirementOf(strategy);
  const noun = problems.length === 1 ? 'problem' : 'problems';
  const where = `${split === undefined ? '' : ` ${split}`} ${noun}${dataset === undefined ? '' : ` of ${dataset}`}`;
  const details = { strategy, requirement, problems: problems.length, dataset, split };
  if (problems.length === 0) {
    return new SocraticError('rationale-missing', `There are no${where} to train ${strategy} on.`, {
      details,
    });
  }
  const present = whatTheyHave(problems);
  const needs = requirement === 'sub-questions' ? 'sub-questions with their solutions' : 'steps';
  const has = present.length === 0 ? 'answers only' : listed(present);
  const others = (['answer', 'cot'] as const).filter((name) => trains(name, problems));
  const advice = joinMessages(
    others.map((name) => say`${option('strategy', name)}`),
    ' or ',
  );
  return new SocraticError(
    'rationale-missing',
    say`${strategy} needs ${needs}. None of the ${formatCount(problems.length)}${where} has them: they have ${has}. Use ${advice}, or data with ${requirement === 'steps' ? 'steps' : 'a sub-question for every step'}.`,
    { details },
  );
}

function trains(strategy: StrategyName, problems: readonly Problem[]): boolean {
  return problems.some((problem) => 'rationale' in rationaleOf(problem, requirementOf(strategy)));
}

function whatTheyHave(problems: readonly Problem[]): string[] {
  const found: string[] = [];
  if (problems.some(({ steps }) => steps?.length)) found.push('steps without sub-questions');
  if (problems.some(({ facts }) => facts?.length)) found.push('facts');
  if (problems.some(({ decomposition }) => decomposition?.length)) found.push('a decomposition');
  return found;
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
