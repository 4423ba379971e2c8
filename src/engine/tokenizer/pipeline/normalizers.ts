// The normalizers of tokenizer.json: what a text becomes before it is cut into words.
import { z } from 'zod';
import { type NormalForm, normalizeAs } from '../normalize.ts';
import { invalid, unsupported } from '../tokenizer-errors.ts';
import { type StageJson, stagesOf } from '../tokenizer-file.ts';
import { Charsmap } from './charsmap.ts';
import { bertAccent, bertControl, mark, withoutCompatible } from './older-unicode.ts';
import { readPattern } from './text-matches.ts';

/** `continues`: whether the text goes on where another ended, so that nothing may be put before it. */
export type Normalizer = (text: string, continues: boolean) => string;

/** All normalizers of a file, one after another; nested sequences included. */
export function readNormalizers(part: StageJson | null | undefined, path: string): Normalizer {
  const stages = stagesOf(part, 'normalizers', path).map((stage) => readNormalizer(stage, path));
  return (text, continues) => stages.reduce((normal, stage) => stage(normal, continues), text);
}

/**
 * Whether normalizing takes away or replaces what a text begins with: for `tokenizers` its first word then no longer stands where the
 * text begins, and gets no space of a `Metaspace` with `first`.
 */
export function readMovesStart(part: StageJson | null | undefined, path: string): (text: string) => boolean {
  const stages = stagesOf(part, 'normalizers', path).map((stage) => ({
    normalize: readNormalizer(stage, path),
    moves: stage.type === 'Sequence' ? readMovesStart(stage, path) : movesStart(stage, path),
  }));
  return (text) => {
    let normal = text;
    return stages.some(({ normalize, moves }) => {
      const moved = moves(normal);
      normal = normalize(normal, false);
      return moved;
    });
  };
}

function movesStart(stage: StageJson, path: string): (text: string) => boolean {
  if (stage.type === 'Strip' && stage.strip_left === true) return (text) => /^\p{White_Space}/u.test(text);
  if (stage.type === 'StripAccents') return (text) => text.search(mark) === 0;
  if (stage.type !== 'Replace') return () => false;
  const matches = readPattern(stage.pattern, path, 'normalizer.pattern');
  return (text) => {
    const [start, end] = matches(text)[0] ?? [1, 1];
    return start === 0 && Array.from(text.slice(0, end)).length > 1; // what replaces one character stands where it stood
  };
}

const forms: ReadonlySet<string> = new Set(['NFC', 'NFD', 'NFKC', 'NFKD']);

function readNormalizer(stage: StageJson, path: string): Normalizer {
  const { type } = stage;
  if (forms.has(type)) return (text) => normalForm(text, type as NormalForm);
  switch (type) {
    case 'Sequence':
      return readNormalizers(stage, path);
    case 'Lowercase':
      return lowercase;
    case 'StripAccents':
      return withoutAccents;
    case 'Strip':
      return strip(stage);
    case 'Prepend':
      return prepend(stage, path);
    case 'Replace':
      return replace(stage, path);
    case 'Precompiled':
      return precompiled(stage, path);
    case 'BertNormalizer':
      return bert(stage);
    default:
      return unsupported(
        path,
        'normalizer',
        type,
        `${[...forms].join(', ')}, Lowercase, StripAccents, Strip, Prepend, Replace, Precompiled, BertNormalizer or null`,
      );
  }
}

/** Character by character: JavaScript's own makes a Greek sigma at a word's end another letter. */
const lowercase = (text: string): string => Array.from(text, (character) => character.toLowerCase()).join('');

const withoutAccents = (text: string): string => text.replace(mark, '');

/** `NFKC` and `NFKD` know fewer compatible forms than JavaScript. */
function normalForm(text: string, form: NormalForm): string {
  if (!form.startsWith('NFK') || !withoutCompatible.test(text)) return normalizeAs(text, form);
  return text
    .split(withoutCompatible)
    .map((part, index) => normalizeAs(part, index % 2 === 0 ? form : form === 'NFKC' ? 'NFC' : 'NFD'))
    .join('');
}

function strip({ strip_left: left, strip_right: right }: StageJson): Normalizer {
  return (text) => {
    const cut = left === true ? text.replace(/^\p{White_Space}+/u, '') : text;
    return right === true ? cut.replace(/(?<!\p{White_Space})\p{White_Space}+$/u, '') : cut;
  };
}

function prepend({ prepend: before }: StageJson, path: string): Normalizer {
  if (typeof before !== 'string') return invalid(path, 'normalizer.prepend', typeof before, 'a text');
  return (text, continues) => (continues || text === '' ? text : before + text);
}

function replace({ pattern, content }: StageJson, path: string): Normalizer {
  if (typeof content !== 'string') return invalid(path, 'normalizer.content', typeof content, 'a text');
  const matches = readPattern(pattern, path, 'normalizer.pattern');
  return (text) => {
    let [normal, done] = ['', 0];
    for (const [start, end] of matches(text)) {
      normal += text.slice(done, start) + content;
      done = end;
    }
    return normal + text.slice(done);
  };
}

function precompiled({ precompiled_charsmap: encoded }: StageJson, path: string): Normalizer {
  try {
    const charsmap = new Charsmap(z.string().parse(encoded));
    return (text) => charsmap.normalize(text);
  } catch {
    return invalid(path, 'normalizer.precompiled_charsmap', 'something else', 'a table of SentencePiece');
  }
}

const chinese =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;

/** BERT's: without control characters, Chinese characters as words of their own, lower case without accents. */
function bert(stage: StageJson): Normalizer {
  const lower = stage.lowercase !== false;
  const strips = typeof stage.strip_accents === 'boolean' ? stage.strip_accents : lower;
  return (text) => {
    let normal = text;
    if (stage.clean_text !== false) {
      normal = normal.replace(bertControl, '').replace(/\p{White_Space}/gu, ' ');
    }
    if (stage.handle_chinese_chars !== false) normal = normal.replace(chinese, ' $& ');
    if (strips) normal = normalizeAs(normal, 'NFD').replace(bertAccent, '');
    return lower ? lowercase(normal) : normal;
  };
}
