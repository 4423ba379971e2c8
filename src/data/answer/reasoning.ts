// What a model thinks before it answers, as the templates of different models mark it. It is blanked: the answer is read behind it.
import type { Span } from './view.ts';

const NAMES =
  'think|thinking|thought|thoughts|reasoning|reason|scratchpad|reflection|analysis|(?:inner|internal)_(?:monologue|thoughts?|reasoning)|(?:thinking|thought|reasoning)_(?:process|content|steps|trace)|monologue|deliberation|planning|[a-z]{1,8}:think(?:ing)?|think_on|seed:cot_budget_reflect|chain_of_thought|cot';

/** One way of marking reasoning: what opens it and what closes it. */
interface Marks {
  readonly open: string;
  readonly close: string;
  /** Its closing mark ends other things too, so that one without an opening mark says nothing. */
  readonly shared?: true;
}

const MARKS: readonly Marks[] = [
  { open: `<(?:${NAMES})(?: [^<>\\n]{0,80})?>`, close: `</(?:${NAMES})>` },
  { open: '<\\|begin_of_thought\\|>', close: '<\\|end_of_thought\\|>' },
  {
    open: '<\\|(?:begin|start)_?(?:of_)?(?:think|thinking|thought|reasoning)\\|>',
    close: '<\\|end_?(?:of_)?(?:think|thinking|thought|reasoning)\\|>',
  },
  {
    open: '<\\|(?:think|thinking|thought|reasoning)\\|>',
    close: '<\\|/(?:think|thinking|thought|reasoning)\\|>',
  },
  { open: '◁think▷', close: '◁/think▷' },
  { open: '\\[THINK\\]', close: '\\[/THINK\\]' },
  {
    open: '\\[(?:reasoning|thinking|thoughts?|scratchpad)\\]',
    close: '\\[/(?:reasoning|thinking|thoughts?|scratchpad)\\]',
  },
  {
    open: '\\[(?:begin|start)[ _]?(?:of[ _])?(?:thinking|thoughts?|reasoning|analysis)\\]',
    close: '\\[end[ _]?(?:of[ _])?(?:thinking|thoughts?|reasoning|analysis)\\]',
  },
  // Ollama's, in a terminal
  {
    open: '(?<![^\\n])[ \\t]{0,8}Thinking(?:\\.{3}|…)[ \\t]{0,8}(?=\\n)',
    close: '(?:\\.{3}|…) ?done thinking\\.?',
  },
  {
    open: '<details(?: [^<>\\n]{0,80})?>\\s{0,20}<summary>[^<>]{0,60}(?:reason|think|thought|scratch|analysis)[^<>]{0,60}</summary>',
    close: '</details>',
    shared: true,
  },
  { open: '<unused94>', close: '<unused95>' },
  { open: '<\\|channel>thought', close: '<channel\\|>' },
  {
    open: '(?:<\\|start\\|>assistant)?<\\|channel\\|>(?:analysis|commentary)(?: [^<>\\n]{0,60})?<\\|message\\|>',
    close: '(?:<\\|end\\|>|<\\|call\\|>|(?=<\\|start\\|>)|(?=<\\|channel\\|>final))',
  },
];

/** Every mark of thoughts, opening or closing, wherever it stands. */
const ANY_MARK = new RegExp(
  [...MARKS.flatMap(({ open, close }) => [open, close]), 'assistantfinal'].join('|'),
  'i',
);
const ANY_OPEN = new RegExp(MARKS.map(({ open }) => `(${open})`).join('|'), 'gi');
const CLOSES = MARKS.map(({ close }) => new RegExp(close, 'gi'));
const ANY_CLOSE = new RegExp(
  MARKS.slice(0, -1)
    .filter(({ shared }) => shared !== true)
    .map(({ close }) => close)
    .join('|'),
  'gi',
);
/** Harmony's channels when the special tokens are stripped: `analysis…assistantfinal…`. */
const STRIPPED_FINAL = /assistantfinal(?=\S|\s)/g;
const STRIPPED_ANALYSIS = /^\s*(?:assistant)?analysis(?=[A-Z\s])/;
/** What announces the answer itself. */
const ANSWER_OPENS =
  /<\|(?:begin_of_solution|start_response|begin_of_answer)\|>|<\|channel\|>(?:final|assistant)(?: [^<>\n]{0,60})?(?:<\|constrain\|>[^<>\n]{0,20})?<\|message\|>|<\|START_RESPONSE\|>|◁answer▷|<(?:output|response|solution|final_output|final_response|seed:answer)>/gi;
