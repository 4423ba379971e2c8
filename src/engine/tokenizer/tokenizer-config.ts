// What stands beside tokenizer.json: which tokens play a part (begin, end, padding, unknown), and the chat template.
import { z } from 'zod';
import { largestFile, parseJsonObject } from '../../common/index.ts';
import { invalid } from './tokenizer-errors.ts';
import type { NamedTokens } from './types.ts';

/** The files that are read, and the largest that each may be, in bytes. */
export const filesBeside: Readonly<Record<string, number>> = {
  'tokenizer_config.json': largestFile.config,
  'special_tokens_map.json': largestFile.config,
  'chat_template.jinja': largestFile.prose,
};

export interface TokenizerConfig {
  readonly endOfText?: string | undefined;
  readonly namedTokens: NamedTokens;
  readonly chatTemplate?: string;
  /** The name of the file with the template. */
  readonly chatTemplateFile: string;
  /** What `transformers` makes of tokenizer.json: see transformers-class.ts. */
  readonly loading: LoadingSettings;
}

export interface LoadingSettings {
  /** The class of `transformers`, without `Fast`. */
  readonly tokenizerClass?: string | undefined;
  readonly addPrefixSpace?: boolean | undefined;
  readonly legacy?: boolean | undefined;
}

/** A token is a string, or an object with `content`. */
const namedToken = z
  .union([z.string(), z.looseObject({ content: z.string() })])
  .nullish()
  .transform((token) => (typeof token === 'object' ? token?.content : token));
/** What is no boolean says nothing. */
const flag = z.boolean().optional().catch(undefined);
const tokensFile = z.looseObject({
  bos_token: namedToken,
  eos_token: namedToken,
  pad_token: namedToken,
  unk_token: namedToken,
  tokenizer_class: z.string().optional().catch(undefined),
  add_prefix_space: flag,
  legacy: flag,
});
type TokensFile = z.infer<typeof tokensFile>;

/**
 * From the files' contents by name; `pathOf` names them in messages. As in `transformers`, special_tokens_map.json, which older exports
 * have, goes before tokenizer_config.json, but is not looked at where that lists its added tokens (`added_tokens_decoder`), as newer
 * exports do. Throws `tokenizer-invalid`.
 */
export function readTokenizerConfig(
  files: Readonly<Record<string, string>>,
  pathOf: (name: string) => string,
): TokenizerConfig {
  const read = (name: string) => parseTokens(files[name], pathOf(name));
  const config = read('tokenizer_config.json');
  const isNew = Object.hasOwn(config, 'added_tokens_decoder');
  const { bos_token, eos_token, pad_token, unk_token, ...more } = isNew
    ? config
    : { ...config, ...read('special_tokens_map.json') };
  const separate = files['chat_template.jinja'];
  const chatTemplate = templateOf(separate ?? config.chat_template);
  return {
    endOfText: eos_token,
    namedTokens: {
      ...(bos_token === undefined ? {} : { bos_token }),
      ...(pad_token === undefined ? {} : { pad_token }),
      ...(unk_token === undefined ? {} : { unk_token }),
    },
    ...(chatTemplate === undefined ? {} : { chatTemplate }),
    chatTemplateFile: separate === undefined ? 'tokenizer_config.json' : 'chat_template.jinja',
    loading: {
      tokenizerClass: more.tokenizer_class?.replace(/Fast$/, ''),
      addPrefixSpace: more.add_prefix_space,
      legacy: more.legacy,
    },
  };
}

/** Of the named tokens only those that the file has. */
function parseTokens(text: string | undefined, path: string): Partial<TokensFile> {
  if (text === undefined) return {};
  const json = parseJsonObject(text, path, 'tokenizer-invalid');
  const result = tokensFile.safeParse(json);
  if (!result.success) {
    const field = result.error.issues[0]?.path.join('.') || 'the file';
    return invalid(path, field, 'something else', 'a string or an object with content');
  }
  const own = Object.entries(result.data).filter(([key]) => Object.hasOwn(json, key));
  return Object.fromEntries(own) as Partial<TokensFile>;
}

/** A template, or the one called `default` of several. */
function templateOf(value: unknown): string | undefined {
  const named = z.array(z.looseObject({ name: z.string(), template: z.string() })).safeParse(value);
  const template = named.success ? named.data.find(({ name }) => name === 'default')?.template : value;
  return typeof template === 'string' ? template : undefined;
}
