// The repetition penalty in the decoder: it counts all tokens of a row, whether they are its prompt, forced, or chosen by
// the model. What is chosen follows from the model's logits for the row's text, and depends on nothing but the row.
import { expect, test } from 'vitest';
import { Random } from '../../src/common/index.ts';
import {
  BatchDecoder,
  type RowProgram,
  Sampler,
  type TokenLikelihood,
} from '../../src/engine/generate/index.ts';
import { initialWeights, type ModelConfig } from '../../src/engine/model/index.ts';
import { microLlama } from './micro-model.ts';
import { nextLogits } from './next-logits.ts';

const PENALTY = 1.3;
const config: ModelConfig = { ...microLlama, vocabularySize: 50, contextLength: 200 };
/** Larger than usual, so that the random model repeats itself and its choices are far apart. */
const weights = new Map(
  [...initialWeights(config, new Random(3))].map(([name, data]) => [
    name,
    /norm/.test(name) ? data : data.map((x) => x * 8),
  ]),
);
const forced = [11, 12, 13];

/** Chooses twelve tokens, with three forced ones behind the fourth; what it is told of its text has to be that. */
function row(
  prompt: readonly number[],
  { key = '', penalty = PENALTY, temperature = 0, sharesPrompt = false } = {},
) {
  const sampler = new Sampler({ repetitionPenalty: penalty, temperature }, key);
  const tokens = [...prompt];
  const chosen: {
    readonly length: number;
    readonly id: number;
    readonly said: TokenLikelihood | undefined;
  }[] = [];
  const program: RowProgram = {
    prompt,
    sharesPrompt,
    choose: (logits, length, text) => {
      expect([length, text]).toEqual([tokens.length, tokens]);
      return sampler.choose(logits, length, text);
    },
    next: (event) => {
      if (event.type === 'forced') tokens.push(...forced);
      if (event.type === 'sampled') {
        chosen.push({ length: tokens.length, id: event.id, said: event.likelihood });
        tokens.push(event.id);
        if (chosen.length === 4) return { type: 'force', ids: forced };
      }
      return { type: chosen.length < 12 ? 'sample' : 'done' };
    },
  };
  return { program, tokens, chosen };
}

async function decode(programs: readonly RowProgram[], slots: number, threads = 1): Promise<void> {
  const decoder = await BatchDecoder.create({ config, weights, threads, slots, logProbabilities: true });
  for (const program of programs) decoder.add(program);
  while (await decoder.step());
  await decoder.release();
}

const long = Array.from({ length: 70 }, (_, i) => ((3 * i) % 24) + 1);
const prompts = [[1, 2, 3], [7], [5, 4, 9, 8, 20, 21, 22], long];
const rows = () => [
  ...prompts.map((prompt) => row(prompt)),
  ...['a', 'b', 'c'].map((key) => row(long, { key, temperature: 0.3 })),
];

function largest(scores: readonly number[]): number {
  return scores.indexOf(Math.max(...scores));
}

test('greedy choices are the largest logits, those of tokens that the text has divided or multiplied', async () => {
  const all = prompts.map((prompt) => row(prompt));
  await decode(
    all.map(({ program }) => program),
    3,
  );
  const choices = all.flatMap(({ tokens, chosen }) =>
    chosen.map(({ length, id, said }) => ({ before: tokens.slice(0, length), id, said })),
  );
  const found = await nextLogits(
    config,
    weights,
    choices.map(({ before }) => before),
  );
  let changed = 0;
  for (const [index, { before, id, said }] of choices.entries()) {
    const logits = [...(found[index] ?? [])];
    const penalized = logits.map((logit, other) =>
      before.includes(other) ? (logit > 0 ? logit / PENALTY : logit * PENALTY) : logit,
    );
    expect(id).toBe(largest(penalized));
    if (id !== largest(logits)) changed += 1;
    // What is told of the token is what the model found before the penalty.
    const sum = Math.log(logits.reduce((total, logit) => total + Math.exp(logit), 0));
    expect(said?.logProbability).toBeCloseTo((logits[id] ?? Number.NaN) - sum, 4);
  }
  expect(changed).toBeGreaterThan(5);
});

test('what a row chooses does not depend on the rows beside it, slots and threads', async () => {
  const alone = rows();
  for (const { program } of alone) await decode([program], 1);
  for (const [slots, threads] of [
    [3, 1],
    [16, 2],
  ] as const) {
    const together = rows();
    const programs = together.map(({ program }) => program);
    await decode([...programs].reverse(), slots, threads);
    expect(together.map(({ chosen }) => chosen)).toEqual(alone.map(({ chosen }) => chosen));
  }
});

test('samples choose the same whether they share their prompt or read it', async () => {
  const keys = ['a', 'b', 'c', 'd', 'e'];
  const drawn = async (sharesPrompt: boolean, penalty: number) => {
    const samples = keys.map((key) => row(long, { key, temperature: 0.3, sharesPrompt, penalty }));
    await decode(
      samples.map(({ program }) => program),
      4,
    );
    return samples.map(({ tokens }) => tokens);
  };
  const apart = await drawn(false, PENALTY);
  expect(await drawn(true, PENALTY)).toEqual(apart);
  expect(await drawn(true, 1)).not.toEqual(apart);
});
