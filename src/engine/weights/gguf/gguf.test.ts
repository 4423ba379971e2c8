// GGUF files: what is read from a good one, and that a bad one is refused, whatever is wrong with it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SocraticError } from '../../../common/index.ts';
import { readModelFiles } from '../../model/index.ts';
import { readTokenizerFiles, type Tokenizer } from '../../tokenizer/index.ts';
import { type GgufParts, tinyLlama, withMetadata, writeGguf } from './gguf.fixture.ts';
import { sentencePieceFiles } from './gguf-sentencepiece.ts';
import { Metadata } from './metadata.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gguf-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(bytes: Uint8Array): string {
  const path = join(folder, 'model.gguf');
  writeFileSync(path, bytes);
  return path;
}
const without = (...keys: string[]): GgufParts => ({
  ...tinyLlama,
  metadata: Object.fromEntries(Object.entries(tinyLlama.metadata).filter(([key]) => !keys.includes(key))),
});

/** Everything that a file holds, or one of our errors; any other error is thrown. */
function readOrRefuse(path: string): void {
  try {
    const files = readModelFiles(path);
    files.tokenizerFiles();
    for (const name of files.tensors.shapes.keys()) files.tensors.tensor(name);
  } catch (error) {
    if (!(error instanceof SocraticError)) throw error;
  }
}

