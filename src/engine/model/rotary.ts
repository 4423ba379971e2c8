// Rotary position embedding (Su et al. 2021): the frequencies of a configuration and its scaling variants, computed in float32,
// operation by operation, as PyTorch does.
import { z } from 'zod';
import { checkFields, refuseConfig } from './config-fields.ts';

export interface RotaryConfig {
  readonly base: number;
  /** Turns of each pair of a head's halves, radians a position: [D/2]. */
  readonly frequencies: readonly number[];
  /** Multiplies cosines and sines (YaRN's attention factor; otherwise 1). */
  readonly scale: number;
  /** The scaling as `config.json` has it, to be written again; null without scaling. */
  readonly scaling: Readonly<Record<string, unknown>> | null;
}

const positive = z.number().positive();
/** What any scaling here reads. */
const parameters = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(), // the name before transformers 4.43
  rope_theta: positive.optional(),
  factor: positive.optional(),
  low_freq_factor: positive.optional(),
  high_freq_factor: positive.optional(),
  original_max_position_embeddings: positive.nullish(),
  beta_fast: positive.nullish(),
  beta_slow: positive.nullish(),
  attention_factor: positive.nullish(),
  mscale: positive.nullish(),
  mscale_all_dim: positive.nullish(),
  truncate: z.boolean().nullish(),
  partial_rotary_factor: z.literal(1).nullish(),
  factors: z.array(positive).optional(),
});
type Parameters = z.infer<typeof parameters>;
const fields = z.looseObject({
  rope_theta: positive.nullish(),
  rope_scaling: parameters.nullish(), // where it is given, `rope_parameters` is not looked at
  rope_parameters: parameters.nullish(), // since transformers 5, theta included
  original_max_position_embeddings: positive.nullish(), // goes before the one among the parameters
  partial_rotary_factor: z.literal(1).nullish(),
});

interface Sizes {
  readonly headSize: number;
  readonly contextLength: number;
  /** The base where none is given; default 10,000. */
  readonly defaultBase?: number;
}

