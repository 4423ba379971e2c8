// What a strategy is: one or two models, what each is trained on, and how an output reads back.
import type { Problem, Step } from '../data/index.ts';
import type { Guidance } from './guidance.ts';

/** The paper's four, whose models solve problems. */
export const solvingStrategies = ['answer', 'cot', 'socratic-unified', 'socratic'] as const;

/** The `annotator` solves nothing: it writes the sub-questions of steps that are given. */
export const strategyNames = [...solvingStrategies, 'annotator'] as const;
export type StrategyName = (typeof strategyNames)[number];

/** `student`: the one model of a strategy; `qg` asks the sub-questions, `qa` solves them. */
export type RoleName = 'student' | 'qg' | 'qa';

/** How the pair works together: all sub-questions first, or each after the answers so far. */
export type PairMode = 'upfront' | 'interleaved';

/** Sentences, or only the `<<…>>` annotations of each solution that has some. */
export type RationaleStyle = 'text' | 'equations';

/** What a problem must have besides its answer. */
export type Requirement = 'answer' | 'steps' | 'sub-questions';

/** A stretch of text that is tokenized on its own; `learned` ones are supervised. */
export interface Segment {
  readonly text: string;
  readonly learned: boolean;
  /** The problem itself, which a student's prompt format may wrap; always the first segment. */
  readonly prompt?: true;
}

/** One training sequence. The end-of-text token follows the last segment, supervised: it is not in the list. */
export interface TrainingSequence {
  readonly role: RoleName;
  readonly segments: readonly Segment[];
}

export interface RationaleStep {
  /** Empty where the strategy does not need it and the problem does not have it. */
  readonly question: string;
  readonly solution: string;
}

/** The reasoning that a sequence teaches. */
export interface Rationale {
  readonly steps: readonly RationaleStep[];
  readonly source: RationaleSource;
  /** The line with which a problem decomposer begins; absent without guidance. */
  readonly planLine?: string;
}

/** Where the steps come from: `facts` are StrategyQA's, used as steps by `cot`; `none` when none are needed. */
export type RationaleSource = 'none' | 'steps' | 'facts';

/** What an output says, as far as it can be read. */
export interface ParsedOutput {
  readonly steps: readonly Step[];
  /** What stands behind `####`; empty without it. */
  readonly answerText: string;
}

/** One model's part in a strategy. */
export interface Role {
  readonly name: RoleName;
  sequence(problem: Problem, rationale: Rationale): readonly Segment[];
}

export interface Strategy {
  readonly name: StrategyName;
  readonly requirement: Requirement;
  roles(mode: PairMode): readonly Role[];
  /** Reads a whole output: the student's, or the pair's transcript. Never throws. */
  parse(output: string): ParsedOutput;
}

export interface SequenceOptions {
  /** Default `text`. */
  readonly style?: RationaleStyle;
  /** Default `upfront`; only `socratic` depends on it. */
  readonly mode?: PairMode;
  /** What the problem decomposer plans by; only `socratic` depends on it. Default: it writes no plan. */
  readonly guidance?: Guidance | undefined;
}
