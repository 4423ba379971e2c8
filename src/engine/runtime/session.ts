// The only importer of onnxruntime-node: sessions over our graphs, run on typed arrays that are read and written in place.

import * as ort from 'onnxruntime-node';
import { messageOf, SocraticError } from '../../common/index.ts';

export type TensorData = Float32Array | BigInt64Array | Int32Array;

/** Numbers with their sizes: float32, int64 or int32 by the array's class. */
export interface Value {
  readonly data: TensorData;
  readonly shape: readonly number[];
}
export type Values = Readonly<Record<string, Value>>;

export interface SessionOptions {
  /** Threads inside one operator; 0 lets the runtime choose. */
  readonly threads: number;
}

/** A serialized model, and the initializers that it refers to by name. */
export interface SerializedGraph {
  readonly model: Uint8Array;
  readonly external: readonly { readonly path: string; readonly data: Uint8Array }[];
}

function toTensor({ data, shape }: Value): ort.Tensor {
  if (data instanceof Float32Array) return new ort.Tensor('float32', data, shape);
  if (data instanceof BigInt64Array) return new ort.Tensor('int64', data, shape);
  return new ort.Tensor('int32', data, shape);
}

const toTensors = (values: Values) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toTensor(value)]));

/** A loaded graph. `run` blocks the event loop while it computes. */
export class Session {
  readonly #session: ort.InferenceSession;

  private constructor(session: ort.InferenceSession) {
    this.#session = session;
  }

  /** Loads a serialized model; throws `graph-refused` with the runtime's own words when it does not accept it. */
  static async create(graph: Uint8Array | SerializedGraph, options: SessionOptions): Promise<Session> {
    const { model, external } = graph instanceof Uint8Array ? { model: graph, external: [] } : graph;
    try {
      const session = await ort.InferenceSession.create(model, {
        intraOpNumThreads: options.threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        enableMemPattern: false, // shapes change from run to run
        enableCpuMemArena: true,
        ...(external.length > 0 ? { externalData: [...external] } : {}),
        logSeverityLevel: 4, // its errors are thrown, and reported as ours
        // Threads that wait by spinning take the cores from whatever else runs (docs/decisions/0005, with the price when idle).
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      });
      return new Session(session);
    } catch (error) {
      throw new SocraticError('graph-refused', `ONNX Runtime does not load this graph: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }

  /**
   * Runs the graph. Outputs named in `into` are written to those arrays in place; those named in `fetch` are returned in
   * fresh arrays. Throws `graph-failed` with the runtime's words.
   */
  async run(feeds: Values, into: Values, fetch: readonly string[] = []): Promise<Record<string, Value>> {
    const fetches: Record<string, ort.Tensor | null> = toTensors(into);
    for (const name of fetch) fetches[name] = null;
    try {
      const results = await this.#session.run(toTensors(feeds), fetches);
      return Object.fromEntries(
        fetch.map((name) => [
          name,
          { data: results[name]?.data as TensorData, shape: results[name]?.dims ?? [] },
        ]),
      );
    } catch (error) {
      throw new SocraticError('graph-failed', `ONNX Runtime stopped: ${messageOf(error)}`, { cause: error });
    }
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}
