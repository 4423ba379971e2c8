// What the quickstart found, as the report shows it.
import { cpus } from 'node:os';
import { join } from 'node:path';
import { command, option } from '../common/index.ts';
import type { LoadedDataset, Problem } from '../data/index.ts';
import type { MetricsLine, RunRecord } from '../distill/index.ts';
import { pairedDifference, predictionsOf, type RunEvaluation } from '../evaluate/index.ts';
import type { Prediction } from '../solve/index.ts';
import type { RoleName, StrategyName } from '../strategy/index.ts';
import { quickstartDefaults } from './quickstart-options.ts';
import { type Budget, quickstartSlice, quickstartStudent, shareOf } from './quickstart-plan.ts';
import type {
  ReportComparison,
  ReportData,
  ReportExample,
  ReportModel,
  ReportStudent,
} from './report/index.ts';
import { strategyLabels } from './strategy-labels.ts';

export interface QuickstartRecord {
  readonly strategy: StrategyName;
  readonly run: RunRecord;
  readonly metrics: readonly MetricsLine[];
  readonly validation: RunEvaluation;
  readonly test: RunEvaluation;
  /** The test problems again, with the calculator. */
  readonly calculated: RunEvaluation;
}

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
  const predictions = new Map(records.map(({ strategy, test }) => [strategy, predictionsOf(test)]));
  const { out, minutes, seed } = options;
  const place = out === quickstartDefaults.out ? [] : [option('out', out)];
  const version = records[0]?.run.versions['socratic-cot'] ?? '';
  const { train, validation, test } = dataset.splits;
  const students = records.map(studentOf);
  const percent = (role: RoleName) => `${Math.round(100 * shareOf(role))} %`;
  return {
    title: 'Socratic quickstart',
    subtitle: 'Four ways of teaching the same small model to solve word problems, at equal training compute',
    generatedAt: new Date().toISOString(),
    command: command('quickstart', option('minutes', minutes), option('seed', seed), ...place),
    machine: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${budget.workers} of its threads, Node ${process.versions.node}`,
    version,
    setting: [
      {
        label: 'Problems',
        value: `built-in arithmetic: ${(quickstartSlice.families ?? []).join(', ')}; ${quickstartSlice.steps?.min}–${quickstartSlice.steps?.max} steps, numbers up to ${quickstartSlice.maxNumber}`,
      },
      {
        label: 'Splits',
        value: `${train.length} train, ${validation.length} validation, ${test.length} test problems; no text and no structure is shared between them`,
      },
      {
        label: 'Student',
        value: `${quickstartStudent}: GPT-2 with ${Object.values(records[0]?.run.models ?? {})[0]?.parameters.toLocaleString('en-US') ?? '?'} parameters, random weights, its own byte-level BPE`,
      },
      {
        label: 'Training compute',
        value: `${budget.flopsPerStrategy.toExponential(2)} FLOPs for each strategy${budget.reduced ? ' (reduced to what this machine does in the time)' : ''}`,
      },
      { label: 'Seed', value: String(seed) },
      { label: 'Decoding', value: 'greedy; accuracies are without the calculator unless they say otherwise' },
    ],
    notes: [
      `Equal compute means equal floating-point operations of forward and backward passes. The Socratic pair's two models together get what a single model gets: the problem decomposer ${percent('qg')}, the sub-problem solver ${percent('qa')}. The pair has two models' parameters, so twice the memory.`,
      'Examples are the first three test problems that the Socratic pair solved and the first two that it did not, whatever the others made of them.',
      'Strategies see different numbers of problems: longer targets leave fewer passes for the same compute.',
      'Hyper-parameters were chosen on validation problems of other seeds and are the same for all strategies; the test problems were only looked at after all choices were made.',
      'These are small models trained for minutes on generated problems. The numbers show how the strategies compare here, not what they reach on real benchmarks.',
    ],
    students,
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
      command: command('solve', join(out, best.strategy), problem),
      why: 'ask the student that solved most a problem of your own',
    },
  ];
}

function studentOf({
  strategy,
  run,
  metrics,
  validation,
  test,
  calculated,
}: QuickstartRecord): ReportStudent {
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
    strategy,
    label: strategyLabels[strategy],
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
  predictions: ReadonlyMap<StrategyName, readonly Prediction[]>,
): ReportComparison[] {
  return records.flatMap(({ strategy: b }, index) =>
    records.slice(index + 1).map(({ strategy: a }) => {
      const { difference, ci95, pValue } = pairedDifference(
        predictions.get(a) ?? [],
        predictions.get(b) ?? [],
      );
      return { a, b, difference, ci95, pValue };
    }),
  );
}

/** The first three test problems that the pair solved, and the first two that it did not. */
function examplesOf(
  problems: readonly Problem[],
  records: readonly QuickstartRecord[],
  predictions: ReadonlyMap<StrategyName, readonly Prediction[]>,
): ReportExample[] {
  const solved = new Set(predictions.get('socratic')?.flatMap(({ id, correct }) => (correct ? [id] : [])));
  const right = problems.filter(({ id }) => solved.has(id)).slice(0, 3);
  const wrong = problems.filter(({ id }) => !solved.has(id)).slice(0, 2);
  return [...right, ...wrong].map((problem) => {
    const outputs = records.flatMap(({ strategy }) => {
      const found = predictions.get(strategy)?.find(({ id }) => id === problem.id);
      if (!found) return [];
      const { steps, answer, correct, limits } = found;
      const note = limits.length > 0 ? { note: `cut short by the limit on ${limits.join(' and ')}` } : {};
      return [{ strategy, label: strategyLabels[strategy], steps: [...steps], answer, correct, ...note }];
    });
    const { id, question, answer, steps: goldSteps = [] } = problem;
    return { id, question, answer, goldSteps, outputs };
  });
}
