// Output text back to steps: tolerant, since small models leave things out, and never throwing.
import type { Step } from '../data/index.ts';
import { answerMarker, flatten, questionIn } from './format.ts';
import type { ParsedOutput } from './types.ts';

/** Reads lines of reasoning (`answer`, `cot`): every non-empty line before `####` is a step. */
export function parseStatements(output: string): ParsedOutput {
  const { body, answerText } = cutAnswer(output);
  const steps = body
    .split('\n')
    .map(flatten)
    .filter((line) => line !== '')
    .map((solution) => ({ solution }));
  return { steps, answerText };
}

/**
 * Reads `Question: …` and `Answer: …` lines (`socratic-unified`, the pair's transcript). A question without an
 * answer keeps an empty solution, an answer without a question has none, and a line without a cue continues the
 * line before it.
 */
export function parseSocratic(output: string): ParsedOutput {
  const { body, answerText } = cutAnswer(output);
  const steps: { question?: string; solution: string }[] = [];
  let open: { question?: string; solution: string } | undefined;
  let answered = false;
  for (const line of body.split('\n').map(flatten)) {
    if (line === '') continue;
    const [, cue, text = line] = /^(question|answer):\s*(.*)$/i.exec(line) ?? [];
    const isQuestion = cue?.toLowerCase() === 'question';
    if (isQuestion || open === undefined || (cue !== undefined && answered)) {
      open = isQuestion ? { question: text, solution: '' } : { solution: text };
      answered = !isQuestion;
      steps.push(open);
    } else if (cue !== undefined || answered) {
      open.solution = flatten(`${open.solution} ${text}`);
      answered = true;
    } else {
      open.question = flatten(`${open.question ?? ''} ${text}`);
    }
  }
  return { steps: steps satisfies Step[], answerText };
}

/** Reads numbered lines, one sub-question each (`annotator`); their solutions were given and are not in the output. */
export function parseNumberedQuestions(output: string): ParsedOutput {
  const questions = output
    .split('\n')
    .map((line) => flatten(line.replace(/^\s*\d+[.)]\s*/, '')))
    .filter((line) => line !== '');
  return { steps: questions.map((question) => ({ question, solution: '' })), answerText: '' };
}

/**
 * The sub-questions that the decomposer wrote, repeated ones included. `complete`: it ended by itself; otherwise
 * a limit cut it off and a last line without its newline is torn, and left out.
 */
export function parseQuestions(output: string, complete = true): string[] {
  const lines = output.split('\n');
  if (!complete) lines.pop();
  return lines.map(questionIn).filter((question) => question !== null);
}

/** Splits at the first `####`; the answer ends with its line. */
function cutAnswer(output: string): { body: string; answerText: string } {
  const at = output.indexOf(answerMarker);
  if (at < 0) return { body: output, answerText: '' };
  const [line = ''] = output.slice(at + answerMarker.length).split('\n', 1);
  return { body: output.slice(0, at), answerText: line.trim() };
}
