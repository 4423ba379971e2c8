// The optimizer's graphs against numbers worked out by hand, and against the CPU's kernels.
import { describe, expect, test } from 'vitest';
import { Random, required } from '../../common/index.ts';
import { Session, type Value } from '../runtime/index.ts';
import { ParameterMemory } from './memory/index.ts';
import { adamw, clippingScale, gradientNorm } from './optimizer.ts';
import {
  adamwInputs,
  adamwOutputs,
  buildAdamwGraph,
  buildNormGraph,
  buildSumGraph,
  CLIP,
  GRADIENT_NORM,
  GRADIENT_SCALE,
  SUM,
} from './optimizer-graph.ts';

const scalar = (value: number): Value => ({ data: Float32Array.of(value), shape: [] });
const vector = (...values: number[]): Value => ({ data: Float32Array.from(values), shape: [values.length] });

/** The graph's scalar inputs for one step. */
function coefficients(s: {
  step: number;
  learningRate: number;
  beta1: number;
  beta2: number;
  keep: number;
  scale: number;
}): Record<string, Value> {
  return {
    rate: scalar(s.learningRate / (1 - s.beta1 ** s.step)),
    beta1: scalar(s.beta1),
    one_minus_beta1: scalar(1 - s.beta1),
    beta2: scalar(s.beta2),
    one_minus_beta2: scalar(1 - s.beta2),
    epsilon: scalar(1e-8),
    second_scale: scalar(1 / Math.sqrt(1 - s.beta2 ** s.step)),
    [adamwInputs.keep]: scalar(s.keep),
    [GRADIENT_SCALE]: scalar(s.scale),
  };
}

async function run(
  model: Uint8Array,
  feeds: Record<string, Value>,
  fetch: readonly string[],
): Promise<Record<string, Float32Array>> {
  const session = await Session.create(model, { threads: 1 });
  const results = await session.run(feeds, {}, fetch);
  await session.release();
  return Object.fromEntries(fetch.map((name) => [name, required(results[name], name).data as Float32Array]));
}

describe('the AdamW graph', () => {
  const outputs = Object.values(adamwOutputs);

  test('gives the numbers worked out by hand for two steps, with decay', async () => {
    const common = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, keep: 0.999, scale: 1 };
    const model = buildAdamwGraph(1);
    const first = await run(
      model,
      {
        ...coefficients({ ...common, step: 1 }),
        [adamwInputs.weight]: vector(1),
        [adamwInputs.gradient]: vector(0.5), // m̂ = 0.5, √v̂ = 0.5: the step is the learning rate
        [adamwInputs.firstMoment]: vector(0),
        [adamwInputs.secondMoment]: vector(0),
      },
      outputs,
    );
    expect(first[adamwOutputs.weight]?.[0]).toBeCloseTo(0.899, 6); // 1 × 0.999 - 0.1
    expect(first[adamwOutputs.firstMoment]?.[0]).toBeCloseTo(0.05, 8);
    expect(first[adamwOutputs.secondMoment]?.[0]).toBeCloseTo(0.00025, 9);
    const second = await run(
      model,
      {
        ...coefficients({ ...common, step: 2 }),
        [adamwInputs.weight]: vector(0.899),
        [adamwInputs.gradient]: vector(-0.25), // m = 0.02, m̂ = 0.02 / 0.19; v = 0.00031225, v̂ = v / 0.001999
        [adamwInputs.firstMoment]: vector(0.05),
        [adamwInputs.secondMoment]: vector(0.00025),
      },
      outputs,
    );
    expect(second[adamwOutputs.weight]?.[0]).toBeCloseTo(0.8714673, 6); // 0.899 × 0.999 - 0.1 × 0.1052632 / 0.3952254
    expect(second[adamwOutputs.secondMoment]?.[0]).toBeCloseTo(0.00031225, 9);
  });

  test.each([true, false])('follows the CPU’s kernels over 5 steps of a matrix, decay %s', async (decay) => {
    const settings = {
      learningRate: 0.05,
      beta1: 0.9,
      beta2: 0.98,
      epsilon: 1e-8,
      weightDecay: 0.3,
      gradientScale: 0.25,
    };
    const random = new Random(`adamw graph ${decay}`);
    const memory = new ParameterMemory([{ name: 'w', size: 35, decay }]);
    const w = memory.views('w');
    for (let i = 0; i < 35; i++) w.weight[i] = random.normal();
    const matrix = (data: Float32Array): Value => ({ data: data.slice(), shape: [5, 7] });
    let state = [w.weight, w.firstMoment, w.secondMoment].map(matrix);
    for (let step = 1; step <= 5; step++) {
      for (let i = 0; i < 35; i++) w.gradient[i] = random.normal();
      const keep = decay ? 1 - settings.learningRate * settings.weightDecay : 1;
      const after = await run(
        buildAdamwGraph(2),
        {
          ...coefficients({ ...settings, step, keep, scale: settings.gradientScale }),
          [adamwInputs.weight]: required(state[0], 'weight'),
          [adamwInputs.gradient]: matrix(w.gradient),
          [adamwInputs.firstMoment]: required(state[1], 'first moment'),
          [adamwInputs.secondMoment]: required(state[2], 'second moment'),
        },
        outputs,
      );
      adamw(memory, { ...settings, step });
      state = outputs.map((name) => matrix(required(after[name], name)));
      [w.weight, w.firstMoment, w.secondMoment].forEach((expected, k) => {
        const found = state[k]?.data as Float32Array;
        for (let i = 0; i < 35; i++) expect(found[i]).toBeCloseTo(expected[i] ?? Number.NaN, 6);
      });
    }
  });
});

