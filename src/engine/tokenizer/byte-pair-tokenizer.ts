// Byte-level byte-pair encoding (Sennrich et al. 2016; Radford et al. 2019): words to ids by ranked merges, and back.
// Gives the ids that Hugging Face `tokenizers` gives for the same definition; special tokens in a text only where they are asked for.
import { AddedTokens } from './added-tokens.ts';
import { decodeBytes, decodeStreamOf, unknownToken } from './byte-decoding.ts';
import { bytesOfToken, letterOfByte } from './byte-letters.ts';
import { Heap } from './heap.ts';
import { normalizeNfc } from './normalize.ts';
import { PairRanks } from './pair-ranks.ts';
import { splitWords } from './split-patterns.ts';
import { idLimit } from './tokenizer-file.ts';
import type {
  DecodeStream,
  TextPart,
  Tokenizer,
  TokenizerDefinition,
  WriteTokenizerOptions,
} from './types.ts';
import { writeTokenizer } from './write-tokenizer.ts';

/** Ranks stay below `idLimit` and positions below this, so that both fit one exact number, ordered by rank. */
const positionLimit = 2 ** 32;

/** Up to so many bytes the lowest rank is looked for from end to end at every merge, which is faster than keeping a queue. */
const shortWord = 64;

const maximumCachedWords = 65_536;
const maximumCachedLength = 128; // UTF-16 units; longer words hardly come twice

/** What a tokenizer is told by others than its own files. */
export interface BytePairOptions {
  /** The file that the chat template was read from. */
  readonly chatTemplateFile?: string | null;
  /** Ids that end a generation besides the end-of-text token's. */
  readonly endOfTextIds?: readonly number[];
}

export class BytePairTokenizer implements Tokenizer {
  readonly definition: TokenizerDefinition;
  readonly vocabularySize: number;
  readonly endOfText: number;
  readonly endOfTextIds: ReadonlySet<number>;
  readonly prefixIds: readonly number[];
  readonly namedTokens: Tokenizer['namedTokens'];
  readonly chatTemplate: string | null;
  readonly chatTemplateFile: string | null;
  /** Ids of special tokens. */
  readonly #special: ReadonlySet<number>;
  /** Made when a text is first searched. */
  #addedTokens: AddedTokens | null = null;
  /** The id of each byte; -1 where the vocabulary lacks it (such bytes are left out, as `tokenizers` does). */
  readonly #byteIds = new Int32Array(256);
  readonly #ranks: PairRanks;
  /** Rank -> id of the merged token. */
  readonly #mergedIds: Int32Array;
  readonly #tokenBytes: (Uint8Array | undefined)[] = [];
  readonly #wordIds = new Map<string, readonly number[]>();

  /**
   * Trusts its definition: ids are unique, below `idLimit`, and every merge's parts and result are in the vocabulary.
   * `trainTokenizer` and `readTokenizer` see to that.
   */
  constructor(
    definition: TokenizerDefinition,
    { chatTemplateFile = null, endOfTextIds = [] }: BytePairOptions = {},
  ) {
    this.definition = definition;
    this.chatTemplateFile = chatTemplateFile;
    const { vocabulary, merges, addedTokens } = definition;
    const idOf = (token: string): number => {
      const id = vocabulary.get(token) ?? addedTokens.find((added) => added.content === token)?.id;
      if (id === undefined) throw new Error(`internal error: token ${JSON.stringify(token)} has no id`);
      return id;
    };
    for (const [token, id] of vocabulary) this.#tokenBytes[id] = bytesOfToken(token);
    for (const { content, id } of addedTokens) this.#tokenBytes[id] = bytesOfToken(content);
    this.vocabularySize = this.#tokenBytes.length;
    this.endOfText = idOf(definition.endOfText);
    this.endOfTextIds = new Set([this.endOfText, ...endOfTextIds]);
    this.namedTokens = { eos_token: definition.endOfText, ...definition.namedTokens };
    this.prefixIds = definition.beginOfText === undefined ? [] : [idOf(definition.beginOfText)];
    this.chatTemplate = definition.chatTemplate ?? null;
    this.#special = new Set(addedTokens.filter(({ special }) => special).map(({ id }) => id));
    letterOfByte.forEach((letter, byte) => {
      this.#byteIds[byte] = vocabulary.get(letter) ?? -1;
    });
    this.#ranks = new PairRanks(merges.length);
    this.#mergedIds = new Int32Array(merges.length);
    merges.forEach(([left, right], rank) => {
      this.#ranks.set(idOf(left), idOf(right), rank);
      this.#mergedIds[rank] = idOf(left + right);
    });
  }

  encode(text: string): number[] {
    return this.encodeStart([{ text, special: false }]);
  }

  encodeWithSpecial(text: string): number[] {
    return this.encodeStart([{ text, special: true }]);
  }

