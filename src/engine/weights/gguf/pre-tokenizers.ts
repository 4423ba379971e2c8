// What llama.cpp calls the ways in which byte-level BPE cuts a text into words (`tokenizer.ggml.pre`): read and written by the same rows.
import type { TokenizerDefinition } from '../../tokenizer/index.ts';

export interface PreTokenizer extends Pick<TokenizerDefinition, 'splitPattern' | 'ignoreMerges'> {
  /** The name that is written, and others that mean the same. */
  readonly names: readonly [string, ...string[]];
  /** Undefined where there is none: then, and only then, llama.cpp has the same ids for texts that are not in this normal form. */
  readonly normalization?: 'NFC';
  /** Whether the begin-of-text token stands before every text where a file does not say. */
  readonly addsBegin: boolean;
}

export const preTokenizers: readonly PreTokenizer[] = [
  { names: ['gpt-2', 'phi-2'], splitPattern: 'gpt2', ignoreMerges: false, addsBegin: false },
  { names: ['smollm'], splitPattern: 'gpt2-digits', ignoreMerges: false, addsBegin: false },
  {
    names: ['llama-bpe', 'llama3', 'llama-v3', 'falcon3'],
    splitPattern: 'llama3',
    ignoreMerges: true,
    addsBegin: true,
  },
  { names: ['smaug-bpe'], splitPattern: 'llama3', ignoreMerges: false, addsBegin: false },
  {
    names: ['qwen2', 'deepseek-r1-qwen', 'megrez'],
    splitPattern: 'qwen2',
    ignoreMerges: false,
    normalization: 'NFC',
    addsBegin: false,
  },
  { names: ['stablelm2'], splitPattern: 'qwen2', ignoreMerges: false, addsBegin: false },
];

/** The row of that name; undefined where there is none. */
export const preTokenizerNamed = (name: string): PreTokenizer | undefined =>
  preTokenizers.find(({ names }) => names.includes(name));

/** The row that cuts texts as this tokenizer does; undefined where llama.cpp has none. */
export const preTokenizerOf = (definition: TokenizerDefinition): PreTokenizer | undefined =>
  preTokenizers.find(
    ({ splitPattern, ignoreMerges, normalization }) =>
      splitPattern === definition.splitPattern &&
      ignoreMerges === definition.ignoreMerges &&
      normalization === definition.normalization,
  );
