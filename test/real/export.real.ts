// Exported models in llama.cpp itself: the same token ids, the same probabilities, the same greedy text as in our own engine.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, type Llama, LlamaLogLevel, type LlamaModel, type Token } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { promptFormat, runFiles, tokenizerOf } from '../../src/distill/index.ts';
import {
  BatchDecoder,
  type RowAction,
  type RowEvent,
  type RowProgram,
} from '../../src/engine/generate/index.ts';
import {
  loadModel,
  type ModelConfig,
  planGguf,
  readModelFiles,
  type Weights,
} from '../../src/engine/model/index.ts';
import { type Tokenizer, trainTokenizer } from '../../src/engine/tokenizer/index.ts';
import { type GgufPrecision, writeGgufFile } from '../../src/engine/weights/index.ts';
import { exportModel } from '../../src/export/index.ts';
import { problemLine } from '../../src/strategy/index.ts';
import { ggufModel, ggufModels } from '../engine/gguf-families.ts';
import {
  ggufTokenizer,
  ggufTokenizerNames,
  specialTexts,
  twoHundredTexts,
} from '../engine/gguf-tokenizers.ts';
import { livelyWeights } from '../engine/micro-model.ts';
import { nextLogits } from '../engine/next-logits.ts';
import { knownProblems, trainKnown } from '../runs/trained-run.ts';
import { needs, pathOf } from '../support/optional-data.ts';

