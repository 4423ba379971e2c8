// One parity case: a batch, a short training run and a saved student on our engine, written to a folder from which
// reference.py computes the same with PyTorch.
import { join } from 'node:path';
import { Random, silentReporter, writeJson } from '../../src/common/index.ts';
import { generateArithmetic } from '../../src/data/index.ts';
import { createStudent, plainFormat, scratchSettings, tokenizeSegments } from '../../src/distill/index.ts';
import {
  initialWeights,
  type ModelConfig,
  parseConfig,
  saveModel,
  type Weights,
} from '../../src/engine/model/index.ts';
import type { Tokenizer } from '../../src/engine/tokenizer/index.ts';
import {
  type LoopSettings,
  packBatch,
  planRun,
  type StepMetrics,
  TrainableModel,
  type TrainingSequence,
  trainLoop,
} from '../../src/engine/train/index.ts';
import type { SafetensorsFile } from '../../src/engine/weights/index.ts';
import { sequencesFor } from '../../src/strategy/index.ts';
import { runPython } from './python.ts';

/** The models that are compared, by name: `config.json` without what the tokenizer decides; GPT-2 is `scratch:tiny`. */
export const shapes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  gpt2: {},
  'llama, four heads that share two keys, head of its own, Llama 3 positions': {
    model_type: 'llama',
    num_attention_heads: 4,
    num_key_value_heads: 2,
    tie_word_embeddings: false,
    rope_theta: 500_000,
    rope_scaling: {
      rope_type: 'llama3',
      factor: 8,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 64,
    },
  },
  'llama, tied head, every bias, wide heads, YaRN positions': {
    model_type: 'llama',
    num_attention_heads: 3,
    num_key_value_heads: 1,
    head_dim: 48,
    tie_word_embeddings: true,
    attention_bias: true,
    mlp_bias: true,
    rope_theta: 10_000,
    rope_scaling: { rope_type: 'yarn', factor: 4, original_max_position_embeddings: 256 },
  },
  'qwen2, linear positions': {
    model_type: 'qwen2',
    num_attention_heads: 6,
    num_key_value_heads: 3,
    tie_word_embeddings: true,
    rope_theta: 1_000_000,
    rope_scaling: { rope_type: 'linear', factor: 2 },
  },
  // Windows are shorter than the sequences, and heads are of another size than width / heads.
  'qwen2, window in later layers, head of its own': {
    model_type: 'qwen2',
    num_attention_heads: 6,
    num_key_value_heads: 3,
    use_sliding_window: true,
    sliding_window: 24,
    max_window_layers: 1,
  },
  'qwen3, wide heads, tied head': {
    model_type: 'qwen3',
    num_attention_heads: 4,
    num_key_value_heads: 2,
    head_dim: 32,
    tie_word_embeddings: true,
    rope_theta: 1_000_000,
  },
  'qwen3, biases, window in named layers': {
    model_type: 'qwen3',
    num_attention_heads: 3,
    num_key_value_heads: 3,
    head_dim: 24,
    attention_bias: true,
    use_sliding_window: true,
    sliding_window: 16,
    layer_types: ['sliding_attention', 'full_attention', 'sliding_attention'],
  },
  'mistral, window in all layers': {
    model_type: 'mistral',
    num_attention_heads: 4,
    num_key_value_heads: 2,
    head_dim: 40,
    sliding_window: 20,
  },
  'smollm3, layers without positions': {
    model_type: 'smollm3',
    num_attention_heads: 6,
    num_key_value_heads: 2,
    no_rope_layers: [1, 0, 1],
    rope_theta: 5_000_000,
  },
  'gemma3, windows, two bases, wide heads, a scale of its own': {
    model_type: 'gemma3_text',
    num_attention_heads: 3,
    num_key_value_heads: 1,
    head_dim: 48,
    query_pre_attn_scalar: 32,
    sliding_window: 18,
    sliding_window_pattern: 2,
    rope_scaling: { rope_type: 'linear', factor: 8 },
  },
};

const STEPS = 50;
const NEW_TOKENS = 32;
const THREADS = 1; // a thread that waits for another does so for long on a busy machine
/** Two micro-batches a step, so that PyTorch's one padded batch also checks how they are added up. */
const settings: LoopSettings = {
  ...scratchSettings,
  tokenBudget: 512,
  microBatches: 2,
  maxSteps: STEPS,
  seed: 7,
};

export interface ParityCase {
  readonly folder: string;
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  /** Problems as Socratic sequences, of unequal lengths, with supervised and unsupervised tokens. */
  readonly sequences: readonly TrainingSequence[];
  /** The sequences of the one batch, the model that they meet, and what our engine made of them. */
  readonly batch: readonly TrainingSequence[];
  readonly weights: Weights;
  readonly curve: readonly StepMetrics[];
  /** What the trained student is asked to read and to continue. */
  readonly texts: readonly string[];
  readonly prompts: readonly (readonly number[])[];
  readonly newTokens: number;
  readonly trained: Weights;
}

export interface Reference {
  readonly versions: Readonly<Record<string, string>>;
  readonly batch: { readonly loss: number };
  readonly training: {
    readonly losses: readonly number[];
    readonly gradientNorms: readonly number[];
    readonly learningRates: readonly number[];
  };
  readonly student: {
    readonly modelClass: string;
    readonly endOfText: number;
    readonly contextLength: number;
    readonly ids: readonly (readonly number[])[];
    readonly decoded: readonly string[];
    readonly continuations: readonly (readonly number[])[];
  };
  /** `logits` [N, V], `gradient.<parameter>`, and `continuation.<index>` [new tokens, V]. */
  readonly tensors: SafetensorsFile;
}

