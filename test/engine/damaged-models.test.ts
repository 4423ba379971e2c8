// Files of models and tokenizers of every kind, damaged anywhere: read or refused with a SocraticError, soon, and without much memory.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { SocraticError } from '../../src/common/index.ts';
import { ggufFamilies } from '../../src/engine/model/families/index.ts';
import {
  configJson,
  loadModel,
  parametersOf,
  parseConfig,
  readModelFiles,
  saveModel,
} from '../../src/engine/model/index.ts';
import { readTokenizerFiles, trainTokenizer, writeTokenizer } from '../../src/engine/tokenizer/index.ts';
import { filesOf, tinyTokenizers } from '../../src/engine/tokenizer/pipeline/tiny-tokenizers.fixture.ts';
import { type GgufParts, writeGguf } from '../../src/engine/weights/gguf/gguf.fixture.ts';
import { livelyWeights } from './micro-model.ts';
import { tinyFamilies, tinyJson } from './tiny-families.ts';
import { tinyGgufs } from './tiny-gguf.ts';

const folder = mkdtempSync(join(tmpdir(), 'damaged-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The most that reading one damaged file of a few kilobytes may take. */
const limits = { cpuSeconds: 5, bytes: 200e6 };

/** Whether `read` succeeded. Fails on any error but a SocraticError, and where time or memory went beyond the limits. */
function isRead(read: () => unknown): boolean {
  const [cpu, memory] = [process.cpuUsage(), usedBytes()];
  let succeeded = true;
  try {
    read();
  } catch (error) {
    if (!(error instanceof SocraticError)) throw error;
    succeeded = false;
  }
  const { user, system } = process.cpuUsage(cpu);
  expect((user + system) / 1e6).toBeLessThan(limits.cpuSeconds);
  expect(usedBytes() - memory).toBeLessThan(limits.bytes);
  return succeeded;
}

function usedBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const hostile = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(null, true, -1, 0, 0.5, 2 ** 31, 2 ** 53, 1e300, '', 'constructor', '__proto__', [], {}),
  fc.constantFrom(
    'x'.repeat(20_000),
    Array.from({ length: 5_000 }, () => 0),
    [[[[[[[[]]]]]]]],
  ),
);
/** Where to change a value, how deep, and what comes there. */
const changes = fc.array(fc.tuple(fc.nat(), fc.nat(8), hostile, fc.boolean()), {
  minLength: 1,
  maxLength: 3,
});

/** A copy of the JSON in which the values at some places are others, or gone. */
function changed(json: unknown, list: readonly (readonly [number, number, unknown, boolean])[]): unknown {
  const copy: unknown = structuredClone(json);
  for (const [pick, depth, value, remove] of list) {
    let at = copy as Record<string, unknown>;
    for (let level = 0; ; level++) {
      const keys = Object.keys(at);
      const key = keys[pick % Math.max(1, keys.length)];
      if (key === undefined) break;
      const below = at[key];
      if (level < depth && typeof below === 'object' && below !== null) {
        at = below as Record<string, unknown>;
        continue;
      }
      if (remove) delete at[key];
      else at[key] = structuredClone(value);
      break;
    }
  }
  return copy;
}

describe.each(tinyFamilies)('%s', (name, config) => {
  const tokenizer = writeTokenizer(trainTokenizer(['one two'], { vocabularySize: 260 }));
  const path = join(folder, name);
  saveModel(path, config, livelyWeights(config), { tokenizer });
  const whole = readFileSync(join(path, 'model.safetensors'));
  const headerLength = Number(whole.readBigUInt64LE());
  const header = JSON.parse(whole.subarray(8, 8 + headerLength).toString()) as object;

  test.each([
    ['as people write it', tinyJson(config.architecture)],
    ['as it is saved', configJson(config)],
  ])('config.json %s, with values changed anywhere', (_, json) => {
    expect(isRead(() => parseConfig(json, 'x'))).toBe(true);
    fc.assert(
      fc.property(changes, (list) => {
        isRead(() => {
          const read = parseConfig(changed(json, list), 'x');
          parametersOf(read);
          expect(parseConfig(JSON.parse(JSON.stringify(configJson(read))), 'again')).toEqual(read);
        });
      }),
      { numRuns: 300 },
    );
  });

  test('the header of its safetensors file, with values changed anywhere', () => {
    const copy = join(folder, `${name}-header`);
    cpSync(path, copy, { recursive: true });
    const load = () => loadModel(readModelFiles(copy));
    expect(isRead(load)).toBe(true);
    fc.assert(
      fc.property(changes, fc.nat(2 ** 20), (list, cut) => {
        const text = Buffer.from(JSON.stringify(changed(header, list)));
        const length = Buffer.alloc(8);
        length.writeBigUInt64LE(BigInt(text.length));
        const bytes = Buffer.concat([length, text, whole.subarray(8 + headerLength)]);
        writeFileSync(join(copy, 'model.safetensors'), cut % 4 === 0 ? bytes.subarray(0, cut) : bytes);
        isRead(load);
      }),
      { numRuns: 150 },
    );
  });
});

describe.each(tinyGgufs)('a GGUF file of %s', (name, parts) => {
  const path = join(folder, `${name}.gguf`);
  const readAll = (bytes: Uint8Array) => () => {
    writeFileSync(path, bytes);
    const files = readModelFiles(path);
    loadModel(files);
    files.tokenizerFiles();
  };
  const bytes = writeGguf(parts);

  test('undamaged, is read', () => {
    expect(isRead(readAll(bytes))).toBe(true);
  });

  test('bytes changed or cut off anywhere', () => {
    const list = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(list, fc.oneof(fc.constant(bytes.length), fc.nat(bytes.length)), (changes, end) => {
        const copy = Buffer.from(bytes);
        for (const [at, value] of changes) copy[at] = value;
        isRead(readAll(copy.subarray(0, end)));
      }),
      { numRuns: 300 },
    );
  });

  test('any number in the metadata, and any setting gone', () => {
    const keys = Object.entries(parts.metadata).flatMap(([key, value]) =>
      typeof value === 'number' ? [key] : [],
    );
    const number = fc.oneof(fc.nat(40), fc.nat(2 ** 32 - 1), fc.constant(2 ** 32 - 1), fc.double());
    const numbers = fc.dictionary(fc.constantFrom(...keys), number);
    fc.assert(
      fc.property(numbers, fc.option(fc.constantFrom(...Object.keys(parts.metadata))), (changes, gone) => {
        const metadata: Record<string, GgufParts['metadata'][string]> = { ...parts.metadata, ...changes };
        if (gone !== null) delete metadata[gone];
        isRead(readAll(writeGguf({ ...parts, metadata })));
      }),
      { numRuns: 200 },
    );
  });
});

