// Any tokenizer that tokenizer.json can describe and @huggingface/tokenizers computes: normalizer, pre-tokenizer, model, decoder.
// SentencePiece (Llama 2, Gemma), Unigram, WordPiece. The models are the library's; what stands around them is `tokenizers`' own order.
//
// Such a tokenizer can lose something, and then `decode(encode(text))` differs from `text`:
// - a normalizer changes letters (Lowercase, StripAccents, NFKC, Precompiled) or spaces (Strip, Replace);
// - a pre-tokenizer drops spaces and line breaks (Whitespace, WhitespaceSplit, BertPreTokenizer);
// - a character is unknown: the unknown token's text comes back, or nothing;
// - a space is put behind an added token, where the file says so (Prepend, Metaspace with `always`).
// At the beginning of a sequence the space that is put there comes back as a space.
import { AddedTokens, type Section } from '../added-tokens.ts';
import { decodeBytes, decodeStreamOf, unknownToken } from '../byte-decoding.ts';
import type { AddedToken, DecodeStream, TextPart, Tokenizer, WriteTokenizerOptions } from '../types.ts';
import type { WordModel } from './models.ts';
import type { Normalizer } from './normalizers.ts';
import type { PreTokenizer, Word } from './pre-tokenizers.ts';
import type { TokenBytes } from './token-bytes.ts';

export interface Pipeline {
  readonly normalizer: Normalizer;
  /** Whether a text no longer begins where it began when it is normalized. */
  readonly movesStart: (text: string) => boolean;
  readonly preTokenizer: PreTokenizer;
  readonly model: WordModel;
  readonly tokenBytes: TokenBytes;
  readonly addedTokens: readonly AddedToken[];
}

/** What a tokenizer is besides its pipeline. */
export type PipelineTokens = Pick<
  Tokenizer,
  'endOfText' | 'endOfTextIds' | 'prefixIds' | 'namedTokens' | 'chatTemplate' | 'chatTemplateFile'
>;

const maximumCachedWords = 65_536;
const maximumCachedLength = 128; // UTF-16 units

export class PipelineTokenizer implements Tokenizer {
  readonly vocabularySize: number;
  readonly endOfText: number;
  readonly endOfTextIds: ReadonlySet<number>;
  readonly prefixIds: readonly number[];
  readonly namedTokens: Tokenizer['namedTokens'];
  readonly chatTemplate: string | null;
  readonly chatTemplateFile: string | null;
  readonly #pipeline: Pipeline;
  /** The files that it was read from. */
  readonly #files: Readonly<Record<string, string>>;
  readonly #special: ReadonlySet<number>;
  readonly #tokens: (string | undefined)[] = [];
  readonly #addedTokens: AddedTokens;
  readonly #wordIds = new Map<string, readonly number[]>();

  constructor(pipeline: Pipeline, tokens: PipelineTokens, files: Readonly<Record<string, string>>) {
    const { model, addedTokens, normalizer } = pipeline;
    this.#pipeline = pipeline;
    this.#files = files;
    for (const [token, id] of model.vocabulary) this.#tokens[id] = token;
    for (const { content, id } of addedTokens) this.#tokens[id] = content;
    this.vocabularySize = this.#tokens.length;
    this.endOfText = tokens.endOfText;
    this.endOfTextIds = tokens.endOfTextIds;
    this.prefixIds = tokens.prefixIds;
    this.namedTokens = tokens.namedTokens;
    this.chatTemplate = tokens.chatTemplate;
    this.chatTemplateFile = tokens.chatTemplateFile;
    this.#special = new Set(addedTokens.filter(({ special }) => special).map(({ id }) => id));
    this.#addedTokens = new AddedTokens(addedTokens, (content) => normalizer(content, false));
  }

  encode(text: string): number[] {
    return this.#encode([{ text, special: false }], true);
  }

  encodeStart(parts: readonly TextPart[]): number[] {
    return this.#encode(parts, false);
  }

  encodeWithSpecial(text: string): number[] {
    return this.encodeStart([{ text, special: true }]);
  }

  #encode(parts: readonly TextPart[], continues: boolean): number[] {
    const { normalizer, movesStart, preTokenizer } = this.#pipeline;
    const ids: number[] = [];
    const whole = parts.map(({ text, special }) => ({ text: wellFormed(text), special }));
    const found = this.#addedTokens.split(whole, (text, first) => normalizer(text, continues && first));
    for (const section of found) {
      if (typeof section === 'number') {
        ids.push(section);
        continue;
      }
      const begins = continues ? join(section) : start(section, movesStart);
      for (const word of preTokenizer([{ text: section.text, begins }])) {
        for (const id of this.#idsOf(word.text)) ids.push(id);
      }
    }
    return ids;
  }

  #idsOf(word: string): readonly number[] {
    const known = this.#wordIds.get(word);
    if (known) return known;
    const ids = this.#pipeline.model.idsOf(word);
    if (word.length <= maximumCachedLength) {
      if (this.#wordIds.size >= maximumCachedWords) this.#wordIds.clear();
      this.#wordIds.set(word, ids);
    }
    return ids;
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

  files({ contextLength }: WriteTokenizerOptions = {}): Record<string, string> {
    if (contextLength === undefined) return { ...this.#files };
    const config = JSON.parse(this.#files['tokenizer_config.json'] ?? '{}') as Record<string, unknown>;
    const text = `${JSON.stringify({ ...config, model_max_length: contextLength }, null, 2)}\n`;
    return { ...this.#files, 'tokenizer_config.json': text };
  }

  has(id: number): boolean {
    return this.#tokens[id] !== undefined;
  }

  #bytesOf(id: number): Uint8Array {
    const token = this.#tokens[id];
    if (token !== undefined) return this.#pipeline.tokenBytes(token);
    throw unknownToken(id, this.vocabularySize);
  }
}

/** How a section of a text begins that continues another: after a space that the normalizer took away, as behind one. */
function join({ first, written, text }: Section): Word['begins'] {
  if (!first) return 'section';
  return /^\p{White_Space}/u.test(written) && text.trimStart() === text ? 'inside' : 'join';
}

/** The same of a text with which a sequence begins. */
function start({ first, written }: Section, movesStart: (text: string) => boolean): Word['begins'] {
  return first && !movesStart(written) ? 'text' : 'section';
}

/** A lone surrogate is no character. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');
