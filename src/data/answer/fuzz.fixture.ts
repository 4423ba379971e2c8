// For tests and the benchmark: strings that try to break the extractor, and what must hold for whatever is read from them.
import type { AnswerType } from '../problem.ts';
import { canonicalAnswer } from './canonical.ts';
import { readAnswer } from './extract.ts';

export const answerTypes: readonly AnswerType[] = ['number', 'boolean', 'text'];

const split = (pieces: string) => pieces.split('¶');

/** What outputs are made of: numbers, signs, marks, headings, words, and their broken halves. */
export const pieces: readonly string[] = [
  ...split('18¶1,234¶1.234¶1.234,56¶12,5¶3/4¶½¶²¶0.5¶007¶1e5¶10^3¶2^10¶５¶1\u2009000¶1 000'),
  ...split('-¶−¶–¶—¶+¶ - ¶*¶ * ¶×¶/¶=¶ = ¶≈¶%¶$¶\\$¶€¶(¶)¶($5)¶±¶<¶>¶≤¶√¶π¶x¶!¶:¶;¶,¶. ¶.¶?¶|¶°'),
  ...split(
    '####¶#### ¶\n#### ¶\\boxed{¶\\frac{¶\\frac34¶\\text{¶\\sqrt{¶\\textcolor{red}{¶}¶{¶\\¶\\\\¶\boxed{',
  ),
  ...split(
    '**¶__¶~~¶_¶`¶```json\n¶```¶<b>¶</b>¶<s>¶</s>¶<answer>¶</answer>¶<think>¶</think>¶<output>¶</output>',
  ),
  ...split('<<3*2=6>>¶<<¶>>¶&minus;¶&#36;¶&¶\u001b[31m¶{"answer": ¶"result": "¶"}¶[¶]¶"'),
  ...split(
    'the answer is ¶The final answer is: ¶Answer: ¶not ¶ but ¶no, wait, ¶ actually ¶ so ¶ because ¶ is ¶ of ',
  ),
  ...split(
    'eighteen ¶forty-two¶a dozen ¶ and a half¶ million¶ percent¶ dollars¶ hours ¶ minutes ¶pm ¶May ¶yes¶no¶true¶maybe¶both',
  ),
  ...split(
    '\n¶\n\n¶ ¶\t¶\r\n¶Question: ¶\nQ: ¶\n\nProblem 2: ¶### Instruction:\n¶<|im_end|>¶[INST]¶assistantfinal¶<|channel|>final<|message|>',
  ),
];

/** A string of `length` pieces, chosen by `random` (0 to below 1). */
export function fuzzString(random: () => number, length: number): string {
  let text = '';
  for (let k = 0; k < length; k++) text += pieces[Math.floor(random() * pieces.length)] ?? '';
  return text;
}

/** The digits that a number is written with, without sign, point, grouping and the zeros at its ends. */
function digitsOf(text: string): string {
  const plain = text.replace(/&#\d+;/g, ''); // a character's number is no number of the text
  const half = plain.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
  return half.replace(/\D/g, '').replace(/^0+|0+$/g, '');
}

/** What is wrong with what is read from `text`, or null: the properties that hold for every string. */
export function brokenProperty(text: string, type: AnswerType): string | null {
  const { answer } = readAnswer(text, type);
  if (answer === null) return null;
  const { value, start, end } = answer;
  if (!(start >= 0 && end > start && end <= text.length)) return `span ${start}–${end} of ${text.length}`;
  if (canonicalAnswer(value, type) !== value) return `"${value}" is not canonical`;
  if (type === 'boolean') return /^(?:yes|no)$/.test(value) ? null : `"${value}" is neither yes nor no`;
  if (type === 'text') return null;
  if (!/^-?\d+(\.\d*[1-9])?$/.test(value)) return `"${value}" is no plain number`;
  const span = text.slice(start, end);
  // The number is written in its span, digit by digit; or it is computed from what the span says (`3/4`, `4 million`, `a dozen`).
  const formats = [undefined, 'decimal-comma'] as const;
  // The span may end where an output that ended there would break off, in `\frac{½`, and begin behind the mark of its emphasis.
  const computed = formats.some((format) =>
    [span, `${span} end`, span.replace(/[*_]+/g, ' ')].some(
      (part) => canonicalAnswer(part, type, format && { format }) === value,
    ),
  );
  const magnitude = canonicalAnswer(span.replace(/[-−–—()]/g, ' '), type)?.replace('-', '');
  return digitsOf(span) === digitsOf(value) || computed || magnitude === value.replace('-', '')
    ? null
    : `"${value}" is not in its span "${span}"`;
}

/** Pieces that make some parts of the extractor work hard when they are repeated. */
export const hostile: readonly string[] = [
  ...split(
    '7¶,111¶1 ¶1.¶1/¶-¶word ¶twenty ¶\\boxed{¶\\frac{1}{¶{¶\\¶**¶**18** ¶<<¶<<9*2=18>>18 ¶<b ¶<answer>¶#### ¶#',
  ),
  ...split(
    'the answer is ¶answer ¶Answer: 1+¶1 + 1 = 2 ¶\n¶1. 2\n¶#### 1\nQ: ¶yes. ¶yes or no ¶<think>1</think>¶ ¶<|im_end|>',
  ),
  ...split(
    'It is 3. ¶one-¶~~¶<s>¶<s>1</s> ¶&minus;¶&¶{"a":¶{"a":1}¶[1,¶1, ¶3 or ¶13, no wait, ¶not 1 but ¶| 1 ¶| 1 | 2 |\n',
  ),
  ...split(
    'Note: 1\n¶References:\n¶<|channel|>analysis<|message|>¶assistantfinal¶<think>¶</think>¶1:¶1:30 ¶√¶2^¶x+¶\u001b[31m¶*¶$¶"',
  ),
  ...split(
    'Question: ¶Question:\n¶two and a half ¶hundred ¶a dozen ¶ \n¶<s> ¶</s>¶\\cancel{¶\\textcolor{red}{¶\boxed{1}¶```json\n{"a": 1}\n```\n¶```\n{',
  ),
  ...split(
    '—¶(¶[¶no, ¶Wait. ¶actually ¶A) ¶~¶_¶1% of ¶\\frac{1}{2}¶1_¶---\n¶User: 1\n¶1\u00A0¶\t¶\r¶so 1 ¶If 1, ¶many would say the answer is ',
  ),
];

/** `length` characters of a piece, and one more. */
export function repeated(piece: string, length: number): string {
  return `${piece.repeat(Math.ceil(length / piece.length)).slice(0, length)}x`;
}
