// Where a model's parameters live while it is trained: weight, gradient and optimizer state of every tensor, as float32
// views of kernel memories that the runtime and the optimizer both work on in place.
import { assert, required, SocraticError } from '../../../common/index.ts';
import { allocatedBytes, KernelMemory, largestMemoryBytes } from './kernel-memory.ts';

export interface ParameterSpecification {
  readonly name: string;
  /** How many numbers the tensor has. */
  readonly size: number;
  /** Whether weight decay applies: not to biases and the gains of norms. */
  readonly decay: boolean;
  /** Never changed: it has a weight, and no gradient or optimizer state. */
  readonly frozen?: boolean;
}

export interface ParameterMemoryOptions {
  /** Whether a second gradient is kept, into which those of several micro-batches are added. Default false. */
  readonly accumulate?: boolean;
  /** Whether gradients from other memories are added ({@link ParameterMemory.addForeign}). Default false. */
  readonly foreign?: boolean;
  /** The most that one WebAssembly memory is given. Default and maximum: a page short of 4 GiB. */
  readonly memoryBytes?: number;
}

/** One tensor's arrays, each float32 [size] (all but the weight empty where it is frozen), zero at first; all in the memory whose kernels are `kernels`. */
export interface Parameter extends ParameterSpecification {
  readonly weight: Float32Array;
  /** What the training graph writes: the gradient of one micro-batch, overwritten each time. */
  readonly gradient: Float32Array;
  /** The sum over the micro-batches of a step, or `gradient` itself where nothing is accumulated: the optimizer reads this. */
  readonly total: Float32Array;
  /** AdamW's m and v. */
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
  readonly kernels: KernelMemory;
}

/** Numbers that pass at a time: few enough to stay in a core's cache in between. */
const passageLength = 32_768;
const passageBytes = allocatedBytes(passageLength);

/** The numbers of the whole vectors that the kernels run over. */
const vectorsOf = (length: number): number => 4 * Math.ceil(length / 4);

/** Tensors that share one memory. */
interface Group {
  readonly specifications: ParameterSpecification[];
  bytes: number;
}

export class ParameterMemory {
  /** In the order of the specifications. */
  readonly parameters: readonly Parameter[];
  /** Those that are not frozen. */
  readonly trained: readonly Parameter[];
  /** Whether gradients of several micro-batches can be added up. */
  readonly accumulates: boolean;
  readonly #byName: ReadonlyMap<string, Parameter>;
  /** Where foreign numbers pass through into a memory. */
  readonly #passages = new Map<KernelMemory, Float32Array>();

  /**
   * Allocates everything at once; the memory is zero and is taken from the system as it is first touched. Throws
   * `parameter-too-large` when one tensor with its gradients and moments does not fit one memory.
   */
  constructor(specifications: readonly ParameterSpecification[], options: ParameterMemoryOptions = {}) {
    const limit = Math.min(options.memoryBytes ?? largestMemoryBytes, largestMemoryBytes);
    this.accumulates = options.accumulate ?? false;
    const arraysEach = this.accumulates ? 5 : 4;
    const passage = options.foreign ? passageBytes : 0;
    this.parameters = group(specifications, arraysEach, limit - passage).flatMap(
      ({ specifications, bytes }) => {
        const kernels = new KernelMemory(bytes + passage);
        if (options.foreign) this.#passages.set(kernels, kernels.allocate(passageLength));
        return specifications.map((specification) => this.#allocate(kernels, specification));
      },
    );
    this.trained = this.parameters.filter(({ frozen }) => !frozen);
    this.#byName = new Map(this.parameters.map((parameter) => [parameter.name, parameter]));
    assert(this.#byName.size === specifications.length, 'two parameters have the same name');
  }

  /** The arrays of the parameter called `name`. */
  views(name: string): Parameter {
    return required(this.#byName.get(name), `parameter ${name}`);
  }

  /**
   * Adds every `gradient` into `total`, at the end of a micro-batch; the `first` one of a step overwrites instead. Does
   * nothing in a memory that does not accumulate, where `total` is `gradient`.
   */
  accumulate(first: boolean): void {
    if (!this.accumulates) {
      assert(first, 'gradients of several micro-batches in a memory that does not accumulate');
      return;
    }
    for (const { kernels, total, gradient } of this.trained) {
      if (first) total.set(gradient);
      else kernels.addInto(total, gradient);
    }
  }

  /** gradient += addend, an array of any other memory, for the parameter called `name`. */
  addForeign(name: string, addend: Float32Array): void {
    const { gradient, kernels } = this.views(name);
    const passage = required(this.#passages.get(kernels), 'a passage: the memory was made without `foreign`');
    assert(addend.length === gradient.length, `${name}: ${addend.length} numbers for ${gradient.length}`);
    for (let start = 0; start < addend.length; start += passageLength) {
      const piece = addend.subarray(start, start + passageLength);
      passage.set(piece);
      passage.fill(0, piece.length, vectorsOf(piece.length)); // added too, to what the norm counts
      kernels.addInto(gradient.subarray(start, start + piece.length), passage.subarray(0, piece.length));
    }
  }

  #allocate(kernels: KernelMemory, specification: ParameterSpecification): Parameter {
    const weight = kernels.allocate(specification.size);
    const array = () => (specification.frozen ? new Float32Array(0) : kernels.allocate(specification.size));
    const gradient = array();
    return {
      ...specification,
      weight,
      gradient,
      total: this.accumulates ? array() : gradient,
      firstMoment: array(),
      secondMoment: array(),
      kernels,
    };
  }
}

/** Cuts the list, in order, into groups of at most `limit` bytes. */
function group(
  specifications: readonly ParameterSpecification[],
  arraysEach: number,
  limit: number,
): Group[] {
  const groups: Group[] = [];
  for (const specification of specifications) {
    const bytes = allocatedBytes(specification.size) * (specification.frozen ? 1 : arraysEach);
    if (bytes > limit) {
      throw new SocraticError(
        'parameter-too-large',
        `Parameter ${specification.name} has ${specification.size} numbers; with its gradients and moments it takes ` +
          `${bytes} bytes, and at most ${limit} fit in one memory. Train a model with smaller tensors, or on torch.`,
        { details: { parameter: specification.name, bytes, limit } },
      );
    }
    const last = groups.at(-1);
    if (last !== undefined && last.bytes + bytes <= limit) {
      last.specifications.push(specification);
      last.bytes += bytes;
    } else groups.push({ specifications: [specification], bytes });
  }
  return groups;
}
