// The method at its smallest: problems are made, a Socratic pair is distilled for a few steps, and solves one test problem.
// A pair this young writes the form of a solution, not a right one. Run: node --import tsx examples/03-train-and-solve.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateArithmetic } from '../src/data.ts';
import { distill, scratchSettings, silentReporter, solveRun } from '../src/index.ts';

const out = mkdtempSync(join(tmpdir(), 'socratic-example-'));
const run = join(out, 'pair');
const [threads, steps] = [2, 100];

const { train, validation, test } = generateArithmetic({
  seed: 1,
  train: 600,
  validation: 50,
  test: 1,
  families: ['purchases'],
  steps: { min: 2, max: 2 },
  maxNumber: 100,
  distractors: 0,
});
const problem = test[0];
if (!problem) throw new Error('one test problem was asked for');

const record = await distill(
  {
    dataset: { name: 'purchases', path: 'made here', sha256: 'none', train, validation },
    strategy: 'socratic',
    mode: 'upfront',
    style: 'text',
    student: 'scratch:tiny',
    prompt: 'plain',
    seed: 1,
    optimizer: { ...scratchSettings, validations: 1 },
    lengthOf: () => ({ maxSteps: steps }),
    threads,
    checkpointSeconds: 60,
    out: run,
    resume: false,
    force: false,
  },
  { reporter: silentReporter },
);
for (const [role, { parameters, tokens, finalLoss }] of Object.entries(record.models)) {
  console.log(`${role}: ${parameters} parameters, ${tokens} tokens, loss ${finalLoss?.toFixed(2)}`);
}

const options = { calculator: true, maxSteps: 4, maxNewTokens: 80, threads };
const { predictions } = await solveRun(
  { run, problems: [problem], ...options },
  { reporter: silentReporter },
);
const [prediction] = predictions;
console.log(`\n${problem.question}`);
for (const { question, solution } of prediction?.steps ?? []) console.log(`? ${question}\n  ${solution}`);
console.log(`= ${prediction?.answer ?? 'unreadable'} (gold ${problem.answer})`);
rmSync(out, { recursive: true });
