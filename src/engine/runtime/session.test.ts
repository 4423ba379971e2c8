import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Graph } from '../graph/index.ts';
import { Session } from './session.ts';

const size = 4_000_000;
const zeros = () => ({ data: new Float32Array(size), shape: [size] });

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** double = x + x and total = Σ x. */
async function session(inPlace: boolean): Promise<Session> {
  const g = new Graph();
  const x = g.input('x', 'float32', ['R']);
  g.output('double', g.add(x, x));
  g.output('total', g.sum(x, [0]));
  if (inPlace) g.intoPlace();
  return Session.create(g.encode(), { threads: 1 });
}

describe('results that are written in place', () => {
  let inPlace: Session;
  let copying: Session;
  beforeAll(async () => {
    [inPlace, copying] = await Promise.all([session(true), session(false)]);
  });
  afterAll(async () => {
    await inPlace.release();
    await copying.release();
  });
  const x = { data: new Float32Array(size).fill(1.5), shape: [size] };

  test('are all there, the last one too, at every run', async () => {
    for (const value of [1.5, -2]) {
      x.data.fill(value);
      const double = zeros();
      const total = new Float32Array(1);
      await inPlace.runInPlace({ x }, { double, total: { data: total, shape: [] } });
      expect(double.data.every((number) => number === 2 * value)).toBe(true);
      expect(total[0]).toBe(value * size);
    }
  });

  test('are not copied by the binding', async () => {
    const double = zeros();
    /** Bytes of array buffers that one run leaves behind: the most of several, since a collection during a run hides them. */
    const copied = async (run: () => Promise<unknown>, rounds: number) => {
      let most = Number.NEGATIVE_INFINITY;
      for (let round = 0; round < rounds && most < 3.9 * size; round++) {
        collectGarbage();
        const before = process.memoryUsage().arrayBuffers;
        await run();
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      }
      return most;
    };
    expect(await copied(() => copying.run({ x }, { double }), 50)).toBeGreaterThan(3.9 * size);
    expect(await copied(() => inPlace.runInPlace({ x }, { double }), 3)).toBeLessThan(0.1 * size);
  });

  test('a run that fails is an error', async () => {
    const wrong = { data: new Float32Array(3), shape: [3] };
    await expect(inPlace.runInPlace({ x }, { double: wrong })).rejects.toMatchObject({
      code: 'graph-failed',
    });
    await expect(inPlace.runInPlace({}, { double: zeros() })).rejects.toMatchObject({ code: 'graph-failed' });
  });
});
