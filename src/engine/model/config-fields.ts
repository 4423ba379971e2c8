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

/** A token id; JSON knows -0 as well. */
const tokenId = z
  .int()
  .min(0)
  .transform((id) => id + 0);

/** `eos_token_id` and its like, which may be lists; the first id counts. */
export const tokenIds = z.union([tokenId, z.array(tokenId).min(1)]);
export const firstId = (ids: number | readonly number[] | null | undefined): number | undefined =>
  typeof ids === 'number' ? ids : (ids?.[0] ?? undefined);

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
