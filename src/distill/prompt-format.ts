// How a problem is put to a student: as plain text, or wrapped as a user's message by the model's own chat template. The same for
// every strategy of a student; recorded with the run, as text and ids, so that training and inference see the same token ids.
import { z } from 'zod';
import { option, SocraticError, say } from '../common/index.ts';
import { chatParts, type TextCodec, type Tokenizer } from '../engine/tokenizer/index.ts';

const piece = z.object({ text: z.string(), ids: z.array(z.int().min(0)) });

export const promptFormatSchema = z.object({
  /** Plain text, or the chat template of the model. */
  kind: z.enum(['plain', 'chat']),
  /**
   * How a prompt becomes token ids. `together`: all of it at once, as `transformers` does it. `apart`: the text around the problem by
   * itself, as in older runs.
   */
  tokenized: z.enum(['together', 'apart']).default('apart'),
  /** Text and token ids before the first problem. Special tokens are read as such here, never in a problem. */
  before: piece,
  /** Text and token ids after the first problem. */
  after: piece,
  /** Text and token ids between a solution and the next problem, for examples in the prompt. */
  next: piece,
  /** The token that ends a generation. It is supervised. */
  stop: z.object({ text: z.string(), id: z.int().min(0) }),
  /** Instruction and examples between `before` and the problem. Only text of a template has special tokens. */
  opening: z.array(z.object({ text: z.string(), special: z.boolean() })).default([]),
});

export type PromptFormat = z.infer<typeof promptFormatSchema>;

/** The problem as it is, after the tokens that the tokenizer puts before every text; ends with the end of text. */
export function plainFormat(tokenizer: TextCodec): PromptFormat {
  const ids = [...tokenizer.prefixIds];
  return {
    kind: 'plain',
    tokenized: 'together',
    before: { text: tokenizer.decode(ids), ids },
    after: { text: '', ids: [] },
    next: { text: '\n\n', ids: tokenizer.encode('\n\n') },
    stop: { text: tokenizer.decode([tokenizer.endOfText]), id: tokenizer.endOfText },
    opening: [],
  };
}

/** The problem as a user's message; ends with what ends the assistant's. Null where the model has no chat template. */
export function chatFormat(tokenizer: Tokenizer): PromptFormat | null {
  if (tokenizer.chatTemplate === null) return null;
  const { before, after, next } = chatParts(tokenizer);
  const coded = (text: string) => ({ text, ids: tokenizer.encodeWithSpecial(text) });
  const between = coded(next);
  const [first] = between.ids; // what ends an assistant's message
  const id = first !== undefined && tokenizer.isSpecial(first) ? first : tokenizer.endOfText;
  return {
    kind: 'chat',
    tokenized: 'together',
    before: coded(before),
    after: coded(after),
    next: between,
    stop: { text: tokenizer.decode([id]), id },
    opening: [],
  };
}

/** The format of that kind; throws, for `chat`, `prompt-unsupported` where the model has no template and `chat-template-invalid` (SocraticErrors). */
export function promptFormat(kind: PromptFormat['kind'], tokenizer: Tokenizer): PromptFormat {
  const format = kind === 'plain' ? plainFormat(tokenizer) : chatFormat(tokenizer);
  if (format) return format;
  throw new SocraticError(
    'prompt-unsupported',
    say`This student has no chat template, so ${option('prompt', 'chat')} is not possible. Use ${option('prompt', 'plain')}, or leave it out.`,
    { subject: { option: 'prompt' } },
  );
}

/** Token ids of a problem's prompt: `text` is the problem line, whose newline a chat template replaces. */
export function encodePrompt(
  tokenizer: Pick<Tokenizer, 'encode' | 'encodeStart'>,
  format: PromptFormat,
  text: string,
): number[] {
  const { kind, tokenized, before, after, opening } = format;
  const problem = kind === 'chat' ? text.trimEnd() : text;
  if (tokenized === 'apart') return [...before.ids, ...tokenizer.encode(problem), ...after.ids];
  const ordinary = [...opening, { text: problem, special: false }];
  if (kind === 'plain') return [...before.ids, ...tokenizer.encodeStart(ordinary)];
  const [start, end] = [before, after].map((part) => ({ text: part.text, special: true }));
  return tokenizer.encodeStart([...(start ? [start] : []), ...ordinary, ...(end ? [end] : [])]);
}
