// A real pretrained model, SmolLM2-135M-Instruct dequantized from its Q4_1 GGUF file, on our engine and on PyTorch: tokenizer, loss
// and gradients, and the greedy continuations of fifty prompts; of as many as SOCRATIC_PROMPTS says (.ci/deep: 200), which are GSM8K's
// problems where they are there; of a few with a repetition penalty too. SOCRATIC_SMOLLM2 names the file
// (scripts/fetch-smollm2.mjs).
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random, writeJson } from '../../src/common/index.ts';
import { generateArithmetic, type Problem } from '../../src/data/index.ts';
import {
  chatFormat,
  encodePrompt,
  plainFormat,
  tokenizerOf,
  tokenizeSegments,
} from '../../src/distill/index.ts';
import {
  BatchDecoder,
  type RowAction,
  type RowEvent,
  type RowProgram,
  Sampler,
  type TokenLikelihood,
} from '../../src/engine/generate/index.ts';
import { type LoadedModel, loadModel, readModelFiles, saveModel } from '../../src/engine/model/index.ts';
import type { Tokenizer } from '../../src/engine/tokenizer/index.ts';
import { packBatch, TrainableModel, type TrainingSequence } from '../../src/engine/train/index.ts';
import { problemLine, sequencesFor } from '../../src/strategy/index.ts';
import { needs, pathOf } from '../support/optional-data.ts';
import { findPath } from '../support/optional-items.ts';
import { runPython, type SmolReference } from './python.ts';

const NEW_TOKENS = 24;
const PROMPTS = Number(process.env.SOCRATIC_PROMPTS || 50);
/** Where the two likeliest tokens are closer than this, rounding decides which one is written. */
const TIE = 1e-3;
const TOP = 3;
const PENALTY = 1.3;
/** Prompts that are continued with the penalty too. */
const PENALIZED_PROMPTS = 16;

class Greedy implements RowProgram {
  readonly prompt: readonly number[];
  readonly tokens: number[] = [];
  /** Difference of the two largest logits behind each token. */
  readonly gaps: number[] = [];
  readonly alternatives = TOP;
  readonly likelihoods: TokenLikelihood[] = [];

  constructor(prompt: readonly number[]) {
    this.prompt = prompt;
  }

  next(event: RowEvent): RowAction {
    if (event.type === 'sampled') this.tokens.push(event.id);
    if (event.type === 'sampled' && event.likelihood) this.likelihoods.push(event.likelihood);
    return { type: this.tokens.length < NEW_TOKENS ? 'sample' : 'done' };
  }
}

