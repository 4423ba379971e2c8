// The vocabulary in a GGUF file as the tokenizer files that Hugging Face publishes with the same model.
import { SocraticError } from '../../../common/index.ts';
import { type TokenizerDefinition, writeTokenizer } from '../../tokenizer/index.ts';
import { invalidGguf } from './gguf-header.ts';
import type { Metadata } from './metadata.ts';

type Family = Pick<TokenizerDefinition, 'splitPattern' | 'ignoreMerges' | 'normalization'>;

interface PreTokenizer extends Family {
  /** Whether the begin-of-text token stands before every text where the file does not say. */
  readonly addsBegin: boolean;
}

const gpt2: PreTokenizer = { splitPattern: 'gpt2', ignoreMerges: false, addsBegin: false };
const llama3: PreTokenizer = { splitPattern: 'llama3', ignoreMerges: true, addsBegin: true };
const qwen2: PreTokenizer = {
  splitPattern: 'qwen2',
  ignoreMerges: false,
  normalization: 'NFC',
  addsBegin: false,
};

/** By `tokenizer.ggml.pre`; llama.cpp knows some under several names. */
const families: ReadonlyMap<string, PreTokenizer> = new Map(
  Object.entries<PreTokenizer>({
    'gpt-2': gpt2,
    'phi-2': gpt2,
    smollm: { splitPattern: 'gpt2-digits', ignoreMerges: false, addsBegin: false },
    'llama-bpe': llama3,
    llama3,
    'llama-v3': llama3,
    falcon3: llama3,
    'smaug-bpe': { ...llama3, ignoreMerges: false, addsBegin: false },
    qwen2,
    'deepseek-r1-qwen': qwen2,
    megrez: qwen2,
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
      { subject: { path: metadata.path }, details: { kind, pre } },
    );
  }
  const tokens = metadata.need(key('tokens'), metadata.texts(key('tokens')));
  const merges = metadata.need(key('merges'), metadata.texts(key('merges')));
  refuseRepeated(tokens, metadata.path, key('tokens'));
  const kinds = metadata.numbers(key('token_type')) ?? [];
  const tokenOf = (name: string): string | undefined => {
    const id = metadata.number(key(`${name}_token_id`));
    if (id === undefined) return undefined;
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
  const [begin, pad, unknown] = [tokenOf('bos'), tokenOf('padding'), tokenOf('unknown')];
  const addsBegin = metadata.flag(key('add_bos_token')) ?? family.addsBegin;
  const template = metadata.text('tokenizer.chat_template');
  const { addsBegin: _, ...rules } = family;
  const definition: TokenizerDefinition = {
    ...rules,
    vocabulary: new Map(tokens.map((token, id) => [token, id])),
    merges: merges.map((merge) => partsOf(merge, metadata.path)),
    addedTokens: tokens.flatMap((content, id) =>
      kinds[id] === CONTROL || kinds[id] === USER_DEFINED
        ? [{ id, content, special: kinds[id] === CONTROL }]
        : [],
    ),
    endOfText: tokenOf('eos') ?? '<|endoftext|>',
    namedTokens: {
      ...(begin === undefined ? {} : { bos_token: begin }),
      ...(pad === undefined ? {} : { pad_token: pad }),
      ...(unknown === undefined ? {} : { unk_token: unknown }),
    },
    ...(addsBegin && begin !== undefined ? { beginOfText: begin } : {}),
    ...(template === undefined ? {} : { chatTemplate: template }),
  };
  return writeTokenizer({ definition }, { contextLength });
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

/** The two tokens of a merge, `a b`. */
function partsOf(merge: string, path: string): readonly [string, string] {
  const space = merge.indexOf(' ');
  if (space < 0) return invalidGguf(path, 'metadata tokenizer.ggml.merges', 'two tokens a merge', merge);
  return [merge.slice(0, space), merge.slice(space + 1)];
}