describe('a Llama', () => {
  test.each([2, 3])('version %i: configuration, names and shapes as Hugging Face has them', (version) => {
    const files = readModelFiles(fileOf(writeGguf(tinyLlama, version)));
    expect(files.config).toEqual({
      model_type: 'llama',
      vocab_size: 4,
      max_position_embeddings: 32,
      hidden_size: 8,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      num_key_value_heads: 1,
      head_dim: 4,
      intermediate_size: 12,
      rms_norm_eps: 1e-5,
      rope_theta: 10_000,
      rope_scaling: null,
      tie_word_embeddings: true,
      attention_bias: false,
      mlp_bias: false,
      bos_token_id: 0,
      eos_token_id: 0,
    });
    expect(files.tensors.shapes.get('model.layers.0.mlp.down_proj.weight')).toEqual([8, 12]);
    expect(files.tensors.tensor('model.embed_tokens.weight')).toEqual(
      tinyLlama.tensors['token_embd.weight']?.data,
    );
  });

  test('whose model it is: what the metadata says of its licence is kept as text', () => {
    const originOf = (parts: GgufParts) => readModelFiles(fileOf(writeGguf(parts))).origin;
    expect(originOf(tinyLlama)).toEqual({
      name: 'Tiny',
      licence: 'apache-2.0',
      licenceText: expect.stringContaining('\n\ngeneral.name: Tiny\ngeneral.license: apache-2.0\n'),
    });
    const other = {
      'general.license': 'other',
      'general.license.name': 'gemma',
      'general.license.link': 'https://example.org/terms\nx',
      'general.organization': 'Org',
    };
    expect(originOf(withMetadata(other))).toMatchObject({
      licence: 'other',
      licenceText: expect.stringMatching(
        /general\.organization: Org\ngeneral\.license: other\ngeneral\.license\.name: gemma\ngeneral\.license\.link: https:\/\/example\.org\/terms x\n$/,
      ),
    });
    expect(originOf(without('general.license', 'general.name'))).toEqual({
      name: null,
      licence: null,
      licenceText: null,
    });
  });

  test('the rows of query and key stand as Hugging Face has them: neighbours become halves', () => {
    const { tensors } = readModelFiles(fileOf(writeGguf(tinyLlama)));
    const rows = (name: string) => {
      const data = tensors.tensor(name);
      return Array.from({ length: data.length / 8 }, (_, row) => data[row * 8] ?? 0);
    };
    // Row r of the file begins with r: heads of 4 rows, each in the order 0, 2, 1, 3.
    expect(rows('model.layers.0.self_attn.q_proj.weight')).toEqual([0, 2, 1, 3, 4, 6, 5, 7]);
    expect(rows('model.layers.0.self_attn.k_proj.weight')).toEqual([0, 2, 1, 3]);
    expect(rows('model.layers.0.self_attn.v_proj.weight')).toEqual([0, 1, 2, 3]);
  });

  test('its vocabulary is a tokenizer.json', () => {
    const files = readModelFiles(fileOf(writeGguf(tinyLlama))).tokenizerFiles();
    const tokenizer = JSON.parse(files['tokenizer.json'] ?? '') as Record<string, unknown>;
    expect(tokenizer).toMatchObject({
      added_tokens: [{ id: 0, content: '<|endoftext|>', special: true }],
      pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Digits' }, { type: 'ByteLevel' }] },
      model: { vocab: { a: 1, b: 2, ab: 3 }, merges: ['a b'] },
    });
    expect(JSON.parse(files['tokenizer_config.json'] ?? '')).toMatchObject({ eos_token: '<|endoftext|>' });
  });

  describe("SentencePiece's vocabulary", () => {
    const bytes = Array.from(
      { length: 256 },
      (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
    );
    const pieces = ['<unk>', '<s>', '</s>', ...bytes, '▁', 'a', 'b', 'c', 'ab', 'bc', '▁a', 'abc', '  '];
    const score = (piece: string) => ({ bc: -1.5, ab: -2.5, '▁a': -3.5, abc: -4.5 })[piece] ?? -1_000;
    const fileWith = (changes: GgufParts['metadata'] = {}) =>
      withMetadata({
        'tokenizer.ggml.model': 'llama',
        'tokenizer.ggml.tokens': pieces,
        'tokenizer.ggml.scores': pieces.map(score),
        'tokenizer.ggml.token_type': pieces.map((piece, id) => (id < 3 ? 3 : piece === '  ' ? 4 : 1)),
        'tokenizer.ggml.bos_token_id': 1,
        'tokenizer.ggml.eos_token_id': 2,
        'tokenizer.ggml.unknown_token_id': 0,
        'tokenizer.ggml.add_bos_token': true,
        ...changes,
      });
    const read = (parts: GgufParts) =>
      readTokenizerFiles(readModelFiles(fileOf(writeGguf(parts))).tokenizerFiles(), 'tokenizer.json');
    const tokensOf = (tokenizer: Tokenizer, text: string) =>
      tokenizer.encodeWithSpecial(text).map((id) => pieces[id]);

    test('merges follow from the scores; a space and the begin-of-text stand before a text', () => {
      const tokenizer = read(fileWith());
      expect(tokenizer.prefixIds).toEqual([1]);
      expect(tokensOf(tokenizer, 'abc')).toEqual(['▁a', 'bc']); // bc, of the highest score, before ab
      expect(tokensOf(tokenizer, 'a</s>b')).toEqual(['▁a', '</s>', 'b']);
      expect(tokensOf(tokenizer, 'é')).toEqual(['▁', '<0xC3>', '<0xA9>']);
      expect(tokenizer.decode(tokenizer.encode('abc é</s>'))).toBe('abc é</s>');
      expect(read(fileWith({ 'tokenizer.ggml.add_bos_token': false })).prefixIds).toEqual([]);
      expect(tokensOf(read(fileWith({ 'tokenizer.ggml.add_space_prefix': false })), 'abc')).toEqual(['abc']);
    });

    test('of a Gemma: no space before a text, the order of the tokens, runs of spaces as signs', () => {
      const values = { ...fileWith().metadata, 'general.architecture': 'gemma3' };
      const metadata = new Map(Object.entries(values)) as ConstructorParameters<
        typeof Metadata
      >[0]['metadata'];
      const files = sentencePieceFiles(new Metadata({ path: 'model.gguf', metadata }), 64);
      const tokenizer = readTokenizerFiles(files, 'tokenizer.json');
      expect(tokensOf(tokenizer, 'abc')).toEqual(['abc']);
      expect(tokensOf(tokenizer, 'ab')).toEqual(['ab']);
      expect(tokenizer.decode([pieces.length - 1])).toBe('  ');
      expect(tokenizer.encode('  ')).toEqual([pieces.length - 1]);
    });
  });

  test('divisors of Llama 3.1’s published setting are named as such, others kept as they are', () => {
    const base = 500_000;
    const scaled = (factors: number[]): GgufParts => ({
      metadata: {
        ...tinyLlama.metadata,
        'llama.rope.freq_base': base,
        'llama.attention.key_length': factors.length * 2,
        'llama.attention.head_count': 1,
      },
      tensors: {
        ...tinyLlama.tensors,
        'blk.0.attn_k.weight': { shape: [8, 8], data: new Float32Array(64) },
        'rope_freqs.weight': { shape: [factors.length], data: Float32Array.from(factors) },
      },
    });
    const published = [0, 1, 2, 3].map((i) => {
      const wavelength = 2 * Math.PI * base ** (i / 4);
      if (wavelength < 2048) return 1;
      if (wavelength > 8192) return 8;
      const smooth = (8192 / wavelength - 1) / 3;
      return 1 / ((1 - smooth) / 8 + smooth);
    });
    const scalingOf = (factors: number[]) =>
      readModelFiles(fileOf(writeGguf(scaled(factors)))).config.rope_scaling;
    expect(scalingOf(published)).toEqual({
      rope_type: 'llama3',
      factor: 8,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 8192,
    });
    expect(scalingOf([1, 2, 3, 4])).toEqual({ rope_type: 'socratic-factors', factors: [1, 2, 3, 4] });
  });
});

describe('is refused', () => {
  const bytes = writeGguf(tinyLlama);
  const at = (needle: string) => bytes.indexOf(needle);
  const spoilt = (position: number, ...values: number[]): Buffer => {
    const copy = Buffer.from(bytes);
    copy.set(values, position);
    return copy;
  };
  const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
  const firstTensor = at('token_embd.weight') + 'token_embd.weight'.length;
  test.each<[string, () => Uint8Array, string, string]>([
    ['another kind of file', () => Buffer.from('PK\u0003\u0004 a zip file'), 'gguf-invalid', 'a GGUF file'],
    [
      'the text that Git LFS leaves in its place',
      () => Buffer.from('version https://git-lfs.github.com/spec/v1\n'),
      'gguf-invalid',
      'git lfs pull',
    ],
    [
      'an empty file',
      () => Buffer.alloc(0),
      'gguf-invalid',
      'the file is cut off after 0 bytes, within its header. Download it again.',
    ],
    ['version 1', () => spoilt(4, 1, 0, 0, 0), 'gguf-unsupported', 'version 1'],
    ['big-endian', () => spoilt(4, 0, 0, 0, 3), 'gguf-unsupported', 'little-endian'],
    ['2^63 tensors', () => spoilt(8, ...huge), 'gguf-invalid', 'tensors'],
    ['2^63 metadata entries', () => spoilt(16, ...huge), 'gguf-invalid', 'metadata entries'],
    ['a key beyond the end', () => spoilt(24, ...huge), 'gguf-invalid', 'a text of at most'],
    ['an unknown type of value', () => spoilt(at('general.name') + 12, 99), 'gguf-invalid', 'a value type'],
    ['17 dimensions', () => spoilt(firstTensor, 17), 'gguf-invalid', '1 to 4 dimensions'],
    ['2^63 rows', () => spoilt(firstTensor + 12, ...huge), 'gguf-invalid', 'as many numbers'],
    ['no rows', () => spoilt(firstTensor + 12, 0, 0, 0, 0, 0, 0, 0, 0), 'gguf-invalid', 'as many numbers'],
    ['an unknown type of tensor', () => spoilt(firstTensor + 20, 77), 'gguf-unsupported', 'the type 77'],
    ['an offset beyond the end', () => spoilt(firstTensor + 24, ...huge), 'gguf-invalid', 'an offset within'],
    ['an offset that is not aligned', () => spoilt(firstTensor + 24, 5), 'gguf-invalid', 'a multiple of 32'],
    [
      'two tensors in one place',
      () => spoilt(at('blk.0.attn_norm.weight') + 22 + 16, 0),
      'gguf-invalid',
      'bytes of its own',
    ],
    [
      'half a file',
      () => bytes.subarray(0, bytes.length - 64),
      'gguf-invalid',
      `the file is cut off: ${bytes.length - 64} bytes of ${bytes.length}. Download it again.`,
    ],
    [
      'a tensor that is not there at all',
      () => bytes.subarray(0, bytes.indexOf('output_norm.weight') + 64),
      'gguf-invalid',
      `bytes of ${bytes.length}. Download it again.`,
    ],
    [
      'half a header',
      () => bytes.subarray(0, at('llama.block_count')),
      'gguf-invalid',
      `the file is cut off after ${at('llama.block_count')} bytes, within its header. Download it again.`,
    ],
    [
      'another architecture',
      () => writeGguf(withMetadata({ 'general.architecture': 'mamba' })),
      'gguf-unsupported',
      '"mamba"',
    ],
    [
      'no architecture',
      () => writeGguf(without('general.architecture')),
      'gguf-invalid',
      'general.architecture',
    ],
    [
      'a name that is a number',
      () => writeGguf(withMetadata({ 'general.name': 3 })),
      'gguf-invalid',
      'general.name',
    ],
    ['experts', () => writeGguf(withMetadata({ 'llama.expert_count': 8 })), 'gguf-unsupported', 'experts'],
    [
      'half a rotary head',
      () => writeGguf(withMetadata({ 'llama.rope.dimension_count': 2 })),
      'gguf-unsupported',
      'rotary',
    ],
    [
      'heads of a fraction of a number',
      () => writeGguf(withMetadata({ 'llama.attention.head_count': 2 ** 32 - 1 })),
      'gguf-invalid',
      'heads of 1.86',
    ],
    [
      'four billion heads, whose rows would take minutes to turn round',
      () =>
        writeGguf(
          withMetadata({ 'llama.attention.head_count': 2 ** 32 - 1, 'llama.attention.key_length': 4 }),
        ),
      'gguf-invalid',
      'attn_q.weight',
    ],
    [
      'four billion shared heads',
      () => writeGguf(withMetadata({ 'llama.attention.head_count_kv': 2 ** 32 - 1 })),
      'gguf-invalid',
      'attn_k.weight',
    ],
    [
      'too many layers',
      () => writeGguf(withMetadata({ 'llama.block_count': 2 ** 32 - 1 })),
      'gguf-invalid',
      'block_count',
    ],
  ])('%s', (_name, make, code, words) => {
    const path = fileOf(make());
    expect(() => readModelFiles(path)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    );
    expect(() => readModelFiles(path)).toThrow(/model\.gguf/);
  });

  test.each<[string, GgufParts, string]>([
    ['a WordPiece vocabulary', withMetadata({ 'tokenizer.ggml.model': 'bert' }), 'tokenizer-unsupported'],
    [
      'a SentencePiece vocabulary without scores',
      withMetadata({ 'tokenizer.ggml.model': 'llama' }),
      'gguf-invalid',
    ],
    [
      'a SentencePiece vocabulary with too few scores',
      withMetadata({ 'tokenizer.ggml.model': 'llama', 'tokenizer.ggml.scores': [-1.5] }),
      'gguf-invalid',
    ],
    [
      'a SentencePiece token of 1,001 characters',
      withMetadata({
        'tokenizer.ggml.model': 'llama',
        'tokenizer.ggml.tokens': ['a'.repeat(1_001)],
        'tokenizer.ggml.scores': [-1.5],
      }),
      'gguf-invalid',
    ],
    ['an unknown pre-tokenizer', withMetadata({ 'tokenizer.ggml.pre': 'deepseek' }), 'tokenizer-unsupported'],
    [
      'an end-of-text id beyond the tokens',
      withMetadata({ 'tokenizer.ggml.eos_token_id': 99 }),
      'gguf-invalid',
    ],
    ...['constructor', '__proto__', 'toString'].map((pre): [string, GgufParts, string] => [
      `the pre-tokenizer ${pre}`,
      withMetadata({ 'tokenizer.ggml.pre': pre }),
      'tokenizer-unsupported',
    ]),
    [
      'a token twice',
      withMetadata({ 'tokenizer.ggml.tokens': ['<|endoftext|>', 'a', 'b', 'a'] }),
      'gguf-invalid',
    ],
    ['no merges', without('tokenizer.ggml.merges'), 'gguf-invalid'],
  ])('%s, when its tokenizer is asked for', (_name, parts, code) => {
    const files = readModelFiles(fileOf(writeGguf(parts)));
    expect(() => files.tokenizerFiles()).toThrow(expect.objectContaining({ code }));
  });

  test('any spoilt or cut file is read or refused, never a crash', () => {
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    const length = fc.oneof(fc.constant(bytes.length), fc.nat(bytes.length));
    fc.assert(
      fc.property(changes, length, (list, end) => {
        const copy = Buffer.from(bytes);
        for (const [position, value] of list) copy[position] = value;
        readOrRefuse(fileOf(copy.subarray(0, end)));
      }),
      { numRuns: 1500 },
    );
  });

  test('any number in the metadata is used or refused, in no time', () => {
    const keys = Object.entries(tinyLlama.metadata).flatMap(([key, value]) =>
      typeof value === 'number' ? [key] : [],
    );
    const numbers = fc.oneof(fc.nat(40), fc.nat(2 ** 32 - 1), fc.constant(2 ** 32 - 1), fc.double());
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), numbers), (changes) => {
        readOrRefuse(fileOf(writeGguf(withMetadata(changes))));
      }),
      { numRuns: 1000 },
    );
  });
});
