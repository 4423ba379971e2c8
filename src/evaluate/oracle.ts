// What a Socratic pair would solve if one of its parts made no mistake: the problems' own sub-questions, sub-solutions or plans stand in for it.
import { countOf, option, type Reporter, SocraticError, say } from '../common/index.ts';
import type { Oracle } from '../solve/index.ts';
import { type Guidance, hasPlan, type StrategyName } from '../strategy/index.ts';
import { equalEvaluation } from './equal-evaluation.ts';
import type { EvaluatedData } from './evaluated-data.ts';
import type { EvaluationPlace } from './evaluation-name.ts';
import { type PairedDifference, pairedDifference } from './intervals.ts';
import { predictionsOf } from './read-evaluation.ts';

/** What decides which oracles a run can have. */
export interface Advised {
  readonly strategy: StrategyName;
  readonly guidance?: Guidance;
}

/** Throws `option-unused` for a run that is no Socratic pair, and for the plan of one that writes none. */
export function assertOracle(run: string, { strategy, guidance }: Advised, oracle: Oracle | undefined): void {
  if (oracle === undefined) return;
  if (strategy === 'socratic') {
    if (oracle !== 'guidance' || guidance !== undefined) return;
    throw new SocraticError(
      'option-unused',
      say`${option('oracle', oracle)} gives the decomposer its plan, and ${run} was trained to write none. Leave it out, or train with ${option('guidance')}.`,
      { subject: { option: 'oracle' } },
    );
  }
  throw new SocraticError(
    'option-unused',
    say`${option('oracle')} gives a Socratic pair the problems' own steps, and ${run} has the strategy ${strategy}. Leave it out.`,
    { subject: { option: 'oracle' }, details: { strategy } },
  );
}

/** The problems that have what the oracle gives; the others are left out, with a warning. Throws `no-problems` when none has. */
export function oracleData(
  evaluated: EvaluatedData,
  { oracle, guidance }: { readonly oracle: Oracle | undefined; readonly guidance?: Guidance | undefined },
  reporter: Reporter,
): EvaluatedData {
  if (oracle === undefined) return evaluated;
  const problems = evaluated.problems.filter((problem) => {
    if (oracle === 'guidance') return hasPlan(guidance ?? 'steps', problem);
    const { steps = [] } = problem;
    const isGiven = steps.every(({ question }) => oracle === 'answers' || question !== undefined);
    return steps.length > 0 && isGiven;
  });
  const what = nounOf(oracle, guidance);
  const { length: total } = evaluated.problems;
  if (problems.length === 0) {
    throw new SocraticError(
      'no-problems',
      say`None of ${countOf(total, 'problem')} has ${what} of its own, which ${option('oracle', oracle)} would give to the pair.`,
      { subject: { option: 'oracle' } },
    );
  }
  const left = total - problems.length;
  if (left > 0) reporter.warn(`Left out: ${countOf(left, 'problem')} without ${what}.`);
  return { ...evaluated, problems };
}

function nounOf(oracle: Oracle, guidance: Guidance | undefined): string {
  if (oracle === 'questions') return 'sub-questions';
  return oracle === 'guidance' && guidance === 'equations' ? 'equations' : 'steps';
}

/**
 * The evaluation that is the same but for the oracle, or but for the models that are asked elsewhere, compared on the problems that both have:
 * a is the one with them. Null where the run has none with the same options.
 */
export function differenceWithout(
  without: 'oracle' | 'asking',
  {
    run,
    evaluated,
    options,
    predictions,
  }: {
    readonly run: string;
    readonly evaluated: EvaluatedData;
    readonly options: Omit<EvaluationPlace, 'out'>;
    readonly predictions: readonly { readonly id: string; readonly correct: boolean }[];
  },
): PairedDifference | null {
  const evaluation = equalEvaluation(run, evaluated, { ...options, [without]: undefined });
  if (evaluation === null) return null;
  const difference = pairedDifference(predictions, predictionsOf(evaluation));
  return difference.total === 0 ? null : difference;
}
