// What a report is made from. Plain data: whoever runs the experiment fills it, `renderReport` only shows it.
// Accuracies, intervals and differences are fractions (0.523), times are seconds, FLOPs are plain counts.
import type { CommandMention } from '../../common/index.ts';

/** A 95 % interval: low and high, as fractions. */
export type Interval = readonly [low: number, high: number];

export interface Score {
  readonly total: number;
  readonly correct: number;
  readonly accuracy: number;
  readonly ci95: Interval;
}

/** The score on the problems that need `steps` steps. */
export interface StepScore extends Score {
  readonly steps: number;
}

/** One logged training step; `loss` is per supervised token, in nats. */
export interface CurvePoint {
  readonly step: number;
  readonly tokens: number;
  readonly flops: number;
  readonly loss: number;
  readonly learningRate: number;
}

export interface ValidationPoint {
  readonly step: number;
  readonly flops: number;
  readonly loss: number;
}

/** `qg` writes the sub-questions and `qa` answers them; `student` is the one model of every other strategy. */
export type ModelRole = 'student' | 'qg' | 'qa';

export interface ReportModel {
  readonly role: ModelRole;
  readonly parameters: number;
  readonly trainingTokens: number;
  readonly supervisedTokens: number;
  readonly flops: number;
  readonly seconds: number;
  readonly steps: number;
  readonly finalLoss: number;
  readonly curve: readonly CurvePoint[];
  readonly validation: readonly ValidationPoint[];
}

/** One student, evaluated. `strategy` is its key: unique in the report; the key `answer` marks the baseline. */
export interface ReportStudent extends Score {
  readonly strategy: string;
  readonly label: string;
  /** Outputs in which no answer could be read; they count as wrong. */
  readonly unreadable: number;
  /** Problems on which a limit on steps or tokens stopped the student. */
  readonly limitHit: number;
  readonly generatedTokensPerProblem: number;
  readonly validation?: Score | undefined;
  /** The same problems solved with the calculator hook; `accuracy` and the rest are without it. */
  readonly withCalculator?: Score | undefined;
  readonly bySteps: readonly StepScore[];
  readonly models: readonly ReportModel[];
}

/** A paired test on the same problems: `difference` is accuracy(a) - accuracy(b); `pValue` is not adjusted. */
export interface ReportComparison {
  readonly a: string;
  readonly b: string;
  readonly difference: number;
  readonly ci95: Interval;
  readonly pValue: number;
}

export interface ReportStep {
  readonly question?: string | undefined;
  readonly solution: string;
}

export interface ExampleOutput {
  readonly strategy: string;
  readonly label: string;
  readonly steps: readonly ReportStep[];
  /** null: no answer could be read. */
  readonly answer: string | null;
  readonly correct: boolean;
  readonly note?: string | undefined;
}

export interface ReportExample {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
  readonly goldSteps: readonly ReportStep[];
  readonly outputs: readonly ExampleOutput[];
}

export interface ReportData {
  readonly title: string;
  readonly subtitle: string;
  readonly generatedAt: string;
  /** The command that made it. */
  readonly command: CommandMention;
  readonly machine: string;
  readonly version: string;
  readonly setting: readonly { readonly label: string; readonly value: string }[];
  readonly notes: readonly string[];
  readonly students: readonly ReportStudent[];
  readonly comparisons: readonly ReportComparison[];
  readonly examples: readonly ReportExample[];
  readonly next: readonly { readonly command: CommandMention; readonly why: string }[];
}
