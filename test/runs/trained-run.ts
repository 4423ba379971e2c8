// Real runs, trained in seconds until they know their few problems by heart: for tests of what is done with a run.

import { silentReporter } from '../../src/common/index.ts';
import type { Problem } from '../../src/data/index.ts';
import { type OptimizerSettings, type RunOptions, trainRun } from '../../src/distill/index.ts';

const stories: readonly [name: string, thing: string, first: number, second: number, factor: number][] = [
  ['Ann', 'pens', 3, 4, 2],
  ['Ben', 'cups', 5, 2, 3],
  ['Cid', 'keys', 6, 3, 4],
  ['Dora', 'maps', 2, 9, 2],
  ['Eve', 'nuts', 8, 7, 3],
  ['Finn', 'bows', 4, 4, 5],
];

/** Six problems of two steps, with calculator annotations. */
export const knownProblems: readonly Problem[] = stories.map(([name, thing, first, second, factor]) => {
  const sum = first + second;
  return {
    id: name.toLowerCase(),
    question: `${name} has ${first} ${thing} and buys ${second}. Then the ${thing} become ${factor} times as many. How many ${thing}?`,
    answer: String(sum * factor),
    answerType: 'number',
    steps: [
      {
        question: `How many ${thing} after ${name} buys some?`,
        solution: `${first}+${second}=<<${first}+${second}=${sum}>>${sum} ${thing}.`,
      },
      {
        question: `How many ${thing} in the end?`,
        solution: `${sum}*${factor}=<<${sum}*${factor}=${sum * factor}>>${sum * factor} ${thing}.`,
      },
    ],
  };
});

/** All six problems in every batch, and steps large enough to know them by heart soon. */
const optimizer: OptimizerSettings = {
  learningRate: 2e-2,
  schedule: 'cosine',
  warmupShare: 0.05,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0,
  clip: 1,
  dropout: 0,
  tokenBudget: 2048,
  microBatches: 1,
  validationTokens: 20_000,
  frozenEmbeddings: false,
  lora: null,
  checkpointing: false,
  patience: null,
  validations: 0,
};

/**
 * Trains a run on `knownProblems` and returns its directory. The student is `scratch:micro`, a preset that the test adds with
 * `vi.mock`: presets are what users may ask for, and nobody else wants this one.
 */
export async function trainKnown(
  out: string,
  options: Pick<RunOptions, 'strategy'> & Partial<RunOptions>,
): Promise<string> {
  await trainRun(
    {
      dataset: { name: 'known', path: 'data/known', sha256: '0', train: knownProblems, validation: [] },
      mode: 'upfront',
      style: 'text',
      student: 'scratch:micro',
      prompt: 'plain',
      seed: 1,
      optimizer,
      lengthOf: () => ({ maxSteps: 160 }),
      threads: 1,
      checkpointSeconds: 600,
      out,
      resume: false,
      force: false,
      ...options,
    },
    { reporter: silentReporter },
  );
  return out;
}
