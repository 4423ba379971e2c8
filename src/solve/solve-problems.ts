// Solves many problems at once with the models of one strategy: makes the rows and drives the decoders in turn.
import { assert, required } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import type { Decoder, RowProgram } from '../engine/generate/index.ts';
import type { PairMode, StrategyName } from '../strategy/index.ts';
import { Attempt } from './attempt.ts';
import { DirectProgram } from './direct.ts';
import { Dialogue, QuestionProgram, SolutionProgram } from './pair.ts';
import { directPrediction, pairPrediction } from './prediction.ts';
import type { Prediction, SolveModels, SolveOptions, StudentModel } from './types.ts';

export interface SolveRequest {
  readonly strategy: StrategyName;
  /** How the pair works together; default `upfront`. */
  readonly mode?: PairMode;
  /** The pair for `socratic`, otherwise the one student. Decoders must hold no other rows. */
  readonly models: SolveModels;
  readonly problems: readonly Problem[];
  readonly options?: SolveOptions;
  /** Called as soon as a problem is solved, in the order in which that happens. */
  readonly onSolved?: (prediction: Prediction) => void;
  /** Asked before every step; true ends the solving. The decoders still hold unfinished rows then. */
  readonly shouldStop?: () => boolean;
  /** Awaited after every step, for a caller that has to let the event loop run. */
  readonly breathe?: () => Promise<void>;
}

/**
 * Predictions in the order of the problems; only the finished ones when `shouldStop` said so. The result for a
 * problem does not depend on the problems beside it nor on how many rows a decoder runs at once.
 */
export async function solveProblems(request: SolveRequest): Promise<Prediction[]> {
  const run = new SolvingRun(request);
  while (run.unsolved > 0 && request.shouldStop?.() !== true) {
    await run.step();
    await request.breathe?.();
  }
  return run.predictions.filter((prediction) => prediction !== undefined);
}

class SolvingRun {
  readonly predictions: (Prediction | undefined)[];
  unsolved: number;
  readonly #request: SolveRequest;
  readonly #decoders: readonly Decoder[];
  /** Counts what rows did other than wait. */
  #deeds = 0;

  constructor(request: SolveRequest) {
    const { models, problems, strategy, mode = 'upfront', options = {} } = request;
    this.#request = request;
    this.predictions = problems.map(() => undefined);
    this.unsolved = problems.length;
    if ('student' in models) {
      assert(strategy !== 'socratic', 'the strategy socratic needs a pair of models');
      this.#decoders = [models.student.decoder];
    } else {
      assert(strategy === 'socratic', `the strategy ${strategy} needs one model, not a pair`);
      const { qg, qa } = models;
      // Askers that wait for answers would take up the slots that their answerers need; adapters have their own slots.
      const apart = qg.decoder !== qa.decoder || qg.adapter !== qa.adapter;
      assert(mode === 'upfront' || apart, 'an interleaved pair needs two decoders or two adapters');
      this.#decoders = [...new Set([qg.decoder, qa.decoder])];
    }
    problems.forEach((problem, index) => {
      const attempt = new Attempt(problem, options);
      if ('student' in models) this.#solveAlone(index, attempt, models.student);
      else this.#solveTogether(index, attempt, models, mode);
    });
  }

  async step(): Promise<void> {
    const deeds = this.#deeds;
    let advanced = false;
    for (const decoder of this.#decoders) advanced = (await decoder.step()) || advanced;
    assert(
      advanced || this.#deeds > deeds || this.unsolved === 0,
      `${this.unsolved} problems are unsolved and every row waits for another`,
    );
  }

  #solveAlone(index: number, attempt: Attempt, student: StudentModel): void {
    const program = new DirectProgram(attempt, student);
    this.#start(student, program, () => {
      this.#settle(index, directPrediction(attempt, this.#request.strategy, program.output));
    });
  }

  #solveTogether(
    index: number,
    attempt: Attempt,
    models: { readonly qg: StudentModel; readonly qa: StudentModel },
    mode: PairMode,
  ): void {
    let rows = 2;
    let solver: SolutionProgram | undefined;
    const rowDone = () => {
      if (--rows > 0) return;
      const output = required(solver, 'the row of the sub-problem solver').output;
      this.#settle(index, pairPrediction(attempt, dialogue, output));
    };
    const dialogue = new Dialogue(mode, () => {
      solver = new SolutionProgram(attempt, models.qa, dialogue);
      this.#start(models.qa, solver, rowDone);
    });
    this.#start(models.qg, new QuestionProgram(attempt, models.qg, dialogue), rowDone);
  }

  #start({ decoder, adapter }: StudentModel, program: RowProgram, done: () => void): void {
    const row: RowProgram = {
      prompt: program.prompt,
      next: (event) => {
        const action = program.next(event);
        if (action.type !== 'wait') this.#deeds++;
        if (action.type === 'done') done();
        return action;
      },
    };
    decoder.add(row, adapter);
  }

  #settle(index: number, prediction: Prediction): void {
    this.predictions[index] = prediction;
    this.unsolved--;
    this.#request.onSolved?.(prediction);
  }
}
