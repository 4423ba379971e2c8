// A byte-level BPE tokenizer as the files of a Hugging Face model directory.
import { preTokenizerJson } from './split-patterns.ts';
import type { TokenizerDefinition, WriteTokenizerOptions } from './types.ts';

/**
 * File names and contents: `tokenizer.json`, which Hugging Face `tokenizers` reads with the same ids, and
 * `tokenizer_config.json` and `special_tokens_map.json`, with which `AutoTokenizer.from_pretrained` reads the directory.
 */
export function writeTokenizer(
  tokenizer: { readonly definition: TokenizerDefinition },
  options: WriteTokenizerOptions = {},
): Record<string, string> {
  const { definition } = tokenizer;
  const { endOfText, namedTokens, chatTemplate } = definition;
  const specialTokens = { eos_token: endOfText, ...namedTokens };
  return {
    'tokenizer.json': json(tokenizerJson(definition)),
    'tokenizer_config.json': json({
      // Not GPT2Tokenizer: transformers 5 would build that class's own pre-tokenizer and lose the split digits.
      tokenizer_class: 'PreTrainedTokenizerFast',
      ...specialTokens,
      add_prefix_space: false,
      clean_up_tokenization_spaces: false,
      ...(options.contextLength === undefined ? {} : { model_max_length: options.contextLength }),
      ...(chatTemplate === undefined ? {} : { chat_template: chatTemplate }),
    }),
    'special_tokens_map.json': json(specialTokens),
  };
}

function tokenizerJson(definition: TokenizerDefinition): unknown {
  const { vocabulary, merges, splitPattern, addedTokens, ignoreMerges } = definition;
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens.map((token) => ({
      id: token.id,
      content: token.content,
      single_word: token.singleWord ?? false,
      lstrip: token.lstrip ?? false,
      rstrip: token.rstrip ?? false,
      normalized: token.normalized ?? false,
      special: token.special,
    })),
    normalizer: definition.normalization === undefined ? null : { type: definition.normalization },
    pre_tokenizer: preTokenizerJson(splitPattern),
    post_processor: beginning(definition),
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: ignoreMerges,
      vocab: Object.fromEntries([...vocabulary].sort(([, a], [, b]) => a - b)),
      merges: merges.map(([left, right]) => `${left} ${right}`), // this form is read by every version
    },
  };
}

/** A post-processor that puts the begin-of-text token before every text; null where there is none. */
function beginning({ beginOfText, vocabulary, addedTokens }: TokenizerDefinition): unknown {
  if (beginOfText === undefined) return null;
  const id = vocabulary.get(beginOfText) ?? addedTokens.find(({ content }) => content === beginOfText)?.id;
  const token = (type: number) => ({ SpecialToken: { id: beginOfText, type_id: type } });
  const text = (name: string, type: number) => ({ Sequence: { id: name, type_id: type } });
  return {
    type: 'TemplateProcessing',
    single: [token(0), text('A', 0)],
    pair: [token(0), text('A', 0), token(1), text('B', 1)],
    special_tokens: { [beginOfText]: { id: beginOfText, ids: [id], tokens: [beginOfText] } },
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
