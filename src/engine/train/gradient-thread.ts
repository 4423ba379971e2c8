// A second thread with a session of its own, which computes the gradients of a part of a batch while the first computes the rest.
import type { Worker } from 'node:worker_threads';
import {
  assert,
  childModule,
  fromWireError,
  option,
  required,
  SocraticError,
  say,
  startThread,
} from '../../common/index.ts';
import type { PackedBatch } from './batches.ts';
import type { GradientArrays, GradientGraph } from './gradient-session.ts';
import {
  bufferBytes,
  bufferViews,
  type ThreadAnswer,
  type ThreadBuffers,
  type ThreadRequest,
  type ThreadStart,
} from './gradient-thread-protocol.ts';

interface Waiting {
  resolve(answer: ThreadAnswer): void;
  reject(error: Error): void;
}

/** What a part of a batch gives: its share of the loss, and its gradients by parameter, valid until the next request. */
export interface PartialGradients {
  readonly loss: number;
  readonly gradients: ReadonlyMap<string, GradientArrays>;
}

export class GradientThread {
  readonly #parameters: GradientGraph['parameters'];
  readonly #worker: Worker;
  #buffers: ThreadBuffers;
  #waiting: Waiting | null = null;
  /** Why it answers no more. */
  #ended: Error | null = null;
  readonly #gone: Promise<void>;

  private constructor(start: ThreadStart, module: URL) {
    this.#parameters = start.graph.parameters;
    const { weights, gradients } = bufferBytes(this.#parameters);
    this.#buffers = { weights: new ArrayBuffer(weights), gradients: new ArrayBuffer(gradients) };
    this.#worker = startThread(module, { workerData: start });
    this.#worker.on('message', (answer: ThreadAnswer) => this.#settle().resolve(answer));
    this.#worker.on('error', (error) => this.#end(`ended with an error: ${error.message}`, error));
    this.#gone = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#end(`ended with code ${code}`);
        resolve();
      });
    });
  }

  /** Starts the thread and loads the graph there. Throws `graph-refused`, `gradient-thread-ended`. `module` is for tests. */
  static async create(
    start: ThreadStart,
    module = childModule(import.meta.url, './gradient-worker'),
  ): Promise<GradientThread> {
    const thread = new GradientThread(start, module);
    try {
      await thread.#answer();
    } catch (error) {
      await thread.release();
      throw error;
    }
    return thread;
  }

  /**
   * Begins to compute a part of a batch with the current `weights`, and divides by `supervised`. Nothing else may be asked until the
   * promise has settled, and the process must not exit before: ONNX Runtime does not survive that its thread is ended in a run.
   */
  async compute(
    batch: PackedBatch,
    supervised: number,
    weights: ReadonlyMap<string, Pick<GradientArrays, 'weight'>>,
  ): Promise<PartialGradients> {
    if (this.#ended) throw this.#ended;
    for (const [name, { weight }] of bufferViews(this.#parameters, this.#buffers))
      weight.set(required(weights.get(name), name).weight);
    const buffers = this.#buffers;
    this.#post({ type: 'gradients', batch, supervised, buffers }, [buffers.weights, buffers.gradients]);
    const answer = await this.#answer();
    assert(answer.type === 'done', `the gradient thread said ${answer.type}`);
    this.#buffers = answer.buffers;
    return { loss: answer.loss, gradients: bufferViews(this.#parameters, answer.buffers) };
  }

  /** Ends the thread, also one that has failed: its session lives until then. */
  async release(): Promise<void> {
    this.#worker.ref();
    this.#post({ type: 'end' }); // nothing where it has ended by itself
    await this.#gone;
  }

  #post(request: ThreadRequest, handedOver: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(request, handedOver);
  }

  /** The next answer. The thread keeps the process alive while it is waited for, and only then. */
  async #answer(): Promise<ThreadAnswer> {
    this.#worker.ref();
    const answer = await new Promise<ThreadAnswer>((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    this.#worker.unref();
    if (answer.type === 'failed') {
      this.#ended = fromWireError(answer.error);
      throw this.#ended;
    }
    return answer;
  }

  #settle(): Waiting {
    const waiting = required(this.#waiting ?? undefined, 'somebody who waits for the gradient thread');
    this.#waiting = null;
    return waiting;
  }

  #end(how: string, cause?: Error): void {
    this.#ended ??= ended(how, cause);
    if (this.#waiting) this.#settle().reject(this.#ended);
  }
}

function ended(how: string, cause?: Error): SocraticError {
  return new SocraticError(
    'gradient-thread-ended',
    say`The thread that computes a part of every batch ${how}, so training stopped. The usual reason is that memory ran out. Continue with ${option('resume', true)} and a smaller ${option('batchTokens')}, or with ${option('threads', 1)}, which needs no such thread.`,
    { details: { how }, ...(cause === undefined ? {} : { cause }) },
  );
}
