// How fast the runtime under our engine multiplies matrices.
import { Random } from '../../src/common/index.ts';
import { Graph } from '../../src/engine/graph/index.ts';
import { Session } from '../../src/engine/runtime/index.ts';

/** Of the square matrices whose product shows what each side's matrix multiplication can do at best. */
export const GEMM_SIZE = 1024;

/** The product of two [GEMM_SIZE, GEMM_SIZE] matrices in the runtime that our engine uses. */
export class Multiplication {
  readonly #session: Session;
  readonly #values: Readonly<Record<'a' | 'b' | 'c', { data: Float32Array; shape: number[] }>>;

  private constructor(session: Session) {
    const random = new Random(1);
    const matrix = (fill: () => number) => ({
      data: Float32Array.from({ length: GEMM_SIZE ** 2 }, fill),
      shape: [GEMM_SIZE, GEMM_SIZE],
    });
    this.#session = session;
    this.#values = { a: matrix(() => random.normal()), b: matrix(() => random.normal()), c: matrix(() => 0) };
  }

  static async create(threads: number): Promise<Multiplication> {
    const g = new Graph();
    const shape = [GEMM_SIZE, GEMM_SIZE];
    g.output('c', g.matmul(g.input('a', 'float32', shape), g.input('b', 'float32', shape)));
    return new Multiplication(await Session.create(g.encode(), { threads }));
  }

  async seconds(repeats: number): Promise<number[]> {
    const { a, b, c } = this.#values;
    const seconds: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const started = performance.now();
      await this.#session.run({ a, b }, { c });
      seconds.push((performance.now() - started) / 1000);
    }
    return seconds;
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
