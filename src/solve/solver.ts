// A trained run that solves problems: its models stay loaded, in a process of their own, from one problem to the next.
import {
  assertKind,
  assertOptions,
  messageOf,
  type OptionTable,
  optionKinds,
  type Reporter,
  SocraticError,
  sha256,
  silentReporter,
  usingOption,
} from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { readRunRecord, runFiles, runSha256 } from '../distill/index.ts';
import type { StrategyName } from '../strategy/index.ts';
import { KeptProblems } from './kept-problems.ts';
import { namedOutside, OutsideModels, type OutsideUse } from './outside-models.ts';
import { assertOutsideOptions, type OutsideOptions, outsideKinds } from './outside-options.ts';
import type { OnProgress, OnText } from './progress.ts';
import { checkPromptFit } from './prompt-fit.ts';
import {
  assertPairOptions,
  assertSampling,
  assertWritesCalculations,
  type EngineOptions,
  type ProblemOptions,
  type SolveOptions,
  solveDefaults,
  solveKinds,
  solveOptionsOf,
} from './solve-options.ts';
import { SolverProcess } from './solver-process.ts';
import { solverSpec } from './solver-spec.ts';
import { type OptionalCount, optionalCountsOf, type Prediction } from './types.ts';

export interface CreateSolverOptions extends SolveOptions, EngineOptions, OutsideOptions {
  /** A run directory whose training is finished. */
  readonly run: string;
  /** Hears that the models are loaded. Default: silent. */
  readonly reporter?: Reporter | undefined;
  /** Stops the loading of the models. */
  readonly signal?: AbortSignal | undefined;
}

const table: OptionTable<CreateSolverOptions> = {
  ...solveKinds,
  ...outsideKinds,
  run: optionKinds.text,
  reporter: optionKinds.reporter,
  signal: optionKinds.signal,
};

/** What a solver wrote for one problem. */
export interface Solution
  extends Pick<
    Prediction,
    | 'answer'
    | 'steps'
    | 'output'
    | 'generatedTokens'
    | 'forcedTokens'
    | 'limits'
    | 'calculator'
    | 'calculatorUses'
    | 'votes'
    | 'lines'
    | 'guidance'
    | 'unanswered'
    | OptionalCount
  > {
  /** Time from the call to the solution, including the wait for other problems. */
  readonly seconds: number;
  /** Tokens of the prompt; of a pair, of the one that its decomposer reads, or else its solver. 0 where no model runs here. */
  readonly promptTokens: number;
}

/** What is asked for one problem: the options of solving take the place of those of `createSolver`. */
export interface SolveCallOptions extends Omit<SolveOptions, 'logProbabilities'> {
  /** Gives the problem up: `solve` throws the signal's reason, and the models stop working on it. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called with each part of the solution as soon as it is finished, in order, and before the solution; not after the problem was given
   * up. What it throws, `solve` throws.
   */
  readonly onProgress?: OnProgress | undefined;
  /**
   * Called with the output as it is written, line by line: joined, what it is called with is the `output` of the solution. Of several samples,
   * the output comes as a whole. Otherwise as `onProgress`.
   */
  readonly onText?: OnText | undefined;
}

const {
  slots: _slots,
  threads: _threads,
  weights: _weights,
  logProbabilities: _logs,
  ...problemKinds
} = solveKinds;
const callTable: OptionTable<SolveCallOptions> = {
  ...problemKinds,
  onText: optionKinds.callback,
  signal: optionKinds.signal,
  onProgress: optionKinds.callback,
};

