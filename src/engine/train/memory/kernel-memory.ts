// One WebAssembly memory, never grown, and the SIMD kernels that work on the float32 arrays allocated in it. The runtime
// reads and writes those arrays in place, so nothing is copied between a training step and the optimizer's.
import { assert } from '../../../common/index.ts';
import { kernelModuleBase64 } from './kernels.wasm.ts';

/** Bytes that every array starts on a multiple of: one cache line. */
const alignment = 64;
const pageBytes = 65_536;

/** The most that one memory can hold: a page short of 4 GiB, so that no address wraps around. */
export const largestMemoryBytes = 2 ** 32 - pageBytes;

/** What an array of `length` float32 takes up, its padding included. */
export function allocatedBytes(length: number): number {
  return Math.ceil((length * 4) / alignment) * alignment;
}

/** One tensor's arrays for {@link KernelMemory.adamw}: float32, all of one length and in one memory. */
export interface AdamwArrays {
  readonly weight: Float32Array;
  readonly gradient: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

/** The numbers of one AdamW step, worked out in float64; the names are those of kernels.as. */
export interface AdamwCoefficients {
  /** Learning rate / (1 - beta1^t). */
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** 1 - learning rate × weight decay: what is kept of the weight. */
  readonly keep: number;
  /** 1 / √(1 - beta2^t). */
  readonly secondScale: number;
  /** The gradient is multiplied by this first. */
  readonly gradientScale: number;
}

/** Names one random mask: the same three numbers give the same mask, in any process. All unsigned 32-bit. */
export interface MaskKey {
  readonly seed: number;
  readonly counterLow: number;
  readonly counterHigh: number;
}

/** The module's exports, as kernels.as declares them: addresses in bytes, lengths in numbers. */
interface Kernels {
  adamw(
    ...numbers: [
      ...addresses: [weight: number, gradient: number, firstMoment: number, secondMoment: number, n: number],
      ...rates: [rate: number, beta1: number, oneMinusBeta1: number, beta2: number, oneMinusBeta2: number],
      ...rest: [epsilon: number, keep: number, secondScale: number, gradientScale: number],
    ]
  ): void;
  sumOfSquares(x: number, n: number): number;
  addInto(target: number, source: number, n: number): void;
  dropoutMask(
    ...numbers: [
      ...where: [target: number, n: number],
      ...key: [seed: number, counterLow: number, counterHigh: number],
      ...values: [threshold: number, value: number],
    ]
  ): void;
}

let compiled: WebAssembly.Module | undefined;

/** The compiled kernels; compiled once a process. */
export function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(kernelModuleBase64, 'base64'));
  return compiled;
}

export class KernelMemory {
  readonly #buffer: ArrayBuffer;
  readonly #kernels: Kernels;
  #used = 0;

  /** `byteLength`: room for all arrays, as `allocatedBytes` counts them; at most `largestMemoryBytes`. */
  constructor(byteLength: number) {
    assert(byteLength <= largestMemoryBytes, `one memory cannot hold ${byteLength} bytes`);
    const pages = Math.ceil(byteLength / pageBytes);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const instance = new WebAssembly.Instance(kernelModule(), { env: { memory } });
    this.#buffer = memory.buffer;
    this.#kernels = instance.exports as unknown as Kernels;
  }

  /** A float32 array of zeros, 64-byte aligned, followed by padding up to a multiple of 16 numbers. */
  allocate(length: number): Float32Array {
    const bytes = allocatedBytes(length);
    assert(this.#used + bytes <= this.#buffer.byteLength, `the memory has no room for ${length} numbers`);
    const array = new Float32Array(this.#buffer, this.#used, length);
    this.#used += bytes;
    return array;
  }

  /** Forgets all allocations; arrays handed out before are overwritten by later ones. */
  reset(): void {
    this.#used = 0;
  }

  get byteLength(): number {
    return this.#buffer.byteLength;
  }

  /** One AdamW step, in place: updates weight and both moments, leaves the gradient. */
  adamw(arrays: AdamwArrays, c: AdamwCoefficients): void {
    const n = arrays.weight.length;
    this.#kernels.adamw(
      this.#address(arrays.weight, n),
      this.#address(arrays.gradient, n),
      this.#address(arrays.firstMoment, n),
      this.#address(arrays.secondMoment, n),
      n,
      c.rate,
      c.beta1,
      1 - c.beta1,
      c.beta2,
      1 - c.beta2,
      c.epsilon,
      c.keep,
      c.secondScale,
      c.gradientScale,
    );
  }

  /** Σ x², in float64 and always in the same order. */
  sumOfSquares(x: Float32Array): number {
    return this.#kernels.sumOfSquares(this.#address(x, x.length), x.length);
  }

  /** target += source. */
  addInto(target: Float32Array, source: Float32Array): void {
    const n = target.length;
    this.#kernels.addInto(this.#address(target, n), this.#address(source, n), n);
  }

  /**
   * Fills `target` with 1 / `keepProbability` (probability `keepProbability`, in steps of 2⁻²⁴) or 0. Element i depends
   * on the key and i alone, so a shorter mask is the beginning of a longer one.
   */
  dropoutMask(target: Float32Array, key: MaskKey, keepProbability: number): void {
    assert(keepProbability > 0 && keepProbability <= 1, `${keepProbability} is no probability of keeping`);
    this.#kernels.dropoutMask(
      this.#address(target, target.length),
      target.length,
      key.seed,
      key.counterLow,
      key.counterHigh,
      Math.round(keepProbability * 2 ** 24),
      1 / keepProbability,
    );
  }

  #address(array: Float32Array, length: number): number {
    assert(array.buffer === this.#buffer, 'a kernel was given an array of another memory');
    assert(array.byteOffset % alignment === 0, 'a kernel was given an array that it did not allocate');
    assert(array.length === length, `a kernel was given arrays of ${length} and ${array.length} numbers`);
    return array.byteOffset;
  }
}
