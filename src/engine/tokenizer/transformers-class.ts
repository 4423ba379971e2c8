// What `transformers` (5.23) makes of a tokenizer.json. Some of its classes take only the vocabulary and the merges from the file and
// build the rest by the settings in tokenizer_config.json. `add_bos_token` and `add_eos_token` say nothing where there is a tokenizer.json:
// its post-processor decides.
import type { TokenizerConfig } from './tokenizer-config.ts';
import { type StageJson, stagesOf, type TokenizerFile } from './tokenizer-file.ts';

/** Models whose tokenizer.json is used as it is, whatever class is named. */
const usedAsItIs: ReadonlySet<string> = new Set(['mistral', 'mistral3', 'ministral', 'mixtral']);

/** The file as it takes effect. */
export function asTransformersLoads(
  file: TokenizerFile,
  { loading }: TokenizerConfig,
  { path, modelType = '' }: { readonly path: string; readonly modelType?: string | undefined },
): TokenizerFile {
  const { tokenizerClass, addPrefixSpace } = loading;
  if (usedAsItIs.has(modelType)) return file;
  const stages = stagesOf(file.pre_tokenizer, 'pretokenizers', path);
  const isByteLevel = stages.some(({ type }) => type === 'ByteLevel');
  if (tokenizerClass === 'LlamaTokenizer' && !isByteLevel && file.model.type === 'BPE') {
    return asLlama(file, loading);
  }
  if (isByteLevel && (tokenizerClass === 'GPT2Tokenizer' || tokenizerClass === 'Qwen2Tokenizer')) {
    return { ...file, pre_tokenizer: withPrefixSpace(stages, addPrefixSpace ?? false) };
  }
  return file;
}

/** LlamaTokenizer: SentencePiece's BPE with bytes, and a space before the text unless the settings say otherwise. */
function asLlama(file: TokenizerFile, { addPrefixSpace, legacy }: TokenizerConfig['loading']): TokenizerFile {
  const scheme = legacy === true ? 'always' : 'first';
  return {
    ...file,
    normalizer: null,
    pre_tokenizer: {
      type: 'Metaspace',
      replacement: '▁',
      prepend_scheme: addPrefixSpace === false ? 'never' : scheme,
      split: false,
    },
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
      ],
    },
    model: { ...file.model, unk_token: null, fuse_unk: true, byte_fallback: true, ignore_merges: false },
  };
}

function withPrefixSpace(stages: readonly StageJson[], space: boolean): StageJson {
  const changed = stages.map((stage) =>
    stage.type === 'ByteLevel' ? { ...stage, add_prefix_space: space } : stage,
  );
  const [only] = changed;
  return only && changed.length === 1 ? only : { type: 'Sequence', pretokenizers: changed };
}
