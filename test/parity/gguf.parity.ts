// GGUF files that Python's `gguf` package wrote: every quantization bit for bit, and whole models, turned round as llama.cpp's
// converter does, as `transformers` had them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configOf, parametersOf, readModelFiles } from '../../src/engine/model/index.ts';
import { blockTypes } from '../../src/engine/weights/gguf/index.ts';
import { readSafetensors } from '../../src/engine/weights/index.ts';
import { needs, pathOf } from '../support/optional-data.ts';

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

describe('GGUF from Python', needs('python'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-gguf-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(() => {
    execFileSync(pathOf('python'), [script('gguf_models.py'), folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  });

  test.each(['llama', 'llama-tied-biased', 'qwen2', 'qwen3', 'smollm3', 'gemma3', 'gpt2'])('%s', (name) => {
    const files = readModelFiles(join(folder, `${name}.gguf`));
    const published = readSafetensors(join(folder, name, 'model.safetensors'));
    const config = configOf(files);
    for (const parameter of parametersOf(config)) {
      expect(files.tensors.shapes.get(parameter.name)).toEqual(parameter.shape);
      const expected = published.tensor(parameter.name);
      const found = files.tensors.tensor(parameter.name);
      // Gemma's gains are stored as 1 + weight, which rounds.
      if (name !== 'gemma3') expect(found).toEqual(expected);
      else
        expect(
          Math.max(...found.map((value, at) => Math.abs(value - (expected[at] as number)))),
        ).toBeLessThan(1e-6);
    }
    const json = JSON.parse(readFileSync(join(folder, name, 'config.json'), 'utf8')) as object;
    expect(config).toEqual(configOf({ ...files, config: json as Record<string, unknown> }));
  });

  test.each([11, 12, 13])('random blocks of every quantization, seed %i', (seed) => {
    const fixture = join(folder, `blocks-${seed}.json`);
    execFileSync(pathOf('python'), [script('gguf_reference.py'), fixture, String(seed)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const blocks = JSON.parse(readFileSync(fixture, 'utf8')) as Record<string, Record<string, string>>;
    expect(Object.keys(blocks)).toHaveLength(11);
    for (const { id, blocks: source, values } of Object.values(blocks)) {
      const bytes = Buffer.from(source ?? '', 'base64');
      const expected = Buffer.from(values ?? '', 'base64');
      const type = blockTypes.get(Number(id));
      const target = new Float32Array(expected.length / 4);
      type?.dequantize(bytes, target, bytes.length / type.bytes);
      expect(Buffer.from(target.buffer).equals(expected)).toBe(true);
    }
  });
});
