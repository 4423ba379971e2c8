// What a `socratic.config.ts` says: teachers of the user's own making.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import type { Price } from '../call/index.ts';

/** A teacher with what is known of it. */
export interface ConfiguredTeacher {
  readonly model: LanguageModelV3;
  /** US dollars for a million tokens; without it costs are unknown and a budget (`maxCost`) is not possible, unless a file of prices has it. */
  readonly price?: Pick<Price, 'input' | 'output'>;
  /** What must never be written anywhere, such as a key that stands in no environment variable. */
  readonly secrets?: readonly string[];
}

export interface SocraticConfig {
  /** `mine` is the teacher `config:mine`. Names have letters, digits, `.`, `_` and `-`. */
  readonly teachers: Readonly<Record<string, LanguageModelV3 | ConfiguredTeacher>>;
}

/** Gives a configuration its type; returns it as it is. */
export function defineConfig(config: SocraticConfig): SocraticConfig {
  return config;
}
