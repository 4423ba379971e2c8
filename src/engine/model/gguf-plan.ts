// A model as a GGUF file: everything but its numbers, checked before anything is written.
import { required } from '../../common/index.ts';
import type { Tokenizer } from '../tokenizer/index.ts';
import {
  encoders,
  entry,
  type GgufEntry,
  type GgufPrecision,
  type GgufRow,
  type GgufToWrite,
  tokenizerEntries,
} from '../weights/index.ts';
import { ggufLayoutOf, type ModelConfig, parametersOf } from './families/index.ts';
import type { WeightSource } from './saved-model.ts';

/** What a file is made of. */
export interface GgufSource {
  /** For messages. */
  readonly path: string;
  readonly config: ModelConfig;
  readonly weights: WeightSource;
  readonly tokenizer: Tokenizer;
  /** The tokenizer's files by name. */
  readonly tokenizerFiles: Readonly<Record<string, string>>;
  /** Entries of `general.` and others that say whose model it is. */
  readonly about: readonly GgufEntry[];
}

export interface PlannedGguf {
  readonly file: GgufToWrite;
  /** The longest sequence, in tokens. */
  readonly contextLength: number;
  /** What llama.cpp does otherwise than this package, in sentences. */
  readonly warnings: readonly string[];
}

/** llama.cpp's numbers for what most of a file's matrices are (`general.file_type`). */
const fileTypes: Readonly<Record<GgufPrecision, number>> = { f32: 0, f16: 1, q8_0: 7 };
const quantizationVersion = 2;

/**
 * Asks for no weight yet: each is read when it is written. Throws `export-unsupported` for a model or tokenizer that llama.cpp would compute
 * otherwise, and `tokenizer-invalid`.
 */
export function planGguf(source: GgufSource, precision: GgufPrecision): PlannedGguf {
  const { path, config, weights, tokenizer, tokenizerFiles, about } = source;
  const { architecture, settings, rows, constants, contextLength } = ggufLayoutOf(config);
  const vocabulary = tokenizerEntries(
    {
      tokenizer,
      files: tokenizerFiles,
      path,
      modelType: config.architecture,
      vocabularySize: config.vocabularySize,
    },
    architecture,
  );
  const places = new Map(rows.map((row) => [row.name, row]));
  const tensors = parametersOf(config).map(({ name, shape }) => {
    const { stored, layout } = required(places.get(name), `the place of ${name}`);
    const there = layout.shapeThere(shape);
    return {
      name: stored,
      shape: there,
      precision: precisionOf(layout, there, precision),
      read: () => {
        const data = required(weights.get(name), name);
        return layout.toThere?.(data, shape) ?? data;
      },
    };
  });
  const further = constants.map(({ name, values }) => ({
    name,
    shape: [values.length],
    precision: 'f32' as const,
    read: () => Float32Array.from(values),
  }));
  return {
    file: {
      metadata: [
        entry('general.architecture', 'text', architecture),
        entry('general.type', 'text', 'model'),
        ...about,
        entry('general.file_type', 'uint32', fileTypes[precision]),
        entry('general.quantization_version', 'uint32', quantizationVersion),
        ...settings,
        ...vocabulary.entries,
      ],
      tensors: [...further, ...tensors],
    },
    contextLength,
    warnings: [
      ...(contextLength < config.contextLength
        ? [
            `llama.cpp has no sliding window for this model: the file's context is ${contextLength} tokens, within which the window changes nothing.`,
          ]
        : []),
      ...vocabulary.warnings,
    ],
  };
}

/** As llama.cpp's converter chooses: vectors in float32; a matrix whose rows are not whole blocks in 16 bits. */
function precisionOf(
  { exact }: GgufRow['layout'],
  shape: readonly number[],
  wanted: GgufPrecision,
): GgufPrecision {
  if (shape.length < 2 || exact) return 'f32';
  const row = shape.at(-1) ?? 0;
  return row % encoders[wanted].size === 0 ? wanted : 'f16';
}
