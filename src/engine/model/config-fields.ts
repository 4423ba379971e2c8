// What all architectures' configurations share, and how their `config.json` is checked.
import { z } from 'zod';
import { SocraticError } from '../../common/index.ts';

export interface CommonConfig {
  /** The family's `model_type`: what the registry knows it by. */
  readonly architecture: string;
  /** V: rows of the embedding. */
  readonly vocabularySize: number;
  /** Longest sequence, in tokens. */
  readonly contextLength: number;
  /** C: size of a token's vector. */
  readonly width: number;
  readonly layers: number;
  /** H: heads of the query. */
  readonly heads: number;
  /** The head is the embedding. */
  readonly tiedHead: boolean;
  readonly endOfText: number;
}

/** A size; bounded, so that a hostile file cannot ask for a graph or table that no machine holds. */
export const count = (maximum: number) => z.int().positive().max(maximum);
export const sizes = {
  vocabulary: 2 ** 21,
  context: 2 ** 24,
  width: 2 ** 16,
  layers: 512,
  heads: 2 ** 10,
} as const;

/** `eos_token_id` and its like, which may be lists: the ids. A negative one stands for no token; JSON knows -0 as well. */
export const tokenIds = z
  .union([z.int(), z.array(z.int()).min(1)])
  .transform((ids) => [ids].flat().flatMap((id) => (id < 0 ? [] : [id + 0])));
/** The first id counts where there can be only one. */
export const firstId = (ids: readonly number[] | null | undefined): number | undefined => ids?.[0];

export function checkFields<Fields>(
  schema: z.ZodType<Fields>,
  json: unknown,
  where: string,
  what: string,
): Fields {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .map((issue) => `${issue.path.join('.') || 'config'}: ${issue.message}`)
    .join('; ');
  return refuseConfig(where, `does not describe a ${what} model that this engine runs: ${problems}`);
}

export function refuseConfig(where: string, problem: string): never {
  throw new SocraticError('config-unsupported', `${where} ${problem}`, { subject: { path: where } });
}
