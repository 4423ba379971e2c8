// SentencePiece's BPE as metadata of a GGUF file. A tokenizer.json has merges in their order, llama.cpp has one score for each token: the
// two are the same rules only where every way to make a token is a merge, and the merges of a token stand together.
import { SocraticError } from '../../../common/index.ts';
import { byteTokens, sentencePieceOf } from '../../tokenizer/index.ts';
import {
  type GgufTokens,
  refusal,
  spaceTakers,
  type TokenizerToWrite,
  type VocabularyToken,
} from './gguf-tokens.ts';
import { tokenizerKey, tokenKinds } from './gguf-vocabulary.ts';
import { entry } from './metadata-entries.ts';

/** Throws `export-unsupported` where llama.cpp would give other ids. */
export function sentencePieceVocabulary(
  { files, path, modelType }: TokenizerToWrite,
  architecture: string,
): GgufTokens {
  const { vocabulary, merges, addedTokens, unknown, space, keepsSpace } = sentencePieceIn(
    files,
    path,
    modelType,
  );
  const scores = scoresOf(merges);
  assertComplete(
    vocabulary,
    merges,
    scores,
    new Set(addedTokens.flatMap(({ content, special }) => (special ? [content] : []))),
    path,
  );
  const tokens: (VocabularyToken | undefined)[] = [];
  const bytes = new Set(byteTokens);
  for (const [text, id] of vocabulary) {
    tokens[id] = { text, kind: bytes.has(text) ? tokenKinds.byte : tokenKinds.normal };
  }
  const isGemma = architecture.startsWith('gemma');
  for (const { id, content, special } of addedTokens) {
    // Gemma's runs of signs stand for runs of spaces, and llama.cpp looks for them in the text as it is.
    const text = isGemma && !special ? content.replace(/^▁+$/, (signs) => ' '.repeat(signs.length)) : content;
    tokens[id] = { text, kind: special ? tokenKinds.control : tokenKinds.userDefined };
  }
  const unknownId = unknown === null ? undefined : vocabulary.get(unknown);
  if (unknown !== null && unknownId !== undefined)
    tokens[unknownId] = { text: unknown, kind: tokenKinds.unknown };
  return {
    tokens,
    scores,
    entries: [
      entry(tokenizerKey('model'), 'text', 'llama'),
      entry(tokenizerKey('pre'), 'text', 'default'),
      entry(tokenizerKey('add_space_prefix'), 'bool', space !== 'never'),
    ],
    warnings: [
      ...(space === 'first'
        ? ['llama.cpp puts a space behind special tokens too, and this tokenizer only before a text.']
        : []),
      ...(space !== 'never' && keepsSpace
        ? ['llama.cpp puts a space before a text that begins with one, and this tokenizer does not.']
        : []),
      ...spaceTakers(addedTokens),
    ],
  };
}

function sentencePieceIn(files: TokenizerToWrite['files'], path: string, modelType: string | undefined) {
  try {
    return sentencePieceOf(files, path, { modelType });
  } catch (error) {
    if (!(error instanceof SocraticError) || error.code !== 'tokenizer-unsupported') throw error;
    throw new SocraticError(
      'export-unsupported',
      `${error.message} llama.cpp has no other tokenizers for language models.`,
      { subject: error.subject, details: error.details, cause: error },
    );
  }
}

/** By the order of the merges: the first token has the highest score. */
function scoresOf(merges: readonly (readonly [string, string])[]): Map<string, number> {
  const scores = new Map<string, number>();
  for (const [left, right] of merges) {
    if (!scores.has(left + right)) scores.set(left + right, -scores.size);
  }
  return scores;
}

function assertComplete(
  vocabulary: ReadonlyMap<string, number>,
  merges: readonly (readonly [string, string])[],
  scores: ReadonlyMap<string, number>,
  special: ReadonlySet<string>,
  path: string,
): void {
  const ways = new Map<string, number>();
  let lowest = 0;
  for (const [left, right] of merges) {
    const token = left + right;
    const score = scores.get(token) ?? 0;
    if (score > lowest) {
      throw refusal(
        path,
        `llama.cpp has one score for a token, and the merges of ${JSON.stringify(token)} stand apart`,
      );
    }
    lowest = score;
    ways.set(token, (ways.get(token) ?? 0) + 1);
  }
  for (const token of vocabulary.keys()) {
    if (special.has(token)) continue;
    const letters = Array.from(token);
    let count = 0;
    for (let at = 1; at < letters.length; at++) {
      const [left, right] = [letters.slice(0, at).join(''), letters.slice(at).join('')];
      if (vocabulary.has(left) && vocabulary.has(right)) count++;
    }
    if (count !== (ways.get(token) ?? 0)) {
      const missing = `${count - (ways.get(token) ?? 0)} ways to make ${JSON.stringify(token)} of two tokens are no merges`;
      throw refusal(path, `llama.cpp merges whatever makes a token, and in this tokenizer ${missing}`);
    }
  }
}
