// The process in which a chat template is rendered: a template is a program of unknown origin, and may want all time and memory.
// Reads a ChatTask from stdin and writes a ChatOutput to file descriptor 3, both JSON.
import { readFileSync, writeFileSync } from 'node:fs';
import { Environment, parse, tokenize } from '@huggingface/jinja';
import { TemplateInterpreter } from './chat-template-interpreter.ts';
import { strftime, templateDay } from './strftime.ts';

export interface ChatTask {
  readonly template: string;
  /** The variables of each rendering, as JSON. */
  readonly renderings: readonly Readonly<Record<string, unknown>>[];
}

/** What was rendered, or why it could not be. */
export type ChatOutput = { readonly texts: readonly string[] } | { readonly problem: string };

const limits = { output: 100_000, range: 1_000 } as const;

/** Not the library's `Template`: it puts today's date into prompts, and its `range` has no bound. */
function render(template: string, variables: Readonly<Record<string, unknown>>): string {
  const environment = new Environment();
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
    strftime_now: (format: unknown) => strftime(String(format), templateDay),
    ...variables,
  };
  for (const [name, value] of Object.entries(globals)) environment.set(name, value);
  const program = parse(tokenize(template, { lstrip_blocks: true, trim_blocks: true }));
  const { value } = new TemplateInterpreter(environment).run(program);
  if (typeof value !== 'string') throw new Error('it writes no text');
  if (value.length > limits.output) throw new Error(`it writes ${value.length} characters`);
  return value;
}

/** Python's `range`, up to 1,000 numbers. */
function boundedRange(first: number, end?: number, step = 1): number[] {
  const [from, to] = end === undefined ? [0, first] : [first, end];
  const length = Math.ceil((to - from) / step);
  if (!(length <= limits.range)) throw new Error(`range() of more than ${limits.range} numbers`);
  return Array.from({ length: Math.max(0, length) }, (_, i) => from + i * step);
}

function outputOf({ template, renderings }: ChatTask): ChatOutput {
  try {
    return { texts: renderings.map((variables) => render(template, variables)) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problem: message.slice(0, 1_000) };
  }
}

writeFileSync(3, JSON.stringify(outputOf(JSON.parse(readFileSync(0, 'utf8')) as ChatTask)));