describe('exports in llama.cpp', needs('llama-cpp'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-export-'));
  let llama: Llama;
  beforeAll(async () => {
    llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const open = (path: string) => llama.loadModel({ modelPath: path });
  const small = trainTokenizer(['how many apples are left?'], { vocabularySize: 270 });

  async function write(
    config: ModelConfig,
    weights: Weights,
    precision: GgufPrecision,
    tokenizer: Tokenizer = small,
    tokenizerFiles = tokenizer.files(),
  ): Promise<string> {
    const path = join(folder, 'model.gguf');
    const plan = planGguf({ path, config, weights, tokenizer, tokenizerFiles, about: [] }, precision);
    await writeGgufFile(path, plan.file);
    return path;
  }

  describe('every family: the probabilities of the next token', () => {
    const prompts = [[1, 2, 3], Array.from({ length: 24 }, (_, at) => (7 * at + 1) % 250)];

    test.each(ggufModels)('%s', async (_name, config) => {
      const weights = livelyWeights(config);
      const logits = await nextLogits(config, weights, prompts);
      const model = await open(await write(config, weights, 'f32'));
      for (const [index, prompt] of prompts.entries()) {
        const found = await probabilitiesAfter(model, prompt);
        const expected = softmax(logits[index] as Float32Array);
        const differences = expected.map((value, id) => Math.abs((found.get(id as Token) ?? 0) - value));
        // llama.cpp keeps keys and values in 16 bits
        expect(Math.max(...differences)).toBeLessThan(0.01 * Math.max(...expected));
      }
      await model.dispose();
    });
  });

  test.each(ggufTokenizerNames)('%s: the token ids', async (name) => {
    const { tokenizer, files } = ggufTokenizer(name);
    const isGemma = name.startsWith('Gemma');
    const config = ggufModel(isGemma ? 'Gemma 3' : 'Llama', { vocab_size: tokenizer.vocabularySize + 3 });
    const model = await open(await write(config, livelyWeights(config), 'q8_0', tokenizer, files));
    for (const given of twoHundredTexts) {
      // What the export warns of: llama.cpp knows no normal form, and puts a space before a text that begins with one.
      const text = name === 'Qwen2' ? given.normalize('NFC') : given;
      if (name.startsWith('Mistral') && text.startsWith(' ')) continue;
      expect(model.tokenize(text, false), JSON.stringify(text)).toEqual(
        tokenizer.encodeStart([{ text, special: false }]),
      );
    }
    for (const text of specialTexts) {
      if (name.startsWith('Mistral')) continue; // warned of too: llama.cpp puts a space behind special tokens
      expect(model.tokenize(text, true), text).toEqual(tokenizer.encodeWithSpecial(text));
    }
    expect(model.tokens.shouldPrependBosToken).toBe(tokenizer.prefixIds.length > 0);
    expect(model.tokens.eos).toBe(tokenizer.endOfText);
    await model.dispose();
  });

  describe('a run from random weights: the same greedy text', () => {
    let run: string;
    beforeAll(async () => {
      run = await trainKnown(join(folder, 'run'), {
        strategy: 'socratic',
        student: 'scratch:tiny',
        lengthOf: () => ({ maxSteps: 120 }),
      });
    });

    const prompts = (role: 'qg' | 'qa') =>
      [...knownProblems.map(({ question }) => question), 'Gus has 7 pens and buys 5. How many pens?'].map(
        (question) =>
          role === 'qg'
            ? problemLine(question)
            : `${problemLine(question)}Question: How many pens in the end?\nAnswer:`,
      );

    test.each([
      ['qg', 'f16', 6],
      ['qa', 'f16', 6],
      ['qa', 'q8_0', 4],
    ] as const)('%s in %s', async (role, precision, least) => {
      const out = join(folder, `${role}-${precision}.gguf`);
      const { files } = await exportModel({ run, to: 'gguf', role, precision, out });
      expect(files).toMatchObject([{ path: out, role, warnings: [] }]);
      // llama.cpp rounds activations to 8 bits too: what a small model writes for a problem that it does not know may change with that
      const asked = precision === 'q8_0' ? prompts(role).slice(0, -1) : prompts(role);
      const equal = await compareGreedy(await open(out), runFiles.model(run, role), asked, precision);
      // the problems that it knows by heart leave no doubt; in 8 bits, a step that it was less sure of may be a tie
      expect(equal).toBeGreaterThanOrEqual(least);
    });
  });

  test('SmolLM2 in f16, asked by its chat template: the same greedy text', needs('smollm2'), async () => {
    const out = join(folder, 'smollm2.gguf');
    const { files } = await exportModel({ model: pathOf('smollm2'), to: 'gguf', out });
    expect(files).toMatchObject([{ path: out, role: null, tensors: { F16: 211, F32: 61 }, warnings: [] }]);
    const { before, after } = promptFormat('chat', tokenizerOf(readModelFiles(pathOf('smollm2'))));
    const prompts = [
      'What is 2+2?',
      'Name three colours.',
      'Why is the sky blue?',
      'What is the capital of France?',
    ].map((question) => `${before.text}${question}${after.text}`);
    const model = await open(out);
    expect(model.fileInfo.metadata.tokenizer.chat_template).toContain('<|im_start|>');
    expect(await compareGreedy(model, pathOf('smollm2'), prompts, 'f16')).toBeGreaterThanOrEqual(3);
  });
});

/** Two tokens whose logits are closer than this are a tie: rounding to 16 or 8 bits may decide for either. */
const ties = { f16: 0.05, q8_0: 0.25 } as const;
const newTokens = 32;

/**
 * Greedy continuations of the prompts in llama.cpp and in our engine, which reads the weights at `path` in float32. They may part only where
 * our two likeliest tokens are a tie. Returns how many are equal to the end.
 */
async function compareGreedy(
  model: LlamaModel,
  path: string,
  prompts: readonly string[],
  precision: keyof typeof ties,
): Promise<number> {
  const files = readModelFiles(path);
  const tokenizer = tokenizerOf(files);
  const { config, weights } = loadModel(files);
  const ids = prompts.map((prompt) => tokenizer.encodeWithSpecial(prompt));
  const written = await greedyTokens(config, weights, ids, tokenizer);
  let equal = 0;
  for (const [index, prompt] of prompts.entries()) {
    expect(model.tokenize(prompt, true)).toEqual(ids[index]);
    const ours = written[index] ?? [];
    const theirs = await llamaTokens(model, ids[index] ?? []);
    const parted = ours.findIndex(({ id }, at) => id !== theirs[at]);
    if (parted === -1 && ours.length === theirs.length) equal++;
    else
      expect(ours[parted === -1 ? theirs.length : parted]?.margin ?? 0, prompt).toBeLessThan(ties[precision]);
  }
  await model.dispose();
  return equal;
}

/** Our greedy tokens up to the end of text. */
class Greedy implements RowProgram {
  readonly tokens: { readonly id: number; readonly margin: number }[] = [];
  /** How far the likeliest token's logit is above the next one's, at every place: a token is reported after the place behind it. */
  readonly margins: number[] = [];
  readonly prompt: readonly number[];
  readonly #ends: ReadonlySet<number>;

  constructor(prompt: readonly number[], ends: ReadonlySet<number>) {
    this.prompt = prompt;
    this.#ends = ends;
  }

  next(event: RowEvent): RowAction {
    if (event.type === 'sampled') {
      if (this.#ends.has(event.id)) return { type: 'done' };
      this.tokens.push({ id: event.id, margin: this.margins[this.tokens.length] ?? 0 });
    }
    return { type: this.tokens.length < newTokens ? 'sample' : 'done' };
  }
}

async function greedyTokens(
  config: ModelConfig,
  weights: Weights,
  prompts: readonly (readonly number[])[],
  { endOfTextIds }: Tokenizer,
): Promise<Greedy['tokens'][]> {
  const programs = prompts.map((prompt) => new Greedy(prompt, endOfTextIds));
  const onLogits = (program: RowProgram, logits: Float32Array, length: number) => {
    if (length < program.prompt.length) return;
    const [first = 0, second = 0] = logits.slice().sort().subarray(-2).reverse();
    (program as Greedy).margins.push(first - second);
  };
  const decoder = await BatchDecoder.create({
    config,
    weights,
    threads: 1,
    slots: programs.length,
    onLogits,
  });
  for (const program of programs) decoder.add(program);
  while (await decoder.step());
  await decoder.release();
  return programs.map(({ tokens }) => tokens);
}

async function llamaTokens(model: LlamaModel, prompt: readonly number[]): Promise<number[]> {
  const context = await model.createContext({ contextSize: 512, threads: 1 });
  const tokens: number[] = [];
  for await (const token of context.getSequence().evaluate([...prompt] as Token[], { temperature: 0 })) {
    tokens.push(token);
    if (tokens.length === newTokens) break;
  }
  await context.dispose();
  return tokens;
}

/** llama.cpp's probabilities of the token after a prompt. */
async function probabilitiesAfter(
  model: LlamaModel,
  prompt: readonly number[],
): Promise<ReadonlyMap<Token, number>> {
  const context = await model.createContext({ contextSize: 64, threads: 1 });
  try {
    const events = context.getSequence().evaluateWithMetadata(
      [...prompt] as Token[],
      { probabilities: true },
      // a token is drawn, and without this the end of the text would be none
      { temperature: 1, topK: 0, topP: 1, minP: 0, seed: 1, yieldEogToken: true },
    );
    for await (const { probabilities } of events) return probabilities;
    throw new Error('llama.cpp wrote no token');
  } finally {
    await context.dispose();
  }
}

function softmax(logits: Float32Array): number[] {
  const largest = Math.max(...logits);
  const weights = Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
