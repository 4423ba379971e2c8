// GGUF files as people have them: in several parts, with settings that make another model, and as llama.cpp wrote them at first.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readModelFiles } from '../../model/index.ts';
import { type GgufParts, tinyLlama, withMetadata, writeGguf } from './gguf.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'gguf-variants-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(bytes: Uint8Array): string {
  const path = join(folder, 'model.gguf');
  writeFileSync(path, bytes);
  return path;
}

describe('a model in several files', () => {
  const names = [...Object.keys(tinyLlama.tensors)];
  const part = (number: number, count: number, from: number, to: number): GgufParts => ({
    metadata: {
      ...(number === 0 ? tinyLlama.metadata : {}),
      'split.no': number,
      'split.count': count,
    },
    tensors: Object.fromEntries(Object.entries(tinyLlama.tensors).slice(from, to)),
  });
  const write = (name: string, parts: GgufParts) => writeFileSync(join(folder, name), writeGguf(parts));
  const path = (name: string) => join(folder, name);

  test('is read from its first part', () => {
    write('tiny-00001-of-00002.gguf', part(0, 2, 0, 3));
    write('tiny-00002-of-00002.gguf', part(1, 2, 3, names.length));
    const [split, whole] = [
      readModelFiles(path('tiny-00001-of-00002.gguf')),
      readModelFiles(fileOf(writeGguf(tinyLlama))),
    ];
    expect(split.config).toEqual(whole.config);
    expect([...split.tensors.shapes]).toEqual([...whole.tensors.shapes]);
    for (const name of whole.tensors.shapes.keys()) {
      expect(split.tensors.tensor(name)).toEqual(whole.tensors.tensor(name));
    }
  });

  test('that is not whole, or not named as its parts are, says what to do', () => {
    expect(() => readModelFiles(path('tiny-00002-of-00002.gguf'))).toThrow(
      /it is part 2 of 2 of a model\. Name the first: .*tiny-00001-of-00002\.gguf/,
    );
    rmSync(path('tiny-00002-of-00002.gguf'));
    expect(() => readModelFiles(path('tiny-00001-of-00002.gguf'))).toThrow(
      /part 2 of 2 is missing: .*00002-of-00002/,
    );
    write('renamed.gguf', part(0, 2, 0, 3));
    expect(() => readModelFiles(path('renamed.gguf'))).toThrow(
      /part 1 of a model in 2 files\. Keep their names/,
    );
  });
});

test.each<[string, number, RegExp]>([
  ['llama.logit_scale', 0.5, /the setting llama\.logit_scale 0\.5 is not read here/],
  ['llama.attn_logit_softcapping', 50, /attn_logit_softcapping 50/],
  ['llama.attention.sliding_window', 16, /a sliding window of 16 tokens \(context 32\)/],
])('a setting that makes another model is refused by name: %s', (key, value, words) => {
  const changed = withMetadata({ [key]: value });
  expect(() => readModelFiles(fileOf(writeGguf(changed)))).toThrow(words);
});

test('linear scaling as llama.cpp wrote it at first', () => {
  const changed = withMetadata({ 'llama.rope.scale_linear': 4 });
  expect(readModelFiles(fileOf(writeGguf(changed))).config.rope_scaling).toEqual({
    rope_type: 'linear',
    factor: 4,
  });
});
