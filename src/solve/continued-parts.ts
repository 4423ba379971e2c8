// A student of ours that runs on a server elsewhere: it is sent the text that it was trained to continue.
import { pendingCalculation } from '../data/index.ts';
import type { PromptFormat } from '../distill/index.ts';
import {
  answerCue,
  answerMarker,
  parseQuestions,
  problemLine,
  questionLine,
  solutionPieces,
} from '../strategy/index.ts';
import type { PartRequest, PartWriting } from '../teacher/index.ts';

/** Tokens that servers put before every text by themselves, so that they must not stand in it. */
const beginnings = ['<s>', '<bos>', '<|begin_of_text|>'];

export function continuedParts(format: PromptFormat): PartWriting {
  return {
    promptOf(request) {
      const content = `${promptText(format, request.question)}${transcript(request)}`;
      const continues = request.wanted === 'questions' ? 'text' : 'line';
      return { system: '', messages: [{ role: 'user', content }], continues };
    },
    read(text, { wanted, begun = '' }, isCut = false) {
      if (wanted === 'questions')
        return parseQuestions(isCut ? text.slice(0, text.lastIndexOf('\n') + 1) : text);
      const [rest = ''] = text.split('\n', 1);
      const line = `${begun}${rest}`;
      if (line.trim() === '') return wanted === 'question' ? [] : null;
      return [wanted === 'answer' ? line : line.trim()];
    },
  };
}

/** A problem as the student is asked it, as text. */
function promptText({ kind, before, after, opening }: PromptFormat, question: string): string {
  const parts = opening.map(({ text }) => text).join('');
  const line = problemLine(question);
  if (kind === 'plain') return `${parts}${line}`;
  const beginning = beginnings.find((text) => before.text.startsWith(text)) ?? '';
  return `${before.text.slice(beginning.length)}${parts}${line.trimEnd()}${after.text}`;
}

function transcript({ wanted, steps, subQuestion = '', begun = '' }: PartRequest): string {
  const pairs = steps.map(({ question = '', solution }) =>
    [questionLine(question), answerCue, ...solutionPieces(solution)].join(''),
  );
  if (wanted === 'questions') return '';
  const next = { question: '', solution: `${questionLine(subQuestion)}${answerCue}`, answer: answerMarker };
  const space = wanted === 'solution' && begun !== '' ? ' ' : '';
  return `${pairs.join('')}${next[wanted]}${space}${begun}`;
}

/** A line up to the first calculation whose value the calculator would have written otherwise, with its value; null: there is none. */
export function calculatedBeginning(line: string): string | null {
  for (const { index } of line.matchAll(/=/g)) {
    const before = line.slice(0, index + 1);
    const value = pendingCalculation(before);
    if (value !== null && !line.startsWith(value, before.length)) return `${before}${value}`;
  }
  return null;
}
