// How text is cut into words before merging: one row per published pre-tokenizer, with its form in tokenizer.json.
// Merges never cross a word's border. Another model family's pre-tokenizer is another row (and another name in types.ts).
import type { StageJson } from './tokenizer-file.ts';
import type { SplitPatternName } from './types.ts';
import { asUnicode16 } from './unicode-version.ts';

interface SplitPattern {
  /** Global; its matches cover every text without gaps. */
  readonly regex: RegExp;
  /** The stages in tokenizer.json; more than one are wrapped in a `Sequence`. */
  readonly stages: readonly StageJson[];
}

const byteLevel: StageJson = {
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: true,
};

/** Llama 3's and Qwen2's pattern; `digits` says how numbers are cut. Published with `(?i:…)`, which Node 20 refuses. */
const tiktokenStages = (digits: string, trimOffsets: boolean): readonly StageJson[] => [
  {
    type: 'Split',
    pattern: {
      Regex: `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
    },
    behavior: 'Isolated',
    invert: false,
  },
  { ...byteLevel, trim_offsets: trimOffsets, use_regex: false },
];

// \p{White_Space} and not \s: JavaScript's \s has U+FEFF and lacks U+0085, `tokenizers` has it the other way round.
const splitPatterns: Readonly<Record<SplitPatternName, SplitPattern>> = {
  // Radford et al. 2019, encoder.py.
  gpt2: {
    regex:
      /'(?:[stmd]|re|ve|ll)| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu,
    stages: [byteLevel],
  },
  // The same, applied between digits: every digit is a word, and whitespace before a digit ends at it as at a text's end.
  'gpt2-digits': {
    regex:
      /'(?:[stmd]|re|ve|ll)| ?\p{L}+|\p{N}| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?![^\p{White_Space}\p{N}])|\p{White_Space}+/gu,
    stages: [{ type: 'Digits', individual_digits: true }, byteLevel],
  },
  // Llama 3; U+017F is the one other letter that equals one of `'s` … when case is ignored.
  llama3: {
    regex:
      /'(?:[sS\u017F]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\p{White_Space}\p{L}\p{N}]+[\r\n]*|\p{White_Space}*[\r\n]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu,
    stages: tiktokenStages('\\p{N}{1,3}', true),
  },
  // Qwen2: the same, every digit a word.
  qwen2: {
    regex:
      /'(?:[sS\u017F]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\p{White_Space}\p{L}\p{N}]+[\r\n]*|\p{White_Space}*[\r\n]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu,
    stages: tiktokenStages('\\p{N}', false),
  },
};

/** The words of a text, in order; joined they are the text. */
export function splitWords(text: string, name: SplitPatternName): readonly string[] {
  const classed = asUnicode16(text, { newDigits: name === 'gpt2-digits' });
  const words = classed.match(splitPatterns[name].regex) ?? [];
  if (classed === text) return words;
  let end = 0;
  return words.map((word) => {
    const start = end;
    end += word.length;
    return text.slice(start, end);
  });
}

/** The pattern as tokenizer.json's `pre_tokenizer`. */
export function preTokenizerJson(name: SplitPatternName): unknown {
  const { stages } = splitPatterns[name];
  return stages.length === 1 ? stages[0] : { type: 'Sequence', pretokenizers: stages };
}

/** The pattern that has exactly these stages, or null. `trim_offsets` concerns offsets only, never ids. */
export function findSplitPattern(stages: readonly StageJson[]): SplitPatternName | null {
  const wanted = stages.map(canonical).join();
  for (const [name, pattern] of Object.entries(splitPatterns)) {
    if (pattern.stages.map(canonical).join() === wanted) return name as SplitPatternName;
  }
  return null;
}

/** One text per meaning: settings sorted, defaults filled in. */
function canonical(stage: StageJson): string {
  const settings = stage.type === 'ByteLevel' ? { use_regex: true, ...stage, trim_offsets: true } : stage;
  return JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
}
