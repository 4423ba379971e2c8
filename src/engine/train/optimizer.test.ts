import { describe, expect, test } from 'vitest';
import { Random } from '../../common/index.ts';
import { type Parameter, ParameterMemory } from './memory/index.ts';
import { type AdamwSettings, adamw, clippingScale, gradientNorm } from './optimizer.ts';

const settings = {
  learningRate: 0.1,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
  gradientScale: 1,
};

/** One tensor's AdamW in float64, written down from the paper, element by element. */
class Reference {
  readonly m: number[];
  readonly v: number[];
  readonly weight: number[];

  constructor(weight: Iterable<number>) {
    this.weight = [...weight];
    this.m = this.weight.map(() => 0);
    this.v = this.weight.map(() => 0);
  }

  step(gradient: ArrayLike<number>, decay: boolean, s: AdamwSettings): void {
    this.weight.forEach((w, i) => {
      const g = (gradient[i] ?? 0) * s.gradientScale;
      const m = s.beta1 * (this.m[i] ?? 0) + (1 - s.beta1) * g;
      const v = s.beta2 * (this.v[i] ?? 0) + (1 - s.beta2) * g * g;
      const corrected = m / (1 - s.beta1 ** s.step) / (Math.sqrt(v / (1 - s.beta2 ** s.step)) + s.epsilon);
      this.weight[i] = w - s.learningRate * (corrected + (decay ? s.weightDecay * w : 0));
      this.m[i] = m;
      this.v[i] = v;
    });
  }
}

function single(size: number, decay = true): { memory: ParameterMemory; w: Parameter } {
  const memory = new ParameterMemory([{ name: 'w', size, decay }]);
  return { memory, w: memory.views('w') };
}

function fillNormal(array: Float32Array, random: Random): void {
  for (let i = 0; i < array.length; i++) array[i] = random.normal();
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}

