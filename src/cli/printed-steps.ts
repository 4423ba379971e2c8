// The steps of a solution on a terminal, each line as soon as it is there, in the order in which the finished solution has them.
import type { Solution, SolveProgress } from '../solve/index.ts';

type Steps = Solution['steps'];

const solutionLine = (solution: string) => `  ${solution}`;
const questionLines = (question = '') => (question === '' ? [] : [`? ${question}`]);

/** The plan of a Socratic pair with guidance. */
export const planText = (plan: string) => `Plan: ${plan}`;

/** The lines of steps. */
export function stepLines(steps: Steps): string[] {
  return steps.flatMap(({ question, solution }) => [...questionLines(question), solutionLine(solution)]);
}

/** Prints the steps of one problem. A sub-question is held back until the one before it is answered. */
export class PrintedSteps {
  readonly #print: (text: string) => void;
  readonly #questions: string[] = [];
  #solved = 0;
  /** Lines that are printed. */
  #lines = 0;

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  add(progress: SolveProgress): void {
    if (progress.type === 'plan') this.#print(planText(progress.plan));
    else if (progress.type === 'question') {
      this.#questions.push(progress.question);
      if (progress.index === this.#solved) this.#show(questionLines(progress.question));
    } else if (progress.type === 'solution') {
      this.#solved += 1;
      this.#show([solutionLine(progress.solution), ...questionLines(this.#questions[this.#solved])]);
    } else if (progress.type === 'step') this.#show(stepLines([progress.step]));
  }

  /** The lines of these steps that are not printed: of sub-questions that nobody answered. */
  rest(steps: Steps): string[] {
    return stepLines(steps).slice(this.#lines);
  }

  #show(lines: readonly string[]): void {
    for (const line of lines) this.#print(line);
    this.#lines += lines.length;
  }
}
