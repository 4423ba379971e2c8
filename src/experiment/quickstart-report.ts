// What the quickstart found, as the report shows it.
import { cpus } from 'node:os';
import { join } from 'node:path';
import { command, option } from '../common/index.ts';
import type { LoadedDataset, Problem } from '../data/index.ts';
import type { MetricsLine, RunRecord } from '../distill/index.ts';
import { pairedDifference, predictionsOf, type RunEvaluation } from '../evaluate/index.ts';
import type { Prediction } from '../solve/index.ts';
import type { RoleName } from '../strategy/index.ts';
import { quickstartAdvice } from './quickstart-advice.ts';
import { quickstartDefaults } from './quickstart-options.ts';
import {
  type Budget,
  comparable,
  computeOf,
  type QuickstartStudent,
  quickstartPreset,
  quickstartSlice,
  quickstartStudents,
} from './quickstart-plan.ts';
import type {
  ReportComparison,
  ReportData,
  ReportExample,
  ReportModel,
  ReportStudent,
} from './report/index.ts';

export interface QuickstartRecord {
  readonly student: QuickstartStudent;
  readonly run: RunRecord;
  readonly metrics: readonly MetricsLine[];
  readonly validation: RunEvaluation;
  readonly test: RunEvaluation;
  /** The test problems again, with the calculator. */
  readonly calculated: RunEvaluation;
}

/** The student whose problems are shown: the paper's method, trained as the paper does. */
export const exampleStudent = 'socratic-double';

interface Findings {
  /** How the quickstart was called. */
  readonly options: {
    readonly out: string;
    readonly minutes: number;
    readonly seed: number;
  };
  readonly budget: Budget;
  readonly dataset: LoadedDataset;
  readonly records: readonly QuickstartRecord[];
}

export function quickstartReport({ options, budget, dataset, records }: Findings): ReportData {
  const predictions = new Map(records.map(({ student, test }) => [student.id, predictionsOf(test)]));
  const { out, minutes, seed } = options;
  const { min, max } = quickstartSlice.steps ?? { min: 2, max: 2 };
  const stepsText = min === max ? min : `${min}–${max}`;
  const place = out === quickstartDefaults.out ? [] : [option('out', out)];
  const version = records[0]?.run.versions['socratic-cot'] ?? '';
  const { train, validation, test } = dataset.splits;
  const students = records.map(studentOf);
  const pair = quickstartStudents.find(({ id }) => id === 'socratic')?.compute ?? {};
  const percent = (role: RoleName) => `${Math.round(100 * (pair[role] ?? 0))} %`;
  return {
    title: 'Socratic quickstart',
    subtitle:
      'Four ways to teach the same small model to solve word problems, at two budgets of training compute',
    generatedAt: new Date().toISOString(),
    command: command('quickstart', option('minutes', minutes), option('seed', seed), ...place),
    machine: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${budget.workers} of its threads, Node ${process.versions.node}`,
    version,
    setting: [
      {
        label: 'Problems',
        value: `built-in arithmetic: ${(quickstartSlice.families ?? []).join(', ')}; ${stepsText} steps, numbers up to ${quickstartSlice.maxNumber}`,
      },
      {
        label: 'Splits',
        value: `${train.length} train, ${validation.length} validation, ${test.length} test problems; no text and no structure is shared between them`,
      },
      {
        label: 'Student',
        value: `${quickstartPreset}: GPT-2 with ${Object.values(records[0]?.run.models ?? {})[0]?.parameters.toLocaleString('en-US') ?? '?'} parameters, random weights, its own byte-level BPE`,
      },
      {
        label: 'Training compute',
        value: `${budget.flopsPerStudent.toExponential(2)} FLOPs for each student, twice as much for those marked 2×${budget.reduced ? ' (reduced to what this machine does in the time)' : ''}`,
      },
      { label: 'Seed', value: String(seed) },
      { label: 'Decoding', value: 'greedy; accuracies are without the calculator unless they say otherwise' },
    ],
    notes: [
      `Equal compute means equal floating-point operations of forward and backward passes. The two models of “Socratic pair” share what a single model gets: the problem decomposer ${percent('qg')}, the sub-problem solver ${percent('qa')}. The pair has two models' parameters, so twice the memory.`,
      'In “Socratic pair, 2×” each model is trained as long as a single one, as in the paper. That costs twice as much. “Chain of thought, 2×” has the same total.',
      'Examples are the first three test problems that the Socratic pair (2×) solved and the first two that it did not, whatever the others made of them.',
      'Strategies see different numbers of problems: longer targets leave fewer passes for the same compute.',
      'Hyper-parameters were chosen on validation problems of other seeds and are the same for all students; the test problems were only looked at after all choices were made.',
      'These are small models trained for minutes on generated problems. The numbers show how the strategies compare here, not what they reach on real benchmarks.',
    ],
    students,
    advice: quickstartAdvice(budget.flopsPerStudent),
    comparisons: comparisonsOf(records, predictions),
    examples: examplesOf(test, records, predictions),
    next: [
      ...askBest(out, students),
      {
        command: command('quickstart', option('minutes', 30)),
        why: 'train longer and see how the strategies move',
      },
      {
        command: command('data', 'gsm8k', option('source', 'DIR'), option('out', 'data/gsm8k')),
        why: 'go on to real problems',
      },
    ],
  };
}

