// The method at its smallest: problems are made, a Socratic pair is trained on them for a few steps, and solves one test problem.
// A pair this young writes the form of a solution, not a right one. Run: node --import tsx examples/03-train-and-solve.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSolver, datasets, train } from '../src/index.ts';

const out = mkdtempSync(join(tmpdir(), 'socratic-example-'));

const data = datasets.generate({
  seed: 1,
  train: 600,
  test: 1,
  families: ['purchases'],
  steps: { min: 2, max: 2 },
  maxNumber: 100,
  distractors: 0,
});
const [problem] = data.splits.test;
if (!problem) throw new Error('one test problem was asked for');

const { run, models } = await train({
  data,
  strategy: 'socratic',
  student: 'scratch:tiny',
  maxSteps: 100,
  out: join(out, 'pair'),
});
for (const [role, { parameters, tokens, finalLoss }] of Object.entries(models)) {
  console.log(`${role}: ${parameters} parameters, ${tokens} tokens, loss ${finalLoss?.toFixed(2)}`);
}

const solver = await createSolver({ run, calculator: true, maxSteps: 4, maxNewTokens: 80 });
const { steps, answer } = await solver.solve(problem);
await solver.close();
console.log(`\n${problem.question}`);
for (const { question, solution } of steps) console.log(`? ${question}\n  ${solution}`);
console.log(`= ${answer ?? 'unreadable'} (gold ${problem.answer})`);
rmSync(out, { recursive: true });
