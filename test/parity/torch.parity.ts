// The embedded engine against PyTorch and `transformers` on the same weights and batches. SOCRATIC_PYTHON names the
// interpreter.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BatchDecoder,
  type RowAction,
  type RowEvent,
  type RowProgram,
} from '../../src/engine/generate/index.ts';
import { batchInputs, buildForwardGraph, LOGITS, PositionTables } from '../../src/engine/model/index.ts';
import { Session } from '../../src/engine/runtime/index.ts';
import { packBatch } from '../../src/engine/train/index.ts';
import { needs } from '../support/optional-data.ts';
import { gradientsHere, type ParityCase, type Reference, runReference, shapes, writeCase } from './case.ts';

const norm = (values: Iterable<number>) => {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
};
const difference = (a: Float32Array, b: Float32Array) => {
  expect(a.length).toBe(b.length);
  return a.map((value, index) => value - (b[index] as number));
};
const relativeError = (ours: Float32Array, theirs: Float32Array, floor = 0) =>
  norm(difference(ours, theirs)) / Math.max(norm(theirs), floor);

const names = Object.keys(shapes);
describe.each(names)('the same as PyTorch: %s', needs('python'), (shape) => {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-parity-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let ours: ParityCase;
  let theirs: Reference;
  beforeAll(async () => {
    ours = await writeCase(folder, shape);
    theirs = await runReference(folder);
  });

  test('the case has sequences of unequal length, and tokens that are not supervised', () => {
    const lengths = ours.batch.map(({ ids }) => ids.length);
    expect(new Set(lengths).size).toBeGreaterThan(3);
    for (const { learned } of ours.batch) expect(new Set(learned)).toEqual(new Set([0, 1]));
  });

  test('logits of every token without a cache', async () => {
    const { config, weights, batch } = ours;
    const packed = packBatch(batch, [...batch.keys()], config.contextLength);
    const session = await Session.create(buildForwardGraph(config, weights), { threads: 1 });
    const N = packed.tokenIds.length;
    const every = BigInt64Array.from({ length: packed.tokens }, (_, row) => BigInt(row));
    const feeds = {
      [batchInputs.tokenIds]: { data: packed.tokenIds, shape: [N] },
      [batchInputs.positions]: { data: packed.positions, shape: [N] },
      [batchInputs.padIndex]: { data: packed.padIndex, shape: [packed.B, packed.T] },
      [batchInputs.unpadIndex]: { data: packed.unpadIndex, shape: [N] },
      [batchInputs.selected]: { data: every, shape: [packed.tokens] },
      ...new PositionTables(config).forSequences(packed.T),
    };
    const logits = (await session.run(feeds, {}, [LOGITS]))[LOGITS]?.data as Float32Array;
    await session.release();
    expect(theirs.tensors.shapes.get('logits')).toEqual([packed.tokens, config.vocabularySize]);
    expect(relativeError(logits, theirs.tensors.tensor('logits'))).toBeLessThan(1e-4);
  });

  test.each([1, 2])('loss and the gradient of every parameter, in %i micro-batches', async (microBatches) => {
    const { loss, gradients } = await gradientsHere(ours, microBatches);
    expect(Math.abs(loss / theirs.batch.loss - 1)).toBeLessThan(1e-5);
    const named = [...theirs.tensors.shapes.keys()].filter((name) => name.startsWith('gradient.'));
    expect(named.map((name) => name.slice('gradient.'.length)).sort()).toEqual([...gradients.keys()].sort());

    const total = norm(named.map((name) => norm(theirs.tensors.tensor(name))));
    // A gradient that is zero in exact arithmetic is rounding error on both sides: it is measured against all of them.
    const floor = 1e-3 * total;
    const errors: Record<string, number> = {};
    for (const [name, gradient] of gradients) {
      const reference = theirs.tensors.tensor(`gradient.${name}`);
      const parts = name.endsWith('c_attn.bias') ? 3 : 1; // query, key and value biases apart: the key's is the zero one
      const size = gradient.length / parts;
      for (let part = 0; part < parts; part++) {
        const of = (values: Float32Array) => values.subarray(part * size, (part + 1) * size);
        errors[parts > 1 ? `${name}[${part}]` : name] = relativeError(of(gradient), of(reference), floor);
        if (parts > 1 && part === 1) expect(norm(of(gradient))).toBeLessThan(1e-5 * total);
      }
    }
    const wrong = Object.entries(errors).filter(([, error]) => !(error <= 1e-4));
    expect(wrong).toEqual([]);
  });

  test('the loss curve of 50 AdamW steps: schedule, decay groups, clipping', () => {
    const { losses, gradientNorms, learningRates } = theirs.training;
    expect(ours.curve).toHaveLength(50);
    expect(losses).toHaveLength(50);
    ours.curve.forEach(({ loss, gradientNorm, learningRate }, index) => {
      expect(learningRate).toBeCloseTo(learningRates[index] as number, 12);
      expect(Math.abs(loss - (losses[index] as number))).toBeLessThan(1e-3);
      expect(Math.abs(gradientNorm / (gradientNorms[index] as number) - 1)).toBeLessThan(1e-2);
    });
    expect(losses[49]).toBeLessThan((losses[0] as number) / 2); // it learned, and
    expect(Math.max(...gradientNorms)).toBeGreaterThan(1); // clipping was at work
  });

  test('AutoModelForCausalLM and AutoTokenizer read a saved student', () => {
    const { student } = theirs;
    const classes = {
      gpt2: 'GPT2LMHeadModel',
      llama: 'LlamaForCausalLM',
      qwen2: 'Qwen2ForCausalLM',
      qwen3: 'Qwen3ForCausalLM',
      mistral: 'MistralForCausalLM',
      smollm3: 'SmolLM3ForCausalLM',
      gemma3_text: 'Gemma3ForCausalLM',
    };
    expect(student.modelClass).toBe(classes[ours.config.architecture]);
    expect(student.endOfText).toBe(ours.config.endOfText);
    expect(student.contextLength).toBe(ours.config.contextLength);
    expect(student.ids).toEqual(ours.texts.map((text) => ours.tokenizer.encode(text)));
    expect(student.decoded).toEqual(ours.texts);
  });

  test('greedy continuations with a cache: the same tokens, and the same logits behind each', async () => {
    const { config, trained, prompts, newTokens } = ours;
    const programs = prompts.map((prompt) => new Continuation(prompt, newTokens));
    const decoder = await BatchDecoder.create({
      config,
      weights: trained,
      threads: 1,
      slots: 3, // one prompt has to wait
      onLogits: (program, logits, length) => {
        if (length >= program.prompt.length) (program as Continuation).logits.push(logits.slice());
      },
    });
    for (const program of programs) decoder.add(program);
    while (await decoder.step());
    await decoder.release();
    expect(programs.map(({ tokens }) => tokens)).toEqual(theirs.student.continuations);
    programs.forEach(({ logits }, index) => {
      const flat = Float32Array.from(logits.slice(0, newTokens).flatMap((row) => [...row]));
      expect(relativeError(flat, theirs.tensors.tensor(`continuation.${index}`))).toBeLessThan(1e-4);
    });
  });
});

/** Samples a given number of tokens greedily. */
class Continuation implements RowProgram {
  readonly prompt: readonly number[];
  readonly tokens: number[] = [];
  readonly logits: Float32Array[] = [];
  readonly #count: number;

  constructor(prompt: readonly number[], count: number) {
    this.prompt = prompt;
    this.#count = count;
  }

  next(event: RowEvent): RowAction {
    if (event.type === 'sampled') this.tokens.push(event.id);
    return { type: this.tokens.length < this.#count ? 'sample' : 'done' };
  }
}
