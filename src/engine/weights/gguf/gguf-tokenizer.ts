// The vocabulary in a GGUF file as the tokenizer files that Hugging Face publishes with the same model.
import { SocraticError } from '../../../common/index.ts';
import { invalidGguf } from './gguf-header.ts';
import type { Metadata } from './metadata.ts';

const byteLevel = (settings: object) => ({
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: true,
  ...settings,
});
const split = (digits: string) => ({
  type: 'Split',
  pattern: {
    Regex: `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
  },
  behavior: 'Isolated',
  invert: false,
});
const sequence = (...pretokenizers: object[]) => ({ type: 'Sequence', pretokenizers });

interface Family {
  readonly normalizer: object | null;
  readonly preTokenizer: object;
  readonly ignoreMerges: boolean;
}

/** By `tokenizer.ggml.pre`. */
const families: ReadonlyMap<string, Family> = new Map(
  Object.entries<Family>({
    'gpt-2': { normalizer: null, preTokenizer: byteLevel({}), ignoreMerges: false },
    smollm: {
      normalizer: null,
      preTokenizer: sequence({ type: 'Digits', individual_digits: true }, byteLevel({})),
      ignoreMerges: false,
    },
    'llama-bpe': {
      normalizer: null,
      preTokenizer: sequence(split('\\p{N}{1,3}'), byteLevel({ use_regex: false })),
      ignoreMerges: true,
    },
    qwen2: {
      normalizer: { type: 'NFC' },
      preTokenizer: sequence(split('\\p{N}'), byteLevel({ use_regex: false, trim_offsets: false })),
      ignoreMerges: false,
    },
  }),
);

/** llama.cpp's kinds of tokens. */
const CONTROL = 3;
const USER_DEFINED = 4;

/** `tokenizer.json` and `tokenizer_config.json`, as text by name. Throws `tokenizer-unsupported`, `gguf-invalid`. */
export function ggufTokenizerFiles(metadata: Metadata, contextLength: number): Record<string, string> {
  const key = (name: string) => `tokenizer.ggml.${name}`;
  const kind = metadata.text(key('model'));
  const pre = metadata.text(key('pre')) ?? '';
  const family = families.get(pre);
  if (kind !== 'gpt2' || !family) {
    throw new SocraticError(
      'tokenizer-unsupported',
      `${metadata.path}: the tokenizer ${JSON.stringify(kind)} with the pre-tokenizer ${JSON.stringify(pre)} is not read here: expected "gpt2" with ${[...families.keys()].join(', ')}.`,
      { details: { path: metadata.path, model: kind, pre } },
    );
  }
  const tokens = metadata.need(key('tokens'), metadata.texts(key('tokens')));
  const merges = metadata.need(key('merges'), metadata.texts(key('merges')));
  refuseRepeated(tokens, metadata.path, key('tokens'));
  const kinds = metadata.numbers(key('token_type')) ?? [];
  const tokenOf = (name: string): string | null => {
    const id = metadata.number(key(`${name}_token_id`));
    if (id === undefined) return null;
    return (
      tokens[id] ??
      invalidGguf(
        metadata.path,
        `metadata ${key(`${name}_token_id`)}`,
        `an id below ${tokens.length}`,
        `${id}`,
      )
    );
  };
  const begin = tokenOf('bos');
  const addsBegin = (metadata.flag(key('add_bos_token')) ?? pre === 'llama-bpe') && begin !== null;
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: tokens.flatMap((content, id) =>
      kinds[id] === CONTROL || kinds[id] === USER_DEFINED
        ? [
            {
              id,
              content,
              single_word: false,
              lstrip: false,
              rstrip: false,
              normalized: false,
              special: kinds[id] === CONTROL,
            },
          ]
        : [],
    ),
    normalizer: family.normalizer,
    pre_tokenizer: family.preTokenizer,
    post_processor: addsBegin ? beginning(begin, tokens.indexOf(begin)) : byteLevel({ trim_offsets: false }),
    decoder: byteLevel({ add_prefix_space: true }),
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: family.ignoreMerges,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  };
  const template = metadata.text('tokenizer.chat_template');
  const config = {
    add_prefix_space: false,
    add_bos_token: addsBegin,
    bos_token: begin,
    eos_token: tokenOf('eos'),
    pad_token: tokenOf('padding'),
    unk_token: tokenOf('unknown'),
    clean_up_tokenization_spaces: false,
    model_max_length: contextLength,
    tokenizer_class: 'PreTrainedTokenizerFast',
    ...(template === undefined ? {} : { chat_template: template }),
  };
  return {
    'tokenizer.json': JSON.stringify(tokenizer),
    'tokenizer_config.json': JSON.stringify(config, null, 2),
  };
}

/** A tokenizer.json has one id for a token: of two, the first would be lost. */
function refuseRepeated(tokens: readonly string[], path: string, key: string): void {
  const ids = new Map<string, number>();
  for (const [id, token] of tokens.entries()) {
    const first = ids.get(token);
    if (first !== undefined) {
      const found = `${JSON.stringify(token.slice(0, 60))} as ${first} and ${id}`;
      invalidGguf(path, `metadata ${key}`, 'every token once', found);
    }
    ids.set(token, id);
  }
}

/** A post-processor that puts one token before every text. */
function beginning(token: string, id: number): object {
  const text = (name: string, type: number) => ({ Sequence: { id: name, type_id: type } });
  const special = (type: number) => ({ SpecialToken: { id: token, type_id: type } });
  return {
    type: 'Sequence',
    processors: [
      byteLevel({}),
      {
        type: 'TemplateProcessing',
        single: [special(0), text('A', 0)],
        pair: [special(0), text('A', 0), special(1), text('B', 1)],
        special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
      },
    ],
  };
}
