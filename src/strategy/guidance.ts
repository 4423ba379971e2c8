// The plan that a problem decomposer writes before its sub-questions, so that they follow it (Shridhar et al. 2023, section 3): how many
// steps there are, or the equations of the solution.
import { annotateCalculations, evaluateExpression, type Problem } from '../data/index.ts';
import { flatten } from './format.ts';

export const guidances = ['steps', 'equations'] as const;

/** What a problem decomposer is guided by: the number of steps, or their equations. */
export type Guidance = (typeof guidances)[number];

const cues: Readonly<Record<Guidance, string>> = { steps: 'Steps:', equations: 'Equations:' };

/** What stands for a step without an equation, so that a plan has one part a step. */
const noEquation = 'none';

/** The plan of a solution: `3`, or `4 * 3; 12 + 2; none`. Equations of one step are joined by commas. */
export function planOf(guidance: Guidance, solutions: readonly string[]): string {
  if (guidance === 'steps') return String(solutions.length);
  return solutions.map((solution) => equationsOf(solution).join(', ') || noEquation).join('; ');
}

/** The plan of a problem's own steps; null where it has none. */
export function goldPlan(guidance: Guidance, problem: Pick<Problem, 'steps'>): string | null {
  const solutions = (problem.steps ?? []).flatMap(({ solution }) =>
    flatten(solution) === '' ? [] : solution,
  );
  return solutions.length === 0 ? null : planOf(guidance, solutions);
}

/** Whether the problem's own steps have what the guidance is made of. */
export function hasPlan(guidance: Guidance, problem: Pick<Problem, 'steps'>): boolean {
  const { steps = [] } = problem;
  if (guidance === 'steps') return goldPlan(guidance, problem) !== null;
  return steps.some(({ solution }) => equationsOf(solution).length > 0);
}

/** A plan as it is trained on, generated and forced: `Steps: 3`, with its newline. */
export function planLine(guidance: Guidance, plan: string): string {
  return `${cues[guidance]} ${flatten(plan)}\n`;
}

/** The plan in a generated line; null where the line is something else. */
export function planIn(guidance: Guidance, line: string): string | null {
  const text = flatten(line);
  const cue = cues[guidance];
  return text.toLowerCase().startsWith(cue.toLowerCase()) ? flatten(text.slice(cue.length)) : null;
}

/** How many steps a plan has; null where it does not say. */
export function stepsIn(guidance: Guidance, plan: string): number | null {
  if (guidance === 'steps') return /^\d{1,6}$/.test(plan) ? Number(plan) : null;
  return plan === '' ? null : plan.split(';').filter((part) => part.trim() !== '').length;
}

/** The expressions that a solution computes: those of its annotations, or else those of the equations in its text. */
function equationsOf(solution: string): string[] {
  const annotated = annotatedIn(solution);
  return annotated.length > 0 ? annotated : annotatedIn(annotateCalculations(solution));
}

function annotatedIn(solution: string): string[] {
  return [...solution.matchAll(/<<([^<>=\n]+)=[^<>\n]*>>/g)].flatMap(([, expression = '']) =>
    evaluateExpression(expression) === null ? [] : spaced(expression),
  );
}

/** `(4+3)*2` as `(4 + 3) * 2`, without thousands commas: a comma separates equations. */
function spaced(expression: string): string {
  return flatten(expression)
    .replace(/(?<=\d),(?=\d{3})/g, '')
    .replace(/(?<=[\d.)%])\s*([-+*/×÷−–xX])\s*/g, ' $1 ');
}