test('every family that GGUF files hold has a tiny file here', () => {
  expect(tinyGgufs.map(([name]) => name).sort()).toEqual(
    ggufFamilies.map(({ architecture }) => architecture).sort(),
  );
});

describe.each(Object.entries(tinyTokenizers))('a tokenizer.json of the kind %s', (_, kind) => {
  const files = filesOf(kind);
  const use = (changedFiles: Readonly<Record<string, string>>) => () => {
    const tokenizer = readTokenizerFiles(changedFiles, 'tokenizer.json');
    const ids = tokenizer.encodeStart([{ text: 'Tom has 16 apples;\n naïve 数学 🙂 </s>', special: true }]);
    tokenizer.decode(ids.filter((id) => id < tokenizer.vocabularySize));
    tokenizer.encode('  and 3 = <<16-3=13>>13 pears');
  };

  test('with values changed anywhere', () => {
    expect(isRead(use(files))).toBe(true);
    fc.assert(
      fc.property(changes, (list) => {
        isRead(use({ ...files, 'tokenizer.json': JSON.stringify(changed(kind.json, list)) }));
      }),
      { numRuns: 300 },
    );
  });

  test('with letters changed or cut off anywhere', () => {
    const text = files['tokenizer.json'] ?? '';
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), fc.boolean(), (at, noise, cut) => {
        const damaged = text.slice(0, at) + noise + (cut ? '' : text.slice(at + noise.length));
        isRead(use({ ...files, 'tokenizer.json': damaged }));
      }),
      { numRuns: 150 },
    );
  });
});
