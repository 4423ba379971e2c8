// From what a problem has to the reasoning that a strategy needs: its steps, or its facts in their place.
import type { Problem, Step } from '../data/index.ts';
import { flatten } from './format.ts';
import type { Rationale, RationaleStyle, Requirement } from './types.ts';

export type RationaleOrReason = { readonly rationale: Rationale } | { readonly missing: string };

/** The problem's rationale for a strategy with this requirement, or why it has none. */
export function rationaleOf(
  problem: Problem,
  requirement: Requirement,
  style: RationaleStyle = 'text',
): RationaleOrReason {
  if (requirement === 'answer') return { rationale: { steps: [], source: 'none' } };
  const steps = (problem.steps ?? []).filter((step) => flatten(step.solution) !== '');
  if (steps.length > 0) {
    if (requirement === 'sub-questions' && steps.some((step) => flatten(step.question ?? '') === '')) {
      return { missing: 'steps without sub-questions' };
    }
    return { rationale: { steps: steps.map((step) => styled(step, style)), source: 'steps' } };
  }
  const facts = (problem.facts ?? []).filter((fact) => flatten(fact) !== '');
  if (requirement === 'sub-questions' || facts.length === 0) return { missing: 'no steps' };
  return { rationale: { steps: facts.map((solution) => ({ question: '', solution })), source: 'facts' } };
}

function styled(step: Step, style: RationaleStyle): { question: string; solution: string } {
  const annotations = style === 'equations' ? (step.solution.match(/<<[^<>]+>>/g) ?? []) : [];
  return {
    question: step.question ?? '',
    solution: annotations.length > 0 ? annotations.join(' ') : step.solution,
  };
}
