// GGUF files that we write, read by Python's `gguf` package: metadata with its types, names, shapes and the number of every tensor; and the
// bytes of F16 and Q8_0, which are those that the package makes of the same numbers.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random, sha256 } from '../../src/common/index.ts';
import { planGguf } from '../../src/engine/model/index.ts';
import { trainTokenizer } from '../../src/engine/tokenizer/index.ts';
import { encoders } from '../../src/engine/weights/gguf/index.ts';
import { ggufPrecisions, readGguf, writeGgufFile } from '../../src/engine/weights/index.ts';
import { ggufModels } from '../engine/gguf-families.ts';
import { livelyWeights } from '../engine/micro-model.ts';
import { needs } from '../support/optional-data.ts';
import { runPython } from './python.ts';

interface Reference {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly fields: Readonly<
          Record<string, { readonly types: readonly string[]; readonly value: unknown }>
        >;
        readonly tensors: Readonly<
          Record<
            string,
            {
              readonly type: string;
              readonly shape: readonly number[];
              readonly sha256: string;
              readonly offset: number;
            }
          >
        >;
      }
    >
  >;
  readonly blocks: Readonly<Record<'F16' | 'Q8_0', string>>;
}

describe('GGUF files that we write, in Python', needs('python'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-parity-gguf-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const tokenizer = trainTokenizer(['how many apples are left?'], { vocabularySize: 270 });
  const cases = ggufModels.flatMap(([name, config], index) =>
    ggufPrecisions.map((precision) => ({ name, config, precision, file: `${index}-${precision}.gguf` })),
  );
  /** Numbers of every size: halves that are subnormal, blocks of zeros, ties. */
  const numbers = Float32Array.from({ length: 64 * 512 }, (_, index) => {
    const random = new Random(index);
    const row = index >> 6;
    if (row === 0) return 0;
    if (row < 4) return (index % 32) / 2 - 8;
    return random.normal() * 10 ** random.integer(-9, 3);
  });
  let reference: Reference;

  beforeAll(async () => {
    for (const { config, precision, file } of cases) {
      const weights = livelyWeights(config);
      const path = join(folder, file);
      const plan = planGguf(
        { path, config, weights, tokenizer, tokenizerFiles: tokenizer.files(), about: [] },
        precision,
      );
      await writeGgufFile(path, plan.file);
    }
    writeFileSync(join(folder, 'case.json'), JSON.stringify({ files: cases.map(({ file }) => file) }));
    writeFileSync(join(folder, 'numbers.bin'), new Uint8Array(numbers.buffer));
    reference = await runPython<Reference>('gguf_written.py', folder);
  });

  test.each(['f16', 'q8_0'] as const)('random numbers in %s: the same bytes', (precision) => {
    const { name, encode } = encoders[precision];
    const expected = Buffer.from(reference.blocks[name as 'F16' | 'Q8_0'], 'base64');
    expect(Buffer.compare(encode(numbers), expected)).toBe(0);
  });

  test.each(cases)('$name in $precision: the same tensors', ({ file }) => {
    const { tensors } = reference.files[file] ?? expect.fail(file);
    const ours = readGguf(join(folder, file));
    expect(Object.keys(tensors).sort()).toEqual([...ours.tensors.keys()].sort());
    for (const [name, { type, shape, sha256: expected, offset }] of Object.entries(tensors)) {
      const values = ours.tensor(name);
      expect(ours.entry(name)).toMatchObject({ type, shape, begin: offset });
      expect(offset % 32).toBe(0);
      expect(sha256(new Uint8Array(values.buffer)), name).toBe(expected);
    }
  });

  test.each(cases.filter(({ precision }) => precision === 'f16'))('$name: the types of the metadata', ({
    file,
  }) => {
    const { fields } = reference.files[file] ?? expect.fail(file);
    const typeOf = (key: string) => fields[key]?.types.join();
    const architecture = String(fields['general.architecture']?.value);
    for (const [key, { types }] of Object.entries(fields).filter(([name]) => !name.startsWith('GGUF.'))) {
      if (/(_length|_count|_count_kv|dimension_count|_window|vocab_size|_token_id|file_type)$/.test(key))
        expect(types, key).toEqual(['UINT32']);
      if (/(epsilon|freq_base|factor)$/.test(key)) expect(types, key).toEqual(['FLOAT32']);
    }
    expect(typeOf(`${architecture}.block_count`)).toBe('UINT32');
    expect(typeOf('tokenizer.ggml.tokens')).toBe('ARRAY,STRING');
    expect(typeOf('tokenizer.ggml.merges')).toBe('ARRAY,STRING');
    expect(typeOf('tokenizer.ggml.token_type')).toBe('ARRAY,INT32');
    expect(typeOf('tokenizer.ggml.add_bos_token')).toBe('BOOL');
    expect(fields['tokenizer.ggml.pre']).toEqual({ types: ['STRING'], value: 'smollm' });
    expect(fields['general.file_type']?.value).toBe(1);
  });
});
