// Solves many problems at once with the models of one strategy: makes the rows and drives the decoders in turn.
import { assert, required } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { type Decoder, type RowProgram, Sampler } from '../engine/generate/index.ts';
import {
  type Guidance,
  type PairMode,
  problemLine,
  type RoleName,
  type StrategyName,
} from '../strategy/index.ts';
import type { PartReply, PartRequest } from '../teacher/index.ts';
import { Attempt } from './attempt.ts';
import { Dialogue } from './dialogue.ts';
import { DirectProgram } from './direct.ts';
import { OutsideDecomposer, OutsideSolver } from './outside.ts';
import type { AskOutside } from './outside-parts.ts';
import { QuestionProgram, SolutionProgram } from './pair.ts';
import { Planning } from './planning.ts';
import { directPrediction, pairPrediction } from './prediction.ts';
import type { SolvingProgram } from './program.ts';
import { type OnProgress, type OnText, TextReports } from './progress.ts';
import { type ProblemOptions, SAMPLING_TEMPERATURE, solveDefaults, temperatureOf } from './solve-options.ts';
import type { PairModels, Prediction, SolveModels, StudentModel } from './types.ts';
import { vote } from './vote.ts';

export interface SolveRequest {
  readonly strategy: StrategyName;
  /** How the pair works together; default `upfront`. */
  readonly mode?: PairMode;
  /** What the decomposer of the pair was trained to plan by; default: it writes no plan. */
  readonly guidance?: Guidance | undefined;
  /** The pair for `socratic`, otherwise the one student. Decoders must hold no other rows. */
  readonly models: SolveModels;
  readonly problems: readonly Problem[];
  readonly options?: ProblemOptions;
  /** Called as soon as a problem is solved, in the order in which that happens. */
  readonly onSolved?: (prediction: Prediction) => void;
  /** Asked before every step; true ends the solving. The decoders still hold unfinished rows then. */
  readonly shouldStop?: () => boolean;
  /** Awaited after every step, for a caller that has to let the event loop run. */
  readonly yieldToEventLoop?: () => Promise<void>;
  /** How parts of the pair are asked elsewhere, where `options.outside` says so. What it throws, `solveProblems` throws. */
  readonly askOutside?: AskOutside;
}

/**
 * Predictions in the order of the problems; only the finished ones when `shouldStop` said so. The result for a
 * problem does not depend on the problems beside it nor on how many rows a decoder runs at once.
 */
export async function solveProblems(request: SolveRequest): Promise<Prediction[]> {
  const { problems, options, onSolved } = request;
  const solving = new Solving(request);
  const predictions: (Prediction | undefined)[] = problems.map(() => undefined);
  let failure: unknown = null;
  const ask: Asking | undefined =
    request.askOutside &&
    ((asked, replied) => {
      request.askOutside?.(asked).then(replied, (error: unknown) => {
        failure ??= error;
      });
    });
  problems.forEach((problem, index) => {
    const solved = (prediction: Prediction) => {
      predictions[index] = prediction;
      onSolved?.(prediction);
    };
    solving.add(problem, options, solved, { ask });
  });
  while (solving.unsolved > 0 && request.shouldStop?.() !== true) {
    const advanced = await solving.step();
    if (!advanced && solving.unsolved > 0) await new Promise((resolve) => setImmediate(resolve));
    if (failure !== null) throw failure;
    await request.yieldToEventLoop?.();
  }
  return predictions.filter((prediction) => prediction !== undefined);
}

/** Asks elsewhere for a part of a problem's solution. */
export type Asking = (request: PartRequest, replied: (reply: PartReply) => void) => void;

/** Who hears of a problem, and who is asked, while it is being solved. */
export interface Listening {
  readonly onProgress?: OnProgress | undefined;
  /** Hears the output as it is written; of several samples, all of it when they are there. */
  readonly onText?: OnText | undefined;
  readonly ask?: Asking | undefined;
}

/** What a model of `strategy` is asked; of an `annotator` the question is that already: a problem with its steps. */
export function promptLine(strategy: StrategyName, question: string): string {
  return strategy === 'annotator' ? `${question}\n` : problemLine(question);
}

/** Solves problems as they come, beside each other. */
export class Solving {
  readonly #request: Pick<SolveRequest, 'strategy' | 'mode' | 'guidance' | 'models'>;
  readonly #decoders: readonly Decoder[];
  #unsolved = 0;
  /** Counts what rows did other than wait. */
  #deeds = 0;
  /** Questions that were asked elsewhere and are not answered. */
  #asked = 0;
  /** One was answered since the last step began: a row that waits may pass that on to another one, and wait again. */
  #wasReplied = false;

