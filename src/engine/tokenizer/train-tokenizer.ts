// Learns byte-pair merges from texts: the most frequent pair of neighbours becomes a token, again and again.
import { SocraticError } from '../../common/index.ts';
import { letterOfByte } from './byte-letters.ts';
import { BytePairTokenizer } from './byte-pair-tokenizer.ts';
import { Heap } from './heap.ts';
import { splitWords } from './split-patterns.ts';
import { idLimit } from './tokenizer-file.ts';
import type { SplitPatternName } from './types.ts';

export interface TrainTokenizerOptions {
  /** Ids in total: `<|endoftext|>` (0), the 256 bytes (1 … 256), then the merges. Fewer when the texts run out of pairs. */
  readonly vocabularySize: number;
  /** A pair seen less often is not merged. Default 2. */
  readonly minimumCount?: number;
  /** Default `gpt2-digits`: every digit is a token of its own. */
  readonly splitPattern?: SplitPatternName;
}

export const endOfTextToken = '<|endoftext|>';
const smallestVocabulary = 257;

/** A longer word is counted in pieces of this many bytes, which bounds the work that one merge can cause. */
const maximumWordBytes = 256;

/** A word's current tokens, and how often the texts have it. */
interface Word {
  ids: number[];
  readonly count: number;
}

interface Candidate {
  readonly pair: number;
  readonly count: number;
}

/**
 * Trains byte-level BPE. Deterministic: the most frequent pair is merged first; among equals the pair with the smaller
 * left id, then the smaller right id. (The order of Hugging Face's BpeTrainer, which learns the same merges.)
 * Throws `vocabulary-size` for a size that is not an integer in 257 … 2^21.
 */
export function trainTokenizer(texts: Iterable<string>, options: TrainTokenizerOptions): BytePairTokenizer {
  const { vocabularySize, minimumCount = 2, splitPattern = 'gpt2-digits' } = options;
  if (!Number.isInteger(vocabularySize) || vocabularySize < smallestVocabulary || vocabularySize > idLimit) {
    throw new SocraticError(
      'vocabulary-size',
      `A vocabulary of ${vocabularySize} tokens is not possible: expected an integer from ${smallestVocabulary} (${endOfTextToken} and the 256 bytes) to ${idLimit}.`,
      { details: { vocabularySize } },
    );
  }
  const tokens = [endOfTextToken, ...[...letterOfByte].sort()];
  const vocabulary = new Map(tokens.map((token, id) => [token, id]));
  const words = countWords(texts, splitPattern, vocabulary);
  const merges: [string, string][] = [];
  const pairs = new PairCounts(words);
  while (vocabulary.size < vocabularySize) {
    const pair = pairs.mostFrequent(minimumCount);
    if (pair === undefined) break;
    const left = tokens[Math.floor(pair / idLimit)] as string;
    const right = tokens[pair % idLimit] as string;
    // Should a second pair spell a token that exists (ab+c and a+bc), its merge gives that token, as in BpeTrainer.
    const merged = vocabulary.get(left + right) ?? tokens.length;
    if (merged === tokens.length) {
      tokens.push(left + right);
      vocabulary.set(left + right, merged);
    }
    merges.push([left, right]);
    pairs.merge(pair, merged);
  }
  return new BytePairTokenizer({
    vocabulary,
    merges,
    splitPattern,
    addedTokens: [{ id: 0, content: endOfTextToken, special: true }],
    endOfText: endOfTextToken,
    ignoreMerges: false,
  });
}

function countWords(
  texts: Iterable<string>,
  pattern: SplitPatternName,
  vocabulary: ReadonlyMap<string, number>,
): Word[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of splitWords(text, pattern)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const byteIds = letterOfByte.map((letter) => vocabulary.get(letter) as number);
  const words: Word[] = [];
  for (const [word, count] of counts) {
    const ids = Array.from(Buffer.from(word, 'utf8'), (byte) => byteIds[byte] as number);
    for (let start = 0; start < ids.length; start += maximumWordBytes) {
      words.push({ ids: ids.slice(start, start + maximumWordBytes), count });
    }
  }
  return words;
}

/** How often each pair of neighbours occurs, kept true while pairs are merged. A pair is `left * idLimit + right`. */
class PairCounts {
  readonly #words: readonly Word[];
  readonly #counts = new Map<number, number>();
  /** The words that had the pair at some time: a superset of those that have it now. */
  readonly #wordsOf = new Map<number, Set<number>>();
  readonly #queue = new Heap<Candidate>(
    (a, b) => a.count > b.count || (a.count === b.count && a.pair < b.pair),
  );

  constructor(words: readonly Word[]) {
    this.#words = words;
    words.forEach((word, index) => {
      this.#add(word, index, 1);
    });
    for (const [pair, count] of this.#counts) this.#queue.push({ pair, count });
  }

  /** The pair to merge next, or undefined when none occurs `minimumCount` times. */
  mostFrequent(minimumCount: number): number | undefined {
    for (let top = this.#queue.pop(); top !== undefined; top = this.#queue.pop()) {
      const count = this.#counts.get(top.pair) ?? 0;
      if (count === top.count) return count >= minimumCount ? top.pair : undefined;
      if (count > 0 && count < top.count) this.#queue.push({ pair: top.pair, count });
      // A count above the entry's has an entry of its own: `merge` offers every pair that grows.
    }
    return undefined;
  }

  /** Replaces the pair by the token `merged` in every word. */
  merge(pair: number, merged: number): void {
    const grown = new Set<number>();
    for (const index of this.#wordsOf.get(pair) ?? []) {
      const word = this.#words[index] as Word;
      const ids = mergePair(word.ids, pair, merged);
      if (ids.length === word.ids.length) continue;
      this.#add(word, index, -1);
      word.ids = ids;
      for (const changed of this.#add(word, index, 1)) grown.add(changed);
    }
    this.#counts.delete(pair);
    this.#wordsOf.delete(pair);
    for (const candidate of grown) {
      const count = this.#counts.get(candidate) ?? 0;
      if (count > 0) this.#queue.push({ pair: candidate, count });
    }
  }

  /** Adds (sign 1) or takes away (sign -1) the word's pairs; returns them. */
  #add({ ids, count }: Word, index: number, sign: 1 | -1): number[] {
    const pairs: number[] = [];
    for (let i = 0; i + 1 < ids.length; i++) {
      const pair = (ids[i] as number) * idLimit + (ids[i + 1] as number);
      pairs.push(pair);
      this.#counts.set(pair, (this.#counts.get(pair) ?? 0) + sign * count);
      if (sign === -1) continue;
      const words = this.#wordsOf.get(pair);
      if (words) words.add(index);
      else this.#wordsOf.set(pair, new Set([index]));
    }
    return pairs;
  }
}

/** A copy of `ids` in which every occurrence of the pair, from the left, is the token `merged`. */
function mergePair(ids: readonly number[], pair: number, merged: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    if (i + 1 < ids.length && id * idLimit + (ids[i + 1] as number) === pair) {
      out.push(merged);
      i++;
    } else {
      out.push(id);
    }
  }
  return out;
}
