// Where the answer to this problem ends and a model runs on: to an end token, to the next turn of a chat, to a problem of its own.
import type { AnswerType } from '../problem.ts';
import { type Before, beginsProblem, sentenceStarts } from './next-problem.ts';
import {
  ASKS_ANOTHER,
  asksAnother,
  BARE_ROLE,
  GIVEN,
  headsProblem,
  IN_LINE,
  isOwnRest,
  LONGEST_HEAD,
  NUMBERED,
  NUMBERED_LINE,
  ROLE,
  RULE_LINE,
  SUB_QUESTION,
} from './problem-headings.ts';
import type { Span } from './view.ts';

/** Tokens that end a turn or begin the other side's, in the common chat templates. */
const TURN_TOKENS = [
  '<\\|(?:im_end|im_start|endoftext|end_of_text|begin_of_text|eot_id|eom_id|eot|eos|end|endofturn|end_of_turn|return|endofprompt|start_header_id|user|User|human|Human|prompter|system|begin_of_solution|START_OF_TURN_TOKEN|END_OF_TURN_TOKEN|end_of_role|start_of_role|role_end)\\|>',
  '<\\|start\\|>(?:user|system|developer)',
  '<｜(?:end▁of▁sentence|begin▁of▁sentence|User|user)｜>',
  '</?(?:start_of_turn|end_of_turn)>|<(?:turn\\|)|<\\|turn>(?:user|system)',
  '<\\|(?:file_sep|file_separator|repo_name|filename|gh_stars|fim_[a-z]{3,8}|pad|padding|sep|done|stop|unk)\\|>|<\\|turn\\|>(?:user|system)|\\[\\|(?:user|system|endofturn)\\|\\]',
  '\\[(?:DONE|SEP|CLS|PAD|END|STOP|EOT)\\]|<<(?:END|DONE|STOP|EOS)>>',
  '\\\\(?:end\\{(?:solution|answer|proof)|begin\\{(?:problem|exercise|question))\\*?\\}',
  '<eos>|<eod>|<EOT>|<EOS>|<\\|END\\|>|\\[EOS\\]|\\[gMASK\\]|<extra_id_1>',
  '\\[/?INST\\]|<<SYS>>|\\[SYSTEM_PROMPT\\]',
  '</?(?:user|human|question|problem|instruction)>',
].join('|');
const TURN = new RegExp(TURN_TOKENS, 'g');
/** `</s>` ends a turn unless it closes struck text. */
const SENTENCE_TOKEN = /<\/?s>/g;
/** The header of the answer's own turn: the answer is behind it. */
const OWN_HEADER =
  /^\s*(?:(?:<s>|<bos>|<\|begin_of_text\|>|<｜begin▁of▁sentence｜>|\[\/INST\])\s*)*(?:(?:<\|im_start\|>|<start_of_turn>|<\|start_header_id\|>|<\|start_of_role\|>|<\|turn>)\s*(?:assistant|model)\s*(?:<\|end_header_id\|>|<\|end_of_role\|>)?|<\|(?:assistant|Assistant|CHATBOT_TOKEN)\|>|\[\|assistant\|\]|<\|turn\|>(?:assistant|model)|<｜Assistant｜>|<\|START_OF_TURN_TOKEN\|><\|CHATBOT_TOKEN\|>|(?:### )?(?:assistant|response)\s*:(?=\s))?\s*/;

const VALUE = '[-+–—−$€£¥₹*_\\s\\\\({"\']{0,12}(?:[\\d.½¼¾⅓⅔]|yes\\b|no\\b|true\\b|false\\b)';
/** Marks of the final answer. */
const MARKS = [
  new RegExp(`#{4,}\\s*${VALUE}`, 'i'),
  /\\+(?:fbox|framebox)\b|oxed\b/,
  /<\/(?:(?:final|correct)[_-]?)?answer>|<\/result>/i,
];
/** An answer that nothing of the same problem follows. */
const STRONG = [
  ...MARKS,
  new RegExp(`\\bfinal (?:answer|result)\\b[^\\n\\d]{0,20}?(?:[:=]|\\bis\\b)\\s*${VALUE}`, 'i'),
];
const TEXT_MARKER = /#{4,}\s*\S/;
/** An answer, which may be that of a sub-question where the output asks itself any. */
const WEAK = [
  /\b(?:the|my|our) (?:final |correct )?(?:answer|result)\b[^.\n]{0,40}?\b(?:is|=)/i,
  /^[\s*#>_-]*(?:answer|ans|final answer)\s*[*_]*\s*[:=]/i,
];
const CONCLUSION = /[=≈]\s*[$€£]?\s?[\d.]|^\W*(?:so|therefore|thus|hence|in total|altogether)\b/i;
/** A line that is nothing but a number and its unit. */
const BARE_NUMBER = /^[^\p{L}\p{N}]*\d[\d.,/]*\s?%?(?:\s\p{L}+){0,3}[^\p{L}\p{N}]*$/u;
const CLEAR_WORD = /^[^\p{L}\p{N}]*(?:yes|no|true|false)\b/iu;
const LONGEST_STRUCK = 200; // characters
const LONGEST_BEFORE = 4000; // characters before a question in which its names are looked for

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** The first end of a turn in `part` that has something before it. */
function turnEnd(text: string, { start, end }: Span): number {
  TURN.lastIndex = start;
  for (let match = TURN.exec(text); match !== null && match.index < end; match = TURN.exec(text)) {
    if (text.slice(start, match.index).trim() !== '') return match.index;
  }
  return end;
}

/** `</s>`, or `<s>` that begins a new sequence; `<s>13</s>` within a line is struck text. */
function sequenceEnd(text: string, { start, end }: Span): number {
  SENTENCE_TOKEN.lastIndex = start;
  let struck = -1;
  let read = start;
  let any = false;
  for (
    let match = SENTENCE_TOKEN.exec(text);
    match !== null && match.index < end;
    match = SENTENCE_TOKEN.exec(text)
  ) {
    any ||= text.slice(read, match.index).trim() !== '';
    read = SENTENCE_TOKEN.lastIndex;
    if (!any || match.index === struck) continue;
    const ahead = text.slice(match.index, Math.min(end, match.index + LONGEST_STRUCK));
    const inner = /^<s>[^\n]*?(?=<\/s>)/.exec(ahead);
    if (inner === null) return match.index;
    struck = match.index + inner[0].length;
  }
  return end;
}

/** How much of an answer has been seen in the lines so far. */
interface Progress {
  strong: boolean;
  weak: boolean;
  /** A blank line follows the last statement. */
  blank: boolean;
  /** The last line with text concludes something. */
  concluded: boolean;
  /** The output began with a question of its own. */
  asks: boolean;
  /** What follows has been looked through: it belongs to this problem. */
  ownRest: boolean;
  any: boolean;
  digits: boolean;
  /** A line with a number before it: the output is a list. */
  listed: boolean;
  /** The last line with text ends as a sentence does. */
  closed: boolean;
  /** A question stands before the answer. */
  asked: boolean;
}

/** Whether an answer has been given before a line, with which another turn or problem begins that has no clear mark. */
function isAnswered({ strong, weak, concluded, closed, any }: Progress, type: AnswerType): boolean {
  return strong || ((weak || concluded) && closed) || (type === 'text' && any && closed);
}

const anyOf = (patterns: readonly RegExp[], line: string): boolean =>
  patterns.some((pattern) => pattern.test(line));

function endsHere(line: string, progress: Progress, type: AnswerType, rest: () => string): boolean {
  if (!progress.any || SUB_QUESTION.test(line)) return false;
  if (ROLE.test(line)) return true;
  if (BARE_ROLE.test(line) || ASKS_ANOTHER.test(line)) return isAnswered(progress, type);
  if (GIVEN.test(line)) return isAnswered(progress, type);
  if (RULE_LINE.test(line) && !progress.asks && isAnswered(progress, type)) {
    return asksAnother(rest().slice(line.length));
  }
  const listNumber = Number(NUMBERED_LINE.exec(line)?.[1] ?? 0);
  if (listNumber > 1 && (progress.strong || (progress.weak && progress.closed && !progress.listed)))
    return true;
  if (!headsProblem(line)) return false;
  const number = NUMBERED.exec(line)?.[1];
  if (progress.strong) return true;
  if (progress.asks) {
    if (!progress.weak || !progress.blank || number !== undefined || progress.ownRest) return false;
    progress.ownRest = type === 'number' && isOwnRest(rest(), (line) => anyOf(MARKS, line));
    return !progress.ownRest;
  }
  if (progress.weak) return true;
  if (number === '1') return false; // sub-questions are counted from 1
  return progress.concluded || (progress.blank && (type !== 'number' || progress.digits));
}

/** The line is nothing but an answer. */
function isBareAnswer(line: string, type: AnswerType): boolean {
  return type === 'boolean' ? CLEAR_WORD.test(line) : type === 'number' && BARE_NUMBER.test(line);
}

function concludes(line: string, type: AnswerType): boolean {
  return CONCLUSION.test(line) || isBareAnswer(line, type);
}

/** The index at which the first problem's answer ends. */
function problemEnd(text: string, { start, end }: Span, type: AnswerType, question: string): number {
  const progress: Progress = {
    strong: false,
    weak: false,
    blank: false,
    concluded: false,
    asks: false,
    ownRest: false,
    any: false,
    digits: false,
    listed: false,
    closed: false,
    asked: false,
  };
  for (let at = start; at < end; ) {
    const stop = Math.min(lineEnd(text, at), end);
    const line = text.slice(at, Math.min(stop, at + LONGEST_HEAD));
    if (endsHere(line, progress, type, () => text.slice(at, end))) return at;
    const before = {
      text: text.slice(Math.max(start, at - LONGEST_BEFORE), at),
      asked: progress.asked || progress.asks,
      type,
      question,
    };
    if (
      mayFollow(progress, type, line) &&
      beginsProblem(text.slice(at, end), beforeQuestion(before, progress))
    )
      return at;
    if (!/[\p{L}\p{N}]/u.test(line)) progress.blank = progress.any;
    else {
      if (!progress.any) progress.asks = headsProblem(line) || SUB_QUESTION.test(line);
      else if (headsProblem(line) || SUB_QUESTION.test(line)) progress.asks = true;
      const weak = anyOf(WEAK, line);
      const inLine = inLineEnd(line, type);
      if (inLine >= 0) return at + inLine;
      const asking = questionInLine(line, before);
      if (asking >= 0) return at + asking;
      progress.asked ||= !progress.strong && !progress.weak && /[\p{L}\d][?？]/u.test(line);
      progress.strong ||= anyOf(STRONG, line) || (type === 'text' && TEXT_MARKER.test(line));
      progress.weak ||= weak || (!progress.any && isBareAnswer(line, type) && !/\d \p{L}/u.test(line));
      progress.concluded = concludes(line, type);
      progress.digits ||= /\d/.test(line);
      progress.listed ||= NUMBERED_LINE.test(line);
      progress.closed = /[.!?\d}>)\]*"'”%]\s*$/.test(line) || isBareAnswer(line, type) || type === 'text';
      progress.blank = false;
      progress.any = true;
    }
    at = stop + 1;
  }
  return end;
}

type Said = Pick<Before, 'text' | 'asked' | 'question'> & { readonly type: AnswerType };

function beforeQuestion(
  { text, asked, type, question }: Said,
  { strong, weak }: Pick<Progress, 'strong' | 'weak'>,
): Before {
  return { text, asked, question, strong, weak, oneQuestion: type !== 'number' };
}

/** Whether a line may begin another problem: an answer has been given, and the line is no item of a list. */
function mayFollow(progress: Progress, type: AnswerType, line: string): boolean {
  if (!/\p{L}/u.test(line) || SUB_QUESTION.test(line)) return false;
  const { strong, weak, concluded, closed, blank } = progress;
  const given = strong || ((weak || (concluded && type !== 'text')) && (closed || blank));
  return given && !(progress.listed && NUMBERED_LINE.test(line) && !strong);
}

/** Where on a line a question begins another problem, behind a stated answer on the same line; or -1. */
function questionInLine(line: string, said: Said): number {
  if (!/[?？]/.test(line)) return -1;
  for (const at of sentenceStarts(line)) {
    const head = line.slice(0, at);
    const before = beforeQuestion(
      { ...said, text: said.text + head, asked: said.asked || /[\p{L}\d][?？]/u.test(head) },
      { strong: anyOf(STRONG, head), weak: anyOf(WEAK, head) },
    );
    if ((before.strong || before.weak) && beginsProblem(line.slice(at), before)) return at;
  }
  return -1;
}

/** Where on a line the next problem begins, behind an answer on the same line; or -1. */
function inLineEnd(line: string, type: AnswerType): number {
  const at = line.search(IN_LINE);
  if (at <= 0) return -1;
  const head = line.slice(0, at);
  const isAnswered = anyOf(STRONG, head) || anyOf(WEAK, head) || concludes(head, type);
  return isAnswered ? at : -1;
}

/** The part of `part` that is the answer's own turn: without its header, and up to the token that ends it. */
export function ownTurn(text: string, part: Span): Span {
  const header =
    OWN_HEADER.exec(text.slice(part.start, Math.min(part.end, part.start + 400)))?.[0].length ?? 0;
  const own = { start: part.start + header, end: part.end };
  return { ...own, end: Math.min(turnEnd(text, own), sequenceEnd(text, own)) };
}

/** The part of `part` that answers the problem: without the header of its own turn, and up to what is not its answer any more. */
export function firstProblem(text: string, part: Span, type: AnswerType, question = ''): Span {
  const turn = ownTurn(text, part);
  return { ...turn, end: problemEnd(text, turn, type, question) };
}

/** The first token in `text` that belongs to a chat template and to no answer; null where there is none. */
export function turnMarkIn(text: string): string | null {
  TURN.lastIndex = 0;
  return TURN.exec(text)?.[0] ?? /<\|[^<>|\n]{1,40}\|>|<\/s>/.exec(text)?.[0] ?? null;
}