  constructor(request: Pick<SolveRequest, 'strategy' | 'mode' | 'guidance' | 'models'>) {
    const { models, strategy, mode = 'upfront' } = request;
    this.#request = request;
    if ('student' in models) {
      assert(strategy !== 'socratic', 'the strategy socratic needs a pair of models');
      this.#decoders = [models.student.decoder];
    } else {
      assert(strategy === 'socratic', `the strategy ${strategy} needs one model, not a pair`);
      const { qg, qa } = models;
      // Askers that wait for answers would take up the slots that their answerers need; adapters have their own slots.
      const apart = !qg || !qa || qg.decoder !== qa.decoder || qg.adapter !== qa.adapter;
      assert(mode === 'upfront' || apart, 'an interleaved pair needs two decoders or two adapters');
      this.#decoders = [...new Set([qg, qa].flatMap((model) => model?.decoder ?? []))];
    }
  }

  /** Problems that were added and are not solved. */
  get unsolved(): number {
    return this.#unsolved;
  }

  /**
   * The next steps work on this problem too; of an `annotator`, the question is all that it is asked. Returns a function that gives the
   * problem up: `solved`, `onProgress` and `onText` are not called any more, and its rows end at their next step. What `ask` is told after that is
   * of no use.
   */
  add(
    problem: Problem,
    options: ProblemOptions = {},
    solved: (prediction: Prediction) => void,
    { onProgress, onText, ask }: Listening = {},
  ): () => void {
    const { models, mode = 'upfront' } = this.#request;
    const { samples: count = solveDefaults.samples } = options;
    const predictions = new Map<number, Prediction>();
    const texts = new TextReports(onText);
    let over = false;
    const end = (prediction: Prediction | null) => {
      if (over) return;
      over = true;
      this.#unsolved--;
      if (prediction === null) return;
      texts.written(() => prediction.output);
      solved(prediction);
    };
    const prompts: SharedPrompts = new Map();
    const works = Array.from({ length: count }, (_, sample) => {
      const sampling = { options, sample, prompts };
      const report = count === 1 ? onProgress : undefined;
      const asks: Asking = (request, replied) => {
        const asking = required(ask, 'somebody to ask');
        this.#asked++;
        work.asked++;
        asking(request, (reply) => {
          if (work.settled) return;
          this.#asked--;
          this.#wasReplied = true;
          work.asked--;
          replied(reply);
        });
      };
      const attempt = new Attempt(problem, options, report, asks, count === 1 ? texts : undefined);
      const work: Work = new Work(attempt, sampling, (prediction) => {
        this.#asked -= work.asked;
        if (prediction === null) return end(null);
        predictions.set(sample, prediction);
        if (count > 1) onProgress?.({ type: 'sample', done: predictions.size, samples: count });
        if (predictions.size === count)
          end(vote([...predictions].sort(([a], [b]) => a - b).map(([, found]) => found)));
      });
      return work;
    });
    this.#unsolved++;
    for (const work of works) {
      if ('student' in models) this.#solveAlone(work, models.student);
      else this.#solveTogether(work, models, mode);
    }
    return () => {
      for (const work of works) work.settle(null);
    };
  }

  /** False: all that is left waits for answers from elsewhere, and there is nothing to do until one comes. */
  async step(): Promise<boolean> {
    const deeds = this.#deeds;
    let advanced = this.#wasReplied;
    this.#wasReplied = false;
    for (const decoder of this.#decoders) advanced = (await decoder.step()) || advanced;
    advanced ||= this.#deeds > deeds || this.#wasReplied;
    assert(
      advanced || this.#unsolved === 0 || this.#asked > 0,
      `${this.#unsolved} problems are unsolved and every row waits for another`,
    );
    return advanced;
  }

  #solveAlone(work: Work, student: StudentModel): void {
    const { attempt } = work;
    const { strategy } = this.#request;
    const prompt = promptLine(strategy, attempt.problem.question);
    const program = new DirectProgram(attempt, student, { strategy, prompt });
    this.#start(work, student, program, () => {
      const prediction = directPrediction(attempt, strategy, program.output);
      program.finished(prediction.steps);
      work.settle({ ...prediction, ...linesOf(attempt, { student: program }) });
    });
  }

  #solveTogether(work: Work, { qg, qa }: PairModels, mode: PairMode): void {
    const { attempt } = work;
    const { givenQuestions, outside } = attempt;
    const { guidance } = this.#request;
    const asksOutside = outside.questions === true;
    const plans = guidance !== undefined && givenQuestions === null && !asksOutside;
    const planning = plans ? new Planning(guidance, attempt) : null;
    let parts = 2;
    let decomposer: QuestionProgram | undefined;
    let solver: SolutionProgram | OutsideSolver | undefined;
    const partDone = () => {
      this.#deeds++;
      if (--parts > 0 || work.settled) return;
      const { output } = required(solver, 'the sub-problem solver');
      const prediction = pairPrediction(attempt, dialogue, output, planning);
      const written = solver instanceof SolutionProgram ? solver : undefined;
      work.settle({ ...prediction, ...linesOf(attempt, { qg: decomposer, qa: written }) });
    };
    const dialogue = new Dialogue(mode, attempt, () => {
      if (outside.answers === 'all') {
        solver = new OutsideSolver(attempt, dialogue, partDone);
        solver.begin();
        return;
      }
      const model = required(qa, 'the model qa');
      solver = new SolutionProgram(attempt, model, dialogue);
      this.#start(work, model, solver, partDone);
    });
    if (givenQuestions !== null) {
      parts = 1;
      for (const question of givenQuestions) dialogue.give(question);
      dialogue.end();
      return;
    }
    if (asksOutside) {
      new OutsideDecomposer(attempt, dialogue, partDone).begin();
      return;
    }
    const model = required(qg, 'the model qg');
    decomposer = new QuestionProgram(attempt, model, dialogue, planning);
    this.#start(work, model, decomposer, partDone);
  }

  /** Adds the program's row, and another one each time that it restarts. */
  #start(work: Work, model: StudentModel, program: SolvingProgram, done: () => void): void {
    const { decoder, adapter } = model;
    const drawing = work.drawingOf(program);
    const next: RowProgram['next'] = (event) => {
      if (work.settled) return { type: 'done' };
      const action = program.next(event);
      if (action.type !== 'wait') this.#deeds++;
      if (action.type === 'restart') {
        decoder.add({ prompt: program.prompt, ...drawing.restarted, next }, adapter);
        return { type: 'done' };
      }
      if (action.type === 'done') done();
      return action;
    };
    decoder.add({ ...work.promptOf(model, program), ...drawing.first, next }, adapter);
  }
}