  encodeStart(parts: readonly TextPart[]): number[] {
    this.#addedTokens ??= new AddedTokens(this.definition.addedTokens, this.#normalize);
    const ids: number[] = [];
    for (const found of this.#addedTokens.split(parts, this.#normalize)) {
      if (typeof found === 'number') ids.push(found);
      else this.#encodeInto(ids, found.text);
    }
    return ids;
  }

  readonly #normalize = (text: string): string =>
    this.definition.normalization === undefined ? text : normalizeNfc(text);

  /** Adds the ids of a normalized text. */
  #encodeInto(ids: number[], normal: string): void {
    for (const word of splitWords(normal, this.definition.splitPattern)) {
      for (const id of this.#wordIds.get(word) ?? this.#encodeWord(word)) ids.push(id);
    }
  }

  isSpecial(id: number): boolean {
    return this.#special.has(id);
  }

  decode(ids: readonly number[]): string {
    return decodeBytes(ids, (id) => this.#bytesOf(id));
  }

  createDecodeStream(): DecodeStream {
    return decodeStreamOf((id) => this.#bytesOf(id));
  }

  files(options?: WriteTokenizerOptions): Record<string, string> {
    return writeTokenizer(this, options);
  }

  has(id: number): boolean {
    return this.#tokenBytes[id] !== undefined;
  }

  #bytesOf(id: number): Uint8Array {
    const bytes = this.#tokenBytes[id];
    if (bytes === undefined) {
      throw unknownToken(id, this.vocabularySize);
    }
    return bytes;
  }

  #encodeWord(word: string): readonly number[] {
    const bytes = Buffer.from(word, 'utf8');
    const ids = this.#wholeWord(bytes) ?? this.#mergeBytes(bytes);
    if (word.length <= maximumCachedLength) {
      if (this.#wordIds.size >= maximumCachedWords) this.#wordIds.clear();
      // A copy as key: `word` is a slice and would keep the whole text that it was cut from alive.
      this.#wordIds.set(bytes.toString('utf8'), ids);
    }
    return ids;
  }

  #wholeWord(bytes: Uint8Array): readonly number[] | undefined {
    if (!this.definition.ignoreMerges) return undefined;
    const token = Array.from(bytes, (byte) => letterOfByte[byte]).join('');
    const id = this.definition.vocabulary.get(token);
    return id === undefined ? undefined : [id];
  }

  /** Applies the merge of lowest rank, leftmost first, until none applies. */
  #mergeBytes(bytes: Uint8Array): readonly number[] {
    const ids = Array.from(bytes, (byte) => this.#byteIds[byte] as number).filter((id) => id >= 0);
    return ids.length <= shortWord ? this.#mergeShort(ids) : this.#mergeLong(ids);
  }

  /** In place; a search for the lowest rank at every merge. */
  #mergeShort(ids: number[]): readonly number[] {
    const ranks = ids.map((id, position) =>
      position + 1 < ids.length ? this.#ranks.get(id, ids[position + 1] as number) : -1,
    );
    for (;;) {
      let lowest = idLimit;
      let at = -1;
      for (let position = 0; position < ids.length - 1; position++) {
        const rank = ranks[position] as number;
        if (rank >= 0 && rank < lowest) {
          lowest = rank;
          at = position;
        }
      }
      if (at < 0) return ids;
      ids[at] = this.#mergedIds[lowest] as number;
      ids.splice(at + 1, 1);
      ranks.splice(at + 1, 1);
      for (const left of [at - 1, at]) {
        if (left < 0) continue;
        ranks[left] =
          left + 1 < ids.length ? this.#ranks.get(ids[left] as number, ids[left + 1] as number) : -1;
      }
    }
  }

  /** With a queue of pairs: O(n log n) in the word's length. */
  #mergeLong(ids: number[]): readonly number[] {
    const length = ids.length;
    // A list linked in both directions; a position that was merged into its left neighbour has id -1.
    const next = Int32Array.from(ids, (_, position) => position + 1);
    const previous = Int32Array.from(ids, (_, position) => position - 1);
    const rankAt = (position: number): number => {
      const right = next[position] as number;
      if (position < 0 || right >= length) return -1;
      return this.#ranks.get(ids[position] as number, ids[right] as number);
    };
    const queue = new Heap<number>((a, b) => a < b);
    const offer = (position: number): void => {
      const rank = rankAt(position);
      if (rank >= 0) queue.push(rank * positionLimit + position);
    };
    for (let position = 0; position < length - 1; position++) offer(position);
    for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
      const rank = Math.floor(entry / positionLimit);
      const position = entry % positionLimit;
      if (ids[position] === -1 || rankAt(position) !== rank) continue; // changed since it was offered
      const right = next[position] as number;
      const afterRight = next[right] as number;
      ids[position] = this.#mergedIds[rank] as number;
      ids[right] = -1;
      next[position] = afterRight;
      if (afterRight < length) previous[afterRight] = position;
      offer(previous[position] as number);
      offer(position);
    }
    return ids.filter((id) => id >= 0);
  }
}