describe('SmolLM2', needs('python', 'smollm2'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-smollm2-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let model: LoadedModel;
  let tokenizer: Tokenizer;
  let batch: TrainingSequence[];
  let prompts: number[][];
  let texts: string[];
  let theirs: SmolReference;

  beforeAll(async () => {
    const files = readModelFiles(pathOf('smollm2'));
    model = loadModel(files);
    tokenizer = tokenizerOf(files);
    const { train } = generateArithmetic({ seed: 5, train: 50, validation: 0, test: 0 });
    const chat = chatFormat(tokenizer) ?? plainFormat(tokenizer);
    const plain = plainFormat(tokenizer);
    prompts = questions(train).map((question, index) =>
      encodePrompt(tokenizer, index % 2 ? plain : chat, problemLine(question)),
    );
    batch = train
      .slice(0, 3)
      .flatMap((problem) => sequencesFor('cot', problem))
      .map(({ segments }, index) => tokenizeSegments({ tokenizer, prompt: chat }, `${index}`, segments));
    texts = [...train.map(({ question }) => question), ...mixedTexts()];
    saveModel(join(folder, 'model'), model.config, model.weights, { tokenizer: model.tokenizerFiles });
    writeJson(join(folder, 'case.json'), {
      model: 'model',
      batch: batch.map(({ ids, learned }) => ({ ids: [...ids], learned: [...learned] })),
      prompts,
      newTokens: NEW_TOKENS,
      penalty: PENALTY,
      penalizedPrompts: PENALIZED_PROMPTS,
      texts,
    });
    theirs = await runPython<SmolReference>('smollm2_reference.py', folder);
  });

  test('ids of mixed texts', () => {
    expect(texts.map((text) => tokenizer.encode(text))).toEqual(theirs.ids);
  });

  test('loss and the gradient of every parameter', async () => {
    const { config, weights } = model;
    const trainable = await TrainableModel.create({
      config,
      weights,
      seed: 0,
      threads: 2,
      dropout: 0,
      accumulate: false,
    });
    const loss = await trainable.computeGradients(
      [packBatch(batch, [...batch.keys()], config.contextLength)],
      1,
    );
    expect(Math.abs(loss / theirs.loss - 1)).toBeLessThan(1e-5);
    const norms = new Map(Object.entries(theirs.gradientNorms));
    expect([...norms.keys()].sort()).toEqual([...weights.keys()].sort());
    const total = Math.hypot(...norms.values());
    const wrong = trainable.memory.parameters.flatMap(({ name, total: gradient }) => {
      const reference = theirs.tensors.tensor(`gradient.${name}`);
      let [difference, size] = [0, 0];
      gradient.forEach((value, i) => {
        difference += (value - (reference[i] as number)) ** 2;
        size += (reference[i] as number) ** 2;
      });
      const error = Math.sqrt(difference) / Math.max(Math.sqrt(size), 1e-3 * total);
      return error <= 1e-4 ? [] : [[name, error]];
    });
    await trainable.release();
    expect(wrong).toEqual([]);
  });

  test(`greedy continuations of ${PENALIZED_PROMPTS} prompts with a repetition penalty of ${PENALTY}`, async () => {
    const { config, weights } = model;
    const sampler = new Sampler({ repetitionPenalty: PENALTY, temperature: 0 }, '');
    const rows = prompts.slice(0, PENALIZED_PROMPTS).map((prompt) => {
      const row = new Greedy(prompt);
      const next = row.next.bind(row);
      return { row, program: { prompt, next, choose: sampler.choose.bind(sampler) } };
    });
    const decoder = await BatchDecoder.create({ config, weights, threads: 2, slots: 16 });
    for (const { program } of rows) decoder.add(program);
    while (await decoder.step());
    await decoder.release();
    const different = rows.flatMap(({ row: { tokens } }, index) => {
      const { tokens: reference = [], gaps = [] } = theirs.penalized[index] ?? {};
      const at = tokens.findIndex((token, step) => token !== reference[step]);
      return at < 0 || (gaps[at] ?? 1) < TIE ? [] : [{ index, at, gap: gaps[at] }];
    });
    expect(different).toEqual([]);
    const same = rows.filter(
      ({ row }, index) => row.tokens.join() === theirs.penalized[index]?.tokens.join(),
    );
    expect(same.length).toBeGreaterThanOrEqual(rows.length - 1);
    const changed = rows.filter(
      ({ row }, index) => row.tokens.join() !== theirs.continuations[index]?.join(),
    );
    expect(changed.length).toBeGreaterThan(rows.length / 2);
  });

  const timeout = 60_000 + 4_000 * PROMPTS;
  test(`greedy continuations of ${PROMPTS} prompts, plain and chat`, { timeout }, async () => {
    const { config, weights } = model;
    const programs = prompts.map((prompt) => new Greedy(prompt));
    const decoder = await BatchDecoder.create({
      config,
      weights,
      threads: 2,
      slots: 16,
      logProbabilities: true,
      onLogits: (program, logits, length) => {
        if (length < program.prompt.length) return;
        const [first = 0, second = 0] = twoLargest(logits);
        (program as Greedy).gaps.push(first - second);
      },
    });
    for (const program of programs) decoder.add(program);
    while (await decoder.step());
    await decoder.release();
    for (const [index, { tokens, gaps }] of programs.entries()) {
      const at = tokens.findIndex((token, step) => token !== theirs.continuations[index]?.[step]);
      if (at >= 0) {
        process.stderr.write(
          `prompt ${index} differs from token ${at} on: ours ${tokens[at]}, PyTorch's ${theirs.continuations[index]?.[at]}, the two largest logits ${gaps[at]} apart\n`,
        );
      }
    }
    const different = programs.flatMap(({ tokens, gaps }, index) => {
      const at = tokens.findIndex((token, step) => token !== theirs.continuations[index]?.[step]);
      // Behind a tie both texts go their own way: only its first token counts.
      return at < 0 || (gaps[at] ?? 1) < TIE ? [] : [{ index, at, gap: gaps[at] }];
    });
    expect(different).toEqual([]);
    const same = programs.filter(
      ({ tokens }, index) => tokens.join() === theirs.continuations[index]?.join(),
    );
    expect(same.length).toBeGreaterThanOrEqual(0.96 * PROMPTS);
    let largest = 0;
    for (const [index, { tokens, likelihoods }] of programs.entries()) {
      expect(likelihoods).toHaveLength(NEW_TOKENS);
      for (const [step, likelihood] of likelihoods.entries()) {
        if (tokens[step] !== theirs.continuations[index]?.[step]) break; // behind a tie the texts differ
        const reference = theirs.likely[index]?.[step] ?? [];
        expect(reference).toHaveLength(TOP);
        reference.forEach(([, logProbability], place) => {
          const ours = likelihood.top[place]?.logProbability ?? Number.NaN;
          largest = Math.max(largest, Math.abs(ours - logProbability));
        });
        expect(likelihood.logProbability).toBe(likelihood.top[0]?.logProbability);
      }
    }
    expect(largest).toBeLessThan(1e-4);
  });
});

/** What the model is asked: published problems where there are any, then generated ones. */
function questions(generated: readonly Problem[]): string[] {
  const path = findPath('datasets');
  const lines =
    path === null
      ? []
      : readFileSync(join(path, 'gsm8k', 'test.jsonl'), 'utf8')
          .trim()
          .split('\n');
  const published = lines.map((line) => (JSON.parse(line) as { question: string }).question);
  const more = generateArithmetic({ seed: 6, train: PROMPTS, validation: 0, test: 0 }).train;
  return [...published, ...[...generated, ...more].map(({ question }) => question)].slice(0, PROMPTS);
}

function twoLargest(logits: Float32Array): [number, number] {
  let [first, second] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of logits) {
    if (value > first) [first, second] = [value, first];
    else if (value > second) second = value;
  }
  return [first, second];
}

/** Texts of many scripts, numbers, code and whitespace. */
function mixedTexts(): string[] {
  const random = new Random(8);
  const pieces = [
    'def f(x):\n\treturn x**2',
    ' 1234567.89',
    '  \n\n',
    'naïve',
    '数学',
    '😀👩‍🔬',
    "it's",
    '<<3*4=12>>',
    'İ',
    '\u00a0',
    'Ω≈ç',
  ];
  return Array.from({ length: 200 }, () =>
    Array.from({ length: 8 }, () => pieces[random.integer(0, pieces.length - 1)]).join(
      random.integer(0, 1) ? ' ' : '',
    ),
  );
}