/** Trains the student on our engine and writes all that reference.py needs to `folder`. */
export async function writeCase(folder: string, shape: string): Promise<ParityCase> {
  const { train, test } = generateArithmetic({ seed: 3, train: 200, validation: 0, test: 4 });
  const reporter = silentReporter;
  const student = await createStudent('scratch:tiny', train, { reporter });
  const { tokenizer, tokenizerFiles } = student;
  const config = configOfShape(shape, student.config);
  const coding = { tokenizer, prompt: plainFormat(tokenizer) };
  const sequences = train.flatMap((problem) =>
    sequencesFor('socratic', problem)
      .filter(({ role }) => role === 'qa')
      .map(({ segments }) => tokenizeSegments(coding, problem.id, segments)),
  );
  const batch = sequences.slice(0, 6);
  const start = initialWeights(config, new Random(11));
  const weights = everywhereNonzero(start);
  const { trained, curve } = await trainHere(config, sequences, start);
  const prompts = test.map(({ question }) => tokenizer.encode(`Problem: ${question}\n`));
  const texts = [
    ...test.map(({ question }) => question),
    'She paid $1,234.50 for 12 pens: <<1234.5/12=102.875>>102.875\n\n#### 102.875',
    "naïve café  — 数学 ½ 😀\t it's",
  ];

  const model = (name: string, of: Weights) => {
    saveModel(join(folder, name), config, of, { tokenizer: tokenizerFiles });
    return name;
  };
  const plain = (of: readonly TrainingSequence[]) =>
    of.map(({ ids, learned }) => ({ ids: [...ids], learned: [...learned] }));
  writeJson(join(folder, 'case.json'), {
    threads: THREADS,
    batch: { model: model('batch', weights), sequences: plain(batch) },
    training: {
      model: model('start', start),
      steps: stepsOf(config, sequences).map((indices) =>
        plain(indices.map((index) => sequences[index] as TrainingSequence)),
      ),
      settings: { ...settings, warmupSteps: Math.round(settings.warmupShare * STEPS), totalSteps: STEPS },
    },
    student: { model: model('trained', trained), texts, prompts, newTokens: NEW_TOKENS },
  });
  return {
    folder,
    config,
    tokenizer,
    sequences,
    batch,
    weights,
    curve,
    texts,
    prompts,
    newTokens: NEW_TOKENS,
    trained,
  };
}

function configOfShape(shape: string, gpt2: ModelConfig): ModelConfig {
  const own = shapes[shape] ?? {};
  if (!('model_type' in own)) return gpt2;
  const common = {
    vocab_size: gpt2.vocabularySize,
    max_position_embeddings: gpt2.contextLength,
    hidden_size: 96,
    num_hidden_layers: 3,
    intermediate_size: 160,
    rms_norm_eps: 1e-5,
    bos_token_id: gpt2.endOfText,
    eos_token_id: gpt2.endOfText,
  };
  return parseConfig({ ...common, ...own }, shape);
}

/** Starting weights with noise on all of them: a bias of 0 or a gain of 1 would hide a mistake in using it. */
function everywhereNonzero(weights: Weights): Map<string, Float32Array> {
  const random = new Random(12);
  return new Map([...weights].map(([name, data]) => [name, data.map((x) => x + 0.05 * random.normal())]));
}

/** The sequence indices of every step, its micro-batches together. */
function stepsOf(config: ModelConfig, sequences: readonly TrainingSequence[]): number[][] {
  const plan = planRun(config, sequences, settings);
  return Array.from({ length: plan.totalSteps }, (_, index) => plan.stepAt(index + 1).microBatches.flat());
}

async function trainHere(config: ModelConfig, sequences: readonly TrainingSequence[], start: Weights) {
  const model = await TrainableModel.create({
    config,
    weights: start,
    seed: 0,
    threads: THREADS,
    dropout: 0,
    accumulate: true,
  });
  const curve: StepMetrics[] = [];
  await trainLoop({
    model,
    sequences,
    validation: [],
    settings,
    checkpointSeconds: Number.POSITIVE_INFINITY,
    resume: false,
    onStep: (metrics) => curve.push(metrics),
  });
  const trained = new Map([...model.weights()].map(([name, data]) => [name, data.slice()]));
  await model.release();
  return { trained, curve };
}

/** Loss and gradients of the case's batch on our engine, in the given number of micro-batches. */
export async function gradientsHere({ config, weights, batch }: ParityCase, microBatches: number) {
  const model = await TrainableModel.create({
    config,
    weights,
    seed: 0,
    threads: THREADS,
    dropout: 0,
    accumulate: microBatches > 1,
  });
  const each = Math.ceil(batch.length / microBatches);
  const packed = Array.from({ length: microBatches }, (_, part) => {
    const of = batch.slice(part * each, (part + 1) * each);
    return packBatch(
      of,
      of.map((_, index) => index),
      config.contextLength,
    );
  });
  const loss = await model.computeGradients(packed, 1);
  const gradients = new Map(model.memory.parameters.map(({ name, total }) => [name, total.slice()]));
  await model.release();
  return { loss, gradients };
}

/** Runs reference.py on the case with the given interpreter; throws with what it wrote when it fails. */
export function runReference(folder: string): Promise<Reference> {
  return runPython<Reference>('reference.py', folder);
}
