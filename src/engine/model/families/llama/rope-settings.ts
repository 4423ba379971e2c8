// The rotary scaling of Llama and its relatives in GGUF files, read and written.
import {
  entry,
  type GgufEntry,
  type GgufFile,
  type GgufLayoutOfModel,
  type GgufMetadata,
  type JsonObject,
} from '../../../weights/index.ts';
import { refuseExport } from '../export-unsupported.ts';
import type { LlamaConfig } from './config.ts';

/** The tensor with one divisor a frequency. */
const divisors = 'rope_freqs.weight';

/** The `rope_scaling` of a config.json. Throws `gguf-unsupported`. */
export function ropeScaling(
  file: GgufFile,
  metadata: GgufMetadata,
  key: (name: string) => string,
): JsonObject | null {
  if (file.tensors.has(divisors)) return llama3Scaling(file, metadata, key);
  const old = metadata.number(key('rope.scale_linear')); // before llama.cpp had kinds of scaling
  const type =
    metadata.text(key('rope.scaling.type')) ?? (old === undefined || old === 1 ? 'none' : 'linear');
  const factor = metadata.number(key('rope.scaling.factor')) ?? old;
  const original = metadata.number(key('rope.scaling.original_context_length'));
  if (type === 'none') return null;
  if (type === 'linear') return { rope_type: 'linear', factor };
  if (type === 'yarn') {
    return { rope_type: 'yarn', factor, original_max_position_embeddings: original ?? null };
  }
  return metadata.unsupported(`the rotary scaling ${JSON.stringify(type)} is not read here.`);
}

/**
 * Llama 3's scaling is stored as one divisor a frequency. Where they are those of a published setting, that is given; otherwise the
 * divisors themselves, under a name of our own.
 */
function llama3Scaling(file: GgufFile, metadata: GgufMetadata, key: (name: string) => string): JsonObject {
  const factors = [...file.tensor(divisors)];
  const base = metadata.number(key('rope.freq_base')) ?? 10_000;
  const size = factors.length * 2;
  const [low, high, original] = [1, 4, 8192];
  const expected = (factor: number) =>
    factors.map((_, i) => {
      const wavelength = 2 * Math.PI * base ** ((2 * i) / size);
      if (wavelength < original / high) return 1;
      if (wavelength > original / low) return factor;
      const smooth = (original / wavelength - low) / (high - low);
      return 1 / ((1 - smooth) / factor + smooth);
    });
  for (const factor of [8, 32]) {
    if (expected(factor).every((value, i) => Math.abs(value / (factors[i] ?? 0) - 1) < 1e-5)) {
      return {
        rope_type: 'llama3',
        factor,
        low_freq_factor: low,
        high_freq_factor: high,
        original_max_position_embeddings: original,
      };
    }
  }
  return { rope_type: 'socratic-factors', factors };
}

/** The same for a file: settings, and the divisors as a tensor of their own. Throws `export-unsupported`. */
export function ropeSettings(
  title: string,
  architecture: string,
  { rotary, headSize, contextLength }: Pick<LlamaConfig, 'rotary' | 'headSize' | 'contextLength'>,
): Pick<GgufLayoutOfModel, 'settings' | 'constants'> {
  const { scaling } = rotary;
  const kind = String(scaling?.rope_type ?? 'default');
  const key = (name: string) => `${architecture}.rope.scaling.${name}`;
  switch (kind) {
    case 'default':
    case 'dynamic': // acts only beyond the context
      return { settings: [], constants: [] };
    case 'linear':
      return {
        settings: [
          entry(key('type'), 'text', kind),
          entry(key('factor'), 'float32', Number(scaling?.factor)),
        ],
        constants: [],
      };
    case 'yarn':
      return { settings: yarnSettings(title, key, rotary, contextLength), constants: [] };
    default: {
      if (architecture !== 'llama') refuseExport(title, `has no rotary scaling ${kind} for it`);
      const values = rotary.frequencies.map(
        (frequency, i) => rotary.base ** ((-2 * i) / headSize) / frequency,
      );
      return { settings: [], constants: [{ name: divisors, values }] };
    }
  }
}

/** Of YaRN's settings, those that llama.cpp does not compute itself. */
function yarnSettings(
  title: string,
  key: (name: string) => string,
  { scaling, scale }: LlamaConfig['rotary'],
  contextLength: number,
): GgufEntry[] {
  const others = scaling ?? {};
  const original = Number(others.original_max_position_embeddings ?? contextLength);
  const factor = Number(others.factor ?? contextLength / original);
  const fixed: Readonly<Record<string, unknown>> = { beta_fast: 32, beta_slow: 1, truncate: true };
  for (const [name, value] of Object.entries(fixed)) {
    const given = others[name];
    if (given !== undefined && given !== null && given !== value) {
      refuseExport(title, `computes YaRN with ${name} ${value}, and this model has ${String(given)}`);
    }
  }
  if (Math.abs(scale - (1 + 0.1 * Math.log(Math.max(1, factor)))) > 1e-6) {
    refuseExport(title, `computes YaRN's scale from the factor, and this model has ${scale}`);
  }
  return [
    entry(key('type'), 'text', 'yarn'),
    entry(key('factor'), 'float32', factor),
    entry(key('original_context_length'), 'uint32', original),
  ];
}
