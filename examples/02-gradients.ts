// The engine as a small deep-learning library: a graph, its backward pass written into the same graph, and plain gradient
// steps. A network with one hidden layer learns sin(3x) from 64 points. Run: node --import tsx examples/02-gradients.ts
import {
  Graph,
  linear,
  mul,
  Random,
  reshape,
  Session,
  sub,
  sum,
  Tape,
  tanh,
  type Value,
} from '../src/engine.ts';

const [POINTS, HIDDEN, STEPS, LEARNING_RATE] = [64, 16, 4000, 0.03];
const random = new Random(1);
const normal = (shape: readonly number[], deviation: number): Value => ({
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => deviation * random.normal()),
  shape,
});

// Forward: loss = mean((tanh(x w1 + b1) w2 + b2 - y)²). `tape.apply` writes operators and remembers them.
const g = new Graph();
const tape = new Tape(g);
const x = g.input('x', 'float32', [POINTS, 1]);
const y = g.input('y', 'float32', [POINTS, 1]);
const weights: Record<string, Value> = {
  w1: normal([1, HIDDEN], 1),
  b1: normal([HIDDEN], 1),
  w2: normal([HIDDEN, 1], 0.3),
  b2: normal([1], 0),
};
const names = Object.keys(weights);
const [w1, b1, w2, b2] = Object.entries(weights).map(([name, { shape }]) => g.input(name, 'float32', shape));
if (!w1 || !b1 || !w2 || !b2) throw new Error('four weights');
const hidden = tape.apply(tanh, [tape.apply(linear, [x, w1, b1])]); // [POINTS, HIDDEN]
const error = tape.apply(sub, [tape.apply(linear, [hidden, w2, b2]), y]);
const total = tape.apply(sum, [tape.apply(mul, [error, error])], { axes: [0, 1] }); // [1, 1]
const loss = tape.apply(mul, [tape.apply(reshape, [total], { shape: [] }), g.scalar(1 / POINTS)]);
g.output('loss', loss);

// Backward: one gradient a weight, in the same operators, as further outputs of the same graph.
tape.backward(loss, [w1, b1, w2, b2]).forEach(({ dense }, index) => {
  if (dense) g.output(`gradient.${names[index]}`, dense);
});
console.log(
  `forward and backward: ${g.nodeCount} nodes, inputs ${g.inputs.map(({ name }) => name).join(', ')}`,
);

const points = Float32Array.from({ length: POINTS }, (_, i) => (2 * i) / (POINTS - 1) - 1);
const data = {
  x: { data: points, shape: [POINTS, 1] },
  y: { data: points.map((at) => Math.sin(3 * at)), shape: [POINTS, 1] },
};
const session = await Session.create(g.encode(), { threads: 1 });
for (let step = 0; step <= STEPS; step++) {
  const results = await session.run({ ...data, ...weights }, {}, g.outputNames);
  if (step % 1000 === 0) console.log(`step ${step}: loss ${results.loss?.data[0]}`);
  for (const [name, weight] of Object.entries(weights)) {
    const gradient = results[`gradient.${name}`]?.data as Float32Array;
    gradient.forEach((slope, i) => {
      weight.data[i] = Number(weight.data[i]) - LEARNING_RATE * slope;
    });
  }
}
await session.release();
