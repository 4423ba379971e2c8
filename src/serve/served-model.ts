// One run behind the server: its models in a process of their own, which is replaced when it ends.
import { messageOf, type Reporter, SocraticError } from '../common/index.ts';
import {
  type CreateSolverOptions,
  createSolver,
  type Solution,
  type SolveCallOptions,
  type Solver,
  solveDefaults,
} from '../solve/index.ts';
import { HttpFailure, stopping } from './http-failure.ts';
import { Slots } from './slots.ts';

export interface ServedModelOptions {
  readonly name: string;
  /** When the run was trained, in seconds since 1970. */
  readonly created: number;
  readonly solver: Omit<CreateSolverOptions, 'reporter' | 'signal'>;
  readonly maxWaiting: number;
  readonly reporter: Reporter;
}

export type ModelStatus = 'ready' | 'loading' | 'failed';

export class ServedModel {
  readonly name: string;
  readonly created: number;
  readonly slots: Slots;
  /** What the server asks for where a request does not say. */
  readonly defaults: ServedModelOptions['solver'];
  readonly #reporter: Reporter;
  #solver: Solver;
  #replacing: Promise<Solver> | undefined;
  /** Why the last try to replace the process failed. */
  #failure: unknown;
  #restarts = 0;
  #isClosed = false;

  private constructor(
    { name, created, solver: defaults, maxWaiting, reporter }: ServedModelOptions,
    solver: Solver,
  ) {
    this.name = name;
    this.created = created;
    this.defaults = defaults;
    this.slots = new Slots(defaults.slots ?? solveDefaults.slots, maxWaiting);
    this.#reporter = reporter;
    this.#solver = solver;
  }

  /** Loads the models. Throws what `createSolver` throws. */
  static async load(options: ServedModelOptions, signal?: AbortSignal): Promise<ServedModel> {
    const { solver, reporter } = options;
    return new ServedModel(options, await createSolver({ ...solver, reporter, signal }));
  }

  /** How often the process of the models was replaced. */
  get restarts(): number {
    return this.#restarts;
  }

  /** A process that has ended is replaced when this is asked. */
  status(): ModelStatus {
    if (this.#solver.isOpen) return 'ready';
    const status = this.#failure === undefined ? 'loading' : 'failed';
    this.#replace().catch(() => undefined);
    return status;
  }

  /**
   * Solves a problem once there is a free slot. Throws what `Solver.solve` throws, HttpFailure 429 `server-busy`, 502 `engine-died` when the
   * process of the models ends before the problem is solved, and 503 `model-unavailable` when it could not be replaced.
   */
  async solve(
    problem: string,
    options: SolveCallOptions & { readonly signal: AbortSignal },
  ): Promise<Solution> {
    const { samples = this.defaults.samples ?? solveDefaults.samples, signal } = options;
    const { size } = this.slots;
    if (samples > size) {
      throw new SocraticError(
        'invalid-value',
        `The server works on ${size} solutions at once: ask for at most so many samples, found ${samples}.`,
        { subject: { option: 'samples' } },
      );
    }
    return this.slots.use(samples, signal, async () => {
      const solver = this.#solver.isOpen ? this.#solver : await unlessAborted(this.#replace(), signal);
      try {
        return await solver.solve(problem, options);
      } catch (error) {
        if (!(error instanceof SocraticError) || error.code !== 'engine-died') throw error;
        this.#replace(error).catch(() => undefined); // later requests get the failure
        throw new HttpFailure(
          502,
          'engine-died',
          'The process of the models ended before the problem was solved. Another one is started: send the request again.',
          { cause: error },
        );
      }
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#solver.close();
    await this.#replacing?.then(
      (solver) => solver.close(),
      () => undefined,
    );
  }

  /** The solver in place of one whose process has ended; one attempt at a time. */
  #replace(why?: SocraticError): Promise<Solver> {
    if (this.#isClosed) return Promise.reject(stopping());
    if (this.#solver.isOpen) return Promise.resolve(this.#solver);
    this.#replacing ??= this.#load(why).finally(() => {
      this.#replacing = undefined;
    });
    return this.#replacing;
  }

  async #load(why: SocraticError | undefined): Promise<Solver> {
    this.#restarts++;
    const reason = why === undefined ? '' : ` ${why.message}`;
    this.#reporter.warn(`The process of ${this.name} ended and is started again.${reason}`);
    try {
      this.#solver = await createSolver({ ...this.defaults, reporter: this.#reporter });
      this.#failure = undefined;
      return this.#solver;
    } catch (error) {
      this.#failure = error;
      this.#reporter.warn(`The models of ${this.name} could not be loaded again: ${messageOf(error)}`);
      throw new HttpFailure(
        503,
        'model-unavailable',
        `The models of ${this.name} could not be loaded again.`,
        { cause: error },
      );
    }
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
