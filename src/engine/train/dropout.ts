// Dropout masks for the training graph. A mask is a function of (seed, step, micro-batch, site) and nothing else, so a
// resumed run draws those of the uninterrupted one and no generator's state is saved.
import { assert, hash32, required } from '../../common/index.ts';
import type { DropoutSite } from '../model/index.ts';
import type { Values } from '../runtime/index.ts';
import type { PackedBatch } from './batches.ts';
import { allocatedBytes, KernelMemory, type MaskKey } from './memory/index.ts';

/** Where in a run a mask is drawn. */
export interface MaskPlace {
  readonly step: number;
  readonly microBatch: number;
  /** Which of the graph's dropout sites, in their fixed order. */
  readonly site: number;
}

/** The key of a mask: the step is the counter's low word; micro-batch and site are 16 bits each of the high word. */
export function maskKey(seed: number, { step, microBatch, site }: MaskPlace): MaskKey {
  assert(microBatch < 2 ** 16 && site < 2 ** 16, `no mask for micro-batch ${microBatch}, site ${site}`);
  return { seed: hash32(`dropout/${seed}`), counterLow: step, counterHigh: microBatch * 2 ** 16 + site };
}

export class DropoutMasks {
  readonly #seed: number;
  readonly #keepProbability: number;
  #memory = new KernelMemory(0);

  /** `rate`: the probability of dropping, 0 ≤ rate < 1. */
  constructor(seed: number, rate: number) {
    assert(rate >= 0 && rate < 1, `a dropout rate must be at least 0 and below 1, not ${rate}`);
    this.#seed = seed;
    this.#keepProbability = 1 - rate;
  }

  /**
   * The masks of one micro-batch, one for each site: float32 [sizes[site]], each number 0 or 1 / (1 - rate). They are
   * valid until the next call, which draws into the same memory.
   */
  draw(step: number, microBatch: number, sizes: readonly number[]): Float32Array[] {
    const bytes = sizes.reduce((sum, size) => sum + allocatedBytes(size), 0);
    if (bytes > this.#memory.byteLength) this.#memory = new KernelMemory(bytes);
    this.#memory.reset();
    return sizes.map((size, site) => {
      const mask = this.#memory.allocate(size);
      this.#memory.dropoutMask(mask, maskKey(this.#seed, { step, microBatch, site }), this.#keepProbability);
      return mask;
    });
  }
}

/** The masks that a training graph is fed for one micro-batch; valid until the next are drawn. */
export function dropoutFeeds(
  masks: DropoutMasks,
  sites: readonly DropoutSite[],
  batch: PackedBatch,
  { step, microBatch }: Pick<MaskPlace, 'step' | 'microBatch'>,
): Values {
  const sizes: Readonly<Record<string, number>> = { N: batch.tokenIds.length, B: batch.B, T: batch.T };
  const shapes = sites.map(({ shape }) =>
    shape.map((d) => (typeof d === 'number' ? d : required(sizes[d], d))),
  );
  const drawn = masks.draw(
    step,
    microBatch,
    shapes.map((shape) => shape.reduce((product, n) => product * n, 1)),
  );
  return Object.fromEntries(
    sites.map(({ input }, site) => [
      input,
      { data: required(drawn[site], input), shape: shapes[site] ?? [] },
    ]),
  );
}