/** Reads `rope_theta` with `rope_scaling`, or `rope_parameters`, of a family called `title`; throws `config-unsupported` for a scaling that is not known. */
export function parseRotary(json: unknown, size: Sizes, where: string, title: string): RotaryConfig {
  const { rope_theta, rope_scaling, rope_parameters, ...outer } = checkFields(fields, json, where, title);
  const given = isEmpty(rope_scaling) ? rope_parameters : rope_scaling;
  const nested = Object.entries(given ?? {}).find(([, value]) => isObject(value));
  if (nested) {
    refuseConfig(
      where,
      `has rotary parameters for each kind of layer (${nested[0].slice(0, 60)}), which a ${title} model has not`,
    );
  }
  const original = outer.original_max_position_embeddings;
  const { rope_theta: inner, ...scaling } = knownOf({
    ...given,
    ...(original ? { original_max_position_embeddings: original } : {}),
  });
  const base = inner ?? rope_theta ?? size.defaultBase ?? 10_000;
  const type = scaling.rope_type ?? scaling.type ?? 'default';
  const plain = plainFrequencies(base, size.headSize);
  const rule = rules.get(type);
  if (!rule) {
    return refuseConfig(
      where,
      `has the rotary scaling ${JSON.stringify(type.slice(0, 60))}; this engine knows ${[...rules.keys()].join(', ')}`,
    );
  }
  const { frequencies, scale = 1 } = rule(plain, { ...size, base, scaling, where });
  if (![scale, ...frequencies].every(Number.isFinite)) {
    refuseConfig(
      where,
      `has a rotary base and scaling (${base}, ${type}) whose angles are no finite numbers`,
    );
  }
  return { base, frequencies, scale, scaling: type === 'default' ? null : { ...scaling, rope_type: type } };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isEmpty = (value: object | null | undefined) => !value || Object.keys(value).length === 0;

/** Only what is read here, so that only that is written again. */
function knownOf(given: Parameters): Parameters {
  const known = new Set(Object.keys(parameters.shape));
  return Object.fromEntries(Object.entries(given).filter(([key]) => known.has(key)));
}

/** `rope_theta` and `rope_scaling`, which every version of transformers reads. */
export function rotaryJson({ base, scaling }: RotaryConfig): Record<string, unknown> {
  return { rope_theta: base, rope_scaling: scaling };
}

const f32 = Math.fround;

/** 1 / base^(2i/D), i < D/2. */
function plainFrequencies(base: number, headSize: number): number[] {
  return Array.from({ length: headSize / 2 }, (_, i) => f32(1 / f32(base ** f32((2 * i) / headSize))));
}

interface RuleContext extends Sizes {
  readonly base: number;
  readonly scaling: Parameters;
  readonly where: string;
}
type Rule = (
  plain: readonly number[],
  context: RuleContext,
) => { readonly frequencies: readonly number[]; readonly scale?: number };

const rules: ReadonlyMap<string, Rule> = new Map(
  Object.entries<Rule>({
    default: (plain) => ({ frequencies: plain }),
    /** Position interpolation (Chen et al. 2023): positions are divided by the factor. */
    linear: (plain, context) => {
      const factor = need(context, 'factor');
      return { frequencies: plain.map((frequency) => f32(frequency / factor)) };
    },
    /** Dynamic NTK scaling only acts beyond `max_position_embeddings`, where this engine's context ends. */
    dynamic: (plain) => ({ frequencies: plain }),
    /** Llama 3.1: low frequencies are divided by the factor, high ones kept, those between interpolated. */
    llama3: (plain, context) => {
      const factor = need(context, 'factor');
      const low = need(context, 'low_freq_factor');
      const high = need(context, 'high_freq_factor');
      const original = context.scaling.original_max_position_embeddings ?? context.contextLength;
      return {
        frequencies: plain.map((frequency) => {
          const wavelength = (2 * Math.PI) / frequency;
          if (wavelength < original / high) return frequency;
          if (wavelength > original / low) return f32(frequency / factor);
          const smooth = (original / wavelength - low) / (high - low);
          return f32(((1 - smooth) * frequency) / factor + smooth * frequency);
        }),
      };
    },
    /** YaRN (Peng et al. 2023, section 3.2): interpolated, extrapolated and in between, by the number of turns. */
    yarn: (plain, context) => {
      const { scaling, headSize, base, contextLength } = context;
      const original = scaling.original_max_position_embeddings ?? contextLength;
      const factor = scaling.factor ?? contextLength / original;
      const dimensionOf = (turns: number) =>
        (headSize * Math.log(original / (turns * 2 * Math.PI))) / (2 * Math.log(base));
      const whole = scaling.truncate ?? true;
      const fast = dimensionOf(scaling.beta_fast ?? 32);
      const slow = dimensionOf(scaling.beta_slow ?? 1);
      const from = Math.max(whole ? Math.floor(fast) : fast, 0);
      const to = Math.min(whole ? Math.ceil(slow) : slow, headSize - 1);
      const span = from === to ? 0.001 : to - from;
      const frequencies = plain.map((frequency, i) => {
        const interpolated = Math.min(1, Math.max(0, (i - from) / span));
        return f32((frequency / factor) * interpolated + frequency * (1 - interpolated));
      });
      return { frequencies, scale: scaling.attention_factor ?? yarnScale(factor, scaling) };
    },
    /** Divisors of the frequencies as a GGUF file has them, where they come from no published setting. */
    'socratic-factors': (plain, { scaling, where }) => {
      if (scaling.factors?.length !== plain.length) {
        refuseConfig(
          where,
          `has ${scaling.factors?.length ?? 'no'} rotary factors; its heads need ${plain.length}`,
        );
      }
      return { frequencies: plain.map((frequency, i) => f32(frequency / (scaling.factors?.[i] ?? 1))) };
    },
  }),
);

function yarnScale(factor: number, { mscale, mscale_all_dim }: Parameters): number {
  const of = (weight: number) => (factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1);
  return mscale && mscale_all_dim ? of(mscale) / of(mscale_all_dim) : of(1);
}

function need(
  { scaling, where }: RuleContext,
  name: 'factor' | 'low_freq_factor' | 'high_freq_factor',
): number {
  return scaling[name] ?? refuseConfig(where, `has a rotary scaling without ${name}`);
}