export interface Solver {
  /** Whether it solves problems: no more once it is closed, or the process of the models has ended. */
  readonly isOpen: boolean;
  /**
   * Solves a problem: a text, whose answer is read as those of the run's training problems, or a Problem, whose own `answerType` says how.
   * Calls at the same time are worked on together, up to `slots` solutions; a solution does not depend on the problems beside it.
   *
   * Throws `option-unused` for options of the call that change nothing, `empty-problem`, `prompt-too-long` when the problem does not fit the context of the model, `engine-died` when the process of
   * the models ends, and `model-released` after `close`.
   */
  solve(
    problem: string | Pick<Problem, 'question' | 'answerType'>,
    options?: SolveCallOptions,
  ): Promise<Solution>;
  /** What was asked elsewhere so far; null: nobody is asked. */
  outsideUse(): OutsideUse | null;
  /** Ends the process of the models. Problems that are not solved are rejected with `model-released`. */
  close(): Promise<void>;
  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Loads the models of a run. They stay loaded until `close`, and keep this program running until then.
 *
 * ```ts
 * const solver = await createSolver({ run: 'runs/mine' });
 * const { answer, steps } = await solver.solve('Ann has 3 pens and buys 4. How many pens does she have?');
 * await solver.solve('Ann has 3 pens. How many is that?', { onProgress: (part) => console.log(part) });
 * await solver.close();
 * ```
 *
 * With `questionsFrom` or `answersFrom`, another model takes the place of one of a Socratic pair's. The solutions that came of it are kept in
 * `consulted-solve.jsonl` in the run, one a question, as problems with steps; whether their answers are right, nobody has checked.
 *
 * Throws `not-a-run`, `run-unfinished`, `not-a-solver`, `option-unused` for `maxSteps` and `repeats` of a run that is no Socratic pair,
 * for `resampleSteps` of the strategy `answer`, and for sampling options that change nothing, `invalid-value`,
 * what reading a model throws (`safetensors-invalid`, `model-directory-incomplete`, …), and the signal's reason.
 */
export async function createSolver(options: CreateSolverOptions): Promise<Solver> {
  assertOptions(options, table, ['run']);
  const { run, reporter = silentReporter, signal } = options;
  const { slots = solveDefaults.slots, threads = solveDefaults.threads, weights } = options;
  const spec = usingOption('run', () => solverSpec(run));
  assertPairOptions(run, spec.strategy, options);
  assertWritesCalculations(spec.strategy, options);
  assertSampling(options);
  assertOutsideOptions(run, spec, options);
  const { answerType } = readRunRecord(run).dataset;
  signal?.throwIfAborted();
  const named = await namedOutside(options, reporter);
  const outside =
    named &&
    (await OutsideModels.open(named, options, {
      spec,
      account: ['solve', runSha256(run)],
      calculator: options.calculator ?? false,
      runSha256: runSha256(run),
      maxNewTokens: options.maxNewTokens ?? solveDefaults.maxNewTokens,
      reporter,
      signal,
    }));
  reporter.progress('loading the models', { done: 0, total: 1 });
  const process = new SolverProcess({
    spec,
    threads,
    slots,
    weights,
    logProbabilities: options.logProbabilities,
    outside: outside?.parts,
  });
  try {
    await process.loaded(signal);
  } catch (error) {
    await outside?.close();
    throw error;
  }
  reporter.progress('loading the models', { done: 1, total: 1 });
  const asked = { ...solveOptionsOf(options), ...(outside ? { outside: outside.parts } : {}) };
  return new RunSolver(run, spec.strategy, process, answerType, asked, outside, reporter);
}

/** Throws `empty-problem`, and `invalid-value` for what is no text. */
export function assertProblem(question: string): void {
  assertKind('problem', question, optionKinds.text);
  if (question.trim() !== '') return;
  throw new SocraticError('empty-problem', 'The problem is empty. Expected the text of a problem.');
}

/** The options of one problem. A call without drawing drops what the solver's options say about it. */
function withOwn(options: ProblemOptions, own: SolveOptions): ProblemOptions {
  const given = Object.entries(own).filter(([, value]) => value !== undefined);
  if (given.length === 0) return options;
  if (own.temperature !== 0) return { ...options, ...Object.fromEntries(given) };
  const { samples: _, topK: _k, topP: _p, minP: _m, seed: _s, resampleSteps: _r, ...kept } = options;
  return { ...kept, ...Object.fromEntries(given) };
}

class RunSolver implements Solver {
  readonly #run: string;
  readonly #strategy: StrategyName;
  readonly #process: SolverProcess;
  readonly #answerType: Problem['answerType'];
  readonly #options: ProblemOptions;
  readonly #outside: OutsideModels | null;
  readonly #reporter: Reporter;
  #chains: KeptProblems | undefined;
  #keepsNoChains = false;
  #closing: Promise<void> | undefined;

