// A model's chat template (Jinja), and the text that it puts around a user's message.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { childFlags, childModule, InterruptedError, option, SocraticError, say } from '../../common/index.ts';
import type { ChatOutput, ChatTask } from './chat-template-child.ts';
import type { Tokenizer } from './types.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

type Templated = Pick<Tokenizer, 'chatTemplate' | 'namedTokens'> &
  Partial<Pick<Tokenizer, 'chatTemplateFile'>>;

/** What rendering may take. */
const limits = { template: 100_000, memoryMiB: 128, outputBytes: 2_000_000 } as const;

export interface RenderOptions {
  /** How long rendering may take, start of the process included. Default a minute: far longer than all that its steps allow. */
  readonly timeoutMs?: number;
}

/**
 * The conversation as the template writes it, with the variables that `transformers` gives it. Throws `chat-template-invalid` when it
 * cannot be rendered, is longer than 100,000 characters, or takes too many steps or too much memory: the same on every machine. Throws
 * `chat-template-not-rendered` when the machine is to blame: too little time, or a process that did not start or was killed.
 */
export function renderChat(
  tokenizer: Templated,
  messages: readonly ChatMessage[],
  addGenerationPrompt: boolean,
  options: RenderOptions = {},
): string {
  const [text] = renderAll(tokenizer, [messages], addGenerationPrompt, options);
  return text ?? refuse(tokenizer, 'it writes no text');
}

/** Several conversations, in one process of their own: about as long as Node.js takes to start. */
function renderAll(
  tokenizer: Templated,
  conversations: readonly (readonly ChatMessage[])[],
  addGenerationPrompt: boolean,
  { timeoutMs = 60_000 }: RenderOptions,
): readonly string[] {
  const { chatTemplate, namedTokens } = tokenizer;
  if (chatTemplate === null) return refuse(tokenizer, 'there is none');
  if (chatTemplate.length > limits.template) refuse(tokenizer, `it has ${chatTemplate.length} characters`);
  const task: ChatTask = {
    template: chatTemplate,
    renderings: conversations.map((messages) => ({
      messages,
      tools: null,
      documents: null,
      add_generation_prompt: addGenerationPrompt,
      ...namedTokens,
    })),
  };
  const module = childModule(import.meta.url, './chat-template-child');
  const child = spawnSync(
    process.execPath,
    [`--max-old-space-size=${limits.memoryMiB}`, ...childFlags(module), fileURLToPath(module)],
    {
      input: JSON.stringify(task),
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: limits.outputBytes,
    },
  );
  if (child.error !== undefined || child.status !== 0) return refuseEnd(tokenizer, child, timeoutMs);
  const output = JSON.parse(child.output[3] ?? '') as ChatOutput;
  return 'texts' in output ? output.texts : refuse(tokenizer, output.problem);
}

/** Tells a template that asks too much from a machine that gives too little. */
function refuseEnd(
  tokenizer: Templated,
  { error, status, signal, stderr }: ReturnType<typeof spawnSync>,
  timeoutMs: number,
): never {
  if (/out of memory|invalid (array|table|string) (length|size)/i.test(`${stderr}`)) {
    return refuse(tokenizer, `it takes more than ${limits.memoryMiB} MiB of memory`);
  }
  // A terminal sends Ctrl-C to this process too, which hears of it only when the child has ended.
  if (signal === 'SIGINT' || signal === 'SIGTERM') {
    throw new InterruptedError('Stopped while the chat template was being rendered.');
  }
  const code = error !== undefined && 'code' in error ? error.code : undefined;
  if (code === 'ENOBUFS') return refuse(tokenizer, `it writes more than ${limits.outputBytes} bytes`);
  const end =
    code === 'ETIMEDOUT'
      ? `the process that renders it had not ended after ${timeoutMs / 1000} seconds`
      : `the process that renders it ended with ${error?.message ?? signal ?? `code ${status}`}`;
  throw new SocraticError(
    'chat-template-not-rendered',
    say`${fileOf(tokenizer)}: the chat template could not be rendered: ${end}. This happens when the machine is overloaded. Try again when it has less to do, or use ${option('prompt', 'plain')}.`,
    { subject: { path: tokenizer.chatTemplateFile ?? undefined }, details: { reason: end } },
  );
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
 * special token. Throws as `renderChat` does, and `chat-template-invalid` when a mark does not come back as it was.
 */
export function chatParts(tokenizer: Templated, options: RenderOptions = {}): ChatParts {
  const marks = ['SOCRATICONE', 'SOCRATICTWO', 'SOCRATICTHREE'] as const;
  const [first, second, third] = marks;
  const question = { role: 'user', content: first } as const;
  const [asked = '', conversation = ''] = renderAll(
    tokenizer,
    [[question], [question, { role: 'assistant', content: second }, { role: 'user', content: third }]],
    true,
    options,
  );
  const [before, after, ...more] = asked.split(first);
  if (before === undefined || after === undefined || more.length > 0) {
    return refuse(tokenizer, 'a message does not come back as it was, once');
  }
  const from = conversation.indexOf(second) + second.length;
  const to = conversation.indexOf(third);
  if (from < second.length || to < from) {
    return refuse(tokenizer, 'a conversation does not come back as it was');
  }
  return { before, after, next: conversation.slice(from, to) };
}

const fileOf = ({ chatTemplateFile }: Templated): string => chatTemplateFile ?? 'The tokenizer';

function refuse(tokenizer: Templated, reason: string): never {
  throw new SocraticError(
    'chat-template-invalid',
    say`${fileOf(tokenizer)}: the chat template cannot be used: ${reason}. Use ${option('prompt', 'plain')}.`,
    { subject: { path: tokenizer.chatTemplateFile ?? undefined }, details: { reason } },
  );
}
