// Endless arithmetic word problems, split by structure: no split shares a sentence pattern with another.
import { Random, TextNumbers } from '../../common/index.ts';
import type { Problem, SplitName } from '../problem.ts';
import { type ArithmeticOptions, type CheckedOptions, checkOptions } from './options.ts';
import { AnswerBalance, type Cell, newProblem } from './select.ts';
import { StructureCounter, type StructureReport } from './structures.ts';

export interface ArithmeticSplits {
  readonly train: Problem[];
  readonly validation: Problem[];
  readonly test: Problem[];
  readonly structures: StructureReport;
}

/**
 * The problems of one split one by one, evenly over families and step counts: each block holds every combination once, in random order.
 */
export function* splitProblems(
  split: SplitName,
  options: CheckedOptions,
  structures: StructureCounter,
): Generator<Problem> {
  const count = options[split];
  const random = new Random(options.seed).fork(`arithmetic/${split}`);
  const cells: Cell[] = [];
  for (const family of options.families) {
    for (let steps = options.steps.min; steps <= options.steps.max; steps++) cells.push({ family, steps });
  }
  const seen = new TextNumbers();
  const balance = new AnswerBalance(options.maxNumber);
  while (seen.size < count) {
    for (const cell of random.shuffle(cells).slice(0, count - seen.size)) {
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
      structures.add(split, steps.length, structure);
      yield {
        id: `arithmetic-${split}-${seen.size}`,
        question,
        answer,
        answerType: 'number',
        steps,
        meta: { family: cell.family, operations, template, structure, distractors },
      };
    }
  }
}

/**
 * Generates multi-step word problems with reference sub-questions and annotated solutions.
 * Equal options give equal problems, and a split's first n problems do not depend on how many are asked for, nor on the other
 * splits. Structures belong to splits by their hash, whatever the seed: 80 % train, 10 % validation, 10 % test. Every family
 * has thousands of structures at every step count, so splits never need to share one.
 * Throws `invalid-value` for an option, and `arithmetic-exhausted` when no new problem can be found.
 */
export function generateArithmetic(options: ArithmeticOptions): ArithmeticSplits {
  const checked = checkOptions(options);
  const structures = new StructureCounter();
  const train = [...splitProblems('train', checked, structures)];
  const validation = [...splitProblems('validation', checked, structures)];
  const test = [...splitProblems('test', checked, structures)];
  return { train, validation, test, structures: structures.report(checked) };
}
