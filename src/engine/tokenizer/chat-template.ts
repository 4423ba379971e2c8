// A model's chat template (Jinja), and the text that it puts around a user's message.
import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';
import { messageOf, SocraticError } from '../../common/index.ts';
import type { BytePairTokenizer } from './byte-pair-tokenizer.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Templates ask for today's date; a fixed one keeps prompts reproducible. Llama 3's own default. */
const DATE = '26 Jul 2024';

const limits = { template: 100_000, output: 100_000, range: 1_000 } as const;

/**
 * The conversation as the template writes it. Throws `chat-template-invalid` when it cannot be rendered, is longer than 100,000
 * characters, or counts beyond 1,000 with `range`.
 */
export function renderChat(
  tokenizer: Pick<BytePairTokenizer, 'chatTemplate' | 'definition'>,
  messages: readonly ChatMessage[],
  addGenerationPrompt: boolean,
): string {
  const { chatTemplate, definition } = tokenizer;
  if (chatTemplate === null) return refuse('the tokenizer has none');
  if (chatTemplate.length > limits.template) refuse(`it has ${chatTemplate.length} characters`);
  const globals: Readonly<Record<string, unknown>> = {
    true: true,
    True: true,
    false: false,
    False: false,
    none: null,
    None: null,
    raise_exception: (reason: unknown) => {
      throw new Error(String(reason));
    },
    range: boundedRange,
    strftime_now: () => DATE,
    messages: messages.map((message) => ({ ...message })),
    add_generation_prompt: addGenerationPrompt,
    bos_token: definition.beginOfText ?? '',
    eos_token: definition.endOfText,
    date_string: DATE,
  };
  let text: unknown;
  try {
    const environment = new Environment();
    for (const [name, value] of Object.entries(globals)) environment.set(name, value);
    // Not the library's `Template`: it puts today's date into prompts, and its `range` has no bound.
    const program = parse(tokenize(chatTemplate, { lstrip_blocks: true, trim_blocks: true }));
    text = new Interpreter(environment).run(program).value;
  } catch (error) {
    return refuse(messageOf(error));
  }
  if (typeof text !== 'string') return refuse('it writes no text');
  return text.length > limits.output ? refuse(`it writes ${text.length} characters`) : text;
}

/** Python's `range`, up to 1,000 numbers: a hostile template must not count without end. */
function boundedRange(first: number, end?: number, step = 1): number[] {
  const [from, to] = end === undefined ? [0, first] : [first, end];
  const length = Math.ceil((to - from) / step);
  if (!(length <= limits.range)) throw new Error(`range() of more than ${limits.range} numbers`);
  return Array.from({ length: Math.max(0, length) }, (_, i) => from + i * step);
}

export interface ChatParts {
  /** Before the first user's message. */
  readonly before: string;
  /** Between a user's message and the assistant's. */
  readonly after: string;
  /** Between an assistant's message and the next one of the user. */
  readonly next: string;
}

/**
 * The text around messages, found by rendering marks in their place, so that what a message says is never read as template or
 * special token. Throws `chat-template-invalid` when a mark does not come back as it was.
 */
export function chatParts(tokenizer: Pick<BytePairTokenizer, 'chatTemplate' | 'definition'>): ChatParts {
  const marks = ['SOCRATICONE', 'SOCRATICTWO', 'SOCRATICTHREE'] as const;
  const [first, second, third] = marks;
  const asked = renderChat(tokenizer, [{ role: 'user', content: first }], true);
  const [before, after, ...more] = asked.split(first);
  if (before === undefined || after === undefined || more.length > 0) {
    return refuse('a message does not come back as it was, once');
  }
  const conversation = renderChat(
    tokenizer,
    [
      { role: 'user', content: first },
      { role: 'assistant', content: second },
      { role: 'user', content: third },
    ],
    true,
  );
  const from = conversation.indexOf(second) + second.length;
  const to = conversation.indexOf(third);
  if (from < second.length || to < from) return refuse('a conversation does not come back as it was');
  return { before, after, next: conversation.slice(from, to) };
}

function refuse(reason: string): never {
  throw new SocraticError(
    'chat-template-invalid',
    `The chat template cannot be used: ${reason}. Use --prompt plain.`,
  );
}
