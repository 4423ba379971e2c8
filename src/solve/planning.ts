// The plan of one problem, in a pair that was trained with guidance: the decomposer writes it before its sub-questions, or is given it.
import { type Guidance, goldPlan, planIn, planLine, stepsIn } from '../strategy/index.ts';
import type { Attempt } from './attempt.ts';
import type { PredictedGuidance } from './types.ts';

export class Planning {
  readonly #guidance: Guidance;
  readonly #attempt: Attempt;
  /** The plan of the problem's own steps. */
  readonly #gold: string | null;
  #plan: string | null;

  constructor(guidance: Guidance, attempt: Attempt) {
    this.#guidance = guidance;
    this.#attempt = attempt;
    this.#gold = goldPlan(guidance, attempt.problem);
    this.#plan = attempt.oracle === 'guidance' ? this.#gold : null;
  }

  /** The lines that the decomposer is given. */
  get given(): readonly string[] {
    return this.#plan === null ? [] : [planLine(this.#guidance, this.#plan)];
  }

  /** Whether a finished line is a plan, and so no sub-question. The first one counts. */
  takes(text: string): boolean {
    const [line = ''] = text.split('\n', 1);
    const plan = planIn(this.#guidance, line);
    if (plan === null) return false;
    if (this.#plan === null) {
      this.#plan = plan;
      this.#attempt.report?.({ type: 'plan', plan });
    }
    return true;
  }

  get predicted(): PredictedGuidance {
    const plan = this.#plan;
    const steps = plan === null ? null : stepsIn(this.#guidance, plan);
    return { by: this.#guidance, plan, steps, gold: this.#gold };
  }
}
