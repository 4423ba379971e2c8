import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { SocraticError } from '../../common/index.ts';
import {
  BytePairTokenizer,
  readTokenizer,
  readTokenizerFiles,
  type Tokenizer,
  type TokenizerDefinition,
  trainTokenizer,
  writeTokenizer,
} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'tokenizer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const trained = trainTokenizer(['apples and pears, apples and pears', '16 apples'], { vocabularySize: 270 });
const path = join(folder, 'tokenizer.json');

// biome-ignore lint/suspicious/noExplicitAny: a JSON document that the tests damage at will
type Json = any;
const ourFile = (): Json => JSON.parse(writeTokenizer(trained)['tokenizer.json'] as string);

function definitionOf(tokenizer: Tokenizer): TokenizerDefinition {
  if (tokenizer instanceof BytePairTokenizer) return tokenizer.definition;
  throw new Error('not a byte-level BPE tokenizer');
}

function read(file: Json): Tokenizer {
  writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
  return readTokenizer(path);
}

function errorOf(action: () => unknown): SocraticError {
  try {
    action();
  } catch (error) {
    if (error instanceof SocraticError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('what was written is read back the same', () => {
  expect(definitionOf(read(ourFile()))).toEqual(trained.definition);
});

test('the configuration names the tokens and the context length', () => {
  const files = writeTokenizer(trained, { contextLength: 512 });
  expect(Object.keys(files)).toEqual(['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json']);
  expect(JSON.parse(files['tokenizer_config.json'] as string)).toEqual({
    tokenizer_class: 'PreTrainedTokenizerFast',
    eos_token: '<|endoftext|>',
    add_prefix_space: false,
    clean_up_tokenization_spaces: false,
    model_max_length: 512,
  });
});

test('named tokens, the chat template and the flags of added tokens are written and read back', () => {
  const [endOfText] = trained.definition.addedTokens;
  const definition = {
    ...trained.definition,
    addedTokens: [
      ...(endOfText ? [endOfText] : []),
      {
        id: 300,
        content: '<a>',
        special: false,
        lstrip: true,
        rstrip: true,
        singleWord: true,
        normalized: true,
      },
    ],
    namedTokens: { bos_token: '<a>', pad_token: '<pad>', unk_token: '<|endoftext|>' },
    chatTemplate: '{{ bos_token }}',
  };
  const tokenizer = readTokenizerFiles(writeTokenizer({ definition }), 'model/tokenizer.json');
  expect(definitionOf(tokenizer)).toEqual(definition);
  expect(tokenizer.chatTemplateFile).toBe('model/tokenizer_config.json');
});

test('a sequence of no normalizers does not normalize', () => {
  const file = ourFile();
  file.normalizer = { type: 'Sequence', normalizers: [] };
  const tokenizer = read(file);
  expect(tokenizer.decode(tokenizer.encode('e\u0301'))).toBe('e\u0301');
});

test('merges in both forms, and GPT-2’s own older layout', () => {
  const file = ourFile();
  file.model.merges = file.model.merges.map((merge: string) => merge.split(' '));
  expect(definitionOf(read(file))).toEqual(trained.definition);

  const { type: _, ignore_merges: __, byte_fallback: ___, ...model } = ourFile().model;
  const gpt2 = {
    ...ourFile(),
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
    post_processor: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: false },
    model: { ...model, continuing_subword_prefix: '', end_of_word_suffix: '' },
  };
  const tokenizer = read(gpt2);
  expect(definitionOf(tokenizer)).toEqual({ ...trained.definition, splitPattern: 'gpt2' });
});

test('the end-of-text token comes from the option, then from the configuration beside the file', () => {
  const file = ourFile();
  const configPath = join(folder, 'tokenizer_config.json');
  file.added_tokens.push({ id: 400, content: '<|im_end|>', special: true });
  try {
    writeFileSync(configPath, JSON.stringify({ eos_token: { content: '<|im_end|>' } }));
    const tokenizer = read(file);
    expect([tokenizer.endOfText, tokenizer.vocabularySize]).toEqual([400, 401]);
    expect(tokenizer.decode([400])).toBe('<|im_end|>');
    expect(() => tokenizer.decode([399])).toThrow(SocraticError); // a gap between the ids
    expect(readTokenizer(path, { endOfText: '<|endoftext|>' }).endOfText).toBe(0);
    writeFileSync(configPath, JSON.stringify({ eos_token: 7 }));
    expect(errorOf(() => readTokenizer(path)).message).toContain('eos_token');
  } finally {
    rmSync(configPath);
  }
});

describe('special_tokens_map.json', () => {
  // As transformers 5.23 reads the same directories.
  const endings = ['<s>', '<e>', '<p>'];
  const file = ourFile();
  for (const [i, content] of endings.entries())
    file.added_tokens.push({ id: 400 + i, content, special: true });
  const partsOf = (map: unknown, config?: unknown) => {
    const { namedTokens } = readTokenizerFiles(
      {
        'tokenizer.json': JSON.stringify(file),
        ...(map === undefined ? {} : { 'special_tokens_map.json': JSON.stringify(map) }),
        ...(config === undefined ? {} : { 'tokenizer_config.json': JSON.stringify(config) }),
      },
      'model/tokenizer.json',
    );
    return namedTokens;
  };
  const map = { bos_token: '<s>', eos_token: { content: '<e>', lstrip: false }, pad_token: '<p>' };
  const all = { bos_token: '<s>', eos_token: '<e>', pad_token: '<p>' };

  test.each<[string, unknown, unknown, object]>([
    ['alone names the tokens', map, undefined, all],
    ['adds what an older tokenizer_config.json lacks', map, { model_max_length: 9 }, all],
    [
      'goes before an older tokenizer_config.json',
      map,
      { eos_token: '<|endoftext|>', unk_token: '<p>' },
      { ...all, unk_token: '<p>' },
    ],
    [
      'may take a token away',
      { eos_token: '<e>', pad_token: null },
      { pad_token: '<p>' },
      { eos_token: '<e>' },
    ],
    [
      'is not looked at beside a newer one',
      map,
      { added_tokens_decoder: {}, bos_token: '<p>' },
      { bos_token: '<p>', eos_token: '<|endoftext|>' },
    ],
  ])('%s', (_name, given, config, expected) => {
    expect(partsOf(given, config)).toEqual(expected);
  });

  test('is read from the folder of a tokenizer.json, within bounds, and checked', () => {
    const mapPath = join(folder, 'special_tokens_map.json');
    try {
      writeFileSync(mapPath, JSON.stringify(map));
      expect(read(file).endOfText).toBe(401);
      writeFileSync(mapPath, '');
      truncateSync(mapPath, 5e6);
      expect(errorOf(() => read(file))).toMatchObject({ code: 'file-too-large' });
    } finally {
      rmSync(mapPath);
    }
    for (const [bad, field] of [
      [{ eos_token: 7 }, 'eos_token'],
      [{ pad_token: { id: 1 } }, 'pad_token'],
      [[], 'found a list'],
    ] as const) {
      const error = errorOf(() => partsOf(bad));
      expect(error).toMatchObject({ code: 'tokenizer-invalid' });
      expect(error.message).toMatch(/^model\/special_tokens_map\.json: /);
      expect(error.message).toContain(field);
    }
  });
});

test('ignore_merges takes a word that is a token whole; "__proto__" is a token like any other', () => {
  const file = ourFile();
  file.model.vocab = JSON.parse(
    `{"__proto__": 271, "xyz": 270, ${JSON.stringify(file.model.vocab).slice(1)}`,
  );
  expect(read(file).encode('xyz')).toHaveLength(3);
  file.model.ignore_merges = true;
  expect(read(file).encode('xyz')).toEqual([270]);
  expect(read(file).decode([271])).toBe('__proto__');
});

describe('files that are refused', () => {
  // A name, the error's code, what is done to the file (or the text instead of it), and what the message says.
  const damage: [string, string, (file: Json) => unknown, RegExp][] = [
    ['not JSON', 'tokenizer-invalid', () => '{"model":', /found no JSON/],
    ['not an object', 'tokenizer-invalid', () => '[]', /expected a JSON object, found a list/],
    ['no model', 'tokenizer-invalid', (f) => set(f, 'model', undefined), /model: .*expected object/],
    [
      'WordLevel',
      'tokenizer-unsupported',
      (f) => set(f.model, 'type', 'WordLevel'),
      /model.type "WordLevel" is/,
    ],
    ['dropout', 'tokenizer-unsupported', (f) => set(f.model, 'dropout', 0.1), /model.dropout 0.1/],
    [
      'a normalizer',
      'tokenizer-unsupported',
      (f) => set(f, 'normalizer', { type: 'Nmt' }),
      /normalizer Nmt is not supported: expected NFC, .* or null/,
    ],
    [
      'another pre-tokenizer',
      'tokenizer-unsupported',
      (f) => set(f, 'pre_tokenizer', { type: 'UnicodeScripts' }),
      /pre_tokenizer UnicodeScripts is not supported: expected ByteLevel, Metaspace/,
    ],
    [
      'a sequence of nothing',
      'tokenizer-invalid',
      (f) => set(f, 'pre_tokenizer', { type: 'Sequence', pretokenizers: [1] }),
      /pretokenizers: expected a list of objects/,
    ],
    [
      'a template',
      'tokenizer-unsupported',
      (f) => set(f, 'post_processor', { type: 'TemplateProcessing' }),
      /post_processor .*TemplateProcessing.* is not supported/,
    ],
    ['no decoder', 'tokenizer-unsupported', (f) => set(f, 'decoder', null), /decoder null/],
    [
      'a vocabulary list',
      'tokenizer-invalid',
      (f) => set(f.model, 'vocab', ['a']),
      /model.vocab: .*found \["a"\]/,
    ],
    [
      'a fractional id',
      'tokenizer-invalid',
      (f) => set(f.model.vocab, 'x', 1.5),
      /vocab\["x"\]: .*found 1.5/,
    ],
    ['a huge id', 'tokenizer-invalid', (f) => set(f.model.vocab, 'x', 2 ** 53), /found 9007199254740992/],
    ['a shared id', 'tokenizer-invalid', (f) => set(f.model.vocab, 'apx', 5), /found 5, the id of/],
    [
      'merges missing',
      'tokenizer-invalid',
      (f) => set(f.model, 'merges', undefined),
      /merges: .*found nothing/,
    ],
    [
      'a merge of three',
      'tokenizer-invalid',
      (f) => set(f.model.merges, 0, 'a b c'),
      /merges\[0\]: expected two/,
    ],
    [
      'a merge of numbers',
      'tokenizer-invalid',
      (f) => set(f.model.merges, 0, [1, 2]),
      /merges\[0\]: expected two/,
    ],
    [
      'an unknown merge',
      'tokenizer-invalid',
      (f) => set(f.model.merges, 1, 'x yz'),
      /no "yz" in model.vocab/,
    ],
    [
      'an added token on a taken id',
      'tokenizer-invalid',
      (f) => set(f.added_tokens, 1, { id: 7, content: '<x>' }),
      /added_tokens\[1\]: expected an id of its own, found "<x>" with id 7 of/,
    ],
    [
      '20,001 added tokens',
      'tokenizer-invalid',
      (f) =>
        set(
          f,
          'added_tokens',
          Array.from({ length: 20_001 }, (_, i) => ({ id: 300 + i, content: `<${i}>` })),
        ),
      /added_tokens: Too big.*20000/,
    ],
    [
      'an added token of 1,001 characters',
      'tokenizer-invalid',
      (f) => set(f.added_tokens, 1, { id: 300, content: 'x'.repeat(1_001) }),
      /added_tokens\.1\.content: Too big.*1000/,
    ],
    [
      'no end of text',
      'tokenizer-invalid',
      (f) => set(set(f, 'added_tokens', []).model, 'vocab', { a: 0 }) && set(f.model, 'merges', []),
      /no "<\|endoftext\|>"/,
    ],
    ['deep nesting', 'tokenizer-invalid', () => nested(200_000), /expected JSON nested at most 64 deep/],
  ];

  test.each(damage)('%s', (_, code, change, message) => {
    const file = ourFile();
    const text = change(file);
    const error = errorOf(() => read(typeof text === 'string' ? text : file));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(path);
  });

  test('a file cut off or changed anywhere gives a tokenizer or a SocraticError', () => {
    const text = JSON.stringify(ourFile());
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), fc.boolean(), (at, noise, cut) => {
        const changed = text.slice(0, at) + noise + (cut ? '' : text.slice(at + noise.length));
        try {
          read(changed).encode('apples and pears 16');
        } catch (error) {
          expect(error).toBeInstanceOf(SocraticError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function set(object: Json, key: string | number, value: unknown): Json {
  object[key] = value;
  return object;
}

function nested(depth: number): string {
  const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  return JSON.stringify({ ...ourFile(), pre_tokenizer: { type: 'X', deep: 0 } }).replace(
    '"deep":0',
    `"deep":${deep}`,
  );
}
