// A tokenizer.json, checked: what readers of every kind share.
import { z } from 'zod';
import { parseJsonObject, SocraticError } from '../../common/index.ts';
import { invalid } from './tokenizer-errors.ts';
import type { AddedToken } from './types.ts';

/** Ids, and with them ranks, stay below this. */
export const idLimit = 2 ** 21;

/** A stage of a tokenizer as its file writes it: a type and its settings. */
export interface StageJson {
  readonly type: string;
  readonly [setting: string]: unknown;
}

const typed = z.looseObject({ type: z.string() });
const tokenizerFile = z.looseObject({
  added_tokens: z
    .array(
      z.looseObject({
        id: z
          .int()
          .min(0)
          .max(idLimit - 1),
        content: z.string().min(1).max(1_000),
        special: z.boolean().default(false),
        lstrip: z.boolean().default(false),
        rstrip: z.boolean().default(false),
        single_word: z.boolean().default(false),
        normalized: z.boolean().default(false),
      }),
    )
    .max(20_000)
    .default([]),
  normalizer: typed.nullish(),
  pre_tokenizer: typed.nullish(),
  post_processor: typed.nullish(),
  decoder: typed.nullish(),
  model: z.looseObject({
    type: z.string().default('BPE'), // GPT-2's own file leaves it out
    dropout: z.number().nullish(),
    unk_token: z.string().nullish(),
    continuing_subword_prefix: z.string().nullish(),
    end_of_word_suffix: z.string().nullish(),
    byte_fallback: z.boolean().nullish(),
    ignore_merges: z.boolean().nullish(),
  }),
});
export type TokenizerFile = z.infer<typeof tokenizerFile>;

/** Throws `tokenizer-invalid`. */
export function parseTokenizerFile(text: string, path: string): TokenizerFile {
  const value = parseJsonObject(text, path, 'tokenizer-invalid');
  const result = tokenizerFile.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new SocraticError(
    'tokenizer-invalid',
    `${path}: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'not a tokenizer.json'}. Expected a Hugging Face tokenizer.json.`,
    { subject: { path }, details: { field: issue?.path.join('.') ?? '' }, cause: result.error },
  );
}

/** A stage, or the stages of a `Sequence`, whose list has a name of its own in each part of the file. */
export function stagesOf(
  part: StageJson | null | undefined,
  list: string,
  path: string,
): readonly StageJson[] {
  if (!part) return [];
  if (part.type !== 'Sequence') return [part];
  const result = z.array(typed).safeParse(part[list]);
  if (result.success) return result.data;
  return invalid(path, list, describe(part[list]), 'a list of objects with a type');
}

export function readVocabulary(value: unknown, path: string): Map<string, number> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return invalid(path, 'model.vocab', describe(value), 'an object from token to id');
  }
  const vocabulary = new Map<string, number>();
  const tokenOf = new Map<number, string>();
  for (const [token, id] of Object.entries(value as Record<string, unknown>)) {
    const field = `model.vocab[${JSON.stringify(token)}]`;
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= idLimit) {
      return invalid(path, field, describe(id), `an integer from 0 to ${idLimit - 1}`);
    }
    const other = tokenOf.get(id);
    if (other !== undefined)
      invalid(path, field, `${id}, the id of ${JSON.stringify(other)}`, 'an id of its own');
    tokenOf.set(id, token);
    vocabulary.set(token, id);
  }
  return vocabulary;
}

export function readAddedTokens(
  file: TokenizerFile,
  vocabulary: ReadonlyMap<string, number>,
  path: string,
): readonly AddedToken[] {
  const contentOf = new Map<number, string>([...vocabulary].map(([token, id]) => [id, token]));
  const ids = new Map<string, number>(vocabulary);
  return file.added_tokens.map(({ id, content, special, ...flags }, index) => {
    const taken = contentOf.get(id);
    const otherId = ids.get(content);
    if ((taken !== undefined && taken !== content) || (otherId !== undefined && otherId !== id)) {
      const clash =
        taken !== undefined && taken !== content ? `id ${id} of ${JSON.stringify(taken)}` : `id ${id}`;
      const expected = otherId === undefined ? 'an id of its own' : `id ${otherId}, as elsewhere in the file`;
      invalid(path, `added_tokens[${index}]`, `${JSON.stringify(content)} with ${clash}`, expected);
    }
    contentOf.set(id, content);
    ids.set(content, id);
    return {
      id,
      content,
      special,
      ...(flags.lstrip ? { lstrip: true } : {}),
      ...(flags.rstrip ? { rstrip: true } : {}),
      ...(flags.single_word ? { singleWord: true } : {}),
      ...(flags.normalized ? { normalized: true } : {}),
    };
  });
}

/** Merges are written `"a b"` or, since tokenizers 0.20, `["a", "b"]`. */
export function readMerges(
  value: unknown,
  vocabulary: ReadonlyMap<string, number>,
  path: string,
): readonly (readonly [string, string])[] {
  if (!Array.isArray(value)) return invalid(path, 'model.merges', describe(value), 'a list');
  if (value.length > idLimit) invalid(path, 'model.merges', `${value.length} merges`, `at most ${idLimit}`);
  return value.map((merge: unknown, index) => {
    const parts: unknown = typeof merge === 'string' ? merge.split(' ') : merge;
    const field = `model.merges[${index}]`;
    const [left, right] = Array.isArray(parts) && parts.length === 2 ? (parts as unknown[]) : [];
    if (!isString(left) || !isString(right)) {
      return invalid(path, field, describe(merge), 'two tokens, as "a b" or ["a", "b"]');
    }
    for (const token of [left, right, left + right]) {
      if (!vocabulary.has(token)) {
        invalid(
          path,
          field,
          `${describe(merge)}, but no ${JSON.stringify(token)} in model.vocab`,
          'known tokens',
        );
      }
    }
    return [left, right] as const;
  });
}

/** A short text of any JSON value, for messages. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return value.every(isString) ? shorten(JSON.stringify(value)) : 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return shorten(JSON.stringify(value) ?? 'nothing');
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
