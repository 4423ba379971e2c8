// Sessions of ONNX Runtime over our graphs, run on typed arrays that are read and written in place.

import type * as ort from 'onnxruntime-node';
import { messageOf, required, SocraticError } from '../../common/index.ts';
import { IN_PLACE } from '../graph/index.ts';
import { type Device, DeviceTensor } from './device.ts';
import { deviceError, deviceOptions } from './device-options.ts';
import { onnxRuntime } from './onnx-runtime.ts';

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
  /** Where the graph is computed. Default cpu. On webgpu a graph with an operator that WebGPU lacks is refused. */
  readonly device?: Device;
  /** Outputs that {@link Session.runOnDevice} leaves in the device's memory. */
  readonly onDevice?: readonly string[];
  /** Start of the name of a file in which the runtime records the time of every operator; it is complete after `release`. */
  readonly profile?: string;
}

/** What a graph is fed: numbers of ours, or tensors that are on its device already. */
export type DeviceFeeds = Readonly<Record<string, Value | DeviceTensor>>;

/** A serialized model, and the initializers that it refers to by name. */
export interface SerializedGraph {
  readonly model: Uint8Array;
  readonly external: readonly { readonly path: string; readonly data: Uint8Array }[];
}

/** What onnxruntime-node says when it would hand over a sequence; the runtime itself has finished by then. */
const REFUSES_SEQUENCES = 'Non tensor type is temporarily not supported.';

function toTensor({ data, shape }: Value): ort.Tensor {
  const { Tensor } = onnxRuntime();
  if (data instanceof Float32Array) return new Tensor('float32', data, shape);
  if (data instanceof BigInt64Array) return new Tensor('int64', data, shape);
  return new Tensor('int32', data, shape);
}

const toTensors = (values: DeviceFeeds) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value instanceof DeviceTensor ? (value.tensor as ort.Tensor) : toTensor(value), // a session made it
    ]),
  );

/** A loaded graph. `run` blocks the event loop while it computes. */
export class Session {
  readonly #session: ort.InferenceSession;
  readonly #onDevice: readonly string[];

  private constructor(session: ort.InferenceSession, onDevice: readonly string[]) {
    this.#session = session;
    this.#onDevice = onDevice;
  }

  /**
   * Loads a serialized model; throws `graph-refused` with the runtime's own words when it does not accept it, and
   * `device-unavailable` when there is no such device.
   */
  static async create(graph: Uint8Array | SerializedGraph, options: SessionOptions): Promise<Session> {
    const { device = 'cpu', onDevice = [], profile } = options;
    const { model, external } = graph instanceof Uint8Array ? { model: graph, external: [] } : graph;
    try {
      const session = await onnxRuntime().InferenceSession.create(model, {
        intraOpNumThreads: options.threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        enableMemPattern: false, // shapes change from run to run
        enableCpuMemArena: true,
        ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
        ...(external.length > 0 ? { externalData: [...external] } : {}),
        logSeverityLevel: 4, // its errors are thrown, and reported as ours
        ...deviceOptions(device, onDevice),
        extra: {
          session: {
            // Threads that wait by spinning take the cores from whatever else runs (docs/decisions/0005, with the price when idle).
            intra_op: { allow_spinning: '0' },
            ...(device === 'webgpu' ? { disable_cpu_ep_fallback: '1' } : {}),
          },
        },
      });
      return new Session(session, onDevice);
    } catch (error) {
      const unavailable = deviceError(device, error);
      if (unavailable) throw unavailable;
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

  /**
   * Runs a graph that was made with `intoPlace`; its outputs are written to the arrays of `into` and nothing is returned.
   * Throws `graph-failed`. onnxruntime-node writes given arrays in place and then, in `run`, makes a copy of every output besides,
   * slower than writing it. It makes them in the order of the graph's outputs, and the first is of a kind that it refuses: it stops
   * there, with everything computed and written (docs/decisions/0010-step-time.md).
   */
  async runInPlace(feeds: Values, into: Values): Promise<void> {
    try {
      await this.#session.run(toTensors(feeds), { [IN_PLACE]: null, ...toTensors(into) });
    } catch (error) {
      if (messageOf(error) === REFUSES_SEQUENCES) return;
      throw new SocraticError('graph-failed', `ONNX Runtime stopped: ${messageOf(error)}`, { cause: error });
    }
  }

  /**
   * Runs the graph with feeds from either side. The outputs named in `onDevice` stay on the device, for the caller to dispose
   * of; those in `fetch` are returned in fresh arrays. Throws `graph-failed`.
   */
  async runOnDevice(
    feeds: DeviceFeeds,
    fetch: readonly string[] = [],
  ): Promise<{ tensors: Record<string, DeviceTensor>; values: Record<string, Value> }> {
    try {
      const results = await this.#session.run(toTensors(feeds), [...this.#onDevice, ...fetch]);
      const result = (name: string): ort.Tensor => required(results[name], `output ${name}`);
      return {
        tensors: Object.fromEntries(this.#onDevice.map((name) => [name, new DeviceTensor(result(name))])),
        values: Object.fromEntries(
          fetch.map((name) => [name, { data: result(name).data as TensorData, shape: result(name).dims }]),
        ),
      };
    } catch (error) {
      throw new SocraticError('graph-failed', `ONNX Runtime stopped: ${messageOf(error)}`, { cause: error });
    }
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}
