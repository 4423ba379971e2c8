// How long a run is and what each of its steps trains on: epochs, steps and compute as limits, over epoch boundaries.
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/common/index.ts';
import { trainingFlops } from '../../src/engine/model/index.ts';
import { costOf, planRun } from '../../src/engine/train/index.ts';
import { microConfig, randomSequences } from './micro-model.ts';

const random = new Random(4);
const sequences = randomSequences(Array.from({ length: 50 }, () => random.integer(4, 30)));
const options = { tokenBudget: 90, microBatches: 2, seed: 3 };
type Length = Parameters<typeof planRun>[2];
const plan = (length: Partial<Length>) => planRun(microConfig, sequences, { ...options, ...length });
const all = sequences.map((_, index) => index);

describe('steps over three epochs', () => {
  const run = plan({ epochs: 3 });
  const steps = Array.from({ length: run.totalSteps }, (_, index) => run.stepAt(index + 1));

  test('each epoch trains on every sequence once, with batches of its own', () => {
    expect(steps.map(({ epoch }) => epoch)).toEqual(steps.map(({ epoch }) => epoch).sort());
    const epochs = [0, 1, 2].map((epoch) =>
      steps.filter((step) => step.epoch === epoch).flatMap(({ microBatches }) => microBatches.flat()),
    );
    for (const indices of epochs) expect([...indices].sort((a, b) => a - b)).toEqual(all);
    expect(new Set(epochs.map(String)).size).toBe(3);
  });

  test('a step is the same whichever was asked for before it', () => {
    const again = plan({ epochs: 3 });
    const backwards = steps.map((_, index) => again.stepAt(run.totalSteps - index)).reverse();
    expect(backwards).toEqual(steps);
  });

  test('no micro-batch exceeds the budget, and only the last step of an epoch has fewer micro-batches', () => {
    for (const [index, { epoch, microBatches }] of steps.entries()) {
      for (const batch of microBatches) {
        expect(costOf(microConfig, sequences, batch).tokens).toBeLessThanOrEqual(options.tokenBudget);
      }
      const endsEpoch = steps[index + 1]?.epoch !== epoch;
      if (!endsEpoch) expect(microBatches.length).toBe(2);
    }
  });

  test('another seed has other batches', () => {
    expect(plan({ epochs: 3, seed: 4 }).stepAt(1)).not.toEqual(steps[0]);
  });
});

describe('the length of a run', () => {
  const { totalSteps: one } = plan({ epochs: 1 });

  test('a share of an epoch is that share of its steps, rounded up', () => {
    expect(one).toBeGreaterThan(4);
    expect(plan({ epochs: 0.5 }).totalSteps).toBe(Math.ceil(one / 2));
    const { totalSteps: two } = plan({ epochs: 2 });
    expect(plan({ epochs: 1.5 }).totalSteps).toBe(one + Math.ceil((two - one) / 2));
    expect(plan({ epochs: 1e-6 }).totalSteps).toBe(1);
  });

  test('steps alone may pass many epochs; with epochs, whichever ends first', () => {
    expect(plan({ maxSteps: 10 * one }).totalSteps).toBe(10 * one);
    expect(plan({ maxSteps: 3, epochs: 1 }).totalSteps).toBe(3);
    expect(plan({ maxSteps: 10 * one, epochs: 1 }).totalSteps).toBe(one);
  });

  test('compute: the most steps whose FLOPs stay within it, and at least one', () => {
    const run = plan({ epochs: 3 });
    const spent = [0];
    for (let step = 1; step <= run.totalSteps; step++) {
      const { flops } = costOf(microConfig, sequences, run.stepAt(step).microBatches.flat());
      spent.push((spent.at(-1) ?? 0) + flops);
    }
    for (const step of [2, one, one + 1, 2 * one + 1]) {
      const exactly = spent[step] ?? 0;
      expect(plan({ maxFlops: exactly }).totalSteps).toBe(step);
      expect(plan({ maxFlops: exactly * 0.999 }).totalSteps).toBe(step - 1);
      expect(plan({ maxFlops: exactly, maxSteps: 2 }).totalSteps).toBe(2);
    }
    expect(plan({ maxFlops: 1 }).totalSteps).toBe(1);
  });

  test('one limit must be given', () => {
    expect(() => plan({})).toThrow('a run needs epochs, maxSteps or maxFlops');
  });
});

test('the cost of sequences: their tokens, those with a label, and the FLOPs of both', () => {
  const [first, second] = sequences;
  const lengths = [first?.ids.length ?? 0, second?.ids.length ?? 0];
  const learned = (index: number) => [...(sequences[index]?.learned ?? [])].slice(1).filter(Boolean).length;
  const supervised = learned(0) + learned(1);
  expect(costOf(microConfig, sequences, [0, 1])).toEqual({
    tokens: (lengths[0] ?? 0) + (lengths[1] ?? 0),
    supervised,
    flops: trainingFlops(microConfig, lengths, supervised),
  });
});

test('sequences that cannot be trained on are named; a run without any other is refused', () => {
  const long = { id: 'long', ids: new Int32Array(33), learned: new Uint8Array(33).fill(1) };
  const silent = { id: 'silent', ids: new Int32Array(5), learned: Uint8Array.of(1, 0, 0, 0, 0) };
  const run = planRun(microConfig, [long, ...sequences, silent], { ...options, epochs: 1 });
  expect(run).toMatchObject({ tooLong: ['long'], unsupervised: ['silent'] });
  expect(() => planRun(microConfig, [long, silent, long], { ...options, epochs: 1 })).toThrow(
    expect.objectContaining({
      code: 'nothing-to-train',
      message: expect.stringContaining(
        'Longer than the context of 32 tokens: 2. Without a supervised token: 1.',
      ),
    }),
  );
});

describe('with adapters, whose base gets no gradients', () => {
  const lora = { rank: 2, alpha: 4, targets: [] };
  /** Of one sequence of T tokens, K of them supervised, by hand: width 16, 2 layers, 40 tokens. */
  const productsOf = (T: number, K: number) => ({
    weights: 2 * (2 * T * 12 * 16 * 16) + 2 * K * 16 * 40,
    attention: 2 * (2 * 2 * T * T * 16),
  });
  const [first] = sequences;
  const T = first?.ids.length ?? 0;
  const K = costOf(microConfig, sequences, [0]).supervised;
  const { weights, attention } = productsOf(T, K);

  test('products with weights count twice, forward and backward, instead of three times', () => {
    expect(costOf(microConfig, sequences, [0]).flops).toBe(3 * weights + 3 * attention);
    expect(costOf(microConfig, sequences, [0], null).flops).toBe(3 * weights + 3 * attention);
    expect(costOf(microConfig, sequences, [0], lora).flops).toBe(2 * weights + 3 * attention);
  });

  test('so the same compute is enough for more steps', () => {
    const maxFlops = costOf(microConfig, sequences, all).flops;
    const full = plan({ maxFlops });
    const adapted = plan({ maxFlops, lora });
    const spent = Array.from({ length: adapted.totalSteps }, (_, index) =>
      costOf(microConfig, sequences, adapted.stepAt(index + 1).microBatches.flat(), lora),
    ).reduce((sum, { flops }) => sum + flops, 0);
    expect(spent).toBeLessThanOrEqual(maxFlops);
    expect(adapted.totalSteps).toBeGreaterThan(1.3 * full.totalSteps);
  });
});