/** Asks the student that solves most; nothing where none solves a problem. */
function askBest(out: string, students: readonly ReturnType<typeof studentOf>[]) {
  const [best] = [...students].sort((a, b) => b.correct - a.correct);
  if (best === undefined || best.correct === 0) return [];
  const problem = 'Ann is 12 years old. Ben is twice as old as Ann. How old are Ann and Ben together?';
  return [
    {
      command: command('solve', join(out, best.id), problem),
      why: 'ask the student that solved most a problem of your own',
    },
  ];
}

function studentOf({ student, run, metrics, validation, test, calculated }: QuickstartRecord): ReportStudent {
  const limitHit = predictionsOf(test).filter(({ limits }) => limits.length > 0).length;
  const models = Object.entries(run.models).map(([role, model]): ReportModel => {
    const lines = metrics.filter((line) => line.model === role);
    return {
      role: role as RoleName,
      parameters: model.parameters,
      trainingTokens: model.tokens,
      supervisedTokens: model.supervisedTokens,
      flops: model.flops,
      seconds: model.seconds,
      steps: model.steps,
      finalLoss: model.finalLoss ?? Number.NaN,
      curve: lines.map(({ step, tokens, flops, loss, learningRate }) => ({
        step,
        tokens,
        flops,
        loss,
        learningRate,
      })),
      validation: lines.flatMap(({ step, flops, validationLoss }) =>
        validationLoss === undefined ? [] : [{ step, flops, loss: validationLoss }],
      ),
    };
  });
  const score = ({ total, correct, accuracy, ci95 }: RunEvaluation) => ({ total, correct, accuracy, ci95 });
  return {
    id: student.id,
    strategy: student.strategy,
    compute: computeOf(student),
    label: student.label,
    ...score(test),
    unreadable: test.unreadable,
    limitHit,
    generatedTokensPerProblem: test.generatedTokens / test.total,
    validation: score(validation),
    withCalculator: score(calculated),
    bySteps: test.bySteps,
    models,
  };
}

function comparisonsOf(
  records: readonly QuickstartRecord[],
  predictions: ReadonlyMap<string, readonly Prediction[]>,
): ReportComparison[] {
  return records.flatMap(({ student: earlier }, index) =>
    records.slice(index + 1).flatMap(({ student: later }) => {
      if (!comparable(earlier, later)) return [];
      const [a, b] = [later.id, earlier.id];
      const { difference, ci95, pValue } = pairedDifference(
        predictions.get(a) ?? [],
        predictions.get(b) ?? [],
      );
      return [{ a, b, difference, ci95, pValue }];
    }),
  );
}

/** The first three test problems that the pair with twice the compute solved, and the first two that it did not. */
function examplesOf(
  problems: readonly Problem[],
  records: readonly QuickstartRecord[],
  predictions: ReadonlyMap<string, readonly Prediction[]>,
): ReportExample[] {
  const solved = new Set(
    predictions.get(exampleStudent)?.flatMap(({ id, correct }) => (correct ? [id] : [])),
  );
  const right = problems.filter(({ id }) => solved.has(id)).slice(0, 3);
  const wrong = problems.filter(({ id }) => !solved.has(id)).slice(0, 2);
  return [...right, ...wrong].map((problem) => {
    const outputs = records.flatMap(({ student }) => {
      const found = predictions.get(student.id)?.find(({ id }) => id === problem.id);
      if (!found) return [];
      const { steps, answer, correct, limits } = found;
      const note = limits.length > 0 ? { note: `cut short by the limit on ${limits.join(' and ')}` } : {};
      return [{ student: student.id, label: student.label, steps: [...steps], answer, correct, ...note }];
    });
    const { id, question, answer, steps: goldSteps = [] } = problem;
    return { id, question, answer, goldSteps, outputs };
  });
}
