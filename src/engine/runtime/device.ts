// Where a session computes: the CPU, or a GPU through WebGPU or CUDA; and tensors that stay there between runs. No type of ONNX
// Runtime is part of the published types: its declarations need those of a browser.

export const devices = ['cpu', 'webgpu', 'cuda'] as const;
export type Device = (typeof devices)[number];

/** What is needed of the runtime's tensors. */
export interface RuntimeTensor {
  readonly dims: readonly number[];
  readonly location: string;
  dispose(): void;
}

/** A tensor in a device's memory. It is not collected with the handle: whoever has it disposes of it. */
export class DeviceTensor {
  readonly #tensor: RuntimeTensor;

  /** For the runtime: wraps what a session returned. */
  constructor(tensor: RuntimeTensor) {
    this.#tensor = tensor;
  }

  get shape(): readonly number[] {
    return this.#tensor.dims;
  }

  /** Whether its numbers are outside of the process's own memory. */
  get resident(): boolean {
    return this.#tensor.location !== 'cpu';
  }

  /** For the runtime. */
  get tensor(): RuntimeTensor {
    return this.#tensor;
  }

  /** Frees the memory; the handle cannot be used any more. */
  dispose(): void {
    this.#tensor.dispose();
  }
}
