// The model directories and GGUF files of the collected scripts, each written in a way that people have reported. What we compute of
// them is what `transformers` computes: logits, greedy tokens, ends, ids of texts and of a chat. What is not so is in a list below: it is
// refused, with an error that says these words.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { required, SocraticError, silentReporter, writeJson } from '../../src/common/index.ts';
import { generateArithmetic } from '../../src/data/index.ts';
import { createStudent, encodePrompt, promptFormat, type Student } from '../../src/distill/index.ts';
import { BatchDecoder, type RowProgram } from '../../src/engine/generate/index.ts';
import { loadModel, readModelFiles } from '../../src/engine/model/index.ts';
import { needs, pathOf } from '../support/optional-data.ts';
import { runPython } from './python.ts';

interface Problem {
  readonly problem: string;
}
interface ModelResult {
  readonly logits: readonly (readonly (number | null)[])[];
  readonly greedy: readonly (readonly number[])[];
  readonly ends: readonly number[];
}
interface TokensResult {
  readonly ids: readonly (readonly number[])[];
  readonly end: number | null;
  readonly chat?: readonly number[];
}
interface Reading {
  readonly model: ModelResult | Problem;
  readonly tokens: TokensResult | Problem;
}
interface Reference {
  readonly directories: Readonly<Record<string, Reading>>;
  readonly files: Readonly<Record<string, Reading>>;
}

const prompts = [
  [5, 9, 40, 77, 120],
  [33, 33, 33, ...Array.from({ length: 30 }, (_, at) => 60 + at)],
];
const texts = [
  'Tom has 16 apples and gives 3 away.',
  '<<16-3=13>>13\n#### 13',
  ' ½ of  20\n\n',
  '<think>é</think>',
];
const parts = [
  '<a>',
  '<b>',
  '<c>',
  'word',
  ' ',
  '  ',
  '\n',
  'x',
  'words',
  '.',
  'é',
  '<a',
  '12',
  '\t',
  '<<',
  '####',
  '<think>',
];
const addedTexts = [
  ...texts,
  ...fc
    .sample(fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 12 }), { numRuns: 400, seed: 1 })
    .map((some) => some.join('')),
];
const GREEDY_TOKENS = 8;

/** For each prompt, the logits behind it, and the likeliest tokens from there through the cache. */
async function continuations({ config, base }: Student) {
  const { weights } = loadModel(readModelFiles(required(base, 'base').path));
  const rows = prompts.map((prompt) => {
    const greedy: number[] = [];
    const program: RowProgram = {
      prompt,
      next: (event) => {
        if (event.type === 'sampled') greedy.push(event.id);
        return greedy.length < GREEDY_TOKENS ? { type: 'sample' } : { type: 'done' };
      },
    };
    return { program, greedy, logits: new Float32Array() };
  });
  const onLogits = (program: RowProgram, logits: Float32Array, length: number) => {
    const row = rows.find((one) => one.program === program);
    if (row && length === program.prompt.length) row.logits = logits.slice();
  };
  const decoder = await BatchDecoder.create({ config, weights, threads: 1, slots: 2, onLogits });
  for (const { program } of rows) decoder.add(program);
  while (await decoder.step());
  await decoder.release();
  return rows;
}

/** What differs from `transformers`: nothing, some of its results, or all, as the error says with which the model is refused. */
async function compare(path: string, { model, tokens }: Reading): Promise<readonly string[] | string> {
  try {
    const student = await createStudent(path, [], { reporter: silentReporter });
    return [...(await modelDifferences(student, model)), ...tokenDifferences(student, tokens, path)];
  } catch (error) {
    if (!(error instanceof SocraticError) || error.fault === 'internal') throw error;
    return error.message;
  }
}

async function modelDifferences(student: Student, model: ModelResult | Problem): Promise<string[]> {
  const words = new Set<string>();
  const rows = await continuations(student); // a model that cannot be loaded is refused here
  if ('problem' in model) return ['model only here'];
  for (const [at, ours] of rows.entries()) {
    const logits = required(model.logits[at], 'logits').map((value) => value ?? Number.NaN);
    const largest = Math.max(...logits.map(Math.abs));
    const distances = logits.map((value, id) => Math.abs(value - (ours.logits[id] ?? Number.NaN)) / largest);
    if (!(Math.max(...distances) < 1e-4)) words.add('logits');
    if (ours.greedy.join() !== model.greedy[at]?.join()) words.add('greedy');
  }
  if (!model.ends.every((id) => student.tokenizer.endOfTextIds.has(id))) words.add('ends');
  return [...words];
}

