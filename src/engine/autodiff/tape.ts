// Records which operators were applied, and from that extends the graph with its own backward pass.
import type { Graph, Tensor } from '../graph/index.ts';
import { type InputGradient, isRows, type Operator, type RowsGradient } from './operator.ts';

interface Application {
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly gradient: (g: Graph, dy: Tensor, wanted: readonly boolean[]) => readonly InputGradient[];
}

/** A parameter's gradient: a dense part of its shape, and rows still to be added to it (or to zeros), repeats included. */
export interface ParameterGradient {
  readonly dense: Tensor | null;
  readonly rows: readonly RowsGradient[];
}

export class Tape {
  readonly graph: Graph;
  readonly #applications: Application[] = [];

  constructor(graph: Graph) {
    this.graph = graph;
  }

  /** Applies an operator, remembers it for `backward`, and returns its output. */
  apply<Attributes, Saved>(
    operator: Operator<Attributes, Saved>,
    inputs: readonly Tensor[],
    ...[attributes]: Attributes extends void ? [] : [Attributes]
  ): Tensor {
    return this.applyKeeping(operator, inputs, attributes as Attributes).output;
  }

  /** Like `apply`, and also returns what the operator keeps for its gradient: attention's keys and values, say. */
  applyKeeping<Attributes, Saved>(
    operator: Operator<Attributes, Saved>,
    inputs: readonly Tensor[],
    attributes: Attributes,
  ): { output: Tensor; saved: Saved } {
    const { output, saved } = operator.lower(this.graph, inputs, attributes);
    this.#applications.push({
      name: operator.name,
      inputs,
      output,
      gradient: (g, dy, wanted) => operator.gradient(g, dy, { inputs, output, saved, wanted }, attributes),
    });
    return { output, saved };
  }

  /**
   * Writes the gradient of the scalar `loss` by each of `parameters` into the graph (reverse-mode differentiation).
   * Returns one entry a parameter, in order; `dense` is null and `rows` empty where the loss does not depend on it.
   * Throws when rows are looked up in something that is not a parameter: their repeats could not be added in the graph.
   */
  backward(loss: Tensor, parameters: readonly Tensor[]): ParameterGradient[] {
    if (loss.shape.length !== 0)
      throw new Error(`backward starts from a scalar, not from shape [${loss.shape.join(', ')}]`);
    const wanted = this.#leadingTo(parameters);
    const parameterNames = new Set(parameters.map(({ name }) => name));
    const dense = new Map<string, Tensor>([[loss.name, this.graph.scalar(1)]]);
    const rows = new Map<string, RowsGradient[]>();
    for (const application of [...this.#applications].reverse()) {
      const dy = dense.get(application.output.name);
      if (!dy || !wanted.has(application.output.name)) continue;
      const gradients = application.gradient(
        this.graph,
        dy,
        application.inputs.map(({ name }) => wanted.has(name)),
      );
      application.inputs.forEach((input, index) => {
        const gradient = gradients[index];
        if (!gradient || !wanted.has(input.name)) return;
        if (!isRows(gradient)) {
          const before = dense.get(input.name);
          dense.set(input.name, before ? this.graph.add(before, gradient) : gradient);
        } else if (parameterNames.has(input.name)) {
          rows.set(input.name, [...(rows.get(input.name) ?? []), gradient]);
        } else {
          throw new Error(`${application.name} looks rows up in ${input.name}, which is not a parameter`);
        }
      });
    }
    return parameters.map(({ name }) => ({ dense: dense.get(name) ?? null, rows: rows.get(name) ?? [] }));
  }

  /** Names of all values that depend on one of `parameters`, these included. */
  #leadingTo(parameters: readonly Tensor[]): Set<string> {
    const names = new Set(parameters.map(({ name }) => name));
    for (const { inputs, output } of this.#applications) {
      if (inputs.some(({ name }) => names.has(name))) names.add(output.name);
    }
    return names;
  }
}
