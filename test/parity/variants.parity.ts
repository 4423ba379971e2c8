// config.json and weights in the ways in which people have them: what we compute of them is what `transformers` computes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { required } from '../../src/common/index.ts';
import { BatchDecoder } from '../../src/engine/generate/index.ts';
import { endOfTextIdsOf, loadModel, readModelFiles } from '../../src/engine/model/index.ts';
import { trainTokenizer, writeTokenizer } from '../../src/engine/tokenizer/index.ts';
import { needs, pathOf } from '../support/optional-data.ts';

interface Expected {
  readonly prompts: readonly {
    readonly ids: readonly number[];
    readonly logits: readonly number[];
    readonly greedy: readonly number[];
  }[];
  readonly ends: readonly number[];
}

/** The logits after a prompt, and as many greedy tokens from there through the cache. */
async function continued(path: string, prompt: readonly number[], count: number) {
  const { config, weights } = loadModel(readModelFiles(path));
  const all: Float32Array[] = [];
  const onLogits = (_: unknown, logits: Float32Array, length: number) => {
    if (length >= prompt.length) all.push(logits.slice());
  };
  const decoder = await BatchDecoder.create({ config, weights, threads: 1, slots: 1, onLogits });
  const ids: number[] = [];
  decoder.add({
    prompt,
    next: (event) => {
      if (event.type === 'sampled') ids.push(event.id);
      return ids.length < count ? { type: 'sample' } : { type: 'done' };
    },
  });
  while (await decoder.step());
  return { logits: required(all[0], 'logits'), greedy: ids };
}

describe('variants from transformers', needs('python'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-variants-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const tokenizer =
    writeTokenizer(trainTokenizer(['one two'], { vocabularySize: 260 }))['tokenizer.json'] ?? '';
  let expected: Readonly<Record<string, Expected>> = {};
  beforeAll(() => {
    const script = fileURLToPath(new URL('variants_reference.py', import.meta.url));
    execFileSync(pathOf('python'), [script, folder], { input: tokenizer, stdio: ['pipe', 'ignore', 'pipe'] });
    expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as typeof expected;
  });

  test('there are variants', () => {
    expect(Object.keys(expected).length).toBeGreaterThan(20);
  });

  test('each has the logits and the greedy text of transformers, and ends where it does', async () => {
    const results: Record<string, unknown> = {};
    for (const [name, { prompts }] of Object.entries(expected)) {
      const path = join(folder, name);
      const found = endOfTextIdsOf(readModelFiles(path));
      let difference = 0;
      const greedy: (readonly number[])[] = [];
      for (const { ids, logits } of prompts) {
        const ours = await continued(path, ids, 12);
        const largest = Math.max(...logits.map(Math.abs));
        for (const [at, value] of logits.entries())
          difference = Math.max(difference, Math.abs((ours.logits[at] ?? Number.NaN) - value) / largest);
        greedy.push(ours.greedy);
      }
      results[name] = { isClose: difference < 1e-4, greedy, ends: [...found].sort() };
    }
    expect(results).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([name, { prompts, ends }]) => [
          name,
          { isClose: true, greedy: prompts.map(({ greedy }) => greedy), ends: [...ends].sort() },
        ]),
      ),
    );
  });
});