function tokenDifferences({ tokenizer }: Student, tokens: TokensResult | Problem, path: string): string[] {
  if ('problem' in tokens) return ['tokenizer only here'];
  const asked = basename(path).startsWith('n-') ? addedTexts : texts;
  const ids = asked.map((text) => [...tokenizer.prefixIds, ...tokenizer.encodeWithSpecial(text)]);
  const words: string[] = [];
  if (ids.some((some, at) => some.join() !== tokens.ids[at]?.join())) words.push('ids');
  const isGguf = path.includes('/gguf/'); // the scripts write no chat template into these
  if (isGguf && tokenizer.chatTemplate === null) return words;
  const chat =
    tokenizer.chatTemplate && encodePrompt(tokenizer, promptFormat('chat', tokenizer), asked[0] ?? '');
  return (chat || []).join() === (tokens.chat ?? []).join() ? words : [...words, 'chat'];
}

/** Refused, with these words. Where `transformers` refuses or draws random weights too, all is said; it reads the others. */
const refused: Readonly<Record<string, RegExp>> = {
  // Families and settings
  'a-gemma3_text': /a Gemma 3 model has full_attention and sliding_attention/,
  ...Object.fromEntries(
    ['gpt_bigcode', 'gpt_neo', 'gpt_neox', 'llama4_text', 'opt', 'phi3', 'qwen2_5_vl', 'qwen2_moe'].map(
      (family) => [`a-${family}`, new RegExp(`model_type is "${family}"; this engine runs gpt2, llama`)],
    ),
  ),
  'a-qwen3': /expected the weight model\.layers\.0\.self_attn\.q_norm\.weight/,
  'c-attnbiasnull': /attention_bias/,
  'c-eps-str': /rms_norm_eps/,
  'c-gpt2-gelu': /activation_function/,
  'c-gpt2-inner': /n_inner/,
  'c-llama-qkvbias-true': /expected the weight model\.layers\.0\.self_attn\.q_proj\.bias/,
  'c-longrope': /rotary scaling "longrope"/,
  'c-partial': /partial_rotary_factor/,
  'c-proportional': /partial_rotary_factor/,
  'c-quant': /quantized with bitsandbytes/,
  'c-qwen2-nokv': /num_key_value_heads/,
  'c-thetaint-str': /rope_theta/,
  'c-tieabsent': /expected the weight lm_head\.weight/,
  'c-tienull': /expected the weight lm_head\.weight/,
  'w-vision': /model_type is "qwen2_vl"/,
  // Tokenizers
  't-dropout': /model\.dropout 0\.1 is not supported/,
  't-eosmissing': /found no "<\/s>"/,
  't-lfs': /git lfs pull/,
  't-nodecoder': /expected a decoder/,
  't-toomany': /604 ids, the model only 603 rows/,
  // Weights
  'w-adapter': /holds an adapter \(LoRA\).*merge_and_unload/,
  'w-adapter-cfg': /holds an adapter \(LoRA\).*merge_and_unload/,
  'w-binonly': /pytorch_model\.bin.*Convert it with transformers/,
  'w-bnb4': /quantized with bitsandbytes/,
  'w-bnb8': /quantized with bitsandbytes/,
  'w-consolidated': /consolidated\.safetensors/,
  'w-empty': /cut off: 0 bytes/,
  'w-f64': /found F64/,
  'w-f8': /found F8_E4M3/,
  'w-gptq': /quantized with gptq/,
  'w-inf': /values that are no numbers/,
  'w-langmodel': /as models of text and images do/,
  'w-lfs': /git lfs pull/,
  'w-meta-int': /__metadata__ to be an object of strings/,
  'w-module': /as DistributedDataParallel does/,
  'w-nan': /values that are no numbers/,
  'w-onnxonly': /as ONNX only/,
  'w-origmod': /as torch\.compile does/,
  'w-peftfull': /as peft does/,
  'w-shard-missing': /model-00002-of-00002\.safetensors cannot be read/,
  'w-shard-noindex': /without model\.safetensors\.index\.json/,
  'w-trail': /expected the file to end with the last tensor/,
  'w-trunc': /cut off: 152608 bytes of 153608/,
  'w-untied-missing': /expected the weight lm_head\.weight/,
  'w-variant': /model\.fp16\.safetensors.*Rename it/,
  'models--acme--tiny': /Name one of the folders in .*snapshots/,
  // GGUF files
  'g-pre-missing.gguf': /pre-tokenizer ""/,
  'g-pre-default.gguf': /pre-tokenizer "default"/,
  'g-pre-gpt2-missing.gguf': /pre-tokenizer ""/,
  'g-spm.gguf': /tokenizer\.ggml\.scores/,
  'g-nomodel.gguf': /tokenizer undefined/,
  'g-nomerges.gguf': /tokenizer\.ggml\.merges/,
  'g-noeos-l3.gguf': /end-of-text token/,
  'g-be.gguf': /little-endian/,
  'g-MXFP4.gguf': /which is not read here/,
  'g-moe.gguf': /models with experts/,
  'g-longrope.gguf': /rotary scaling "longrope"/,
  'g-arch-mistral3.gguf': /architecture "mistral3"/,
  'g-arch-qwen3.gguf': /q_norm/,
  'g-split-1.gguf': /part 1 of a model in 2 files/,
  'g-split-meta.gguf': /part 1 of a model in 2 files/,
  'tiny-00001-of-00002.gguf': /part 2 of 2 is missing/,
  'g-missing.gguf': /expected the weight model\.layers\.1\.mlp\.up_proj\.weight/,
  'g-logitscale.gguf': /logit_scale 0\.5/,
  'g-slidingwin.gguf': /sliding window of 16 tokens/,
  'g-attnsoftcap.gguf': /attn_logit_softcapping 50/,
  'g-trunc.gguf': /cut off/,
  'g-v1.gguf': /GGUF version 1/,
  'g-noext': /a file that ends in \.gguf/,
  'g-ggml.gguf': /found the first bytes "lmgg"/,
  'g-html.gguf': /found the first bytes "<!do"/,
};

