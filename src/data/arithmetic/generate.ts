// Endless arithmetic word problems, split by structure: no split shares a sentence pattern with another.
import { Random } from '../../common/index.ts';
import type { Problem, SplitName } from '../problem.ts';
import { type ArithmeticOptions, type CheckedOptions, checkOptions } from './options.ts';
import { countStructures } from './plan.ts';
import { AnswerBalance, type Cell, newProblem } from './select.ts';

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

export interface ArithmeticSplits {
  readonly train: Problem[];
  readonly validation: Problem[];
  readonly test: Problem[];
  readonly structures: StructureReport;
}

/** `count` problems, evenly over families and step counts: each block holds every combination once, in random order. */
function generateSplit(split: SplitName, count: number, options: CheckedOptions): Problem[] {
  const random = new Random(options.seed).fork(`arithmetic/${split}`);
  const cells: Cell[] = [];
  for (const family of options.families) {
    for (let steps = options.steps.min; steps <= options.steps.max; steps++) cells.push({ family, steps });
  }
  const seen = new Set<string>();
  const balance = new AnswerBalance(options.maxNumber);
  const problems: Problem[] = [];
  while (problems.length < count) {
    for (const cell of random.shuffle(cells).slice(0, count - problems.length)) {
      const { plan, question, answer, steps, distractors } = newProblem(
        random,
        cell,
        split,
        options,
        seen,
        balance,
      );
      seen.add(question);
      balance.add(cell.family, answer);
      const { operations, template, structure } = plan;
      problems.push({
        id: `arithmetic-${split}-${problems.length + 1}`,
        question,
        answer,
        answerType: 'number',
        steps,
        meta: { family: cell.family, operations, template, structure, distractors },
      });
    }
  }
  return problems;
}

function structuresBySteps(problems: readonly Problem[]): Map<number, Set<unknown>> {
  const out = new Map<number, Set<unknown>>();
  for (const { steps = [], meta } of problems) {
    const used = out.get(steps.length) ?? new Set();
    used.add(meta?.structure);
    out.set(steps.length, used);
  }
  return out;
}

function reportStructures(
  splits: Readonly<Record<SplitName, readonly Problem[]>>,
  options: CheckedOptions,
): StructureReport {
  const train = structuresBySteps(splits.train);
  const validation = structuresBySteps(splits.validation);
  const test = structuresBySteps(splits.test);
  const perSteps: StepStructures[] = [];
  let disjoint = true;
  for (let steps = options.steps.min; steps <= options.steps.max; steps++) {
    const used = [train, validation, test].map((split) => split.get(steps) ?? new Set());
    const [inTrain = 0, inValidation = 0, inTest = 0] = used.map((set) => set.size);
    const all = new Set(used.flatMap((set) => [...set]));
    disjoint &&= all.size === inTrain + inValidation + inTest;
    const available = options.families.reduce((sum, family) => sum + countStructures(family, steps), 0);
    perSteps.push({ steps, available, train: inTrain, validation: inValidation, test: inTest });
  }
  return { perSteps, disjoint };
}

/**
 * Generates multi-step word problems with reference sub-questions and annotated solutions.
 * Equal options give equal problems, and a split's first n problems do not depend on how many are asked for, nor on the other
 * splits. Structures belong to splits by their hash, whatever the seed: 80 % train, 10 % validation, 10 % test. Every family
 * has thousands of structures at every step count, so splits never need to share one.
 * Throws UsageError `arithmetic-<option>-invalid`, and SocraticError `arithmetic-exhausted` when no new problem can be found.
 */
export function generateArithmetic(options: ArithmeticOptions): ArithmeticSplits {
  const checked = checkOptions(options);
  const train = generateSplit('train', checked.train, checked);
  const validation = generateSplit('validation', checked.validation, checked);
  const test = generateSplit('test', checked.test, checked);
  return { train, validation, test, structures: reportStructures({ train, validation, test }, checked) };
}