  constructor(
    run: string,
    strategy: StrategyName,
    process: SolverProcess,
    answerType: Problem['answerType'],
    options: ProblemOptions,
    outside: OutsideModels | null,
    reporter: Reporter,
  ) {
    this.#outside = outside;
    this.#reporter = reporter;
    this.#run = run;
    this.#strategy = strategy;
    this.#process = process;
    this.#answerType = answerType;
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#process.works;
  }

  async solve(
    problem: string | Pick<Problem, 'question' | 'answerType'>,
    call: SolveCallOptions = {},
  ): Promise<Solution> {
    assertOptions(call, callTable);
    const { signal, onProgress, onText, ...own } = call;
    assertPairOptions(this.#run, this.#strategy, own);
    assertWritesCalculations(this.#strategy, own);
    const options = withOwn(this.#options, own);
    assertSampling(options);
    const { question, answerType } =
      typeof problem === 'string' ? { question: problem, answerType: this.#answerType } : problem;
    assertProblem(question);
    const asked = { id: 'problem', question, answer: '', answerType };
    const { prediction, seconds, promptTokens, contextLength } = await this.#process.solve(asked, options, {
      signal,
      onProgress,
      onText,
      askOutside: this.#outside?.ask,
    });
    if (contextLength !== null) {
      const fit = { contextLength, lengths: [promptTokens] };
      checkPromptFit(fit, 'Shorten the problem, or train a student with a longer context.', silentReporter);
    }
    if (this.#outside !== null) this.#keepChain(prediction, answerType);
    const { answer, steps, output, generatedTokens, forcedTokens } = prediction;
    const { limits, calculator, calculatorUses, votes, lines, guidance, unanswered } = prediction;
    return {
      answer,
      steps,
      output,
      generatedTokens,
      forcedTokens,
      limits,
      calculator,
      calculatorUses,
      ...(votes === undefined ? {} : { votes }),
      ...(lines === undefined ? {} : { lines }),
      ...(guidance === undefined ? {} : { guidance }),
      ...(unanswered === undefined ? {} : { unanswered }),
      ...optionalCountsOf(prediction),
      seconds,
      promptTokens,
    };
  }

  /** A chain with a part from elsewhere, to train on once somebody has looked at it: nobody knows whether its answer is right. */
  #keepChain(
    { question, answer, steps, replacedSteps }: Prediction,
    answerType: Problem['answerType'],
  ): void {
    const isWhole = steps.length > 0 && steps.every(({ solution }) => solution !== '');
    if (answer === null || !isWhole || replacedSteps === 0) return;
    const id = `solved-${sha256(question).slice(0, 12)}`;
    const path = runFiles.consulted(this.#run, 'solve');
    try {
      const isFirst = this.#chains === undefined;
      this.#chains ??= new KeptProblems(path);
      this.#chains.add([{ id, question, answer, answerType, steps }]);
      if (isFirst)
        this.#reporter.info(
          `Solutions with answers from elsewhere are kept in ${path}, to train on once you have checked them.`,
        );
    } catch (error) {
      if (this.#keepsNoChains) return;
      this.#keepsNoChains = true;
      this.#reporter.warn(`Solutions with answers from elsewhere are not kept: ${messageOf(error)}`);
    }
  }

  outsideUse(): OutsideUse | null {
    return this.#outside?.use() ?? null;
  }

  async close(): Promise<void> {
    await this.#process.close(
      new SocraticError(
        'model-released',
        `The solver of ${this.#run} is closed. It solves no more problems.`,
      ),
    );
    this.#closing ??= this.#outside?.close();
    await this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
