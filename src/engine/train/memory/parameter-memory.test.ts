import { describe, expect, test } from 'vitest';
import { gradientNorm } from '../optimizer.ts';
import { ParameterMemory } from './parameter-memory.ts';

const specifications = [
  { name: 'embedding', size: 1000, decay: true },
  { name: 'bias', size: 7, decay: false },
  { name: 'empty', size: 0, decay: true },
  { name: 'projection', size: 33, decay: true },
];

/** Every array of every parameter, with `total` left out where it is the gradient. */
function arrays(memory: ParameterMemory): Float32Array[] {
  return memory.parameters.flatMap((p) => [
    ...new Set([p.weight, p.gradient, p.total, p.firstMoment, p.secondMoment]),
  ]);
}

describe('ParameterMemory', () => {
  test.each([
    { accumulate: false, memories: 1, memoryBytes: 2 ** 20 },
    { accumulate: true, memories: 1, memoryBytes: 2 ** 20 },
    { accumulate: true, memories: 2, memoryBytes: 20_480 },
  ])('gives every tensor arrays of its own: %o', ({ accumulate, memories, memoryBytes }) => {
    const memory = new ParameterMemory(specifications, { accumulate, memoryBytes });
    expect(new Set(memory.parameters.map(({ kernels }) => kernels)).size).toBe(memories);
    expect(arrays(memory).length).toBe(4 * (accumulate ? 5 : 4));
    for (const [i, array] of arrays(memory).entries()) array.fill(i + 1);
    for (const [i, array] of arrays(memory).entries()) {
      expect(array.every((value) => value === i + 1)).toBe(true);
    }
    expect(arrays(memory).every((array) => array.byteOffset % 64 === 0)).toBe(true);
  });

  test('finds a tensor by name, in the order given', () => {
    const memory = new ParameterMemory(specifications);
    expect(memory.parameters.map(({ name }) => name)).toEqual(['embedding', 'bias', 'empty', 'projection']);
    expect(memory.views('bias')).toBe(memory.parameters[1]);
    expect(memory.views('bias')).toMatchObject({ size: 7, decay: false });
    expect(() => memory.views('head')).toThrow(/parameter head/);
  });

  test('a tensor with all its arrays stays in one memory, or is refused by name', () => {
    const memory = new ParameterMemory(specifications, { memoryBytes: 16_384 });
    for (const p of memory.parameters) {
      expect(new Set([p.weight, p.gradient, p.firstMoment, p.secondMoment].map((a) => a.buffer)).size).toBe(
        1,
      );
    }
    expect(() => new ParameterMemory(specifications, { memoryBytes: 8192 })).toThrow(
      expect.objectContaining({
        code: 'parameter-too-large',
        details: { parameter: 'embedding', bytes: 16_128, limit: 8192 },
      }),
    );
  });

  test('accumulate sums the gradients of the micro-batches and forgets those of the step before', () => {
    const memory = new ParameterMemory([{ name: 'w', size: 5, decay: true }], { accumulate: true });
    const { gradient, total } = memory.views('w');
    total.fill(99);
    gradient.set([1, 2, 3, 4, 5]);
    memory.accumulate(true);
    gradient.set([0.5, 0.5, 0.5, 0.5, -5]);
    memory.accumulate(false);
    memory.accumulate(false);
    expect([...total]).toEqual([2, 3, 4, 5, -5]);
    expect([...gradient]).toEqual([0.5, 0.5, 0.5, 0.5, -5]);
  });

  test('without accumulation the optimizer reads the gradient itself, and a second micro-batch is a bug', () => {
    const memory = new ParameterMemory([{ name: 'w', size: 5, decay: true }]);
    expect(memory.views('w').total).toBe(memory.views('w').gradient);
    memory.accumulate(true);
    expect(() => memory.accumulate(false)).toThrow(/does not accumulate/);
  });

  test.each([
    { size: 5, memoryBytes: 2 ** 20 },
    { size: 70_001, memoryBytes: 2 ** 22 },
  ])('adds a gradient from another memory, however long: %o', ({ size, memoryBytes }) => {
    const specifications = [
      { name: 'w', size, decay: true },
      { name: 'behind', size: 3, decay: true },
    ];
    const memory = new ParameterMemory(specifications, { foreign: true, memoryBytes });
    const { gradient } = memory.views('w');
    const behind = memory.views('behind').gradient;
    behind.fill(7);
    gradient.forEach((_, i) => {
      gradient[i] = i;
    });
    memory.addForeign(
      'w',
      Float32Array.from({ length: size }, (_, i) => 2 * i + 1),
    );
    expect(gradient).toEqual(Float32Array.from({ length: size }, (_, i) => 3 * i + 1));
    expect([...behind]).toEqual([7, 7, 7]);
    const squares = [...gradient, ...behind].reduce((sum, value) => sum + value ** 2, 0);
    memory.addForeign('behind', new Float32Array(3)); // what an addition leaves behind is in no other's norm
    memory.addForeign('w', new Float32Array(size));
    expect(gradientNorm(memory) / Math.sqrt(squares)).toBeCloseTo(1, 8);
    expect(() => memory.addForeign('w', new Float32Array(size - 1))).toThrow(/w: .* numbers for/);
  });

  test('a memory that was made without a passage refuses gradients from elsewhere', () => {
    const memory = new ParameterMemory([{ name: 'w', size: 5, decay: true }]);
    expect(() => memory.addForeign('w', new Float32Array(5))).toThrow(/passage/);
  });
});
