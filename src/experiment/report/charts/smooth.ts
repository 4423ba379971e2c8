// Curves with thousands of noisy points, made small enough to embed and calm enough to read. Points are [x, y].

export type Point = readonly [x: number, y: number];

/**
 * Centred moving average over about one part in `parts` of the curve. Near the start the window shrinks symmetrically,
 * so that a steep beginning is not flattened; at the end it is cut off.
 */
export function smooth(points: readonly Point[], parts = 30): Point[] {
  const radius = Math.floor(points.length / parts / 2);
  return points.map(([x], i) => {
    const window = points.slice(Math.max(0, i - Math.min(radius, i)), i + Math.min(radius, i) + 1);
    return [x, window.reduce((sum, [, y]) => sum + y, 0) / window.length];
  });
}

/** At most `limit` points: the first, the last, and the lowest and highest of every stretch between, in order. */
export function thin(points: readonly Point[], limit = 400): readonly Point[] {
  if (points.length <= limit) return points;
  const stretches = Math.max(1, Math.floor((limit - 2) / 2));
  const inner = points.slice(1, -1);
  const kept = Array.from({ length: stretches }, (_, s) => {
    const stretch = inner.slice(
      Math.floor((s * inner.length) / stretches),
      Math.floor(((s + 1) * inner.length) / stretches),
    );
    const byLoss = [...stretch].sort((a, b) => a[1] - b[1]);
    const ends = [...new Set([byLoss[0], byLoss.at(-1)])].filter((point) => point !== undefined);
    return ends.sort((a, b) => a[0] - b[0]);
  });
  return [...points.slice(0, 1), ...kept.flat(), ...points.slice(-1)];
}
