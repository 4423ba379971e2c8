// Which nodes of a graph are written, and in which order: that decides when the runtime computes each and how long it keeps what
// the node reads.

interface Node {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** The nodes that lead to one of `outputs`, in their order. */
export function neededNodes<T extends Node>(nodes: readonly T[], outputs: Iterable<string>): T[] {
  const needed = new Set(outputs);
  const kept: T[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    for (const name of node.inputs) needed.add(name);
    kept.push(node);
  }
  return kept.reverse();
}

/**
 * Moves the nodes whose results no other node reads to the end, the last one first. ONNX Runtime orders a graph by walking back from
 * such nodes, beginning with the last: so each is computed as soon as what it needs is there, and a backward pass can let go of
 * activations layer by layer. In the order in which they were made, every weight's gradient would be computed at the very end, with
 * everything that any of them reads kept until then.
 */
export function finalNodesLast<T extends Node>(nodes: readonly T[]): T[] {
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const isFinal = (node: T) => !node.outputs.some((name) => read.has(name));
  return [...nodes.filter((node) => !isFinal(node)), ...nodes.filter(isFinal).reverse()];
}
