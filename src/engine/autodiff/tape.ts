// Records which operators were applied, and from that extends the graph with its own backward pass.
import type { Graph, Tensor } from '../graph/index.ts';
import { type InputGradient, isRows, type Operator, type RowsGradient } from './operator.ts';

interface Application {
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly gradient: (g: Graph, dy: Tensor, wanted: readonly boolean[]) => readonly InputGradient[];
}

/** A part of the computation of which only input and output are kept: its gradient computes it again. */
interface Checkpointed {
  readonly input: Tensor;
  /** The applications inside, as they were first made. */
  readonly inside: readonly Recorded[];
  readonly output: Tensor;
  readonly body: (tape: Tape, x: Tensor) => Tensor;
}

type Recorded = Application | Checkpointed;

/** What has been found of the gradients while going backwards, by the name of the value. */
interface Found {
  readonly dense: Map<string, Tensor>;
  readonly rows: Map<string, RowsGradient[]>;
}

/** A parameter's gradient: a dense part of its shape, and rows still to be added to it (or to zeros), repeats included. */
export interface ParameterGradient {
  readonly dense: Tensor | null;
  readonly rows: readonly RowsGradient[];
}

export class Tape {
  readonly graph: Graph;
  readonly #recorded: Recorded[] = [];

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
    this.#recorded.push({
      name: operator.name,
      inputs,
      output,
      gradient: (g, dy, wanted) => operator.gradient(g, dy, { inputs, output, saved, wanted }, attributes),
    });
    return { output, saved };
  }

  /**
   * Applies `body` to x, and for the gradient applies it again, so that nothing between x and its output is kept (gradient
   * checkpointing: Chen et al. 2016). `body` must use the tape that it is given, and gives the same computation each time.
   */
  checkpoint(x: Tensor, body: (tape: Tape, x: Tensor) => Tensor): Tensor {
    const tape = new Tape(this.graph);
    const output = body(tape, x);
    this.#recorded.push({ input: x, inside: tape.#recorded, output, body });
    return output;
  }

  /**
   * Writes the gradient of the scalar `loss` by each of `parameters` into the graph (reverse-mode differentiation).
   * Returns one entry a parameter, in order; `dense` is null and `rows` empty where the loss does not depend on it.
   * Throws when rows are looked up in something that is not a parameter: their repeats could not be added in the graph.
   */
  backward(loss: Tensor, parameters: readonly Tensor[]): ParameterGradient[] {
    if (loss.shape.length !== 0)
      throw new Error(`backward starts from a scalar, not from shape [${loss.shape.join(', ')}]`);
    const names = new Set(parameters.map(({ name }) => name));
    const found: Found = { dense: new Map([[loss.name, this.graph.scalar(1)]]), rows: new Map() };
    this.#goBack(found, names, names);
    return parameters.map(({ name }) => ({
      dense: found.dense.get(name) ?? null,
      rows: found.rows.get(name) ?? [],
    }));
  }

  /** Goes back from what `found` has, to all values that depend on one of `starts`; `parameters` may get rows. */
  #goBack(found: Found, starts: ReadonlySet<string>, parameters: ReadonlySet<string>): void {
    const wanted = new Set(starts);
    noteDependent(this.#recorded, wanted);
    for (const recorded of [...this.#recorded].reverse()) {
      const dy = found.dense.get(recorded.output.name);
      if (!dy || !wanted.has(recorded.output.name)) continue;
      if ('body' in recorded) this.#goBackAgain(recorded, dy, found, wanted, parameters);
      else applyGradient(this.graph, recorded, dy, found, wanted, parameters);
    }
  }

  /** Computes a checkpointed part again, once its output's gradient is there, and goes back through that. */
  #goBackAgain(
    { input, output, body }: Checkpointed,
    dy: Tensor,
    found: Found,
    wanted: ReadonlySet<string>,
    parameters: ReadonlySet<string>,
  ): void {
    // Waiting for dy keeps the runtime from computing it early, and from taking it for the first computation.
    const restored = this.graph.after(input, dy);
    const tape = new Tape(this.graph);
    const again = body(tape, restored);
    if (again.name === output.name)
      throw new Error('a checkpointed body must compute something of its input');
    found.dense.set(again.name, dy);
    tape.#goBack(
      found,
      wanted.has(input.name) ? new Set([...parameters, restored.name]) : parameters,
      parameters,
    );
    const gradient = found.dense.get(restored.name);
    if (gradient) addDense(this.graph, found, input, gradient);
  }
}

/** Adds to `names` every value that depends on one of them. */
function noteDependent(all: readonly Recorded[], names: Set<string>): void {
  for (const recorded of all) {
    if ('body' in recorded) noteDependent(recorded.inside, names);
    else if (recorded.inputs.some(({ name }) => names.has(name))) names.add(recorded.output.name);
  }
}

function addDense(g: Graph, { dense }: Found, { name }: Tensor, gradient: Tensor): void {
  const before = dense.get(name);
  dense.set(name, before ? g.add(before, gradient) : gradient);
}

function applyGradient(
  g: Graph,
  { name, inputs, gradient }: Application,
  dy: Tensor,
  found: Found,
  wanted: ReadonlySet<string>,
  parameters: ReadonlySet<string>,
): void {
  const gradients = gradient(
    g,
    dy,
    inputs.map((input) => wanted.has(input.name)),
  );
  inputs.forEach((input, index) => {
    const one = gradients[index];
    if (!one || !wanted.has(input.name)) return;
    if (!isRows(one)) addDense(g, found, input, one);
    else if (parameters.has(input.name)) {
      found.rows.set(input.name, [...(found.rows.get(input.name) ?? []), one]);
    } else throw new Error(`${name} looks rows up in ${input.name}, which is not a parameter`);
  });
}
