// Which structures the splits use, counted while problems are written.
import { TextNumbers } from '../../common/index.ts';
import type { SplitName } from '../problem.ts';
import type { CheckedOptions } from './options.ts';
import { countStructures } from './plan.ts';

/** The structures of one step count: how many exist in the chosen families, and how many each split really uses. */
export interface StepStructures {
  readonly steps: number;
  readonly available: number;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export interface StructureReport {
  readonly perSteps: readonly StepStructures[];
  /** Whether no structure was used in two splits. */
  readonly disjoint: boolean;
}

/** What the summary of a dataset says about its generator. */
export function generatorDetails(seed: number, { perSteps, disjoint }: StructureReport) {
  return { seed, structuresBySteps: perSteps, structuresSharedBySplits: !disjoint };
}

type PerSplit<T> = Record<SplitName, T>;

export class StructureCounter {
  readonly #used: PerSplit<TextNumbers> = {
    train: new TextNumbers(),
    validation: new TextNumbers(),
    test: new TextNumbers(),
  };
  readonly #bySteps = new Map<number, PerSplit<number>>();
  #disjoint = true;

  /** A problem of `split` has this structure, of so many steps. */
  add(split: SplitName, steps: number, structure: string): void {
    const own = this.#used[split];
    const before = own.size;
    if (own.add(structure) < before) return;
    this.#disjoint &&= !Object.values(this.#used).some((used) => used !== own && used.has(structure));
    const counts = this.#bySteps.get(steps) ?? { train: 0, validation: 0, test: 0 };
    counts[split]++;
    this.#bySteps.set(steps, counts);
  }

  report({ families, steps: { min, max } }: CheckedOptions): StructureReport {
    const perSteps: StepStructures[] = [];
    for (let steps = min; steps <= max; steps++) {
      const available = families.reduce((sum, family) => sum + countStructures(family, steps), 0);
      const used = this.#bySteps.get(steps) ?? { train: 0, validation: 0, test: 0 };
      perSteps.push({ steps, available, ...used });
    }
    return { perSteps, disjoint: this.#disjoint };
  }
}
