// What defines a tokenizer that was read, for tests of byte-level BPE.
import {
  BytePairTokenizer,
  type Tokenizer,
  type TokenizerDefinition,
} from '../src/engine/tokenizer/index.ts';

export function definitionOf(tokenizer: Tokenizer): TokenizerDefinition {
  if (tokenizer instanceof BytePairTokenizer) return tokenizer.definition;
  throw new Error('not a byte-level BPE tokenizer');
}
