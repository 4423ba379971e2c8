// Numbers to and from a device's memory. onnxruntime-node cannot write into a buffer there, and reading one (`getData`) ends
// the process, so both ways go through a session that only copies.
import { required } from '../../common/index.ts';
import { Graph } from '../graph/index.ts';
import type { Device, DeviceTensor } from './device.ts';
import { Session, type SessionOptions, type Value } from './session.ts';

const FROM = 'from';
const TO = 'to';

/** Copies float32 tensors of any rank. */
export class DeviceTransfer {
  readonly #options: SessionOptions & { readonly device: Device };
  /** One session for each rank and direction, made when it is first needed. */
  readonly #sessions = new Map<string, Promise<Session>>();

  constructor(options: SessionOptions & { readonly device: Device }) {
    this.#options = options;
  }

  /** float32 of any shape; the result is the caller's to dispose of. */
  async upload(value: Value): Promise<DeviceTensor> {
    const session = await this.#session(value.shape.length, true);
    const { tensors } = await session.runOnDevice({ [FROM]: value });
    return required(tensors[TO], TO);
  }

  async download(tensor: DeviceTensor): Promise<Float32Array> {
    const session = await this.#session(tensor.shape.length, false);
    const { values } = await session.runOnDevice({ [FROM]: tensor }, [TO]);
    return required(values[TO], TO).data as Float32Array;
  }

  async release(): Promise<void> {
    for (const session of this.#sessions.values()) await (await session).release();
    this.#sessions.clear();
  }

  #session(rank: number, up: boolean): Promise<Session> {
    const key = `${rank} ${up}`;
    const known = this.#sessions.get(key);
    if (known) return known;
    const g = new Graph();
    const sizes = Array.from({ length: rank }, (_, axis) => `R${axis}`);
    g.output(TO, g.input(FROM, 'float32', sizes));
    const session = Session.create(g.encode(), { ...this.#options, onDevice: up ? [TO] : [] });
    this.#sessions.set(key, session);
    return session;
  }
}

/** Throws `device-unavailable` when sessions cannot be made for the device. */
export async function checkDevice(device: Device): Promise<void> {
  if (device === 'cpu') return;
  const transfer = new DeviceTransfer({ device, threads: 1 });
  const tensor = await transfer.upload({ data: new Float32Array(1), shape: [] });
  tensor.dispose();
  await transfer.release();
}
