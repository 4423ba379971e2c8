// A learning rate of 0 changes nothing: every weight of every family is the same afterwards, byte by byte, in the saved file.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sha256 } from '../../src/common/index.ts';
import { pretrainedSettings, scratchSettings } from '../../src/distill/index.ts';
import { loadModel, type ModelConfig, readModelFiles, saveModel } from '../../src/engine/model/index.ts';
import { trainTokenizer, writeTokenizer } from '../../src/engine/tokenizer/index.ts';
import { DeviceModel, TrainableModel, trainLoop } from '../../src/engine/train/index.ts';
import { livelyWeights, randomSequences } from './micro-model.ts';
import { tinyFamilies } from './tiny-families.ts';

const folder = mkdtempSync(join(tmpdir(), 'rate-0-'));
afterAll(() => rmSync(folder, { recursive: true }));
const tokenizer = writeTokenizer(trainTokenizer(['one two'], { vocabularySize: 260 }));

/** Weights with zeros of both signs: an update that adds 0 to -0 makes 0 of it. */
function weightsWithZeros(config: ModelConfig): Map<string, Float32Array> {
  const weights = livelyWeights(config);
  for (const data of weights.values()) [data[0], data[1]] = [-0, 0];
  return weights;
}

/** Where the weights are while they are trained: in the process's own memory, or with all of the optimizer in graphs. */
const places = { memory: TrainableModel, graphs: DeviceModel } as const;

const settings = {
  scratch: scratchSettings,
  pretrained: { ...pretrainedSettings, patience: null }, // the last weights, not those of the start
} as const;

test.each(
  tinyFamilies.flatMap(([name, config]) =>
    (['scratch', 'pretrained'] as const).flatMap((student) =>
      (['memory', 'graphs'] as const).map((place) => [name, student, place, config] as const),
    ),
  ),
)('%s with the settings of a %s student, trained in %s', async (_name, student, place, config) => {
  const [before, after] = [join(folder, 'before'), join(folder, 'after')];
  const weights = weightsWithZeros(config);
  saveModel(before, config, weights, { tokenizer });
  const { config: loaded, weights: start } = loadModel(readModelFiles(before));
  const model = await places[place].create({
    config: loaded,
    weights: start,
    seed: 1,
    threads: 1,
    dropout: 0,
    accumulate: true,
  });
  const steps: { loss: number; gradientNorm: number }[] = [];
  await trainLoop({
    model,
    sequences: randomSequences([9, 4, 14, 9, 11]),
    validation: randomSequences([8, 5], 9),
    settings: {
      ...settings[student],
      learningRate: 0,
      maxSteps: 5,
      tokenBudget: 25,
      microBatches: 2,
      seed: 3,
    },
    checkpointSeconds: 1e6,
    resume: false,
    onStep: (step) => steps.push(step),
  });
  expect(steps).toHaveLength(5);
  expect(Math.min(...steps.map(({ gradientNorm }) => gradientNorm))).toBeGreaterThan(0);
  saveModel(after, loaded, await model.weights(), { tokenizer });
  await model.release();
  const digest = (directory: string) => sha256(readFileSync(join(directory, 'model.safetensors')));
  expect(digest(after)).toBe(digest(before));
});