/** How likely the lines of the models' programs were, where that is asked for and their decoders say so. */
function linesOf(
  { logProbabilities }: Attempt,
  programs: Readonly<Partial<Record<RoleName, SolvingProgram | undefined>>>,
): Pick<Prediction, 'lines'> {
  if (!logProbabilities) return {};
  const lines = Object.entries(programs).flatMap(([model, program]) =>
    (program?.lines ?? []).map((line) => ({ model: model as RoleName, ...line })),
  );
  return lines.length === 0 ? {} : { lines };
}

/** The prompts of a problem's samples, by model and ids: equal ones are one array, which a decoder reads once. */
type SharedPrompts = Map<StudentModel, Map<string, readonly number[]>>;

type Choosing = Pick<RowProgram, 'choose'>;

interface Sampling {
  readonly options: ProblemOptions;
  /** Which of the problem's samples this is, from 0. */
  readonly sample: number;
  readonly prompts: SharedPrompts;
}

/** One sample of a problem, until it is solved or given up. */
class Work {
  readonly attempt: Attempt;
  readonly #sampling: Sampling;
  readonly #onSettled: (prediction: Prediction | null) => void;
  #settled = false;
  #programs = 0;
  /** What it has asked elsewhere and is not answered. */
  asked = 0;

  constructor(attempt: Attempt, sampling: Sampling, onSettled: (prediction: Prediction | null) => void) {
    this.attempt = attempt;
    this.#sampling = sampling;
    this.#onSettled = onSettled;
  }

  /** What a program's first row begins with. */
  promptOf(model: StudentModel, { prompt }: SolvingProgram): Pick<RowProgram, 'prompt' | 'sharesPrompt'> {
    const { options, prompts } = this.#sampling;
    if (temperatureOf(options) === 0) return { prompt };
    const known = prompts.get(model) ?? new Map<string, readonly number[]>();
    const shared = known.get(prompt.join()) ?? prompt;
    prompts.set(model, known.set(prompt.join(), shared));
    return { prompt: shared, sharesPrompt: true };
  }

  /**
   * How the rows of the next program of this sample choose their tokens: drawn by seed, problem, sample and program, or the most likely ones.
   * A line that is written again is always drawn, by its number and that of the attempt too.
   */
  drawingOf(program: SolvingProgram): { readonly first: Choosing; readonly restarted: Choosing } {
    const { options, sample } = this.#sampling;
    const { repetitionPenalty = solveDefaults.repetitionPenalty, seed = solveDefaults.seed } = options;
    const { topK, topP, minP } = options;
    const temperature = temperatureOf(options);
    const samplerOf = (heat: number, ...key: readonly unknown[]) =>
      new Sampler(
        { repetitionPenalty, temperature: heat, topK, topP, minP },
        JSON.stringify([seed, this.attempt.problem.question, sample, ...key]),
      );
    const usual = samplerOf(temperature, this.#programs++);
    let [rewriting, again] = [program.rewriting, usual];
    const restarted: Choosing = {
      choose: (...row) => {
        if (program.rewriting === null) return usual.choose(...row);
        if (program.rewriting.line !== rewriting?.line || program.rewriting.attempt !== rewriting.attempt) {
          rewriting = program.rewriting;
          const { line, attempt } = rewriting;
          again = samplerOf(temperature || SAMPLING_TEMPERATURE, 'line', line, attempt);
        }
        return again.choose(...row);
      },
    };
    const takesMostLikely = temperature === 0 && repetitionPenalty === 1;
    return { first: takesMostLikely ? {} : restarted, restarted };
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** The first call counts; null: given up. */
  settle(prediction: Prediction | null): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#onSettled(prediction);
  }
}
