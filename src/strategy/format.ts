// The words that every strategy is written in. A text is built of pieces that are tokenized one by one, the same
// way in training and when a program forces them at inference, so both always see the same token ids.

/** What precedes the final answer, as in GSM8K: `#### 18`. */
export const answerMarker = '####';

/** What precedes a sub-solution. */
export const answerCue = 'Answer:';

const questionCue = 'Question:';

/** What precedes a problem. */
export const problemCue = 'Problem:';

/** One line: every run of whitespace becomes a single space. */
export function flatten(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The prompt of every strategy. */
export function problemLine(question: string): string {
  return `${problemCue} ${flatten(question)}\n`;
}

/** The problem and its steps, as the sub-question writer is asked. */
export function annotatorLines(question: string, solutions: readonly string[]): string {
  return `${problemLine(question)}Steps:\n${solutions.map(numberedLine).join('')}`;
}

/** `1. How many eggs does she sell?`, for the index 0. */
export function numberedLine(text: string, index: number): string {
  return `${index + 1}. ${flatten(text)}\n`;
}

/** A sub-question, as it is trained on, generated and forced. */
export function questionLine(question: string): string {
  return `${questionCue} ${flatten(question)}\n`;
}

/** The sub-question that a generated line asks, or null when the line is empty or is something else. */
export function questionIn(line: string): string | null {
  const text = flatten(line);
  if (text.startsWith(answerCue) || text.startsWith(answerMarker)) return null;
  const question = flatten(text.replace(/^question:/i, ''));
  return question === '' ? null : question;
}

/** A step that stands on a line of its own (`cot`), in pieces. */
export function statementPieces(solution: string): string[] {
  return calculatorPieces(`${flatten(solution)}\n`);
}

/** What follows `answerCue`, in pieces. */
export function solutionPieces(solution: string): string[] {
  return calculatorPieces(` ${flatten(solution)}\n`);
}

/** The final answer: the marker is a piece of its own, since the pair has it forced. */
export function answerPieces(answer: string): string[] {
  return [answerMarker, ` ${flatten(answer)}`];
}

/** Cuts where a calculator takes over and hands back: `… <<16-3-4=` | `9>>` | `9 eggs`. */
function calculatorPieces(line: string): string[] {
  return line.split(/(?<=<<[^<>=]*=)(?=[^<>]*>>)|(?<=<<[^<>]*>>)/);
}
