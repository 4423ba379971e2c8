// Answers of a user's file that are whole solutions: steps and `#### 18`, on a line of its own or at the end of one, or a solution with a box.
import { answersMatch, extractAnswer, inferAnswerType } from '../answer/index.ts';
import type { Step } from '../problem.ts';
import { standsForNothing } from './gold-answer.ts';
import { lacksStep, parseStepLine } from './gsm8k.ts';
import { UnusableRecord } from './reading.ts';

export interface WorkedAnswer {
  readonly steps: readonly Step[];
  /** As it is written. */
  readonly answer: string;
  /** What was done, for the summary; null for GSM8K's form, which is ours. */
  readonly told: string | null;
}

const MARKER = /(?<!#)####(?!#)/;

/** The steps and the answer of a whole solution; null for any other text. Throws `UnusableRecord` where it states several answers. */
export function workedAnswer(text: string): WorkedAnswer | null {
  return markedAnswer(text) ?? boxedAnswer(text);
}

/** Models also write `####` before headings: of several, one that holds an answer counts. */
function markedAnswer(text: string): WorkedAnswer | null {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  const marked = lines.flatMap((line, index) => {
    const parts = line.split(MARKER);
    return parts.length === 1
      ? []
      : [{ index, before: parts.slice(0, -1).join(' ').trim(), answer: parts.at(-1)?.trim() ?? '' }];
  });
  const clear = marked.filter(
    ({ answer }) => !standsForNothing(answer) && inferAnswerType(answer) !== 'text',
  );
  const said = marked.length === 1 ? marked[0] : (clear[0] ?? marked[0]);
  if (said === undefined) return null;
  const type = inferAnswerType(said.answer);
  const other = clear.find(
    ({ answer }) => answer !== said.answer && !answersMatch(answer, said.answer, type),
  );
  if (other !== undefined) {
    throw new UnusableRecord(`its answer states both "${said.answer}" and "${other.answer}" behind "####"`);
  }
  const before = [...lines.slice(0, said.index), wholeSentences(said.before)];
  return { steps: stepsIn(before), answer: said.answer, told: null };
}

function stepsIn(lines: readonly string[]): readonly Step[] {
  return lines
    .filter((line) => !isHeading(line))
    .map((line) => line.replace(MARKER, '').trim())
    .filter((line) => line !== '' && !lacksStep(line))
    .map(parseStepLine);
}

/** `#### Step 1`, `**Step 1**`: nothing is worked out in it. */
function isHeading(line: string): boolean {
  return (/^#{1,6}\s/.test(line) || /^\*\*(?:(?!\*\*).)+\*\*:?$/.test(line)) && !line.includes('=');
}

/** `3 + 4 = 7. So he has` without the sentence that its answer would end. */
function wholeSentences(text: string): string {
  const end = /[.!?)\]](?=\s)(?!.*[.!?)\]]\s)/s.exec(text);
  const rest = end === null ? text : text.slice(end.index + 1);
  const isWhole = /\d/.test(rest) || /[.!?]$/.test(rest.trim());
  return isWhole ? text : text.slice(0, text.length - rest.length);
}

function boxedAnswer(text: string): WorkedAnswer | null {
  if (!/\\(?:boxed|fbox)\b/.test(text) || inferAnswerType(text) !== 'text') return null;
  const found = extractAnswer(text, 'text');
  if (found?.rule !== 'box') return null;
  const lines = text.split('\n').map((line) => line.trim());
  return {
    steps: stepsIn(lines),
    answer: found.value,
    told: 'have a worked solution for their answer: the answer is what its last box holds, its lines are the steps',
  };
}