describe('adamw', () => {
  test('gives the numbers worked out by hand for two steps', () => {
    const { memory, w } = single(1);
    w.weight[0] = 1;
    w.gradient[0] = 0.5; // m̂ = 0.5, √v̂ = 0.5: the step is the learning rate; 1 × 0.999 - 0.1
    adamw(memory, { ...settings, step: 1 });
    expect(w.weight[0]).toBeCloseTo(0.899, 6);
    expect(w.firstMoment[0]).toBeCloseTo(0.05, 8);
    expect(w.secondMoment[0]).toBeCloseTo(0.00025, 9);
    w.gradient[0] = -0.25; // m = 0.02, m̂ = 0.02 / 0.19; v = 0.00031225, v̂ = v / 0.001999
    adamw(memory, { ...settings, step: 2 });
    expect(w.firstMoment[0]).toBeCloseTo(0.02, 8);
    expect(w.secondMoment[0]).toBeCloseTo(0.00031225, 9);
    expect(w.weight[0]).toBeCloseTo(0.8714673, 6); // 0.899 × 0.999 - 0.1 × 0.1052632 / 0.3952254
  });

  test.each([
    0, 1, 2, 3, 4, 5, 17, 1001,
  ])('follows the float64 reference over 3 steps, %i numbers', (size) => {
    for (const decay of [true, false]) {
      const { memory, w } = single(size, decay);
      const random = new Random(size);
      fillNormal(w.weight, random);
      const reference = new Reference(w.weight);
      for (let step = 1; step <= 3; step++) {
        fillNormal(w.gradient, random);
        const now = { ...settings, weightDecay: 0.3, gradientScale: 0.25, step };
        reference.step(w.gradient, decay, now);
        adamw(memory, now);
      }
      expect(largestDifference(w.weight, reference.weight)).toBeLessThan(2e-6);
      expect(largestDifference(w.firstMoment, reference.m)).toBeLessThan(1e-7);
      expect(largestDifference(w.secondMoment, reference.v)).toBeLessThan(1e-7);
    }
  });

  test('decays only the parameters marked for it, and by the learning rate times the decay', () => {
    const memory = new ParameterMemory([
      { name: 'matrix', size: 6, decay: true },
      { name: 'bias', size: 6, decay: false },
    ]);
    for (const { weight } of memory.parameters) weight.fill(2); // gradients are 0: nothing else moves a weight
    adamw(memory, { ...settings, weightDecay: 0.5, step: 1 });
    expect([...memory.views('matrix').weight]).toEqual(new Array(6).fill(Math.fround(2 * 0.95)));
    expect([...memory.views('bias').weight]).toEqual(new Array(6).fill(2));
  });

  test('accumulated micro-batches give the weights of the full batch', () => {
    const random = new Random('accumulate');
    const specifications = [{ name: 'w', size: 103, decay: true }];
    const full = new ParameterMemory(specifications);
    const accumulated = new ParameterMemory(specifications, { accumulate: true });
    for (let step = 1; step <= 3; step++) {
      const parts = [0, 1, 2, 3].map(() =>
        Float32Array.from({ length: 103 }, () => random.integer(-64, 64) / 8),
      );
      full.views('w').gradient.fill(0);
      parts.forEach((part, microBatch) => {
        const { gradient } = full.views('w');
        gradient.forEach((value, i) => {
          gradient[i] = value + (part[i] ?? 0);
        });
        accumulated.views('w').gradient.set(part);
        accumulated.accumulate(microBatch === 0);
      });
      expect(gradientNorm(accumulated)).toBe(gradientNorm(full));
      for (const memory of [full, accumulated]) adamw(memory, { ...settings, gradientScale: 1 / 7, step });
    }
    expect([...accumulated.views('w').weight]).toEqual([...full.views('w').weight]);
    expect(full.views('w').weight.every((value) => value !== 0)).toBe(true);
  });

  test('the moments and the step are its whole state: copied into a new memory, it goes on bit for bit', () => {
    const uninterrupted = single(37);
    const resumed = single(37);
    const random = new Random('resume');
    fillNormal(uninterrupted.w.weight, random);
    for (let step = 1; step <= 6; step++) {
      if (step === 4) {
        for (const name of ['weight', 'firstMoment', 'secondMoment'] as const) {
          resumed.w[name].set(uninterrupted.w[name]);
        }
      }
      fillNormal(uninterrupted.w.gradient, random);
      resumed.w.gradient.set(uninterrupted.w.gradient);
      adamw(uninterrupted.memory, { ...settings, step });
      if (step >= 4) adamw(resumed.memory, { ...settings, step });
    }
    expect([...resumed.w.weight]).toEqual([...uninterrupted.w.weight]);
  });

  test('refuses step 0, whose bias correction would divide by 0', () => {
    expect(() => adamw(single(1).memory, { ...settings, step: 0 })).toThrow(/count from 1/);
  });
});

describe('gradient clipping', () => {
  test('the norm is that of all gradients together, across memories', () => {
    const specifications = ['a', 'b', 'c'].map((name) => ({ name, size: 3, decay: true }));
    const memory = new ParameterMemory(specifications, { memoryBytes: 256 });
    expect(new Set(memory.parameters.map(({ kernels }) => kernels)).size).toBe(3);
    memory.views('a').gradient.set([2, 0, 0]);
    memory.views('b').gradient.set([0, 3, 0]);
    memory.views('c').gradient.set([0, 0, -6]);
    expect(gradientNorm(memory)).toBe(7);
    memory.views('b').gradient[2] = Number.NaN;
    expect(gradientNorm(memory)).toBeNaN();
  });

  test('the scale is that of clip_grad_norm_', () => {
    expect(clippingScale(0.5, 1)).toBe(1);
    expect(clippingScale(0, 1)).toBe(1);
    expect(clippingScale(4, 1)).toBeCloseTo(1 / 4.000001, 12);
    expect(clippingScale(1e9, Number.POSITIVE_INFINITY)).toBe(1);
  });

  test('a clipped step is the step of the clipped gradient', () => {
    const clipped = single(2);
    clipped.w.gradient.set([30, 40]);
    adamw(clipped.memory, {
      ...settings,
      step: 1,
      gradientScale: clippingScale(gradientNorm(clipped.memory), 1),
    });
    expect(clipped.w.firstMoment[0]).toBeCloseTo(0.06, 7);
    expect(clipped.w.firstMoment[1]).toBeCloseTo(0.08, 7);
    expect(clipped.w.secondMoment[1]).toBeCloseTo(0.00064, 9);
  });
});
