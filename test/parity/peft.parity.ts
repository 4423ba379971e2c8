// Adapters that were written here, loaded by the PEFT library on the model that they name: the same logits as our merged model.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Random, writeJson } from '../../src/common/index.ts';
import {
  type Adapter,
  adapterParameters,
  batchInputs,
  buildForwardGraph,
  drawWeights,
  LOGITS,
  type LoraConfig,
  type ModelConfig,
  PositionTables,
  readAdapter,
  saveAdapter,
  saveModel,
} from '../../src/engine/model/index.ts';
import { Session } from '../../src/engine/runtime/index.ts';
import { trainTokenizer, writeTokenizer } from '../../src/engine/tokenizer/index.ts';
import { livelyWeights, mergedWeights, microConfig, microLlama } from '../engine/micro-model.ts';
import { tinyFamilies } from '../engine/tiny-families.ts';
import { needs } from '../support/optional-data.ts';
import { runPython } from './python.ts';

const ids = [3, 17, 4, 4, 29, 11, 8, 1];

/** Logits of every position, float32 [T, V]. */
async function logitsOf(
  config: ModelConfig,
  weights: ReadonlyMap<string, Float32Array>,
): Promise<Float32Array> {
  const T = ids.length;
  const indices = BigInt64Array.from(ids, (_, t) => BigInt(t));
  const session = await Session.create(buildForwardGraph(config, weights), { threads: 1 });
  const feeds = {
    [batchInputs.tokenIds]: { data: BigInt64Array.from(ids, BigInt), shape: [T] },
    [batchInputs.positions]: { data: indices, shape: [T] },
    [batchInputs.padIndex]: { data: indices, shape: [1, T] },
    [batchInputs.unpadIndex]: { data: indices, shape: [T] },
    [batchInputs.selected]: { data: indices, shape: [T] },
    ...new PositionTables(config).forSequences(T),
  };
  const results = await session.run(feeds, {}, [LOGITS]);
  await session.release();
  return results[LOGITS]?.data as Float32Array;
}

describe('adapters in PEFT', needs('python'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-peft-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each<[string, ModelConfig, LoraConfig]>([
    ['GPT-2, all layers', microConfig, { rank: 3, alpha: 6, targets: [] }],
    ['GPT-2, some', microConfig, { rank: 2, alpha: 5, targets: ['c_attn', 'c_fc'] }],
    ['Llama, all layers', microLlama, { rank: 4, alpha: 8, targets: [] }],
    ['Llama, some', microLlama, { rank: 2, alpha: 1, targets: ['q_proj', 'v_proj'] }],
    ...tinyFamilies
      .filter(([, { architecture }]) => !['gpt2', 'llama'].includes(architecture))
      .map(([name, config]): [string, ModelConfig, LoraConfig] => [
        name,
        config,
        { rank: 2, alpha: 4, targets: [] },
      ]),
  ])('%s', async (name, config, lora) => {
    const at = join(folder, name.replace(/\W+/g, '-'));
    const weights = livelyWeights(config);
    const specs = adapterParameters(config, lora).map((spec) => ({ ...spec, start: { deviation: 0.3 } }));
    const adapter: Adapter = { lora, weights: drawWeights(specs, new Random(7)) };
    const tokenizer = writeTokenizer(trainTokenizer(['one two'], { vocabularySize: 260 }));
    saveModel(join(at, 'base'), config, weights, { tokenizer });
    saveAdapter(join(at, 'adapter'), config, adapter, { base: join(at, 'base') });
    writeJson(join(at, 'case.json'), { ids });
    const theirs = await runPython<{ tensors: { tensor(name: string): Float32Array } }>(
      'peft_reference.py',
      at,
    );
    const ours = await logitsOf(
      config,
      await mergedWeights(config, weights, readAdapter(join(at, 'adapter'), config)),
    );
    const plain = await logitsOf(config, weights);
    const distance = (a: Float32Array, b: Float32Array) =>
      Math.hypot(...a.map((x, i) => x - (b[i] ?? Number.NaN))) / Math.hypot(...b);
    expect(distance(ours, theirs.tensors.tensor('logits'))).toBeLessThan(1e-5);
    expect(distance(plain, theirs.tensors.tensor('logits'))).toBeGreaterThan(1e-2);
  });
});