describe('the norm graph', () => {
  const gradients = [
    { name: 'matrix', shape: [2, 2] },
    { name: 'bias', shape: [3] },
  ];
  const norm = (matrix: number[], bias: number[], clip: number) =>
    run(
      buildNormGraph(gradients),
      {
        matrix: { data: Float32Array.from(matrix), shape: [2, 2] },
        bias: vector(...bias),
        [CLIP]: scalar(clip),
      },
      [GRADIENT_NORM, GRADIENT_SCALE],
    );

  test('is that of all gradients together, and the scale that of clip_grad_norm_', async () => {
    const large = await norm([2, 0, 0, 3], [0, -6, 0], 1);
    expect(large[GRADIENT_NORM]?.[0]).toBe(7);
    expect(large[GRADIENT_SCALE]?.[0]).toBeCloseTo(clippingScale(7, 1), 7);
    const small = await norm([0.3, 0, 0, 0], [0, 0, 0.4], 1);
    expect(small[GRADIENT_NORM]?.[0]).toBeCloseTo(0.5, 6);
    expect(small[GRADIENT_SCALE]?.[0]).toBe(1);
    const spoilt = await norm([1, Number.NaN, 0, 0], [0, 0, 0], 1);
    expect(spoilt[GRADIENT_NORM]?.[0]).toBeNaN();
  });

  test('is the CPU’s for many numbers', async () => {
    const random = new Random('norm');
    const memory = new ParameterMemory([{ name: 'w', size: 60_000, decay: true }]);
    const { gradient } = memory.views('w');
    for (let i = 0; i < gradient.length; i++) gradient[i] = random.normal();
    const result = await run(
      buildNormGraph([{ name: 'w', shape: [200, 300] }]),
      { w: { data: gradient, shape: [200, 300] }, [CLIP]: scalar(1) },
      [GRADIENT_NORM],
    );
    expect((result[GRADIENT_NORM]?.[0] ?? 0) / gradientNorm(memory)).toBeCloseTo(1, 6);
  });
});

test('the sum graph adds two gradients', async () => {
  const { [SUM]: sum } = await run(buildSumGraph(1), { a: vector(1, 2), b: vector(0.5, -4) }, [SUM]);
  expect([...(sum ?? [])]).toEqual([1.5, -2]);
});