const ANSWER_CLOSES =
  /<\|(?:end_of_solution|end_response|end_of_answer)\|>|<\|END_RESPONSE\|>|<\/(?:output|response|solution|final_output|final_response|seed:answer)>/gi;

export interface Reasoned {
  /** The output with its reasoning blanked; as long as the output, so that indices stay. */
  readonly text: string;
  /** The part of it that answers. */
  readonly part: Span;
  /** The output ends within its reasoning. */
  readonly unfinished: boolean;
  /** Where reasoning begins that does not end; -1 where there is none. */
  readonly open: number;
  /** There is nothing but reasoning, which `text` then still has. */
  readonly nothingElse: boolean;
}

const blank = (text: string) => text.replace(/[^\n]/g, ' ');

/** Replaces each block of reasoning that ends; a last one that does not is returned by its start. */
function blankBlocks(output: string): { text: string; open: number } {
  const pieces: string[] = [];
  let at = 0;
  ANY_OPEN.lastIndex = 0;
  for (let match = ANY_OPEN.exec(output); match !== null; match = ANY_OPEN.exec(output)) {
    const kind = match.slice(1).findIndex((group) => group !== undefined);
    const close = CLOSES[kind];
    if (close === undefined) break;
    close.lastIndex = match.index + match[0].length;
    const end = close.exec(output);
    if (end === null) return { text: pieces.join('') + output.slice(at), open: match.index };
    const after = Math.max(end.index + end[0].length, match.index + match[0].length);
    pieces.push(output.slice(at, match.index), blank(output.slice(match.index, after)));
    at = after;
    ANY_OPEN.lastIndex = after;
  }
  return { text: pieces.join('') + output.slice(at), open: -1 };
}

function lastIndexBehind(text: string, pattern: RegExp): number {
  let behind = -1;
  for (const match of text.matchAll(pattern)) {
    const after = match.index + match[0].length;
    if (text.slice(after, after + 200).trim() !== '') behind = after;
  }
  return behind;
}

/** Takes the reasoning out of `output`. Reasoning with nothing behind it stays: then the answer can only be in it. */
export function withoutReasoning(output: string): Reasoned {
  const whole = { start: 0, end: output.length };
  const { text, open } = blankBlocks(output);
  if (text.trim() === '')
    return { text: output, part: whole, unfinished: false, open, nothingElse: output.trim() !== '' };
  // A closing mark without its opening one, which belonged to the prompt.
  const stray = lastIndexBehind(text, ANY_CLOSE);
  const final = lastIndexBehind(text, STRIPPED_FINAL);
  const start = Math.max(0, stray, final, lastIndexBehind(text, ANSWER_OPENS));
  const before = open < 0 ? '' : text.slice(start, open);
  const unfinished =
    (open >= start && open >= 0 && before.trim() === '') || (start === 0 && STRIPPED_ANALYSIS.test(text));
  ANSWER_CLOSES.lastIndex = start;
  const close = start > 0 ? ANSWER_CLOSES.exec(text) : null;
  const end = close === null || text.slice(start, close.index).trim() === '' ? text.length : close.index;
  return { text, part: { start, end }, unfinished, open, nothingElse: false };
}

/** The first mark of thoughts or of a channel in `text`; null where there is none. */
export function reasoningMarkIn(text: string): string | null {
  return ANY_MARK.exec(text)?.[0] || (STRIPPED_ANALYSIS.test(text) ? 'analysis' : null); // a mark may have no width
}

/** Whether `text` ends with a mark that ends reasoning. */
export function endsWithReasoning(text: string): boolean {
  return [...text.matchAll(ANY_CLOSE), ...text.matchAll(STRIPPED_FINAL)].some(
    ({ index, 0: mark }) => mark !== '' && text.slice(index + mark.length).trim() === '',
  );
}
