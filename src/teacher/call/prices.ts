// What calls cost: a table of published prices that the user can override, and the most that a call can come to.
import { z } from 'zod';
import {
  largestFile,
  type Message,
  nearestName,
  option,
  readJsonObject,
  SocraticError,
  say,
} from '../../common/index.ts';
import type { NanoDollars, Usage } from '../store/index.ts';
import type { Prompt } from './generate.ts';

/** US dollars for a million tokens. */
export interface Price {
  /** Dollars for a million input tokens. */
  readonly input: number;
  /** Dollars for a million output tokens. */
  readonly output: number;
  /** Where the price is from: a file, or the built-in list and its date. */
  readonly source?: string;
  /** Share of the price that a batch call costs. Default: one half. */
  readonly batch?: number;
}

export type PriceTable = Readonly<Record<string, Price>>;

/** Stands beside every cost that the built-in table gives. */
export const knownPricesSource = 'list price of autumn 2025';

/**
 * List prices of the providers for short prompts, without discounts for cached input or batches, as known in autumn 2025. Prices
 * change and models come: a file of prices adds to this table and goes before it.
 */
export const knownPrices: PriceTable = {
  'openai:gpt-4o': { input: 2.5, output: 10 },
  'openai:gpt-4o-mini': { input: 0.15, output: 0.6 },
  'openai:gpt-4.1': { input: 2, output: 8 },
  'openai:gpt-4.1-mini': { input: 0.4, output: 1.6 },
  'openai:gpt-4.1-nano': { input: 0.1, output: 0.4 },
  'openai:gpt-5': { input: 1.25, output: 10 },
  'openai:gpt-5-mini': { input: 0.25, output: 2 },
  'openai:gpt-5-nano': { input: 0.05, output: 0.4 },
  'anthropic:claude-opus-4-5': { input: 5, output: 25 },
  'anthropic:claude-sonnet-4-5': { input: 3, output: 15 },
  'anthropic:claude-haiku-4-5': { input: 1, output: 5 },
  'google:gemini-2.5-pro': { input: 1.25, output: 10 },
  'google:gemini-2.5-flash': { input: 0.3, output: 2.5 },
  'google:gemini-2.5-flash-lite': { input: 0.1, output: 0.4 },
};

const priceFile = z.record(
  z.string(),
  z.strictObject({
    input: z.number().nonnegative(),
    output: z.number().nonnegative(),
    batch: z.number().nonnegative().exactOptional(),
  }),
);

/**
 * Reads a price table: `{"openai:gpt-4.1-mini": {"input": 0.4, "output": 1.6, "batch": 0.5}}`, dollars for a million tokens and
 * the share of them that a call in a batch costs (0.5 if left out). Throws `prices-invalid`, `file-unreadable`, `file-too-large`.
 */
export function readPrices(path: string): PriceTable {
  const parsed = priceFile.safeParse(readJsonObject(path, largestFile.config, 'prices-invalid'));
  if (parsed.success) {
    return Object.fromEntries(
      Object.entries(parsed.data).map(([spec, price]) => [spec, { ...price, source: `price of ${path}` }]),
    );
  }
  const issue = parsed.error.issues[0];
  throw new SocraticError(
    'prices-invalid',
    `${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a price table'}. Expected for every teacher ` +
      '{"input": DOLLARS, "output": DOLLARS} for a million tokens.',
    { subject: { path } },
  );
}

/** The teacher's price, from the user's table before the known ones; null where neither has it. */
export function priceOf(spec: string, own: PriceTable = {}): Price | null {
  const known = knownPrices[spec];
  return own[spec] ?? (known === undefined ? null : { ...known, source: knownPricesSource });
}

/** How many entries of a table are named. */
const namedEntries = 8;

/** The warning that the table at `path` has no price of any of a teacher's `names`, what it has, and which of that may have been meant. */
export function withoutEntry(path: string, own: PriceTable, names: readonly string[]): Message {
  const entries = Object.keys(own);
  const [name = ''] = names;
  const meant =
    entries.find((entry) => names.some((each) => isNearly(entry, each))) ?? nearestName(name, entries);
  const more = entries.length > namedEntries ? ` and ${entries.length - namedEntries} more` : '';
  const has = entries.length === 0 ? 'nothing' : `${entries.slice(0, namedEntries).join(', ')}${more}`;
  const advice = meant === null ? '' : ` If "${meant}" is this teacher, its name must be "${name}".`;
  return say`${option('prices')}: ${path} has no price of ${name}. It has ${has}.${advice}`;
}

/** The same but for capitals, and perhaps for the provider in front. */
function isNearly(entry: string, name: string): boolean {
  const [given, wanted] = [entry.toLowerCase().trim(), name.toLowerCase()];
  return given === wanted || [':', '#'].some((end) => wanted.endsWith(`${end}${given}`));
}

/** The price of calls in batches. */
export function batchPrice({ input, output, batch = 0.5, source }: Price): Price {
  return { input: input * batch, output: output * batch, ...(source === undefined ? {} : { source }) };
}

/** A price of dollars for a million tokens is one of thousands of nano-dollars for a token. Rounded up. */
export function costOf(price: Price, { inputTokens, outputTokens }: Omit<Usage, 'reported'>): NanoDollars {
  const nanoDollars = 1000 * (inputTokens * price.input + outputTokens * price.output);
  return Math.ceil(Number(nanoDollars.toFixed(3))); // 0.1 + 0.2 is no reason to round up
}

export const nanoDollarsPerDollar = 1e9;
const nanoDigits = 9;

/** `$12.34`, and cents of cents where it is little: `$0.000123`. */
export function dollarsText(dollars: number): string {
  if (dollars === 0) return '$0';
  if (dollars >= 1) return `$${dollars.toFixed(2)}`;
  return `$${Number(dollars.toPrecision(3))
    .toFixed(nanoDigits)
    .replace(/\.?0+$/, '')}`;
}

/** Every message costs a few tokens besides its text: role marks and separators. */
const tokensOfMessage = 16;

/**
 * The most tokens that texts can have: one a byte of UTF-8, since the tokenizers of all providers are made of bytes or longer pieces.
 */
export function mostTokens(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text) + tokensOfMessage, tokensOfMessage);
}

/** What providers may add to a prompt for a schema: older models of Anthropic get it as a tool, with instructions. */
const tokensOfSchema = 768;

/** The most tokens that a prompt can have. */
export function mostInputTokens(prompt: Prompt): number {
  return mostTokens(textsOf(prompt)) + (prompt.schema === undefined ? 0 : tokensOfSchema);
}

/** About how many tokens a prompt has. */
export function likelyInputTokens(prompt: Prompt): number {
  return likelyTokens(textsOf(prompt));
}

function textsOf({ system, messages, schema }: Prompt): string[] {
  const texts = [system, ...messages.map(({ content }) => content)];
  return schema === undefined ? texts : [...texts, JSON.stringify(schema)];
}

/** About how many tokens texts have: English has four characters a token. For estimates, never for bounds. */
export function likelyTokens(texts: readonly string[]): number {
  return Math.ceil(texts.reduce((sum, text) => sum + text.length / 4 + 4, 0));
}
