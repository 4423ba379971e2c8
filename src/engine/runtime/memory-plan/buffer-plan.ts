// Which values of a graph share a buffer, and when each buffer is taken and given back: the account of ONNX Runtime's
// allocation planner (core/framework/allocation_planner.cc, one stream, memory reuse on) over our own nodes.
import {
  type Dimension,
  type NodeRecord,
  type Shape,
  sameShape,
  type Tensor,
  type WrittenGraph,
} from '../../graph/index.ts';
import { executionOrder } from './execution-order.ts';

/** Operators whose result is their first input under another shape. */
const aliases = new Set(['Reshape', 'Unsqueeze', 'Identity']);
/** Operators whose CPU kernel writes its result over its first input, once nothing else needs that. */
const inPlace = new Set(['Sigmoid', 'Tanh', 'Softmax', 'LogSoftmax', 'ScatterElements', 'ScatterND']);

/** Memory for one value after the other, all of one size. */
export interface Buffer {
  /** The value that it is taken for. */
  readonly first: Tensor;
  /** Places in the order of execution: taken as the first runs, given back after the second. */
  readonly taken: number;
  readonly givenBack: number;
}

export interface BufferPlan {
  /** How many nodes are executed; a buffer that is given back at this place lives until the run is over. */
  readonly steps: number;
  /** In the order in which they are taken. */
  readonly buffers: readonly Buffer[];
}

/** A buffer while the plan is made. */
interface Growing {
  readonly first: Tensor;
  readonly taken: number;
  givenBack: number;
  /** How often the values that it holds are still to be read. */
  reads: number;
}

/**
 * Plans one run. `outside`: outputs that are written into arrays of the caller's. What is fed or part of the model is never in a
 * buffer.
 */
export function planBuffers(graph: WrittenGraph, outside: ReadonlySet<string>): BufferPlan {
  const order = executionOrder(graph);
  const planner = new Planner(graph, outside, order.length);
  order.forEach((index, step) => {
    const node = graph.nodes[index];
    if (node) planner.execute(node, step);
  });
  return { steps: order.length, buffers: planner.buffers };
}

class Planner {
  readonly buffers: Growing[] = [];
  readonly #graph: WrittenGraph;
  readonly #outside: ReadonlySet<string>;
  readonly #end: number;
  /** How many inputs of nodes each value is; once more for a result. */
  readonly #reads = new Map<string, number>();
  /** The buffer of every value that has one. */
  readonly #places = new Map<string, Growing>();
  /** Buffers whose values have all been read, the latest first: the next value of the same size may have them. */
  #dead: Growing[] = [];

  constructor(graph: WrittenGraph, outside: ReadonlySet<string>, end: number) {
    this.#graph = graph;
    this.#outside = outside;
    this.#end = end;
    for (const name of [...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs])
      this.#reads.set(name, (this.#reads.get(name) ?? 0) + 1);
  }

  execute(node: NodeRecord, step: number): void {
    for (const name of node.outputs) {
      const value = this.#graph.values.get(name);
      const buffer = value && this.#bufferFor(node, { ...value, name }, step);
      if (!buffer) continue;
      this.#places.set(name, buffer);
      buffer.reads += this.#reads.get(name) ?? 0;
    }
    for (const name of node.inputs) this.#touch(name, step, 1);
    for (const name of node.outputs) this.#touch(name, step, 0);
  }

  /** The buffer in which a node's output will be; undefined when it is none of the arena's. */
  #bufferFor(node: NodeRecord, value: Tensor, step: number): Growing | undefined {
    if (this.#outside.has(value.name)) return undefined;
    const input = node.inputs[0] ?? '';
    const place = this.#places.get(input);
    if (aliases.has(node.opType)) return place;
    if (inPlace.has(node.opType) && place?.reads === 1 && this.#same(input, value.name)) return place;
    const again = this.#graph.outputs.has(value.name)
      ? undefined
      : this.#dead.find(({ first }) => first.dtype === value.dtype && this.#same(first.name, value.name));
    if (again) {
      this.#dead = this.#dead.filter((buffer) => buffer !== again);
      return again;
    }
    const buffer: Growing = { first: value, taken: step, givenBack: step, reads: 0 };
    this.buffers.push(buffer);
    return buffer;
  }

  /** Notes that a value is there at `step`, and was read `times`. */
  #touch(name: string, step: number, times: number): void {
    const buffer = this.#places.get(name);
    if (!buffer) return;
    buffer.givenBack = this.#graph.outputs.has(name) ? this.#end : Math.max(buffer.givenBack, step);
    const unreadBefore = buffer.reads === 0;
    buffer.reads -= times;
    if (buffer.reads === 0 && (times > 0 || (unreadBefore && !this.#reads.has(name))))
      this.#dead = [buffer, ...this.#dead];
  }

  #same(a: string, b: string): boolean {
    const [left, right] = [a, b].map((name) => this.#graph.values.get(name)?.shape);
    return left !== undefined && right !== undefined && isKnown(left) && sameShape(left, right);
  }
}

/** Whether the runtime can tell that another shape is this one: not when a size is only computed at run time. */
function isKnown(shape: Shape): boolean {
  const isName = (size: Dimension) => typeof size === 'number' || /^\w+$/.test(size);
  return shape.length > 0 && shape.every(isName);
}
