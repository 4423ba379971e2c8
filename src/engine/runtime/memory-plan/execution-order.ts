// In which order ONNX Runtime computes a graph's nodes.
import type { WrittenGraph } from '../../graph/index.ts';

/**
 * The indices of `nodes` in the order of execution, which is that of GraphViewer in ONNX Runtime 1.30 (core/graph/graph_viewer.cc): a
 * depth-first walk from the nodes that no other node reads, the last one in the model first, through the nodes that each of them
 * reads, again the last one first; a node is executed when all that it reads has been.
 */
export function executionOrder({ nodes }: Pick<WrittenGraph, 'nodes'>): number[] {
  const maker = new Map(nodes.flatMap(({ outputs }, index) => outputs.map((name) => [name, index] as const)));
  const readsOf = nodes.map(({ inputs }) =>
    [...new Set(inputs.flatMap((name) => maker.get(name) ?? []))].sort((a, b) => a - b),
  );
  const isRead = new Set(readsOf.flat());
  const order: number[] = [];
  const entered = new Set<number>();
  const stack = nodes.flatMap((_, index) => (isRead.has(index) ? [] : [{ index, leaving: false }]));
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const { index, leaving } = entry;
    if (leaving) order.push(index);
    else if (!entered.has(index)) {
      entered.add(index);
      stack.push({ index, leaving: true });
      for (const read of readsOf[index] ?? [])
        if (!entered.has(read)) stack.push({ index: read, leaving: false });
    }
  }
  return order;
}