/** Read here in another way than there, and why. */
const deliberate: Readonly<Record<string, readonly string[]>> = {
  // transformers insists on whole numbers without a point, and on files without a byte-order mark.
  'c-floatint': ['model only here', 'tokenizer only here'],
  't-bom': ['tokenizer only here'],
  't-configbom': ['model only here', 'tokenizer only here'],
  // It writes an end of text behind every text, also behind one that a model is to continue.
  't-eospost': ['ids'],
  't-roberta': ['ids'],
  // It looks for the template `default` in the folder alone, and we in tokenizer_config.json too.
  't-addl': ['chat'],
  // The files say another begin than the directories they were made of, or no end.
  'g-pre-smaug-bpe.gguf': ['ids'],
  'g-addbos-true.gguf': ['ids'],
  'g-addbos-false.gguf': ['ids'],
  'g-noeos.gguf': ['ends'],
};

describe('collected models', { timeout: 600_000, ...needs('python', 'cases') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-collected-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let reference: Reference = { directories: {}, files: {} };
  beforeAll(async () => {
    const { train } = generateArithmetic({ seed: 1, train: 60, validation: 0, test: 0 });
    const lines = train.map((problem) => `${JSON.stringify(problem)}\n`);
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'train.jsonl'), lines.join(''));
    const scripts = join(pathOf('cases'), 'model-files');
    writeJson(join(folder, 'case.json'), { scripts, prompts, texts, addedTexts });
    reference = await runPython<Reference>('collected_models_reference.py', folder);
  });

  test('there are as many as the scripts write', () => {
    expect(Object.keys(reference.directories).length).toBeGreaterThan(150);
    expect(Object.keys(reference.files).length).toBeGreaterThan(50);
  });

  test.each(['directories', 'files'] as const)('%s', async (kind) => {
    const results: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const [path, reading] of Object.entries(reference[kind])) {
      const name = basename(path);
      results[name] = await compare(join(folder, path), reading);
      const words = refused[name];
      expected[name] = words ? expect.stringMatching(words) : (deliberate[name] ?? []);
    }
    expect(results).toEqual(expected);
  });

  test('every name in the lists is written by the scripts', () => {
    const names = new Set(
      [...Object.keys(reference.directories), ...Object.keys(reference.files)].map((path) => basename(path)),
    );
    const unknown = [...Object.keys(refused), ...Object.keys(deliberate)].filter((name) => !names.has(name));
    expect(unknown).toEqual([]);
  });
});
