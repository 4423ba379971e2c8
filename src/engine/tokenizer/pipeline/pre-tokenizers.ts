// The pre-tokenizers of tokenizer.json: how a normalized text is cut into the words that the model takes apart.
import { z } from 'zod';
import { letterOfByte } from '../byte-letters.ts';
import { splitWords } from '../split-patterns.ts';
import { invalid, unsupported } from '../tokenizer-errors.ts';
import { type StageJson, stagesOf } from '../tokenizer-file.ts';
import { sign } from './older-unicode.ts';
import { type Behavior, behaviors, cutAt, type Matches, matchesOf, readPattern } from './text-matches.ts';

export interface Word {
  readonly text: string;
  /**
   * What stands where the word begins: `text`, the beginning of the whole text; `section`, a place behind an added token; `join`, the
   * place where a text continues another, so that nothing may be put there; `inside`, a place within a section.
   */
  readonly begins: 'text' | 'section' | 'join' | 'inside';
}

export type PreTokenizer = (words: readonly Word[]) => readonly Word[];

/** All pre-tokenizers of a file, one after another; nested sequences included. */
export function readPreTokenizers(part: StageJson | null | undefined, path: string): PreTokenizer {
  const stages = stagesOf(part, 'pretokenizers', path).map((stage) => readPreTokenizer(stage, path));
  return (words) => stages.reduce((cut, stage) => stage(cut), words);
}

function readPreTokenizer(stage: StageJson, path: string): PreTokenizer {
  switch (stage.type) {
    case 'Sequence':
      return readPreTokenizers(stage, path);
    case 'ByteLevel':
      return byteLevel(stage);
    case 'Metaspace':
      return metaspace(stage, path);
    case 'Split':
      return cutting(
        readPattern(stage.pattern, path, 'pre_tokenizer.pattern'),
        readBehavior(stage.behavior, path),
        stage.invert === true,
      );
    case 'Digits':
      return cutting(numbers, stage.individual_digits === true ? 'Isolated' : 'Contiguous');
    case 'Punctuation':
      return cutting(punctuation, readBehavior(stage.behavior ?? 'Isolated', path));
    case 'Whitespace':
      return cutting(wordsOrSigns, 'Removed', true);
    case 'WhitespaceSplit':
      return cutting(whitespace, 'Removed');
    case 'BertPreTokenizer': {
      const [apart, signs] = [cutting(whitespace, 'Removed'), cutting(punctuation, 'Isolated')];
      return (words) => signs(apart(words));
    }
    default:
      return unsupported(
        path,
        'pre_tokenizer',
        stage.type,
        'ByteLevel, Metaspace, Split, Digits, Punctuation, Whitespace, WhitespaceSplit, BertPreTokenizer or null',
      );
  }
}

const numbers = matchesOf(/\p{N}/gu, { newDigits: true });
const punctuation = matchesOf(sign);
const whitespace = matchesOf(/\p{White_Space}/gu);
/** Rust's `\w+|[^\w\s]+`. */
const wordsOrSigns = matchesOf(
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu,
);

function readBehavior(value: unknown, path: string): Behavior {
  const behavior = behaviors.find((name) => name === value);
  return behavior ?? unsupported(path, 'pre_tokenizer.behavior', JSON.stringify(value), behaviors.join(', '));
}

function cutting(matches: Matches, behavior: Behavior, invert = false): PreTokenizer {
  return (words) =>
    words.flatMap(({ text, begins }) =>
      cutAt(text.length, matches(text), behavior, invert).map(([start, end]) => ({
        text: text.slice(start, end),
        begins: start === 0 ? begins : ('inside' as const),
      })),
    );
}

/** Bytes as letters, in GPT-2's words or in those that were there. */
function byteLevel({ add_prefix_space: spaced, use_regex: splits }: StageJson): PreTokenizer {
  return (words) =>
    words.flatMap((word) => {
      const adds = spaced !== false && word.begins !== 'join' && !word.text.startsWith(' ');
      const text = adds ? ` ${word.text}` : word.text;
      return (splits === false ? [text] : splitWords(text, 'gpt2')).map((piece, index) => ({
        text: Array.from(Buffer.from(piece, 'utf8'), (byte) => letterOfByte[byte]).join(''),
        begins: index === 0 ? word.begins : ('inside' as const),
      }));
    });
}

const metaspaceJson = z.looseObject({
  replacement: z.string().length(1).default('▁'),
  prepend_scheme: z.enum(['always', 'first', 'never']).optional(),
  add_prefix_space: z.boolean().optional(), // what files before tokenizers 0.19 have instead
  split: z.boolean().default(true),
});

/** SentencePiece's: spaces become a sign, and one more stands before the text. */
function metaspace(stage: StageJson, path: string): PreTokenizer {
  const parsed = metaspaceJson.safeParse(stage);
  if (!parsed.success) {
    return invalid(path, 'pre_tokenizer', JSON.stringify(stage).slice(0, 200), 'the settings of a Metaspace');
  }
  const { replacement, split } = parsed.data;
  const scheme = parsed.data.prepend_scheme ?? (parsed.data.add_prefix_space === false ? 'never' : 'always');
  const signs: Matches = (text) =>
    Array.from(
      text.matchAll(new RegExp(escaped(replacement), 'g')),
      ({ index }) => [index, index + 1] as const,
    );
  const cut = cutting(signs, 'MergedWithNext');
  const isPlace = ({ begins }: Word) =>
    scheme === 'always' ? begins !== 'join' : scheme === 'first' && begins === 'text';
  return (words) => {
    const marked = words.map((word) => {
      const text = word.text.replaceAll(' ', replacement);
      return { ...word, text: isPlace(word) && !text.startsWith(replacement) ? replacement + text : text };
    });
    return split ? cut(marked) : marked;
  };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
