// What a report is made from. Plain data: whoever runs the experiment fills it, `renderReport` only shows it.
// Accuracies, intervals and differences are fractions (0.523), times are seconds, FLOPs are plain counts.
import type { CommandMention } from '../../common/index.ts';

/** A 95 % interval: low and high, as fractions. */
export type Interval = readonly [low: number, high: number];

export interface Score {
  /** Number of problems. */
  readonly total: number;
  /** Number of problems with a correct answer. */
  readonly correct: number;
  /** correct / total. */
  readonly accuracy: number;
  /** 95 % confidence interval of the accuracy, low and high. */
  readonly ci95: Interval;
}

/** The score on the problems that need `steps` steps. */
export interface StepScore extends Score {
  /** Number of gold steps. */
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

/** One student, evaluated. */
export interface ReportStudent extends Score {
  /** Unique in the report; `answer` marks the baseline. */
  readonly id: string;
  /** Strategy of the student. */
  readonly strategy: string;
  /** Its training compute as a multiple of what most students get: 2 is twice as much. */
  readonly compute: number;
  /** Name of the student for a person. */
  readonly label: string;
  /** Outputs without a readable answer. They count as not correct. */
  readonly unreadable: number;
  /** Problems that a limit on steps or tokens cut short. */
  readonly limitHit: number;
  /** Average number of generated tokens of a problem. */
  readonly generatedTokensPerProblem: number;
  /** Score on validation problems. */
  readonly validation?: Score | undefined;
  /** Score on the same problems with the calculator. The other fields are without it. */
  readonly withCalculator?: Score | undefined;
  /** Score by number of gold steps. */
  readonly bySteps: readonly StepScore[];
  readonly models: readonly ReportModel[];
}

/** A paired test on the same problems: `difference` is accuracy(a) - accuracy(b); `pValue` is not adjusted. */
export interface ReportComparison {
  /** `id` of the first student. */
  readonly a: string;
  /** `id` of the second student. */
  readonly b: string;
  /** accuracy(a) − accuracy(b). */
  readonly difference: number;
  /** 95 % confidence interval of the difference, low and high. */
  readonly ci95: Interval;
  /** p-value of McNemar's exact test on the same problems, not adjusted. */
  readonly pValue: number;
}

export interface ReportStep {
  readonly question?: string | undefined;
  readonly solution: string;
}

export interface ExampleOutput {
  /** `id` of the student. */
  readonly student: string;
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
  /** What earlier experiments say about the choice, shown below the headline. */
  readonly advice?: readonly string[] | undefined;
  readonly students: readonly ReportStudent[];
  /** Paired comparisons of the students. */
  readonly comparisons: readonly ReportComparison[];
  readonly examples: readonly ReportExample[];
  readonly next: readonly { readonly command: CommandMention; readonly why: string }[];
}
