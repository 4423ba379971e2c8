// How well a Socratic pair with guidance planned, and whether it then did what it had planned.
import type { Oracle, PredictedGuidance, Prediction } from '../solve/index.ts';
import { type Guidance, stepsIn } from '../strategy/index.ts';

export interface GuidanceSummary {
  /** What the decomposer plans by. */
  readonly by: Guidance;
  /** Problems for which there is a plan that says how many steps. */
  readonly planned: number;
  /** Problems whose own steps the plans are compared with. */
  readonly compared: number;
  /** Of these, how many plans have as many steps as the problem; null where the plans were given. */
  readonly sameSteps: number | null;
  /** Of these, how many plans are that of the problem word for word; null where the plans were given. */
  readonly samePlan: number | null;
  /** Of the problems with a plan, in how many the decomposer then asked as many sub-questions as it planned. */
  readonly followed: number;
}

/** Nothing for predictions without plans. Of several samples, the one that counts. */
export function summarizeGuidance(
  predictions: readonly Prediction[],
  oracle?: Oracle,
): { readonly guidance?: GuidanceSummary } {
  const plans = predictions.flatMap(({ guidance, steps }) =>
    guidance === undefined ? [] : [{ ...guidance, asked: steps.length }],
  );
  const [first] = plans;
  if (first === undefined) return {};
  const count = (is: (plan: (typeof plans)[number]) => boolean) => plans.filter(is).length;
  const isGiven = oracle === 'guidance';
  return {
    guidance: {
      by: first.by,
      planned: count(({ steps }) => steps !== null),
      compared: count(({ gold }) => gold !== null),
      sameSteps: isGiven ? null : count((plan) => plan.steps !== null && plan.steps === goldSteps(plan)),
      samePlan: isGiven ? null : count(({ plan, gold }) => plan !== null && plan === gold),
      followed: count(({ steps, asked }) => steps === asked),
    },
  };
}

function goldSteps({ by, gold }: PredictedGuidance): number | null {
  return gold === null ? null : stepsIn(by, gold);
}
