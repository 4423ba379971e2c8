// A small report with known numbers, for the tests of this folder.
import { command, option } from '../../common/index.ts';
import type { ReportData, ReportModel, ReportStudent } from './types.ts';

/** A model whose loss falls from 4 over `losses`, one point every tenth of its compute. */
export function model(role: ReportModel['role'], losses: readonly number[] = [4, 2, 1]): ReportModel {
  return {
    role,
    parameters: 1_200_000,
    trainingTokens: 3_600_000,
    supervisedTokens: 1_500_000,
    flops: 24.2e12,
    seconds: 112,
    steps: losses.length,
    finalLoss: losses.at(-1) ?? Number.NaN,
    curve: losses.map((loss, i) => ({
      step: i + 1,
      tokens: 4096 * (i + 1),
      flops: 1e12 * (i + 1),
      loss,
      learningRate: 1e-3,
    })),
    validation: [{ step: losses.length, flops: 1e12 * losses.length, loss: 1.5 }],
  };
}

/** A student that solved `correct` of 200; its interval is `width` to either side. */
export function student(strategy: string, label: string, correct: number, width = 0.05): ReportStudent {
  const accuracy = correct / 200;
  const ci95 = [Math.max(0, accuracy - width), Math.min(1, accuracy + width)] as const;
  return {
    id: strategy,
    strategy,
    compute: 1,
    label,
    total: 200,
    correct,
    accuracy,
    ci95,
    unreadable: 3,
    limitHit: 2,
    generatedTokensPerProblem: 61.25,
    bySteps: [
      { steps: 2, total: 120, correct, accuracy: correct / 120, ci95: [0, 1] },
      { steps: 3, total: 80, correct: 0, accuracy: 0, ci95: [0, 0.05] },
    ],
    models: strategy === 'socratic' ? [model('qg'), model('qa')] : [model('student')],
  };
}

/** Answer only 20, chain of thought 80, the pair 100 of 200; text that tries to be markup. */
export function reportData(changes: Partial<ReportData> = {}): ReportData {
  return {
    title: 'Test <report>',
    subtitle: 'three strategies',
    generatedAt: '2025-06-03 14:22 UTC',
    command: command('quickstart', option('minutes', 1)),
    machine: '2 cores & 8 GB',
    version: '0.1.0',
    setting: [{ label: 'Seed', value: '1' }],
    notes: ['Equal compute means equal total FLOPs.'],
    students: [
      student('answer', 'Answer only', 20),
      student('cot', 'Chain of thought', 80),
      student('socratic', 'Socratic pair', 100),
    ],
    comparisons: [
      { a: 'cot', b: 'answer', difference: 0.3, ci95: [0.22, 0.38], pValue: 1e-9 },
      { a: 'socratic', b: 'answer', difference: 0.4, ci95: [0.32, 0.48], pValue: 1e-12 },
      { a: 'socratic', b: 'cot', difference: 0.1, ci95: [0.01, 0.19], pValue: 0.04 },
    ],
    examples: [
      {
        id: 'test-17',
        question: 'A <script>alert("x")</script> costs $3 & has <<1+2=3>> parts.',
        answer: '13',
        goldSteps: [{ question: 'How many eggs?', solution: '16 - 3 = <<16-3=13>>13' }],
        outputs: [
          { student: 'answer', label: 'Answer only', steps: [], answer: '<b>7</b>', correct: false },
          {
            student: 'socratic',
            label: 'Socratic pair',
            steps: [{ question: 'How many "eggs"?', solution: '16 - 3 = <<16-3=13>>13' }],
            answer: '13',
            correct: true,
          },
          {
            student: 'cot',
            label: 'Chain of thought',
            steps: [],
            answer: null,
            correct: false,
            note: 'stopped',
          },
        ],
      },
    ],
    next: [{ command: command('solve', 'RUN', 'a problem'), why: 'Ask it yourself.' }],
    ...changes,
  };
}
