// Model directories that `transformers` saved in full and half precision, in one file and in several: the same weights here.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModel, parametersOf, readModelFiles } from '../../src/engine/model/index.ts';
import { trainTokenizer, writeTokenizer } from '../../src/engine/tokenizer/index.ts';
import { readSafetensors } from '../../src/engine/weights/index.ts';
import { needs, pathOf } from '../support/optional-data.ts';

describe('directories from transformers', needs('python'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-directories-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const tokenizer =
    writeTokenizer(trainTokenizer(['one two'], { vocabularySize: 260 }))['tokenizer.json'] ?? '';
  beforeAll(() => {
    const script = fileURLToPath(new URL('directories_reference.py', import.meta.url));
    execFileSync(pathOf('python'), [script, folder], { input: tokenizer, stdio: ['pipe', 'ignore', 'pipe'] });
  });

  test.each(
    ['gpt2', 'llama', 'qwen2', 'qwen3', 'mistral', 'smollm3', 'gemma3'].flatMap((name) =>
      ['float32', 'float16', 'bfloat16'].flatMap((dtype) => [`${name}-${dtype}`, `${name}-${dtype}-sharded`]),
    ),
  )('%s', (name) => {
    const path = join(folder, name);
    const shards = readdirSync(path).filter((file) => file.endsWith('.safetensors')).length;
    if (name.endsWith('sharded')) expect(shards).toBeGreaterThan(1);
    else expect(shards).toBe(1);
    const { config, weights } = loadModel(readModelFiles(path));
    const expected = readSafetensors(join(folder, `${name}.float32.safetensors`));
    for (const { name: parameter } of parametersOf(config)) {
      expect(weights.get(parameter), parameter).toEqual(expected.tensor(parameter));
    }
  });
});
